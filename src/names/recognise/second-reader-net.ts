import { rowsOf, wordHash } from './second-reader-hash.ts';
import type { NetLayer, MaxoutLayer, Rows, SecondModel } from './second-reader-file.ts';
import type { SecondToken } from './second-reader-tokens.ts';

/**
 * The network of spaCy's English model for names, as it is used, not as it is trained: a vector for each word from its
 * forms, four layers that look one token to the left and right, and a parser that labels token after token.
 */

/** The numbers of a token between layers. */
const width = 96;
const pieces = 3;
/** The layers see four tokens to each side; as many empty ones stand at both ends. */
const margin = 4;
/** spaCy's seeds for the four tables. */
const seeds = [8, 9, 10, 11];

/** `Obama` is `Xxxxx`, `9/11` is `d/dd`: runs are cut to four. */
export function shapeOf(text: string): string {
  if (text.length >= 100) return 'LONG';
  let shape = '';
  let last = '';
  let run = 0;
  for (const character of text) {
    const kind = /\p{L}/u.test(character) ? (/\p{Lu}/u.test(character) ? 'X' : 'x') : /\p{Nd}/u.test(character) ? 'd' : character;
    run = kind === last ? run + 1 : 0;
    last = kind;
    if (run < 4) shape += kind;
  }
  return shape;
}

function addRow({ values, scales }: Rows, row: number, out: Float32Array, at: number): void {
  const scale = scales[row] ?? 0;
  const from = row * width;
  for (let i = 0; i < width; i += 1) out[at + i] = (out[at + i] ?? 0) + (values[from + i] ?? 0) * scale;
}

/** The vector's row of a word, by its hash; -1 for none. */
function vectorRow({ keys, vectorOf }: SecondModel, hash: bigint): number {
  const key = Number(hash & 0xffffffffn);
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return keys[low] === key ? (vectorOf[low] ?? 0) : -1;
}

/** Gives the vector of a word, whatever stands around it; keeps those of `most` words. */
export function createEmbedder(model: SecondModel, most: number): (token: SecondToken) => Float32Array {
  const known = new Map<string, Float32Array>();
  return (token) => {
    const key = `${token.text}\n${token.norm}`;
    let vector = known.get(key);
    if (vector === undefined) {
      if (known.size >= most) known.clear();
      known.set(key, (vector = embed(model, token)));
    }
    return vector;
  };
}

function embed(model: SecondModel, { text, norm }: SecondToken): Float32Array {
  const { mix, symbols, tables, vectors } = model;
  const keyOf = (form: string): bigint => symbols.get(form) ?? wordHash(form);
  const characters = Array.from(text);
  // One token, and room for the second of the pair.
  const input = new Float32Array(mix.inputs + width);
  [norm, characters[0] ?? '', characters.slice(-3).join(''), shapeOf(text)].forEach((form, column) => {
    const table = tables[column];
    if (table === undefined) return;
    for (const row of rowsOf(keyOf(form), seeds[column] ?? 0, table.scales.length)) addRow(table, row, input, column * width);
  });
  const row = vectorRow(model, keyOf(text));
  if (row >= 0) addRow(vectors, row, input, tables.length * width);
  const out = new Float32Array(2 * width);
  maxout(mix, input, 2, out, 0);
  return out.slice(0, width);
}

/**
 * `rows` tokens through a layer, whose results are added to `out`, a row further on than in `input` when `input` is a window
 * of neighbours. Two tokens by three pieces at a time, the weights in the outer loop: three times as fast as one by one.
 */
function maxout(layer: MaxoutLayer, input: Float32Array, rows: number, out: Float32Array, at: number): void {
  const { weights, bias, inputs } = layer;
  const largest = new Float32Array(rows * width);
  for (let o = 0; o < width; o += 1) {
    const one = o * pieces * inputs;
    const two = one + inputs;
    const three = two + inputs;
    for (let row = 0; row < rows; row += 2) {
      const from = row * width;
      const next = from + width;
      let a = bias[o * pieces] ?? 0;
      let b = bias[o * pieces + 1] ?? 0;
      let c = bias[o * pieces + 2] ?? 0;
      let d = a;
      let e = b;
      let f = c;
      for (let i = 0; i < inputs; i += 1) {
        const left = input[from + i] ?? 0;
        const right = input[next + i] ?? 0;
        const x = weights[one + i] ?? 0;
        const y = weights[two + i] ?? 0;
        const z = weights[three + i] ?? 0;
        a += x * left;
        d += x * right;
        b += y * left;
        e += y * right;
        c += z * left;
        f += z * right;
      }
      largest[from + o] = Math.max(a, b, c);
      largest[next + o] = Math.max(d, e, f);
    }
  }
  for (let row = 0; row < rows; row += 1) addScaled(layer, largest, row * width, out, at + row * width);
}

/** Brings a token's numbers to one scale and adds them. */
function addScaled({ gain, shift }: MaxoutLayer, numbers: Float32Array, from: number, out: Float32Array, at: number): void {
  let mean = 0;
  for (let o = 0; o < width; o += 1) mean += (numbers[from + o] ?? 0) / width;
  let variance = 1e-8;
  for (let o = 0; o < width; o += 1) variance += ((numbers[from + o] ?? 0) - mean) ** 2 / width;
  const factor = 1 / Math.sqrt(variance);
  for (let o = 0; o < width; o += 1)
    out[at + o] = (out[at + o] ?? 0) + ((numbers[from + o] ?? 0) - mean) * factor * (gain[o] ?? 0) + (shift[o] ?? 0);
}

/** A plain layer: the outputs of one token, two at a time. */
function apply({ weights, bias, inputs, outputs }: NetLayer, input: Float32Array, from: number, out: Float32Array, at: number): void {
  for (let o = 0; o < outputs; o += 2) {
    const one = o * inputs;
    const two = one + inputs;
    let a = bias[o] ?? 0;
    let b = bias[o + 1] ?? 0;
    for (let i = 0; i < inputs; i += 1) {
      const value = input[from + i] ?? 0;
      a += (weights[one + i] ?? 0) * value;
      b += (weights[two + i] ?? 0) * value;
    }
    out[at + o] = a;
    out[at + o + 1] = b;
  }
}

/** What the parser needs of each token: `lower.outputs` numbers a token. */
export function featuresIn({ windows, narrow, lower }: SecondModel, words: readonly Float32Array[]): Float32Array {
  // Rows go by twos.
  const rows = words.length + (words.length % 2) + 2 * margin;
  // A row of zeros more at both ends, so that every row has neighbours.
  let now = new Float32Array((rows + 2) * width);
  words.forEach((word, i) => now.set(word, (i + 1 + margin) * width));
  for (const layer of windows) {
    const next = now.slice();
    maxout(layer, now, rows, next, width);
    now = next;
  }
  const small = new Float32Array(narrow.outputs);
  const features = new Float32Array(words.length * lower.outputs);
  for (let i = 0; i < words.length; i += 1) {
    apply(narrow, now, (i + 1 + margin) * width, small, 0);
    apply(lower, small, 0, features, i * lower.outputs);
  }
  return features;
}

/** A name among the tokens [from, to), with the number of its label. */
export type SecondName = { from: number; to: number; label: number };

/**
 * SecondToken after token, the best of what may come next: a name begins, goes on, ends, is this one token, or there is none.
 */
export function namesAlong({ labels, padding, lower, upper }: SecondModel, features: Float32Array, count: number): SecondName[] {
  const found: SecondName[] = [];
  const third = lower.outputs / 3;
  const hidden = new Float32Array(upper.inputs);
  const scores = new Float32Array(upper.outputs);
  const kinds = labels.length;
  const begin = 0;
  const inside = kinds;
  const last = 2 * kinds;
  const single = 3 * kinds;
  const outside = upper.outputs - 1;
  let open = -1;
  let label = 0;
  for (let i = 0; i < count; i += 1) {
    const at = i * lower.outputs;
    const first = open * lower.outputs + third;
    const before = at - lower.outputs + 2 * third;
    const sumAt = (k: number): number =>
      (features[at + k] ?? 0) +
      (open < 0 ? (padding[third + k] ?? 0) + (padding[2 * third + k] ?? 0) : (features[first + k] ?? 0) + (features[before + k] ?? 0));
    for (let o = 0; o < hidden.length; o += 1) hidden[o] = Math.max(sumAt(2 * o), sumAt(2 * o + 1));
    apply(upper, hidden, 0, scores, 0);
    const isEnd = i === count - 1;
    let best = outside;
    if (open >= 0) {
      best = last + label;
      if (!isEnd && (scores[inside + label] ?? 0) > (scores[best] ?? 0)) best = inside + label;
    } else
      for (let k = 0; k < kinds; k += 1) {
        if (!isEnd && (scores[begin + k] ?? 0) > (scores[best] ?? 0)) best = begin + k;
        if ((scores[single + k] ?? 0) > (scores[best] ?? 0)) best = single + k;
      }
    if (open >= 0 && best === last + label) {
      found.push({ from: open, to: i + 1, label });
      open = -1;
    } else if (open < 0 && best < kinds) {
      open = i;
      label = best;
    } else if (best >= single && best < single + kinds) found.push({ from: i, to: i + 1, label: best - single });
  }
  return found;
}

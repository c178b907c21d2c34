import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import * as cues from './cues.ts';
import { isName, type MentionKind, type Mention, type NameReading } from './names-so-far.ts';
import { isShouted } from './name-words.ts';

/**
 * A linear sequence tagger (averaged perceptron, Collins 2002): which words begin or continue the name of a person, an
 * organization or a place. The rules' results are among its features. The weights are in data/tagger.
 */

/** B: begins, I: continues a name of this kind; O: no name. */
export const labels = ['O', 'B-individual', 'I-individual', 'B-organization', 'I-organization', 'B-place', 'I-place'] as const;
const count = labels.length;
/** Features are hashed into this many buckets; those that collide share their weights. */
export const buckets = 1 << 18;

/** `of`: weights by bucket and label; `next`: by label and following label. In units of `scale`. */
export type Weights = { of: Int8Array; next: Int8Array; scale: number };

const folder = join(import.meta.dirname, '../../../data/tagger');
const loaded = new Map<string, Weights>();

/** The shipped weights for a text; those for all-caps telegrams were trained on upper-cased copies. Throws what node:fs throws when the file is missing. */
export function weightsFor(text: string): Weights {
  const name = isShouted(text) ? 'capitals.br' : 'weights.br';
  const known = loaded.get(name) ?? unpack(brotliDecompressSync(readFileSync(join(folder, name))));
  loaded.set(name, known);
  return known;
}

export function unpack(bytes: Buffer): Weights {
  const scale = bytes.readFloatLE(0);
  const all = new Int8Array(bytes.buffer, bytes.byteOffset + 4, bytes.length - 4);
  return { scale, next: all.subarray(0, count * count), of: all.subarray(count * count) };
}

/** Whether one label may follow another: only a name of the same kind can be continued. */
export const mayFollow = (before: number, label: number): boolean =>
  label % 2 === 1 || label === 0 || before === label || before === label - 1;

const hashOf = (text: string, seed: number): number => {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
};
const mix = (hash: number): number => {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & (buckets - 1);
};

/** The shape of a word: `X` for capitals, `x` for small letters, `d` for digits; runs are cut to two (`Obama` is `Xxx`). */
function shapeOf(text: string): string {
  let [shape, last, before] = ['', '', ''];
  for (const character of text) {
    const kind = /\p{Lu}/u.test(character) ? 'X' : /\p{L}/u.test(character) ? 'x' : /\p{N}/u.test(character) ? 'd' : character;
    if (kind === last && kind === before) continue;
    shape += kind;
    [last, before] = [kind, last];
  }
  return shape;
}

/** A word's class as a short code: its form, and the lists and cue words it is on. */
function classOf({ words, keys, known }: NameReading, i: number): string {
  const word = words[i];
  const key = keys[i] ?? '';
  if (word === undefined) return '#';
  if (word.form === 'mark' || word.form === 'number') return word.text.slice(0, 1);
  let kind: string = word.form.slice(0, 1);
  const given = known.givenName(key);
  if (given !== undefined) kind += known.isDoubtfulName(key) ? 'g' : 'G';
  if (known.isSurname(key)) kind += 'S';
  if (known.isCommon(key)) kind += 'c';
  if (cues.organizationHeads.has(key)) kind += 'O';
  if (cues.placeHeads.has(key)) kind += 'P';
  if (cues.titles.has(key)) kind += 'T';
  if (cues.roleWords.has(key)) kind += 'R';
  if (cues.months.has(key) || cues.days.has(key)) kind += 'M';
  if (cues.groupNames.has(key)) kind += 'N';
  return kind;
}

/** For each word, the end of its run of capitalised words (joined by particles), where a name can be; 0 outside of runs. */
function runsOf({ words, keys }: NameReading): Int32Array {
  const ends = new Int32Array(words.length);
  let start = -1;
  const close = (end: number): void => {
    if (start >= 0) for (let k = start; k < end; k += 1) ends[k] = end;
    start = -1;
  };
  for (let i = 0; i < words.length; i += 1) {
    const isJoining =
      words[i]?.form === 'lower' && (cues.personParticles.has(keys[i] ?? '') || /^(?:of|for|and|the|on)$/.test(keys[i] ?? ''));
    if (isName(words[i])) {
      if (start < 0) start = i;
    } else if (!(isJoining && start >= 0 && (isName(words[i + 1]) || isName(words[i + 2])))) close(i);
  }
  close(words.length);
  return ends;
}

/** The tagger's features of each word, as bucket numbers. */
export function featuresOf(reading: NameReading, rules: readonly Mention[]): Int32Array[] {
  const { words, keys } = reading;
  const n = words.length;
  const ruled = ruleLabels(reading, rules);
  const classes = words.map((_, i) => classOf(reading, i));
  const runs = runsOf(reading);
  const classAt = (i: number): string => classes[i] ?? '#';
  const keyAt = (i: number): string => (i < 0 ? '^' : i >= n ? '$' : ((keys[i] === '' ? (words[i]?.text ?? '') : keys[i]) ?? ''));
  const ruleAt = (i: number): string => ruled[i] ?? '-';
  const kindAt = (i: number): string => ruleAt(i).replace(/:.*/, '');
  // Words that the document capitalises elsewhere than at the beginning of a sentence.
  const seen = new Map<string, number>();
  words.forEach((word, i) => {
    if (isName(word) && !word.opens) seen.set(keys[i] ?? '', (seen.get(keys[i] ?? '') ?? 0) + 1);
  });
  return words.map((word, i) => {
    const features: number[] = [];
    let template = 0;
    const add = (text: string): void => {
      template += 1;
      features.push(mix(hashOf(text, Math.imul(template, 0x9e3779b1))));
    };
    add('');
    const key = keyAt(i);
    const before = keyAt(i - 1);
    const after = keyAt(i + 1);
    const shape = shapeOf(word.text);
    add(key);
    add(before);
    add(after);
    add(keyAt(i - 2));
    add(keyAt(i + 2));
    add(`${before} ${key}`);
    add(`${key} ${after}`);
    add(shape);
    add(`${classAt(i - 1)} ${classAt(i)}`);
    add(`${classAt(i)} ${classAt(i + 1)}`);
    add(`${classAt(i - 1)} ${classAt(i)} ${classAt(i + 1)}`);
    add(`${classAt(i)} ${word.opens ? 'o' : ''}`);
    add(`${shape} ${shapeOf(words[i + 1]?.text ?? '')}`);
    add(key.slice(-2));
    add(key.slice(-3));
    add(key.slice(-4));
    add(key.slice(0, 3));
    add(key.slice(0, 4));
    add(ruleAt(i));
    add(kindAt(i));
    add(`${kindAt(i - 1)} ${kindAt(i)} ${kindAt(i + 1)}`);
    add(`${ruleAt(i)} ${classAt(i)}`);
    add(`${kindAt(i)} ${before}`);
    add(`${kindAt(i)} ${after}`);
    add(`${kindAt(i)} ${key}`);
    add(`${word.possessive ? 's' : ''} ${kindAt(i)}`);
    add(seen.has(key) && word.opens ? `seen ${kindAt(i)}` : 'new');
    // The run that the word is in: its first and last words, and what precedes and follows it.
    const end = runs[i] ?? 0;
    if (end > i) {
      let start = i;
      while (start > 0 && runs[start - 1] === end) start -= 1;
      add(`${Math.min(i - start, 4)} ${Math.min(end - i, 4)}`);
      add(`last ${keyAt(end - 1)}`);
      add(`lastclass ${classAt(end - 1)} ${Math.min(end - start, 4)}`);
      add(`first ${keyAt(start)}`);
      add(`firstclass ${classAt(start)} ${classAt(i)}`);
      add(`before ${keyAt(start - 1)}`);
      add(`before2 ${keyAt(start - 2)} ${keyAt(start - 1)}`);
      add(`behind ${keyAt(end)}`);
      add(`behind2 ${keyAt(end)} ${keyAt(end + 1)}`);
      add(`around ${keyAt(start - 1)} ${keyAt(end)}`);
      add(`ruled ${ruleAt(start)} ${ruleAt(end - 1)}`);
    } else {
      template += 11;
      add(`out ${key}`);
    }
    return Int32Array.from(features);
  });
}

/** The rules' label of each word: `B-individual:title`, `I-place:city`, `-`. */
function ruleLabels({ words }: NameReading, rules: readonly Mention[]): string[] {
  const ruled = words.map(() => '-');
  let at = 0;
  for (const { start, end, kind, rule, inside } of rules) {
    if (inside === true) continue;
    while (at > 0 && (words[at]?.start ?? 0) > start) at -= 1;
    while (at < words.length && (words[at]?.end ?? 0) <= start) at += 1;
    for (let i = at; i < words.length && (words[i]?.start ?? end) < end; i += 1) ruled[i] = `${i === at ? 'B' : 'I'}-${kind}:${rule}`;
  }
  return ruled;
}

/** The best sequence of labels (Viterbi), and each word's margin over the best label of another kind. */
export function decode(
  features: readonly Int32Array[],
  score: (feature: number, label: number) => number,
  next: (before: number, label: number) => number,
) {
  const n = features.length;
  const emitted = new Float64Array(n * count);
  const best = new Float64Array(n * count).fill(Number.NEGATIVE_INFINITY);
  const from = new Int8Array(n * count);
  for (let i = 0; i < n; i += 1)
    for (let label = 0; label < count; label += 1) {
      let sum = 0;
      for (const feature of features[i] ?? []) sum += score(feature, label);
      emitted[i * count + label] = sum;
      if (i === 0) {
        if (mayFollow(0, label)) best[label] = sum;
        continue;
      }
      for (let before = 0; before < count; before += 1) {
        if (!mayFollow(before, label)) continue;
        const value = (best[(i - 1) * count + before] ?? 0) + next(before, label) + sum;
        if (value > (best[i * count + label] ?? 0)) {
          best[i * count + label] = value;
          from[i * count + label] = before;
        }
      }
    }
  const path = new Int8Array(n);
  if (n === 0) return { path, margins: new Float64Array(0) };
  let last = 0;
  for (let label = 1; label < count; label += 1)
    if ((best[(n - 1) * count + label] ?? 0) > (best[(n - 1) * count + last] ?? 0)) last = label;
  for (let i = n - 1; i >= 0; i -= 1) {
    path[i] = last;
    last = from[i * count + last] ?? 0;
  }
  const margins = Float64Array.from(path, (label, i) => {
    const own = emitted[i * count + label] ?? 0;
    const kindOf = (one: number): number => Math.ceil(one / 2);
    let other = Number.NEGATIVE_INFINITY;
    for (let one = 0; one < count; one += 1) if (kindOf(one) !== kindOf(label)) other = Math.max(other, emitted[i * count + one] ?? 0);
    return own - other;
  });
  return { path, margins };
}

const kinds: readonly (MentionKind | undefined)[] = labels.map((label) => (label === 'O' ? undefined : (label.slice(2) as MentionKind)));

/** A span of words [from, to) of one kind; `margin` is the lowest of its words. */
export type Tagged = { from: number; to: number; kind: MentionKind; margin: number };

/** The names that the tagger finds, in order. */
export function tag(reading: NameReading, rules: readonly Mention[], { of, next, scale }: Weights): Tagged[] {
  const { path, margins } = decode(
    featuresOf(reading, rules),
    (feature, label) => of[feature * count + label] ?? 0,
    (before, label) => next[before * count + label] ?? 0,
  );
  const found: Tagged[] = [];
  for (let i = 0; i < path.length; i += 1) {
    const label = path[i] ?? 0;
    const kind = kinds[label];
    if (kind === undefined) continue;
    const last = found.at(-1);
    const margin = (margins[i] ?? 0) * scale;
    if (label % 2 === 0 && last !== undefined && last.to === i && last.kind === kind) {
      last.to = i + 1;
      last.margin = Math.min(last.margin, margin);
    } else found.push({ from: i, to: i + 1, kind, margin });
  }
  return found;
}

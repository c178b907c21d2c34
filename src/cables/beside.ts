/** Which paragraphs of two cables belong together. Pure. */

/** A paragraph of each, or of one alone; by index. `how`: what `first` and `second` have to do with each other. */
export type Pair =
  | { how: 'same' | 'near'; first: number; second: number }
  /** `by`: whose paragraph quotes the other's; `words`: what it quotes, as it stands there. */
  | { how: 'quotes'; by: 'first' | 'second'; first: number; second: number; words: string[] }
  | { how: 'alone'; first: number; second?: undefined }
  | { how: 'alone'; first?: undefined; second: number };

/** A text and its paragraphs. */
export type Side = { text: string; paragraphs: readonly { start: number; end: number; number: number }[] };

/** How many of their words two paragraphs have to share (Dice's coefficient) to be two forms of one. */
const likeness = { inOrder: 0.5, moved: 0.7 } as const;
/** Characters that a quotation has at least: `no` stands everywhere. */
const shortestQuotation = 5;

/** Different words by their number, how often each stands there, and how many stand there in all. */
type Words = { numbers: Int32Array; counts: Int32Array; size: number };
/** How alike paragraph `i` of the first and `j` of the second are: 0 to 1. */
type Alike = { rows: number; columns: number; of(i: number, j: number): number };

/**
 * The paragraphs of both, in the order of the first; those that the second alone has stand after the one that they follow there.
 * Takes time in the product of their numbers of paragraphs.
 */
export function pairParagraphs(first: Side, second: Side): Pair[] {
  const alike = likenessOf(first, second);
  const partner = inOrder(alike);
  pairMoved(alike, partner);
  const pairs = new Map<number, Pair>();
  for (const [i, j] of partner) {
    const isSame = plainOf(first, i) === plainOf(second, j);
    pairs.set(i, { how: isSame ? 'same' : 'near', first: i, second: j });
  }
  const after = new Map([...partner].map(([i, j]) => [j, i]));
  for (const [i] of first.paragraphs.entries()) {
    if (pairs.has(i)) continue;
    const found = quotedIn(textOf(first, i), second);
    if (found === undefined) continue;
    pairs.set(i, { how: 'quotes', by: 'first', first: i, second: found.at, words: found.words });
    after.set(found.at, after.get(found.at) ?? i);
  }
  const later = new Map<number, Pair[]>();
  const put = (i: number, pair: Pair): unknown => later.set(i, [...(later.get(i) ?? []), pair]);
  const quotedThere = new Set<number>();
  let last = -1;
  for (const [j] of second.paragraphs.entries()) {
    last = after.get(j) ?? last;
    if (after.has(j)) continue;
    const found = quotedIn(textOf(second, j), first);
    if (found === undefined) put(last, { how: 'alone', second: j });
    else {
      put(found.at, { how: 'quotes', by: 'second', first: found.at, second: j, words: found.words });
      quotedThere.add(found.at);
      last = found.at;
    }
  }
  const listed = (i: number): Pair[] => {
    const pair = pairs.get(i);
    return pair !== undefined ? [pair] : quotedThere.has(i) ? [] : [{ how: 'alone', first: i }];
  };
  return [...(later.get(-1) ?? []), ...first.paragraphs.flatMap((_, i) => [...listed(i), ...(later.get(i) ?? [])])];
}

const textOf = ({ text, paragraphs }: Side, i: number): string => text.slice(paragraphs[i]?.start, paragraphs[i]?.end);
/** Without the number that is printed before it, and with single blanks. */
const plainOf = (side: Side, i: number): string =>
  textOf(side, i)
    .replace(/^\s*\(?\d{1,3}[.)]\s/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

function wordsOf(text: string, numberOf: Map<string, number>): Words {
  const words = new Map<number, number>();
  let size = 0;
  for (const [word] of text.toLowerCase().matchAll(/\p{Script=Han}|[\p{L}\p{M}\p{N}]+/gu)) {
    const number = numberOf.get(word) ?? numberOf.size;
    numberOf.set(word, number);
    words.set(number, (words.get(number) ?? 0) + 1);
    size += 1;
  }
  return { numbers: Int32Array.from(words.keys()), counts: Int32Array.from(words.values()), size };
}

/** Dice's coefficient of each pair of paragraphs, over their words as often as they stand there. */
function likenessOf(first: Side, second: Side): Alike {
  const numberOf = new Map<string, number>();
  const words = ({ text, paragraphs }: Side): Words[] => paragraphs.map(({ start, end }) => wordsOf(text.slice(start, end), numberOf));
  const [ours, theirs] = [words(first), words(second)];
  const table = new Float64Array(ours.length * theirs.length);
  const here = new Int32Array(numberOf.size);
  for (const [i, one] of ours.entries()) {
    for (let k = 0; k < one.numbers.length; k += 1) here[one.numbers[k] ?? 0] = one.counts[k] ?? 0;
    for (const [j, other] of theirs.entries()) {
      let shared = 0;
      for (let k = 0; k < other.numbers.length; k += 1) shared += Math.min(here[other.numbers[k] ?? 0] ?? 0, other.counts[k] ?? 0);
      table[i * theirs.length + j] = shared === 0 ? 0 : (2 * shared) / (one.size + other.size);
    }
    for (const number of one.numbers) here[number] = 0;
  }
  return { rows: ours.length, columns: theirs.length, of: (i, j) => table[i * theirs.length + j] ?? 0 };
}

/** The pairs that keep the order of both and are alike in sum the most (the longest common subsequence, weighted). */
function inOrder({ rows, columns, of }: Alike): Map<number, number> {
  const width = columns + 1;
  const best = new Float64Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i -= 1)
    for (let j = columns - 1; j >= 0; j -= 1) {
      const like = of(i, j);
      const both = like < likeness.inOrder ? 0 : like + (best[(i + 1) * width + j + 1] ?? 0);
      best[i * width + j] = Math.max(both, best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
    }
  const pairs = new Map<number, number>();
  for (let [i, j] = [0, 0]; i < rows && j < columns;) {
    const like = of(i, j);
    const here = best[i * width + j] ?? 0;
    if (like >= likeness.inOrder && here === like + (best[(i + 1) * width + j + 1] ?? 0)) pairs.set(i++, j++);
    else if (here === (best[(i + 1) * width + j] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** What stands in both at another place. */
function pairMoved({ rows, columns, of }: Alike, pairs: Map<number, number>): void {
  const taken = new Set(pairs.values());
  for (let i = 0; i < rows; i += 1) {
    if (pairs.has(i)) continue;
    let [found, most]: [number | undefined, number] = [undefined, 0];
    for (let j = 0; j < columns; j += 1) if (!taken.has(j) && of(i, j) >= likeness.moved && of(i, j) > most) [found, most] = [j, of(i, j)];
    if (found === undefined) continue;
    pairs.set(i, found);
    taken.add(found);
  }
}

/** The paragraph of the other cable in which most of what this text quotes stands; the first of several. */
function quotedIn(text: string, other: Side): { at: number; words: string[] } | undefined {
  const quotations = [...text.matchAll(/["“„«»]\s*([^"“”„«»]+?)\s*["”“»«]/g)]
    .map(([, words = '']) => words)
    .filter((words) => words.length >= shortestQuotation);
  if (quotations.length === 0) return undefined;
  const [best] = other.paragraphs
    .map((_, at) => ({ at, words: quotations.filter((words) => textOf(other, at).includes(words)) }))
    .filter(({ words }) => words.length > 0)
    .toSorted((a, b) => b.words.length - a.words.length || a.at - b.at);
  return best;
}

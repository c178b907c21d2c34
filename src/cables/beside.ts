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

type Words = Map<string, number>;

/**
 * The paragraphs of both, in the order of the first; those that the second alone has stand after the one that they follow there.
 * Takes time in the product of their numbers of paragraphs.
 */
export function pairParagraphs(first: Side, second: Side): Pair[] {
  const [ours, theirs] = [first, second].map(({ text, paragraphs }) => paragraphs.map(({ start, end }) => wordsOf(text.slice(start, end))));
  if (ours === undefined || theirs === undefined) return [];
  const partner = inOrder(ours, theirs);
  pairMoved(ours, theirs, partner);
  const pairs = new Map<number, Pair>();
  for (const [i, j] of partner) {
    const isSame = plainOf(first, i) === plainOf(second, j);
    pairs.set(i, { how: isSame ? 'same' : 'near', first: i, second: j });
  }
  const after = new Map([...partner].map(([i, j]) => [j, i]));
  for (const [i] of ours.entries()) {
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
  for (const [j] of theirs.entries()) {
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
  return [...(later.get(-1) ?? []), ...ours.flatMap((_, i) => [...listed(i), ...(later.get(i) ?? [])])];
}

const textOf = ({ text, paragraphs }: Side, i: number): string => text.slice(paragraphs[i]?.start, paragraphs[i]?.end);
/** Without the number that is printed before it, and with single blanks. */
const plainOf = (side: Side, i: number): string =>
  textOf(side, i)
    .replace(/^\s*\(?\d{1,3}[.)]\s/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

function wordsOf(text: string): Words {
  const words: Words = new Map();
  for (const [word] of text.toLowerCase().matchAll(/\p{Script=Han}|[\p{L}\p{M}\p{N}]+/gu)) words.set(word, (words.get(word) ?? 0) + 1);
  return words;
}

function likenessOf(one: Words, other: Words): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  let shared = 0;
  for (const [word, count] of small) shared += Math.min(count, large.get(word) ?? 0);
  const sum = sizeOf(one) + sizeOf(other);
  return sum === 0 ? 0 : (2 * shared) / sum;
}

function sizeOf(words: Words): number {
  let size = 0;
  for (const count of words.values()) size += count;
  return size;
}

/** The pairs that keep the order of both and are alike in sum the most (the longest common subsequence, weighted). */
function inOrder(ours: readonly Words[], theirs: readonly Words[]): Map<number, number> {
  const width = theirs.length + 1;
  const alike = new Float64Array(ours.length * theirs.length);
  const best = new Float64Array((ours.length + 1) * width);
  for (let i = ours.length - 1; i >= 0; i -= 1)
    for (let j = theirs.length - 1; j >= 0; j -= 1) {
      const like = likenessOf(ours[i] as Words, theirs[j] as Words);
      alike[i * theirs.length + j] = like;
      const both = like < likeness.inOrder ? 0 : like + (best[(i + 1) * width + j + 1] ?? 0);
      best[i * width + j] = Math.max(both, best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
    }
  const pairs = new Map<number, number>();
  for (let [i, j] = [0, 0]; i < ours.length && j < theirs.length;) {
    const like = alike[i * theirs.length + j] ?? 0;
    const here = best[i * width + j] ?? 0;
    if (like >= likeness.inOrder && here === like + (best[(i + 1) * width + j + 1] ?? 0)) pairs.set(i++, j++);
    else if (here === (best[(i + 1) * width + j] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** What stands in both at another place. */
function pairMoved(ours: readonly Words[], theirs: readonly Words[], pairs: Map<number, number>): void {
  const taken = new Set(pairs.values());
  for (const [i, words] of ours.entries()) {
    if (pairs.has(i)) continue;
    const [found] = theirs
      .flatMap((other, j) => (taken.has(j) ? [] : [{ j, like: likenessOf(words, other) }]))
      .filter(({ like }) => like >= likeness.moved)
      .toSorted((a, b) => b.like - a.like);
    if (found === undefined) continue;
    pairs.set(i, found.j);
    taken.add(found.j);
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

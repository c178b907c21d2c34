import type { QueryNode } from '../../../query/tree.ts';
import { countingIn, places, placesCounted, rarity, saturated, termsOf, type RankedPlace, type Term } from '../scoring.ts';
import { Bits } from './bits.ts';
import type { CountedSegment } from './holdings.ts';
import { fieldsMeant, placeFields } from './layout.ts';
import type { Segment } from './segment.ts';
import { asWeighed, documentsLike, listsLike } from './spellings.ts';
import { seekCost } from './stored-list.ts';

/** The documents of one segment that match. */
export type Matched = CountedSegment & { documents: Bits; count: number };

/** What documents are scored by. */
export type Ranking = { terms: readonly Term[]; totals: Totals };

/** How many documents there are, and how many words they have in each place. */
type Totals = { count: number } & Record<RankedPlace, number>;

/** The documents that match, in order, and the score of each. */
export type Scored = { docs: Int32Array; scores: Float64Array };

/** What the words of a question are worth among the documents that count. */
export const rankingOf = (matched: readonly Matched[], root: QueryNode): Ranking => ({
  totals: totalsOf(matched),
  terms: termsOf(
    root,
    (stem) => frequencyOf(stem, matched),
    (like) =>
      matched.reduce((sum, { segment, out, lost }) => {
        const found = documentsLike(segment, asWeighed(like));
        return sum + (lost === 0 ? found : found.copy().without(out)).count();
      }, 0),
  ),
});

/** How often a word stands in each document of a segment: 0 for all, but while one word is counted. */
let times = new Int32Array(0);

/** The score of each document of a segment that matches: word by word, place by place. */
export function scoresOf({ segment, documents, count }: Matched, { terms, totals }: Ranking): Scored {
  if (times.length < segment.count) times = new Int32Array(segment.count);
  const docs = documents.listed(count);
  const [scores, shares] = [new Float64Array(docs.length), new Float64Array(docs.length)];
  for (const term of terms) {
    let isHeld = false;
    for (const place of placesCounted(term.field)) {
      const lists = listsWeighed(segment, term, placeFields[place]);
      const mean = totals[place] / totals.count;
      // Without a mean length, no document that counts has such words.
      if (lists.length === 0 || !(mean > 0)) continue;
      for (const list of lists) addTimesIn(segment, list, docs, documents);
      addShares(shares, docs, segment.lengths[place], countingIn(place, mean));
      isHeld = true;
    }
    if (isHeld) addWorth(scores, shares, term.weight * rarity(term.frequency, totals.count));
  }
  return { docs, scores };
}

/** The lists by which a word is weighed in these fields (bits): stop words are not. */
function listsWeighed(segment: Segment, { stems, like }: Term, fields: number): ArrayLike<number> & Iterable<number> {
  const isWeighed = (list: number): boolean => !segment.isOfStopWord(list);
  if (like !== undefined) return listsLike(segment, asWeighed(like), fields).filter(isWeighed);
  return stems.flatMap((stem) => segment.listsOfStem(stem, fields)).filter(isWeighed);
}

/** Counts the word of a list in the documents that match. */
function addTimesIn(segment: Segment, list: number, docs: Int32Array, documents: Bits): void {
  if (docs.length * seekCost > segment.lists.docs.get(list)) segment.addTimes(list, times, documents);
  else {
    const cursor = segment.cursor(list);
    for (const doc of docs) if (cursor.seek(doc)) times[doc] = (times[doc] ?? 0) + cursor.found;
  }
}

/** Adds what the times of a word in one place count, and clears them. */
function addShares(
  shares: Float64Array,
  docs: Int32Array,
  lengths: Int32Array,
  { weight, fixed, each }: ReturnType<typeof countingIn>,
): void {
  const counted = times;
  for (let i = 0; i < docs.length; i += 1) {
    const doc = docs[i] ?? 0;
    const found = counted[doc] ?? 0;
    if (found === 0) continue;
    counted[doc] = 0;
    shares[i] = (shares[i] ?? 0) + (weight * found) / (fixed + each * (lengths[doc] ?? 0));
  }
}

/** Adds what the shares of a word are worth, and clears them. */
function addWorth(scores: Float64Array, shares: Float64Array, worth: number): void {
  for (let i = 0; i < shares.length; i += 1) {
    scores[i] = (scores[i] ?? 0) + worth * saturated(shares[i] ?? 0);
    shares[i] = 0;
  }
}

function totalsOf(matched: readonly Matched[]): Totals {
  const totals = { count: 0, body: 0, subject: 0, head: 0 };
  for (const { segment, out, lost } of matched) {
    const { about, lengths } = segment;
    totals.count += about.docs - lost;
    for (const place of places) totals[place] += about[place];
    if (lost > 0) for (const doc of out) for (const place of places) totals[place] -= lengths[place][doc] ?? 0;
  }
  return totals;
}

/** How many documents hold a stem outside labels, those left out not counted. */
export function frequencyOf(stem: string, among: readonly CountedSegment[]): number {
  let all = 0;
  for (const { segment, out, lost } of among) {
    all += segment.docsOfStem(stem);
    if (lost === 0) continue;
    const found = new Bits(segment.count);
    for (const list of segment.listsOfStem(stem, fieldsMeant(undefined))) segment.eachIn(list, out, lost, (doc) => found.add(doc));
    all -= found.count();
  }
  return all;
}

/** How often the word of a list stands in documents that count. */
export function timesCounted({ segment, out, lost }: CountedSegment, list: number): number {
  let left = segment.lists.times.get(list);
  if (lost > 0) segment.eachIn(list, out, lost, (_, gone) => (left -= gone));
  return left;
}

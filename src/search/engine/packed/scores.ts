import type { QueryNode } from '../../../query/tree.ts';
import { countingIn, places, placesCounted, rarity, saturated, termsOf, type RankedPlace, type Term } from '../scoring.ts';
import { Bits } from './bits.ts';
import type { CountedSegment } from './holdings.ts';
import { fieldsMeant, placeFields } from './layout.ts';
import type { Segment } from './segment.ts';
import { asWeighed, documentsLike, listsLike, timesLike } from './spellings.ts';
import { seekCost } from './stored-list.ts';

/** The documents of one segment that match. */
export type Matched = CountedSegment & { documents: Bits; count: number };

/** What documents are scored by. */
export type Weighing = { terms: readonly Term[]; totals: Totals };

/** How many documents there are, and how many words they have in each place. */
type Totals = { count: number } & Record<RankedPlace, number>;

/** The documents that match, in order, and the score of each; to be used before others are scored. */
export type Scored = { count: number; docs: Int32Array; scores: Float64Array };

/** What the words of a question are worth among the documents that count. */
export const weighingOf = (matched: readonly Matched[], root: QueryNode): Weighing => ({
  totals: totalsOf(matched),
  terms: termsOf(
    root,
    (stem) => frequencyOf(stem, matched),
    (like) =>
      matched.reduce((sum, { segment, out, lost }) => {
        const found = documentsLike(segment, asWeighed(like));
        return sum + (lost === 0 ? found : found.without(out)).count();
      }, 0),
  ),
});

/**
 * What scoring works in, for questions follow each other: memory that is new for each costs as much as the scoring. By document: how often a word stands
 * there, 0 but while one word is counted. By the place among those that match: document, score, and shares of the word.
 */
let times = new Int32Array(0);
let docs = new Int32Array(0);
let scores = new Float64Array(0);
let shares = new Float64Array(0);

/** The score of each document of a segment that matches: word by word, place by place. */
export function scoresOf({ segment, documents, count }: Matched, { terms, totals }: Weighing): Scored {
  if (times.length < segment.count) {
    times = new Int32Array(segment.count);
    docs = new Int32Array(segment.count);
    scores = new Float64Array(segment.count);
    shares = new Float64Array(segment.count);
  }
  documents.listInto(docs);
  scores.fill(0, 0, count);
  for (const term of terms) {
    const found = placesCounted(term.field).flatMap((place) => {
      // How often words like a pattern stand in bodies was counted when they were looked up.
      const known = place === 'body' && term.like !== undefined ? timesLike(segment, asWeighed(term.like)) : undefined;
      const lists = known === undefined ? listsWeighed(segment, term, placeFields[place]) : [];
      const mean = totals[place] / totals.count;
      // Without a mean length, no document that counts has such words.
      if ((known === undefined && lists.length === 0) || !(mean > 0)) return [];
      return [{ known, lists, lengths: segment.lengths[place], counting: countingIn(place, mean) }];
    });
    const worth = term.weight * rarity(term.frequency, totals.count);
    for (const [i, { known, lists, lengths, counting }] of found.entries()) {
      for (const list of lists) addTimesIn(segment, list, count, documents);
      if (i < found.length - 1) addShares(known ?? times, count, lengths, counting);
      else addWorth(known ?? times, count, lengths, counting, worth);
      if (known === undefined) clearTimes(count);
    }
  }
  return { count, docs, scores };
}

/** The lists by which a word is weighed in these fields (bits): stop words are not. */
function listsWeighed(segment: Segment, { stems, like }: Term, fields: number): ArrayLike<number> & Iterable<number> {
  const isWeighed = (list: number): boolean => !segment.isOfStopWord(list);
  if (like !== undefined) return listsLike(segment, asWeighed(like), fields).filter(isWeighed);
  return stems.flatMap((stem) => segment.listsOfStem(stem, fields)).filter(isWeighed);
}

/** Counts the word of a list in the documents that match, of which there are so many. */
function addTimesIn(segment: Segment, list: number, count: number, documents: Bits): void {
  if (count * seekCost > segment.lists.docs.get(list)) segment.postings(list).addTimes(times, documents);
  else {
    const cursor = segment.cursor(list);
    for (let i = 0; i < count; i += 1) {
      const doc = docs[i] ?? 0;
      if (cursor.seek(doc)) times[doc] = (times[doc] ?? 0) + cursor.found;
    }
  }
}

type Counting = ReturnType<typeof countingIn>;

/** Adds what the times of a word in one place count. */
function addShares(counted: Int32Array, count: number, lengths: Int32Array, { weight, fixed, each }: Counting): void {
  const [among, to] = [docs, shares];
  for (let i = 0; i < count; i += 1) {
    const doc = among[i] ?? 0;
    const found = counted[doc] ?? 0;
    if (found === 0) continue;
    to[i] = (to[i] ?? 0) + (weight * found) / (fixed + each * (lengths[doc] ?? 0));
  }
}

/** The same with the last place of a word, and with what all its shares together are worth. */
function addWorth(counted: Int32Array, count: number, lengths: Int32Array, { weight, fixed, each }: Counting, worth: number): void {
  const [among, from, to] = [docs, shares, scores];
  for (let i = 0; i < count; i += 1) {
    const doc = among[i] ?? 0;
    const found = counted[doc] ?? 0;
    const before = from[i] ?? 0;
    if (found === 0 && before === 0) continue;
    from[i] = 0;
    to[i] = (to[i] ?? 0) + worth * saturated(before + (weight * found) / (fixed + each * (lengths[doc] ?? 0)));
  }
}

function clearTimes(count: number): void {
  const [counted, among] = [times, docs];
  for (let i = 0; i < count; i += 1) counted[among[i] ?? 0] = 0;
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

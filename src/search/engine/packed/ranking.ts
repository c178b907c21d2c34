import { isStopWord } from '../../../language/tokens.ts';
import { stemOf, type Language } from '../../../language/stems.ts';
import type { PatternNode, QueryNode, Sort } from '../../../query/tree.ts';
import { mostLike, places, placesCounted, rarity, saturated, sharesIn, termsOf, type RankedPlace, type Term } from '../scoring.ts';
import { lookedAtForNearness, nearWordsOf } from '../nearness.ts';
import type { Hit } from '../search-index.ts';
import { Bits } from './bits.ts';
import { fieldsMeant, languageOfKind, placeFields } from './layout.ts';
import { seekCost } from './stored-list.ts';
import type { CountedSegment } from './holdings.ts';
import type { Segment } from './segment.ts';
import { nearnessIn } from './near-hits.ts';
import { listsLike } from './spellings.ts';

/** The documents of one segment that match. */
export type Matched = CountedSegment & { documents: Bits; count: number };

/** Hits that are put in order at first, and when the caller goes on reading. */
const steps = [64, 4096, Number.POSITIVE_INFINITY] as const;

/** The hits in order; as many are ordered as the caller reads. */
export function* inOrder(matched: readonly Matched[], root: QueryNode, sort: Sort): Generator<Hit> {
  const ranking = sort === 'best' ? rankingOf(matched, root) : undefined;
  const scored = ranking === undefined ? undefined : scoresOf(matched, ranking);
  let given = 0;
  for (const step of steps) {
    const found = matched.flatMap((one, i) =>
      firstOf(one, scored?.[i], sort, step).map((doc) => ({ doc, one, score: scored?.[i]?.scores[doc] ?? 0 })),
    );
    if (matched.length > 1) found.sort((a, b) => compare(a, b, sort));
    if (given === 0 && ranking !== undefined) addNearness(found, ranking);
    // Of each segment so many were taken: behind them, another segment's hit may belong before the next one.
    const sure = Math.min(found.length, step);
    for (; given < sure; given += 1) {
      const hit = found[given];
      if (hit !== undefined) yield { row: hit.one.segment.rows[hit.doc] ?? 0, score: hit.score };
    }
  }
}

/** Puts the first hits in order anew, by how near to each other the words of the question stand. */
function addNearness(found: Found[], { terms, totals }: Ranking): void {
  const words = nearWordsOf(terms, totals.count);
  if (words.length === 0) return;
  const first = found.slice(0, lookedAtForNearness);
  const moved = Map.groupBy(first, ({ one }) => one)
    .entries()
    .flatMap(([one, hits]) => {
      const added = nearnessIn(
        one.segment,
        hits.map(({ doc }) => doc),
        words,
        totals.body / totals.count,
      );
      return hits.map((hit, i) => ({ ...hit, score: hit.score + (added[i] ?? 0) }));
    });
  found.splice(0, first.length, ...[...moved].sort((a, b) => compare(a, b, 'best')));
}

/** The documents that match, in order, and each document's score by its number. */
type Scored = { docs: Int32Array; scores: Float64Array };

type Found = { doc: number; one: Matched; score: number };

function compare(a: Found, b: Found, sort: Sort): number {
  if (sort === 'best' && a.score !== b.score) return b.score - a.score;
  if (sort !== 'best') {
    const [first, second] = [a.one.segment.dateOf(a.doc), b.one.segment.dateOf(b.doc)];
    if (first !== second) {
      if (first === '' || second === '') return first === '' ? 1 : -1;
      return first < second === (sort === 'oldest') ? -1 : 1;
    }
  }
  const [first, second] = [a.one.segment.refs.get(a.doc), b.one.segment.refs.get(b.doc)];
  if (first !== second) return first < second ? -1 : 1;
  return (a.one.segment.rows[a.doc] ?? 0) - (b.one.segment.rows[b.doc] ?? 0);
}

/** The first documents of one segment in this order, at most `most`. */
function firstOf({ segment, documents, count }: Matched, scored: Scored | undefined, sort: Sort, most: number): number[] {
  if (scored !== undefined) return best(segment, scored, Math.min(most, count));
  if (sort === 'best') return [];
  const found: number[] = [];
  const dates = segment.dates.count;
  const isLastUndated = dates > 0 && segment.dates.get(dates - 1) === '';
  const order = Array.from({ length: dates }, (_, i) => i);
  if (sort === 'newest') {
    const undated = isLastUndated ? order.splice(dates - 1) : [];
    order.reverse().push(...undated);
  }
  for (const date of order) {
    const end = segment.dateDocs[date + 1] ?? 0;
    for (let doc = documents.next(segment.dateDocs[date] ?? 0); doc !== -1 && doc < end; doc = documents.next(doc + 1)) {
      found.push(doc);
      if (found.length === most) return found;
    }
  }
  return found;
}

/** The documents with the highest scores, of equal ones those whose refs come first: kept in a heap whose top is the worst. */
function best({ ranks }: Segment, { docs, scores }: Scored, most: number): number[] {
  const isWorse = (a: number, b: number): boolean => {
    const [first, second] = [scores[a] ?? 0, scores[b] ?? 0];
    return first < second || (first === second && (ranks[a] ?? 0) > (ranks[b] ?? 0));
  };
  const order = (a: number, b: number): number => (isWorse(b, a) ? -1 : 1);
  if (most >= docs.length) return [...docs].sort(order);
  const heap = [...docs.subarray(0, most)];
  for (let i = (heap.length >> 1) - 1; i >= 0; i -= 1) sink(heap, i, isWorse);
  const [worst] = heap;
  let least = worst === undefined ? Number.POSITIVE_INFINITY : (scores[worst] ?? 0);
  for (let i = most; i < docs.length; i += 1) {
    const doc = docs[i] ?? 0;
    // Nearly all documents are turned away here.
    if ((scores[doc] ?? 0) < least || !isWorse(heap[0] ?? 0, doc)) continue;
    heap[0] = doc;
    sink(heap, 0, isWorse);
    least = scores[heap[0]] ?? 0;
  }
  return heap.sort(order);
}

function sink(heap: number[], from: number, isWorse: (a: number, b: number) => boolean): void {
  const value = heap[from] ?? 0;
  let at = from;
  for (let child = at * 2 + 1; child < heap.length; child = at * 2 + 1) {
    if (child + 1 < heap.length && isWorse(heap[child + 1] ?? 0, heap[child] ?? 0)) child += 1;
    if (!isWorse(heap[child] ?? 0, value)) break;
    heap[at] = heap[child] ?? 0;
    at = child;
  }
  heap[at] = value;
}

/** What documents are scored by. */
type Ranking = { terms: readonly Term[]; totals: Totals };

const rankingOf = (matched: readonly Matched[], root: QueryNode): Ranking => ({
  totals: totalsOf(matched),
  terms: termsOf(
    root,
    (node) => stemsLike(node, matched),
    (stem) => frequencyOf(stem, matched),
  ),
});

/** The score of each document of each segment. */
function scoresOf(matched: readonly Matched[], { terms, totals }: Ranking): Scored[] {
  return matched.map((one) => {
    const { segment } = one;
    const docs = one.documents.listed();
    const [scores, shares] = [new Float64Array(segment.count), new Float64Array(segment.count)];
    const times = new Int32Array(segment.count);
    for (const { stems, field, weight, frequency } of terms) {
      shares.fill(0);
      for (const place of placesCounted(field)) {
        const lists = stems
          .flatMap((stem) => segment.listsOfStem(stem, placeFields[place]))
          .filter((list) => !isStopWord(segment.forms.get(segment.formOf(list))));
        const [lengths, mean] = [segment.lengths[place], totals[place] / totals.count];
        // Without a mean length, no document that counts has such words.
        if (lists.length === 0 || !(mean > 0)) continue;
        times.fill(0);
        for (const list of lists) addTimesIn(segment, list, docs, times);
        const shareOf = sharesIn(place, mean);
        for (let i = 0; i < docs.length; i += 1) {
          const doc = docs[i] ?? 0;
          const found = times[doc] ?? 0;
          if (found > 0) shares[doc] = (shares[doc] ?? 0) + shareOf(found, lengths[doc] ?? 0);
        }
      }
      const worth = weight * rarity(frequency, totals.count);
      for (let i = 0; i < docs.length; i += 1) {
        const doc = docs[i] ?? 0;
        scores[doc] = (scores[doc] ?? 0) + worth * saturated(shares[doc] ?? 0);
      }
    }
    return { docs, scores };
  });
}

/** The stems of the words that match a pattern, the most frequent words first: as they stand in documents that count. */
function stemsLike(node: PatternNode, matched: readonly Matched[]): string[] {
  const words = new Map<string, { folded: string; language: Language; most: number; lists: { one: Matched; list: number }[] }>();
  for (const one of matched)
    for (const list of listsLike(one.segment, node, fieldsMeant(node.field))) {
      const folded = one.segment.forms.get(one.segment.formOf(list));
      const language = languageOfKind(one.segment.lists.kinds[list] ?? 0);
      const known = words.get(`${language} ${folded}`) ?? { folded, language, most: 0, lists: [] };
      known.most += one.segment.lists.times.get(list);
      known.lists.push({ one, list });
      words.set(`${language} ${folded}`, known);
    }
  const found: { folded: string; language: Language; times: number }[] = [];
  for (const { folded, language, most, lists } of [...words.values()].sort((a, b) => b.most - a.most)) {
    // None of those that follow can be more frequent.
    if (found.length >= mostLike && found.every(({ times }) => times > most)) break;
    const times = lists.reduce((sum, { one, list }) => sum + timesCounted(one, list), 0);
    if (times > 0) found.push({ folded, language, times });
    found.sort((a, b) => b.times - a.times || (a.folded < b.folded ? -1 : 1)).splice(mostLike);
  }
  return found.map(({ folded, language }) => stemOf(folded, language));
}

/** Adds how often the word of a list stands in these documents; in others it may be added, too. */
function addTimesIn(segment: Segment, list: number, docs: Int32Array, times: Int32Array): void {
  if (docs.length * seekCost > segment.lists.docs.get(list)) segment.postings(list).addTimes(times);
  else {
    const cursor = segment.cursor(list);
    for (const doc of docs) if (cursor.seek(doc)) times[doc] = (times[doc] ?? 0) + cursor.found;
  }
}

type Totals = { count: number } & Record<RankedPlace, number>;

/** How many documents there are, and how many words they have in each place. */
function totalsOf(matched: readonly Matched[]): Totals {
  const totals = { count: 0, body: 0, subject: 0, head: 0 };
  for (const { segment, out } of matched) {
    const { about, lengths } = segment;
    totals.count += about.docs;
    for (const place of places) totals[place] += about[place];
    for (const doc of out) {
      totals.count -= 1;
      for (const place of places) totals[place] -= lengths[place][doc] ?? 0;
    }
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
  let times = segment.lists.times.get(list);
  if (lost > 0) segment.eachIn(list, out, lost, (_, gone) => (times -= gone));
  return times;
}

import type { QueryNode, Sort } from '../../../query/tree.ts';
import { lookedAtForNearness, nearWordsOf } from '../nearness.ts';
import type { Hit } from '../search-index.ts';
import { nearnessIn } from './near-hits.ts';
import { rankingOf, scoresOf, type Matched, type Ranking, type Scored } from './scores.ts';
import type { Segment } from './segment.ts';

/** Hits that are put in order at first, and when the caller goes on reading. */
const steps = [64, 4096, Number.POSITIVE_INFINITY] as const;

/** The hits in order; as many are ordered as the caller reads. */
export function* inOrder(matched: readonly Matched[], root: QueryNode, sort: Sort): Generator<Hit> {
  const ranking = sort === 'best' ? rankingOf(matched, root) : undefined;
  const scored = ranking === undefined ? undefined : matched.map((one) => scoresOf(one, ranking));
  let given = 0;
  for (const step of steps) {
    const found = matched.flatMap((one, i) => firstOf(one, scored?.[i], sort, step));
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
function firstOf(one: Matched, scored: Scored | undefined, sort: Sort, most: number): Found[] {
  if (scored !== undefined)
    return best(one.segment, scored, most).map((i) => ({ doc: scored.docs[i] ?? 0, one, score: scored.scores[i] ?? 0 }));
  return sort === 'best' ? [] : dated(one, sort, most).map((doc) => ({ doc, one, score: 0 }));
}

/** The first documents by their dates. */
function dated({ segment, documents }: Matched, sort: 'newest' | 'oldest', most: number): number[] {
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

/** Which documents have the highest scores, of equal ones those whose refs come first: kept in a heap whose top is the worst. */
function best({ ranks }: Segment, { docs, scores }: Scored, most: number): number[] {
  const rankOf = (i: number): number => ranks[docs[i] ?? 0] ?? 0;
  const isWorse = (a: number, b: number): boolean => {
    const [first, second] = [scores[a] ?? 0, scores[b] ?? 0];
    return first < second || (first === second && rankOf(a) > rankOf(b));
  };
  const order = (a: number, b: number): number => (isWorse(b, a) ? -1 : 1);
  const heap = Array.from({ length: Math.min(most, docs.length) }, (_, i) => i);
  if (most >= docs.length) return heap.sort(order);
  for (let i = (heap.length >> 1) - 1; i >= 0; i -= 1) sink(heap, i, isWorse);
  let least = scores[heap[0] ?? 0] ?? 0;
  for (let i = most; i < docs.length; i += 1) {
    // Nearly all documents are turned away here.
    if ((scores[i] ?? 0) < least || !isWorse(heap[0] ?? 0, i)) continue;
    heap[0] = i;
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

import type { QueryNode, Sort } from '../../../query/tree.ts';
import { lookedAtForNearness, nearWordsOf } from '../nearness.ts';
import type { Hit } from '../search-index.ts';
import { nearnessIn } from './near-hits.ts';
import { weighingOf, scoresOf, type Matched, type Weighing } from './scores.ts';

/** Hits that are put in order at first, and when the caller goes on reading. */
const steps = [64, 4096, Number.POSITIVE_INFINITY] as const;

/** The hits in order; as many are ordered as the caller reads. */
export function* inOrder(matched: readonly Matched[], root: QueryNode, sort: Sort): Generator<Hit> {
  const weighing = weighingOf(matched, sort === 'best' ? root : { kind: 'all' });
  let given = 0;
  for (const step of steps) {
    const found = matched.flatMap((one) => (sort === 'best' ? best(one, weighing, step) : dated(one, sort, step)));
    if (matched.length > 1) found.sort((a, b) => compare(a, b, sort));
    if (given === 0) addNearness(found, weighing);
    // Of each segment so many were taken: behind them, another segment's hit may belong before the next one.
    const sure = Math.min(found.length, step);
    for (; given < sure; given += 1) {
      const hit = found[given];
      if (hit !== undefined) yield { row: hit.one.segment.rows[hit.doc] ?? 0, score: hit.score };
    }
  }
}

/** Puts the first hits in order anew, by how near to each other the words of the question stand. */
function addNearness(found: Found[], { terms, totals }: Weighing): void {
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

/** The first documents of one segment by their dates, at most `most`. */
function dated(one: Matched, sort: 'newest' | 'oldest', most: number): Found[] {
  const { segment, documents } = one;
  const found: Found[] = [];
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
      found.push({ doc, one, score: 0 });
      if (found.length === most) return found;
    }
  }
  return found;
}

/** The documents of one segment with the highest scores, of equal ones those whose refs come first: kept in a heap whose top is the worst. */
function best(one: Matched, weighing: Weighing, most: number): Found[] {
  const { ranks } = one.segment;
  const { count, docs, scores } = scoresOf(one, weighing);
  const rankOf = (i: number): number => ranks[docs[i] ?? 0] ?? 0;
  const isWorse = (a: number, b: number): boolean => {
    const [first, second] = [scores[a] ?? 0, scores[b] ?? 0];
    return first < second || (first === second && rankOf(a) > rankOf(b));
  };
  const heap = Array.from({ length: Math.min(most, count) }, (_, i) => i);
  if (most < count) {
    for (let i = (heap.length >> 1) - 1; i >= 0; i -= 1) sink(heap, i, isWorse);
    let least = scores[heap[0] ?? 0] ?? 0;
    for (let i = most; i < count; i += 1) {
      // Nearly all documents are turned away here.
      if ((scores[i] ?? 0) < least || !isWorse(heap[0] ?? 0, i)) continue;
      heap[0] = i;
      sink(heap, 0, isWorse);
      least = scores[heap[0]] ?? 0;
    }
  }
  return heap.sort((a, b) => (isWorse(b, a) ? -1 : 1)).map((i) => ({ doc: docs[i] ?? 0, one, score: scores[i] ?? 0 }));
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

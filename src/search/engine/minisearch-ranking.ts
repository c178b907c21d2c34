import { valuesOf, type SearchableHead } from '../../query/text-fields.ts';
import { positives, type PatternNode, type PhraseNode, type QueryNode, type WordNode } from '../../query/tree.ts';
import { tokenise } from '../../language/tokens.ts';
import { partsOf, type MiniSearchStore, type Postings } from './minisearch-store.ts';
import { mostLike, scoreOf, timesIn, type Lengths, type Term } from './scoring.ts';
import type { FindOptions, Hit } from './search-index.ts';
import type { Words } from './words.ts';

/** So many of the first hits are scored anew. */
const lookedAt = 100;

/** The rows in order, with their scores. */
export function ranked(
  store: MiniSearchStore,
  postings: Postings,
  root: QueryNode,
  rows: ReadonlySet<number>,
  sort: FindOptions['sort'],
  without: ReadonlySet<number>,
): Hit[] {
  const scores = scoresFor(root, postings, store.words);
  const hits = Array.from(rows, (row) => ({ row, score: scores.get(row) ?? 0 }));
  hits.sort(orderOf(sort, store.heads));
  return sort === 'best' ? scoredAnew(store, hits, termsOf(root, postings, store.words), without) : hits;
}

/** For each row the sum of MiniSearch's scores for the different words asked for. */
function scoresFor(root: QueryNode, postings: Postings, words: Words): Map<number, number> {
  const scores = new Map<number, number>();
  const counted = new Set<string>();
  for (const leaf of positives(root)) {
    for (const stem of stemsFor(leaf, words)) {
      const key = `${partsOf(leaf.field).join()} ${stem}`;
      if (counted.has(key)) continue;
      counted.add(key);
      for (const [row, score] of postings(stem, leaf.field)) scores.set(row, (scores.get(row) ?? 0) + score * (leaf.boost ?? 1));
    }
  }
  return scores;
}

/** The stems that the rows are scored by, with how many cables hold each. */
function termsOf(root: QueryNode, postings: Postings, words: Words): Term[] {
  const terms = new Map<string, Term>();
  for (const leaf of positives(root))
    for (const stem of stemsFor(leaf, words)) {
      const key = `${leaf.field ?? ''} ${stem}`;
      const frequency = terms.has(key) ? 0 : postings(stem, undefined).size;
      if (frequency > 0) terms.set(key, { stem, field: leaf.field, boost: leaf.boost ?? 1, frequency });
    }
  return [...terms.values()];
}

/** The stems that a leaf is scored by; of a pattern those of the most frequent words that match it. */
function stemsFor(leaf: WordNode | PhraseNode | PatternNode, words: Words): readonly string[] {
  if (leaf.kind === 'word') return leaf.stems;
  if (leaf.kind === 'phrase') return leaf.stems.flat();
  if (leaf.how === 'regex') return [];
  const like = words.like(leaf).toSorted((a, b) => b.rows.size - a.rows.size || (a.folded < b.folded ? -1 : 1));
  return [...new Set(like.slice(0, mostLike).map(({ stem }) => stem))];
}

/**
 * MiniSearch takes the number of different words for the length of a text; the first hits are scored again by their true
 * lengths (FRUS summaries: nDCG@10 up by two points).
 */
function scoredAnew(store: MiniSearchStore, hits: readonly Hit[], terms: readonly Term[], without: ReadonlySet<number>): Hit[] {
  let count = 0;
  const sums = { text: 0, head: 0 };
  for (const [row, { text, head }] of store.lengths) {
    if (without.has(row)) continue;
    count += 1;
    sums.text += text;
    sums.head += head;
  }
  const mean = { text: sums.text / count, head: sums.head / count };
  const first = hits
    .slice(0, lookedAt)
    .map(({ row, score }) => ({ row, score: (terms.length === 0 ? undefined : trueScore(store, row, terms, mean, count)) ?? score }));
  first.sort(orderOf('best', store.heads));
  return [...first, ...hits.slice(lookedAt)];
}

function trueScore(
  { heads, lengths, streams }: MiniSearchStore,
  row: number,
  terms: readonly Term[],
  mean: Lengths,
  count: number,
): number | undefined {
  const length = lengths.get(row);
  const head = heads.get(row);
  if (length === undefined || head === undefined) return undefined;
  const timesInValues = (values: readonly string[]) => timesIn(values.flatMap((value) => tokenise(value, head.language)));
  const subjects = valuesOf(head, 'subject');
  const inSubject = timesInValues(subjects);
  const inHead = timesInValues(valuesOf(head, undefined).slice(subjects.length));
  return scoreOf(terms, {
    inText: (stem) => (inSubject.get(stem) ?? 0) + streams.count(row, stem),
    inHead: (stem) => inHead.get(stem) ?? 0,
    length,
    mean,
    count,
  });
}

/** Undated cables come last in either direction; ties are in the order of their refs. */
function orderOf(sort: FindOptions['sort'], heads: ReadonlyMap<number, SearchableHead>): (a: Hit, b: Hit) => number {
  const byRef = (a: Hit, b: Hit) => compare(heads.get(a.row)?.ref ?? '', heads.get(b.row)?.ref ?? '') || a.row - b.row;
  if (sort === 'best') return (a, b) => b.score - a.score || byRef(a, b);
  const direction = sort === 'newest' ? -1 : 1;
  return (a, b) => {
    const [first, second] = [heads.get(a.row)?.date ?? '', heads.get(b.row)?.date ?? ''];
    if (first === '' || second === '') return Number(first === '') - Number(second === '') || byRef(a, b);
    return direction * compare(first, second) || byRef(a, b);
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

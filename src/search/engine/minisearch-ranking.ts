import { valuesOf, type SearchableHead } from '../../query/text-fields.ts';
import type { PatternNode, QueryNode } from '../../query/tree.ts';
import { isStopWord, tokenise } from '../../language/tokens.ts';
import type { MiniSearchStore, Postings } from './minisearch-store.ts';
import { lookedAtForNearness, nearness, nearWordsOf } from './nearness.ts';
import { places, scoreOf, termsOf, timesIn, timesOf, type Term, type Times } from './scoring.ts';
import type { FindOptions, Hit } from './search-index.ts';
import type { Words } from './words.ts';

/** So many of the first hits are scored where not all texts are in memory. */
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
  const hits = Array.from(rows, (row): Hit => ({ row, score: 0 }));
  if (sort !== 'best') return hits.sort(orderOf(sort, store.heads));
  const terms = termsOf(
    root,
    (stem) => postings(stem, undefined).size,
    (like) => rowsLike(store.words, like, without).size,
  );
  const { score, near } = createScore(store, terms, without);
  const scored = (list: readonly Hit[]): Hit[] =>
    near(list.map(({ row }) => ({ row, score: score(row) })).sort(orderOf('best', store.heads)));
  if (hits.every(({ row }) => store.streams.isKept(row))) return scored(hits);
  const guesses = guessesFor(terms, postings);
  const guessed = hits.map(({ row }) => ({ row, score: guesses.get(row) ?? 0 })).sort(orderOf('best', store.heads));
  return [...scored(guessed.slice(0, lookedAt)), ...guessed.slice(lookedAt)];
}

/** The rows with a word like a pattern outside labels. */
function rowsLike(words: Words, like: PatternNode, without: ReadonlySet<number>): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const word of words.like(like)) for (const row of word.rows.keys()) if (!without.has(row)) rows.add(row);
  return rows;
}

/** What is like a pattern: the words themselves, and how often they stand in each body; stop words not counted. */
function alikeIn(words: Words): (like: PatternNode) => { forms: ReadonlySet<string>; inBody: ReadonlyMap<number, number> } {
  const known = new Map<PatternNode, { forms: Set<string>; inBody: Map<number, number> }>();
  return (like) => {
    const before = known.get(like);
    if (before !== undefined) return before;
    const found = { forms: new Set<string>(), inBody: new Map<number, number>() };
    known.set(like, found);
    for (const { folded, rows } of words.like(like)) {
      if (isStopWord(folded)) continue;
      found.forms.add(folded);
      for (const [row, times] of rows) found.inBody.set(row, (found.inBody.get(row) ?? 0) + times);
    }
    return found;
  };
}

/** For each row the sum of MiniSearch's own scores: it takes the number of different words for the length of a text. */
function guessesFor(terms: readonly Term[], postings: Postings): Map<number, number> {
  const scores = new Map<number, number>();
  for (const { stems, field, weight } of terms)
    for (const stem of stems) for (const [row, score] of postings(stem, field)) scores.set(row, (scores.get(row) ?? 0) + score * weight);
  return scores;
}

/** How often each word stands in the head of a cable: in its subjects, and in the rest. */
type HeadTimes = { subject: Times; head: Times };
/** For heads that were asked for; a changed cable has a new one. */
const headTimes = new WeakMap<SearchableHead, HeadTimes>();

function timesInHead(head: SearchableHead): HeadTimes {
  const known = headTimes.get(head);
  if (known !== undefined) return known;
  const timesInValues = (values: readonly string[]) => timesIn(values.flatMap((value) => tokenise(value, head.language)));
  const subjects = valuesOf(head, 'subject');
  const times = { subject: timesInValues(subjects), head: timesInValues(valuesOf(head, undefined).slice(subjects.length)) };
  headTimes.set(head, times);
  return times;
}

/** The score of a row, by the true lengths of its texts; and the first hits in order anew, by how near to each other the words stand. */
function createScore(
  { heads, lengths, streams, words }: MiniSearchStore,
  terms: readonly Term[],
  without: ReadonlySet<number>,
): { score(row: number): number; near(hits: Hit[]): Hit[] } {
  let count = 0;
  const sums = { body: 0, subject: 0, head: 0 };
  for (const [row, length] of lengths) {
    if (without.has(row)) continue;
    count += 1;
    for (const place of places) sums[place] += length[place];
  }
  const mean = { body: sums.body / count, subject: sums.subject / count, head: sums.head / count };
  const stems = [...new Set(terms.flatMap((term) => term.stems))];
  const numbers = new Map(stems.map((stem, i) => [stem, i]));
  const timesInBody = streams.counter(stems);
  const alike = alikeIn(words);
  const score = (row: number): number => {
    const length = lengths.get(row);
    const head = heads.get(row);
    if (length === undefined || head === undefined) return 0;
    const inHead = timesInHead(head);
    const inBody = timesInBody(row);
    return scoreOf(terms, {
      times(term, place) {
        if (place !== 'body') return timesOf(term, inHead[place], (like) => alike(like).forms);
        if (term.like !== undefined) return alike(term.like).inBody.get(row) ?? 0;
        return term.stems.reduce((sum, stem) => sum + (inBody[numbers.get(stem) ?? -1] ?? 0), 0);
      },
      length,
      mean,
      count,
    });
  };
  const near = (hits: Hit[]): Hit[] => {
    const nearWords = nearWordsOf(terms, count);
    if (nearWords.length === 0) return hits;
    const positions = streams.positionsOf(nearWords.map(({ stems: ofWord }) => ofWord));
    const first = hits
      .slice(0, lookedAtForNearness)
      .map((hit) => ({ ...hit, score: hit.score + nearness(nearWords, positions(hit.row), lengths.get(hit.row)?.body ?? 0, mean.body) }));
    return [...first.sort(orderOf('best', heads)), ...hits.slice(lookedAtForNearness)];
  };
  return { score, near };
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

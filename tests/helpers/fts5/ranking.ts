import { createStamp, type Db } from '../../../src/store/database.ts';
import { lookedAtForNearness, nearness, nearWordsOf, type NearWord } from '../../../src/search/engine/nearness.ts';
import { valuesOf, type Searchable } from '../../../src/query/text-fields.ts';
import type { PatternNode, QueryNode, Sort } from '../../../src/query/tree.ts';
import { isStopWord, readings, tokenise } from '../../../src/language/tokens.ts';
import type { EngineParts } from '../../../src/search/engine/engine.ts';
import { anyOfWords, quoteWord, rankingQuestion } from './question.ts';
import {
  places,
  scoreOf,
  termsOf,
  timesIn,
  timesOf,
  type Lengths,
  type RankedPlace,
  type Term,
  type Times,
} from '../../../src/search/engine/scoring.ts';
import { withoutRows } from '../../../src/search/engine/rows.ts';
import type { Hit } from '../../../src/search/engine/search-index.ts';

/** So many of the first hits are ordered by our own parameters of BM25; FTS5 has fixed ones. */
const lookedAt = 40;

/** The words that match a pattern (folded), most frequent first, and the rows that hold one of them. */
type Like = { forms(node: PatternNode): string[]; rows(node: PatternNode): ReadonlySet<number> };

/** A pattern is looked up by this many of its words before rows are scored. */
const mostLike = 40;

/** Puts rows in order: by words (FTS5's order, the first of them scored anew) or by date, as far as the caller reads. */
export type FtsRanking = {
  /** How many cables hold a stem, those `without` not counted. */
  frequency(stem: string, without: ReadonlySet<number>): number;
  order(root: QueryNode, rows: ReadonlySet<number>, sort: Sort, like: Like, without: ReadonlySet<number>): Generator<Hit>;
};

/** Prepares the ranking over an index file. */
export function createRanking(db: Db, cableOf: EngineParts['cableOf']): FtsRanking {
  const docs = createDocs(db);
  const orders = createOrders(db);
  return {
    frequency: docs.frequency,
    *order(root, rows, sort, like, without) {
      if (sort !== 'best') {
        for (const row of orders.byDate(sort, rows)) yield { row, score: 0 };
        return;
      }
      const terms = termsOf(
        root,
        (stem) => docs.frequency(stem, without),
        (node) => withoutRows(like.rows(node), without).size,
      );
      // A small set is scored as a whole; of a large one the rows that FTS5 puts first.
      const ordered: Iterator<number> = rows.size <= lookedAt ? rows.values() : orders.byWords(root, rows, terms, like);
      try {
        const first: number[] = [];
        for (let next = ordered.next(); next.done !== true; next = ordered.next()) {
          first.push(next.value);
          if (first.length === lookedAt) break;
        }
        const scored = first
          .map((row) => ({ row, score: score(docs, cableOf, row, terms, without, like), ref: docs.get(row)?.ref ?? '' }))
          .sort(byScore);
        const near = scored
          .slice(0, lookedAtForNearness)
          .map((hit) => ({ ...hit, score: hit.score + nearnessOf(docs, cableOf, hit.row, terms, without) }))
          .sort(byScore);
        yield* [...near, ...scored.slice(lookedAtForNearness)].map(({ row, score: found }) => ({ row, score: found }));
        for (let next = ordered.next(); next.done !== true; next = ordered.next()) yield { row: next.value, score: 0 };
      } finally {
        // Lets FTS5 stop when the caller reads no further.
        ordered.return?.(undefined);
      }
    },
  };
}

type Ranked = Hit & { ref: string };
const byScore = (a: Ranked, b: Ranked): number => b.score - a.score || (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : a.row - b.row);

function nearnessOf(
  docs: Docs,
  cableOf: EngineParts['cableOf'],
  row: number,
  terms: readonly Term[],
  without: ReadonlySet<number>,
): number {
  const { count, body } = docs.totals(without);
  const words = nearWordsOf(terms, count);
  return words.length === 0 ? 0 : nearness(words, bodyPositions(cableOf(row), words), docs.get(row)?.body ?? 0, body / count);
}

/** Where words stand in the body of a cable, words of two halves read as two. */
export function bodyPositions(cable: Pick<Searchable, 'body' | 'language'> | undefined, words: readonly NearWord[]): number[][] {
  const tokens = cable === undefined ? [] : (readings(tokenise(cable.body, cable.language)).at(-1) ?? []);
  return words.map(({ stems }) => tokens.flatMap(({ folded, stem }, at) => (stems.includes(stem) && !isStopWord(folded) ? [at] : [])));
}

type Doc = Lengths & { ref: string; date: string };
type Totals = { count: number } & Record<RankedPlace, number>;

/** What the index file knows of each cable and of all together. */
type Docs = {
  get(row: number): Doc | undefined;
  totals(without: ReadonlySet<number>): Totals;
  frequency(stem: string, without: ReadonlySet<number>): number;
};

function createDocs(db: Db): Docs {
  const docOf = db.prepare<[number], Doc>('SELECT ref, date, body, subject, head FROM docs WHERE row = ?');
  const totalsNow = db.prepare<[], Totals>(
    'SELECT count(*) AS count, total(body) AS body, total(subject) AS subject, total(head) AS head FROM docs',
  );
  const stamp = createStamp(db);
  const frequencyOf = db.prepare<[string], number>('SELECT doc FROM stems WHERE term = ?').pluck();
  const among = db
    .prepare<[string, string], number>('SELECT count(*) FROM texts WHERE texts MATCH ? AND rowid IN (SELECT value FROM json_each(?))')
    .pluck();
  let known: { changes: string; totals: Totals } | undefined;
  return {
    get: (row) => docOf.get(row),
    totals(without) {
      const changes = stamp();
      if (known?.changes !== changes) known = { changes, totals: totalsNow.get() ?? { count: 0, body: 0, subject: 0, head: 0 } };
      const left = { ...known.totals };
      for (const row of without) {
        const doc = docOf.get(row);
        if (doc === undefined) continue;
        left.count -= 1;
        for (const place of places) left[place] -= doc[place];
      }
      return left;
    },
    frequency(stem, without) {
      const all = frequencyOf.get(stem) ?? 0;
      return without.size === 0 || all === 0 ? all : all - (among.get(quoteWord(stem), JSON.stringify([...without])) ?? 0);
    },
  };
}

function createOrders(db: Db) {
  const ranked = db.prepare<[string], number>('SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank').pluck();
  const byRef = db.prepare<[], number>('SELECT row FROM docs ORDER BY ref, row').pluck();
  const dated = {
    newest: db.prepare<[], number>("SELECT row FROM docs WHERE date <> '' ORDER BY date DESC, ref, row").pluck(),
    oldest: db.prepare<[], number>("SELECT row FROM docs WHERE date <> '' ORDER BY date, ref, row").pluck(),
  };
  const undated = db.prepare<[], number>("SELECT row FROM docs WHERE date = '' ORDER BY ref, row").pluck();
  return {
    /** Undated cables come last. */
    *byDate(sort: 'newest' | 'oldest', rows: ReadonlySet<number>): Generator<number> {
      for (const statement of [dated[sort], undated]) for (const row of statement.iterate()) if (rows.has(row)) yield row;
    },
    /** The best rows first, in FTS5's order; rows that hold none of the words follow by ref. */
    *byWords(root: QueryNode, rows: ReadonlySet<number>, terms: readonly Term[], { forms }: Like): Generator<number> {
      const given = new Set<number>();
      const stems = terms.flatMap((term) => (term.like === undefined ? term.stems : forms(term.like).slice(0, mostLike).map(stemLike)));
      const question = stems.length === 0 ? undefined : (rankingQuestion(root) ?? anyOfWords(stems));
      if (question !== undefined)
        for (const row of ranked.iterate(question))
          if (rows.has(row)) {
            given.add(row);
            yield row;
          }
      if (given.size < rows.size) for (const row of byRef.iterate()) if (rows.has(row) && !given.has(row)) yield row;
    },
  };
}

function score(
  docs: Docs,
  cableOf: EngineParts['cableOf'],
  row: number,
  terms: readonly Term[],
  without: ReadonlySet<number>,
  { forms }: Like,
): number {
  const cable = cableOf(row);
  const doc = docs.get(row);
  if (cable === undefined || doc === undefined) return 0;
  const { count, ...sums } = docs.totals(without);
  const timesInValues = (values: readonly string[]) => timesIn(values.flatMap((value) => tokenise(value, cable.language)));
  const subjects = valuesOf(cable, 'subject');
  const times: Record<RankedPlace, Times> = {
    body: timesInValues([cable.body]),
    subject: timesInValues(subjects),
    head: timesInValues(valuesOf(cable, undefined).slice(subjects.length)),
  };
  return scoreOf(terms, {
    times: (term, place) => timesOf(term, times[place], (node) => new Set(forms(node))),
    length: doc,
    mean: { body: sums.body / count, subject: sums.subject / count, head: sums.head / count },
    count,
  });
}

const stemLike = (folded: string): string => tokenise(folded)[0]?.stem ?? folded;

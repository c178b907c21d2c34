import { valuesOf } from '../../../src/query/text-fields.ts';
import type { PatternNode, QueryNode } from '../../../src/query/tree.ts';
import { fold, isStopWord, tokenise } from '../../../src/language/tokens.ts';
import { createStamp } from '../../../src/store/database.ts';
import { sqliteCode } from '../../../src/store/sqlite-errors.ts';
import { removeDerived } from '../../../src/store/derived-file.ts';
import { countedValue, tallied } from '../../../src/search/engine/counted.ts';
import { DamagedIndex, type Answered, type Engine, type EngineParts } from '../../../src/search/engine/engine.ts';
import { quoteWord } from './question.ts';
import { createRanking } from './ranking.ts';
import { createFtsRows, type TextsRead } from './rows.ts';
import { createWriter, openFtsStore } from './store.ts';
import { createFtsWords } from './words.ts';
import { rowsAmong, rowsMatching, withoutRows } from '../../../src/search/engine/rows.ts';
import type { FindOptions, Hit } from '../../../src/search/engine/search-index.ts';
import { similarTo } from '../../../src/search/engine/similar.ts';
import { countsIn } from '../../../src/search/engine/vocabulary.ts';

/** Milliseconds that texts are read for one question, where the index alone does not say enough. */
const readingTime = 4000;

/** Each change is there at once; nothing is left for later. */
const writesAtOnce = { covers: () => undefined, settle() {}, improve() {} };

/** SQLite's FTS5, for troves of any size: the index is a file, and memory does not grow with the trove. */
export function openFtsEngine({ file, bodyOf, cableOf }: EngineParts): Engine {
  const db = openFtsStore(file);
  const writer = createWriter(db);
  const words = createFtsWords(db);
  const ranking = createRanking(db, cableOf);
  const allRows = db.prepare<[], number>('SELECT row FROM docs').pluck();
  const rowsWithStem = db.prepare<[string], number>('SELECT rowid FROM texts WHERE texts MATCH ?').pluck();
  const stamp = createStamp(db);
  let everything: { stamp: string; rows: ReadonlySet<number> } | undefined;
  // Another desk's process may have written to the file.
  const all = (): ReadonlySet<number> => {
    const now = stamp();
    if (everything?.stamp !== now) everything = { stamp: now, rows: new Set(allRows.all()) };
    return everything.rows;
  };
  const rowsFor = createFtsRows(db, words, all, cableOf);

  /** A damaged file is thrown away; the thread ends, and the next one makes it anew. */
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!/^SQLITE_(?:CORRUPT|NOTADB|IOERR)/.test(sqliteCode(error))) throw error;
      db.close();
      removeDerived(file);
      throw new DamagedIndex('the index file is damaged and is rebuilt', { cause: error });
    }
  };
  const guardedOrder = function* (hits: Generator<Hit>): Generator<Hit> {
    try {
      for (let next = guarded(() => hits.next()); next.done !== true; next = guarded(() => hits.next())) yield next.value;
    } finally {
      hits.return(undefined);
    }
  };

  const rowsLike = (node: PatternNode): ReadonlySet<number> => rowsFor({ looked: 0, of: 0, until: 0 }).pattern(asForm(node));
  const find = (root: QueryNode, options: Pick<FindOptions, 'sort' | 'rows' | 'without'>): Answered => {
    const within = options.rows === undefined ? undefined : rowsAmong(all(), options.rows);
    const read: TextsRead = { looked: 0, of: 0, until: performance.now() + readingTime };
    const hidden = rowsAmong(all(), options.without ?? new Uint8Array());
    const rows = withoutRows(rowsMatching(root, rowsFor(read), within), hidden);
    const partial = read.looked < read.of ? { partial: { looked: read.looked, of: read.of } } : {};
    return {
      total: rows.size,
      rows: () => rows,
      has: (row) => rows.has(row),
      hits: guardedOrder(ranking.order(root, rows, options.sort, { forms: (node) => words.like(asForm(node)), rows: rowsLike }, hidden)),
      tally: (field) =>
        tallied(
          [...rows].map((row) => {
            const cable = cableOf(row);
            return cable === undefined ? '' : countedValue(cable, field);
          }),
        ),
      ...partial,
    };
  };

  return {
    ...writesAtOnce,
    held: () => new Map(db.prepare<[], [number, string]>('SELECT row, hash FROM docs').raw().all()),
    count: () => all().size,
    put: (cables) => guarded(() => writer.put(cables)),
    remove: (rows) => guarded(() => writer.remove(rows)),
    rest() {
      guarded(() => db.pragma('wal_checkpoint(PASSIVE)'));
    },
    close() {
      db.close();
    },
    find: (root, options) => guarded(() => find(root, options)),
    suggest: (word, limit, without) =>
      guarded(() => words.near(word, limit, countsIn([...rowsAmong(all(), without)].flatMap((row) => cableOf(row) ?? [])))),
    similar: (row, limit, without) =>
      guarded(() => {
        const cable = cableOf(row);
        if (cable === undefined) return [];
        const tokens = [...valuesOf(cable, 'subject'), bodyOf(row)]
          .flatMap((value) => tokenise(value, cable.language))
          .filter(({ folded }) => !isStopWord(folded));
        const hidden = rowsAmong(all(), without);
        return similarTo(tokens, row, limit, hidden, {
          count: withoutRows(all(), hidden).size,
          frequency: (stem) => ranking.frequency(stem, hidden),
          postings: (stem) => rowsWithStem.all(quoteWord(stem)),
        });
      }),
  };
}

/** What a pattern is ranked by: in any field, and one of a word as it is written by its spelling in any case. */
function asForm(node: PatternNode): PatternNode {
  const { how, pattern, most = 0, ...rest } = node;
  const like = how === 'exact' ? ({ how: 'wildcard', pattern: fold(pattern) } as const) : { how, pattern, most };
  return { kind: 'pattern', at: rest.at, length: rest.length, required: rest.required, ...like };
}

import type { Db } from '../../store/database.ts';
import { valuesOf, type Searchable } from '../../query/matching.ts';
import { positives, type PatternNode, type QueryNode, type Sort } from '../../query/tree.ts';
import { tokenise } from '../../language/tokens.ts';
import { inColumns, ftsQuestion } from './fts-engine.ts';
import { mostLike, scoreOf, timesIn, type Term } from './scoring.ts';
import type { Hit } from './search-index.ts';

/** So many of the first hits are put in order by the shipped parameters of BM25; FTS5 knows its own alone. */
const lookedAt = 40;

/** Puts rows in order: by words (FTS5's order, the first of them weighed anew) or by date, as far as somebody reads on. */
export function createRanking(db: Db, cableOf: (row: number) => Searchable | undefined) {
  const docOf = db.prepare<[number], { ref: string; date: string; length: number; head: number }>(
    'SELECT ref, date, length, head FROM docs WHERE row = ?',
  );
  const totals = db.prepare<[], { count: number; length: number; head: number }>(
    'SELECT count(*) AS count, total(length) AS length, total(head) AS head FROM docs',
  );
  const frequencyOf = db.prepare<[string], number>('SELECT doc FROM stems WHERE term = ?').pluck();
  const ranked = db.prepare<[string], number>('SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank').pluck();
  const byRef = db.prepare<[], number>('SELECT row FROM docs ORDER BY ref, row').pluck();
  const orders = {
    newest: db.prepare<[], number>("SELECT row FROM docs WHERE date <> '' ORDER BY date DESC, ref, row").pluck(),
    oldest: db.prepare<[], number>("SELECT row FROM docs WHERE date <> '' ORDER BY date, ref, row").pluck(),
    undated: db.prepare<[], number>("SELECT row FROM docs WHERE date = '' ORDER BY ref, row").pluck(),
  };
  const frequency = (stem: string): number => frequencyOf.get(stem) ?? 0;
  let known: { changes: number; count: number; length: number; head: number } | undefined;
  const corpus = () => {
    const changes = db.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0;
    if (known?.changes !== changes) known = { changes, ...(totals.get() ?? { count: 0, length: 0, head: 0 }) };
    return known;
  };

  const weigh = (row: number, terms: readonly Term[]): number => {
    const cable = cableOf(row);
    const doc = docOf.get(row);
    if (cable === undefined || doc === undefined) return 0;
    const { count, length, head } = corpus();
    const words = (values: readonly string[]) => timesIn(values.flatMap((value) => tokenise(value, cable.language)));
    const subjects = valuesOf(cable, 'subject');
    const inText = words([...subjects, cable.body]);
    const inHead = words(valuesOf(cable, undefined).slice(subjects.length));
    return scoreOf(terms, {
      inText: (stem) => inText.get(stem) ?? 0,
      inHead: (stem) => inHead.get(stem) ?? 0,
      length: { text: doc.length, head: doc.head },
      mean: { text: length / count, head: head / count },
      count,
    });
  };

  const termsOf = (root: QueryNode, like: (node: PatternNode) => string[]): Term[] => {
    const terms = new Map<string, Term>();
    for (const leaf of positives(root)) {
      const { field, boost = 1 } = leaf;
      const stems =
        leaf.kind === 'word'
          ? leaf.stems
          : leaf.kind === 'phrase'
            ? leaf.stems.flat()
            : leaf.how === 'regex'
              ? []
              : like(leaf)
                  .slice(0, mostLike)
                  .map((folded) => tokenise(folded)[0]?.stem ?? folded);
      for (const stem of stems)
        if (!terms.has(`${field ?? ''} ${stem}`)) terms.set(`${field ?? ''} ${stem}`, { stem, field, boost, frequency: frequency(stem) });
    }
    return [...terms.values()].filter((term) => term.frequency > 0);
  };

  /** The best rows first, as many as are needed; rows that no word speaks for come after them, by ref. */
  const best = function* (root: QueryNode, rows: ReadonlySet<number>, terms: readonly Term[]): Generator<number> {
    const given = new Set<number>();
    const question = terms.length === 0 ? undefined : (rankable(root) ?? terms.map(({ stem }) => `"${stem}"`).join(' OR '));
    if (question !== undefined)
      for (const row of ranked.iterate(question))
        if (rows.has(row)) {
          given.add(row);
          yield row;
        }
    if (given.size < rows.size) for (const row of byRef.iterate()) if (rows.has(row) && !given.has(row)) yield row;
  };

  const dated = function* (sort: 'newest' | 'oldest', rows: ReadonlySet<number>): Generator<number> {
    for (const statement of [orders[sort], orders.undated]) for (const row of statement.iterate()) if (rows.has(row)) yield row;
  };

  return {
    frequency,
    /** All rows in order. */
    *order(root: QueryNode, rows: ReadonlySet<number>, sort: Sort, like: (node: PatternNode) => string[]): Generator<Hit> {
      if (sort !== 'best') {
        for (const row of dated(sort, rows)) yield { row, score: 0 };
        return;
      }
      const terms = termsOf(root, like);
      // Of a small set each is weighed; of a large one those that FTS5 puts first.
      const ordered: Iterator<number> = rows.size <= lookedAt ? rows.values() : best(root, rows, terms);
      try {
        const first: number[] = [];
        for (let next = ordered.next(); next.done !== true; next = ordered.next()) {
          first.push(next.value);
          if (first.length === lookedAt) break;
        }
        yield* first
          .map((row) => ({ row, score: weigh(row, terms), ref: docOf.get(row)?.ref ?? '' }))
          .sort((a, b) => b.score - a.score || (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : a.row - b.row))
          .map(({ row, score }) => ({ row, score }));
        for (let next = ordered.next(); next.done !== true; next = ordered.next()) yield { row: next.value, score: 0 };
      } finally {
        // Nobody reads on: FTS5 may stop.
        ordered.return?.(undefined);
      }
    },
  };
}

/**
 * A question to FTS5 that every row of the answer fits, as narrow as can be: what FTS5 has not to weigh costs nothing.
 * Undefined when there is none.
 */
function rankable(node: QueryNode): string | undefined {
  switch (node.kind) {
    case 'word':
    case 'phrase': {
      const { field } = node;
      if (field !== undefined && ['marking', 'type', 'lang', 'trove', 'code'].includes(field)) return undefined;
      const question = ftsQuestion(node);
      return question === undefined ? undefined : inColumns(field, question);
    }
    case 'and': {
      const parts = node.nodes.flatMap((part) => rankable(part) ?? []);
      return parts.length === 0 ? undefined : `(${parts.join(' AND ')})`;
    }
    case 'or': {
      const parts = node.nodes.map(rankable);
      return parts.every((part) => part !== undefined) ? `(${parts.join(' OR ')})` : undefined;
    }
    case 'later':
      return rankable(node.node);
    case 'pattern':
    case 'date':
    case 'not':
    case 'rows':
    case 'state':
    case 'all':
    case 'none':
      return undefined;
  }
}

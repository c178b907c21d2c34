import { RowSet, type RowBits } from '../../query/row-set.ts';
import type { DateNode, PatternNode, PhraseNode, QueryNode, WordNode } from '../../query/tree.ts';

/** How an engine finds the rows of one part of a query. With `within`, only rows of that set are wanted. */
export type RowSource = {
  all(): ReadonlySet<number>;
  leaf(node: WordNode | PhraseNode, within?: ReadonlySet<number>): ReadonlySet<number>;
  pattern(node: PatternNode, within?: ReadonlySet<number>): ReadonlySet<number>;
  dated(node: DateNode, within?: ReadonlySet<number>): ReadonlySet<number>;
};

/** The rows less some; the same set where none is left out. */
export const withoutRows = (rows: ReadonlySet<number>, out: ReadonlySet<number>): ReadonlySet<number> =>
  out.size === 0 ? rows : rows.difference(out);

/** Those of these rows that the bits hold. */
export function rowsAmong(rows: Iterable<number>, bits: RowBits): Set<number> {
  const wanted = new RowSet(bits);
  const found = new Set<number>();
  for (const row of rows) if (wanted.has(row)) found.add(row);
  return found;
}

/** The rows that match a query's tree; with `within`, only those in it. */
export function rowsMatching(node: QueryNode, source: RowSource, within?: ReadonlySet<number>): ReadonlySet<number> {
  switch (node.kind) {
    case 'word':
    case 'phrase':
      return source.leaf(node, within);
    case 'pattern':
      return source.pattern(node, within);
    case 'date':
      return source.dated(node, within);
    case 'and': {
      // Cheap parts first: each only has to check what the parts before it have left.
      let left = within;
      for (const part of node.nodes.toSorted((a, b) => effortOf(a) - effortOf(b))) {
        if (left?.size === 0) break;
        left = rowsMatching(part, source, left);
      }
      return left ?? source.all();
    }
    case 'or':
      // What one part has found, the next ones need not look at.
      return node.nodes.reduce<ReadonlySet<number>>(
        (found, part) => found.union(rowsMatching(part, source, found.size === 0 ? within : (within ?? source.all()).difference(found))),
        new Set(),
      );
    case 'some':
      return inAtLeast(
        node.least,
        node.nodes.map((part) => rowsMatching(part, source, within)),
      );
    case 'not': {
      const all = within ?? source.all();
      return all.difference(rowsMatching(node.node, source, all));
    }
    case 'rows':
      return rowsAmong(within ?? source.all(), node.rows);
    case 'all':
      return within ?? source.all();
    // State is turned into rows before the engine is asked.
    case 'state':
    case 'none':
      return new Set();
  }
}

/** The rows that so many of the sets hold. */
function inAtLeast(least: number, sets: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  const counts = new Map<number, number>();
  for (const set of sets) for (const row of set) counts.set(row, (counts.get(row) ?? 0) + 1);
  return new Set([...counts].flatMap(([row, count]) => (count >= least ? [row] : [])));
}

const costs: Record<QueryNode['kind'], number> = {
  none: 0,
  state: 0,
  rows: 0.5,
  all: 1,
  word: 2,
  date: 3,
  or: 4,
  some: 4,
  and: 4,
  phrase: 5,
  pattern: 5.5,
  not: 6,
};
/** What a part of a query costs, as an order: cheap parts first leave less to check. */
export const effortOf = (node: QueryNode): number => {
  if (node.kind === 'pattern' && node.how === 'regex') return 7;
  return node.kind === 'word' && node.field !== undefined ? 4.5 : costs[node.kind];
};

/** Whether a part of a query must not be met. */
export function hasNot(node: QueryNode): boolean {
  if (node.kind === 'not') return true;
  return (node.kind === 'and' || node.kind === 'or' || node.kind === 'some') && node.nodes.some(hasNot);
}

import { fits } from '../../query/patterns.ts';
import type { PatternNode } from '../../query/tree.ts';
import { fold, type Token } from '../../language/tokens.ts';

/** Which cables contain which words as they are spelled (folded), so that patterns are matched against words, not texts. */
export type Words = {
  /** `body`, and what else of the cable is looked for without a field. */
  put(row: number, body: Iterable<Token>, other: Iterable<Token>): void;
  remove(row: number): void;
  /** The words that match a pattern, each with how often it stands in which bodies; for `exact` those that differ in case and accents at most. */
  like(node: PatternNode): { folded: string; rows: ReadonlyMap<number, number> }[];
  state(): WordsState;
};

type Entry = { folded: string; rows: Map<number, number> };
/** Its content as plain data, for a snapshot. */
export type WordsState = { entries: Map<string, Entry>; ofRow: Map<number, string[]> };

/** An empty list, or one restored from a snapshot. */
export function createWords(saved?: WordsState): Words {
  const { entries, ofRow } = saved ?? { entries: new Map<string, Entry>(), ofRow: new Map<number, string[]>() };

  /** Each question has new nodes, so what is kept for one never goes stale. */
  const alike = new WeakMap<PatternNode, Entry[]>();

  const remove = (row: number): void => {
    for (const folded of ofRow.get(row) ?? []) {
      const entry = entries.get(folded);
      entry?.rows.delete(row);
      if (entry?.rows.size === 0) entries.delete(folded);
    }
    ofRow.delete(row);
  };

  return {
    state: () => ({ entries, ofRow }),
    remove,
    put(row, body, other) {
      remove(row);
      const times = new Map<string, number>();
      for (const { folded } of body) times.set(folded, (times.get(folded) ?? 0) + 1);
      for (const { folded } of other) if (!times.has(folded)) times.set(folded, 0);
      for (const [folded, count] of times) {
        const entry = entries.get(folded);
        if (entry === undefined) entries.set(folded, { folded, rows: new Map([[row, count]]) });
        else entry.rows.set(row, count);
      }
      ofRow.set(row, [...times.keys()]);
    },
    like(node) {
      if (node.how === 'exact') {
        return [entries.get(fold(node.pattern))].filter((entry) => entry !== undefined);
      }
      const known = alike.get(node);
      if (known !== undefined) return known;
      const isMeant = fits(node);
      const found = [...entries.values()].filter(isMeant);
      alike.set(node, found);
      return found;
    },
  };
}

import { fits } from '../../query/patterns.ts';
import type { PatternNode } from '../../query/tree.ts';
import { fold, type Token } from '../../language/tokens.ts';

/** Which cables contain which words as they are spelled (folded), so that patterns are matched against words, not texts. */
export type Words = {
  put(row: number, tokens: Iterable<Token>): void;
  remove(row: number): void;
  /** The words that match a pattern, with their stems; for `exact` those that differ in case and accents at most. */
  like(node: PatternNode): { folded: string; stem: string; rows: ReadonlySet<number> }[];
  state(): WordsState;
};

type Entry = { folded: string; stem: string; rows: Set<number> };
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
    put(row, tokens) {
      remove(row);
      const words = new Set<string>();
      for (const token of tokens) {
        if (words.has(token.folded)) continue;
        words.add(token.folded);
        const entry = entries.get(token.folded);
        if (entry === undefined) entries.set(token.folded, { folded: token.folded, stem: token.stem, rows: new Set([row]) });
        else entry.rows.add(row);
      }
      ofRow.set(row, [...words]);
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

import { fits } from '../patterns.ts';
import type { PatternNode } from '../query-tree.ts';
import { fold, type Token } from '../tokens.ts';

/** Which cables hold which word as it is spelled (folded), so that patterns are looked up among words and not in texts. */
export type Words = {
  put(row: number, tokens: Iterable<Token>): void;
  remove(row: number): void;
  /** The words that a pattern may mean, with their stems; of `exact` those spelled alike apart from case and accents. */
  like(node: PatternNode): { folded: string; stem: string; rows: ReadonlySet<number> }[];
};

export function createWords(): Words {
  const entries = new Map<string, { token: Token; rows: Set<number> }>();
  const ofRow = new Map<number, string[]>();

  const remove = (row: number): void => {
    for (const folded of ofRow.get(row) ?? []) {
      const entry = entries.get(folded);
      entry?.rows.delete(row);
      if (entry?.rows.size === 0) entries.delete(folded);
    }
    ofRow.delete(row);
  };

  return {
    remove,
    put(row, tokens) {
      remove(row);
      const words = new Set<string>();
      for (const token of tokens) {
        if (words.has(token.folded)) continue;
        words.add(token.folded);
        const entry = entries.get(token.folded);
        if (entry === undefined) entries.set(token.folded, { token, rows: new Set([row]) });
        else entry.rows.add(row);
      }
      ofRow.set(row, [...words]);
    },
    like(node) {
      const found: { folded: string; stem: string; rows: ReadonlySet<number> }[] = [];
      const add = (folded: string, { token, rows }: { token: Token; rows: Set<number> }) => found.push({ folded, stem: token.stem, rows });
      if (node.how === 'exact') {
        const folded = fold(node.pattern);
        const entry = entries.get(folded);
        if (entry !== undefined) add(folded, entry);
        return found;
      }
      const isMeant = fits(node);
      for (const [folded, entry] of entries) if (isMeant(entry.token)) add(folded, entry);
      return found;
    },
  };
}

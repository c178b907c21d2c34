import { valuesOf } from '../../query/matching.ts';
import { tokenise } from '../../language/tokens.ts';
import type { Engine, EngineParts } from './engine.ts';
import { ranked } from './minisearch-ranking.ts';
import { createMiniSearchRows } from './minisearch-rows.ts';
import { openMiniSearchStore, postingsIn, putCable, rememberedPostings, removeCable, saveStore, vacuum } from './minisearch-store.ts';
import { rowsMatching } from './rows.ts';
import { similarTo } from './similar.ts';

/**
 * MiniSearch, for troves that fit into memory: everything is in this thread's heap, and kept as a snapshot in `file` so
 * that the next start need not read the texts again.
 */
export function openMiniSearchEngine({ file, bodyOf }: EngineParts): Engine {
  const store = openMiniSearchStore({ file, bodyOf });
  const { heads, vocabulary, index } = store;
  return {
    held: () => new Map(store.hashes),
    put(cables) {
      for (const { row, hash, cable } of cables) putCable(store, row, hash, cable);
    },
    remove(rows) {
      for (const row of rows) removeCable(store, row);
    },
    rest: () => saveStore(store, file),
    close() {},
    tidy: () => vacuum(store),
    find(root, options) {
      const postings = rememberedPostings(store);
      const within = options.rows === undefined ? undefined : new Set(options.rows.filter((row) => heads.has(row)));
      const rows = rowsMatching(root, createMiniSearchRows(store, postings, bodyOf), within);
      return { rows, hits: ranked(store, postings, root, rows, options.sort) };
    },
    similar(row, limit, without) {
      const head = heads.get(row);
      if (head === undefined) return [];
      const tokens = [...valuesOf(head, 'subject'), bodyOf(row)].flatMap((value) => tokenise(value, head.language));
      const postings = postingsIn(store);
      return similarTo(tokens, row, limit, new Set(without), {
        count: heads.size,
        frequency: (stem) => postings(stem, undefined).size,
        postings: (stem) => postings(stem, undefined).keys(),
      });
    },
    suggest: (word, limit) => vocabulary.near(word, limit, (stem) => index.search(stem, { fields: ['text', 'head'] }).length > 0),
  };
}

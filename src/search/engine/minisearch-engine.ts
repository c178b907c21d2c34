import type { RowBits } from '../../query/row-set.ts';
import { valuesOf } from '../../query/text-fields.ts';
import { tokenise } from '../../language/tokens.ts';
import { countedValue, tallied } from './counted.ts';
import type { Engine, EngineParts } from './engine.ts';
import { ranked } from './minisearch-ranking.ts';
import { createMiniSearchRows } from './minisearch-rows.ts';
import {
  openMiniSearchStore,
  postingsIn,
  postingsWithout,
  putCable,
  rememberedPostings,
  removeCable,
  saveStore,
  vacuum,
} from './minisearch-store.ts';
import { rowsAmong, rowsMatching, withoutRows } from './rows.ts';
import { similarTo } from './similar.ts';
import { countsIn } from './vocabulary.ts';

/**
 * MiniSearch, for troves that fit into memory: everything is in this thread's heap, and kept as a snapshot in `file` so
 * that the next start need not read the texts again.
 */
export function openMiniSearchEngine({ file, bodyOf }: EngineParts): Engine {
  const store = openMiniSearchStore({ file, bodyOf });
  const { heads, vocabulary, index } = store;
  const heldOf = (bits: RowBits = new Uint8Array()): Set<number> => rowsAmong(heads.keys(), bits);
  return {
    held: () => new Map(store.hashes),
    count: () => store.hashes.size,
    covers: () => undefined,
    put(cables) {
      for (const { row, hash, cable } of cables) putCable(store, row, hash, cable);
    },
    remove(rows) {
      for (const row of rows) removeCable(store, row);
    },
    rest: () => saveStore(store, file),
    improve() {},
    close() {},
    settle: () => vacuum(store),
    find(root, options) {
      const hidden = heldOf(options.without);
      const postings = postingsWithout(rememberedPostings(store), hidden);
      const within = options.rows === undefined ? undefined : heldOf(options.rows);
      const rows = withoutRows(rowsMatching(root, createMiniSearchRows(store, postings, bodyOf), within), hidden);
      return {
        total: rows.size,
        rows: () => rows,
        has: (row) => rows.has(row),
        hits: ranked(store, postings, root, rows, options.sort, hidden),
        tally: (field) =>
          tallied(
            [...rows].map((row) => {
              const head = heads.get(row);
              return head === undefined ? '' : countedValue(head, field);
            }),
          ),
      };
    },
    similar(row, limit, without) {
      const head = heads.get(row);
      if (head === undefined) return [];
      const tokens = [...valuesOf(head, 'subject'), bodyOf(row)].flatMap((value) => tokenise(value, head.language));
      const hidden = heldOf(without);
      const postings = postingsWithout(postingsIn(store), hidden);
      return similarTo(tokens, row, limit, hidden, {
        count: heads.size - hidden.size,
        frequency: (stem) => postings(stem, undefined).size,
        postings: (stem) => postings(stem, undefined).keys(),
      });
    },
    suggest: (word, limit, without) =>
      vocabulary.near(
        word,
        limit,
        countsIn(
          [...heldOf(without)].flatMap((row) => {
            const head = heads.get(row);
            return head === undefined ? [] : [{ ...head, body: bodyOf(row) }];
          }),
        ),
        (stem) => index.search(stem, { fields: ['text', 'head'] }).length > 0,
      ),
  };
}

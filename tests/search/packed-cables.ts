import type { Searchable } from '../../src/query/text-fields.ts';
import { rowBits } from '../../src/query/row-set.ts';
import { parseQuery } from '../../src/query/query.ts';
import type { Engine } from '../../src/search/engine/engine.ts';
import { openPackedEngine } from '../../src/search/engine/packed-engine.ts';
import { mergeSegments } from '../../src/search/engine/packed/merge.ts';
import { SegmentStore } from '../../src/search/engine/packed/store.ts';
import { byItself, cableOfWords } from './packed-writer.ts';

export type Held = { row: number; hash: string; cable: Searchable };

/** An engine over cables that are kept in a map. */
export function openOver(file: string, cables: ReadonlyMap<number, Held>): Engine {
  return openPackedEngine({
    file,
    bodyOf: (row) => cables.get(row)?.cable.body ?? '',
    cableOf: (row) => cables.get(row)?.cable,
    ...byItself,
  });
}

/** Merges all segments of an index, as the background does. */
export function mergeAll(file: string): void {
  const store = new SegmentStore(file);
  const merged = store.segments.filter(({ segment }) => segment.count > 0);
  if (merged.length > 1) {
    mergeSegments(
      merged.map(({ segment }) => segment),
      `${file}.merge-test`,
    );
    store.replace(
      merged,
      merged.map(({ segment }) => [...segment.gone]),
      `${file}.merge-test`,
    );
  }
  store.close();
}

export const firstHits = (engine: Engine, asked: string, sort: 'best' | 'newest' | 'oldest', without: readonly number[] = []) => {
  const { total, hits } = engine.find(parseQuery(asked).root, { sort, without: rowBits(without) });
  return { total, hits: Array.from(hits, ({ row, score }) => [row, score.toFixed(9)]) };
};

/** Cables of these bodies, by row from 1. */
export const bodies = (...texts: readonly string[]): Map<number, Held> =>
  new Map(texts.map((body, i) => [i + 1, { row: i + 1, hash: body, cable: cableOfWords(i + 1, { body }) }]));
export const totalOf = (engine: Engine, asked: string): number => engine.find(parseQuery(asked).root, { sort: 'best' }).total;

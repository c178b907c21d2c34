import { rowBits } from '../../../query/row-set.ts';
import { rowsDsl } from './bitmap.ts';
import type { View } from './cluster.ts';
import { mostAtOnce } from './paging.ts';

/** What the cluster holds of a cable. `leader`: of its near-copies, where it has any. */
export type IndexedCable = { row: number; hash: string; leader: number | undefined };

const heldFields = { _source: false, stored_fields: '_none_', docvalue_fields: ['row', 'hash', 'leader', 'grouped'] };

function heldIn(found: Awaited<ReturnType<View['search']>>): Map<number, IndexedCable> {
  return new Map(
    found.hits.hits.map(({ fields = {} }) => {
      const row = Number(fields['row']?.[0]);
      const leader = fields['grouped']?.[0] === true ? Number(fields['leader']?.[0]) : undefined;
      return [row, { row, hash: String(fields['hash']?.[0]), leader }];
    }),
  );
}

/** What the cluster holds of these cables. */
export async function heldOf(view: View, rows: readonly number[]): Promise<Map<number, IndexedCable>> {
  return heldIn(
    await view.search({ size: mostAtOnce, track_total_hits: false, query: rowsDsl(rowBits(rows)), sort: [{ row: 'asc' }], ...heldFields }),
  );
}

/** What it holds of all, in the order of rows. */
export async function* heldPages(view: View): AsyncGenerator<Map<number, IndexedCable>> {
  for (let after: unknown[] | undefined; ;) {
    const found = await view.search({
      size: mostAtOnce,
      track_total_hits: false,
      query: { match_all: {} },
      sort: [{ row: 'asc' }],
      ...heldFields,
      ...(after === undefined ? {} : { search_after: after }),
    });
    const page = heldIn(found);
    if (page.size > 0) yield page;
    after = found.hits.hits.at(-1)?.sort;
    if (page.size < mostAtOnce || after === undefined) return;
  }
}

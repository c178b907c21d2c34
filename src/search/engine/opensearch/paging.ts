import type { Dsl, Searched, View } from './cluster.ts';

/** The most that one answer of the cluster holds; more are read page by page. */
export const mostAtOnce = 10_000;

/** A hit as the cluster gives it. */
export type ClusterHit = { row: number; score: number; leader: number; isGrouped: boolean; words: string[] };

/** What is asked of each hit. */
export const rowFields = { _source: false, stored_fields: '_none_', docvalue_fields: ['row', 'leader', 'grouped'] };

/** The hits of an answer. */
export const hitsIn = ({ hits }: Searched): ClusterHit[] =>
  hits.hits.map(({ fields = {}, _score: score, matched_queries: words = [] }) => ({
    row: Number(fields['row']?.[0]),
    leader: Number(fields['leader']?.[0]),
    isGrouped: fields['grouped']?.[0] === true,
    score: score ?? 0,
    words,
  }));

/** All that a query finds, in this order, in as many pages as it takes. */
export async function* hitPages(search: View['search'], query: Dsl, sort: readonly Dsl[], more: Dsl = {}): AsyncGenerator<ClusterHit[]> {
  for (let after: unknown[] | undefined; ;) {
    const found = await search({
      query,
      sort,
      size: mostAtOnce,
      track_total_hits: false,
      ...rowFields,
      ...more,
      ...(after === undefined ? {} : { search_after: after }),
    });
    const rows = hitsIn(found);
    if (rows.length > 0) yield rows;
    after = found.hits.hits.at(-1)?.sort;
    if (rows.length < mostAtOnce || after === undefined) return;
  }
}

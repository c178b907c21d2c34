import { z } from 'zod';
import { RowSet } from '../../../query/row-set.ts';
import type { QueryNode } from '../../../query/tree.ts';
import { addTo, byFrequency, isOfDate, partOfDate, type CountedField, type Tally } from '../counted.ts';
import type { CountOptions, FoundRows, ValueCounts } from '../search-index.ts';
import { filtersFor, type CableTexts } from './answers.ts';
import type { View } from './cluster.ts';
import { hitPages, mostAtOnce } from './paging.ts';

const valuesRead = z.object({
  values: z.object({
    after_key: z.unknown().optional(),
    buckets: z.array(z.object({ key: z.object({ value: z.string() }), doc_count: z.number() })),
  }),
});

/** Counts what a query finds by a value. A composite aggregation goes through all values, so that it is exact over several parts. */
export async function countedIn(
  view: View,
  texts: CableTexts,
  root: QueryNode,
  field: CountedField,
  options: CountOptions,
): Promise<ValueCounts> {
  view.begin();
  const { filter, partial } = await filtersFor(view, texts, root, options);
  const kept = isOfDate(field) ? 'date' : `v_${field}`;
  const tally: Tally = new Map();
  for (let after: unknown, total: number | undefined; ;) {
    const composite = { size: mostAtOnce, sources: [{ value: { terms: { field: kept } } }], ...(after === undefined ? {} : { after }) };
    const found = await view.search({ size: 0, track_total_hits: true, query: { bool: { filter } }, aggs: { values: { composite } } });
    total ??= found.hits.total?.value ?? 0;
    const { buckets, after_key: last } = valuesRead.parse(found.aggregations).values;
    for (const { key, doc_count: cables } of buckets) addTo(tally, isOfDate(field) ? partOfDate(key.value, field) : key.value, cables);
    if (buckets.length < mostAtOnce) return { total, values: byFrequency(tally), ...partial };
    after = last;
  }
}

/** All that a query finds, read page by page. */
export async function foundIn(view: View, texts: CableTexts, root: QueryNode, options: CountOptions): Promise<FoundRows> {
  view.begin();
  const { filter, partial } = await filtersFor(view, texts, root, options);
  const rows = new RowSet();
  for await (const hits of hitPages(view.search, { bool: { filter } }, [{ row: 'asc' }])) for (const { row } of hits) rows.addOne(row);
  return { rows: rows.bytes(), ...partial };
}

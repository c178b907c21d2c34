import { countedFields } from '../../src/search/engine/counted.ts';
import { parseQuery } from '../../src/query/query.ts';
import { rowBits } from '../../src/query/row-set.ts';
import { roaringBitmap } from '../../src/search/engine/opensearch/bitmap.ts';
import type { SearchIndex } from '../../src/search/engine/search-index.ts';
import { randomFrom } from '../helpers/random.ts';

const rounds = 11;
const excluded = 300_000;
const among = 1_000_000;

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Tells how long so many excluded rows take as a bitmap and as a list, asked in turns, and how large each question is. */
export async function compareExclusions(url: string, text: string): Promise<void> {
  const random = randomFrom(1);
  const chosen = new Set<number>();
  while (chosen.size < excluded) chosen.add(1 + Math.floor(random() * among));
  const rows = [...chosen];
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/cabledesk-*/_settings`, { method: 'PUT', headers, body: JSON.stringify({ index: { max_terms_count: among } }) });
  const asked = { bitmap: { row: [roaringBitmap(rowBits(rows))], value_type: 'bitmap' }, list: { row: rows } };
  const times = { bitmap: [] as number[], list: [] as number[] };
  const totals = new Set<number>();
  const body = (terms: unknown): string =>
    JSON.stringify({ size: 0, track_total_hits: true, query: { bool: { filter: [{ term: { words: text } }], must_not: [{ terms }] } } });
  for (let round = 0; round < rounds; round += 1)
    for (const name of ['bitmap', 'list'] as const) {
      const started = performance.now();
      const answer = await fetch(`${url}/cabledesk-*/_search?request_cache=false`, { method: 'POST', headers, body: body(asked[name]) });
      const { hits } = (await answer.json()) as { hits: { total: { value: number } } };
      times[name].push(performance.now() - started);
      totals.add(hits.total.value);
    }
  const told = (name: 'bitmap' | 'list'): string =>
    `${name} ${Math.round(body(asked[name]).length / 1000)} kB, ${middle(times[name]).toFixed(0)} ms`;
  console.log(`\n${rows.length} rows excluded from “${text}”: ${told('bitmap')}; ${told('list')}; totals ${[...totals].join(', ')}`);
}

/** Tells how long the counts by each value of all cables with a word take, here and there, and whether they are the same. */
export async function compareCounts(packed: SearchIndex, there: SearchIndex, text: string): Promise<void> {
  const query = parseQuery(text);
  console.log(`\n| counts for “${text}” | values | packed, ms | cluster |\n|---|---|---|---|`);
  for (const field of countedFields) {
    const times = { packed: [] as number[], there: [] as number[] };
    let [mine, theirs] = ['', ''];
    let values = 0;
    for (let round = 0; round < rounds; round += 1) {
      const started = performance.now();
      const found = await packed.counts(query, field);
      times.packed.push(performance.now() - started);
      const between = performance.now();
      theirs = JSON.stringify(await there.counts(query, field));
      times.there.push(performance.now() - between);
      values = found.values.length;
      mine = JSON.stringify(found);
    }
    const remark = mine === theirs ? '' : ' (not the same)';
    console.log(`| ${field}${remark} | ${values} | ${middle(times.packed).toFixed(1)} | ${middle(times.there).toFixed(1)} |`);
  }
}

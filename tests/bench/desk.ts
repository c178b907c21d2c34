/**
 * Figures, never asserted: `npm run bench`. Ratios are measured in one run, against a plain scan of the same text, so
 * that they can be compared between machines. Uses the sample trove, repeated to 1,100 cables.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { parseQuery } from '../../src/query/query.ts';
import { tempFolder } from '../helpers/temp.ts';

const wanted = 1100;
const folder = tempFolder();
const sample = join(import.meta.dirname, '../../data/sample');

/** Milliseconds of each of `rounds` runs, sorted. */
async function times(rounds: number, work: () => unknown): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const started = performance.now();
    await work();
    taken.push(performance.now() - started);
  }
  return taken.toSorted((a, b) => a - b);
}

const at = (sorted: number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const line = (name: string, sorted: number[], base?: number): string =>
  `${name.padEnd(34)} p50 ${at(sorted, 0.5).toFixed(2).padStart(9)} ms   p95 ${at(sorted, 0.95).toFixed(2).padStart(9)} ms${base === undefined ? '' : `   ${(at(sorted, 0.5) / base).toFixed(2)} x a plain scan`}`;

const seed = openDesk({ folder: join(folder, 'seed'), exposure: 'desk' });
await importFiles({ desk: seed, paths: [sample], by: 'bench' });
const cables = [...seed.cables.all()];
await seed.close();
const records = Array.from({ length: wanted }, (_, i) => {
  const cable = cables[i % cables.length];
  return JSON.stringify({
    id: `B-${i}`,
    date: cable?.date.length === 10 ? cable.date : '2018-01-01',
    origin: cable?.origin,
    subject: cable?.subject,
    body: `${cable?.body ?? ''}\n\nCopy ${i}.`,
  });
});
const file = join(folder, 'bench.jsonl');
writeFileSync(file, records.join('\n'));

const desk = openDesk({ folder: join(folder, 'desk'), exposure: 'desk' });
const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();
const imported = await importFiles({ desk, paths: [file], by: 'bench' });
loop.disable();
console.log(
  `import of ${imported.added} cables: ${imported.ms} ms; longest hold-up of the bot meanwhile: ${(loop.max / 1e6).toFixed(0)} ms (p99 ${(loop.percentile(99) / 1e6).toFixed(0)} ms)`,
);

const bodies = [...desk.cables.all()].map(({ body }) => body.toLowerCase());
const scan = await times(50, () => bodies.filter((body) => body.includes('hot zone')).length);
console.log(line('plain scan of the text', scan));
const base = at(scan, 0.5);
for (const query of [
  'iran',
  'weekly report',
  '"hot zone"',
  'iran OR sanctions OR trade',
  'trade -tariffs',
  'subject:report date:2018',
  'migration NOT visit from:belgrade',
]) {
  const parsed = parseQuery(query);
  console.log(line(query, await times(200, () => desk.index.find(parsed, { sort: 'best', offset: 0, limit: 5 })), base));
}
await desk.close();
const reopened = performance.now();
const again = openDesk({ folder: join(folder, 'desk'), exposure: 'desk' });
await again.index.ready();
console.log(`index of ${wanted} cables rebuilt at a start: ${(performance.now() - reopened).toFixed(0)} ms`);
await again.close();

/**
 * How long each picture takes, and how long the bot is held up while ten people ask for pictures: `npm run bench --
 * analysis [cables.jsonl]`, over the sample trove unless another one is named.
 */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pino from 'pino';
import { analysisKinds, type AnalysisKind } from '../../src/analysis/analysis.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { tempFolder } from '../helpers/temp.ts';

const [, file = join(import.meta.dirname, '../../data/sample')] = process.argv.slice(2);
const folder = tempFolder();
const desk = openDesk({ folder, exposure: 'desk' });
await importFiles({ desk, paths: [file], by: 'bench', ...(file.endsWith('.jsonl') ? { trove: 'bench' } : {}) });
await Promise.all([desk.index.ready(), desk.names.settled()]);
const bot = await createBot(desk, pino({ level: 'silent' }));

const queries: Partial<Record<AnalysisKind, string>> = { distinctive: 'iran OR treaty', compare: 'conference OR treaty' };
let asked = 0;
/** Asks for one picture; returns the milliseconds. */
async function draw(kind: AnalysisKind): Promise<number> {
  asked += 1;
  const query = queries[kind];
  const started = performance.now();
  const { ok } = await bot.answer(
    { desk: 'bench', member: 'bench', name: 'bench', role: 'lead', via: 'terminal', interaction: `bench-${asked}`, place: undefined },
    { command: 'analysis', options: { kind, ...(query === undefined ? {} : { query }) } },
  );
  if (!ok) console.log(`${kind}: no answer`);
  return performance.now() - started;
}

console.log(`${desk.cables.count()} cables; first picture, libraries included: ${(await draw('timeline')).toFixed(0)} ms`);
for (const kind of analysisKinds) {
  const taken: number[] = [];
  for (let i = 0; i < 12; i += 1) taken.push(await draw(kind));
  taken.sort((a, b) => a - b);
  console.log(`${kind.padEnd(12)} p50 ${taken[6]?.toFixed(0).padStart(6)} ms   p95 ${taken[11]?.toFixed(0).padStart(6)} ms`);
}
const loop = monitorEventLoopDelay({ resolution: 2 });
loop.enable();
const waits = await Promise.all(
  analysisKinds.map(async (kind) => {
    let longest = 0;
    for (let i = 0; i < 4; i += 1) longest = Math.max(longest, await draw(kind));
    return longest;
  }),
);
loop.disable();
const delay = (share: number): string => (loop.percentile(share) / 1e6).toFixed(0);
console.log(
  `ten people at once: longest wait ${Math.max(...waits).toFixed(0)} ms; event loop p50 ${delay(50)} ms, p99 ${delay(99)} ms, longest ${(loop.max / 1e6).toFixed(0)} ms`,
);
await desk.close();

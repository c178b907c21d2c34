/** `npm run bench -- search --n 1100|25000|250000`: the engines side by side over generated cables. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { archiveFiles, files, makeFolder } from '../../src/store/database.ts';
import { testArchive } from '../helpers/archive.ts';
import { indexFiles, openIndex, type ComparedEngine } from '../helpers/engines.ts';
import { parseQuery } from '../../src/query/query.ts';
import { fillWithGenerated } from './generated.ts';
import { tempFolder } from '../helpers/temp.ts';

/** The classes of section "what people type", by how often their words stand in generated text. */
const classes: readonly [name: string, query: string][] = [
  ['common word', 'government'],
  ['middling word', 'security'],
  ['rare word', 'RARE'],
  ['two words (AND)', 'minister RARE'],
  ['two common words (AND)', 'minister agreement'],
  ['OR', 'minister OR agreement OR RARE'],
  ['NOT', 'security -minister'],
  ['phrase', '"foreign minister"'],
  ['phrase with a common word', '"minister of foreign"'],
  ['near', '"minister RARE"~10'],
  ['fuzzy', 'secutiry~'],
  ['wildcard', 'minist*'],
  ['wildcard in front', '*nister'],
  ['exact', '=government'],
  ['regular expression', '/minist(er|ry) of RARE/'],
  ['sender and date', 'from:kyiv date:2017-06 security'],
  ['date alone', 'date:2017'],
  ['newest first', 'security'],
  ['nothing there', 'quokkaquokka'],
];
const rounds = 15;

const { values: args } = parseArgs({
  args: process.argv.slice(3),
  options: {
    n: { type: 'string', default: '1100' },
    engine: { type: 'string' },
    folder: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

type Figures = {
  build: number;
  /** Seconds of processor time until all is searchable. */
  cpu: number;
  bytes: number;
  cold: number;
  rss: number;
  loop: number;
  classes: Record<string, { p50: number; p95: number; total: number }>;
};

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function measure(engine: ComparedEngine, folder: string): Promise<Figures> {
  const started = performance.now();
  const archive = join(folder, files.archive);
  const file = join(archive, indexFiles[engine]);
  const isBuilt = existsSync(file);
  const index = openIndex(engine, { database: join(archive, archiveFiles.database), file });
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  await index.ready();
  const { user, system } = process.cpuUsage();
  const options = { sort: 'best', offset: 0, limit: 5 } as const;
  const { db, cables } = testArchive(archive, 'generated');
  // A word that stands in few cables: the first long one of a cable in the middle.
  const rare = /\b[a-z]{9,12}\b/.exec(cables.byRow(Math.ceil(cables.count() / 2))?.body ?? '')?.[0] ?? 'rare';
  await index.find(parseQuery('security'), options);
  const first = performance.now() - started;
  const found: Figures['classes'] = {};
  if (isBuilt)
    for (const [name, query] of classes) {
      const parsed = parseQuery(query.replaceAll('RARE', rare));
      const taken: number[] = [];
      let total = 0;
      for (let i = 0; i < rounds; i += 1) {
        const before = performance.now();
        const answer = await index.find(parsed, { ...options, sort: name === 'newest first' ? 'newest' : 'best' });
        taken.push(performance.now() - before);
        total = answer.total;
      }
      taken.sort((a, b) => a - b);
      found[name] = { p50: at(taken, 0.5), p95: at(taken, 0.95), total };
    }
  // A snapshot is written, and segments are merged, once nothing changes for a while.
  else if (engine !== 'fts5') await new Promise((resolve) => setTimeout(resolve, engine === 'packed' ? 30_000 : 8000));
  db.close();
  await index.close();
  // A packed index is a manifest and segments beside it; near-copies are counted apart.
  const sizes = readdirSync(archive)
    .filter((name) => name.startsWith(indexFiles[engine]) && !name.includes('copies'))
    .map((name) => statSync(join(archive, name)).size);
  return {
    build: first,
    cpu: (user + system) / 1e6,
    bytes: sizes.reduce((a, b) => a + b, 0),
    cold: first,
    rss: process.resourceUsage().maxRSS * 1024,
    loop: loop.percentile(99) / 1e6,
    classes: found,
  };
}

/** Measures in a process of its own, so that memory is that of one engine. Undefined when it does not live through it. */
function inProcess(engine: ComparedEngine, folder: string): Figures | undefined {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'bench.ts'), 'search', '--engine', engine, '--folder', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1e8,
  });
  return child.status === 0 ? (JSON.parse(child.stdout) as Figures) : undefined;
}

if (args.engine !== undefined && args.folder !== undefined) {
  process.stdout.write(JSON.stringify(await measure(args.engine as ComparedEngine, args.folder)));
} else {
  const count = Number(args.n);
  const folder = args.folder ?? (args.keep ? mkdtempSync(join(tmpdir(), 'cabledesk-bench-')) : tempFolder());
  makeFolder(folder);
  if (!existsSync(join(folder, files.archive))) {
    const started = performance.now();
    const words = fillWithGenerated(folder, count);
    console.log(
      `${count} cables of ${Math.round(words / count)} words each made in ${((performance.now() - started) / 1000).toFixed(0)} s`,
    );
  }
  // All in memory, MiniSearch does not hold more than this.
  const engines: readonly ComparedEngine[] = count > 30_000 ? ['packed', 'fts5'] : ['minisearch', 'packed', 'fts5'];
  const table: Record<string, { first: Figures; again: Figures } | undefined> = {};
  for (const engine of engines) {
    const first = inProcess(engine, folder);
    const again = first === undefined ? undefined : inProcess(engine, folder);
    table[engine] = first === undefined || again === undefined ? undefined : { first, again };
  }
  const row = (name: string, of: (figures: { first: Figures; again: Figures }) => number, unit: string, digits = 0): void => {
    const [packed, fts5] = ['packed', 'fts5'].map((engine) => (table[engine] === undefined ? undefined : of(table[engine])));
    const shown = engines.map((engine) => (table[engine] === undefined ? '-' : `${of(table[engine]).toFixed(digits)} ${unit}`));
    console.log(`| ${name} | ${shown.join(' | ')} | ${packed === undefined || fts5 === undefined ? '' : (fts5 / packed).toFixed(1)} |`);
  };
  console.log(`\n| ${count} cables | ${engines.join(' | ')} | fts5 / packed |\n|---|${'---|'.repeat(engines.length)}---|`);
  row('build', ({ first }) => first.build / 1000, 's', 1);
  row('processor time, build', ({ first }) => first.cpu, 's', 1);
  row('on disk', ({ first }) => first.bytes / 1e6, 'MB');
  row('peak memory, build', ({ first }) => first.rss / 1e6, 'MB');
  row('start to the first answer', ({ again }) => again.cold, 'ms');
  row('peak memory, searching', ({ again }) => again.rss / 1e6, 'MB');
  row('event-loop delay p99, searching', ({ again }) => again.loop, 'ms', 1);
  for (const [name] of classes) {
    const { total = 0 } = table['packed']?.again.classes[name] ?? {};
    row(`${name} (${total}), p50`, ({ again }) => again.classes[name]?.p50 ?? 0, 'ms', 2);
    row(`${name}, p95`, ({ again }) => again.classes[name]?.p95 ?? 0, 'ms', 2);
  }
}

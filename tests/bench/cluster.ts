/**
 * `npm run bench -- cluster [--n 10000] [--shards 1] [--folder DIR --url URL]`: generated cables in the packed index and in a cluster of one
 * node here, asked the same questions in turns, in one run; a difference between their totals is told. With a folder and a cluster that
 * stay, a run that was ended goes on where it was.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseQuery } from '../../src/query/query.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import type { SearchIndex } from '../../src/search/engine/search-index.ts';
import { archiveFiles, files } from '../../src/store/database.ts';
import { startNodes } from '../helpers/cluster/nodes.ts';
import { tempFolder } from '../helpers/temp.ts';
import { fillWithGenerated } from './generated.ts';
import { compareCounts, compareExclusions } from './cluster-rows.ts';
import { drawQuestions } from './search-questions.ts';

const { values: args } = parseArgs({
  args: process.argv.slice(3),
  options: {
    n: { type: 'string', default: '10000' },
    shards: { type: 'string', default: '1' },
    each: { type: 'string', default: '10' },
    folder: { type: 'string' },
    url: { type: 'string' },
  },
});
const count = Number(args.n);
const folder = args.folder ?? tempFolder();
if (!existsSync(join(folder, files.archive))) fillWithGenerated(folder, count);
const archive = join(folder, files.archive);
const database = join(archive, archiveFiles.database);
const nodes = args.url === undefined ? await startNodes(1, 1024) : { urls: [args.url], stop: () => Promise.resolve() };
try {
  const timed = async (index: SearchIndex): Promise<string> => {
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    const told = (done: number): string => {
      const { user, system } = process.cpuUsage(cpu);
      const each = (value: number): string => `${Math.round((value / done) * 1000)} ms`;
      return `${each(performance.now() - started)} and ${each((user + system) / 1000)} of this process’s CPU a thousand cables`;
    };
    let first: number | undefined;
    const timer = setInterval(() => {
      const { done } = index.progress();
      first ??= done;
      if (done > first) console.log(`  ${done - first} cables: ${told(done - first)}`);
    }, 30_000);
    await index.ready();
    clearInterval(timer);
    return told(count);
  };
  const packed = createWorkerIndex({ engine: 'packed', database, file: join(archive, archiveFiles.packed) });
  console.log(`packed: ${await timed(packed)}`);
  const cluster = { urls: nodes.urls, shards: Number(args.shards), replicas: 0 };
  const there = createWorkerIndex({
    engine: 'opensearch',
    database,
    file: `${database}.opensearch`,
    copiesFile: `${database}.copies`,
    cluster,
    alarm: () => () => {},
  });
  console.log(`cluster: ${await timed(there)}`);
  await fetch(`${nodes.urls[0]}/cabledesk-*/_forcemerge?max_num_segments=1`, { method: 'POST' });
  const sizes = (await (await fetch(`${nodes.urls[0]}/cabledesk-*/_stats/store`)).json()) as {
    _all: { primaries: { store: { size_in_bytes: number } } };
  };
  console.log(`cluster: ${Math.round(sizes._all.primaries.store.size_in_bytes / count)} bytes a cable on its disk, merged`);
  const given = new Map<string, number>();
  const questions = drawQuestions(archive).filter(({ name }) => {
    given.set(name, (given.get(name) ?? 0) + 1);
    return (given.get(name) ?? 0) <= Number(args.each);
  });
  const times = new Map<string, { packed: number[]; cluster: number[] }>();
  const differing: string[] = [];
  for (const round of [0, 1])
    for (const { name, text, sort } of questions) {
      const options = { sort, offset: 0, limit: 5, fold: true } as const;
      const query = parseQuery(text);
      const [mine, theirs] = [await packed.find(query, options), await there.find(query, options)];
      const isPartial = mine.partial !== undefined || theirs.partial !== undefined;
      if (!isPartial && (mine.total !== theirs.total || mine.shown !== theirs.shown))
        differing.push(`${text}: ${mine.total} ${theirs.total}`);
      if (round === 0) continue;
      const known = times.get(name) ?? { packed: [], cluster: [] };
      times.set(name, known);
      known.packed.push(mine.ms);
      known.cluster.push(theirs.ms);
    }
  const at = (values: number[], share: number): string =>
    (values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0).toFixed(1);
  console.log(
    `${questions.length} questions twice, ${differing.length} with other totals ${differing.join('; ')}\n\n| class | packed p50 / p95, ms | cluster |\n|---|---|---|`,
  );
  for (const [name, { packed: mine, cluster: theirs }] of times)
    console.log(`| ${name} | ${at(mine, 0.5)} / ${at(mine, 0.95)} | ${at(theirs, 0.5)} / ${at(theirs, 0.95)} |`);
  await compareCounts(packed, there, 'the');
  await compareExclusions(nodes.urls[0] ?? '', 'the');
  await Promise.all([packed.close(), there.close()]);
} finally {
  await nodes.stop();
}

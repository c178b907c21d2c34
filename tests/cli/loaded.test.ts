import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importRecords, testDesk } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** What a start costs is how much it loads: which packages that is, is fixed here, without a clock. */
const door = join(import.meta.dirname, '../../src/start.mjs');

/** Writes each file that the main thread loads to the file that LOADED names. */
const hook = `import { registerHooks } from 'node:module'; import { isMainThread } from 'node:worker_threads'; import { writeFileSync } from 'node:fs';
const loaded = []; if (isMainThread) { registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
process.on('exit', () => writeFileSync(process.env.LOADED, loaded.join('\\n'))); }`;

function loadedBy(args: readonly string[]): { packages: Set<string>; ours: string[] } {
  const file = join(tempFolder(), 'loaded.txt');
  const preload = `data:text/javascript,${encodeURIComponent(hook)}`;
  const ran = spawnSync(process.execPath, ['--import', preload, door, ...args], {
    cwd: tempFolder(),
    env: { ...process.env, LOADED: file },
    encoding: 'utf8',
  });
  expect(ran.status, ran.stderr).toBe(0);
  const urls = readFileSync(file, 'utf8').split('\n');
  return {
    packages: new Set(urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])),
    ours: urls.flatMap((url) => /\/((?:src|commands)\/.*)$/.exec(url)?.[1] ?? []),
  };
}

test('--help and --version load the command line and the log, nothing else', () => {
  for (const args of [['--help'], ['--version']]) {
    const { packages, ours } = loadedBy(args);
    expect([...packages].filter((one) => !['commander', 'pino'].includes(one) && !pinoNeeds.includes(one))).toEqual([]);
    expect(
      ours.filter((path) => !/^src\/(?:cli|reply|language)\/|^src\/(?:start|index|log)|^src\/desk\/(?:roles|version)\.ts/.test(path)),
    ).toEqual([]);
  }
});

const pinoNeeds = [
  '@pinojs/redact',
  'atomic-sleep',
  'on-exit-leak-free',
  'pino-std-serializers',
  'quick-format-unescaped',
  'safe-stable-stringify',
  'sonic-boom',
  'thread-stream',
];

/** Needed by some verb, some command or the bot, and large. */
const heavy = new Set(
  `discord.js ws discord-markdown-parser lit-html open prom-client age-encryption vega vega-lite d3-force eld piscina
  @kenjiuno/msgreader postal-mime mammoth unpdf htmlparser2 yauzl tar-stream read-excel-file fflate`.split(/\s+/),
);

test('say loads neither Discord nor charts nor readers of formats', async () => {
  const folder = tempFolder();
  const desk = testDesk({ folder });
  await importRecords(desk, [{ ref: 'A/1', date: '2018-03-07', subject: 'Alpha', body: '1. Alpha words.' }]);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  await desk.close();
  const { packages, ours } = loadedBy(['say', '/search query:alpha', '--data', folder]);
  expect([...heavy.intersection(packages)]).toEqual([]);
  expect(ours.filter((path) => /^src\/(?:demo|chat\/discord|charts\/draw)/.test(path))).toEqual([]);
  expect(packages.has('zod')).toBe(true);
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Lower may never import higher. The first pattern that fits a file gives its layer. */
const layers: readonly [RegExp, number][] = [
  [/^src\/(start|index|start\.mjs|verbs|config|commands|schedule|handover)\b/, 6],
  [/^src\/verbs\//, 6],
  [/^src\/(chat|demo)\//, 5],
  [/^commands\//, 4],
  [
    /^src\/(cards|searching|facets|teamwork|tagging|past|entity-page|mentions-page|entity-sayings|entity-section|export|digest|picks|reminders|hours|checking|draft-report|citing|fact-sheet|fact-pages|review-pages|blind-reading|weekly|xref|xref-review|text-check|proposals|analysis-reply|sharing|watching|watch-letters)\.ts$/,
    4,
  ],
  [/^src\/(desk|command)\.ts$/, 3],
  [/^src\/(importer|tending)\.ts$/, 3],
  [/^src\/(search|entities|charts|analysis)\//, 2],
  [/^src\/(names|names-store|names-worker|names-reading|names-seen|judgments|crossing|cross-worker)\.ts$/, 2],
  [/^src\/(formats)\//, 1],
  [/^src\/(text|failure|reply|roles|zones|patterns|query.*|excerpt|tokens|stems|matching|pages|dates)\.ts$/, 0],
  [/^src\//, 1],
];

/** Types flow where values may not: these files name each other's types and nothing else. */
const typesOnly = new Set(['src/config.ts->src/policy.ts', 'src/policy.ts->src/command.ts']);

/** Who owns a package: nobody else may import it. */
const owners: Record<string, RegExp> = {
  'discord.js': /^src\/chat\/discord[^/]*\.ts$/,
  'discord-api-types': /^src\/(chat\/discord[^/]*|demo\/.+)\.ts$/,
  'csv-parse': /^src\/attached\.ts$/,
  'csv-stringify': /^src\/export\.ts$/,
  mammoth: /^src\/drafts\/docx\.ts$/,
  fflate: /^src\/drafts\/docx\.ts$/,
  minisearch: /^src\/search\/minisearch[^/]*\.ts$/,
  re2js: /^src\/patterns\.ts$/,
  'any-ascii': /^src\/entities\/spelling\.ts$/,
  stemmer: /^src\/stems\.ts$/,
  '@orama/stemmers': /^src\/stems\.ts$/,
  eld: /^src\/detect\.ts$/,
  'better-sqlite3': /^src\/(database|names-store|search\/[^/]+|verbs\/[^/]+)\.ts$/,
  '@resvg/resvg-js': /^src\/charts\/png\.ts$/,
  'dejavu-fonts-ttf': /^src\/charts\/png\.ts$/,
  vega: /^src\/charts\/draw\.ts$/,
  'vega-lite': /^src\/charts\/draw\.ts$/,
  'd3-force': /^src\/charts\/network\.ts$/,
  pino: /^src\/log\.ts$/,
  commander: /^src\/index\.ts$/,
  'temporal-polyfill': /^src\/zones\.ts$/,
  open: /^src\/verbs\/start\.ts$/,
  'node-cron': /^src\/schedule\.ts$/,
  'lit-html': /^src\/demo\/page\/[^/]+\.ts$/,
  'discord-markdown-parser': /^src\/demo\/markdown\.ts$/,
  ws: /^src\/demo\/[^/]+\.ts$/,
};

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.(ts|mjs)$/.test(name) && statSync(join(root, name)).isFile());
}

const files = [...filesIn('src'), ...filesIn('commands')];

type Import = { from: string; to: string; typeOnly: boolean };

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found: Import[] = [];
  for (const match of text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)) {
    const name = match[2] ?? '';
    found.push({
      from: file,
      to: name.startsWith('.') ? relative(root, normalize(join(root, dirname(file), name))) : name,
      typeOnly: match[1] !== undefined,
    });
  }
  return found;
}

const imports = files.flatMap(importsOf);
const layerOf = (file: string): number => layers.find(([pattern]) => pattern.test(file))?.[1] ?? 99;

test('the project has files and imports to look at', () => {
  expect(files.length).toBeGreaterThan(30);
  expect(imports.length).toBeGreaterThan(100);
});

test('imports point downwards', () => {
  const upward = imports
    .filter(({ to, typeOnly }) => /^(src|commands)\//.test(to) && !typeOnly)
    .filter(({ from, to }) => layerOf(to) > layerOf(from) && !typesOnly.has(`${from}->${to}`))
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(upward).toEqual([]);
});

test('every package has one owner', () => {
  const strangers = imports
    .filter(({ from, to }) =>
      Object.entries(owners).some(([name, owner]) => (to === name || to.startsWith(`${name}/`)) && !owner.test(from)),
    )
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(strangers).toEqual([]);
});

test('the page shares no code with the bot but two files of rules, which need nothing', () => {
  const shared = new Set(['src/chat/discord-lint-components.ts', 'src/chat/discord-lint-report.ts']);
  const strangers = imports
    .filter(({ from, typeOnly }) => (from.startsWith('src/demo/page/') || shared.has(from)) && !typeOnly)
    .filter(({ to }) => !/^(?:src\/demo\/page\/|lit-html)/.test(to) && !shared.has(to))
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(strangers).toEqual([]);
});

test('a command imports neither packages nor the file system', () => {
  const strangers = imports
    .filter(({ from, to }) => from.startsWith('commands/') && !to.startsWith('src/'))
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(strangers).toEqual([]);
});

test('two files alone send anything anywhere by themselves: to Discord for attachments, to the operator’s model', () => {
  // The demo's page asks the server that it came from, and its door listens; discord.js has its owner above.
  const senders = files.filter(
    (file) =>
      !file.startsWith('src/demo/') &&
      (/(?<![.\w])fetch\(/.test(readFileSync(join(root, file), 'utf8')) ||
        imports.some(({ from, to }) => from === file && /^node:(?:https?|tls|dgram|dns)\b|^undici$/.test(to))),
  );
  expect(senders.toSorted()).toEqual(['src/chat/discord-file.ts', 'src/model.ts']);
});

test('only index.ts hands the environment to config.ts', () => {
  const readers = files.filter(
    (file) => /process\.env\b/.test(readFileSync(join(root, file), 'utf8')) && !/^src\/(index\.ts|start\.mjs)$/.test(file),
  );
  expect(readers).toEqual([]);
});

test('a file stays small enough to be held in the head', () => {
  const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 420);
  expect(long).toEqual([]);
});

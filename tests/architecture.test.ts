import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/**
 * The house: every file belongs to the room with the longest prefix that fits it. A room may import from every storey
 * below, from itself, and from the neighbours on its own storey that it names. Types count as much as values.
 */
type Room = { prefix: string; storey: number; neighbours?: readonly string[] };

const pages = (room: string): Room => ({ prefix: `src/${room}/pages/`, storey: 5, neighbours: everyPage });
const everyPage = ['analysis', 'cables', 'factcheck', 'import', 'names', 'search', 'team'].map((room) => `src/${room}/pages/`);

const rooms: readonly Room[] = [
  { prefix: 'src/start.mjs', storey: 8, neighbours: ['src/index.ts'] },
  { prefix: 'src/index.ts', storey: 8, neighbours: ['src/cli/', 'src/config.ts'] },
  { prefix: 'src/cli/', storey: 8, neighbours: ['src/config.ts'] },
  { prefix: 'src/config.ts', storey: 8 },
  { prefix: 'commands/', storey: 7 },
  { prefix: 'src/chat/', storey: 7 },
  { prefix: 'src/demo/', storey: 7, neighbours: ['src/chat/'] },
  { prefix: 'src/clock/', storey: 6 },
  pages('analysis'),
  pages('cables'),
  pages('factcheck'),
  pages('import'),
  pages('names'),
  pages('search'),
  pages('team'),
  { prefix: 'src/bot/', storey: 4 },
  { prefix: 'src/search/', storey: 4 },
  { prefix: 'src/interchange/', storey: 4 },
  { prefix: 'src/team/', storey: 3.5 },
  { prefix: 'src/factcheck/', storey: 3.5, neighbours: ['src/team/'] },
  { prefix: 'src/import/', storey: 3.5 },
  { prefix: 'src/desk/', storey: 3 },
  { prefix: 'src/search/engine/', storey: 2, neighbours: ['src/cables/'] },
  { prefix: 'src/search/passages/', storey: 2, neighbours: ['src/cables/'] },
  { prefix: 'src/names/', storey: 2, neighbours: ['src/cables/'] },
  { prefix: 'src/analysis/', storey: 2, neighbours: ['src/cables/', 'src/names/'] },
  { prefix: 'src/import/formats/', storey: 2, neighbours: ['src/cables/'] },
  { prefix: 'src/cables/', storey: 2 },
  { prefix: 'src/store/', storey: 1 },
  { prefix: 'src/query/', storey: 1 },
  { prefix: 'src/charts/', storey: 1 },
  { prefix: 'src/language/', storey: 0, neighbours: ['src/reply/'] },
  { prefix: 'src/reply/', storey: 0, neighbours: ['src/language/'] },
  { prefix: 'src/log.ts', storey: 0, neighbours: ['src/reply/'] },
  { prefix: 'src/threads/', storey: 0, neighbours: ['src/reply/'] },
];

/** Lines, of tests, too. A function that holds others counts whole; tables of data are not functions. */
const longestFile = 320;
const longestFunction = 80;

/** Who owns a package: nobody else may import it. */
const owners: Record<string, readonly string[]> = {
  '@kenjiuno/msgreader': ['src/import/formats/mail/'],
  '@kenjiuno/decompressrtf': ['src/import/formats/mail/'],
  '@opensearch-project/opensearch': ['src/search/engine/opensearch/cluster.ts'],
  '@orama/stemmers': ['src/language/stems.ts'],
  '@resvg/resvg-js': ['src/charts/png.ts'],
  'age-encryption': ['src/store/backup-crypt.ts'],
  'any-ascii': ['src/names/compare/spelling.ts'],
  'better-sqlite3': ['src/store/'],
  'cli-progress': ['src/cli/terminal-io.ts'],
  chardet: ['src/import/formats/encoding.ts'],
  commander: [
    'src/index.ts',
    'src/cli/desk-verbs.ts',
    'src/cli/measuring.ts',
    'src/cli/program.ts',
    'src/cli/setup/typed.ts',
    'src/cli/shared-options.ts',
  ],
  'csv-parse': ['src/bot/attachment.ts', 'src/import/formats/tables/'],
  'csv-stringify': ['src/reply/table-file.ts'],
  'd3-force': ['src/charts/network.ts'],
  'dejavu-fonts-ttf': ['src/charts/png.ts'],
  diff: ['src/cables/changes.ts'],
  'discord-api-types': ['src/chat/discord/', 'src/demo/'],
  'discord-markdown-parser': ['src/demo/markdown-tree.ts'],
  'discord.js': ['src/chat/discord/'],
  eld: ['src/language/detect.ts'],
  fflate: ['src/import/formats/'],
  htmlparser2: ['src/import/formats/'],
  'lit-html': ['src/demo/page/'],
  mammoth: ['src/import/formats/docx-html.ts'],
  minisearch: ['src/search/engine/minisearch-store.ts'],
  'node-cron': ['src/clock/schedule.ts'],
  open: ['src/cli/start.ts'],
  pino: ['src/log.ts'],
  piscina: ['src/names/reading.ts'],
  'postal-mime': ['src/import/formats/mail/'],
  re2js: ['src/query/regex.ts'],
  'package.json': ['src/desk/version.ts'],
  'prom-client': ['src/cli/health/metrics.ts'],
  'read-excel-file': ['src/import/formats/tables/'],
  stemmer: ['src/language/stems.ts'],
  'tar-stream': ['src/import/formats/archives/'],
  'temporal-polyfill': ['src/language/zones.ts'],
  unpdf: ['src/import/formats/pdf/'],
  vega: ['src/charts/draw.ts'],
  'vega-lite': ['src/charts/draw.ts'],
  ws: ['src/demo/'],
  yauzl: ['src/import/formats/archives/'],
  zod: ['src/', 'commands/'],
};

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.(ts|mjs)$/.test(name) && statSync(join(root, name)).isFile())
    .toSorted();
}

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

type Import = { from: string; to: string; typeOnly: boolean };

/** What a file imports, by the parser: statements, re-exports, `import('...')` with a literal, and `new URL('./x.ts', import.meta.url)`. */
function importsOf(file: string): Import[] {
  const text = textOf(file);
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message ?? ''}`);
  const named = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      name: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) => (moduleRequest === null ? [] : [{ name: moduleRequest.value, typeOnly: isType }])),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest }) => {
      const literal = /^['"](.+)['"]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
      return literal === undefined ? [] : [{ name: literal, typeOnly: false }];
    }),
  ];
  return named.map(({ name, typeOnly }) => ({ from: file, to: name.startsWith('.') ? pathOf(file, name) : name, typeOnly }));
}

/** The names that a file exports, re-exports among them. */
function exportsOf(file: string): string[] {
  const { module } = parseSync(file, textOf(file));
  return module.staticExports.flatMap(({ entries }) => entries.flatMap(({ exportName: { name } }) => (name === null ? [] : [name])));
}

/** The functions of a file that are too long; a closure counts as part of the function around it. */
function longFunctionsIn(file: string): { file: string; line: number; lines: number }[] {
  const text = textOf(file);
  const found: { file: string; line: number; lines: number }[] = [];
  const linesIn = (start: number, end: number): number => text.slice(start, end).split('\n').length;
  const note = ({ start, end }: { start: number; end: number }): void => {
    const lines = linesIn(start, end);
    if (lines > longestFunction) found.push({ file, line: linesIn(0, start), lines });
  };
  new Visitor({ FunctionDeclaration: note, FunctionExpression: note, ArrowFunctionExpression: note }).visit(parseSync(file, text).program);
  return found;
}

/** Milliseconds that tests of a file give themselves, behind what they run or as `timeout`. */
function limitsIn(file: string): number[] {
  const limits: number[] = [];
  const note = (node: { type: string; value?: unknown } | undefined): void => {
    if (node?.type === 'Literal' && typeof node.value === 'number') limits.push(node.value);
  };
  new Visitor({
    CallExpression({ arguments: [, run, limit] }) {
      if (run?.type === 'ArrowFunctionExpression' && run.params.length === 0) note(limit);
    },
    Property({ key, value }) {
      if (key.type === 'Identifier' && key.name === 'timeout') note(value);
    },
  }).visit(parseSync(file, textOf(file)).program);
  return limits;
}

const pathOf = (file: string, name: string): string => relative(root, normalize(join(root, dirname(file), name)));

const files = [...filesIn('src'), ...filesIn('commands')];
const imports = files.flatMap(importsOf);
const inHouse = imports.filter(({ to }) => /^(src|commands)\//.test(to));
const longestFirst = rooms.toSorted((a, b) => b.prefix.length - a.prefix.length);
const roomOf = (file: string): Room | undefined => longestFirst.find(({ prefix }) => file.startsWith(prefix));
const startsWithAny = (file: string, prefixes: readonly string[]): boolean => prefixes.some((prefix) => file.startsWith(prefix));
const told = ({ from, to }: Import): string => `${from} imports ${to}`;

test('the parser sees the files and their imports', () => {
  expect(files.length).toBeGreaterThan(300);
  expect(importsOf('src/search/search.ts').map(({ to }) => to)).toContain('src/search/engine/search-index.ts');
});

test('every file has a room, and every room has a file', () => {
  expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
  expect(rooms.filter((room) => !files.some((file) => roomOf(file) === room)).map(({ prefix }) => prefix)).toEqual([]);
});

test('src holds folders and four loose files', () => {
  const loose = files.filter((file) => /^src\/[^/]+$/.test(file));
  expect(loose).toEqual(['src/config.ts', 'src/index.ts', 'src/log.ts', 'src/start.mjs']);
});

test('imports point downwards', () => {
  const upward = inHouse.filter(({ from, to }) => {
    const here = roomOf(from);
    const there = roomOf(to);
    if (here === undefined || there === undefined || here === there) return false;
    return there.storey >= here.storey && here.neighbours?.includes(there.prefix) !== true;
  });
  expect(upward.map(told)).toEqual([]);
});

test('every package has one owner', () => {
  const packages = imports.flatMap((found) => {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(found.to)?.[0] ?? '';
    return /^(?:src|commands|node:)/.test(found.to) || name.startsWith('node:') ? [] : [{ ...found, name }];
  });
  expect(packages.filter(({ name }) => owners[name] === undefined).map(told)).toEqual([]);
  expect(packages.filter(({ from, name }) => !startsWithAny(from, owners[name] ?? [])).map(told)).toEqual([]);
});

test('the page shares no code with the bot but two files of rules, which need nothing', () => {
  const shared = ['src/chat/lint/components.ts', 'src/chat/lint/report.ts'];
  const strangers = imports
    .filter(({ from, typeOnly }) => (from.startsWith('src/demo/page/') || shared.includes(from)) && !typeOnly)
    .filter(({ to }) => !startsWithAny(to, ['src/demo/page/', 'lit-html', ...shared]));
  expect(strangers.map(told)).toEqual([]);
});

test('a command imports neither packages nor the file system', () => {
  expect(imports.filter(({ from, to }) => from.startsWith('commands/') && !to.startsWith('src/')).map(told)).toEqual([]);
});

test('three files alone send anything anywhere by themselves: to Discord for attachments, to the operator’s webhooks and model', () => {
  // The demo's page asks the server that it came from; its door, and that of health, listen; discord.js and the cluster's client have their owners above.
  const senders = files.filter(
    (file) =>
      !startsWithAny(file, ['src/demo/', 'src/cli/health/server.ts']) &&
      (/(?<![.\w])fetch\(/.test(textOf(file)) ||
        imports.some(({ from, to }) => from === file && /^node:(?:https?|tls|dgram|dns)\b|^undici$/.test(to))),
  );
  expect(senders).toEqual(['src/chat/discord/file.ts', 'src/chat/webhooks.ts', 'src/names/model.ts']);
});

test('one file alone speaks to threads', () => {
  const speakers = imports.filter(({ to }) => to === 'node:worker_threads').map(({ from }) => from);
  expect(speakers).toEqual(['src/threads/thread.ts']);
});

test('no test has less time than one that hangs', () => {
  const limits = filesIn('tests').flatMap((file) => limitsIn(file).map((limit) => ({ file, limit })));
  expect(limits.length).toBeGreaterThan(0);
  expect(limits.filter(({ limit }) => limit < 300_000)).toEqual([]);
});

test('buttons are made in one file, where the compiler checks what they run', () => {
  const makers = files.filter((file) => /\bkind: '(?:run|choose|form)'(?: as const)?,/.test(textOf(file)));
  expect(makers).toEqual(['src/reply/actions.ts']);
});

test('only index.ts hands the environment to config.ts', () => {
  const readers = files.filter((file) => /process\.env\b/.test(textOf(file)));
  // The door tells Node where to keep what it compiles, for its threads, too.
  expect(readers).toEqual(['src/index.ts', 'src/start.mjs']);
});

test('a file stays small enough to be held in the head', () => {
  const all = [...files, ...filesIn('tests'), ...filesIn('release')];
  expect(all.filter((file) => textOf(file).split('\n').length - 1 > longestFile)).toEqual([]);
});

test('a function stays small enough to be held in the head', () => {
  expect(files.flatMap(longFunctionsIn)).toEqual([]);
});

test('an exported name means one thing', () => {
  const homes = new Map<string, string[]>();
  for (const file of files) for (const name of exportsOf(file)) homes.set(name, [...(homes.get(name) ?? []), file]);
  expect([...homes].filter(([, known]) => known.length > 1)).toEqual([]);
});

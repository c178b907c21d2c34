import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { analysisKinds } from '../src/analysis/analysis.ts';
import { runnables } from '../src/bot/command.ts';
import { presentName } from '../src/bot/former-names.ts';
import { readCommands } from '../src/bot/read-commands.ts';
import { parseCommandLine } from '../src/chat/terminal/command-line.ts';
import { createProgram } from '../src/cli/program.ts';
import { settings } from '../src/config.ts';
import { formats } from '../src/import/formats/formats.ts';
import { fieldCalled } from '../src/import/formats/record.ts';
import { createLog } from '../src/log.ts';
import { fieldKey } from '../src/query/more-fields.ts';
import { parseQuery } from '../src/query/query.ts';
import { textFields } from '../src/query/text-fields.ts';
import { sortOrders, stateFields } from '../src/query/tree.ts';
import { sampleCount, sampleFolder } from './helpers/desk.ts';
import { commandTables, deskLineSchema, settingsTable, verbsTable, withTables } from './helpers/docs-tables.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const docs = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
/** What people read of the project, by path. */
const pages = new Map(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs].map((path) => [path, read(path)]));
const page = (path: string): string => pages.get(path) ?? '';
const readme = page('README.md');

/** Text within backticks, of everything but blocks of code; it may go on in the next line. */
const codeIn = (text: string): string[] =>
  [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/`((?:[^`\n]|\n(?!\n))+)`/g)].map(([, code = '']) =>
    code.replaceAll('\\|', '|').replaceAll(/\s+/g, ' '),
  );
/** The first cell of every row of the tables in a text. */
const firstCells = (text: string): string[] => [...text.matchAll(/^\| (.+?) \|/gm)].map(([, cell = '']) => cell);
const section = (text: string, heading: string): string => text.split(`\n${heading}\n`)[1]?.split(/^#+ /m)[0] ?? '';

const program = () => createProgram({ environment: {}, log: createLog('silent'), code: 0 });

test('the schema of a saved desk says what the code says; if not: npm run docs', async () => {
  await expect(`${JSON.stringify(deskLineSchema(), undefined, 2)}\n`).toMatchFileSnapshot(join(root, 'docs/desk-lines.schema.json'));
});

/** `npm run docs` writes the tables anew. */
test.each([
  ['docs/commands.md', async () => commandTables(await readCommands())],
  ['docs/settings.md', () => ({ settings: settingsTable(settings) })],
  ['docs/operations.md', () => ({ verbs: verbsTable(program()) })],
])('the tables of %s say what the code says; if not: npm run docs', async (path, tables) => {
  const made = await tables();
  for (const name of Object.keys(made)) expect(page(path)).toContain(`<!-- table: ${name} -->\n`);
  await expect(withTables(page(path), made)).toMatchFileSnapshot(join(root, path));
});

test('.env.example names every setting', () => {
  const example = read('.env.example');
  for (const { name } of settings) expect(example, name).toContain(`# ${name}=`);
});

test('every setting that a page names exists', () => {
  const known = new Set([...settings.map(({ name }) => name), ...testSettings]);
  for (const [path, text] of pages)
    expect(
      [...text.matchAll(/\b(?:DISCORD|CABLEDESK)_[A-Z_]+\b/g)].map(([name]) => name).filter((name) => !known.has(name)),
      path,
    ).toEqual([]);
});
const testSettings = ['CABLEDESK_LONG', 'CABLEDESK_SEED', 'CABLEDESK_NEED_CHROMIUM', 'CABLEDESK_PICTURES'];

test('every command that a page names can be typed as it stands there', async () => {
  const commands = await readCommands();
  const known = new Map(commands.flatMap(runnables).map((one) => [one.name, one]));
  const doors = new Set(commands.map(({ name }) => name));
  for (const [path, text] of pages)
    for (const code of codeIn(text).filter((one) => /^\/[a-z]+(?: |$)/.test(one) && !ownWords.has(one))) {
      const name = code.slice(1).split(/ (?=[a-z]+:)/)[0] ?? '';
      if ((doors.has(name) && !known.has(name)) || (path === 'docs/CHANGELOG.md' && presentName(name) !== name)) continue;
      const { command, options } = parseCommandLine(code, commands);
      expect(known.has(command), `${path}: ${code}`).toBe(true);
      expect(
        Object.keys(options).filter((option) => known.get(command)?.options?.[option] === undefined),
        `${path}: ${code}`,
      ).toEqual([]);
    }
});
test('docs/compared.md: every row in its order, with a verdict, and what to type that there is', () => {
  const [features = '', others = ''] = page('docs/compared.md').split('\n## Found nowhere else\n');
  const rowsOf = (text: string): string[][] =>
    [...text.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, number = '', cells = '']) => [number, ...cells.split(' | ')]);
  for (const [text, count, columns] of [
    [features, 80, 4],
    [others, 18, 3],
  ] as const) {
    const rows = rowsOf(text);
    expect(rows.map(([number]) => Number(number))).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    expect(rows.filter((cells) => cells.length !== columns)).toEqual([]);
    // That each line with a slash is read by the bot's parser is said of all pages, above.
    expect(rows.filter((cells) => !/`(?:\/|cabledesk )[a-z]/.test(cells.at(-1) ?? ''))).toEqual([]);
  }
  expect(rowsOf(features).filter(([, , verdict = '']) => !/^(?:yes|(?:part|no): .+)$/.test(verdict))).toEqual([]);
  const verbs = verbsTable(program()).rows.map(([form = '']) => form.replaceAll('`', ''));
  const typed = codeIn(page('docs/compared.md')).flatMap((code) => /^cabledesk ([a-z-]+(?: [a-z]+)?)/.exec(code)?.[1] ?? []);
  expect(typed.length).toBeGreaterThan(5);
  expect(typed.filter((verb) => !verbs.some((form) => form === verb || form.startsWith(`${verb} `)))).toEqual([]);
});

/** What begins with a slash and is no command of the bot. */
const ownWords = new Set(['/archive', '/count', '/count origin:Washington', '/as editor', '/channel general', '/quit']);

test('every script and verb that a page names exists, with its options', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const verbs = verbsTable(program()).rows.map(([form = '']) => form);
  for (const [path, text] of pages) {
    for (const [, name = ''] of text.matchAll(/npm run (?:-s )?([a-z:]+)/g)) expect(scripts[name], `${path}: ${name}`).toBeDefined();
    for (const [typed, verb = ''] of text.matchAll(/cabledesk -- ([a-z-]+)[^`\n#]*/g)) {
      const known = verbs.filter((form) => form.startsWith(`\`${verb}`)).join(' ');
      expect(known, `${path}: ${typed}`).not.toBe('');
      for (const [option] of typed.matchAll(/--[a-z-]+/g)) expect(`${known} --data`, `${path}: ${typed}`).toContain(option);
    }
  }
});

test('docs/query-language.md names every field, and each of its examples is read without a fault', () => {
  const examples = firstCells(page('docs/query-language.md')).flatMap(codeIn);
  const isOtherField = (key: string): boolean => key === fieldKey('Desk officer');
  for (const example of examples) expect(parseQuery(example, { isOtherField }).faults, example).toEqual([]);
  const named = new Set(examples.flatMap((one) => [...one.matchAll(/\b([a-z]+):/g)].map(([, name]) => name)));
  const names = [...Object.values(textFields).flatMap((field) => field.names), ...stateFields];
  expect(names.filter((name) => !named.has(name))).toEqual([]);
  for (const order of sortOrders) expect(page('docs/query-language.md')).toContain(`\`sort:${order}\``);
});

test('docs/formats.md has a row for every format, names fields as the reader does, and the tools as refusals do', () => {
  const text = page('docs/formats.md');
  const readers = [...text.matchAll(/^\| [^|]+ \| `([a-z]+)` \|/gm)].map(([, name = '']) => name);
  expect(readers.toSorted()).toEqual(formats.map(({ name }) => name).toSorted());
  const fields = codeIn(section(text, '## Names of fields')).filter((name) => /^[a-z]+$/.test(name));
  expect(fields.length).toBeGreaterThan(20);
  for (const name of fields) expect(fieldCalled(name, { fieldNames: new Map() }), name).toBeDefined();
  const tools = [...read('src/import/formats/refused.ts').matchAll(/first: (\w+) /g)].map(([, tool = '']) => tool);
  expect([...new Set(tools)].filter((tool) => !text.includes(`\`${tool}\``))).toEqual([]);
});

test('docs/commands.md explains every kind of analysis', () => {
  const kinds = firstCells(section(page('docs/commands.md'), '### Analysis')).flatMap(codeIn);
  expect(kinds).toEqual(analysisKinds);
});

test('README and the sample say how many cables there are', () => {
  expect(readme).toContain(`${sampleCount} cables, every one fictional`);
  expect(readFileSync(join(sampleFolder, 'README.md'), 'utf8')).toContain(`${sampleCount} fictional diplomatic cables`);
});

test('README is read in one go', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(170);
});

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
const headings = (text: string): string[] =>
  [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

test.each([...pages])('every link and picture of %s leads somewhere', (path, text) => {
  const targets = [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const astray = targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const full = file === '' ? join(root, path) : join(root, dirname(path), file);
    return !existsSync(full) || (anchor !== undefined && !headings(readFileSync(full, 'utf8')).includes(anchor));
  });
  expect(astray).toEqual([]);
});

test('no picture is kept that no page shows', () => {
  const shown = [...pages.values()].join('\n');
  expect(readdirSync(join(root, 'tests/pictures')).filter((name) => !shown.includes(name))).toEqual([]);
});

test('every page of docs/ is reached from README', () => {
  expect(docs.filter((path) => !readme.includes(`](${path}`))).toEqual([]);
});

test('CONTRIBUTING draws the house as it is: every room, and no file that is not there', () => {
  const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(rooms.filter(({ name }) => !new RegExp(`^  ${name}/ `, 'm').test(guide)).map(({ name }) => name)).toEqual([]);
  expect([...guide.matchAll(/^ {2}(\w+)\/ /gm)].map((match) => match[1] ?? '').toSorted()).toEqual(
    rooms.map(({ name }) => name).toSorted(),
  );

  const files = ['src', 'commands', 'tests'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const named = [...guide.matchAll(/`([\w/.-]+\.(?:ts|mjs))`/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`)))).toEqual([]);
});

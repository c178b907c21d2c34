import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runnables } from '../src/bot/command.ts';
import { readCommands } from '../src/bot/read-commands.ts';
import { settings } from '../src/config.ts';
import { sampleCount, sampleFolder } from './helpers/desk.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const example = readFileSync(join(root, '.env.example'), 'utf8');
const script = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

const rowOf = (name: string): string | undefined => readme.split('\n').find((line) => line.startsWith(`| \`${name}\``));

test("README's command table says what the commands say", async () => {
  for (const command of await readCommands()) {
    for (const { name, description, who } of runnables(command)) {
      const row = rowOf(`/${name}`);
      expect(row, `/${name}`).toContain(description);
      expect(row, `/${name}`).toContain(who);
    }
  }
});

test('README lists no command that does not exist', async () => {
  const known = new Set((await readCommands()).flatMap(runnables).map(({ name }) => `/${name}`));
  const listed = [...readme.matchAll(/^\| `(\/[a-z ]+)`/gm)].map((match) => match[1]);
  expect(listed.filter((name) => name !== undefined && !known.has(name))).toEqual([]);
  expect(listed.length).toBe(known.size);
});

test("README's settings table and .env.example say what config.ts knows", () => {
  for (const { name, meaning, fallback } of settings) {
    const row = rowOf(name);
    expect(row, name).toContain(meaning);
    expect(row, name).toContain(fallback === undefined ? name : `\`${fallback}\``);
    expect(example, name).toContain(`# ${name}=`);
  }
  const listed = [...readme.matchAll(/^\| `((?:DISCORD|CABLEDESK)_[A-Z_]+)`/gm)].map((match) => match[1]);
  expect(new Set(listed)).toEqual(new Set(settings.map(({ name }) => name)));
});

test('README and the sample say how many cables there are', () => {
  expect(readme).toContain(`(${sampleCount} cables, every one fictional)`);
  expect(readme).toContain(`The sample is ${sampleCount} cables long`);
  expect(readFileSync(join(sampleFolder, 'README.md'), 'utf8')).toContain(`${sampleCount} fictional diplomatic cables`);
});

test('every picture that README shows is there', () => {
  const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((match) => match[1] ?? '');
  expect(pictures.length).toBeGreaterThan(3);
  expect(pictures.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every script and verb that README names exists', () => {
  for (const [, name] of readme.matchAll(/npm run (?:-s )?([a-z:]+)/g)) expect(script.scripts[name ?? ''], name).toBeDefined();
  const verbs = readFileSync(join(root, 'src/cli/program.ts'), 'utf8');
  for (const [, name] of readme.matchAll(/cabledesk -- ([a-z]+)/g)) expect(verbs).toMatch(new RegExp(`command\\(['"\`]${name}`));
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

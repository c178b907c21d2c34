import { REST } from 'discord.js';
import pino from 'pino';
import { expect, test } from 'vitest';
import { differences, givenOptions, registration, syncCommands } from '../../src/chat/discord/commands.ts';
import { lintOutgoing } from '../../src/chat/lint/lint.ts';
import type { Command } from '../../src/bot/command.ts';
import { testCommand } from '../helpers/test-command.ts';
import { readCommands } from '../../src/bot/read-commands.ts';
import { said } from '../../src/reply/text.ts';

const reply = () => ({ blocks: [{ kind: 'text' as const, text: said`Done.` }] });

const find = testCommand({
  name: 'find',
  description: 'Find cables',
  who: 'reader',
  options: {
    since: { type: 'date', description: 'From this day' },
    page: { type: 'number', description: 'Page', min: 0, max: 9 },
    order: { type: 'choice', description: 'Order', choices: ['best', 'newest'] },
    all: { type: 'flag', description: 'All of them' },
    state: { type: 'text', description: 'Carried by buttons', hidden: true },
    place: { type: 'text', description: 'Where', suggest: () => [], none: () => [] },
    ref: { type: 'cable', description: 'A cable' },
    query: { type: 'text', description: 'Words', required: true, max: 9000 },
  },
  run: reply,
});
const tag = {
  name: 'label',
  topic: 'desk',
  description: 'Tags',
  subcommands: {
    add: {
      description: 'Add a tag',
      who: 'editor',
      options: { name: { type: 'text', description: 'Its name', required: true } },
      run: reply,
    },
    list: { description: 'All tags', who: 'reader', run: reply },
  },
} satisfies Command;

type Option = { name: string; type: number; required?: boolean; options?: Option[] };
const registered = (commands: Command[]) => registration(commands) as { name: string; options: Option[]; [field: string]: unknown }[];

/** As Discord gives commands back: with fields of its own, without what is empty or does not count for a server. */
function asDiscordHasThem(commands: readonly Command[]): Record<string, unknown>[] {
  return registration(commands).map((entry, i) => {
    const { contexts: _, integration_types: __, options, ...rest } = structuredClone(entry);
    const given = ((options ?? []) as Record<string, unknown>[]).map((option) => ({
      ...option,
      name_localizations: null,
      required: option['required'] ?? false,
    }));
    return {
      ...rest,
      id: String(i),
      version: '1',
      nsfw: false,
      dm_permission: false,
      contexts: null,
      ...(given.length === 0 ? {} : { options: given }),
    };
  });
}

test('required options come first, hidden ones are not registered, and each type is what Discord calls it', () => {
  const [entry] = registered([find]);
  expect(entry?.options.map(({ name, type }) => [name, type])).toEqual([
    ['query', 3],
    ['since', 3],
    ['page', 4],
    ['order', 3],
    ['all', 5],
    ['place', 3],
    ['ref', 3],
  ]);
  expect(entry?.options[0]).toMatchObject({ required: true, max_length: 6000 });
  expect(entry?.options[2]).toMatchObject({ min_value: 0, max_value: 9 });
  expect(entry?.options.flatMap((option) => ('autocomplete' in option ? [option.name] : []))).toEqual(['place', 'ref']);
  expect(entry).toMatchObject({ contexts: [0], integration_types: [0] });
});

test('subcommands carry their own options', () => {
  const [entry] = registered([tag]);
  expect(entry?.options.map(({ name, type, options }) => [name, type, options?.length])).toEqual([
    ['add', 1, 1],
    ['list', 1, 0],
  ]);
});

test('Discord would take all commands that there are', async () => {
  expect(lintOutgoing('commands', registration([...(await readCommands()), find, tag]))).toEqual([]);
});

test('what Discord gives back of the same commands is no difference', async () => {
  const all = [...(await readCommands()), find, tag];
  expect(differences(registration(all), asDiscordHasThem(all))).toEqual([]);
});

test('each difference is told by its path', () => {
  const before = asDiscordHasThem([find, tag]);
  const options = { ...('options' in find ? find.options : {}) };
  const changed = testCommand({
    ...(find as Extract<Command, { run: unknown }>),
    description: 'Find them',
    options: {
      ...options,
      page: { type: 'number', description: 'Page', min: 1, max: 9 },
      order: { type: 'choice', description: 'Order', choices: ['best', 'oldest'] },
    },
  });
  expect(differences(registration([changed, tag]), before)).toEqual([
    'find.description: "Find cables" -> "Find them"',
    'find.options.page.min_value: 0 -> 1',
    'find.options.order.choices.oldest: added',
    'find.options.order.choices.newest: removed',
  ]);
  expect(differences(registration([find]), before)).toEqual(['label: removed']);
  expect(differences(registration([find, tag]), before.slice(0, 1))).toEqual(['label: added']);
  const renamed: Command = { ...tag, subcommands: { put: tag.subcommands.add, list: tag.subcommands.list } };
  expect(differences(registration([find, renamed]), before)).toEqual(['label.options.put: added', 'label.options.add: removed']);
});

test('another order of options is a difference', () => {
  const [entry] = asDiscordHasThem([find]);
  const turned = { ...entry, options: (entry?.['options'] as unknown[] | undefined)?.toReversed() };
  expect(differences(registration([find]), [turned])).toEqual([expect.stringMatching(/^find\.options: order /)]);
});

type Request = { method: string; path: string };

/** Discord's interface to commands, with what it holds and what was asked of it. */
function fakeRest(guildCommands: Record<string, unknown>[], globalCommands: Record<string, unknown>[] = []) {
  const asked: Request[] = [];
  const rest = new REST();
  rest.get = async (path) => (asked.push({ method: 'GET', path }), path.includes('/guilds/') ? guildCommands : globalCommands);
  rest.put = async (path, { body } = {}) => {
    asked.push({ method: 'PUT', path });
    return (body as Record<string, unknown>[]).map((entry, i) => ({ ...entry, id: `${i + 100}` }));
  };
  return { rest, asked, puts: () => asked.filter(({ method }) => method === 'PUT').length };
}

function logLines() {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug', base: null },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { lines, log };
}

test('commands are sent only when they differ, and each difference is logged', async () => {
  const { lines, log } = logLines();
  const common = { application: '1', guild: '2', log };
  const same = fakeRest(asDiscordHasThem([find, tag]));
  expect(await syncCommands({ ...common, rest: same.rest, commands: [find, tag] })).toEqual(
    new Map([
      ['find', '0'],
      ['label', '1'],
    ]),
  );
  expect(same.puts()).toBe(0);
  const other = fakeRest(asDiscordHasThem([tag]));
  expect((await syncCommands({ ...common, rest: other.rest, commands: [find, tag] })).get('find')).toBe('100');
  expect(other.puts()).toBe(1);
  expect(lines.find(({ changes }) => changes !== undefined)?.['changes']).toEqual(['find: added']);
});

test('global commands of the same application are told to the operator and left alone', async () => {
  const { lines, log } = logLines();
  const { rest, asked, puts } = fakeRest(asDiscordHasThem([tag]), [{ name: 'old', id: '9' }]);
  await syncCommands({ rest, application: '1', guild: '2', commands: [tag], log });
  expect(puts()).toBe(0);
  expect(asked.every(({ method }) => method === 'GET')).toBe(true);
  expect(lines.find(({ level }) => level === 40)).toMatchObject({ commands: ['old'] });
});

test('commands that Discord would refuse are never sent', async () => {
  const { rest, puts } = fakeRest([]);
  const wrong: Command = { ...tag, description: '' };
  await expect(syncCommands({ rest, application: '1', guild: '2', commands: [wrong], log: logLines().log })).rejects.toThrow(/description/);
  expect(puts()).toBe(0);
});

test('values come by the names of their options; what has none is left out', () => {
  expect(givenOptions([{ name: 'query', value: 'x' }, { name: 'page', value: 0 }, { name: 'all', value: false }, { name: 'add' }])).toEqual(
    {
      query: 'x',
      page: 0,
      all: false,
    },
  );
});

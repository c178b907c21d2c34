import { beforeAll, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { runnables, type Bot, type Call } from '../../src/bot/command.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { inLanguage, type SpokenLanguage } from '../../src/reply/language.ts';
import type { Action, Reply } from '../../src/reply/reply.ts';
import { actionsOf, openSample, pressed, quiet, someone } from '../helpers/desk.ts';
import { callOf, optionsFor, type Typed } from '../helpers/noninterference.ts';
import { isLong, pickerFrom, randomFrom } from '../helpers/random.ts';

/** A language in which every word of ours has its letters circled: what is not circled was never looked up. */
const circled = (text: string): string =>
  text.replaceAll(/[a-z]/gi, (letter) => String.fromCodePoint(letter.charCodeAt(0) + (letter < 'a' ? 0x24_b6 - 65 : 0x24_d0 - 97)));
const ofCircles: SpokenLanguage = {
  code: 'fr',
  isOne: (value) => value === 1,
  digits: new Intl.NumberFormat('en-US'),
  table: new Proxy<Record<string, string>>(
    {},
    {
      get: (_, key) => circled(String(key)),
      getOwnPropertyDescriptor: (_, key) => ({ value: circled(String(key)), configurable: true, enumerable: true }),
    },
  ),
};
const isCircled = (text: string): boolean => /[\u24b6-\u24e9]/.test(text);

/** Chooses among the cables of the languages that one reads, of which the one that is spoken is the first. */
const byLanguage = 'work random';

const noon = Date.UTC(2026, 10, 27, 12);
const shared = 'COREU/KYI/0039/18';
const typed: Typed = {
  texts: ['crimea', 'iran', 'Rogozin', 'tag:warheads', 'status:read', 'shared-set', '09:00', 'UTC', 'crimea (', shared],
  words: ['', 'w', 'rog', 'COREU'],
  numbers: [1, 2, 3],
  dates: ['2018-03', '2018-03-08'],
  cables: [shared, 'COREU/WAR/0055/17'],
  members: ['member-reader', 'member-editor', 'member-lead'],
};
/** A place of one's own, so that posts have somewhere to go. */
const place = { id: '1', name: 'desk', listed: true, open: false };
const asked = (): Caller => someone('lead', { desk: 'terminal', place });

/** What an action does, without the words on it. */
function doing(action: Action): unknown {
  switch (action.kind) {
    case 'run':
      return [action.command, action.options, action.as, action.style];
    case 'choose':
      return [action.command, action.options, action.option, action.choices.map(({ value }) => value)];
    case 'form':
      return [
        action.command,
        action.options,
        action.fields.map(({ option, kind, value, required, max, choices }) => [
          option,
          kind,
          value,
          required,
          max,
          choices?.map((one) => one.value),
        ]),
      ];
    case 'menu':
      return action.entries.map((entry) => doing(entry.action));
    case 'link':
      return action.url;
  }
}

/** The words of ours in a reply, wherever they stand. */
function saidIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(saidIn);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const { kind, text, label, description, columns, facts, ...rest } = value as Record<string, unknown>;
  const own = kind === 'said' || kind === 'strong' ? [String(text)] : saidIn(text);
  const labels = [label, 'option' in value ? description : undefined].flatMap((one) => (typeof one === 'string' ? [one] : saidIn(one)));
  const heads = Array.isArray(columns) ? columns.map(String) : [];
  const pairs = Array.isArray(facts) ? (facts as [string, unknown][]).flatMap(([name, one]) => [name, ...saidIn(one)]) : [];
  return [...own, ...labels, ...heads, ...pairs, ...Object.entries(rest).flatMap(([name, one]) => (name === 'choices' ? [] : saidIn(one)))];
}

/** Everything that a desk has stored, a line for each row. */
const storedAt = ({ desk: { db } }: Bot): string[] =>
  db
    .prepare<[], string>("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'views'")
    .pluck()
    .all()
    .flatMap((table) =>
      db
        .prepare<[], Record<string, unknown>>(`SELECT * FROM main."${table}"`)
        .all()
        .map((row) => `${table}: ${JSON.stringify(row)}`),
    );

const unsaid = new Map<string, string>();
const differing: string[] = [];
const bots: Bot[] = [];

/** Asks the same in English of one desk and in circles of the other, and follows what both show. */
beforeAll(async () => {
  for (let i = 0; i < 2; i += 1) bots.push(await createBot(await openSample({ now: () => noon }), quiet));
  const [english, other] = bots as [Bot, Bot];
  const random = randomFrom(7);
  // Names of commands and options are typed as they are, whatever is spoken.
  const typedAsIs = new Set(english.commands.flatMap(runnables).flatMap(({ name, options = {} }) => [`/${name}`, ...Object.keys(options)]));
  const both = async (call: Call): Promise<Reply> => {
    const caller = asked();
    const [a, b] = [await english.answer(caller, pressed(call)), await inLanguage(ofCircles, () => other.answer(caller, pressed(call)))];
    await Promise.all(bots.map(({ desk }) => desk.names.settled()));
    const [one, two] = [a.reply, b.reply].map((reply) => JSON.stringify(actionsOf(reply).map(doing)));
    if (one !== two) differing.push(`/${call.command} ${JSON.stringify(call.options)}\n${one}\n${two}`);
    // Analyses are made in a thread, which speaks the languages that there are; what is to be posted is shown as it will be.
    if (call.command !== 'analysis' && call.options['share'] !== true)
      for (const text of saidIn(b.reply))
        if (/[A-Za-z]{2}/.test(text) && !typedAsIs.has(text)) unsaid.set(text, `/${call.command} ${JSON.stringify(call.options)}`);
    return a.reply;
  };
  const follow = async (reply: Reply, depth: number): Promise<void> => {
    const actions = actionsOf(reply);
    const call = actions.length === 0 || depth === 0 ? undefined : callOf(pickerFrom(random)(actions), typed, random);
    if (call !== undefined) await follow(await both(call), depth - 1);
  };
  const members = ['reader', 'editor', 'lead'] as const;
  for (const { desk } of bots)
    for (const role of members) desk.roster.seen('terminal', { id: `member-${role}`, name: role, role, isBot: false }, noon);
  for (let round = 0; round < (isLong ? 5 : 1); round += 1)
    for (const { name, options } of english.commands.flatMap(runnables).filter((one) => one.name !== byLanguage))
      await follow(await both({ command: name, options: optionsFor(options, typed, random) }), 2);
  return async () => {
    for (const { desk } of bots) await desk.close();
  };
});

test('every word of an answer goes through the table of the language', () => {
  expect([...unsaid].map(([text, call]) => `${JSON.stringify(text)} (${call})`)).toEqual([]);
});

test('what buttons do is the same in every language', () => {
  expect(differing).toEqual([]);
});

test('what is stored and posted is in the desk’s language, whoever acts', () => {
  const [english, other] = bots.map(storedAt);
  expect(other?.filter(isCircled)).toEqual([]);
  expect(other?.length).toBe(english?.length);
  expect(other?.some((row) => row.startsWith('outbox:'))).toBe(true);
});

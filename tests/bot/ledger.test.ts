import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { runnables, type Bot, type Call } from '../../src/bot/command.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { mayRun } from '../../src/desk/policy.ts';
import type { Role } from '../../src/desk/roles.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { entityKinds } from '../../src/names/resolve/entity.ts';
import { actionsOf, openSample, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { callOf, optionsFor, type Typed } from '../helpers/noninterference.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';

/**
 * No way of reading leaves no row: whatever an answer has that stands word for word in a cable, the ledger has for whoever got
 * it. What stands there is found by comparing every answer with every cable, not by what the answer says of itself.
 */

/** So many characters in a row, blanks counted as one, are no accident. */
const window = 50;

let bot: Bot;
const places = new Map<string, { row: number; at: number }[]>();

/** A text with blanks joined, and where each of its characters stood. */
function folded(text: string): { text: string; at: number[] } {
  const at: number[] = [];
  let made = '';
  for (let i = 0; i < text.length; i += 1) {
    const isBlank = /\s/.test(text.charAt(i));
    if (isBlank && made.endsWith(' ')) continue;
    made += isBlank ? ' ' : text.charAt(i);
    at.push(i);
  }
  return { text: made, at };
}

/** Every piece of a text that is as long as the window, but for what may stand around it. */
function piecesOf(whole: string): Set<string> {
  const { text } = folded(whole);
  const length = window - 10;
  return new Set(Array.from({ length: Math.max(0, text.length - length + 1) }, (_, i) => text.slice(i, i + length)));
}

beforeAll(async () => {
  const desk = await openSample({ quota: 'off' });
  bot = await createBot(desk, quiet);
  // What heads and lists show of every cable, what names are called, and what the trove's description says stands in texts, too.
  const named = entityKinds.flatMap((kind) =>
    desk.names.list(kind, { sort: 'name', offset: 0, limit: 100_000 }).rows.map(({ name }) => name),
  );
  const heads = piecesOf(
    [
      ...[...desk.cables.all()].flatMap(({ subject, title, header }) => [subject, title, header]),
      ...named,
      JSON.stringify(desk.troves.list()).replaceAll('\\"', '"'),
    ].join('\n'),
  );
  for (const { row, body } of desk.cables.all()) {
    const { text, at } = folded(body);
    for (let i = 0; i + window <= text.length; i += 1) {
      const piece = text.slice(i, i + window);
      if (piece.startsWith(' ') || [0, 5, 10].some((from) => heads.has(piece.slice(from, from + window - 10)))) continue;
      places.set(piece, [...(places.get(piece) ?? []), { row, at: at[i] ?? 0 }]);
    }
  }
  for (const role of ['reader', 'editor', 'lead'] as const)
    desk.roster.seen('desk', { id: `member-${role}`, name: role, role, isBot: false }, desk.now());
});
afterAll(() => bot.desk.close());

/** All that an answer shows or carries: its words, labels of what can be pressed, its files. */
function textsOf(reply: Reply): string[] {
  const labels = JSON.stringify(reply.actions ?? []);
  return [wordsOf(reply), labels, ...(reply.files ?? []).map(({ bytes }) => Buffer.from(bytes).toString())];
}

/** Words of cables in an answer that the ledger has not for this reader; `typed`: what they said themselves. */
function unwritten(caller: Caller, texts: readonly string[], typed: string): string[] {
  const seen = new Map<number, { from: number; to: number }[]>();
  const read = (row: number): { from: number; to: number }[] => {
    const known =
      seen.get(row) ??
      bot.desk.ledger.of({ desk: caller.desk, member: caller.member }, row).map(({ at, length }) => ({ from: at, to: at + length }));
    seen.set(row, known);
    return known;
  };
  return texts.flatMap((whole) => {
    const { text } = folded(whole);
    for (let i = 0; i + window <= text.length; i += 1) {
      const piece = text.slice(i, i + window);
      const where = places.get(piece);
      if (where === undefined || typed.includes(piece)) continue;
      if (!where.some(({ row, at }) => read(row).some(({ from, to }) => from <= at && at < to)))
        return [text.slice(Math.max(0, i - 30), i + 90)];
    }
    return [];
  });
}

const typed: Typed = {
  texts: ['crimea', 'ferry', 'rogozin', '"nuclear fuel"', 'from:washington', 'hot zone', 'The Minister said so.'],
  words: ['cr', 'COREU', 'the', 'pu'],
  numbers: [1, 2, 3],
  dates: ['2018', '2018-07', '2017-03-01'],
  cables: ['COREU/WAS/0107/18', 'COREU/KYI/0039/18', 'COREU/MOS/0001/17'],
  members: ['member-reader', 'member-editor', 'member-lead'],
};

test('every word of a cable in every answer is in the ledger', { timeout: 3_600_000 }, async () => {
  const random = randomFrom(seedOf('ledger'));
  const pick = pickerFrom(random);
  const missing = new Map<string, string>();
  let answers = 0;
  const look = (caller: Caller, { command, options }: Call, texts: readonly string[]): void => {
    answers += 1;
    for (const found of unwritten(caller, texts, folded(JSON.stringify(options)).text))
      missing.set(command, `${JSON.stringify(options)}: ${found}`);
  };
  const run = async (role: Role, call: Call, depth: number): Promise<void> => {
    const caller = someone(role);
    const { reply, failure } = await bot.answer(caller, call);
    expect(failure === 'bug', `/${call.command} ${JSON.stringify(call.options)} breaks`).toBe(false);
    look(caller, call, textsOf(reply));
    const actions = depth === 0 ? [] : actionsOf(reply);
    for (const action of actions.length === 0 ? [] : Array.from({ length: isLong ? 4 : 1 }, () => pick(actions))) {
      const next = callOf(action, typed, random);
      if (next !== undefined) await run(role, next, depth - 1);
    }
  };
  const roles = ['reader', 'editor', 'lead'] as const;
  for (let round = 0; round < (isLong ? 6 : 1); round += 1)
    for (const runnable of bot.commands.flatMap(runnables))
      for (const role of roles.filter((one) => mayRun(someone(one), runnable.who).allowed)) {
        if (!isLong && random() < 0.5 && role !== 'lead') continue;
        await run(role, { command: runnable.name, options: optionsFor(runnable.options, typed, random) }, 2);
        for (const [option, spec] of Object.entries(runnable.options ?? {})) {
          if (spec.suggest === undefined && spec.type !== 'cable') continue;
          const caller = someone(role);
          const call = { command: runnable.name, options: {} };
          look(
            caller,
            call,
            (await bot.suggest(caller, call, option, pick(typed.words))).map(({ label, value }) => `${label} ${value}`),
          );
        }
      }
  expect([...missing]).toEqual([]);
  expect(answers).toBeGreaterThan(100);
  console.info(`ledger: ${answers} answers, all their words of cables written down`);
});

import { expect, test } from 'vitest';
import { runnables, type Bot, type Command } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { isReason } from '../../src/bot/completing.ts';
import { ask, quiet, sampleBot, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** Every option of every command that is completed while it is typed. */
const completed = (bot: Bot): { command: string; option: string }[] =>
  bot.commands
    .flatMap((one: Command) => runnables(one))
    .flatMap(({ name, options = {} }) =>
      Object.entries(options)
        .filter(([, spec]) => spec.hidden !== true && (spec.suggest !== undefined || spec.type === 'cable'))
        .map(([option]) => ({ command: name, option })),
    );

test('where nothing can be chosen, the one choice says why; picked, it is answered with that and nothing else happens', async () => {
  const audit = (bot: Bot): unknown => bot.desk.db.prepare('SELECT count(*) FROM audit').pluck().get();
  for (const bot of [await sampleBot(), await createBot(testDesk(), quiet)]) {
    const before = audit(bot);
    const reasons = new Set<string>();
    expect(completed(bot).length).toBeGreaterThan(40);
    for (const { command, option } of completed(bot))
      for (const typed of ['', 'zzqqx', '!?', 'w'.repeat(100)]) {
        const place = `/${command} ${option}:${typed.slice(0, 10)}`;
        const choices = await bot.suggest(someone('lead'), { command, options: {} }, option, typed);
        expect(choices.length, place).toBeGreaterThan(0);
        const [only] = choices.filter(({ value }) => isReason(value));
        if (only === undefined) continue;
        expect(choices, place).toHaveLength(1);
        expect(only.label, place).toMatch(/^[A-Z].{8,99}$/);
        expect(only.value.length, place).toBeLessThanOrEqual(100);
        reasons.add(only.label.replaceAll(/“?(?:zzqqx|!\?|w{3,})”?/g, '…'));
        const { ok, reply, failure } = await ask(bot, command, { [option]: only.value }, someone('lead'));
        expect({ ok, failure }, place).toEqual({ ok: false, failure: 'usage' });
        expect(wordsOf(reply), place).toContain(only.label.slice(0, 30));
      }
    expect(reasons.size).toBeGreaterThan(8);
    expect(audit(bot)).toBe(before);
  }
});

test('who may not run a command is told so, and a reason is not taken once there is something to choose', async () => {
  const bot = await createBot(testDesk(), quiet);
  const told = async (role: 'reader' | 'lead') =>
    (await bot.suggest(someone(role), { command: 'tag rename', options: {} }, 'tag', '')).map(({ label }) => label);
  expect(await told('reader')).toEqual(['Only leads can do this. You’re a reader.']);
  expect(await told('lead')).toEqual(['No tags here yet; /tag add makes one']);
  const [sets] = await bot.suggest(someone('lead'), { command: 'set show', options: {} }, 'set', '');
  expect(sets?.label).toBe('No sets yet; /set create makes one');
  await ask(bot, 'set create', { name: 'ferries' }, someone('lead'));
  const { ok, reply } = await ask(bot, 'set show', { set: sets?.value ?? '' }, someone('lead'));
  expect(ok).toBe(false);
  expect(wordsOf(reply)).toContain('Choose set again: there are suggestions now.');
});

test('a new tag and a new trove are offered as such', async () => {
  const bot = await sampleBot();
  const offered = async (command: string, option: string, typed: string) =>
    (await bot.suggest(someone('lead'), { command, options: {} }, option, typed)).at(-1);
  expect(await offered('tag add', 'tag', '#Hot Zone')).toEqual({ label: '#hot-zone (new)', value: 'hot-zone' });
  expect(await offered('desk import', 'trove', 'second')).toEqual({ label: 'second (new)', value: 'second' });
});

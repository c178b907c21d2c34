import { expect, test } from 'vitest';
import { runnables } from '../../src/bot/command.ts';
import { registration } from '../../src/chat/discord/commands.ts';
import { ask, sampleBot, someone, wordsOf } from '../helpers/desk.ts';

type Shown = { name: string; options?: Shown[] };

/** The options of a command that people see when they choose it, by its full name. */
function seenIn(registered: readonly Shown[], name: string): string[] {
  const start: Shown = { name: '', options: [...registered] };
  const chosen = name.split(' ').reduce<Shown | undefined>((at, word) => at?.options?.find((one) => one.name === word), start);
  return (chosen?.options ?? []).map((option) => option.name);
}

test('an option that nobody sees in the command is refused when it is typed, and taken from a button', async () => {
  const bot = await sampleBot();
  const registered = registration(bot.commands) as Shown[];
  const audit = bot.desk.db.prepare<[], number>('SELECT count(*) FROM audit').pluck();
  let tried = 0;
  for (const runnable of bot.commands.flatMap(runnables)) {
    const seen = seenIn(registered, runnable.name);
    for (const [name, spec] of Object.entries(runnable.options ?? {})) {
      if (seen.includes(name)) continue;
      tried += 1;
      const before = audit.get();
      const options = { ref: 'COREU/KYI/0039/18', [name]: spec.type === 'number' ? 1 : spec.type === 'flag' ? true : 'x' };
      const typed = await bot.answer(someone('lead'), { command: runnable.name, options, byButton: name === 'ref' ? [] : ['ref'] });
      expect(typed, `/${runnable.name} ${name}`).toMatchObject({ ok: false, failure: 'usage' });
      expect(audit.get()).toBe(before);
      expect(await bot.suggest(someone('lead'), { command: runnable.name, options: {} }, name, '')).toEqual([]);
      const { reply } = await ask(bot, runnable.name, options, someone('lead'));
      expect(wordsOf(reply), `/${runnable.name} ${name} by a button`).not.toContain(`no option ${name}`);
    }
  }
  expect(tried).toBeGreaterThan(40);
});

test('a slip is not mended to an option that cannot be typed', async () => {
  const bot = await sampleBot();
  const { reply } = await bot.answer(someone('lead'), { command: 'note', options: { ref: 'COREU/KYI/0039/18', auther: '1' } });
  expect(wordsOf(reply)).toContain('/note has no option auther.');
  expect(wordsOf(reply)).not.toContain('author');
  expect(wordsOf(reply)).toContain('It takes ref, text');
});

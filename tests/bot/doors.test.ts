import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runnables } from '../../src/bot/command.ts';
import { formerNames, presentName } from '../../src/bot/former-names.ts';
import { readCommands } from '../../src/bot/read-commands.ts';
import { actionsOf, ask, sampleBot, someone, wordsOf } from '../helpers/desk.ts';
import { live } from '../helpers/live.ts';
import { tempFolder } from '../helpers/temp.ts';

test('at most 24 commands stand in the menu, and what only editors or leads can use is offered to them alone', async () => {
  const { discord } = await live({ discord: { guild: { everyone: [] } } });
  const named = (who: string): string[] => {
    const all = new Map(discord.commands().map(({ id, name, type }) => [id, type === 1 ? `/${name}` : name]));
    return discord
      .as(who)
      .offered('desk')
      .map((id) => all.get(id) ?? id)
      .filter((name) => name.startsWith('/'));
  };
  expect(named('lead').length).toBeLessThanOrEqual(24);
  const notFor = (who: string): string[] => named('lead').filter((name) => !named(who).includes(name));
  expect(notFor('editor')).toEqual(['/desk']);
  expect(notFor('reporter')).toEqual(['/desk', '/export']);
  expect(notFor('reader')).toEqual(['/desk', '/export']);
});

test('a button of a post from before the commands were regrouped still works; who types an old name is told the new one', async () => {
  const bot = await sampleBot();
  const call = { command: 'entity show', options: { name: 'Vicini' } };
  const pressed = await bot.answer(someone('reader'), { ...call, byButton: ['name'] });
  expect(pressed).toMatchObject({ ok: true });
  const typed = await bot.answer(someone('reader'), call);
  expect(typed).toMatchObject({ ok: false, failure: 'usage' });
  expect(wordsOf(typed.reply)).toContain('/entity show is called /names show now.');
});

test('every former name leads to a command that there is', async () => {
  const names = (await readCommands()).flatMap(runnables).map(({ name }) => name);
  for (const name of formerNames) expect(names).toContain(presentName(name));
  for (const name of names) expect(presentName(name)).toBe(name);
});

test.each([
  ['a door without a head', { 'work/claim.ts': "export default { name: 'work claim' }" }, 'commands/work/ has no door.ts'],
  [
    'a command under the name of another file',
    {
      'work/door.ts': "export default { name: 'work', topic: 'work', description: 'Work' }",
      'work/claim.ts': "export default { name: 'work release', description: 'x', who: 'reader', run() {} }",
    },
    'commands/work/claim.ts has the name "work release"',
  ],
  ['no command', { 'one.ts': 'export const nothing = 1;' }, 'commands/one.ts has no default export'],
])('%s is refused, and the file named', async (_what, files, message) => {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  await expect(readCommands(folder)).rejects.toThrow(message);
});

test('an answer offers nothing that its reader may not do', async () => {
  const bot = await sampleBot();
  const labels = async (role: 'reader' | 'reporter' | 'editor') =>
    JSON.stringify(actionsOf((await ask(bot, 'cable', { ref: 'COREU/WAS/0107/18' }, someone(role))).reply).map(({ label }) => label));
  expect(await labels('reader')).not.toMatch(/Claim|Assign/);
  expect(await labels('reporter')).toContain('Claim');
  expect(await labels('reporter')).not.toContain('Assign');
  expect(await labels('editor')).toContain('Assign');
});

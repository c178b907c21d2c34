import { expect, test } from 'vitest';
import { say, sayArgs } from '../../src/cli/say.ts';
import { sampleBot } from '../helpers/desk.ts';
import { live, readAnswer, shown, wordsIn } from '../helpers/live.ts';
import { logLines } from '../helpers/log-lines.ts';

/** A disk that takes nothing: reading goes on, writing says why, leads and log are told once, and all comes back. */

const crimea = 'COREU/KYI/0039/18';

test('a disk that becomes read-only, and comes back', async () => {
  const { lines, log } = logLines();
  const { discord, desk } = await live({ log });
  const [editor, lead] = [discord.as('editor'), discord.as('lead')];
  const asked = async (name: string, options = {}) => editor.slash('desk', name, options);
  desk.roster.seen(discord.guildId, { id: discord.members.lead.user.id, name: 'lead', role: 'lead', isBot: false }, desk.now());
  const reads = () => Number(desk.db.prepare('SELECT count(*) FROM reads').pluck().get());
  const readBefore = reads();

  desk.db.pragma('query_only = ON');
  expect(await readAnswer(await asked('help'))).toContain('/search');
  const found = await asked('search', { query: 'iran' });
  const words = await readAnswer(found);
  expect(words).toContain('could not be kept');
  expect(words).toContain('cables for iran');
  // Its buttons work, though what they carry could not be stored.
  expect(await readAnswer(await editor.press(shown(found), 'Next'))).toContain('cables for iran');
  expect(await readAnswer(await asked('cable', { ref: crimea }))).toContain(crimea);
  for (let time = 0; time < 2; time += 1)
    expect(await readAnswer(await asked('tag add', { tag: 'yacht', ref: crimea }))).toMatch(/cannot be written/);
  expect(desk.db.prepare("SELECT count(*) FROM facts WHERE kind = 'tag'").pluck().get()).toBe(0);
  await expect.poll(() => lead.directMessages().length).toBe(1);
  expect(lead.directMessages().map(wordsIn).join('')).toContain('Nothing can be saved');

  desk.db.pragma('query_only = OFF');
  expect(await readAnswer(await asked('tag add', { tag: 'yacht', ref: crimea }))).toContain('yacht');
  expect(desk.db.prepare("SELECT count(*) FROM facts WHERE kind = 'tag'").pluck().get()).toBe(1);
  await expect.poll(() => lead.directMessages().length).toBe(2);
  expect(lead.directMessages().map(wordsIn).join('')).toContain('saving works');
  // What was read meanwhile is in the ledger after the next answer that shows something.
  await readAnswer(await asked('cable', { ref: crimea }));
  expect(reads()).toBeGreaterThan(readBefore + 2);
  expect(lines.filter((line) => line.includes('the disk takes nothing'))).toHaveLength(1);
});

test('in the terminal, too, what is asked is answered', async () => {
  const bot = await sampleBot();
  bot.desk.db.pragma('query_only = ON');
  const said: string[] = [];
  const io = { out: async (text: string) => void said.push(text), err: () => {}, progress: () => {}, cwd: '.' };
  const type = (line: string) => say(bot, sayArgs.parse({ line }), io);
  expect(await type(`/cable ref:${crimea}`)).toBe(0);
  expect(said.join('')).toContain('hot zone');
  expect(await type(`/tag add ref:${crimea} tag:yacht`)).not.toBe(0);
  expect(said.at(-1)).toMatch(/cannot be written/);
});

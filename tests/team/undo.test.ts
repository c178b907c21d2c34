import { expect, test } from 'vitest';
import { tagsOn } from '../../src/team/tags.ts';
import { ask, press, sampleBot, someone, wordsOf } from '../helpers/desk.ts';

const kyiv = 'COREU/KYI/0039/18';

/** A bot over the sample trove with an editor, a lead and a reader who are known to the desk. */
async function desk(options: Parameters<typeof sampleBot>[0] = {}) {
  const bot = await sampleBot(options);
  for (const role of ['reader', 'editor', 'lead'] as const)
    bot.desk.roster.seen('desk', { id: `member-${role}`, name: role === 'editor' ? 'Edith' : role, role, isBot: false }, bot.desk.now());
  return bot;
}

const editor = () => someone('editor');
const lead = () => someone('lead');
const words = async (answer: ReturnType<typeof ask>): Promise<string> => wordsOf((await answer).reply);
const rowOf = (bot: Awaited<ReturnType<typeof desk>>, ref: string): number => bot.desk.cables.get(ref)?.row ?? 0;

test('undo keeps what others changed since, and says so; after a day only a lead can undo', async () => {
  let now = Date.parse('2026-11-23T12:00:00Z');
  const bot = await desk({ now: () => now });
  const status = await ask(bot, 'work status', { ref: kyiv, status: 'read' }, editor());
  await ask(bot, 'work status', { ref: kyiv, status: 'verified' }, lead());
  expect(wordsOf((await press(bot, status.reply, 'Undo', editor())).reply)).toContain(
    'Nothing was undone: all of it has been changed again since.',
  );
  const tagged = await ask(bot, 'tag add', { ref: kyiv, tag: 'x1' }, editor());
  now += 25 * 3_600_000;
  expect(wordsOf((await press(bot, tagged.reply, 'Undo', editor())).reply)).toContain('only a lead can undo something');
  const back = await press(bot, tagged.reply, 'Undo', lead());
  expect(wordsOf(back.reply)).toContain('Undone: tag #x1 on');
  expect(await words(ask(bot, 'history', { ref: kyiv }))).toContain('tag #x1 on COREU/KYI/0039/18 (undone)');
  await press(bot, back.reply, 'Redo', lead());
  expect(tagsOn(bot.desk.facts, 'desk', rowOf(bot, kyiv)).map(({ key, member }) => [key, member])).toEqual([['x1', 'member-editor']]);
});

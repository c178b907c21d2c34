import { describe, expect, test } from 'vitest';
import { tagsOn } from '../../src/team/tags.ts';
import { actionNamed, ask, press, sampleBot, someone, wordsOf } from '../helpers/desk.ts';
import { as, useFourCables, words } from '../helpers/four-cables.ts';

const fourCables = useFourCables();
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
  expect(await words(bot, 'history', { ref: kyiv })).toContain('tag #x1 on COREU/KYI/0039/18 (undone)');
  await press(bot, back.reply, 'Redo', lead());
  expect(tagsOn(bot.desk.facts, 'desk', rowOf(bot, kyiv)).map(({ key, member }) => [key, member])).toEqual([['x1', 'member-editor']]);
});

describe('undo', () => {
  test('keeps what somebody else did since, even if it looks the same', async () => {
    const { bot, mine } = await fourCables();
    const added = await ask(bot, 'tag add', { ref: 'S2', tag: 'aba' }, as('editor', 'anna'));
    await ask(bot, 'tag remove', { ref: 'S2', tag: 'aba' }, as('editor', 'ben'));
    await ask(bot, 'tag add', { ref: 'S2', tag: 'aba' }, as('editor', 'cleo'));
    const { command, options } = actionNamed(added.reply, 'Undo');
    expect(await words(bot, command, options, as('editor', 'anna'))).toContain('Nothing was undone');
    expect(mine.facts.all('desk', 'tag')).toHaveLength(1);
  });

  test('needs the role for it: a former lead cannot lift a mask', async () => {
    const { bot } = await fourCables();
    const masked = await ask(bot, 'desk mask', { ref: 'S1' }, as('lead', 'lea'));
    const { command, options } = actionNamed(masked.reply, 'Undo');
    expect((await ask(bot, command, options, as('reader', 'lea'))).ok).toBe(false);
    expect((await ask(bot, 'cable', { ref: 'S1' }, as('reader'))).ok).toBe(false);
    expect((await ask(bot, command, options, as('lead', 'lea'))).ok).toBe(true);
  });

  test('without a number skips what cannot be undone any more', async () => {
    const { bot, mine } = await fourCables();
    await ask(bot, 'tag add', { ref: 'S2', tag: 'first' }, as('editor', 'anna'));
    await ask(bot, 'tag add', { ref: 'S3', tag: 'second' }, as('editor', 'anna'));
    await ask(bot, 'tag remove', { ref: 'S3', tag: 'second' }, as('editor', 'ben'));
    expect(await words(bot, 'undo', {}, as('editor', 'anna'))).toContain('#first');
    expect(mine.facts.all('desk', 'tag')).toHaveLength(0);
  });

  test('is not blocked by one’s own later work', async () => {
    const { bot, mine } = await fourCables();
    const claimed = await ask(bot, 'work claim', { ref: 'S2' }, as('editor', 'anna'));
    const tagged = await ask(bot, 'tag add', { ref: 'S2', tag: 'mine' }, as('editor', 'anna'));
    await ask(bot, 'note', { ref: 'S2', text: 'Look here' }, as('editor', 'anna'));
    const back = actionNamed(tagged.reply, 'Undo');
    const untagged = await words(bot, back.command, back.options, as('editor', 'anna'));
    expect(untagged).toContain('Undone');
    expect(untagged).not.toContain('stayed');
    const unclaim = actionNamed(claimed.reply, 'Undo');
    expect(await words(bot, unclaim.command, unclaim.options, as('editor', 'anna'))).toContain('Undone');
    expect(mine.facts.all('desk', 'work')).toHaveLength(0);
  });

  test('of an undo restores the tag', async () => {
    const { bot, mine } = await fourCables();
    let last = await ask(bot, 'tag add', { ref: 'S2', tag: 'even' }, as('editor', 'anna'));
    for (const there of [0, 1, 0, 1]) {
      const label = actionNamed(
        last.reply,
        there === 0 && last.reply.title === undefined && wordsOf(last.reply).includes('Undone')
          ? 'Redo'
          : wordsOf(last.reply).includes('Undone')
            ? 'Redo'
            : 'Undo',
      );
      last = await ask(bot, label.command, label.options, as('editor', 'anna'));
      expect(mine.facts.all('desk', 'tag')).toHaveLength(there);
    }
  });

  test('a bulk removal previewed before a merge spares the other tag', async () => {
    const { bot, mine } = await fourCables();
    await ask(bot, 'tag add', { ref: 'S3', tag: 'oldtag' }, as('editor', 'anna'));
    await ask(bot, 'tag add', { ref: 'S4', tag: 'quality' }, as('editor', 'cleo'));
    const { reply } = await ask(bot, 'tag bulk', { query: 'rained', remove: 'oldtag' }, as('editor', 'anna'));
    const { command, options } = actionNamed(reply, 'Remove it');
    await ask(bot, 'tag merge', { tag: 'oldtag', into: 'quality' }, as('lead'));
    expect((await ask(bot, command, options, as('editor', 'anna'))).ok).toBe(false);
    expect(mine.facts.all('desk', 'tag', 'quality')).toHaveLength(2);
  });
});

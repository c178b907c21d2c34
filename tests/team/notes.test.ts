import { describe, expect, test } from 'vitest';
import { notesOn } from '../../src/team/notes.ts';
import type { Action } from '../../src/reply/reply.ts';
import { actionsOf, ask, press, sampleBot, sampleCount, someone, wordsOf } from '../helpers/desk.ts';

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

describe('notes and reading', () => {
  test('a note is anchored, answered, searchable and withdrawn; a rejected one returns what was typed', async () => {
    const bot = await desk();
    await ask(bot, 'note', { ref: kyiv, text: 'Nuclear, says who?', paragraph: 2 }, editor());
    const [note] = notesOn(bot.desk.facts, 'desk', rowOf(bot, kyiv));
    expect(note).toMatchObject({ paragraph: 2, author: 'member-editor' });
    await ask(bot, 'note', { ref: kyiv, text: 'Nobody', to: note?.key ?? '' }, lead());
    expect(bot.desk.outbox.due(5).map(({ post }) => post.to)).toEqual([{ member: 'member-editor' }]);
    expect(await words(ask(bot, 'cable', { ref: kyiv }))).toContain('Note on paragraph 2 by @Edith');
    expect(await words(ask(bot, 'search', { query: 'note:"nuclear"' }))).toContain('1 cable');
    const wrong = await ask(bot, 'note', { ref: kyiv, text: 'A long thought', paragraph: 99 }, editor());
    expect(wordsOf(wrong.reply)).toContain('has no paragraph 99: it has');
    expect(JSON.stringify(formIn(wrong.reply))).toContain('A long thought');
    const lost = await ask(bot, 'note', { ref: 'X/1', text: 'A long thought' }, editor());
    expect(JSON.stringify(formIn(lost.reply))).toContain('A long thought');
    expect(await words(ask(bot, 'note', { ref: kyiv, withdraw: note?.key ?? '' }, someone('editor', { member: 'other' })))).toContain(
      'only they and leads',
    );
    const gone = await ask(bot, 'note', { ref: kyiv, withdraw: note?.key ?? '' }, editor());
    expect(notesOn(bot.desk.facts, 'desk', rowOf(bot, kyiv))).toHaveLength(1);
    await press(bot, gone.reply, 'Undo', editor());
    expect(notesOn(bot.desk.facts, 'desk', rowOf(bot, kyiv))[0]).toEqual(note);
  });

  test('an open question is marked as being answered for two hours', async () => {
    let now = Date.parse('2026-11-23T12:00:00Z');
    const bot = await desk({ now: () => now });
    await ask(bot, 'cable', { ref: kyiv }, editor());
    expect(await words(ask(bot, 'cable', { ref: kyiv }, lead()))).toContain('Someone is on it: @Edith opened it');
    expect(await words(ask(bot, 'cable', { ref: kyiv }, editor()))).toContain('Someone is on it: @lead opened it');
    now += 2 * 3_600_000 + 1000;
    expect(await words(ask(bot, 'cable', { ref: kyiv }, someone('reader')))).not.toContain('Someone is on it');
    expect(await words(ask(bot, 'search', { query: 'is:unread' }))).toContain(`${sampleCount - 1} cables`);
    expect(await words(ask(bot, 'search', { query: 'is:new' }, someone('reader', { member: 'fresh' })))).toContain(`${sampleCount} cables`);
  });

  test('a note of 4,000 characters can be read in full', async () => {
    const bot = await desk();
    const text = `${'*_word '.repeat(550)}THE END`;
    await ask(bot, 'note', { ref: kyiv, text }, editor());
    const pages: string[] = [];
    for (let page = 1; page <= 4; page += 1) pages.push(await words(ask(bot, 'note', { ref: kyiv, page })));
    expect(pages.join('\n')).toContain('THE END');
  });

  test('a message written in somebody else’s name says who wrote it', async () => {
    const bot = await desk();
    const link = 'https://discord.com/channels/1/2/3';
    await ask(bot, 'note', { ref: kyiv, text: 'I confess', author: 'member-lead', link }, editor());
    expect(await words(ask(bot, 'cable', { ref: kyiv }))).toContain('attached by @Edith');
  });
});

function formIn(reply: Parameters<typeof actionsOf>[0]): Action | undefined {
  return actionsOf(reply).find(({ kind }) => kind === 'form');
}

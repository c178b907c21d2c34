import { describe, expect, test } from 'vitest';
import { actionNamed, ask, wordsOf } from '../helpers/desk.ts';
import { useFourCables, as, words } from '../helpers/four-cables.ts';

const desk = useFourCables();

describe('work that changes hands', () => {
  test('a read cable is open again for its new owner, without the old owner’s snooze', async () => {
    const { bot } = await desk();
    await ask(bot, 'work claim', { ref: 'S2' }, as('editor', 'anna'));
    await ask(bot, 'work remind snooze', { ref: 'S2' }, as('editor', 'anna'));
    await ask(bot, 'work status', { ref: 'S2', status: 'read' }, as('editor', 'anna'));
    expect((await ask(bot, 'work transfer', { ref: 'S2', to: 'ben' }, as('editor', 'anna'))).ok).toBe(true);
    expect(await words(bot, 'work mine', {}, as('editor', 'ben'))).toContain('You have 1 cable');
    await ask(bot, 'work accept', { ref: 'S2' }, as('editor', 'ben'));
    expect(await words(bot, 'work mine', {}, as('editor', 'ben'))).toContain('You have 1 cable');
  });

  test('tells the previous owner; an expired offer cannot be declined', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'work assign', { ref: 'S2', to: 'lead' }, as('editor', 'anna'));
    await ask(bot, 'work transfer', { ref: 'S2', to: 'ben' }, as('lead'));
    await ask(bot, 'work accept', { ref: 'S2' }, as('editor', 'ben'));
    expect((await ask(bot, 'work release', { ref: 'S2', mine: true }, as('lead'))).ok).toBe(false);
    await ask(bot, 'work release', { ref: 'S2' }, as('lead'));
    const told = mine.outbox.due(20).map(({ post }) => `${'member' in post.to ? post.to.member : ''}: ${wordsOf(post.reply)}`);
    expect(told.some((text) => text.startsWith('ben:') && text.includes('took S2 from you'))).toBe(true);
  });

  test('a verified cable cannot be claimed or given away by a button', async () => {
    const { bot } = await desk();
    await ask(bot, 'work status', { ref: 'S2', status: 'verified' }, as('lead'));
    for (const [command, options] of [
      ['work claim', { ref: 'S2' }],
      ['work assign', { ref: 'S2', to: 'ben' }],
    ] as const)
      expect(await words(bot, command, options, as('editor', 'anna'))).toContain('is verified');
  });

  test('the work of a former member is shown, with a search for it', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'work claim', { ref: 'S2' }, as('editor', 'anna'));
    await ask(bot, 'work claim', { ref: 'S3' }, as('editor', 'ben'));
    mine.roster.seen('desk', { id: 'anna', name: 'anna', role: undefined, isBot: false }, mine.now() + 120_000);
    const { reply } = await ask(bot, 'work mine', { who: 'anna' }, as('lead'));
    expect(wordsOf(reply)).toContain('1 cable');
    const { command, options } = actionNamed(reply, 'Search these');
    expect(await words(bot, command, options, as('lead'))).toContain('1 cable for');
  });

  test('goes to names in any case and alphabet, and is never a guess between two', async () => {
    const { bot, mine } = await desk();
    mine.roster.seen('desk', { id: '1', name: 'Édouard', role: 'editor', isBot: false }, mine.now());
    for (const id of ['2', '3']) mine.roster.seen('desk', { id, name: 'Chris', role: 'editor', isBot: false }, mine.now());
    expect((await ask(bot, 'work assign', { ref: 'S2', to: 'ÉDOUARD' }, as('lead'))).ok).toBe(true);
    expect((await ask(bot, 'work assign', { ref: 'S3', to: 'chris' }, as('lead'))).ok).toBe(false);
  });
});

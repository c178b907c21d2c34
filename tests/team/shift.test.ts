import { describe, expect, test } from 'vitest';
import type { Caller } from '../../src/desk/caller.ts';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { actionNamed, actionsOf, ask, importRecords, quiet, someone, wordsOf } from '../helpers/desk.ts';

/** Reading one cable after the other: each is fed to one reader, nothing is lost, and the summary says what was done. */

const place = { id: '77', name: 'desk', listed: false, open: false };

const reused = reusedDesk(async (cables: number, exposure: Exposure) => {
  const desk = openDesk({ folder: tempFolder(), exposure });
  desk.setHome('desk');
  await importRecords(
    desk,
    Array.from({ length: cables }, (_, i) => ({
      ref: `C-${i}`,
      date: `2018-01-0${i + 1}`,
      subject: `Subject ${i}`,
      body: `1. The quokka of ${i} was seen.`,
    })),
  );
  await desk.index.ready();
  return desk;
});

async function small(cables = 5, exposure: Exposure = 'desk'): Promise<Bot> {
  const desk = await reused(cables, exposure);
  for (const name of ['anna', 'ben']) desk.roster.seen('desk', { id: name, name, role: 'editor', isBot: false }, 1);
  return createBot(desk, quiet);
}

const as = (member: string, more: Partial<Caller> = {}) =>
  someone(member === 'lea' ? 'lead' : member === 'rita' ? 'reader' : 'editor', { member, name: member, place, ...more });
const say = async (bot: Bot, who: string, command: string, options: ActionOptions = {}) => {
  const answer = await ask(bot, command, options, as(who));
  expect(answer.failure, wordsOf(answer.reply)).not.toBe('bug');
  return { ...answer, words: wordsOf(answer.reply) };
};
const subject = (words: string): string => /Subject \d/.exec(words)?.[0] ?? '';

describe('a reading shift', () => {
  test('shows each cable once, records the outcome, and ends with a summary for the channel', async () => {
    const bot = await small();
    let { reply, words } = await say(bot, 'anna', 'work shift start', { query: 'quokka' });
    const seen = [subject(words)];
    expect(words).toContain('4 to come');
    const first = actionNamed(reply, 'Next').options['ref'];
    await say(bot, 'anna', 'tag add', { ref: String(first), tag: 'seen' });
    await say(bot, 'anna', 'note', { ref: String(first), text: 'Look' });
    for (const label of ['Next', 'Irrelevant', 'Skip', 'Next']) {
      const { command, options } = actionNamed(reply, label);
      ({ reply, words } = await say(bot, 'anna', command, options));
      seen.push(subject(words));
    }
    expect(seen.toSorted()).toEqual(['Subject 0', 'Subject 1', 'Subject 2', 'Subject 3', 'Subject 4']);
    const { command, options } = actionNamed(reply, 'Next');
    expect((await say(bot, 'anna', command, options)).words).toContain('That was the last one for quokka: 3 read, 1 irrelevant, 1 skipped');
    const readings = bot.desk.facts.all('desk', 'reading').map(({ value }) => value);
    expect([
      readings.length,
      readings.filter(({ read }) => read !== undefined).length,
      readings.filter(({ irrelevant }) => irrelevant !== undefined).length,
    ]).toEqual([5, 4, 1]);
    const ended = await say(bot, 'anna', 'work shift end');
    expect(ended.words).toContain('5 cables in 0 minutes for quokka: 3 read, 1 irrelevant, 1 skipped, 1 tag, 1 note');
    const [post] = bot.desk.outbox.due(9);
    expect(post?.post.to).toEqual({ channel: '77' });
    expect(wordsOf(post!.post.reply)).toMatch(/A reading shift of @anna[^]*#seen 1/);
    expect((await say(bot, 'anna', 'work shift show')).words).toContain('no reading shift');
  });

  test('can be paused and resumed, also after a restart; a second press changes nothing', async () => {
    const bot = await small();
    const begun = await say(bot, 'anna', 'work shift start', { query: 'quokka' });
    const { command, options } = actionNamed(begun.reply, 'Next');
    const second = await say(bot, 'anna', command, options);
    const again = await say(bot, 'anna', command, options);
    expect(subject(again.words)).toBe(subject(second.words));
    const anew = await createBot(bot.desk, quiet);
    expect(subject((await say(anew, 'anna', 'work shift start')).words)).toBe(subject(second.words));
    expect(subject((await say(anew, 'anna', 'work shift start', { query: 'quokka' })).words)).toBe(subject(second.words));
    const other = await say(anew, 'anna', 'work shift start', { query: 'pumps' });
    expect([other.ok, other.words]).toEqual([false, expect.stringContaining('a shift running on quokka')]);
  });

  test('never shows two readers the same cable', async () => {
    const bot = await small();
    const seen: string[] = [];
    const turns = {
      anna: await say(bot, 'anna', 'work shift start', { query: 'quokka is:unread' }),
      ben: await say(bot, 'ben', 'work shift start', { query: 'quokka is:unread' }),
    };
    seen.push(subject(turns.anna.words), subject(turns.ben.words));
    for (const who of ['anna', 'ben', 'anna', 'ben', 'anna'] as const) {
      const next = actionsOf(turns[who].reply).find((action) => action.kind === 'run' && action.command === 'work shift next');
      if (next?.kind !== 'run') throw new Error('nothing to press');
      turns[who] = await say(bot, who, 'work shift next', next.options);
      if (subject(turns[who].words) !== '') seen.push(subject(turns[who].words));
    }
    expect(seen.toSorted()).toEqual(['Subject 0', 'Subject 1', 'Subject 2', 'Subject 3', 'Subject 4']);
  });

  test('without a query covers untouched cables, including those imported meanwhile', async () => {
    const bot = await small(2);
    await say(bot, 'ben', 'work claim', { ref: 'C-0' });
    const begun = await say(bot, 'anna', 'work shift start');
    expect(subject(begun.words)).toBe('Subject 1');
    const { options } = actionNamed(begun.reply, 'Next');
    expect((await say(bot, 'anna', 'work shift next', options)).words).toContain('That was the last one');
    await importRecords(bot.desk, [{ ref: 'C-9', subject: 'Subject 9', body: 'New.' }], 'more.jsonl');
    await bot.desk.index.ready();
    await expect.poll(async () => subject((await say(bot, 'anna', 'work shift next')).words)).toBe('Subject 9');
  });

  test('leaves out withdrawn cables, also from the summary', async () => {
    const bot = await small(3);
    await say(bot, 'lea', 'desk mask', { ref: 'C-0' });
    const begun = await say(bot, 'anna', 'work shift start', { query: 'quokka' });
    const lying = String(actionNamed(begun.reply, 'Next').options['ref']);
    await say(bot, 'anna', 'tag add', { ref: lying, tag: 'gone' });
    await say(bot, 'lea', 'desk mask', { ref: lying });
    const now = await say(bot, 'anna', 'work shift show');
    expect([lying, subject(begun.words)]).not.toContain(subject(now.words));
    expect(now.words).toMatch(/Subject [12]/);
    await say(bot, 'anna', 'work shift next', actionNamed(now.reply, 'Next').options);
    const { words } = await say(bot, 'anna', 'work shift end');
    expect(words).not.toMatch(/#gone|Subject 0/);
    expect(words).toContain('1 cable in');
  });

  test('can undo one step', async () => {
    const bot = await small(2);
    const begun = await say(bot, 'rita', 'work shift start', { query: 'quokka' });
    await say(bot, 'rita', 'work shift next', actionNamed(begun.reply, 'Next').options);
    expect((await say(bot, 'rita', 'undo')).ok).toBe(true);
    expect(subject((await say(bot, 'rita', 'work shift show')).words)).toBe(subject(begun.words));
  });

  test('gives readers no tag or note buttons; a sealed desk shows an excerpt and posts counts', async () => {
    const bot = await small(2, 'sealed');
    const begun = await say(bot, 'rita', 'work shift start', { query: 'quokka' });
    expect(actionsOf(begun.reply).map((action) => (action.kind === 'run' ? action.command : action.kind))).not.toContain('tag add');
    await say(bot, 'rita', 'work shift next');
    await say(bot, 'rita', 'work shift end');
    expect(wordsOf(bot.desk.outbox.due(9)[0]!.post.reply)).not.toMatch(/quokka|Subject|C-\d/);
  });

  test.each([
    ['a query with a fault', { query: 'sanct* AND (iran' }, 'The search has an error'],
    ['a query that finds nothing', { query: 'zanzibar' }, 'Nothing to read for zanzibar'],
  ])('%s', async (_, options, words) => {
    const bot = await small(1);
    expect((await say(bot, 'anna', 'work shift start', options)).words).toContain(words);
  });
});

import { expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { collectDigest } from '../../src/clock/digest.ts';
import { pickUntouched } from '../../src/clock/untouched.ts';
import type { ActionOptions, Reply } from '../../src/reply/reply.ts';
import { statuses } from '../../src/cables/status.ts';
import { actionNamed, ask, sampleBot, someone, wordsOf } from '../helpers/desk.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';

/** `/work board`, its buttons, the digest, searches and `/analysis coverage` say the same of any desk. */

const day = 24 * 60 * 60_000;
const place = { id: '1', name: 'desk', listed: true, open: false };
const as = { reader: () => someone('reader'), editor: () => someone('editor'), lead: () => someone('lead', { place }) };

/** The number before a word; 0 where there is none. */
const numberOf = (words: string, pattern: RegExp): number => Number(pattern.exec(words)?.[1] ?? 0);

/** How many cables a search finds. */
async function found(bot: Bot, options: ActionOptions, who: keyof typeof as): Promise<number> {
  const words = wordsOf((await ask(bot, 'search', options, as[who]())).reply);
  return numberOf(words, /^(\d+) cables? for/);
}
const byButton = (bot: Bot, reply: Reply, label: string, who: keyof typeof as): Promise<number> =>
  found(bot, actionNamed(reply, label).options, who);

/** Everything that is said of a desk's progress, by who says it. */
async function said(bot: Bot, who: 'reader' | 'lead') {
  const { reply: board } = await ask(bot, 'work board', {}, as[who]());
  const words = wordsOf(board);
  const all = numberOf(words, /(\d+) cables?: /);
  const coverage = (await ask(bot, 'analysis', { kind: 'coverage' }, as[who]())).reply;
  const csv = new TextDecoder().decode(coverage.files?.find(({ name }) => name.endsWith('.csv'))?.bytes);
  const [cables = '', opened = '', tagged = ''] = /^"?All of these"?,(.*)$/m.exec(csv)?.[1]?.split(',') ?? [];
  return {
    board: {
      all,
      read: numberOf(words, /(\d+) read by somebody/),
      tagged: numberOf(words, /(\d+) tagged/),
      untouched: numberOf(words, /(\d+) untouched/),
      overdue: [...words.matchAll(/, (\d+) overdue/g)].reduce((sum, [, count]) => sum + Number(count), 0),
    },
    buttons: { untouched: await byButton(bot, board, 'Untouched', who), overdue: await byButton(bot, board, 'Overdue', who) },
    searches: { read: await found(bot, { query: '-is:unread' }, who), tagged: await found(bot, { query: 'has:tag' }, who) },
    coverage: { all: Number(cables), read: Number(opened), tagged: Number(tagged) },
  };
}

async function saidByDigest(bot: Bot) {
  const { reply } = await collectDigest(bot.desk);
  const words = wordsOf(reply);
  const all = numberOf(words, /Of (\d+) cables/);
  return {
    all,
    read: all - numberOf(words, /(\d+) unread/),
    tagged: all - numberOf(words, /(\d+) untagged/),
    overdue: numberOf(words, /^Overdue: (\d+)/m),
    untouched: await byButton(bot, reply, 'All untouched', 'reader'),
    picks: (await pickUntouched(bot.desk.as(as.reader()), { count: 10_000 })).length,
  };
}

test('board, buttons, digest, searches and coverage agree on random desks', async () => {
  const random = randomFrom(seedOf('progress'));
  const pick = pickerFrom(random);
  let now = Date.parse('2026-11-23T20:00:00Z');
  const bot = await sampleBot({ now: () => now });
  bot.desk.setHome('desk');
  await bot.desk.names.settled();
  for (const role of ['reader', 'editor', 'lead'] as const)
    bot.desk.roster.seen('desk', { id: `member-${role}`, name: role, role, isBot: false }, now);
  const refs = [...bot.desk.cables.all()].map(({ ref }) => ref);
  const dayAhead = (): string => new Date(now + Math.floor(random() * 4 + 1) * day).toISOString().slice(0, 10);
  const acts: (() => [command: string, options: ActionOptions, who: keyof typeof as])[] = [
    () => ['cable', { ref: pick(refs) }, pick(['reader', 'editor', 'lead'])],
    () => ['tag add', { ref: pick(refs), tag: pick(['pumps', 'grain', 'warheads']) }, 'editor'],
    () => ['tag remove', { ref: pick(refs), tag: 'pumps' }, 'editor'],
    () => ['note', { ref: pick(refs), text: 'Who says so?' }, 'editor'],
    () => ['work read', { ref: pick(refs), irrelevant: random() < 0.3 }, pick(['reader', 'editor'])],
    () => ['work claim', { ref: pick(refs) }, 'editor'],
    () => ['work assign', { ref: pick(refs), to: pick(['reader', 'editor']), due: dayAhead() }, 'lead'],
    () => ['work assign', { ref: pick(refs), to: 'reader', due: dayAhead() }, 'editor'],
    () => ['work release', { ref: pick(refs) }, pick(['editor', 'lead'])],
    () => ['work status', { ref: pick(refs), status: pick(statuses) }, 'lead'],
    () => ['desk mask', { ref: pick(refs), lift: random() < 0.3 }, 'lead'],
    () => ['undo', {}, pick(['editor', 'lead'])],
    () => ['digest schedule', { time: '08:00', zone: pick(['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles']) }, 'lead'],
  ];
  async function agree(): Promise<Awaited<ReturnType<typeof saidByDigest>>> {
    for (const who of ['reader', 'lead'] as const) {
      const { board, buttons, searches, coverage } = await said(bot, who);
      expect(buttons, who).toEqual({ untouched: board.untouched, overdue: board.overdue });
      expect(searches, who).toEqual({ read: board.read, tagged: board.tagged });
      expect(coverage, who).toEqual({ all: board.all, read: board.read, tagged: board.tagged });
    }
    const { board } = await said(bot, 'reader');
    const digest = await saidByDigest(bot);
    expect(digest).toEqual({ ...board, picks: board.untouched });
    return digest;
  }

  // A note, a status or a date that work is due makes a cable touched, as an opening or a tag does; a withdrawn cable is not there.
  const [opened = '', tagged = '', noted = '', settled = '', late = '', withdrawn = ''] = refs;
  await ask(bot, 'cable', { ref: opened }, as.reader());
  await ask(bot, 'tag add', { ref: tagged, tag: 'pumps' }, as.editor());
  await ask(bot, 'note', { ref: noted, text: 'Who says so?' }, as.editor());
  await ask(bot, 'work status', { ref: settled, status: 'verified' }, as.lead());
  await ask(bot, 'work assign', { ref: late, to: 'editor', due: '2026-11-24' }, as.lead());
  await ask(bot, 'desk mask', { ref: withdrawn }, as.lead());
  now += 2 * day;
  const all = refs.length - 1;
  expect(await agree()).toEqual({ all, read: 1, tagged: 1, untouched: all - 5, picks: all - 5, overdue: 1 });

  for (let round = 0; round < (isLong ? 40 : 1); round += 1) {
    for (let i = 0; i < 40; i += 1) {
      const [command, options, who] = pick(acts)();
      await ask(bot, command, options, as[who]());
    }
    now += Math.floor(random() * 3 * day);
    await agree();
  }
});

import { describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import type { Cable } from '../../src/cables/cables.ts';
import { collectDigest, sendDigest } from '../../src/clock/digest.ts';
import { pickUntouched } from '../../src/clock/untouched.ts';
import type { Action } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { ask, press, quiet, sampleBot, sampleFolder, someone, wordsOf } from '../helpers/desk.ts';
import { live, readAnswer, wordsIn } from '../helpers/live.ts';

const hour = 60 * 60_000;
const day = 24 * hour;

const refOf = (action: Action | undefined): string => (action?.kind === 'run' ? String(action.options['ref']) : '');

/** For each rule of picking: what it says, and whether that is so, found out the long way. */
const reasons: Record<string, { says: RegExp; holds: (bot: Bot, cable: Cable, ...said: string[]) => unknown }> = {
  cited: {
    says: /^cited by (\d+) tagged cables?$/,
    holds: ({ desk }, { row }, cited) =>
      expect(desk.cables.citedBy(row).filter((head) => desk.facts.about('desk', 'tag', head.row).length > 0)).toHaveLength(Number(cited)),
  },
  'rare word': {
    says: /^shares (\S+) with #warheads; (\d+) cables hold that word$/,
    holds: async (bot, _, word, cables) =>
      expect(wordsOf((await ask(bot, 'search', { query: word ?? '' })).reply)).toContain(`${cables} cables for`),
  },
  'only naming': {
    says: /^the only cable naming (.+)$/,
    holds: ({ desk }, { row }, name) => {
      const none: ReadonlySet<number> = new Set();
      const named = (['individual', 'event'] as const).flatMap((kind) => desk.names.named(name ?? '', kind, none));
      expect(desk.names.rowsOf([named[0]?.id ?? ''])).toEqual([row]);
    },
  },
  'only one': {
    says: /^the only cable from (.+)$/,
    holds: ({ desk }, { row }, origin) =>
      expect([...desk.cables.all()].filter((cable) => cable.origin === origin).map((cable) => cable.row)).toEqual([row]),
  },
  'after a silence': {
    says: /^the first from (.+) in (\d+) days$/,
    holds: ({ desk }, { date }, origin, days) => {
      const earlier = [...desk.cables.all()].filter((cable) => cable.origin === origin && cable.date !== '' && cable.date < date);
      const before = earlier
        .map((cable) => cable.date)
        .toSorted()
        .at(-1);
      expect(Math.round((Date.parse(date) - Date.parse(before ?? '')) / day)).toBe(Number(days));
    },
  },
  'unread mission': {
    says: /^one of (\d+) cables from (.+)$/,
    holds: ({ desk }, cable, cables, origin) => {
      expect(cable.origin).toBe(origin);
      expect([...desk.cables.all()].filter((one) => one.origin === origin)).toHaveLength(Number(cables));
    },
  },
};

/** Fails unless the reason is worded as one of the rules words it, and true of the cable. */
async function checkReason(bot: Bot, ref: string, reason: string): Promise<string> {
  const cable = bot.desk.cables.get(ref);
  const found = Object.entries(reasons).flatMap(([rule, { says, holds }]) => {
    const match = says.exec(reason);
    return match === null ? [] : [{ rule, holds, said: match.slice(1) }];
  });
  expect(found.length, `${ref}: ${reason}`).toBeGreaterThan(0);
  if (cable === undefined || found[0] === undefined) throw new Error(`${ref} is not in the trove`);
  await found[0].holds(bot, cable, ...found[0].said);
  return found[0].rule;
}

const morning = Date.parse('2026-11-23T07:00:00Z');
let now = morning;
const reused = reusedDesk(async () => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk', now: () => now });
  desk.setHome('desk');
  await importFiles({ desk, paths: [sampleFolder], by: 'test' });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  return desk;
});

/** A desk that holds the sample trove, with one tagged cable and a digest every morning. */
async function scheduled(): Promise<{ bot: Bot; scheduleWords: string }> {
  now = morning;
  const bot = await createBot(await reused(), quiet);
  const lead = someone('lead', { place: { id: '1', name: 'desk', listed: false, open: false } });
  const answer = await ask(bot, 'digest schedule', { time: '8:30', zone: 'europe/brussels' }, lead);
  await ask(bot, 'tag add', { ref: 'COREU/KYI/0039/18', tag: 'warheads' }, someone('editor'));
  return { bot, scheduleWords: wordsOf(answer.reply) };
}

test('every reason for picking a cable is true of it', async () => {
  const { bot } = await scheduled();
  const picks = await pickUntouched(bot.desk, someone('lead'), 200, new Set());
  const rules = [];
  for (const { head, reason, rule } of picks) rules.push([rule, await checkReason(bot, head.ref, plain(reason))]);
  for (const [rule, recognised] of rules) expect(recognised).toBe(rule);
  expect(new Set(rules.map(([rule]) => rule))).toEqual(new Set(Object.keys(reasons)));
});

test('picks vary, give true reasons, and do not come back at once', async () => {
  const { bot, scheduleWords } = await scheduled();
  expect(scheduleWords).toContain('every day at 08:30 (Europe/Brussels)');
  const seen: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    now += day;
    expect(await sendDigest(bot.desk)).toBe('posted');
    expect(await sendDigest(bot.desk)).toBe('not due');
    const [row] = bot.desk.outbox.due(5);
    const [block] = row?.post.reply.blocks.filter(({ kind }) => kind === 'items') ?? [];
    if (row === undefined || block?.kind !== 'items') throw new Error('no picks');
    bot.desk.outbox.sent(row.id, 'm');
    expect(block.items).toHaveLength(5);
    const refs = block.items.map(({ actions }) => refOf(actions?.[0]));
    expect(refs.filter((ref) => seen.includes(ref))).toEqual([]);
    seen.push(...refs);
    expect(new Set(refs.map((ref) => bot.desk.cables.get(ref)?.origin)).size).toBeGreaterThan(2);
    for (const [j, item] of block.items.entries()) {
      const words = wordsOf({ blocks: [{ kind: 'items', items: [item] }] });
      await checkReason(bot, refs[j] ?? '', /Why: (.+)/.exec(words)?.[1] ?? '');
    }
  }
});
test('a cable that somebody put off is picked again on its day, and undo brings it back at once', async () => {
  const { bot } = await scheduled();
  const picked = async (): Promise<string[]> => (await pickUntouched(bot.desk, someone('lead'), 5, new Set())).map(({ head }) => head.ref);
  const before = await picked();
  const [put = ''] = before;
  const { reply } = await collectDigest(bot.desk);
  const later = await press(bot, reply, 'Later');
  expect(wordsOf(later.reply)).toBe(`\n${put} comes back in the digest of 2026-11-26.`);
  expect(await picked()).not.toContain(put);
  await press(bot, later.reply, 'Undo');
  expect(await picked()).toEqual(before);
  await ask(bot, 'digest later', { ref: put, days: 2 });
  now += day;
  expect(await picked()).not.toContain(put);
  now += day;
  expect(await picked()).toContain(put);
});
test('a schedule is checked when it is set, paused, resumed, and asked for', async () => {
  const bot = await sampleBot();
  bot.desk.setHome('desk');
  const lead = (place = true) => someone('lead', place ? { place: { id: '1', name: 'desk', listed: false, open: false } } : {});
  const words = async (name: string, options = {}, caller = lead()) => wordsOf((await ask(bot, name, options, caller)).reply);
  expect(await words('digest settings')).toContain('No digest is scheduled yet');
  expect(await words('digest schedule', { time: '25:00', zone: 'UTC' })).toContain('25:00 is not a time of day');
  expect(await words('digest schedule', { time: '8:00', zone: 'Brussels' })).toContain('Did you mean Europe/Brussels');
  expect(await words('digest schedule', { time: '8:00', zone: 'UTC' }, lead(false))).toContain('Name the channel');
  const set = await ask(bot, 'digest schedule', { time: '8', zone: 'utc' }, lead());
  expect(wordsOf(set.reply).match(/\d{4}-\d\d-\d\d 08:00 UTC/g)).toHaveLength(3);
  expect(await words('digest now')).toContain('on its way');
  expect(await words('digest now')).toContain('has been posted already');
  expect(await words('digest pause')).toContain('pauses');
  expect(await words('digest settings')).toContain('It is paused');
  expect(await words('digest resume')).toContain('comes again');
  expect((await ask(bot, 'digest schedule', { time: '9', zone: 'UTC' }, someone('editor'))).ok).toBe(false);
  await press(bot, set.reply, 'Undo', lead());
});

describe('on Discord', () => {
  /** A scheduled digest whose hour has come. */
  async function running() {
    let now = Date.now();
    const on = await live({ now: () => now });
    await readAnswer(await on.discord.as('lead').slash('listed', 'digest schedule', { time: '08:00', zone: 'UTC' }));
    now += 25 * hour;
    const posts = () => on.discord.messages(on.discord.channels.listed.id);
    return { on, posts, later: (ms: number) => void (now += ms) };
  }

  test.each([
    [
      '500 after applying',
      (on: Awaited<ReturnType<typeof running>>['on']) =>
        on.discord.faults.answer(500, { matcher: /^POST \/channels\/\d+\/messages$/, applied: true, times: 2 }),
    ],
    ['429', (on) => on.discord.faults.answer(429, { matcher: /^POST \/channels\/\d+\/messages$/, times: 2, retryAfter: 0.2 })],
    [
      'a line that breaks after applying',
      (on) => on.discord.faults.answer(0, { matcher: /^POST \/channels\/\d+\/messages$/, applied: true, times: 1 }),
    ],
    ['a gateway that is lost', (on) => on.discord.faults.dropGateway(4000)],
  ] as [string, (on: Awaited<ReturnType<typeof running>>['on']) => void][])('%s: one message', async (_, fault) => {
    const { on, posts } = await running();
    fault(on);
    await Promise.all([sendDigest(on.desk), sendDigest(on.desk)]);
    // Until it is marked as sent it may be sent again; afterwards nothing is left that could be.
    await expect.poll(() => on.desk.outbox.due(5)).toEqual([]);
    expect(await sendDigest(on.desk)).toBe('not due');
    on.desk.outbox.notify();
    expect(on.desk.outbox.due(5)).toEqual([]);
    expect(posts()).toHaveLength(1);
    const [message] = posts();
    if (message === undefined) throw new Error('no message');
    expect(wordsIn(message)).toContain('Nobody has looked at these');
    expect(message.flags & (1 << 12)).not.toBe(0);
  });

  test('a deleted channel stops the digest and tells the leads once', async () => {
    const { on, later } = await running();
    on.discord.removeChannel('listed');
    expect(await sendDigest(on.desk)).toBe('posted');
    await expect.poll(() => on.desk.outbox.due(5).length).toBe(0);
    expect(await sendDigest(on.desk)).toBe('stopped');
    later(day);
    expect(await sendDigest(on.desk)).toBe('not due');
    await expect.poll(() => on.discord.as('lead').directMessages().length).toBe(1);
    expect(JSON.stringify(on.discord.as('lead').directMessages())).toContain('could not be posted');
    expect(await readAnswer(await on.discord.as('lead').slash('desk', 'digest settings', {}))).toContain('It is paused');
  });
});

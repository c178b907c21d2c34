import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { sendDigest } from '../../src/clock/digest.ts';
import type { Action } from '../../src/reply/reply.ts';
import { sendReminders } from '../../src/clock/reminders.ts';
import { addDays, dayIn, isZone, lastDueDay, momentOf, nextMoments } from '../../src/language/zones.ts';
import { ask, importRecords, press, quiet, sampleBot, someone, wordsOf } from '../helpers/desk.ts';
import { live, readAnswer, wordsIn } from '../helpers/live.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const seed = seedOf('once a day');
const minute = 60_000;
const hour = 60 * minute;

describe('days and hours', () => {
  test.each([
    ['Europe/Brussels', '2026-03-29', '02:30', '2026-03-29T01:30:00.000Z'],
    ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30:00.000Z'],
    ['America/Santiago', '2026-09-06', '00:00', '2026-09-06T04:00:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '00:00', '2026-04-23T22:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45:00.000Z'],
    ['Europe/Brussels', '2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01', '08:30', '2026-01-01T02:45:00.000Z'],
  ])('%s %s %s is %s', (zone, day, time, moment) => {
    expect(new Date(momentOf(zone, day, time)).toISOString()).toBe(moment);
    // It falls on its own day, and the minute before it is not due yet.
    expect(dayIn(zone, momentOf(zone, day, time))).toBe(day);
    expect(lastDueDay(zone, time, momentOf(zone, day, time))).toBe(day);
    expect(lastDueDay(zone, time, momentOf(zone, day, time) - 1)).toBe(addDays(day, -1));
  });

  test('zones that are none', () => {
    expect(['Europe/Brussels', 'UTC'].every(isZone)).toBe(true);
    expect(['Europe/Atlantis', 'nonsense', '', '+02:00'].some(isZone)).toBe(false);
    expect(nextMoments('UTC', '08:00', Date.parse('2026-11-23T09:00:00Z'), 2)).toEqual([
      Date.parse('2026-11-24T08:00:00Z'),
      Date.parse('2026-11-25T08:00:00Z'),
    ]);
  });
});

const zones = [
  'America/Santiago',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Europe/Brussels',
  'America/New_York',
  'Pacific/Auckland',
  'America/St_Johns',
  'Asia/Kolkata',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'UTC',
];
/** Hours at which clocks change somewhere, and one at which they never do. */
const hours = ['00:00', '02:30', '02:15', '08:30', '23:59'];

describe('once for each local day', () => {
  const chosen = isLong ? zones : zones.slice(0, 3);
  const days = isLong ? 730 : 120;

  test.each(chosen.map((zone, i) => [zone, hours[i % hours.length] ?? '08:30', seed + i] as const))(
    `%s at %s, ${days} days: digest and reminder, with crashes, restarts, down-times and clock steps (seed %i)`,
    async (zone, at, start) => {
      const random = randomFrom(start);
      const folder = tempFolder();
      let now = Date.parse('2026-01-10T12:00:00Z');
      let desk: Desk;
      const open = (): void => void (desk = openDesk({ folder, exposure: 'desk', now: () => now }));
      open();
      const bot = (): Promise<Bot> => createBot(desk, quiet);
      await importRecords(desk!, [
        { ref: 'C-1', subject: 'One', body: '1. One.' },
        { ref: 'C-2', subject: 'Two', body: '1. Two.' },
      ]);
      await desk!.index.ready();
      const lead = someone('lead', { place: { id: '1', name: 'desk', listed: true, open: false } });
      desk!.setHome('desk');
      desk!.roster.seen('desk', { id: lead.member, name: 'lead', role: 'lead', isBot: false }, now);
      await ask(await bot(), 'digest schedule', { time: at, zone }, lead);
      await ask(await bot(), 'remind at', { time: at, zone }, someone('lead'));
      await ask(await bot(), 'claim', { ref: 'C-1' }, someone('lead'));
      const first = addDays(lastDueDay(zone, at, now), 1);
      const until = now + days * 24 * hour;
      /** What Discord has: by nonce, which it keeps apart for some minutes; the day it is for. */
      const posted = new Map<string, { what: string; date: string }>();
      /** Looks at the clock that were not cut off. */
      const ticks: number[] = [];
      let furthest = now;
      let crashes = 0;
      let downtimes = 0;
      const deliver = (): void => {
        for (const row of desk.outbox.due(50)) {
          if (random() < 0.02) return void (crashes += 1);
          const what = 'member' in row.post.to ? 'remind' : 'digest';
          const nonce = `${row.desk}/${row.nonce}`;
          if (!posted.has(nonce)) posted.set(nonce, { what, date: lastDueDay(zone, at, Math.min(furthest, now)) });
          // Delivered, and cut off before that was written down: the same nonce goes again.
          if (random() < 0.02) return void (crashes += 1);
          desk.outbox.sent(row.id, 'message');
        }
      };
      const coveredDays = (): string[] =>
        desk.db.prepare<[], string>("SELECT date FROM daily WHERE what = 'digest' AND state = 'covered' ORDER BY date").pluck().all();
      let known = 0;
      while (now < until) {
        now += Math.ceil(random() * 3 * 60) * minute;
        if (random() < 0.004) now += (random() < 0.5 ? -1 : 1) * hour;
        if (random() < 0.001) now -= 48 * hour;
        if (random() < 0.002) {
          downtimes += 1;
          now += Math.ceil(random() * 80) * hour;
        }
        furthest = Math.max(furthest, now);
        if (random() < 0.003) {
          await desk!.close();
          open();
          await desk!.index.ready();
        }
        if (random() < 0.02) {
          crashes += 1;
          continue;
        }
        sendReminders(desk!);
        if (random() < 0.02) {
          crashes += 1;
          continue;
        }
        await sendDigest(desk!);
        // A day was passed over only when nobody had looked at the clock between it and the next.
        const passed = coveredDays();
        for (const date of passed.slice(known)) {
          const [from, to] = [momentOf(zone, date, at), momentOf(zone, addDays(date, 1), at)];
          expect(
            ticks.filter((tick) => tick >= from && tick < to),
            `${date} was covered`,
          ).toEqual([]);
        }
        known = passed.length;
        ticks.push(now);
        deliver();
      }
      for (let i = 0; i < 20; i += 1) deliver();
      const rows = desk!.db
        .prepare<[], { what: string; date: string; state: string }>(
          "SELECT CASE WHEN what = 'digest' THEN 'digest' ELSE 'remind' END AS what, date, state FROM daily ORDER BY date",
        )
        .all();
      for (const what of ['digest', 'remind']) {
        const own = rows.filter((row) => row.what === what);
        const dates = own.map(({ date }) => date);
        // Every day from the first to the last has one row, and every row that says so has one post.
        expect(dates[0], what).toBe(first);
        expect(new Set(dates).size, what).toBe(dates.length);
        expect(dates, what).toEqual(Array.from({ length: dates.length }, (_, i) => addDays(first, i)));
        const sent = own.filter(({ state }) => state === 'sent');
        expect(
          [...posted.values()].filter((post) => post.what === what),
          what,
        ).toHaveLength(sent.length);
        expect(addDays(dates.at(-1) ?? '', 1) >= lastDueDay(zone, at, furthest), `${what}: nothing is owed at the end`).toBe(true);
      }
      console.log(
        `${zone} ${at}: ${rows.filter(({ state }) => state === 'sent').length} sent, ${rows.filter(({ state }) => state === 'covered').length} covered, ${crashes} crashes, ${downtimes} down-times`,
      );
      await desk!.close();
    },
    300_000,
  );
});

const refOf = (action: Action | undefined): string => (action?.kind === 'run' ? String(action.options['ref']) : '');

test('picks are varied, true, and do not come back at once', async () => {
  let now = Date.parse('2026-11-23T07:00:00Z');
  const bot = await sampleBot({ now: () => now });
  bot.desk.setHome('desk');
  const lead = () => someone('lead', { place: { id: '1', name: 'desk', listed: false, open: false } });
  const answer = await ask(bot, 'digest schedule', { time: '8:30', zone: 'europe/brussels' }, lead());
  expect(wordsOf(answer.reply)).toContain('every day at 08:30 (Europe/Brussels)');
  await ask(bot, 'tag add', { ref: 'COREU/KYI/0039/18', tag: 'warheads' }, someone('editor'));
  const seen: string[] = [];
  for (let day = 0; day < 3; day += 1) {
    now += 24 * hour;
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
    const heads = refs.map((ref) => bot.desk.cables.get(ref));
    expect(new Set(heads.map((head) => head?.origin)).size).toBeGreaterThan(2);
    for (const [i, item] of block.items.entries()) {
      const reason = wordsOf({ blocks: [{ kind: 'items', items: [item] }] });
      const cable = heads[i];
      if (cable === undefined) throw new Error('no cable');
      const cited = /cited by (\d+) tagged/.exec(reason)?.[1];
      if (cited !== undefined)
        expect(bot.desk.cables.citedBy(cable.row).filter(({ row: r }) => bot.desk.facts.about('desk', 'tag', r).length > 0)).toHaveLength(
          Number(cited),
        );
      const only = /the only cable from/.test(reason);
      if (only)
        expect(
          bot.desk.cables.browse({ sort: 'newest', offset: 0, limit: 999 }).heads.filter(({ origin }) => origin === cable.origin),
        ).toHaveLength(1);
      const shared = /shares (\S+) with #warheads; (\d+) cables/.exec(reason);
      if (shared !== null)
        expect(wordsOf((await ask(bot, 'search', { query: shared[1] ?? '' })).reply)).toContain(`${shared[2]} cables for`);
      const silence = /the first from .* in (\d+) days/.exec(reason)?.[1];
      if (silence !== undefined) {
        const before = bot.desk.cables
          .browse({ sort: 'oldest', offset: 0, limit: 999 })
          .heads.filter(({ origin, date }) => origin === cable.origin && date < cable.date && date !== '')
          .at(-1);
        expect(Math.round((Date.parse(cable.date) - Date.parse(before?.date ?? '')) / 86_400_000)).toBe(Number(silence));
      }
      expect(reason).toMatch(/Why: /);
    }
  }
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
    await readAnswer(await on.discord.as('lead').slash('listed', 'digest', { time: '08:00', zone: 'UTC' }, { subcommand: 'schedule' }));
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
  ] as [string, (on: Awaited<ReturnType<typeof running>>['on']) => void][])(
    '%s: one message',
    async (_, fault) => {
      const { on, posts } = await running();
      fault(on);
      await Promise.all([sendDigest(on.desk), sendDigest(on.desk)]);
      await expect.poll(() => posts().length, { timeout: 15_000 }).toBe(1);
      await sendDigest(on.desk);
      on.desk.outbox.notify();
      await new Promise((done) => setTimeout(done, 1500));
      expect(posts()).toHaveLength(1);
      const [message] = posts();
      if (message === undefined) throw new Error('no message');
      expect(wordsIn(message)).toContain('Nobody has looked at these');
      expect(message.flags & (1 << 12)).not.toBe(0);
    },
    40_000,
  );

  test('a channel that is gone stops the digest, and the leads are told once', async () => {
    const { on, later } = await running();
    on.discord.removeChannel('listed');
    expect(await sendDigest(on.desk)).toBe('posted');
    await expect.poll(() => on.desk.outbox.due(5).length).toBe(0);
    expect(await sendDigest(on.desk)).toBe('stopped');
    later(24 * hour);
    expect(await sendDigest(on.desk)).toBe('not due');
    await expect.poll(() => on.discord.as('lead').directMessages().length).toBe(1);
    expect(JSON.stringify(on.discord.as('lead').directMessages())).toContain('could not be posted');
    expect(await readAnswer(await on.discord.as('lead').slash('desk', 'digest', {}, { subcommand: 'settings' }))).toContain('It is paused');
  });

  test('a reminder comes once a day with its buttons, and not when there is nothing', async () => {
    let now = Date.now();
    const on = await live({ now: () => now });
    const editor = on.discord.as('editor');
    await readAnswer(await editor.slash('desk', 'remind', { time: '09:00', zone: 'UTC' }, { subcommand: 'at' }));
    now += 25 * hour;
    expect(sendReminders(on.desk)).toBe(0);
    await readAnswer(await editor.slash('desk', 'claim', { ref: 'COREU/KYI/0039/18' }));
    now += 24 * hour;
    expect(sendReminders(on.desk)).toBe(1);
    expect(sendReminders(on.desk)).toBe(0);
    await expect.poll(() => editor.directMessages().length).toBe(1);
    const [message] = editor.directMessages();
    if (message === undefined) throw new Error('no message');
    expect(await readAnswer(await editor.press(message, 'Snooze'))).toContain('I will not mention');
    now += 24 * hour;
    expect(sendReminders(on.desk)).toBe(0);
    now += 24 * hour;
    expect(sendReminders(on.desk)).toBe(1);
    expect(await readAnswer(await editor.press(message, 'Done'))).toContain('is read through');
    now += 24 * hour;
    expect(sendReminders(on.desk)).toBe(0);
  });
});

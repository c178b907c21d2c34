import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { sendDigest } from '../../src/clock/digest.ts';
import { sendReminders } from '../../src/clock/reminders.ts';
import { addDays, lastDueDay, momentOf } from '../../src/language/zones.ts';
import { ask, importRecords, quiet, someone } from '../helpers/desk.ts';
import { isLong, randomFrom, sampleOf, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const seed = seedOf('once a day');
const minute = 60_000;
const hour = 60 * minute;

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

describe('once per local day', () => {
  const all = zones.map((zone, i) => [zone, hours[i % hours.length] ?? '08:30', seed + i] as const);
  // In each of the first three the clocks change at that hour within the days of the short run.
  const chosen = isLong ? all : sampleOf(all.slice(0, 3), 1, randomFrom(seed));
  const days = isLong ? 730 : 60;

  test.each(chosen)(
    `%s at %s, ${days} days: digest and reminder, with crashes, restarts, down-times and clock steps (seed %i)`,
    async (zone, at, start) => {
      const random = randomFrom(start);
      const folder = tempFolder();
      let now = Date.parse('2026-03-10T12:00:00Z');
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
      await ask(await bot(), 'work remind at', { time: at, zone }, someone('lead'));
      await ask(await bot(), 'work claim', { ref: 'C-1' }, someone('lead'));
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
        await sendReminders(desk!);
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

import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { digestKey, nextMoments, reminderKey, scheduleOf, weeklyKey, type Schedule } from '../../src/clock/once-a-day.ts';
import { sendDigest } from '../../src/clock/digest.ts';
import { noCable } from '../../src/desk/facts.ts';
import { ask, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** A schedule with every field that there is: one added to the shape has to be added here, too, or this does not compile. */
const full: Required<{ [Field in keyof Schedule]: NonNullable<Schedule[Field]> }> = {
  time: '07:15',
  zone: 'Asia/Kolkata',
  channel: '77',
  weekday: 3,
  quiet: true,
  paused: true,
  trouble: 'Missing Access',
  floor: '2026-11-01',
};
const { paused: _paused, trouble: _trouble, ...running }: Schedule = full;

async function deskWith(what: string, schedule: Schedule): Promise<Bot> {
  const mine = testDesk({ now: () => Date.parse('2026-11-20T06:00:00Z') });
  mine.setHome('desk');
  mine.act(someone('lead'), { act: 'schedule' }, ({ put }) => {
    put('daily', noCable, what, schedule);
    return null;
  });
  return createBot(mine, quiet);
}

type Change = readonly [
  does: string,
  what: string,
  command: string,
  options: Record<string, string>,
  from: Schedule,
  changed: Partial<Schedule>,
];

const lead = () => someone('lead', { place: { id: '1', name: 'desk', listed: false, open: false } });
const anew = { time: '08:30', zone: 'UTC' };
/** The last day on which it was due when it was turned on again. */
const floor = '2026-11-19';
const own = reminderKey(lead().member);

test.each<Change>([
  ['a pause', digestKey, 'digest pause', {}, running, { paused: true }],
  ['resuming', digestKey, 'digest resume', {}, full, { paused: undefined, trouble: undefined, floor: '2026-11-18' }],
  ['another time for the digest', digestKey, 'digest schedule', anew, running, { ...anew, channel: '1' }],
  [
    'a digest that is turned on again',
    digestKey,
    'digest schedule',
    anew,
    full,
    { ...anew, channel: '1', paused: undefined, trouble: undefined, floor: '2026-11-18' },
  ],
  ['another day for the letter', weeklyKey, 'digest weekly', { day: 'friday' }, running, { weekday: 5 }],
  [
    'a letter that is turned on again',
    weeklyKey,
    'digest weekly',
    { day: 'friday' },
    full,
    { weekday: 5, paused: undefined, trouble: undefined, floor: '2026-11-20' },
  ],
  ['another time for the reminder', own, 'work remind at', anew, running, { ...anew, floor }],
])('%s leaves every other field of the schedule as it is', async (_, what, command, options, from, changed) => {
  const bot = await deskWith(what, from);
  expect((await ask(bot, command, options, lead())).ok).toBe(true);
  expect(scheduleOf(bot.desk, 'desk', what)).toEqual({ ...from, ...changed });
});

test('a digest that its channel refused is stopped with every other field as it was, and says so when it is asked for', async () => {
  const bot = await deskWith(digestKey, running);
  const { desk } = bot;
  expect(await sendDigest(desk, true)).toBe('posted');
  for (const { id } of desk.outbox.due(5)) desk.outbox.failed(id, 'Missing Access', desk.now());
  const { ok, reply } = await ask(bot, 'digest now', {}, lead());
  expect(ok).toBe(false);
  expect(wordsOf(reply)).toContain('The channel refused the last digest, so it is stopped.');
  expect(scheduleOf(desk, 'desk', digestKey)).toEqual(full);
});

describe('what comes next', () => {
  const daily: Schedule = { time: '05:00', zone: 'UTC', channel: '1', floor: '2026-11-19' };
  const next = async (bot: Bot, command: string, options: Record<string, string>): Promise<string[]> =>
    wordsOf((await ask(bot, command, options, lead())).reply).match(/\d{4}-\d\d-\d\d \d\d:\d\d/g) ?? [];

  test('is one post a day or week', async () => {
    const { desk } = await deskWith(digestKey, daily);
    const future = { ...daily, time: '08:00' };
    expect(nextMoments(desk, digestKey, future, 2)).toEqual([Date.parse('2026-11-20T08:00:00Z'), Date.parse('2026-11-21T08:00:00Z')]);
    expect(nextMoments(desk, weeklyKey, { ...future, weekday: 5, floor: '2026-11-13' }, 2)).toEqual([
      Date.parse('2026-11-20T08:00:00Z'),
      Date.parse('2026-11-27T08:00:00Z'),
    ]);
  });

  test('is the present one where it is due', async () => {
    const bot = await deskWith(digestKey, { ...daily, time: '09:00' });
    expect(await next(bot, 'digest schedule', { time: '05:30', zone: 'UTC' })).toEqual([
      '2026-11-20 06:00',
      '2026-11-21 05:30',
      '2026-11-22 05:30',
    ]);
    expect(await sendDigest(bot.desk)).toBe('posted');
  });

  test('is not before tomorrow where today is done, even at a later hour', async () => {
    const bot = await deskWith(digestKey, daily);
    expect(await sendDigest(bot.desk)).toBe('posted');
    expect((await next(bot, 'digest schedule', { time: '09:00', zone: 'UTC' }))[0]).toBe('2026-11-21 09:00');
    await ask(bot, 'work remind at', { time: '05:00', zone: 'UTC' }, lead());
    expect(await next(bot, 'work remind at', { time: '05:00', zone: 'UTC' })).toEqual(['2026-11-21 05:00']);
  });
});

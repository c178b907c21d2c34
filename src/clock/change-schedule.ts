import { requireWritable, type Caller } from '../desk/caller.ts';
import { digestKey, lastDays, lastDue, nextMoments, scheduleOf, weeklyKey, type Schedule } from './once-a-day.ts';
import type { Desk } from '../desk/desk.ts';
import type { Act } from '../desk/act.ts';
import { noCable, type Writing } from '../desk/facts.ts';
import { DeskError } from '../reply/failure.ts';
import type { Block, Reply } from '../reply/reply.ts';
import { done } from '../team/pages/lines.ts';
import { join, own, quoted, said, strong, time, type Part, ours, english } from '../reply/text.ts';
import { clockTime, timeZone } from './typed-time.ts';

/**
 * The schedules of digest, weekly letter and reminders, and how people change them. Every change is one act that can be
 * undone, and goes through `changeSchedule`.
 */

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

export const weekdays = english(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const);

const noChannelError = () => new DeskError(said`Name the channel: there is none here.`, { kind: 'usage' });

const inChannel = (id: string): Part => ({ kind: 'channel', id, name: id });

/** What has not been scheduled yet: like a schedule that is paused. */
const unset: Schedule = { time: '09:00', zone: 'UTC', floor: '', paused: true };

/**
 * Changes a schedule inside an act: what `changes` does not name stays as it is, and `undefined` takes a field away. A post
 * still due stays due when its time or zone changes; days missed during a pause are not made up for.
 */
export function changeSchedule(desk: Desk, home: string, put: Writing['put'], what: string, changes: Partial<Schedule>): Schedule {
  const before = scheduleOf(desk, home, what) ?? unset;
  const after = { ...before, ...changes };
  const starts = before.paused === true && after.paused !== true && changes.floor === undefined;
  const schedule = starts ? { ...after, floor: lastDue(after, desk.now()) } : after;
  put('daily', noCable, what, schedule);
  return schedule;
}

/** Changes a schedule in an act of its own. Returns the act's number and the schedule as it is now. */
export const setSchedule = (desk: Desk, caller: Caller, entry: Act, what: string, changes: Partial<Schedule>) =>
  desk.act(caller, entry, ({ act, put }) => ({ act, schedule: changeSchedule(desk, caller.desk, put, what, changes) }));

/** Turns a schedule on, whatever it was stopped for. */
export const running = { paused: undefined, trouble: undefined };

type DigestOptions = { time: string; zone: string; channel?: string | undefined; quiet?: boolean | undefined };

/** Schedules the daily digest. Throws a DeskError where there is no channel for it, or the bot cannot write there. */
export function scheduleDigest(desk: Desk, caller: Caller, { quiet, ...options }: DigestOptions): Reply {
  const at = clockTime(options.time);
  const zone = timeZone(options.zone);
  const channel = options.channel ?? caller.place?.id;
  if (channel === undefined) throw noChannelError();
  requireWritable(caller, channel);
  const changes = { ...running, time: at, zone, channel, ...(quiet === undefined ? {} : { quiet }) };
  const { act, schedule } = setSchedule(desk, caller, { act: 'schedule', detail: { time: at, zone } }, digestKey, changes);
  return done(said`The digest comes every day at ${own(at)} (${own(zone)}) in ${inChannel(channel)}.`, act, {
    blocks: [next(desk, digestKey, schedule, 3)],
  });
}

export function pauseDigest(desk: Desk, caller: Caller): Reply {
  digestOf(desk, caller);
  const { act } = setSchedule(desk, caller, { act: 'pause' }, digestKey, { paused: true });
  return done(said`The digest is paused.`, act);
}

/** Clears the reason why the digest was stopped. */
export function resumeDigest(desk: Desk, caller: Caller): Reply {
  const { channel } = digestOf(desk, caller);
  if (channel !== undefined) requireWritable(caller, channel);
  const { act, schedule } = setSchedule(desk, caller, { act: 'resume' }, digestKey, running);
  return done(said`The digest is on again.`, act, { blocks: [next(desk, digestKey, schedule, 3)] });
}

/** The digest's schedule. Throws a DeskError when there is none. */
export function digestOf(desk: Desk, { desk: home }: Caller): Schedule {
  const schedule = scheduleOf(desk, home, digestKey);
  if (schedule === undefined)
    throw new DeskError(said`No digest is scheduled yet.`, {
      hint: said`For example ${strong('/digest schedule time:08:30 zone:Europe/Brussels')}, in the channel where you want it.`,
    });
  return schedule;
}

/** When and where the digest comes, and the outcome of the last ones. Throws a DeskError when none is scheduled. */
export function digestSettings(desk: Desk, caller: Caller): Reply {
  const schedule = digestOf(desk, caller);
  const { time: at, zone, channel = '', quiet, paused, trouble } = schedule;
  return {
    title: said`The digest`,
    blocks: [
      {
        kind: 'text',
        text: said`Every day at ${own(at)} (${own(zone)}) in ${inChannel(channel)}${quiet === true ? said`, except on days with nothing new` : said``}.`,
      },
      ...(paused === true
        ? [{ kind: 'text' as const, text: said`It is paused${trouble === undefined ? said`` : said`: ${quoted(trouble)}`}.` }]
        : [next(desk, digestKey, schedule, 3)]),
      ...lastDays(desk, caller.desk, digestKey, 3).map(({ madeAt, state, nonce }): Block => {
        const refused = nonce === undefined ? undefined : desk.outbox.problemOf(caller.desk, `${nonce}:0`);
        const what = refused !== undefined ? ours('Refused by the channel') : state === 'sent' ? ours('Posted') : ours('Nothing new');
        return { kind: 'text', text: said`${own(what)} ${time(madeAt, 'both')}` };
      }),
    ],
  };
}

type LetterOptions = { day: (typeof weekdays)[number]; time?: string | undefined; zone?: string | undefined; channel?: string | undefined };

/** Schedules the weekly letter; what is not given defaults to its present schedule, then to the digest's. */
export function scheduleLetter(desk: Desk, caller: Caller, { day, ...options }: LetterOptions): Reply {
  const daily = scheduleOf(desk, caller.desk, digestKey);
  const before = scheduleOf(desk, caller.desk, weeklyKey);
  const at = clockTime(options.time ?? before?.time ?? daily?.time ?? '09:00');
  const zone = timeZone(options.zone ?? before?.zone ?? daily?.zone ?? 'UTC');
  const channel = options.channel ?? before?.channel ?? daily?.channel ?? caller.place?.id;
  if (channel === undefined) throw noChannelError();
  requireWritable(caller, channel);
  const changes = { ...running, time: at, zone, channel, weekday: weekdays.indexOf(day) + 1 };
  const { act, schedule } = setSchedule(desk, caller, { act: 'schedule', detail: { day, time: at, zone } }, weeklyKey, changes);
  return done(said`The weekly letter comes every ${own(capital(ours(day)))} at ${own(at)} (${own(zone)}) in ${inChannel(channel)}.`, act, {
    blocks: [next(desk, weeklyKey, schedule, 1)],
  });
}

/** Cancels the weekly letter. Throws a DeskError when none is scheduled. */
export function cancelLetter(desk: Desk, caller: Caller): Reply {
  const before = scheduleOf(desk, caller.desk, weeklyKey);
  if (before === undefined)
    throw new DeskError(said`No weekly letter is scheduled.`, { hint: said`For example ${strong('/digest weekly day:friday')}` });
  const act = desk.act(caller, { act: 'pause' }, ({ act: number, drop }) => {
    drop('daily', noCable, weeklyKey);
    return number;
  });
  return done(said`The weekly letter is off.`, act);
}

const next = (desk: Desk, what: string, schedule: Schedule, count: number): Block => {
  const moments = nextMoments(desk, what, schedule, count).map((moment) => said`${time(moment, 'both')}`);
  return { kind: 'text', text: said`Next: ${join(moments, ', ')}` };
};

import type { Caller } from '../desk/caller.ts';
import { digestKey, lastDue, scheduleOf, weeklyKey, type Schedule, lastDays } from './once-a-day.ts';
import type { Desk } from '../desk/desk.ts';
import { noCable } from '../desk/facts.ts';
import { DeskError } from '../reply/failure.ts';
import type { Block, Reply } from '../reply/reply.ts';
import { done } from '../team/pages/lines.ts';
import { own, quoted, said, strong, time, type Text } from '../reply/text.ts';
import { clockTime, timeZone } from './typed-time.ts';
import { addDays, lastDueDay, momentOf, nextMoments } from '../language/zones.ts';

/**
 * What leads can change about the digest and the weekly letter: time, channel, pause. Every change is one act that can be
 * undone.
 */

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export const noScheduleError = () =>
  new DeskError(said`No digest is scheduled yet.`, {
    hint: said`For example ${strong('/digest schedule time:08:30 zone:Europe/Brussels')}, in the channel where it is to come.`,
  });

/** Schedules the daily digest. Throws a DeskError where there is no channel for it. */
export function scheduleDigest(
  desk: Desk,
  caller: Caller,
  options: { time: string; zone: string; channel?: string | undefined; quiet?: boolean | undefined },
): Reply {
  const at = clockTime(options.time);
  const zone = timeZone(options.zone);
  const channel = options.channel ?? caller.place?.id;
  if (channel === undefined) throw new DeskError(said`Name the channel: there is none here.`, { kind: 'usage' });
  // A digest still due stays due when the time or zone changes.
  const before = scheduleOf(desk, caller.desk, digestKey);
  const schedule: Schedule = {
    time: at,
    zone,
    channel,
    ...(options.quiet === true ? { quiet: true } : {}),
    floor: before === undefined || before.paused === true ? lastDueDay(zone, at, desk.now()) : before.floor,
  };
  const act = desk.act(caller, { act: 'schedule', detail: { time: at, zone } }, ({ act: number, put }) => {
    put('daily', noCable, digestKey, schedule);
    return number;
  });
  return done(said`The digest comes every day at ${own(at)} (${own(zone)}) in ${{ kind: 'channel', id: channel, name: channel }}.`, act, {
    blocks: [next(desk, schedule)],
  });
}

export const pauseDigest = (desk: Desk, caller: Caller): Reply =>
  change(desk, caller, 'pause', (schedule) => ({ ...schedule, paused: true }), said`The digest pauses.`);

/** Clears the reason why the digest was stopped. Days missed during the pause are not made up for. */
export const resumeDigest = (desk: Desk, caller: Caller): Reply =>
  change(
    desk,
    caller,
    'resume',
    ({ paused: _paused, trouble: _trouble, ...schedule }) => ({
      ...schedule,
      floor: lastDueDay(schedule.zone, schedule.time, desk.now()),
    }),
    said`The digest comes again.`,
  );

/** When and where the digest comes, and the outcome of the last ones. Throws a DeskError when none is scheduled. */
export function digestSettings(desk: Desk, caller: Caller): Reply {
  const schedule = scheduleOf(desk, caller.desk, digestKey);
  if (schedule === undefined) throw noScheduleError();
  const { time: at, zone, channel = '', quiet, paused, trouble } = schedule;
  return {
    title: said`The digest`,
    blocks: [
      {
        kind: 'text',
        text: said`Every day at ${own(at)} (${own(zone)}) in ${{ kind: 'channel', id: channel, name: channel }}${quiet === true ? said`, not on days without anything new` : said``}.`,
      },
      ...(paused === true
        ? [{ kind: 'text' as const, text: said`It is paused${trouble === undefined ? said`` : said`: ${quoted(trouble)}`}.` }]
        : [next(desk, schedule)]),
      ...lastDays(desk, caller.desk, digestKey, 3).map(({ madeAt, state, nonce }): Block => {
        const refused = nonce === undefined ? undefined : desk.outbox.problemOf(caller.desk, `${nonce}:0`);
        const what = refused !== undefined ? 'Refused by the channel' : state === 'sent' ? 'Posted' : 'Nothing new';
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
  if (channel === undefined) throw new DeskError(said`Name the channel: there is none here.`, { kind: 'usage' });
  const when = { time: at, zone, weekday: weekdays.indexOf(day) + 1 };
  // A letter still due stays due when the day, time or zone changes.
  const floor = before === undefined || before.paused === true ? lastDue(when, desk.now()) : before.floor;
  const act = desk.act(caller, { act: 'schedule', detail: { day, time: at, zone } }, ({ act: number, put }) => {
    put('daily', noCable, weeklyKey, { ...when, channel, floor });
    return number;
  });
  return done(
    said`The letter of the week comes every ${own(`${day.charAt(0).toUpperCase()}${day.slice(1)}`)} at ${own(at)} (${own(zone)}) in ${{ kind: 'channel', id: channel, name: channel }}.`,
    act,
    { blocks: [{ kind: 'text', text: said`Next: ${time(momentOf(zone, addDays(lastDue(when, desk.now()), 7), at))}` }] },
  );
}

/** Cancels the weekly letter. Throws a DeskError when none is scheduled. */
export function cancelLetter(desk: Desk, caller: Caller): Reply {
  const before = scheduleOf(desk, caller.desk, weeklyKey);
  if (before === undefined)
    throw new DeskError(said`No letter of the week is scheduled.`, { hint: said`For example ${strong('/digest weekly day:friday')}` });
  const act = desk.act(caller, { act: 'pause' }, ({ act: number, drop }) => {
    drop('daily', noCable, weeklyKey);
    return number;
  });
  return done(said`No more letters of the week.`, act);
}

const next = (desk: Desk, { zone, time: at }: Schedule): Block => ({
  kind: 'text',
  text: nextMoments(zone, at, desk.now(), 3).reduce<Text>(
    (text, moment, i) => [...text, own(i === 0 ? '' : ', '), time(moment, 'both')],
    said`Next: `,
  ),
});

function change(desk: Desk, caller: Caller, what: 'pause' | 'resume', to: (schedule: Schedule) => Schedule, text: Text): Reply {
  const before = scheduleOf(desk, caller.desk, digestKey);
  if (before === undefined) throw noScheduleError();
  const after = to(before);
  const act = desk.act(caller, { act: what }, ({ act: number, put }) => {
    put('daily', noCable, digestKey, after);
    return number;
  });
  return done(text, act, { blocks: after.paused === true ? [] : [next(desk, after)] });
}

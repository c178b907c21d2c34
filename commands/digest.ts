import type { Caller } from '../src/desk/caller.ts';
import { commandGroup, subcommand } from '../src/bot/command.ts';
import { digestKey, lastDays, lastDue, scheduleOf, weeklyKey, type Schedule } from '../src/clock/once-a-day.ts';
import type { Desk } from '../src/desk/desk.ts';
import { collectDigest, sendDigest } from '../src/clock/digest.ts';
import { noCable } from '../src/desk/facts.ts';
import { DeskError } from '../src/reply/failure.ts';
import type { Block, Reply } from '../src/reply/reply.ts';
import { done } from '../src/team/pages/lines.ts';
import { own, quoted, said, strong, time, type Text } from '../src/reply/text.ts';
import { clockTime, timeZone, zoneOption } from '../src/clock/typed-time.ts';
import { mayRun } from '../src/desk/policy.ts';
import { collectLetter } from '../src/clock/weekly.ts';
import { addDays, lastDueDay, momentOf, nextMoments } from '../src/language/zones.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const noSchedule = () =>
  new DeskError(said`No digest is scheduled yet.`, {
    hint: said`For example ${strong('/digest schedule time:08:30 zone:Europe/Brussels')}, in the channel where it is to come.`,
  });

export default commandGroup({
  name: 'digest',
  description: 'The daily digest: what nobody has looked at, and what the desk did',
  subcommands: {
    preview: subcommand({
      description: 'The digest as it would be posted now, for your eyes only',
      who: 'reader',
      examples: ['/digest preview'],
      async run({ desk, caller }) {
        const schedule = scheduleOf(desk, caller.desk, digestKey);
        const { reply } = await collectDigest(desk, { zone: schedule?.zone ?? 'UTC' });
        return { ...reply, visibility: 'caller' };
      },
    }),
    now: subcommand({
      description: "Post today's digest at once, if it has not been posted",
      who: 'lead',
      examples: ['/digest now'],
      async run({ desk, caller }) {
        if (scheduleOf(desk, caller.desk, digestKey) === undefined) throw noSchedule();
        const outcome = await sendDigest(desk, true);
        if (outcome !== 'posted')
          throw new DeskError(said`Today's digest has been posted already.`, {
            hint: said`${strong('/digest preview')} shows how it would look now.`,
          });
        return { blocks: [{ kind: 'text', text: said`It is on its way; there will be no second one today.` }] };
      },
    }),
    schedule: subcommand({
      description: 'When and where it is posted every day',
      who: 'lead',
      examples: ['/digest schedule time:08:30 zone:Europe/Brussels'],
      options: {
        time: { type: 'text', description: 'Local time, such as 08:30', required: true, max: 5 },
        zone: { ...zoneOption, required: true },
        channel: { type: 'channel', description: 'Where; default: this channel' },
        quiet: { type: 'flag', description: 'Say nothing on days without anything new' },
      },
      run({ options, desk, caller }) {
        const at = clockTime(options.time);
        const zone = timeZone(options.zone);
        const channel = options.channel ?? caller.place?.id;
        if (channel === undefined) throw new DeskError(said`Name the channel: there is none here.`, { kind: 'usage' });
        // A day that is still owed stays owed when hour or zone are changed.
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
        return done(
          said`The digest comes every day at ${own(at)} (${own(zone)}) in ${{ kind: 'channel', id: channel, name: channel }}.`,
          act,
          { blocks: [next(desk, schedule)] },
        );
      },
    }),
    pause: subcommand({
      description: 'No digest until it is resumed',
      who: 'lead',
      examples: ['/digest pause'],
      run: ({ desk, caller }) => change(desk, caller, 'pause', (schedule) => ({ ...schedule, paused: true }), said`The digest pauses.`),
    }),
    resume: subcommand({
      description: 'The digest comes again',
      who: 'lead',
      examples: ['/digest resume'],
      run: ({ desk, caller }) =>
        change(
          desk,
          caller,
          'resume',
          ({ time: at, zone, channel, quiet }) => ({
            time: at,
            zone,
            ...(channel === undefined ? {} : { channel }),
            ...(quiet === true ? { quiet } : {}),
            floor: lastDueDay(zone, at, desk.now()),
          }),
          said`The digest comes again.`,
        ),
    }),
    weekly: subcommand({
      description: 'The letter of the week as it stands; with a day, it comes on that day every week (leads)',
      who: 'reader',
      examples: ['/digest weekly', '/digest weekly day:friday time:16:00 zone:Europe/Brussels', '/digest weekly off:true'],
      options: {
        day: { type: 'choice', description: 'On which day it comes', choices: weekdays },
        time: { type: 'text', description: 'Local time; default: that of the digest, or 09:00', max: 5 },
        zone: { ...zoneOption, description: 'Time zone; default: that of the digest' },
        channel: { type: 'channel', description: 'Where; default: where the digest comes, or this channel' },
        off: { type: 'flag', description: 'No more letters' },
      },
      async run({ options, desk, caller }) {
        const { day, off } = options;
        if (day === undefined && off !== true) {
          if ((options.time ?? options.zone ?? options.channel) !== undefined)
            throw new DeskError(said`On which day?`, {
              kind: 'usage',
              hint: said`For example ${strong('/digest weekly day:friday time:16:00')}`,
            });
          await desk.names.soon();
          const { reply } = await collectLetter(desk);
          return { ...reply, visibility: 'caller' };
        }
        const verdict = mayRun(caller, 'lead');
        if (!verdict.allowed) throw new DeskError(verdict.why, { hint: verdict.hint });
        return off === true ? noLetter(desk, caller) : letterEvery(desk, caller, { ...options, day: day ?? 'monday' });
      },
    }),
    settings: subcommand({
      description: 'When and where the digest comes, and what became of the last ones',
      who: 'reader',
      examples: ['/digest settings'],
      run({ desk, caller }) {
        const schedule = scheduleOf(desk, caller.desk, digestKey);
        if (schedule === undefined) throw noSchedule();
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
      },
    }),
  },
});

type Wish = { day: (typeof weekdays)[number]; time?: string | undefined; zone?: string | undefined; channel?: string | undefined };

/** Schedules the letter of the week; what is not said is as the digest has it. */
function letterEvery(desk: Desk, caller: Caller, { day, ...wish }: Wish): Reply {
  const daily = scheduleOf(desk, caller.desk, digestKey);
  const before = scheduleOf(desk, caller.desk, weeklyKey);
  const at = clockTime(wish.time ?? before?.time ?? daily?.time ?? '09:00');
  const zone = timeZone(wish.zone ?? before?.zone ?? daily?.zone ?? 'UTC');
  const channel = wish.channel ?? before?.channel ?? daily?.channel ?? caller.place?.id;
  if (channel === undefined) throw new DeskError(said`Name the channel: there is none here.`, { kind: 'usage' });
  const rhythm = { time: at, zone, weekday: weekdays.indexOf(day) + 1 };
  // A week that is still owed stays owed when day, hour or zone are changed.
  const floor = before === undefined || before.paused === true ? lastDue(rhythm, desk.now()) : before.floor;
  const act = desk.act(caller, { act: 'schedule', detail: { day, time: at, zone } }, ({ act: number, put }) => {
    put('daily', noCable, weeklyKey, { ...rhythm, channel, floor });
    return number;
  });
  return done(
    said`The letter of the week comes every ${own(`${day.charAt(0).toUpperCase()}${day.slice(1)}`)} at ${own(at)} (${own(zone)}) in ${{ kind: 'channel', id: channel, name: channel }}.`,
    act,
    { blocks: [{ kind: 'text', text: said`Next: ${time(momentOf(zone, addDays(lastDue(rhythm, desk.now()), 7), at))}` }] },
  );
}

function noLetter(desk: Desk, caller: Caller): Reply {
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

function change(desk: Desk, caller: Caller, what: string, to: (schedule: Schedule) => Schedule, text: Text): Reply {
  const before = scheduleOf(desk, caller.desk, digestKey);
  if (before === undefined) throw noSchedule();
  const after = to(before);
  const act = desk.act(caller, { act: what }, ({ act: number, put }) => {
    put('daily', noCable, digestKey, after);
    return number;
  });
  return done(text, act, { blocks: after.paused === true ? [] : [next(desk, after)] });
}

import { commandGroup, subcommand, type Caller } from '../src/command.ts';
import { digestKey, lastDays, scheduleOf, type Schedule } from '../src/daily.ts';
import type { Desk } from '../src/desk.ts';
import { collectDigest, sendDigest } from '../src/digest.ts';
import { noCable } from '../src/facts.ts';
import { DeskError } from '../src/failure.ts';
import type { Block, Reply } from '../src/reply.ts';
import { done } from '../src/teamwork.ts';
import { own, quoted, said, strong, time, type Text } from '../src/text.ts';
import { clockTime, timeZone, zoneOption } from '../src/hours.ts';
import { lastDueDay, nextMoments } from '../src/zones.ts';

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

import type { ActName } from '../desk/acts.ts';
import { clockCaller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { dayIn } from '../language/zones.ts';
import type { Block, Post, Reply } from '../reply/reply.ts';
import { count, join, own, plural, said, strong, time, type Text } from '../reply/text.ts';
import { changeSchedule } from './change-schedule.ts';
import { digestKey, dueNow, lastDays, scheduleOf, sendOnce, type Due, type Schedule, type SendOutcome } from './once-a-day.ts';

/** What digest and weekly letter have in common: each is posted in the channel of its schedule, until that refuses it. */

/** What is posted, and what the next one has to know of it. */
export type Collected = { reply: Reply; detail: Record<string, unknown>; isEmpty: boolean };

/** What a late post says of the days or weeks that it stands for. */
export type Lateness = Pick<Due, 'moment' | 'isLate' | 'covered'>;

type Scheduled = { what: string; act: ActName; collect(desk: Desk, due: Lateness): Promise<Collected> };

/** Posts what is scheduled if it is due, exactly once. `isForced` posts today's now unless it was posted already. */
export async function sendScheduled(desk: Desk, { what, act, collect }: Scheduled, isForced = false): Promise<SendOutcome | 'stopped'> {
  const schedule = scheduleOf(desk, desk.home(), what);
  if (schedule?.channel === undefined) return 'not due';
  if (stopIfRefused(desk, what, schedule)) return 'stopped';
  const { channel, quiet } = schedule;
  const due = isForced ? dueToday(desk, what, schedule) : dueNow(desk, what, schedule);
  return sendOnce(desk, { what, due, act }, async (day) => {
    const { reply, detail, isEmpty } = await collect(desk, day);
    const isSilent = quiet === true && isEmpty && !isForced;
    const post: Post = { to: { channel }, reply, silent: true, ...(desk.exposure === 'sealed' ? {} : { shows: 'metadata' }) };
    return { detail, posts: () => (isSilent ? [] : [post]) };
  });
}

function dueToday(desk: Desk, what: string, { zone }: Schedule): Due | undefined {
  const date = dayIn(zone, desk.now());
  const [last] = lastDays(desk, desk.home(), what, 1);
  return last !== undefined && last.date >= date ? undefined : { date, moment: desk.now(), isLate: false, covered: [] };
}

/** Stops the schedule when the channel refused the last post, and notifies the leads once. Returns whether it stopped. */
function stopIfRefused(desk: Desk, what: string, schedule: Schedule): boolean {
  const home = desk.home();
  const [last] = lastDays(desk, home, what, 1);
  if (last?.nonce === undefined || schedule.paused === true) return false;
  const problem = desk.outbox.problemOf(home, `${last.nonce}:0`);
  const caller = clockCaller(home, `digest-stopped:${last.nonce}`);
  // Stop only once per refusal: whoever resumed it since knows about it.
  if (problem === undefined || desk.wasDone(caller.interaction)) return false;
  desk.act(caller, { act: 'digest stopped', detail: { date: last.date } }, ({ put, post }) => {
    changeSchedule(desk, home, put, what, { paused: true, trouble: problem });
    for (const { id } of desk.roster.leads(home)) post(() => stoppedPost(id, what, schedule, problem));
    return null;
  });
  return true;
}

function stoppedPost(lead: string, what: string, { channel = '' }: Schedule, problem: string): Post {
  const isWeekly = what !== digestKey;
  return {
    to: { member: lead },
    reply: {
      tone: 'notice',
      blocks: [
        {
          kind: 'text',
          text: isWeekly
            ? said`The weekly letter could not be posted in ${{ kind: 'channel', id: channel, name: channel }} and is stopped.`
            : said`The digest could not be posted in ${{ kind: 'channel', id: channel, name: channel }} and is stopped.`,
        },
        { kind: 'text', text: said`${own(problem)}` },
        {
          kind: 'text',
          text: isWeekly
            ? said`Fix that, then turn it on again in that channel: ${strong('/digest weekly')} with a day.`
            : said`Fix that, then turn it on again in that channel: ${strong('/digest schedule')} or ${strong('/digest resume')}.`,
        },
      ],
    },
  };
}

/** The line that tells that a post is late; none when it is in time. */
export const lateBlocks = (due: Lateness | undefined, unit: 'day' | 'week'): Block[] =>
  due?.isLate === true
    ? [
        {
          kind: 'small',
          text: said`Late: it was due ${time(due.moment, 'both')}${due.covered.length === 0 ? said`` : said`, and covers ${unit === 'day' ? plural(due.covered.length, 'earlier day') : plural(due.covered.length, 'earlier week')} too`}.`,
        },
      ]
    : [];

/** Some counts, each with its change since the last post. */
export const changesText = <Name extends string>(
  names: readonly Name[],
  now: Readonly<Record<Name, number>>,
  before: Readonly<Record<Name, number>> | undefined,
): Text =>
  join(
    names.map((name) => {
      const change = before === undefined ? 0 : now[name] - before[name];
      return said`${strong(count(now[name]))} ${own(name)}${change === 0 ? said`` : said` (${own(change > 0 ? '+' : '\u2212')}${Math.abs(change)})`}`;
    }),
    ', ',
  );

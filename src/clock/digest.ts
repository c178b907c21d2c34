import { clockCaller } from '../desk/caller.ts';
import { z } from 'zod';
import { headLine, subjectLine } from '../cables/cards.ts';
import { digestKey, dueNow, lastDays, markDay, scheduleOf, type Due, type Schedule } from './once-a-day.ts';
import type { Desk } from '../desk/desk.ts';
import { noCable } from '../desk/facts.ts';
import { countActs } from '../desk/history.ts';
import { pickUntouched, type Pick } from './untouched.ts';
import type { Block, Post, Reply } from '../reply/reply.ts';
import { openAction, person } from '../team/pages/lines.ts';
import { count, join, own, plural, quoted, ref, said, strong, time, type Text } from '../reply/text.ts';
import { progressOf, untouchedQuery } from '../team/progress.ts';
import { allWork, isOpenWork } from '../team/work.ts';
import { dayIn } from '../language/zones.ts';
import { press } from '../reply/actions.ts';

const maxPicks = 5;
const maxOverdue = 3;
/** Picked cables are not repeated for this many digests. */
const rememberedDigests = 7;
const staleAfter = 48 * 60 * 60_000;

const totalsShape = z.object({ cables: z.number(), unread: z.number(), untagged: z.number(), unassigned: z.number(), stale: z.number() });
type Totals = z.infer<typeof totalsShape>;
const detailShape = z.object({ totals: totalsShape, picks: z.array(z.string()).default([]) });

export type Digest = { reply: Reply; detail: z.infer<typeof detailShape>; isEmpty: boolean };

/** The digest as it would be posted now. Writes nothing. */
export async function collectDigest(whole: Desk, due?: Part<Due, 'date' | 'moment' | 'isLate' | 'covered'>): Promise<Digest> {
  // What is posted cannot be recalled, so it never tells of withdrawn cables, not even to leads.
  const desk = whole.as({ desk: whole.home(), role: 'reader' });
  const caller = clockCaller(desk.home(), '');
  const home = caller.desk;
  const [before] = lastDays(desk, home, digestKey, 1);
  const past = lastDays(desk, home, digestKey, rememberedDigests).flatMap(({ detail }) => detailShape.safeParse(detail).data?.picks ?? []);
  const since = before?.madeAt ?? desk.now() - 24 * 60 * 60_000;
  const totals = totalsOf(desk, home);
  const earlier = before === undefined ? undefined : detailShape.safeParse(before.detail).data?.totals;
  const picks = desk.exposure === 'sealed' ? [] : await pickUntouched(desk, caller, maxPicks, new Set(past));
  const done = doneSince(desk, home, since);
  const late = progressOf(desk.facts, home, desk.now()).overdue;
  const overdue = [...allWork(desk.facts, home)].filter(([cable]) => late.has(cable));
  const heads = new Map(desk.cables.heads(overdue.slice(0, maxOverdue).map(([cable]) => cable)).map((head) => [head.row, head]));
  const isSealed = desk.exposure === 'sealed';
  const blocks: Block[] = [
    ...(due?.isLate === true
      ? [
          {
            kind: 'small' as const,
            text: said`Late: it was due ${time(due.moment, 'both')}${due.covered.length === 0 ? said`` : said`, and stands for ${plural(due.covered.length, 'earlier day')} too`}.`,
          },
        ]
      : []),
    { kind: 'text', text: totalsText(totals, earlier) },
    {
      kind: 'text',
      text:
        done.length === 0
          ? said`Nothing was changed since ${time(since, 'relative')}.`
          : said`Since ${time(since, 'relative')}: ${join(done, ', ')}.`,
    },
  ];
  if (overdue.length > 0) {
    blocks.push({ kind: 'text', text: said`${strong('Overdue')}: ${plural(overdue.length, 'cable')}` });
    if (!isSealed)
      for (const [cable, work] of overdue.slice(0, maxOverdue)) {
        const head = heads.get(cable);
        if (head !== undefined)
          blocks.push({
            kind: 'text',
            text: said`${ref(head.ref)}, due ${own(work.due ?? '')}, with ${person(desk, home, work.assignee ?? '')}`,
          });
      }
  }
  if (picks.length > 0) {
    blocks.push({ kind: 'rule' }, { kind: 'text', text: said`${strong('Nobody has looked at these')}` });
    blocks.push({ kind: 'items', items: picks.map(pickItem) });
  }
  return {
    reply: {
      title: said`The desk’s morning`,
      blocks,
      actions: [
        [
          press(said`All untouched`, 'search', { query: untouchedQuery, sort: 'newest' }),
          press(said`Board`, 'board', {}),
          press(said`My work`, 'mine', {}),
          press(said`Coverage`, 'analysis', { kind: 'coverage' }),
        ],
      ],
      visibility: 'channel',
    },
    detail: { totals, picks: picks.map(({ head }) => head.ref) },
    isEmpty: done.length === 0 && overdue.length === 0 && picks.length === 0,
  };
}

type Part<Type, Keys extends keyof Type> = { [Key in Keys]: Type[Key] };

function pickItem({ head, reason }: Pick) {
  const options = { ref: head.ref };
  return {
    head: headLine(head),
    lines: [subjectLine(head), said`${own('Why:')} ${reason}`],
    actions: [
      { ...openAction(head.ref), as: 'reply' as const, style: 'main' as const },
      press(said`Claim`, 'claim', options),
      press(said`Not for us`, 'read', { ...options, irrelevant: true }),
    ],
  };
}

function totalsOf(desk: Desk, home: string): Totals {
  const cables = desk.cables.count();
  const { read, tagged } = progressOf(desk.facts, home, desk.now());
  const work = [...allWork(desk.facts, home)];
  return {
    cables,
    unread: cables - read.size,
    untagged: cables - tagged.size,
    unassigned: cables - work.filter(([, one]) => one.assignee !== undefined).length,
    stale: work.filter(([, one]) => isOpenWork(one) && desk.now() - (one.touched ?? 0) > staleAfter).length,
  };
}

function totalsText(now: Totals, before: Totals | undefined): Text {
  const part = (name: 'unread' | 'untagged' | 'unassigned' | 'stale'): Text => {
    const change = before === undefined ? 0 : now[name] - before[name];
    return said`${strong(count(now[name]))} ${own(name)}${change === 0 ? said`` : said` (${own(change > 0 ? '+' : '\u2212')}${Math.abs(change)})`}`;
  };
  return said`Of ${plural(now.cables, 'cable')}: ${join([part('unread'), part('untagged'), part('unassigned'), part('stale')], ', ')}.`;
}

/** What the desk did since a time, in counts. */
export const doneSince = (desk: Desk, home: string, since: number): Text[] =>
  countActs(desk.db, home, since).map(({ one, many, count: times }) => said`${plural(times, one, many)}`);

/** The outcome of one check for a due post. */
export type SendOutcome = 'not due' | 'posted' | 'empty' | 'stopped';

/**
 * Posts the digest if it is due, exactly once: the day is marked in the same transaction that puts the post into the
 * outbox, which sends it with an enforced nonce. `isForced` posts today's digest now unless it was posted already.
 */
export async function sendDigest(desk: Desk, isForced = false): Promise<SendOutcome> {
  const home = desk.home();
  const schedule = scheduleOf(desk, home, digestKey);
  if (schedule?.channel === undefined) return 'not due';
  if (stopIfRefused(desk, digestKey, schedule)) return 'stopped';
  const due = isForced ? dueToday(desk, home, schedule) : dueNow(desk, home, digestKey, schedule);
  if (due === undefined) return 'not due';
  const { reply, detail, isEmpty } = await collectDigest(desk, due);
  const isSilent = schedule.quiet === true && isEmpty && !isForced;
  const caller = clockCaller(desk.home(), `digest:${home}:${due.date}`);
  return desk.act(caller, { act: 'digest', detail: { date: due.date, late: due.isLate } }, ({ post }): SendOutcome => {
    // Check again inside the transaction: collecting took a while.
    if (lastDays(desk, home, digestKey, 1)[0]?.date === due.date) return 'not due';
    markDay(desk, home, digestKey, due, isSilent ? 'empty' : 'sent', detail, caller.interaction);
    if (isSilent) return 'empty';
    post({
      to: { channel: schedule.channel ?? '' },
      reply,
      silent: true,
      ...(desk.exposure === 'sealed' ? {} : { shows: 'metadata' as const }),
    });
    return 'posted';
  });
}

function dueToday(desk: Desk, home: string, { zone }: Schedule): Due | undefined {
  const date = dayIn(zone, desk.now());
  const [last] = lastDays(desk, home, digestKey, 1);
  return last !== undefined && last.date >= date ? undefined : { date, moment: desk.now(), isLate: false, covered: [] };
}

/** Stops the schedule when the channel refused the last post, and notifies the leads once. Returns whether it stopped. */
export function stopIfRefused(desk: Desk, what: string, schedule: Schedule): boolean {
  const home = desk.home();
  const [last] = lastDays(desk, home, what, 1);
  if (last?.nonce === undefined || schedule.paused === true) return false;
  const problem = desk.outbox.problemOf(home, `${last.nonce}:0`);
  // Stop only once per refusal: whoever resumed it since knows about it.
  if (problem === undefined || desk.wasDone(`digest-stopped:${last.nonce}`)) return false;
  desk.act(
    clockCaller(desk.home(), `digest-stopped:${last.nonce}`),
    { act: 'digest stopped', detail: { date: last.date } },
    ({ put, post }) => {
      put('daily', noCable, what, { ...schedule, paused: true, trouble: problem });
      for (const { id } of desk.roster.all(home).filter(({ role }) => role === 'lead')) post(stoppedPost(id, what, schedule, problem));
      return null;
    },
  );
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
          text: said`The ${own(isWeekly ? 'weekly letter' : 'digest')} could not be posted in ${{ kind: 'channel', id: channel, name: channel }} and is stopped.`,
        },
        { kind: 'text', text: said`${quoted(problem)}` },
        {
          kind: 'text',
          text: isWeekly
            ? said`Mend it, then turn it on again in that channel: ${strong('/digest weekly')} with a day.`
            : said`Mend it, then turn it on again in that channel: ${strong('/digest schedule')} or ${strong('/digest resume')}.`,
        },
      ],
    },
  };
}

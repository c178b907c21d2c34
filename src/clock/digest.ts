import { z } from 'zod';
import { auditHead } from '../desk/audit.ts';
import { headText } from '../desk/verify/anchors.ts';
import { headLine, subjectLine } from '../cables/cards.ts';
import { digestKey, lastDays, type SendOutcome } from './once-a-day.ts';
import { changesText, lateBlocks, sendScheduled, type Lateness } from './scheduled-post.ts';
import type { Desk } from '../desk/desk.ts';
import { countActs } from '../desk/history.ts';
import { pickUntouched, type Pick } from './untouched.ts';
import type { Block, Reply } from '../reply/reply.ts';
import { openAction, person } from '../team/pages/lines.ts';
import { join, own, plural, ref, said, strong, time, type Text, english } from '../reply/text.ts';
import { progressOf, untouchedQuery } from '../team/progress.ts';
import { allWork, isOpenWork } from '../team/work.ts';
import { press } from '../reply/actions.ts';

const maxPicks = 5;
const maxOverdue = 3;
/** Picked cables are not repeated for this many digests. */
const rememberedDigests = 7;
const staleAfter = 48 * 60 * 60_000;

const totalsShape = z.object({ cables: z.number(), unread: z.number(), untagged: z.number(), unassigned: z.number(), stale: z.number() });
type Totals = z.infer<typeof totalsShape>;
const countedTotals = english(['unread', 'untagged', 'unassigned', 'stale'] as const);
const detailShape = z.object({
  totals: totalsShape,
  picks: z.array(z.string()).default([]),
  /** The head of the audit log, which the post shows: whoever has the post can tell whether the log was changed since. */
  anchor: z.object({ seq: z.number(), hash: z.string() }).optional(),
});

export type Digest = { reply: Reply; detail: z.infer<typeof detailShape>; isEmpty: boolean };

/** The digest as it would be posted now. Writes nothing. */
export async function collectDigest(whole: Desk, due?: Lateness): Promise<Digest> {
  // What is posted cannot be recalled, so it never tells of withdrawn cables, not even to leads.
  const desk = whole.as({ desk: whole.home(), role: 'reader' });
  const home = desk.home();
  const [before] = lastDays(desk, home, digestKey, 1);
  const since = before?.madeAt ?? desk.now() - 24 * 60 * 60_000;
  const totals = totalsOf(desk, home);
  const earlier = before === undefined ? undefined : detailShape.safeParse(before.detail).data?.totals;
  const picks = desk.exposure === 'sealed' ? [] : await pickUntouched(desk, { count: maxPicks, recent: pickedLately(desk, home) });
  const done = doneSince(desk, home, since);
  const late = progressOf(desk.facts, home, desk.now()).overdue;
  const overdue = [...allWork(desk.facts, home)].filter(([cable]) => late.has(cable));
  const heads = new Map(desk.cables.heads(overdue.slice(0, maxOverdue).map(([cable]) => cable)).map((head) => [head.row, head]));
  const isSealed = desk.exposure === 'sealed';
  const blocks: Block[] = [
    ...lateBlocks(due, 'day'),
    { kind: 'text', text: said`Of ${plural(totals.cables, 'cable')}: ${changesText(countedTotals, totals, earlier)}.` },
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
    blocks.push({ kind: 'rule' }, { kind: 'text', text: said`${strong('Nobody has touched these yet')}` });
    blocks.push({ kind: 'items', items: picks.map(pickItem) });
  }
  const anchor = auditHead(desk.db);
  blocks.push({ kind: 'small', text: said`Audit log: ${own(headText(anchor))}` });
  return {
    reply: {
      title: said`The desk’s morning`,
      blocks,
      actions: [
        [
          press(said`All untouched`, 'search', { query: untouchedQuery, sort: 'newest' }),
          press(said`Board`, 'work board', {}),
          press(said`My work`, 'work mine', {}),
          press(said`Coverage`, 'analysis', { kind: 'coverage' }),
        ],
      ],
      visibility: 'channel',
    },
    detail: { totals, picks: picks.map(({ head }) => head.ref), anchor },
    isEmpty: done.length === 0 && overdue.length === 0 && picks.length === 0,
  };
}

/** The cables that the last digests picked, with the last day of each. */
function pickedLately(desk: Desk, home: string): Map<string, string> {
  const days = lastDays(desk, home, digestKey, rememberedDigests).toReversed();
  return new Map(days.flatMap(({ date, detail }) => (detailShape.safeParse(detail).data?.picks ?? []).map((one) => [one, date] as const)));
}

function pickItem({ head, reason }: Pick) {
  const options = { ref: head.ref };
  return {
    head: headLine(head),
    lines: [subjectLine(head), said`${own('Why:')} ${reason}`],
    actions: [
      { ...openAction(head.ref), as: 'reply' as const, style: 'main' as const },
      press(said`Take it`, 'work claim', options, { as: 'decide' }),
      press(said`Not for us`, 'work read', { ...options, irrelevant: true }, { as: 'decide' }),
      press(said`Later`, 'digest later', options, { as: 'decide' }),
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

/** What the desk did since a time, in counts. */
export const doneSince = (desk: Desk, home: string, since: number): Text[] =>
  countActs(desk.db, home, since).map(({ one, many, count: times }) => said`${plural(times, one, many)}`);

/** Posts the digest if it is due, exactly once. `isForced` posts today's digest now unless it was posted already. */
export const sendDigest = (desk: Desk, isForced = false): Promise<SendOutcome | 'stopped'> =>
  sendScheduled(desk, { what: digestKey, act: 'digest', collect: collectDigest }, isForced);

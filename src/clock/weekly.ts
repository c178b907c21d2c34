import { progressOf } from '../team/progress.ts';
import { allWork } from '../team/work.ts';
import { openQuestions, secondReadings, waitingBlocks } from './weekly-waiting.ts';
import { nameBlocks, wordBlocks } from './weekly-words.ts';
import { z } from 'zod';
import { doneSince } from './digest.ts';
import { lastDays, weeklyKey, type SendOutcome } from './once-a-day.ts';
import { changesText, lateBlocks, sendScheduled, type Lateness } from './scheduled-post.ts';
import { backupAge } from '../desk/backups/state.ts';
import type { Desk } from '../desk/desk.ts';
import { claimsOf } from '../factcheck/claims.ts';
import type { Block, Reply } from '../reply/reply.ts';
import { join, plural, said, strong, time, type Text, ours, english } from '../reply/text.ts';
import { press } from '../reply/actions.ts';

/**
 * The weekly letter: what the week's work was about, how far the trove is read, open questions, and pending second
 * readings. Due once a week, tracked in the same table as the digest.
 */

const week = 7 * 24 * 60 * 60_000;

const totalsShape = z.object({ cables: z.number(), opened: z.number(), tagged: z.number(), verified: z.number() });
type Totals = z.infer<typeof totalsShape>;

type Letter = { reply: Reply; detail: { totals: Totals }; isEmpty: boolean };

/** The letter as it would be posted now. Writes nothing. */
export async function collectLetter(whole: Desk, due?: Lateness): Promise<Letter> {
  // What is posted cannot be recalled, so it never tells of withdrawn cables, not even to leads.
  const desk = whole.as({ desk: whole.home(), role: 'reader' });
  const home = desk.home();
  const [before] = lastDays(desk, home, weeklyKey, 1);
  const since = before?.madeAt ?? desk.now() - week;
  const earlier = before === undefined ? undefined : z.object({ totals: totalsShape }).safeParse(before.detail).data?.totals;
  const totals = totalsOf(desk, home);
  const rows = workedOn(desk, home, since);
  const done = doneSince(desk, home, since);
  const isSealed = desk.exposure === 'sealed';
  const blocks: Block[] = [
    ...lateBlocks(due, 'week'),
    { kind: 'text', text: coverageText(totals, earlier) },
    {
      kind: 'text',
      text:
        done.length === 0
          ? said`Nothing changed since ${time(since, 'date')}.`
          : said`Since ${time(since, 'date')}: ${join(done, ', ')}; ${plural(rows.length, 'cable')} worked on.`,
    },
  ];
  if (!isSealed) blocks.push(...(await wordBlocks(desk, rows)), ...(await nameBlocks(desk, rows)));
  const questions = openQuestions(desk, home);
  const second = secondReadings(desk, home);
  blocks.push(...waitingBlocks(desk, ours('Open questions'), questions), ...waitingBlocks(desk, ours('Second readings due'), second));
  const claims = claimsOf(desk.facts, home).filter(({ status }) => status !== 'verified');
  if (claims.length > 0)
    blocks.push({
      kind: 'text',
      text: said`${strong('Claims waiting to be confirmed')}: ${claims.length}, ${claims.filter(({ status }) => status === 'disputed').length} of them disputed`,
    });
  const backup = backupAge(desk.db);
  if (backup !== undefined) blocks.push({ kind: 'small', text: backup });
  return {
    reply: {
      title: said`The desk’s week`,
      blocks,
      actions: [
        [
          press(said`Second readings`, 'check review list', {}),
          press(said`Claims`, 'check fact list', {}),
          press(said`Board`, 'work board', {}),
        ],
      ],
      visibility: 'channel',
    },
    detail: { totals },
    isEmpty: done.length === 0 && questions.length + second.length + claims.length === 0,
  };
}

function totalsOf(desk: Desk, home: string): Totals {
  const { read, tagged } = progressOf(desk.facts, home, desk.now());
  return {
    cables: desk.cables.count(),
    opened: read.size,
    tagged: tagged.size,
    verified: [...allWork(desk.facts, home)].filter(([, { status }]) => status === 'verified').length,
  };
}

function coverageText(now: Totals, before: Totals | undefined): Text {
  const percent = now.cables === 0 ? 0 : Math.floor((100 * now.opened) / now.cables);
  return said`Of ${plural(now.cables, 'cable')}: ${changesText(english(['opened', 'tagged', 'verified']), now, before)}; ${percent} % have been opened.`;
}

/** Cables with any activity since a time, latest first. */
function workedOn(desk: Desk, home: string, since: number): number[] {
  const last = new Map<number, number>();
  const see = (cable: number, at: number): void => {
    if (at >= since && at > (last.get(cable) ?? 0)) last.set(cable, at);
  };
  for (const kind of ['tag', 'note', 'work', 'review', 'reading'] as const)
    for (const { cable, at } of desk.facts.all(home, kind)) see(cable, at);
  return [...last].toSorted(([, a], [, b]) => b - a).map(([cable]) => cable);
}

/** Posts the weekly letter if it is due, exactly once. */
export const sendLetter = (desk: Desk): Promise<SendOutcome | 'stopped'> =>
  sendScheduled(desk, { what: weeklyKey, act: 'weekly letter', collect: collectLetter });

import { subjectLine, headLine } from '../cables/cards.ts';
import { dueNow, reminded, schedules, sendOnce, type Schedule } from './once-a-day.ts';
import type { Desk } from '../desk/desk.ts';
import type { Item, Post } from '../reply/reply.ts';
import { own, plural, quoted, said } from '../reply/text.ts';
import { allWork, isOpenWork, isOverdue, type Work } from '../team/work.ts';
import { dayIn } from '../language/zones.ts';
import { press } from '../reply/actions.ts';

/** Cables that fit into a message with their buttons. */
const maxShown = 5;

/**
 * Sends each member whose reminder is due their open work, in one direct message a day; none when there is no work. Returns
 * how many were sent.
 */
export async function sendReminders(desk: Desk): Promise<number> {
  let sent = 0;
  for (const [what, schedule] of schedules(desk, desk.home())) {
    const member = reminded(what);
    if (member === undefined) continue;
    const daily = { what, due: dueNow(desk, what, schedule), act: 'remind', detail: { to: member } } as const;
    const outcome = await sendOnce(desk, daily, () => {
      const post = reminder(desk, desk.home(), member, schedule);
      return { posts: () => (post === undefined ? [] : [post]) };
    });
    if (outcome === 'posted') sent += 1;
  }
  return sent;
}

function reminder(whole: Desk, home: string, member: string, { zone }: Schedule): Post | undefined {
  // Messages cannot be recalled, so they never contain withdrawn cables, not even a lead's.
  const desk = whole.as({ desk: home, role: 'reader' });
  const today = dayIn(zone, desk.now());
  const work = [...allWork(desk.facts, home)]
    .filter(([, one]) => one.assignee === member && isOpenWork(one) && (one.snoozed ?? '') <= today)
    .toSorted(([, a], [, b]) => (a.due ?? '9999').localeCompare(b.due ?? '9999') || (a.since ?? 0) - (b.since ?? 0));
  if (work.length === 0) return undefined;
  const heads = new Map(desk.cables.heads(work.slice(0, maxShown).map(([cable]) => cable)).map((head) => [head.row, head]));
  const items = work.slice(0, maxShown).flatMap(([cable, one]): Item[] => {
    const head = heads.get(cable);
    return head === undefined ? [] : [itemOf(head, one, today)];
  });
  const overdue = work.filter(([, one]) => isOverdue(one, today)).length;
  return {
    to: { member },
    shows: 'metadata',
    reply: {
      title: said`You have ${plural(work.length, 'cable')} to do`,
      blocks: [
        ...(overdue === 0 ? [] : [{ kind: 'text' as const, text: said`${overdue} overdue.` }]),
        { kind: 'items', items },
        ...(work.length > maxShown ? [{ kind: 'small' as const, text: said`${work.length - maxShown} more: /work mine` }] : []),
      ],
      actions: [[press(said`All my work`, 'work mine', {})]],
    },
  };
}

function itemOf(head: Parameters<typeof headLine>[0], { due, why }: Work, today: string): Item {
  const options = { ref: head.ref };
  return {
    head: headLine(head),
    lines: [
      subjectLine(head),
      ...(due === undefined ? [] : [due < today ? said`overdue since ${own(due)}` : said`due ${own(due)}`]),
      ...(why === undefined ? [] : [[quoted(why)]]),
    ],
    actions: [
      press(said`Open`, 'cable', { ref: head.ref }),
      press(said`Done`, 'work remind done', options, { as: 'decide', style: 'main' }),
      press(said`Snooze`, 'work remind snooze', options, { as: 'decide' }),
      press(said`Release`, 'work release', options, { as: 'decide' }),
    ],
  };
}

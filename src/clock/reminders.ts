import { subjectLine, headLine } from '../cables/cards.ts';
import { dueNow, lastDays, markDay, schedules, type Schedule } from './once-a-day.ts';
import type { Desk } from '../desk/desk.ts';
import { clockCaller } from '../desk/caller.ts';
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
export function sendReminders(desk: Desk): number {
  const home = desk.home();
  let sent = 0;
  for (const [what, schedule] of schedules(desk, home)) {
    const member = /^remind:(.+)$/.exec(what)?.[1];
    const due = member === undefined ? undefined : dueNow(desk, home, what, schedule);
    if (member === undefined || due === undefined) continue;
    const post = reminder(desk, home, member, schedule);
    const caller = clockCaller(desk.home(), `${what}:${home}:${due.date}`);
    sent += desk.act(caller, { act: 'remind', detail: { to: member, date: due.date } }, (tools) => {
      if (lastDays(desk, home, what, 1)[0]?.date === due.date) return 0;
      markDay(desk, home, what, due, post === undefined ? 'empty' : 'sent', {}, caller.interaction);
      if (post === undefined) return 0;
      tools.post(post);
      return 1;
    });
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
        ...(work.length > maxShown ? [{ kind: 'small' as const, text: said`${work.length - maxShown} more: /mine` }] : []),
      ],
      actions: [[press(said`All my work`, 'mine', {})]],
    },
  };
}

function itemOf(head: Parameters<typeof headLine>[0], { due, why }: Work, today: string): Item {
  const options = { ref: head.ref };
  return {
    head: headLine(head),
    lines: [
      subjectLine(head),
      ...(due === undefined ? [] : [said`${own(due < today ? 'overdue since' : 'due')} ${own(due)}`]),
      ...(why === undefined ? [] : [[quoted(why)]]),
    ],
    actions: [
      press(said`Open`, 'cable', { ref: head.ref }),
      press(said`Done`, 'remind done', options, { style: 'main' }),
      press(said`Snooze`, 'remind snooze', options),
      press(said`Release`, 'release', options),
    ],
  };
}

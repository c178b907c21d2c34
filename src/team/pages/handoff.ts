import { headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { cablesCsv } from '../export.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Post, Reply } from '../../reply/reply.ts';
import { listPost } from './list-post.ts';
import { done, person, todayOf } from './lines.ts';
import { own, plural, quoted, ref, said } from '../../reply/text.ts';
import { allWork, isOpenWork, isOverdue, workOn, type Work } from '../work.ts';
import { press } from '../../reply/actions.ts';

/** All open work of one member goes to another, or back to everybody: a preview, then exactly that. */

/** Cables that the preview names one by one. */
const shown = 5;

type Change = { from: string; to: string | undefined; why: string | undefined };

/** Whose work it is: they may have left, so that a role is not asked for. */
export function leaver(desk: Desk, caller: Caller, typed: string): string {
  const known = desk.roster.named(caller.desk, typed)?.id;
  const has = (id: string): boolean => [...allWork(desk.facts, caller.desk).values()].some(({ assignee }) => assignee === id);
  const id = known ?? /^(?:<@!?)?(\S+?)>?$/.exec(typed.trim())?.[1];
  if (id !== undefined && (known !== undefined || has(id))) return id;
  throw new DeskError(desk.roster.whyNobody(caller.desk, typed), {
    kind: 'usage',
    hint: said`Pick somebody from the list. /work board shows who has work.`,
  });
}

/** Open work of a member, the most urgent first; what the caller must not see is not there. */
function openWork(desk: Desk, caller: Caller, member: string): [number, Work][] {
  return [...allWork(desk.facts, caller.desk)]
    .filter(([, work]) => work.assignee === member && isOpenWork(work))
    .toSorted(([, a], [, b]) => (a.due ?? '9999').localeCompare(b.due ?? '9999') || (a.since ?? 0) - (b.since ?? 0));
}

/** What would change hands, to be confirmed. Throws a DeskError when there is nothing. */
export function previewHandoff(desk: Desk, caller: Caller, { from, to, why }: Change): Reply {
  const work = openWork(desk, caller, from);
  const who = person(desk, caller.desk, from);
  if (work.length === 0)
    throw new DeskError(said`${who} has no open work.`, { hint: said`Cables that are read or verified do not count.` });
  const heads = new Map(desk.cables.heads(work.slice(0, shown).map(([row]) => row)).map((head) => [head.row, head]));
  const overdue = work.filter(([, one]) => isOverdue(one, todayOf(desk))).length;
  return {
    title:
      to === undefined
        ? said`Release ${who}’s ${plural(work.length, 'cable')}?`
        : said`Hand ${who}’s ${plural(work.length, 'cable')} over to ${person(desk, caller.desk, to)}?`,
    blocks: [
      ...(overdue === 0 ? [] : [{ kind: 'text' as const, text: said`${overdue} of them overdue.` }]),
      {
        kind: 'items',
        items: work.slice(0, shown).flatMap(([row, one]) => {
          const head = heads.get(row);
          if (head === undefined) return [];
          const { status, due, priority } = one;
          const facts = [
            status === 'blocked' ? 'blocked' : '',
            priority === 'high' ? 'high priority' : '',
            due === undefined ? '' : `due ${due}`,
          ];
          const urgency = facts.filter((fact) => fact !== '').join(', ');
          return [
            {
              head: headLine(head),
              lines: [subjectLine(head), ...(urgency === '' ? [] : [[own(urgency)]])],
              actions: [press(said`Open`, 'cable', { ref: head.ref })],
            },
          ];
        }),
      },
      ...(work.length > shown ? [{ kind: 'small' as const, text: said`${work.length - shown} more.` }] : []),
      {
        kind: 'small',
        text: said`Exactly these change hands when you confirm, except any finished or taken before then. Tags, notes and what was read stay. One press undoes it.`,
      },
    ],
    actions: [
      [
        press(
          to === undefined ? said`Release ${plural(work.length, 'cable')}` : said`Hand over ${plural(work.length, 'cable')}`,
          'work handoff',
          {
            from,
            ...(to === undefined ? {} : { to }),
            ...(why === undefined ? {} : { why }),
            frozen: desk.views.keep(caller.desk, JSON.stringify(work.map(([row]) => row))),
          },
          { as: 'replace', style: 'main' },
        ),
      ],
    ],
  };
}

/** Hands over the cables that were previewed, but for what was finished or taken meanwhile. */
export function carryOutHandoff(desk: Desk, caller: Caller, change: Change, frozen: readonly number[]): Reply {
  const { from, to } = change;
  const who = person(desk, caller.desk, from);
  const { act, rows } = desk.act(caller, { act: 'hand off', detail: { from, ...(to === undefined ? {} : { to }) } }, (tools) => {
    // Asked again inside: what was finished, taken or withdrawn since the preview stays as it is.
    const moving = frozen.filter((row) => {
      const work = workOn(desk.facts, caller.desk, row);
      return work.assignee === from && isOpenWork(work);
    });
    if (moving.length === 0) throw new DeskError(said`${who} no longer has any of these.`, { hint: said`Ask for the preview again.` });
    for (const row of moving) move(desk, caller, tools, row, to);
    if (to !== undefined && to !== caller.member) tools.post(toSuccessor(desk, caller, change, to, moving));
    if (from !== caller.member) tools.post(toFormer(desk, caller, change, moving));
    return { act: tools.act, rows: moving };
  });
  const rest = frozen.length - rows.length;
  const reply = done(
    said`${to === undefined ? said`Released` : said`Handed over to ${person(desk, caller.desk, to)}`}: ${who}’s ${plural(rows.length, 'cable')}.${rest === 0 ? said`` : said` ${rest} finished or taken since the preview stayed as they are.`}`,
    act,
  );
  return { ...reply, files: [{ name: `handoff-${todayOf(desk)}.csv`, bytes: cablesCsv(desk, caller, rows) }] };
}

function move(
  desk: Desk,
  caller: Caller,
  {
    put,
    drop,
  }: { put: (kind: 'work', row: number, key: '', value: Work) => boolean; drop: (kind: 'work', row: number, key: '') => boolean },
  row: number,
  to: string | undefined,
): void {
  const { status, due, priority, why } = workOn(desk.facts, caller.desk, row);
  const urgency = { ...(due === undefined ? {} : { due }), ...(priority === undefined ? {} : { priority }) };
  const left = status === 'blocked' ? 'blocked' : 'new';
  if (to === undefined) {
    if (left === 'new' && due === undefined && priority === undefined) drop('work', row, '');
    else put('work', row, '', { status: left, ...urgency });
    return;
  }
  put('work', row, '', {
    status: left === 'new' && to === caller.member ? 'claimed' : left,
    assignee: to,
    by: caller.member,
    ...urgency,
    ...(why === undefined ? {} : { why }),
    since: desk.now(),
    touched: desk.now(),
  });
}

const whyBlock = (why: string | undefined) => (why === undefined ? [] : [{ kind: 'passage' as const, text: [quoted(why)] }]);

function toSuccessor(desk: Desk, caller: Caller, { from, why }: Change, to: string, rows: readonly number[]): Post {
  const giver = person(desk, caller.desk, caller.member);
  const whose = from === caller.member ? said`` : said` from ${person(desk, caller.desk, from)}`;
  return listPost(desk, caller, to, rows, {
    title: said`${giver} handed you ${plural(seen(desk, caller, rows).length, 'cable')}${whose}`,
    more: whyBlock(why),
    file: 'handoff',
  });
}

function toFormer(desk: Desk, caller: Caller, { from, to, why }: Change, rows: readonly number[]): Post {
  const named = desk.cables.heads(seen(desk, caller, rows).slice(0, shown));
  const rest = seen(desk, caller, rows).length - named.length;
  return {
    to: { member: from },
    shows: 'metadata',
    reply: {
      blocks: [
        {
          kind: 'text',
          text: said`${person(desk, caller.desk, caller.member)} ${to === undefined ? said`released your open work` : said`handed your open work to ${person(desk, caller.desk, to)}`}: ${plural(named.length + rest, 'cable')}. Your notes and tags stay.`,
        },
        ...whyBlock(why),
        { kind: 'items', items: named.map((head) => ({ head: said`${ref(head.ref)}`, about: head.row })) },
        ...(rest === 0 ? [] : [{ kind: 'small' as const, text: said`${rest} more` }]),
      ],
    },
  };
}

/** A message stays with whoever gets it: what is withdrawn is in none. */
function seen(desk: Desk, { desk: home }: Caller, rows: readonly number[]): number[] {
  return desk.as({ desk: home, role: 'reader' }).cables.existing(rows);
}

import { headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { cablesCsv } from '../export.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Block, Post, Reply } from '../../reply/reply.ts';
import { listPost } from './list-post.ts';
import { colleague, done, person, todayOf } from './lines.ts';
import { keepPlan, keptPlan, planAmong, planLines, type SharePlan } from './share-plan.ts';
import { unitsAmong } from './split-cables.ts';
import { join, own, plural, quoted, ref, said, type Text, ours } from '../../reply/text.ts';
import { allWork, isOpenWork, isOverdue, workOn, type Work } from '../work.ts';
import { form, press } from '../../reply/actions.ts';

/** All open work of one member goes to another, to several, or back to everybody: a preview, then exactly that. */

/** Cables that the preview names one by one. */
const shown = 5;

/** `to`: nobody, so that anyone may claim it; one; or several, among whom it is shared out. */
type Change = { from: string; to: readonly string[]; why: string | undefined };

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
export async function previewHandoff(desk: Desk, caller: Caller, { from, to, why }: Change): Promise<Reply> {
  const work = openWork(desk, caller, from);
  const who = person(desk, caller.desk, from);
  if (work.length === 0)
    throw new DeskError(said`${who} has no open work.`, { hint: said`Cables that are read or verified do not count.` });
  const heads = new Map(desk.cables.heads(work.slice(0, shown).map(([row]) => row)).map((head) => [head.row, head]));
  const overdue = work.filter(([, one]) => isOverdue(one, todayOf(desk))).length;
  const { plan, lines } = await planFor(
    desk,
    caller,
    to,
    work.map(([row]) => row),
  );
  const many = plural(work.length, 'cable');
  return {
    title: to.length === 0 ? said`Release ${who}’s ${many}?` : said`Hand ${who}’s ${many} over to ${names(desk, caller, to)}?`,
    blocks: [
      ...lines,
      ...(overdue === 0 ? [] : [{ kind: 'text' as const, text: said`${overdue} of them overdue.` }]),
      {
        kind: 'items',
        items: work.slice(0, shown).flatMap(([row, one]) => {
          const head = heads.get(row);
          if (head === undefined) return [];
          const { status, due, priority } = one;
          const facts = [
            status === 'blocked' ? ours('blocked') : '',
            priority === 'high' ? ours('high priority') : '',
            due === undefined ? '' : ours`due ${due}`,
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
          to.length === 0 ? said`Release ${many}` : said`Hand over ${many}`,
          'work handoff',
          { from, ...(why === undefined ? {} : { why }), frozen: keepPlan(desk, caller, plan) },
          { as: 'replace', style: 'main' },
        ),
        form(
          to.length === 0 ? said`Share it among others` : said`Change people`,
          'work handoff',
          { from, ...(why === undefined ? {} : { why }) },
          {
            as: 'replace',
            title: said`Who should have it?`,
            fields: [{ option: 'among', label: ours('People'), kind: 'members', required: true, value: to.join(',') }],
          },
        ),
      ],
    ],
  };
}

const names = (desk: Desk, caller: Caller, ids: readonly string[]): Text =>
  join(
    ids.map((id) => person(desk, caller.desk, id)),
    ', ',
  );

/** Who gets which of these cables, with the lines that say so where several share them. */
async function planFor(
  desk: Desk,
  caller: Caller,
  to: readonly string[],
  rows: readonly number[],
): Promise<{ plan: SharePlan; lines: Block[] }> {
  if (to.length < 2) return { plan: [[to[0] ?? '', [...rows]]], lines: [] };
  const people = to.map((id) => colleague(desk, caller, id));
  const units = await unitsAmong(desk, caller, rows);
  // What is withdrawn is in no search, but somebody has it.
  const others = new Set(rows).difference(new Set(units.flatMap((unit) => unit.rows)));
  const all = [...units, ...[...others].map((row) => ({ rows: [row], language: '' }))];
  const { plan, loads } = planAmong(
    desk,
    caller,
    people,
    people.map(() => 1),
    all,
  );
  return { plan, lines: [{ kind: 'text', text: planLines(desk, caller, plan, loads, () => said``) }] };
}

/** Hands over the cables that were previewed, but for what was finished or taken meanwhile. */
export function carryOutHandoff(desk: Desk, caller: Caller, { from, why }: Omit<Change, 'to'>, frozen: string): Reply {
  const plan = keptPlan(desk, caller, frozen);
  const to = plan.flatMap(([id]) => (id === '' ? [] : [colleague(desk, caller, id).id]));
  const change: Change = { from, to, why };
  const who = person(desk, caller.desk, from);
  const [only] = to;
  const told = { from, ...(only === undefined ? {} : { to: to.join(',') }) };
  const { act, rows } = desk.act(caller, { act: 'hand off', detail: told }, (tools) => {
    const all = plan.flatMap(([id, share]) => {
      // Asked again inside: what was finished, taken or withdrawn since the preview stays as it is.
      const moving = share.filter((row) => {
        const work = workOn(desk.facts, caller.desk, row);
        return work.assignee === from && isOpenWork(work);
      });
      const successor = id === '' ? undefined : id;
      for (const row of moving) move(desk, caller, tools, row, successor);
      if (successor !== undefined && successor !== caller.member && moving.length > 0)
        tools.post(() => toSuccessor(desk, caller, change, successor, moving));
      return moving;
    });
    if (all.length === 0) throw new DeskError(said`${who} no longer has any of these.`, { hint: said`Ask for the preview again.` });
    if (from !== caller.member) tools.post(() => toFormer(desk, caller, change, all));
    return { act: tools.act, rows: all };
  });
  const rest = plan.reduce((sum, [, share]) => sum + share.length, 0) - rows.length;
  const many = plural(rows.length, 'cable');
  const head = only === undefined ? said`Released: ${who}’s ${many}.` : said`Handed over to ${names(desk, caller, to)}: ${who}’s ${many}.`;
  const reply = done(rest === 0 ? head : said`${head} ${rest} finished or taken since the preview stayed as they are.`, act, {
    actions: [press(said`Board`, 'work board', {})],
  });
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
          text: said`${person(desk, caller.desk, caller.member)} ${to.length === 0 ? said`released your open work` : said`handed your open work to ${names(desk, caller, to)}`}: ${plural(named.length + rest, 'cable')}. Your notes and tags stay.`,
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

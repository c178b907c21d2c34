import type { Desk } from '../../desk/desk.ts';
import type { Caller } from '../../desk/caller.ts';
import { DeskError } from '../../reply/failure.ts';
import { actOf, undo, type PastAct } from '../../desk/history.ts';
import { hiddenFrom } from '../../desk/withdrawn.ts';
import { mayRun, mayTouch } from '../../desk/policy.ts';
import type { Role } from '../../desk/roles.ts';
import type { Post, Reply } from '../../reply/reply.ts';
import { listPost } from './list-post.ts';
import { person } from './lines.ts';
import { own, plural, quoted, ref, said, time, type Text } from '../../reply/text.ts';
import { allWork, workOn, type Work } from '../work.ts';

/** An act in words, without a full stop: `tag #iran-deal on COREU/WAS/0107/18`. */
export function actText(desk: Desk, deskId: string, { what, cable, detail, changes }: PastAct): Text {
  const on = cable === undefined ? said`` : said` on ${ref(cable)}`;
  const text = (name: string): string => (typeof detail[name] === 'string' ? detail[name] : '');
  switch (what) {
    case 'tag':
    case 'untag':
    case 'define':
      return said`${own(what)} ${quoted(`#${text('tag')}`)}${on}`;
    case 'rename':
    case 'merge':
      return said`${own(what)} ${quoted(`#${text('tag')}`)} into ${quoted(`#${text('to')}`)}`;
    case 'tag many':
    case 'untag many':
      return said`${own(what === 'tag many' ? 'tag' : 'untag')} ${quoted(`#${text('tag')}`)} on ${changes} cables`;
    case 'split':
    case 'hand off':
      return said`${own(what)} of ${plural(changes, 'cable')}`;
    case 'assign':
    case 'transfer':
      return said`${own(what)}${on} to ${person(desk, deskId, text('to'))}`;
    case 'status':
      return said`status ${own(text('status'))}${on}`;
    case 'undo':
      return said`undo of ${own(text('what'))}${on}`;
    case 'mask':
    case 'lift':
      return said`${own(what)}${on}${text('why') === '' ? said`` : said` (${quoted(text('why'))})`}`;
    default:
      return said`${own(what)}${on}`;
  }
}

/** A line of a history: who, what, when, and whether it was undone. */
export function pastLine(desk: Desk, deskId: string, past: PastAct): Text {
  const back = past.undoneBy === undefined ? said`` : said` (taken back)`;
  return said`${past.act}. ${person(desk, deskId, past.member)} ${actText(desk, deskId, past)}${back}, ${time(past.at, 'relative')}`;
}

/** Acts that need a lead, and acts open to readers: undoing one takes the same role as doing it. */
const leadActs = new Set(['mask', 'lift', 'rename', 'merge', 'schedule', 'pause', 'resume', 'digest', 'digest stopped']);
const readerActs = new Set([
  'read',
  'irrelevant',
  'unread',
  'open',
  'accept',
  'release',
  'remind at',
  'remind off',
  'snooze',
  'done',
  'undo',
  'status',
  'note',
  'reply',
  'checkdraft',
  'shift',
  'shift next',
  'shift end',
  'set create',
  'set add',
  'set remove',
  'set give up',
  'watch add',
  'watch remove',
]);
/** The original act behind a chain of undos. */
function originalAct(desk: Desk, deskId: string, past: PastAct): string {
  let at: PastAct | undefined = past;
  for (let depth = 0; depth < 50 && at !== undefined; depth += 1) {
    if (at.what !== 'undo' || typeof at.detail['act'] !== 'number') return at.what;
    at = actOf(desk.db, deskId, at.detail['act']);
  }
  return 'mask'; // an unresolvable chain is for leads
}
const requiredRole = (what: string): Role => (leadActs.has(what) ? 'lead' : readerActs.has(what) ? 'reader' : 'editor');

/** Messages to everybody but the caller whose work is taken away or given back, listing the cables. */
function noticesToAssignees(
  desk: Desk,
  caller: Caller,
  past: PastAct,
  cables: readonly number[],
  before: ReadonlyMap<number, Work>,
): Post[] {
  const moved = new Map<string, { lost: number[]; back: number[] }>();
  const of = (member: string): { lost: number[]; back: number[] } => {
    const one = moved.get(member) ?? { lost: [], back: [] };
    moved.set(member, one);
    return one;
  };
  // Messages cannot be recalled, so they never contain withdrawn cables.
  const hidden = hiddenFrom(desk.facts, { desk: caller.desk, role: 'reader' });
  for (const cable of cables) {
    if (hidden.has(cable)) continue;
    const [was, now] = [before.get(cable)?.assignee, workOn(desk.facts, caller.desk, cable).assignee];
    if (was === now) continue;
    if (was !== undefined) of(was).lost.push(cable);
    if (now !== undefined) of(now).back.push(cable);
  }
  moved.delete(caller.member);
  const who = person(desk, caller.desk, caller.member);
  return [...moved].flatMap(([member, { lost, back }]) =>
    (
      [
        [lost, said`no longer yours`],
        [back, said`yours again`],
      ] as const
    ).flatMap(([rows, what]) =>
      rows.length === 0
        ? []
        : [
            listPost(desk, caller, member, rows, {
              title: said`${plural(rows.length, 'cable')} ${what}`,
              more: [{ kind: 'text', text: said`${who} took back: ${own(past.what)}.` }],
            }),
          ],
    ),
  );
}

/** How long members can undo their own acts; leads always can. */
const undoWindow = 24 * 60 * 60_000;

/**
 * Undoes an act, if this caller may: their own within a day, leads anything. Throws a DeskError that says why not.
 */
export function takeBack(desk: Desk, caller: Caller, past: PastAct): Reply {
  if (!mayTouch(caller, past.member))
    throw new DeskError(said`That was ${person(desk, caller.desk, past.member)}'s doing; only they and leads can take it back.`);
  if (originalAct(desk, caller.desk, past) === 'finish')
    throw new DeskError(said`A blind reading that is finished stays so: whoever took it back could look at the other one’s first.`);
  const verdict = mayRun(caller, requiredRole(originalAct(desk, caller.desk, past)));
  if (!verdict.allowed) throw new DeskError(verdict.why, { hint: verdict.hint });
  if (caller.role !== 'lead' && desk.now() - past.at > undoWindow)
    throw new DeskError(said`That was ${time(past.at, 'relative')}; after a day only a lead can take something back.`);
  const { act, restored, kept } = desk.act(
    caller,
    { act: 'undo', ...(past.cable === undefined ? {} : { cable: past.cable }), detail: { act: past.act, what: past.what } },
    (tools) => {
      // Check again inside the transaction: two simultaneous presses undo only once.
      if (actOf(desk.db, caller.desk, past.act)?.undoneBy !== undefined) throw new DeskError(said`That has been taken back already.`);
      const before = allWork(desk.facts, caller.desk);
      const done = undo(desk.db, desk.facts, tools, caller.desk, past.act);
      for (const post of noticesToAssignees(desk, caller, past, done.work, before)) tools.post(post);
      return { act: tools.act, ...done };
    },
  );
  if (restored === 0)
    return { tone: 'notice', blocks: [{ kind: 'text', text: said`Nothing was taken back: all of it was changed again since.` }] };
  return {
    blocks: [
      { kind: 'text', text: said`Taken back: ${actText(desk, caller.desk, past)}.` },
      ...(kept === 0 ? [] : [{ kind: 'text' as const, text: said`${plural(kept, 'change')} stayed: somebody changed that again since.` }]),
    ],
    actions: [[{ kind: 'run', label: said`Do it again`, command: 'undo', options: { act }, as: 'replace' }]],
  };
}

import { inLanguage } from '../../reply/language.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Caller } from '../../desk/caller.ts';
import { DeskError } from '../../reply/failure.ts';
import { actKind, actName } from '../../desk/acts.ts';
import { actOf, undo, type PastAct } from '../../desk/history.ts';
import { mayRun, mayTouch } from '../../desk/policy.ts';
import type { Post, Reply } from '../../reply/reply.ts';
import { listPost } from './list-post.ts';
import { refuseWhileBlind } from './review-page.ts';
import { person } from './lines.ts';
import { own, plural, said, time, type Text } from '../../reply/text.ts';
import { allWork, workOn, type Work } from '../work.ts';
import { press } from '../../reply/actions.ts';

/** An act in words, without a full stop: `tag #iran-deal on COREU/WAS/0107/18`. */
export function actText(desk: Desk, deskId: string, { what, cable, detail, changes }: PastAct): Text {
  const text = (name: string): string => (typeof detail[name] === 'string' ? detail[name] : '');
  return actKind(what).words({ what: actName(what), cable, changes, text, person: (id) => person(desk, deskId, id) });
}

/** A line of a history: who, what, when, and whether it was undone. */
export function pastLine(desk: Desk, deskId: string, past: PastAct): Text {
  const back = past.undoneBy === undefined ? said`` : said` (undone)`;
  return said`${past.act}. ${person(desk, deskId, past.member)} ${actText(desk, deskId, past)}${back}, ${time(past.at, 'relative')}`;
}

/** The original act behind a chain of undos; undefined for an unresolvable chain. */
function originalAct(desk: Desk, deskId: string, past: PastAct): string | undefined {
  let at: PastAct | undefined = past;
  for (let depth = 0; depth < 50 && at !== undefined; depth += 1) {
    if (actKind(at.what).undo !== 'original' || typeof at.detail['act'] !== 'number') return at.what;
    at = actOf(desk.db, deskId, at.detail['act']);
  }
  return undefined;
}

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
  for (const cable of desk.as({ desk: caller.desk, role: 'reader' }).cables.existing([...cables])) {
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
              more: [{ kind: 'text', text: said`${who} undid: ${own(actName(past.what))}.` }],
            }),
          ],
    ),
  );
}

/** How long members can undo their own acts but the private ones; leads always can. */
const undoWindow = 24 * 60 * 60_000;

/**
 * Undoes an act, if this caller may: their own within a day, private ones always, leads anything else. Throws a DeskError that says why not.
 */
export function takeBack(desk: Desk, caller: Caller, past: PastAct): Reply {
  if (!mayTouch(caller, past.member))
    throw new DeskError(said`That was ${person(desk, caller.desk, past.member)}'s action; only they and leads can undo it.`);
  const original = originalAct(desk, caller.desk, past);
  const role = original === undefined ? 'lead' : actKind(original).undo;
  if (role === 'none')
    throw new DeskError(said`A finished blind reading can’t be undone: you could see the other reader’s tags before finishing again.`);
  const verdict = mayRun(caller, role === 'original' ? 'lead' : role);
  if (!verdict.allowed) throw new DeskError(verdict.why, { hint: verdict.hint });
  // A private act is nobody else's, not even a lead's: it can be taken back at any time.
  const isPrivate = original !== undefined && actKind(original).private === true;
  if (caller.role !== 'lead' && !isPrivate && desk.now() - past.at > undoWindow)
    throw new DeskError(said`That was ${time(past.at, 'relative')}; after a day, only a lead can undo something.`);
  for (const { kind, cable } of desk.facts.changesOf(caller.desk, past.act)) if (kind === 'tag') refuseWhileBlind(desk, caller, cable);
  const { act, restored, kept } = desk.act(
    caller,
    { act: 'undo', ...(past.cable === undefined ? {} : { cable: past.cable }), detail: { act: past.act, what: past.what, original } },
    (tools) => {
      // Check again inside the transaction: two simultaneous presses undo only once.
      if (actOf(tools.db, caller.desk, past.act)?.undoneBy !== undefined) throw new DeskError(said`That has already been undone.`);
      const before = allWork(desk.facts, caller.desk);
      const done = undo(tools.db, { seen: desk.facts, whole: desk.whole.facts }, tools, caller.desk, past.act);
      for (const post of inLanguage(desk.language, () => noticesToAssignees(desk, caller, past, done.work, before))) tools.post(() => post);
      return { act: tools.act, ...done };
    },
  );
  if (restored === 0)
    return { tone: 'notice', blocks: [{ kind: 'text', text: said`Nothing was undone: all of it has been changed again since.` }] };
  return {
    blocks: [
      { kind: 'text', text: said`Undone: ${actText(desk, caller.desk, past)}.` },
      ...(kept === 0
        ? []
        : [{ kind: 'text' as const, text: said`${plural(kept, 'change')} stayed: somebody has changed that again since.` }]),
    ],
    actions: [[press(said`Redo`, 'undo', { act }, { as: 'replace' })]],
  };
}

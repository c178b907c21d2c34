import type { Caller } from './caller.ts';
import type { Desk } from './desk.ts';
import { noCable } from './facts.ts';
import type { FactKind } from './kinds.ts';

/** What the desk keeps about one of its people, and how that is forgotten. docs/PRIVACY.md says it in words: change both or neither. */

/** How much is kept about somebody. */
export type Held = {
  name: string | undefined;
  searches: number;
  /** Facts that serve them alone: watches, reminders, a shift, a second key. */
  own: number;
  /** Facts that they set about cables: tags, notes, work. */
  facts: number;
  acts: number;
  reads: number;
};

/** The facts of a member that serve nobody else, by kind and key. */
function ownFacts(desk: Desk, id: string, member: string): [FactKind, string][] {
  return [
    ...desk.facts.all(id, 'watch').flatMap(({ key, member: by }): [FactKind, string][] => (by === member ? [['watch', key]] : [])),
    ...desk.facts.all(id, 'daily', `remind:${member}`).map(({ key }): [FactKind, string] => ['daily', key]),
    ...desk.facts.all(id, 'shift', member).map(({ key }): [FactKind, string] => ['shift', key]),
    ...desk.facts.all(id, 'tell', member).map(({ key }): [FactKind, string] => ['tell', key]),
    ...desk.facts.all(id, 'enrolment', member).map(({ key }): [FactKind, string] => ['enrolment', key]),
  ];
}

/** Counts what the desk keeps about a member. What they did with a cable that they may not see is not counted: it would tell of it. */
export function heldAbout(desk: Desk, id: string, member: string): Held {
  // Without `main.`, a table is that part of it which the viewer may see.
  const count = (from: string): number =>
    desk.db.prepare<[string, string], number>(`SELECT count(*) FROM ${from} WHERE desk = ? AND member = ?`).pluck().get(id, member) ?? 0;
  const own = ownFacts(desk, id, member).length;
  return {
    name: desk.roster.get(id, member)?.name,
    searches: count('main.searches'),
    own,
    facts: desk.facts.countOf(id, member) - own,
    acts: count('audit'),
    reads: count('(SELECT * FROM reads WHERE cable IN (SELECT row FROM cables))'),
  };
}

/** Everything that the desk keeps about a member, but for texts of cables and what is withdrawn: for themselves. */
export function exportOf(desk: Desk, id: string, member: string): object {
  const at = (moment: number): string => new Date(moment).toISOString();
  const refOf = (row: number): string | undefined => desk.cables.byRow(row)?.ref;
  const isSeen = (ref: string | null): boolean => ref === null || desk.cables.get(ref) !== undefined;
  type Act = { at: number; act: string; cable: string | null };
  const acts = desk.db
    .prepare<[string, string], Act>('SELECT at, act, cable FROM audit WHERE desk = ? AND member = ? ORDER BY seq')
    .all(id, member);
  const { rows: reads } = desk.ledger.list(id, { member }, 0, 1_000_000);
  const known = desk.roster.get(id, member);
  return {
    member,
    name: known?.name ?? null,
    role: known?.role ?? null,
    firstDayAs:
      desk.db
        .prepare<[string, string], string | null>('SELECT greeted FROM main.roster WHERE desk = ? AND member = ?')
        .pluck()
        .get(id, member) ?? null,
    searches: desk.searches.list(id, member, 0, 2000).rows.map((kept) => ({ at: at(kept.at), asked: kept.request, found: kept.total })),
    acts: acts
      .filter(({ cable }) => isSeen(cable))
      .map((act) => ({ at: at(act.at), act: act.act, ...(act.cable === null ? {} : { cable: act.cable }) })),
    notes: desk.facts
      .all(id, 'note')
      .flatMap(({ value, cable }) =>
        value.author === member ? [{ at: at(value.at), cable: refOf(cable) ?? null, text: value.text }] : [],
      ),
    read: reads.flatMap(({ when, command, cable, isOpened }) => {
      const ref = refOf(cable);
      return ref === undefined ? [] : [{ at: at(when), command, cable: ref, opened: isOpened }];
    }),
  };
}

/** Drops the caller's searches. Returns how many. */
export const forgetSearches = (desk: Desk, caller: Caller): number =>
  desk.act(caller, { act: 'forget' }, ({ db }) => dropSearches(db, caller.desk, caller.member));

const dropSearches = (db: Desk['db'], id: string, member: string): number =>
  db.prepare('DELETE FROM main.searches WHERE desk = ? AND member = ?').run(id, member).changes;

/**
 * Forgets a member, for the operator: searches, name and role, and what serves them alone. What they did stays under the number
 * that the platform gives them: the audit log is a chain of hashes, and tags, notes and readings are the desk's. Returns what
 * there was.
 */
export function forgetMember(desk: Desk, operator: Caller, member: string): Held {
  const before = heldAbout(desk, operator.desk, member);
  desk.act(operator, { act: 'forget', detail: { member } }, ({ db, drop }) => {
    dropSearches(db, operator.desk, member);
    for (const [kind, key] of ownFacts(desk, operator.desk, member)) drop(kind, noCable, key);
    db.prepare('DELETE FROM main.roster WHERE desk = ? AND member = ?').run(operator.desk, member);
    return null;
  });
  // What is deleted is overwritten; the copy of it in the journal goes with this.
  desk.db.pragma('wal_checkpoint(TRUNCATE)');
  return before;
}

import type { Caller } from './caller.ts';
import type { Desk } from './desk.ts';
import type { Fact } from './facts.ts';

/** What the desk keeps about one of its people, and how that is forgotten. docs/PRIVACY.md says it in words: change both or neither. */

/** How much is kept about somebody. */
export type Held = {
  name: string | undefined;
  searches: number;
  /** Facts that serve them alone: watches, reminders, a shift, a second key, stars, sets that they did not share. */
  own: number;
  /** Facts that they set about cables: tags, notes, work. */
  facts: number;
  acts: number;
  reads: number;
};

const watchesOf = (desk: Desk, id: string, member: string): Fact<'watch'>[] =>
  desk.facts.all(id, 'watch').filter((fact) => fact.member === member);

/** The sets of a member that nobody else can open. */
const privateSets = (desk: Desk, id: string, member: string): Fact<'set'>[] =>
  desk.facts.all(id, 'set').filter(({ value }) => value.owner === member && !value.shared);

/** The facts of a member that serve nobody else. */
function ownFacts(desk: Desk, id: string, member: string): Fact[] {
  const sets = privateSets(desk, id, member);
  return [
    ...watchesOf(desk, id, member),
    ...desk.facts.all(id, 'daily', `remind:${member}`),
    ...(['shift', 'tell', 'enrolment', 'star'] as const).flatMap((kind): Fact[] => desk.facts.all(id, kind, member)),
    ...sets,
    ...sets.flatMap(({ key }) => desk.facts.all(id, 'in', key)),
  ];
}

/** Counts what the desk keeps about a member. What they did with a cable that they may not see is not counted: it would tell of it. */
export function heldAbout(desk: Desk, id: string, member: string): Held {
  // Without `main.`, a table is that part of it which the viewer may see.
  const count = (from: string): number =>
    desk.db.prepare<[string, string], number>(`SELECT count(*) FROM ${from} WHERE desk = ? AND member = ?`).pluck().get(id, member) ?? 0;
  const own = ownFacts(desk, id, member);
  return {
    name: desk.roster.get(id, member)?.name,
    searches: count('main.searches'),
    own: own.filter(({ kind }) => kind !== 'in').length,
    // What somebody else set for them is not among what they set: a second key, a cable in a set that was shared before.
    facts: desk.facts.countOf(id, member) - own.filter((fact) => fact.member === member).length,
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
    starred: desk.facts.all(id, 'star', member).map((star) => ({ at: at(star.at), cable: refOf(star.cable) ?? null })),
    sets: privateSets(desk, id, member).map((set) => ({
      at: at(set.at),
      name: set.value.name,
      cables: desk.facts.all(id, 'in', set.key).flatMap(({ cable }) => refOf(cable) ?? []),
    })),
    watches: watchesOf(desk, id, member).map((watch) => ({ at: at(watch.at), query: watch.value.query })),
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
    for (const { kind, cable, key } of ownFacts(desk, operator.desk, member)) drop(kind, cable, key);
    db.prepare('DELETE FROM main.roster WHERE desk = ? AND member = ?').run(operator.desk, member);
    return null;
  });
  // What is deleted is overwritten; the copy of it in the journal goes with this.
  desk.db.pragma('wal_checkpoint(TRUNCATE)');
  return before;
}

import { ours } from '../reply/text.ts';
import type { Caller } from '../desk/caller.ts';
import type { Fact, Facts } from '../desk/facts.ts';
import type { Roster } from '../desk/roster.ts';
import { zoneOf } from '../desk/zone.ts';
import { fold } from '../language/tokens.ts';
import { dayIn } from '../language/zones.ts';
import type { Names } from '../names/names.ts';
import type { EntityKind } from '../names/resolve/entity.ts';
import { ageRange } from '../query/age.ts';
import { isWithin } from '../query/dates.ts';
import type { QueryFaults } from '../query/faults.ts';
import { rowBits, RowSet } from '../query/row-set.ts';
import { group, type QueryNode, type QuerySpan, type StateNode } from '../query/tree.ts';
import type { Reading } from '../team/readings.ts';
import type { Db } from '../store/database.ts';
import { overdueCables, touchedCables } from '../team/progress.ts';
import { setFor, setsFor } from '../team/sets.ts';
import { currentTag } from '../team/tags.ts';
import { statuses } from '../cables/status.ts';
import { priorities, type FactKind } from '../desk/kinds.ts';
import { isOpenWork, type Work } from '../team/work.ts';

/** What `is:` and `has:` can be asked, in the order in which faults list them. */
const isValues = ['untouched', 'untagged', 'unassigned', 'unread', 'new', 'mine', 'starred', 'open', 'overdue'] as const;
const hasValues = ['tag', 'note', 'assignee', 'due', 'status'] as const;

/** The desk's state as one caller may ask for it, at one moment; `faults` takes what cannot be answered. */
type DeskState = { db: Db; facts: Facts; roster: Roster; names: Names; caller: Caller; now: number; faults: QueryFaults };

/** The names that a query asks for, with their places, wherever in it but under a NOT. */
export function namesAskedFor(node: QueryNode): (QuerySpan & { name: string; kind: EntityKind })[] {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.flatMap(namesAskedFor);
  if (node.kind !== 'state' || !isNamed(node.field)) return [];
  return [{ name: node.value, kind: kindOf[node.field], at: node.at, length: node.length }];
}

const isNamed = (field: string): field is keyof typeof kindOf => Object.hasOwn(kindOf, field);

/** Whether any part of a query asks what nobody but the caller may see: what they starred, or a set that they did not share. */
export function asksForOwn(facts: Facts, caller: Pick<Caller, 'desk' | 'member'>, node: QueryNode): boolean {
  if (node.kind === 'and' || node.kind === 'or' || node.kind === 'some') return node.nodes.some((one) => asksForOwn(facts, caller, one));
  if (node.kind === 'not') return asksForOwn(facts, caller, node.node);
  if (node.kind !== 'state') return false;
  if (node.field === 'is') return node.value.toLowerCase() === 'starred';
  if (node.field !== 'in') return false;
  return (node.value === '*' ? setsFor(facts, caller) : [setFor(facts, caller, node.value)]).some((set) => set?.shared === false);
}

const kindOf: Readonly<Record<'person' | 'org' | 'country' | 'event', EntityKind>> = {
  person: 'individual',
  org: 'organization',
  country: 'country',
  event: 'event',
};

/**
 * Turns what a query asks of the desk's own state into rows of cables, as the state is at this moment. A value that names
 * nothing matches no cable and is reported in `faults` at its place.
 */
export function createStateSearch(
  { db, facts, roster, names }: Pick<DeskState, 'db' | 'facts' | 'roster' | 'names'>,
  caller: Caller,
  now: number,
  faults: QueryFaults,
): (node: StateNode) => QueryNode {
  return (node) => resolve({ db, facts, roster, names, caller, now, faults }, node);
}

function resolve(state: DeskState, node: StateNode): QueryNode {
  switch (node.field) {
    case 'tag':
      return byTag(state, node);
    case 'tagger':
      return byTagger(state, node);
    case 'assignee':
      return byAssignee(state, node);
    case 'tagged':
      return byDayOf(state, node, 'tag', ({ at }) => at);
    case 'noted':
      return byDayOf(state, node, 'note', ({ value }) => value.at);
    case 'note':
      return byNote(state, node);
    case 'status':
      return byStatus(state, node);
    case 'priority':
      return byPriority(state, node);
    case 'due':
      return withWork(state, ({ due }) => due !== undefined && isWithin(due, node.from, node.to));
    case 'words':
      return byLength(state, node);
    case 'in':
      return bySet(state, node);
    case 'age':
      return byAge(state, node);
    case 'came':
      return byDayItCame(state, node);
    case 'person':
    case 'org':
    case 'country':
    case 'event':
      return byName(state, node, node.field);
    case 'is':
      return byIs(state, node);
    case 'has':
      return byHas(state, node);
  }
}

const rows = (cables: Iterable<number>): QueryNode => ({ kind: 'rows', rows: rowBits(cables) });
const inSet = (found: RowSet): QueryNode => ({ kind: 'rows', rows: found.bytes() });
const not = (node: QueryNode): QueryNode => ({ kind: 'not', node });

/** Cables that anybody has tagged, annotated or opened. */
const withFact = ({ facts, caller }: DeskState, kind: 'tag' | 'note' | 'reading'): QueryNode => inSet(facts.cables(caller.desk, kind));

/** Cables with a fact of a kind that is as wanted. */
function withFactThat<K extends FactKind>({ facts, caller }: DeskState, kind: K, isWanted: (fact: Fact<K>) => boolean): QueryNode {
  const found = new RowSet();
  for (const fact of facts.each(caller.desk, kind)) if (isWanted(fact)) found.addOne(fact.cable);
  return inSet(found);
}

/** Cables whose work is as wanted. */
const withWork = (state: DeskState, isWanted: (work: Work) => boolean): QueryNode =>
  withFactThat(state, 'work', ({ value }) => isWanted(value));

const assigned = (state: DeskState): QueryNode => withWork(state, ({ assignee }) => assignee !== undefined);

/** No cable, and why. */
function nothing({ faults }: DeskState, node: StateNode, message: string): QueryNode {
  faults.add('field', node, message);
  return { kind: 'none' };
}

/** The value if it is one of these; else no cable, and a fault that lists them. */
function oneOf<Value extends string>(state: DeskState, node: StateNode, known: readonly Value[], what: string): Value | QueryNode {
  const found = known.find((value) => value === node.value.toLowerCase());
  return found ?? nothing(state, node, ours`There is no such ${what}: ${known.join(', ')}.`);
}

function byTag(state: DeskState, node: StateNode): QueryNode {
  if (node.value === '*') return withFact(state, 'tag');
  const { facts, caller } = state;
  const name = node.value.normalize('NFKC').replace(/^#/, '').toLowerCase().replaceAll(/\s+/g, '-');
  const tagged = facts.cables(caller.desk, 'tag', currentTag(facts, caller.desk, name));
  if (tagged.size === 0) return nothing(state, node, ours('No cable has this tag; /tag list shows all tags.'));
  return inSet(tagged);
}

const memberNamed = ({ roster, caller }: DeskState, value: string): string | undefined =>
  /^@?me$/i.test(value) ? caller.member : roster.named(caller.desk, value)?.id;

function byTagger(state: DeskState, node: StateNode): QueryNode {
  const member = memberNamed(state, node.value);
  if (member === undefined) return nothing(state, node, ours('Nobody here is called that.'));
  return withFactThat(state, 'tag', (fact) => fact.member === member);
}

function byAssignee(state: DeskState, node: StateNode): QueryNode {
  if (/^none$/i.test(node.value)) return not(assigned(state));
  if (node.value === '*') return assigned(state);
  const member = memberNamed(state, node.value);
  if (member === undefined) return nothing(state, node, ours('Nobody here is called that; me, none and * work as well.'));
  return withWork(state, ({ assignee }) => assignee === member);
}

function byNote(state: DeskState, node: StateNode): QueryNode {
  if (node.value === '*') return withFact(state, 'note');
  const wanted = fold(node.value);
  return withFactThat(state, 'note', ({ value }) => fold(value.text).includes(wanted));
}

function byStatus(state: DeskState, node: StateNode): QueryNode {
  const status = oneOf(state, node, statuses, 'status');
  if (typeof status !== 'string') return status;
  // Cables that nobody has worked on are new as well.
  if (status === 'new') return not(withWork(state, (work) => work.status !== 'new'));
  const byWork = withWork(state, (work) => work.status === status);
  if (status !== 'read' && status !== 'irrelevant') return byWork;
  // Whoever reads a cable may mark it without having it as work.
  const isMarked = ({ read, irrelevant }: Reading): boolean =>
    status === 'irrelevant' ? irrelevant !== undefined : read !== undefined && irrelevant === undefined;
  return group('or', [byWork, withFactThat(state, 'reading', ({ value }) => isMarked(value))]);
}

function byPriority(state: DeskState, node: StateNode): QueryNode {
  const priority = oneOf(state, node, priorities, 'priority');
  if (typeof priority !== 'string') return priority;
  return withWork(state, (work) => (work.priority ?? 'normal') === priority && work.assignee !== undefined);
}

/** Cables by how many words they have. */
function byLength({ db }: DeskState, { least, most }: StateNode): QueryNode {
  const found = db.prepare<[number, number], number>('SELECT row FROM cables WHERE words BETWEEN ? AND ?').pluck();
  return rows(found.iterate(least ?? 0, most ?? Number.MAX_SAFE_INTEGER));
}

/** Cables in a set that the caller may open, by its name or its code. */
function bySet(state: DeskState, node: StateNode): QueryNode {
  const { facts, caller } = state;
  if (node.value === '*') {
    const found = new RowSet();
    for (const { code } of setsFor(facts, caller)) found.add(facts.cables(caller.desk, 'in', code));
    return inSet(found);
  }
  const set = setFor(facts, caller, node.value);
  if (set === undefined)
    return nothing(state, node, ours('There is no set with this name or code that you can open; /set list shows yours and the desk’s.'));
  return inSet(facts.cables(caller.desk, 'in', set.code));
}

/** Cables by when they first came to the desk. */
function byAge(state: DeskState, node: StateNode): QueryNode {
  const range = ageRange(node.value, state.now);
  if (range === undefined) return nothing(state, node, ours('An age is compared, such as age:>3d.'));
  const found = state.db.prepare<[number, number], number>('SELECT row FROM cables WHERE imported_at >= ? AND imported_at <= ?').pluck();
  return rows(found.iterate(Math.max(range.from, 0), Math.min(range.to, Number.MAX_SAFE_INTEGER)));
}

/** Cables by the day on which they first came to the desk. */
function byDayItCame({ db, facts, caller }: DeskState, { from, to }: StateNode): QueryNode {
  const zone = zoneOf(facts, caller.desk);
  const moments = db.prepare<[], number>('SELECT DISTINCT imported_at FROM cables').pluck().all();
  const wanted = moments.filter((at) => isWithin(dayIn(zone, at), from, to));
  const found = db.prepare<[string], number>('SELECT row FROM cables WHERE imported_at IN (SELECT value FROM json_each(?))').pluck();
  return rows(found.iterate(JSON.stringify(wanted)));
}

/** Cables by the days on which they were tagged or noted, as days are at the desk. */
function byDayOf<K extends 'tag' | 'note'>(state: DeskState, { from, to }: StateNode, kind: K, when: (fact: Fact<K>) => number): QueryNode {
  const zone = zoneOf(state.facts, state.caller.desk);
  return withFactThat(state, kind, (fact) => isWithin(dayIn(zone, when(fact)), from, to));
}

/** Cables that mention an entity, under any of its names. */
function byName(state: DeskState, node: StateNode, field: keyof typeof kindOf): QueryNode {
  const { names } = state;
  const kind = kindOf[field];
  const none: ReadonlySet<number> = new Set();
  const found = names.named(node.value, kind, none);
  if (found.length > 0) return inSet(names.cablesNaming(found.map(({ id }) => id)));
  if (!names.isWhole()) return nothing(state, node, ours`Not known as ${kind} so far; plain words search the texts.`);
  const near = names.complete(node.value, kind, 3, none).filter(({ cables }) => cables > 0);
  return nothing(
    state,
    node,
    near.length === 0
      ? ours`I know no ${kind} with this name; plain words search the texts.`
      : ours`Nothing has exactly this name; ${field}: knows names like it, suggested as you type in their section.`,
  );
}

function byIs(state: DeskState, node: StateNode): QueryNode {
  const { facts, caller, now } = state;
  const value = oneOf(state, node, isValues, 'state');
  switch (value) {
    case 'untouched':
      return not(inSet(touchedCables(facts, caller.desk)));
    case 'untagged':
      return not(withFact(state, 'tag'));
    case 'unassigned':
      return not(assigned(state));
    case 'unread':
      return not(withFact(state, 'reading'));
    case 'new':
      return not(inSet(facts.cables(caller.desk, 'reading', caller.member)));
    case 'mine':
      return withWork(state, ({ assignee }) => assignee === caller.member);
    case 'starred':
      return inSet(facts.cables(caller.desk, 'star', caller.member));
    case 'open':
      return withWork(state, isOpenWork);
    case 'overdue':
      return inSet(overdueCables(facts, caller.desk, now));
    default:
      return value;
  }
}

function byHas(state: DeskState, node: StateNode): QueryNode {
  const value = oneOf(state, node, hasValues, 'thing');
  switch (value) {
    case 'tag':
    case 'note':
      return withFact(state, value);
    case 'assignee':
      return assigned(state);
    case 'due':
      return withWork(state, ({ due }) => due !== undefined);
    case 'status':
      return withWork(state, ({ status }) => status !== 'new');
    default:
      return value;
  }
}

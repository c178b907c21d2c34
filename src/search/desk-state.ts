import type { Caller } from '../desk/caller.ts';
import type { Db } from '../store/database.ts';
import type { EntityKind } from '../names/resolve/entity.ts';
import type { Facts } from '../desk/facts.ts';
import type { Names } from '../names/names.ts';
import { ageRange } from '../query/age.ts';
import { isWithin } from '../query/dates.ts';
import type { QueryFaults } from '../query/faults.ts';
import type { QueryNode, StateNode } from '../query/tree.ts';
import type { Roster } from '../desk/roster.ts';
import { rowsIn, setFor, setsFor } from '../team/sets.ts';
import { currentTag } from '../team/tags.ts';
import { fold } from '../language/tokens.ts';
import { allWork, isOpenWork, isOverdue, priorities, statuses, type Work } from '../team/work.ts';

/** What `is:` and `has:` can be asked; the order in which they are named. */
export const states = ['untagged', 'unassigned', 'unread', 'new', 'mine', 'open', 'overdue'] as const;
export const things = ['tag', 'note', 'assignee', 'due', 'status'] as const;

type Source = { db: Db; facts: Facts; roster: Roster; names: Names };

/** Which entities a query asks for by name, wherever in it. */
export function entitiesAskedFor(node: QueryNode, names: Names): string[] {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.flatMap((part) => entitiesAskedFor(part, names));
  if (node.kind !== 'state' || !isNamed(node.field)) return [];
  return names.named(node.value, kindOf[node.field], new Set()).map(({ id }) => id);
}

const isNamed = (field: string): field is keyof typeof kindOf => Object.hasOwn(kindOf, field);

const kindOf: Readonly<Record<'person' | 'org' | 'country' | 'event', EntityKind>> = {
  person: 'individual',
  org: 'organization',
  country: 'country',
  event: 'event',
};

/**
 * Makes what is asked of the desk's own state into rows of cables, as it is at this moment. A value that names nothing
 * holds for no cable, and is said in `faults` at its place.
 */
export function createStateSearch(
  { db, facts, roster, names }: Source,
  caller: Caller,
  now: number,
  faults: QueryFaults,
): (node: StateNode) => QueryNode {
  const { desk } = caller;
  const today = new Date(now).toISOString().slice(0, 10);
  const rows = (cables: Iterable<number>): QueryNode => ({ kind: 'rows', rows: [...new Set(cables)] });
  const not = (node: QueryNode): QueryNode => ({ kind: 'not', node });
  const cablesOf = (kind: 'tag' | 'note' | 'reading'): number[] => facts.all(desk, kind).map(({ cable }) => cable);
  const worked = (isWanted: (work: Work) => boolean): QueryNode =>
    rows([...allWork(facts, desk)].flatMap(([cable, work]) => (isWanted(work) ? [cable] : [])));
  const nothing = (node: StateNode, message: string): QueryNode => {
    faults.add('field', node, message);
    return { kind: 'none' };
  };

  const memberNamed = (node: StateNode): string | undefined =>
    /^@?me$/i.test(node.value) ? caller.member : roster.named(desk, node.value)?.id;

  function tag(node: StateNode): QueryNode {
    if (node.value === '*') return rows(cablesOf('tag'));
    const name = node.value.normalize('NFKC').replace(/^#/, '').toLowerCase().replaceAll(/\s+/g, '-');
    const tagged = facts.all(desk, 'tag', currentTag(facts, desk, name));
    if (tagged.length === 0) return nothing(node, 'No cable has this tag; /tag list shows those there are.');
    return rows(tagged.map(({ cable }) => cable));
  }

  function byMember(node: StateNode, kind: 'tagger' | 'assignee'): QueryNode {
    if (kind === 'assignee' && /^none$/i.test(node.value)) return not(worked(({ assignee }) => assignee !== undefined));
    if (kind === 'assignee' && node.value === '*') return worked(({ assignee }) => assignee !== undefined);
    const member = memberNamed(node);
    if (member === undefined)
      return nothing(node, `Nobody of this desk is known by this name${kind === 'assignee' ? '; me, none and * work as well' : ''}.`);
    if (kind === 'assignee') return worked(({ assignee }) => assignee === member);
    return rows(facts.all(desk, 'tag').flatMap((fact) => (fact.member === member ? [fact.cable] : [])));
  }

  function note(node: StateNode): QueryNode {
    if (node.value === '*') return rows(cablesOf('note'));
    const wanted = fold(node.value);
    return rows(facts.all(desk, 'note').flatMap(({ cable, value }) => (fold(String(value['text'])).includes(wanted) ? [cable] : [])));
  }

  /** Cables in a set that the caller may open, by its name or its code. */
  function inSet(node: StateNode): QueryNode {
    if (node.value === '*') return rows(setsFor(facts, caller).flatMap(({ code }) => rowsIn(facts, desk, code)));
    const set = setFor(facts, caller, node.value);
    if (set === undefined) return nothing(node, 'There is no set of this name or code that you may open; /set list shows those there are.');
    return rows(rowsIn(facts, desk, set.code));
  }

  /** Cables by when they first came to the desk. */
  function age(node: StateNode): QueryNode {
    const range = ageRange(node.value, now);
    if (range === undefined) return nothing(node, 'An age is compared, such as age:>3d.');
    const found = db.prepare<[number, number], number>('SELECT row FROM cables WHERE imported_at >= ? AND imported_at <= ?').pluck();
    return rows(found.all(Math.max(range.from, 0), Math.min(range.to, Number.MAX_SAFE_INTEGER)));
  }

  /** Cables that name somebody or something, under any of its names. */
  function named(node: StateNode, field: keyof typeof kindOf): QueryNode {
    const kind = kindOf[field];
    const { done, total } = names.progress();
    if (done < total) faults.note(`Only ${done} of ${total} cables have been read for names yet; ${field}: may miss some.`);
    const none: ReadonlySet<number> = new Set();
    const found = names.named(node.value, kind, none);
    if (found.length > 0) return rows(names.rowsOf(found.map(({ id }) => id)));
    const near = names.complete(node.value, kind, 3, none).filter(({ cables }) => cables > 0);
    return nothing(
      node,
      near.length === 0
        ? `Nothing named so is known as ${kind}; plain words search the texts.`
        : `Nothing is named exactly so; ${field}: knows names like it, shown while one is typed in their section.`,
    );
  }

  function oneOf<Value extends string>(node: StateNode, known: readonly Value[], what: string): Value | QueryNode {
    const found = known.find((value) => value === node.value.toLowerCase());
    return found ?? nothing(node, `There is no such ${what}: ${known.join(', ')}.`);
  }

  function is(node: StateNode): QueryNode {
    const state = oneOf(node, states, 'state for is:');
    switch (state) {
      case 'untagged':
        return not(rows(cablesOf('tag')));
      case 'unassigned':
        return not(worked(({ assignee }) => assignee !== undefined));
      case 'unread':
        return not(rows(cablesOf('reading')));
      case 'new':
        return not(rows(facts.all(desk, 'reading', caller.member).map(({ cable }) => cable)));
      case 'mine':
        return worked(({ assignee }) => assignee === caller.member);
      case 'open':
        return worked(isOpenWork);
      case 'overdue':
        return worked((work) => isOverdue(work, today));
      default:
        return state;
    }
  }

  function has(node: StateNode): QueryNode {
    const thing = oneOf(node, things, 'thing for has:');
    switch (thing) {
      case 'tag':
      case 'note':
        return rows(cablesOf(thing));
      case 'assignee':
        return worked(({ assignee }) => assignee !== undefined);
      case 'due':
        return worked(({ due }) => due !== undefined);
      case 'status':
        return worked(({ status }) => status !== 'new');
      default:
        return thing;
    }
  }

  return (node) => {
    switch (node.field) {
      case 'tag':
        return tag(node);
      case 'tagger':
      case 'assignee':
        return byMember(node, node.field);
      case 'note':
        return note(node);
      case 'status': {
        const status = oneOf(node, statuses, 'status');
        if (typeof status !== 'string') return status;
        return status === 'new' ? not(worked((work) => work.status !== 'new')) : worked((work) => work.status === status);
      }
      case 'priority': {
        const priority = oneOf(node, priorities, 'priority');
        return typeof priority === 'string'
          ? worked((work) => (work.priority ?? 'normal') === priority && work.assignee !== undefined)
          : priority;
      }
      case 'due':
        return worked(({ due }) => due !== undefined && isWithin(due, node.from, node.to));
      case 'words':
        return rows(
          db
            .prepare<[number, number], number>('SELECT row FROM cables WHERE words BETWEEN ? AND ?')
            .pluck()
            .all(node.least ?? 0, node.most ?? Number.MAX_SAFE_INTEGER),
        );
      case 'in':
        return inSet(node);
      case 'age':
        return age(node);
      case 'person':
      case 'org':
      case 'country':
      case 'event':
        return named(node, node.field);
      case 'is':
        return is(node);
      case 'has':
        return has(node);
    }
  };
}

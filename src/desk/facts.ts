import { z } from 'zod';
import { RowSet } from '../query/row-set.ts';
import type { Db } from '../store/database.ts';
import { createHolding } from './held.ts';
import { ofDesk } from './home.ts';
import { parseFact, type FactKind, type FactValue } from './kinds.ts';

/**
 * What the desk holds about its cables: one fact per current state, found by kind, cable and key. Every write
 * belongs to an act and is kept with the value before and after, so that history and undo are the same for all kinds.
 * What a kind's facts mean is documented where the kind is defined (tags.ts, work.ts, notes.ts ...).
 */
export type Fact<K extends FactKind = FactKind> = {
  kind: K;
  cable: number;
  key: string;
  value: FactValue<K>;
  member: string;
  at: number;
  act: number;
};

type Json = Record<string, unknown>;

/** For facts that belong to no cable: definitions of tags, daily schedules. */
export const noCable = 0;

/** A fact's state before or after a change: the value, who set it and when. */
export type Stand = { value: Json; member: string; at: number };
export type Change = {
  act: number;
  n: number;
  kind: FactKind;
  cable: number;
  key: string;
  before: Stand | undefined;
  after: Stand | undefined;
};

/** The write interface, passed to an act's effect. */
export type Writing = {
  /** The act's number, which is that of its audit row. */
  readonly act: number;
  /** Sets the fact. Returns false, writing nothing, when it already has this value. `by`: whom and when to credit instead. */
  put<K extends FactKind>(kind: K, cable: number, key: string, value: FactValue<K>, by?: { member: string; at: number }): boolean;
  /** Removes the fact. Returns false when there was none. */
  drop(kind: FactKind, cable: number, key: string): boolean;
  /** Sets the fact back to what it was before a change. */
  restore(change: Change): boolean;
};

export type Facts = {
  get<K extends FactKind>(desk: string, kind: K, cable: number, key: string): Fact<K> | undefined;
  /** All facts of a kind about a cable, in the order in which they were set. */
  about<K extends FactKind>(desk: string, kind: K, cable: number): Fact<K>[];
  /** All facts of a kind, optionally only those with one key. */
  all<K extends FactKind>(desk: string, kind: K, key?: string): Fact<K>[];
  /** The same one after the other, in no order: of a kind of which there may be one for each cable. To be read at once. */
  each<K extends FactKind>(desk: string, kind: K): Iterable<Fact<K>>;
  /** The cables that have a fact of a kind, optionally with one key. */
  cables(desk: string, kind: FactKind, key?: string): RowSet;
  /** How many facts a member set. */
  countOf(desk: string, member: string): number;
  changesOf(desk: string, act: number): Change[];
  /** Later changes of the same fact, without those that were undone, and their undos. */
  changesAfter(desk: string, change: Change): Pick<Change, 'before' | 'after'>[];
  writing(desk: string, act: number, member: string, at: number): Writing;
};

const columns = 'kind, cable, key, value, member, at, act';
type Row = { kind: FactKind; cable: number; key: string; value: string; member: string; at: number; act: number };
const json = z.record(z.string(), z.unknown());
const parse = (text: string): Json => json.parse(JSON.parse(text));
/** Canonical JSON: equal values give equal text, whatever the order of their properties. */
export const canonicalJson = (value: Json): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
const stand = z.object({ value: json, member: z.string(), at: z.number() });
/** From the text of a change. */
const parseStand = (text: string | null): Stand | undefined => (text === null ? undefined : stand.parse(JSON.parse(text)));
const toFact =
  <K extends FactKind>(kind: K) =>
  (row: Row): Fact<K> => ({ ...row, kind, value: parseFact(kind, JSON.parse(row.value)) });

/** The facts of one database; read through views whose names begin with `seen`, if it is given. */
export function createFacts(db: Db, seen = ''): Facts {
  const one = db.prepare<[string, string, number, string], Row>(
    `SELECT ${columns} FROM ${seen}facts WHERE desk = ? AND kind = ? AND cable = ? AND key = ?`,
  );
  const about = db.prepare<[string, string, number], Row>(
    `SELECT ${columns} FROM ${seen}facts WHERE desk = ? AND kind = ? AND cable = ? ORDER BY act, key`,
  );
  const all = db.prepare<[string, string], Row>(`SELECT ${columns} FROM ${seen}facts WHERE desk = ? AND kind = ? ORDER BY act, cable, key`);
  const byKey = db.prepare<[string, string, string], Row>(
    `SELECT ${columns} FROM ${seen}facts WHERE desk = ? AND kind = ? AND key = ? ORDER BY act, cable`,
  );
  const save = db.prepare(
    `INSERT INTO facts (desk, ${columns}) VALUES (@desk, @kind, @cable, @key, @value, @member, @at, @act)
     ON CONFLICT (desk, kind, cable, key) DO UPDATE SET value = @value, member = @member, at = @at, act = @act`,
  );
  const hold = createHolding(db);
  const remove = db.prepare('DELETE FROM facts WHERE desk = ? AND kind = ? AND cable = ? AND key = ?');
  const note = db.prepare(
    'INSERT INTO changes (act, n, desk, kind, cable, key, before, after) VALUES (@act, @n, @desk, @kind, @cable, @key, @before, @after)',
  );
  const changes = db.prepare<
    [object],
    { act: number; n: number; kind: FactKind; cable: number; key: string; before: string | null; after: string | null }
  >(`SELECT act, n, kind, cable, key, before, after FROM ${seen}changes WHERE act = @act AND ${ofDesk('desk', '@desk')} ORDER BY n`);
  const later = db.prepare<[object], { before: string | null; after: string | null }>(
    `SELECT before, after FROM ${seen}changes WHERE ${ofDesk('desk', '@desk')} AND kind = @kind AND cable = @cable AND key = @key AND act > @act
     AND act NOT IN (SELECT act FROM undone) AND act NOT IN (SELECT by_act FROM undone)`,
  );

  return {
    get: (desk, kind, cable, key) => {
      const row = one.get(desk, kind, cable, key);
      return row === undefined ? undefined : toFact(kind)(row);
    },
    about: (desk, kind, cable) => about.all(desk, kind, cable).map(toFact(kind)),
    all: (desk, kind, key) => (key === undefined ? all.all(desk, kind) : byKey.all(desk, kind, key)).map(toFact(kind)),
    ...readOneByOne(db, seen),
    countOf: countingOf(db, seen),
    changesOf: (desk, act) =>
      changes.all({ act, desk }).map(({ before, after, ...same }) => ({
        ...same,
        before: parseStand(before),
        after: parseStand(after),
      })),
    changesAfter: (desk, { kind, cable, key, act }) =>
      later.all({ desk, kind, cable, key, act }).map(({ before, after }) => ({ before: parseStand(before), after: parseStand(after) })),
    writing(desk, act, member, at) {
      let n = 0;
      const stood = (row: Row | undefined): string | null =>
        row === undefined ? null : JSON.stringify({ value: parse(row.value), member: row.member, at: row.at } satisfies Stand);
      const change = (kind: FactKind, cable: number, key: string, before: Row | undefined, after: Row | undefined): void => {
        n += 1;
        note.run({ act, n, desk, kind, cable, key, before: stood(before), after: stood(after) });
      };
      const put = (kind: FactKind, cable: number, key: string, value: Json, by: { member: string; at: number }): boolean => {
        const before = one.get(desk, kind, cable, key);
        const after: Row = { kind, cable, key, value: canonicalJson(value), member: by.member, at: by.at, act };
        if (before !== undefined && canonicalJson(parse(before.value)) === after.value) return false;
        hold(kind, cable, value);
        save.run({ desk, ...after });
        change(kind, cable, key, before, after);
        return true;
      };
      const drop = (kind: FactKind, cable: number, key: string): boolean => {
        const before = one.get(desk, kind, cable, key);
        if (before === undefined) return false;
        remove.run(desk, kind, cable, key);
        change(kind, cable, key, before, undefined);
        return true;
      };
      return {
        act,
        put: (kind, cable, key, value, by = { member, at }) => put(kind, cable, key, value, by),
        drop,
        restore: ({ kind, cable, key, before }) =>
          before === undefined ? drop(kind, cable, key) : put(kind, cable, key, before.value, before),
      };
    },
  };
}

/** What is read fact by fact, and never kept as a list. */
function readOneByOne(db: Db, seen: string): Pick<Facts, 'each' | 'cables'> {
  const where = `FROM ${seen}facts WHERE desk = ? AND kind = ?`;
  const each = db.prepare<[string, string], Row>(`SELECT ${columns} ${where}`);
  const cables = db.prepare<[string, string], number>(`SELECT cable ${where}`).pluck();
  const byKey = db.prepare<[string, string, string], number>(`SELECT cable ${where} AND key = ?`).pluck();
  return {
    each: (desk, kind) => mapped(each.iterate(desk, kind), toFact(kind)),
    cables: (desk, kind, key) => new RowSet().add(key === undefined ? cables.iterate(desk, kind) : byKey.iterate(desk, kind, key)),
  };
}

function* mapped<T, U>(values: Iterable<T>, to: (value: T) => U): Generator<U> {
  for (const value of values) yield to(value);
}

/** How many facts a member set; `seen`: the prefix of the facts that may be seen. */
const countingOf = (db: Db, seen: string): Facts['countOf'] => {
  const ofMember = db.prepare<[string, string], number>(`SELECT count(*) FROM ${seen}facts WHERE desk = ? AND member = ?`).pluck();
  return (desk, member) => ofMember.get(desk, member) ?? 0;
};

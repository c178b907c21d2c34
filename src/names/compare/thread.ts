import { parentPort, workerData } from 'node:worker_threads';
import { openReader, type Db } from '../../store/database.ts';
import { createMatcher, type KnownName, type NameMatch, type Ruling } from './match.ts';
import { lastName } from '../recognise/people.ts';
import { nameKey } from '../resolve/person-name.ts';
import { asSeen, formsSeen } from '../seen.ts';
import { toEntity, type EntityRow } from '../store.ts';
import type { Entity, EntityKind } from '../resolve/entity.ts';

/** What a run is given, and what it says: answers for some entries in a row, from `from` on. */
export type CompareTask = {
  file: string;
  entries: readonly string[];
  kind: EntityKind | undefined;
  without: readonly number[];
  rulings: readonly Ruling[];
  ending: Int32Array;
};
/** A match with what the caller may see of it. `so`: cables that name it just so; `refs` in order of date. */
export type ComparedName = NameMatch & {
  name: string;
  ambiguous: boolean;
  /** By which it is found again. */
  known: string;
  cables: number;
  so: number;
  refs: string[];
  first: string;
  last: string;
};
export type CompareSaid = { kind: 'some'; from: number; matches: ComparedName[][] } | { kind: 'end' };

const { file, entries, kind, without, rulings, ending } = workerData as CompareTask;
const isEnding = (): boolean => Atomics.load(ending, 0) === 1;
/** Entries answered in one message. */
const slice = 100;

type Place = { entity: string; row: number; surface: string };
type Page = Entity & { names: KnownName[] };
/** One cable that names an entity, and how: keys of what stands there. */
type InCable = { ref: string; date: string; surfaces: Set<string> };

/** Every entity that the caller may see something of, with the names that this something holds. */
function readPages(db: Db): Map<string, Page> {
  const hidden = new Set(without);
  const rows = db
    .prepare<[string, string], EntityRow>("SELECT * FROM entities WHERE hidden = 0 AND mentions > 0 AND (? = '' OR kind = ?)")
    .all(kind ?? '', kind ?? '');
  const keys = new Map<string, string[]>();
  for (const { key, entity } of db.prepare<[], { key: string; entity: string }>('SELECT key, entity FROM names').iterate())
    keys.set(entity, [...(keys.get(entity) ?? []), key]);
  // Only for who must not see some cables: which forms stand in the others.
  const forms = hidden.size === 0 ? new Map<string, Map<string, number>>() : formsSeen(db, undefined, hidden);
  const pages = new Map<string, Page>();
  for (const row of rows) {
    const entity = toEntity(row);
    const seen = hidden.size === 0 ? { entity, lost: new Set<string>() } : asSeen(entity, forms.get(entity.id) ?? new Map());
    if (seen.entity.aliases.length > 0) pages.set(entity.id, pageOf(seen, keys.get(entity.id) ?? []));
  }
  return pages;
}

function pageOf({ entity, lost }: ReturnType<typeof asSeen>, keys: readonly string[]): Page {
  const keyOf = (name: string): string => nameKey(entity.kind, name);
  const printed = new Map(entity.aliases.toReversed().map(({ name }) => [keyOf(name), name]));
  const surnames = new Set(entity.kind === 'individual' ? entity.aliases.map(({ name }) => lastName(name)) : []);
  const called = keyOf(entity.name);
  const names = keys
    .filter((key) => !lost.has(key))
    .map((key): KnownName => ({
      key,
      entity: entity.id,
      kind: entity.kind,
      printed: printed.get(key) ?? '',
      leads: key === called,
      weak: !printed.has(key) && key !== called && surnames.has(key),
    }));
  return { ...entity, names };
}

/** Where the entities of some matches stand, as far as the caller may see it. */
function readPlaces(db: Db, ids: readonly string[]): Map<string, InCable[]> {
  const found = new Map<string, Map<number, InCable>>();
  for (const { entity, row, surface, ref, date } of db
    .prepare<[string, string], Place & { ref: string; date: string }>(
      `SELECT DISTINCT m.entity, m.row, m.surface, r.ref, r.date FROM mentions m JOIN read_cables r ON r.row = m.row
       WHERE m.entity IN (SELECT value FROM json_each(?)) AND m.row NOT IN (SELECT value FROM json_each(?)) ORDER BY r.date = '', r.date, r.ref`,
    )
    .iterate(JSON.stringify(ids), JSON.stringify(without))) {
    const rows = found.get(entity) ?? new Map<number, InCable>();
    found.set(entity, rows);
    const place = rows.get(row) ?? { ref, date, surfaces: new Set<string>() };
    rows.set(row, place);
    place.surfaces.add(nameKey('organization', surface));
  }
  return new Map([...found].map(([entity, rows]) => [entity, [...rows.values()]]));
}

function run(db: Db): void {
  // One view of the names for the whole list, whatever is told apart anew meanwhile.
  db.exec('BEGIN');
  const pages = readPages(db);
  const match = createMatcher(
    [...pages.values()].flatMap(({ names }) => names),
    rulings,
  );
  for (let from = 0; from < entries.length && !isEnding(); from += slice) {
    const found = entries.slice(from, from + slice).map((entry) => (isEnding() ? [] : match(entry)));
    const places = readPlaces(db, [...new Set(found.flat().map(({ entity }) => entity))]);
    const matches = found.map((some) => some.flatMap((one) => crossed(one, pages.get(one.entity), places.get(one.entity) ?? [])));
    parentPort?.postMessage({ kind: 'some', from, matches } satisfies CompareSaid);
  }
  db.close();
  parentPort?.postMessage({ kind: 'end' } satisfies CompareSaid);
}

function crossed(one: NameMatch, page: Page | undefined, places: readonly InCable[]): ComparedName[] {
  if (page === undefined || places.length === 0) return [];
  const via = one.via === '' ? '' : nameKey('organization', one.via);
  const dates = places.map(({ date }) => date).filter((date) => date !== '');
  return [
    {
      ...one,
      name: page.name,
      ambiguous: page.ambiguous,
      known: nameKey(page.kind, page.name),
      cables: places.length,
      so: via === '' ? 0 : places.filter(({ surfaces }) => surfaces.has(via)).length,
      refs: places.map(({ ref }) => ref),
      first: dates[0] ?? '',
      last: dates.at(-1) ?? '',
    },
  ];
}

run(openReader(file));

import { openReader, type Db } from '../../store/database.ts';
import { serve, type Inside } from '../../threads/thread.ts';
import { createMatcher, type KnownName, type NameMatch, type Ruling } from './match.ts';
import { lastName } from '../recognise/people.ts';
import { isNoOffice, nameKey } from '../resolve/person-name.ts';
import { asSeen, formsSeen, guessedWithout } from '../seen.ts';
import { toEntity, type EntityRow } from '../store.ts';
import type { Entity, EntityKind } from '../resolve/entity.ts';

/** What lists are compared with. `file`: the names database; `without`: rows of cables the caller may not see. */
export type ComparisonBasis = {
  file: string;
  kind: EntityKind | undefined;
  without?: readonly number[];
  rulings: readonly Ruling[];
};
/** A match with what the caller may see of its entity. `asWritten`: cables with the form `via`; `refs` in order of date. */
export type ComparedName = NameMatch & {
  name: string;
  ambiguous: boolean;
  /** Key to look the entity up again with. */
  known: string;
  cables: number;
  asWritten: number;
  refs: string[];
  first: string;
  last: string;
};
type Place = { entity: string; row: number; surface: string };
type Page = Entity & { names: KnownName[] };
/** One cable that names an entity; `surfaces`: keys of the forms it uses. */
type InCable = { ref: string; date: string; surfaces: Set<string> };

/** Reads the names once: a whole list is compared with one snapshot, even if names are resolved again meanwhile. */
export const compareThread = serve(({ file, kind, without = [], rulings }: ComparisonBasis, { stopIfEnding }: Inside) => {
  const db = openReader(file);
  db.exec('BEGIN');
  const pages = readPages(db, kind, without);
  stopIfEnding();
  const match = createMatcher(
    [...pages.values()].flatMap(({ names }) => names),
    rulings,
  );
  return {
    /** The possible matches of each entry. */
    match(entries: readonly string[]): ComparedName[][] {
      const found = entries.map((entry) => {
        stopIfEnding();
        return match(entry);
      });
      const places = readPlaces(db, [...new Set(found.flat().map(({ entity }) => entity))], without);
      return found.map((matches) => matches.flatMap((one) => toCompared(one, pages.get(one.entity), places.get(one.entity) ?? [])));
    },
  };
});

/** Every entity named in a cable the caller may see, with the names found there. */
function readPages(db: Db, kind: EntityKind | undefined, without: readonly number[]): Map<string, Page> {
  const hidden = new Set(without);
  const rows = db
    .prepare<[string, string], EntityRow>(
      "SELECT * FROM entities WHERE hidden = 0 AND perhaps = 0 AND mentions > 0 AND (? = '' OR kind = ?)",
    )
    .all(kind ?? '', kind ?? '');
  const keys = new Map<string, string[]>();
  for (const { key, entity } of db.prepare<[], { key: string; entity: string }>('SELECT key, entity FROM names').iterate())
    keys.set(entity, [...(keys.get(entity) ?? []), key]);
  // Forms in the visible cables; not needed when the caller may see all of them.
  const forms = hidden.size === 0 ? new Map<string, Map<string, number>>() : formsSeen(db, undefined, hidden);
  const pages = new Map<string, Page>();
  const guessed = guessedWithout(db, undefined, hidden);
  for (const row of rows) {
    if (guessed.has(row.id)) continue;
    const entity = toEntity(row);
    const seen = hidden.size === 0 ? { entity, lost: new Set<string>() } : asSeen(entity, forms.get(entity.id) ?? new Map());
    if (seen.entity.aliases.length > 0) pages.set(entity.id, pageOf(seen, keys.get(entity.id) ?? []));
  }
  return pages;
}

function pageOf({ entity, lost }: ReturnType<typeof asSeen>, keys: readonly string[]): Page {
  const keyOf = (name: string): string => nameKey(entity.kind, name);
  const printed = new Map(entity.aliases.toReversed().map(({ name }) => [keyOf(name), name]));
  const surnames = new Set(
    entity.kind === 'individual' ? entity.aliases.flatMap(({ name }) => (isNoOffice(name) ? [lastName(name)] : [])) : [],
  );
  const canonicalKey = keyOf(entity.name);
  const names = keys
    .filter((key) => !lost.has(key))
    .map((key): KnownName => ({
      key,
      entity: entity.id,
      kind: entity.kind,
      printed: printed.get(key) ?? '',
      leads: key === canonicalKey,
      weak: !printed.has(key) && key !== canonicalKey && surnames.has(key),
    }));
  return { ...entity, names };
}

/** The visible cables that name these entities. */
function readPlaces(db: Db, ids: readonly string[], without: readonly number[]): Map<string, InCable[]> {
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

function toCompared(one: NameMatch, page: Page | undefined, places: readonly InCable[]): ComparedName[] {
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
      asWritten: via === '' ? 0 : places.filter(({ surfaces }) => surfaces.has(via)).length,
      refs: places.map(({ ref }) => ref),
      first: dates[0] ?? '',
      last: dates.at(-1) ?? '',
    },
  ];
}

import type { RowSet } from '../query/row-set.ts';
import { entitiesSeen, isShown, isVisible, jsonList, type NamesFile } from './names-file.ts';
import type { CountryRole } from './recognise/gazetteer.ts';
import type { MentionKind } from './recognise/names-so-far.ts';
import type { Entity, EntityKind, Ground } from './resolve/entity.ts';
import type { EntityRow } from './store.ts';

/** One occurrence of a name: its cable and part, UTF-16 offsets, the rule that found it, and the confidence (`sure`, 0 to 1). */
export type NameMention = {
  row: number;
  part: 'subject' | 'body';
  start: number;
  end: number;
  kind: MentionKind;
  surface: string;
  rule: string;
  sure: number;
  entity: string;
  /** Why it is taken for the entity. */
  ground: Ground;
  /** The cable that says so, where it is another; else ''. */
  witness: string;
  /** Whether it shows by itself that the name is one of its kind. */
  strong: boolean;
  role: CountryRole | undefined;
};

const nothing: ReadonlySet<number> = new Set();

/** Which cables name which entities, and where. `without` are rows of cables the caller may not see. */
export type Mentions = {
  /** Mentions of an entity, ordered by cable date. */
  mentions(id: string, without?: ReadonlySet<number>): NameMention[];
  /** Every name in one cable in reading order, subject first. */
  inCable(row: number): NameMention[];
  rowsOf(ids: readonly string[]): number[];
  /** The same as a set. */
  cablesNaming(ids: readonly string[]): RowSet;
  /** Spans that name these entities in the body of one cable: UTF-16 offsets, in order. */
  spansIn(row: number, ids: readonly string[]): [start: number, end: number][];
  /** Entities of a cable, most mentioned first. */
  ofCable(row: number, without?: ReadonlySet<number>): { entity: Entity; mentions: number }[];
  /** Entities that co-occur with this one: `both` cables name the two, `all` cables the other. */
  beside(id: string, without?: ReadonlySet<number>): { entity: Entity; both: number; all: number }[];
  /** The entities of a kind that most of these cables name, with the number of cables. */
  among(
    rows: Iterable<number>,
    kind: EntityKind,
    limit: number,
    without?: ReadonlySet<number>,
  ): Promise<{ name: string; cables: number }[]>;
  /** The entities that these cables name, ambiguous names left out: which of these cables name each, and how many cables do in all. */
  namedBy(rows: readonly number[], without?: ReadonlySet<number>): { entity: Entity; rows: number[]; cables: number }[];
  /** Entities of a kind that at most so many cables name, with these cables. */
  rare(kind: EntityKind, most: number, without?: ReadonlySet<number>): { entity: Entity; rows: number[] }[];
};

type MentionRow = Omit<NameMention, 'role' | 'strong'> & { strong: number; more: string };
const toMention = ({ more, strong, ...same }: MentionRow): NameMention => ({
  ...same,
  strong: strong === 1,
  role: (JSON.parse(more) as { country?: { role: CountryRole } }).country?.role,
});

/** Mentions in the names database. */
export function createMentions(names: NamesFile): Mentions {
  return {
    mentions: (id, without = nothing) =>
      names
        .all<MentionRow>(
          `SELECT m.row, m.part, m.start, m.end, m.kind, m.surface, m.rule, m.sure, m.entity, m.ground, m.witness, m.strong, m.more FROM mentions m JOIN read_cables r ON r.row = m.row
         WHERE m.entity = ? AND ${isVisible} ORDER BY r.date = '', r.date, r.ref, m.part = 'body', m.start`,
          id,
          jsonList(without),
        )
        .map(toMention),
    inCable: (row) =>
      names
        .all<MentionRow>(
          `SELECT row, part, start, end, kind, surface, rule, sure, entity, ground, witness, strong, more FROM mentions WHERE row = ? ORDER BY part = 'body', start, end DESC`,
          row,
        )
        .map(toMention),
    rowsOf: (ids) =>
      names
        .all<{ row: number }>(
          'SELECT DISTINCT row FROM mentions WHERE entity IN (SELECT value FROM json_each(?)) ORDER BY row',
          jsonList(ids),
        )
        .map(({ row }) => row),
    cablesNaming: (ids) => names.rows('SELECT row FROM mentions WHERE entity IN (SELECT value FROM json_each(?))', jsonList(ids)),
    spansIn: (row, ids) =>
      names
        .all<{ start: number; end: number }>(
          "SELECT start, end FROM mentions WHERE row = ? AND part = 'body' AND entity IN (SELECT value FROM json_each(?)) ORDER BY start",
          row,
          jsonList(ids),
        )
        .map(({ start, end }) => [start, end]),
    ofCable: (row, without = nothing) => ofCable(names, row, without),
    beside: (id, without = nothing) => beside(names, id, without),
    among: (rows, kind, limit, without = nothing) => among(names, rows, { kind, limit, without }),
    namedBy: (rows, without = nothing) => namedBy(names, rows, without),
    rare: (kind, most, without = nothing) => rare(names, kind, most, without),
  };
}

function ofCable(names: NamesFile, row: number, without: ReadonlySet<number>): { entity: Entity; mentions: number }[] {
  const rows = names.all<EntityRow & { n: number }>(
    `SELECT e.*, count(*) AS n FROM mentions m JOIN entities e ON e.id = m.entity WHERE m.row = ? AND ${isShown} GROUP BY e.id ORDER BY n DESC, e.id`,
    row,
  );
  const entities = entitiesSeen(names, rows, without);
  return rows.flatMap(({ id, n }) => {
    const entity = entities.get(id);
    return entity === undefined ? [] : [{ entity, mentions: n }];
  });
}

function beside(names: NamesFile, id: string, without: ReadonlySet<number>): { entity: Entity; both: number; all: number }[] {
  const rows = names.all<EntityRow & { both_: number; all_: number }>(
    `WITH here AS (SELECT DISTINCT m.row AS row FROM mentions m WHERE m.entity = ? AND ${isVisible}),
         near AS (SELECT m.entity AS entity, count(DISTINCT m.row) AS both_ FROM mentions m WHERE m.row IN (SELECT row FROM here) AND m.entity <> '' AND m.entity <> ? GROUP BY m.entity ORDER BY both_ DESC, m.entity LIMIT 150)
         SELECT e.*, near.both_, (SELECT count(DISTINCT m.row) FROM mentions m WHERE m.entity = e.id AND ${isVisible}) AS all_
         FROM near JOIN entities e ON e.id = near.entity WHERE ${isShown}`,
    id,
    jsonList(without),
    id,
    jsonList(without),
  );
  const entities = entitiesSeen(names, rows, without);
  return rows.flatMap((row) => {
    const entity = entities.get(row.id);
    return entity === undefined ? [] : [{ entity, both: row.both_, all: row.all_ }];
  });
}

/** Cables that are looked at in one go: others are answered between two. */
const atOnce = 500;

async function among(
  names: NamesFile,
  cables: Iterable<number>,
  { kind, limit, without }: { kind: EntityKind; limit: number; without: ReadonlySet<number> },
): Promise<{ name: string; cables: number }[]> {
  const counts = new Map<string, { id: string; name: string; n: number }>();
  for (const some of chunked(cables, atOnce)) {
    const found = names.all<{ id: string; name: string; n: number }>(
      `SELECT e.id, e.name, count(DISTINCT m.row) AS n FROM mentions m JOIN entities e ON e.id = m.entity
         WHERE m.row IN (SELECT value FROM json_each(?)) AND e.kind = ? AND ${isShown} AND e.ambiguous = 0 GROUP BY e.id`,
      jsonList(some),
      kind,
    );
    for (const one of found) counts.set(one.id, { ...one, n: one.n + (counts.get(one.id)?.n ?? 0) });
    if (some.length === atOnce) await new Promise((done) => setImmediate(done));
  }
  const most = [...counts.values()].toSorted((a, b) => b.n - a.n || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).slice(0, limit);
  const rows = names.all<EntityRow>(
    'SELECT * FROM entities WHERE id IN (SELECT value FROM json_each(?))',
    jsonList(most.map(({ id }) => id)),
  );
  const entities = entitiesSeen(names, rows, without);
  return most.flatMap(({ id, n }) => {
    const entity = entities.get(id);
    return entity === undefined ? [] : [{ name: entity.name, cables: n }];
  });
}

function* chunked(rows: Iterable<number>, size: number): Generator<number[]> {
  let some: number[] = [];
  for (const row of rows) {
    some.push(row);
    if (some.length < size) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** An entity with one row of those that name it. */
type NamedRow = EntityRow & { cables: number; row_: number };

function namedBy(names: NamesFile, cables: readonly number[], without: ReadonlySet<number>): ReturnType<Mentions['namedBy']> {
  const rows = names.all<NamedRow>(
    `SELECT e.*, m.row AS row_ FROM (SELECT DISTINCT row, entity FROM mentions WHERE row IN (SELECT value FROM json_each(?))) AS m
     JOIN entities e ON e.id = m.entity WHERE ${isShown} AND e.ambiguous = 0`,
    jsonList(cables),
  );
  const hidden = hiddenCables(names, without);
  return grouped(names, rows, without).map(({ entity, rows: named, stored }) => ({
    entity,
    rows: named,
    cables: stored - (hidden.get(entity.id) ?? 0),
  }));
}

function rare(names: NamesFile, kind: EntityKind, most: number, without: ReadonlySet<number>): ReturnType<Mentions['rare']> {
  // Without some cables, names that those share with few others are rare, too.
  const hidden = hiddenCables(names, without);
  const rows = names.all<NamedRow>(
    `SELECT DISTINCT e.*, m.row AS row_ FROM entities e JOIN mentions m ON m.entity = e.id
     WHERE e.kind = ? AND ${isShown} AND e.ambiguous = 0 AND (e.cables <= ? OR e.id IN (SELECT value FROM json_each(?))) AND ${isVisible}`,
    kind,
    most,
    jsonList([...hidden.keys()]),
    jsonList(without),
  );
  return grouped(names, rows, without)
    .filter(({ rows: named }) => named.length <= most)
    .map(({ entity, rows: named }) => ({ entity, rows: named }));
}

/** How many of these cables name each entity. */
const hiddenCables = (names: NamesFile, without: ReadonlySet<number>): Map<string, number> =>
  without.size === 0
    ? new Map()
    : new Map(
        names
          .all<{ entity: string; n: number }>(
            `SELECT entity, count(DISTINCT row) AS n FROM mentions WHERE row IN (SELECT value FROM json_each(?)) AND entity <> '' GROUP BY entity`,
            jsonList(without),
          )
          .map(({ entity, n }) => [entity, n]),
      );

/** The rows of each entity, and in how many cables it is by the file's own count. */
function grouped(
  names: NamesFile,
  rows: readonly NamedRow[],
  without: ReadonlySet<number>,
): { entity: Entity; rows: number[]; stored: number }[] {
  const entities = entitiesSeen(names, [...new Map(rows.map((row) => [row.id, row])).values()], without);
  return [...Map.groupBy(rows, ({ id }) => id)].flatMap(([id, same]) => {
    const entity = entities.get(id);
    return entity === undefined ? [] : [{ entity, rows: same.map(({ row_ }) => row_), stored: same[0]?.cables ?? 0 }];
  });
}

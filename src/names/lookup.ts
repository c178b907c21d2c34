import { isShown, isVisible, jsonList, type NamesFile } from './names-file.ts';
import type { Entity, EntityKind } from './resolve/entity.ts';
import { formOf } from './resolve/forms.ts';
import { certain } from './sureness.ts';
import { nameKey } from './resolve/person-name.ts';
import { asSeen, formsSeen, guessedWithout } from './seen.ts';
import { toEntity, type EntityRow } from './store.ts';

/** An entity with counts and date range over the cables that the caller may see. */
export type Counted = Entity & { cables: number; mentions: number; first: string; last: string };
export type EntitySort = 'mentions' | 'name' | 'newest';

/** Finds entities by kind, id or name. `without` are rows of cables the caller may not see. */
export type Lookup = {
  list(
    kind: EntityKind,
    /** `perhaps`: instead, what is perhaps a name, though nothing but guesses says so. */
    how: { sort: EntitySort; offset: number; limit: number; perhaps?: boolean; without?: ReadonlySet<number> },
  ): { total: number; rows: Counted[] };
  /** Names shared by several people and left unresolved, most mentioned first. */
  ambiguous(without?: ReadonlySet<number>): Counted[];
  /** Names in the lists that nothing but the less certain witnesses show, most mentioned first; at most `limit`. */
  doubtful(limit: number, without?: ReadonlySet<number>): Counted[];
  /** Those of the same kind that are kept by another form of its name: its plural, with or without a hyphen. */
  alike(one: Pick<Entity, 'id' | 'kind'>, without?: ReadonlySet<number>): Counted[];
  /** By id, hidden entities included. */
  get(id: string, without?: ReadonlySet<number>): Counted | undefined;
  /** By any of its names, in one kind or all kinds. */
  named(name: string, kind: EntityKind | undefined, without?: ReadonlySet<number>): Counted[];
  /** For autocomplete: names and aliases that start with `typed`, then those that contain it. */
  complete(typed: string, kind: EntityKind | undefined, limit: number, without?: ReadonlySet<number>): Counted[];
};

type CountedRow = EntityRow & { cables: number; mentions: number; first: string; last: string };
/** `lost`: keys of names that occur only in cables the caller may not see; the entity must not be found by them. */
type Visible = Counted & { lost: ReadonlySet<string> };

const nothing: ReadonlySet<number> = new Set();
const nothingLost: ReadonlySet<string> = new Set();
/** Counts without some cables; the stored counts cover all of them. */
const recount = `SELECT e.id, e.kind, e.name, e.aliases, e.ambiguous, e.candidates, e.hidden, e.perhaps, e.vouched, e.date, e.parent, count(DISTINCT m.row) AS cables, count(*) AS mentions, coalesce(min(nullif(r.date, '')), '') AS first, coalesce(max(nullif(r.date, '')), '') AS last
    FROM entities e JOIN mentions m ON m.entity = e.id JOIN read_cables r ON r.row = m.row`;

/** Entity lookup in the names database. */
export function createLookup(names: NamesFile): Lookup {
  return {
    list(kind, { sort, offset, limit, perhaps = false, without = nothing }) {
      const order = sort === 'name' ? 'name COLLATE NOCASE, id' : sort === 'newest' ? 'last DESC, mentions DESC, id' : 'mentions DESC, id';
      if (without.size === 0) {
        const which = `FROM entities WHERE kind = ? AND hidden = 0 AND perhaps = ${perhaps ? 1 : 0} AND mentions > 0`;
        const [{ total } = { total: 0 }] = names.all<{ total: number }>(`SELECT count(*) AS total ${which}`, kind);
        const page = names.all<CountedRow>(`SELECT * ${which} ORDER BY ${order} LIMIT ? OFFSET ?`, kind, limit, offset);
        return { total, rows: page.map(toCounted) };
      }
      const rows = names.all<CountedRow>(
        `${recount} WHERE e.kind = ? AND e.hidden = 0 AND ${isVisible} GROUP BY e.id ORDER BY ${order}`,
        kind,
        jsonList(without),
      );
      const guessed = guessedAmong(names, rows, without);
      const asked = rows.filter((row) => (row.perhaps === 1 || guessed.has(row.id)) === perhaps);
      return { total: asked.length, rows: asVisible(names, asked.slice(offset, offset + limit), without) };
    },
    ambiguous: (without = nothing) =>
      byIds(
        names,
        names
          .all<{ id: string }>('SELECT id FROM entities WHERE ambiguous = 1 AND hidden = 0 AND perhaps = 0 AND mentions > 0')
          .map(({ id }) => id),
        without,
      ),
    doubtful: (limit, without = nothing) =>
      byIds(
        names,
        names
          .all<{ id: string }>(
            `SELECT e.id FROM entities e JOIN mentions m ON m.entity = e.id AND m.strong = 1
             WHERE ${isShown} AND e.vouched = 0 AND e.ambiguous = 0 AND ${isVisible} GROUP BY e.id HAVING max(m.sure) < ${certain} ORDER BY e.mentions DESC, e.id LIMIT ?`,
            jsonList(without),
            limit,
          )
          .map(({ id }) => id),
        without,
      ).filter((one) => !one.perhaps),
    alike: (one, without = nothing) =>
      byIds(
        names,
        names
          .all<{ entity: string }>('SELECT entity FROM forms WHERE form = ?', formOf(one))
          .flatMap(({ entity }) => (entity === one.id ? [] : [entity])),
        without,
      ),
    get: (id, without = nothing) => byIds(names, [id], without)[0],
    named(name, kind, without = nothing) {
      const keys = [...new Set((kind === undefined ? (['individual', 'organization'] as const) : [kind]).map((one) => nameKey(one, name)))];
      const ids = names
        .all<{ entity: string }>('SELECT DISTINCT entity FROM names WHERE key IN (SELECT value FROM json_each(?))', jsonList(keys))
        .map(({ entity }) => entity);
      return byIds(names, ids, without).filter(
        (one) => (kind === undefined || one.kind === kind) && !keys.every((key) => one.lost.has(key)),
      );
    },
    complete: (typed, kind, limit, without = nothing) => complete(names, typed, kind, without).slice(0, limit),
  };
}

function complete(names: NamesFile, typed: string, kind: EntityKind | undefined, without: ReadonlySet<number>): Visible[] {
  const key = nameKey('organization', typed);
  const contains = `%${key.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const ids = names
    .all<{ entity: string }>(
      `SELECT entity FROM names WHERE key LIKE ? ESCAPE '\\' AND (? = '' OR entity LIKE ? || ':%') GROUP BY entity ORDER BY min(CASE WHEN key = ? THEN 0 WHEN key LIKE ? ESCAPE '\\' THEN 1 ELSE 2 END) LIMIT 300`,
      contains,
      kind ?? '',
      kind ?? '',
      key,
      contains.slice(1),
    )
    .map(({ entity }) => entity);
  const position = new Map(ids.map((id, i) => [id, i]));
  const startRank = (one: Counted): number =>
    one.aliases.some((alias) => alias.key.startsWith(key)) || nameKey(one.kind, one.name).startsWith(key) ? 0 : 1;
  const matchingKeys = (id: string): string[] =>
    names.all<{ key: string }>("SELECT key FROM names WHERE entity = ? AND key LIKE ? ESCAPE '\\'", id, contains).map((match) => match.key);
  return byIds(names, ids, without)
    .filter(({ id, hidden, lost }) => !hidden && (lost.size === 0 || matchingKeys(id).some((one) => !lost.has(one))))
    .toSorted(
      (a, b) =>
        Number(a.perhaps) - Number(b.perhaps) ||
        startRank(a) - startRank(b) ||
        b.mentions - a.mentions ||
        (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0),
    );
}

function byIds(names: NamesFile, ids: readonly string[], without: ReadonlySet<number>): Visible[] {
  const rows =
    without.size === 0
      ? names.all<CountedRow>(
          'SELECT * FROM entities WHERE id IN (SELECT value FROM json_each(?)) AND mentions > 0 ORDER BY mentions DESC, id',
          jsonList(ids),
        )
      : names.all<CountedRow>(
          `${recount} WHERE e.id IN (SELECT value FROM json_each(?)) AND ${isVisible} GROUP BY e.id ORDER BY mentions DESC, e.id`,
          jsonList(ids),
          jsonList(without),
        );
  return asVisible(names, rows, without);
}

/** Entities without the name forms that occur only in cables the caller may not see. */
function asVisible(names: NamesFile, rows: readonly CountedRow[], without: ReadonlySet<number>): Visible[] {
  if (without.size === 0) return rows.map((row) => ({ ...toCounted(row), lost: nothingLost }));
  const db = names.db();
  const ids = rows.map(({ id }) => id);
  const forms = db === undefined ? new Map<string, Map<string, number>>() : formsSeen(db, ids, without);
  const guessed = guessedAmong(names, rows, without);
  return rows.map((row) => {
    const { entity, lost } = asSeen(toEntity(row), forms.get(row.id) ?? new Map());
    return { ...toCounted(row), ...entity, perhaps: entity.perhaps || guessed.has(row.id), lost };
  });
}

const guessedAmong = (names: NamesFile, rows: readonly CountedRow[], without: ReadonlySet<number>): ReadonlySet<string> => {
  const db = names.db();
  return db === undefined
    ? new Set()
    : guessedWithout(
        db,
        rows.map(({ id }) => id),
        without,
      );
};

const toCounted = (row: CountedRow): Counted => ({
  ...toEntity(row),
  cables: row.cables,
  mentions: row.mentions,
  first: row.first,
  last: row.last,
});

import { Worker } from 'node:worker_threads';
import { createComparison, type Comparison } from './compare/compare.ts';
import { openReader, type Db } from '../store/database.ts';
import { DeskError } from '../reply/failure.ts';
import { nameKey } from './resolve/person-name.ts';
import type { CountryRole } from './recognise/gazetteer.ts';
import type { MentionKind } from './recognise/names-so-far.ts';
import type { Entity, EntityKind, Judgment } from './resolve/entity.ts';
import { asSeen, formsSeen } from './seen.ts';
import { toEntity, type EntityRow } from './store.ts';
import type { NamesAsk, NamesSaid } from './thread.ts';
import { said } from '../reply/text.ts';

/** A name where it stands: `part` of the cable `row`, UTF-16 offsets, and what found it. */
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
  role: CountryRole | undefined;
};

/** An entity with how often it is named in the cables that the caller may see. */
export type Counted = Entity & { cables: number; mentions: number; first: string; last: string };
export type EntitySort = 'mentions' | 'name' | 'newest';

export type Names = {
  /** How many cables have been read for names, of how many. */
  progress(): { done: number; total: number };
  /** Tells the reader that cables or judgments changed; resolves when all is read and told apart again. Throws a DeskError when that failed. */
  changed(): Promise<void>;
  /** Resolves when what has been told so far is settled. */
  settled(): Promise<void>;
  /** Waits for that, for a moment; says whether all is read. Never throws. */
  soon(): Promise<boolean>;
  /** Judgments that match no name any more. */
  stale(): Judgment[];
  list(
    kind: EntityKind,
    how: { sort: EntitySort; offset: number; limit: number; without: ReadonlySet<number> },
  ): { total: number; entities: Counted[] };
  /** Names that several bear, where nobody was guessed; most mentioned first. */
  ambiguous(without: ReadonlySet<number>): Counted[];
  /** By id. Hidden ones, too. */
  get(id: string, without: ReadonlySet<number>): Counted | undefined;
  /** By any of its names, of one kind or of all. */
  named(name: string, kind: EntityKind | undefined, without: ReadonlySet<number>): Counted[];
  /** For completion: names and aliases that begin so, then those that hold it. */
  complete(typed: string, kind: EntityKind | undefined, limit: number, without: ReadonlySet<number>): Counted[];
  /** Mentions of an entity, in order of the cables' dates. */
  mentions(id: string, without: ReadonlySet<number>): NameMention[];
  /** Every name in one cable, in its order: the subject's first. */
  inCable(row: number): NameMention[];
  rowsOf(ids: readonly string[]): number[];
  /** Where these entities stand in the body of one cable: UTF-16 offsets, in order. */
  spansIn(row: number, ids: readonly string[]): [start: number, end: number][];
  /** Entities of a cable, most often named first. */
  ofCable(row: number, without: ReadonlySet<number>): { entity: Entity; mentions: number }[];
  /** Which entities of a kind share cables with this one: `both` cables, and `all` that name the other. */
  beside(id: string, without: ReadonlySet<number>): { entity: Entity; both: number; all: number }[];
  /** Entities of a kind that most of these cables name, with how many do. */
  among(rows: readonly number[], kind: EntityKind, limit: number, without: ReadonlySet<number>): { name: string; cables: number }[];
  /** Entities named in exactly one cable, by its row. */
  only(kind: EntityKind): Map<number, Entity[]>;
  /** A list of names against these: see Crossing. */
  cross: Comparison['run'];
  close(): Promise<void>;
};

type Row = Omit<NameMention, 'role'> & { more: string };
const toMention = ({ more, ...same }: Row): NameMention => ({
  ...same,
  role: (JSON.parse(more) as { country?: { role: CountryRole } }).country?.role,
});
const nothing: ReadonlySet<string> = new Set();
const closeTimeout = 2000;
/** Names less sure than this are not taken for names, unless the operator says otherwise. */
export const usualFloor = 0.3;
/** How long somebody who asks waits for names that are still being read. */
const patience = 2000;

/**
 * Who and what is named in the cables of `database`, kept in `file`, a database of its own that one worker thread writes:
 * derived from cables and judgments, and made anew when it is lost. Reading goes on in the background; what is asked is
 * answered from what has been read.
 */
export function createNames({ database, file, floor = usualFloor }: { database: string; file: string; floor?: number }): Names {
  const ending = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { database, file, ending, floor } });
  const crossing = createComparison(file);
  let progress = { done: 0, total: 0 };
  let stale: Judgment[] = [];
  let turn = 0;
  let settledTurn = -1;
  let failure: unknown;
  let closed = false;
  let db: Db | undefined;
  let waiting: { turn: number; resolve(): void; reject(error: unknown): void }[] = [];
  const settle = (reached: number): void => {
    settledTurn = Math.max(settledTurn, reached);
    for (const one of waiting.filter(({ turn: wanted }) => wanted <= reached)) one.resolve();
    waiting = waiting.filter(({ turn: wanted }) => wanted > reached);
  };
  const fail = (error: unknown): void => {
    failure = error;
    for (const one of waiting) one.reject(new DeskError(said`The names in the cables could not be read.`, { cause: error }));
    waiting = [];
  };
  worker.on('message', (message: NamesSaid) => {
    if (message.kind === 'progress') progress = { done: message.done, total: message.total };
    else if (message.kind === 'settled') {
      stale = message.stale;
      settle(message.turn);
    } else fail(new Error(message.message));
  });
  worker.on('error', fail);
  worker.on('exit', () => {
    if (!closed) fail(failure ?? new Error('the reader of names has ended'));
  });
  // Nobody waits for the first reading.
  const whenSettled = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      if (settledTurn >= wanted) resolve();
      else if (failure !== undefined || closed) reject(new DeskError(said`The names in the cables could not be read.`, { cause: failure }));
      else waiting.push({ turn: wanted, resolve, reject });
    });
  const tell = (message: NamesAsk): void => worker.postMessage(message);
  tell({ kind: 'changed', turn });

  /** The file is there once the worker has made it. */
  const open = (): Db | undefined => {
    if (db !== undefined) return db;
    try {
      const opened = openReader(file);
      opened.prepare('SELECT 1 FROM names LIMIT 1').get();
      db = opened;
    } catch {
      return undefined;
    }
    return db;
  };
  const all = <T>(sql: string, ...values: (string | number)[]): T[] =>
    open()
      ?.prepare<(string | number)[], T>(sql)
      .all(...values) ?? [];
  const left = (without: ReadonlySet<number>): string => JSON.stringify([...without]);
  // Counted for who must not see some cables; the stored counts are over all.
  const counting = `SELECT e.id, e.kind, e.name, e.aliases, e.ambiguous, e.candidates, e.hidden, e.date, e.parent, count(DISTINCT m.row) AS cables, count(*) AS mentions, coalesce(min(nullif(r.date, '')), '') AS first, coalesce(max(nullif(r.date, '')), '') AS last
    FROM entities e JOIN mentions m ON m.entity = e.id JOIN read_cables r ON r.row = m.row`;
  const seen = 'm.row NOT IN (SELECT value FROM json_each(?))';
  type CountedRow = EntityRow & { cables: number; mentions: number; first: string; last: string };
  const toCounted = (row: CountedRow): Counted => ({
    ...toEntity(row),
    cables: row.cables,
    mentions: row.mentions,
    first: row.first,
    last: row.last,
  });
  /** Entities without the forms of their names that stand in cables left out alone; by `lost` they must not be found. */
  const seenOf = (rows: readonly CountedRow[], without: ReadonlySet<number>): (Counted & { lost: ReadonlySet<string> })[] => {
    if (without.size === 0) return rows.map((row) => ({ ...toCounted(row), lost: nothing }));
    const opened = open();
    const ids = rows.map(({ id }) => id);
    const forms = opened === undefined ? new Map<string, Map<string, number>>() : formsSeen(opened, ids, without);
    return rows.map((row) => {
      const { entity, lost } = asSeen(toEntity(row), forms.get(row.id) ?? new Map());
      return { ...toCounted(row), ...entity, lost };
    });
  };
  /** The same for entities that are only called by their names: where no cable left out names one, nothing changes. */
  const called = (rows: readonly EntityRow[], without: ReadonlySet<number>): Map<string, Entity> => {
    const touched = new Set(
      without.size === 0
        ? []
        : all<{ entity: string }>(
            // A country's name is the gazetteer's, and no cable's.
            `SELECT DISTINCT entity FROM mentions WHERE row IN (SELECT value FROM json_each(?)) AND kind <> 'country' AND entity IN (SELECT value FROM json_each(?))`,
            left(without),
            JSON.stringify(rows.map(({ id }) => id)),
          ).map(({ entity }) => entity),
    );
    const opened = open();
    const forms = opened === undefined || touched.size === 0 ? undefined : formsSeen(opened, [...touched], without);
    return new Map(
      rows.map((row) => [
        row.id,
        forms !== undefined && touched.has(row.id) ? asSeen(toEntity(row), forms.get(row.id) ?? new Map()).entity : toEntity(row),
      ]),
    );
  };
  const keysLike = (id: string, like: string): string[] =>
    all<{ key: string }>("SELECT key FROM names WHERE entity = ? AND key LIKE ? ESCAPE '\\'", id, like).map(({ key }) => key);
  const byIds = (ids: readonly string[], without: ReadonlySet<number>): (Counted & { lost: ReadonlySet<string> })[] =>
    seenOf(
      without.size === 0
        ? all<CountedRow>(
            'SELECT * FROM entities WHERE id IN (SELECT value FROM json_each(?)) AND mentions > 0 ORDER BY mentions DESC, id',
            JSON.stringify(ids),
          )
        : all<CountedRow>(
            `${counting} WHERE e.id IN (SELECT value FROM json_each(?)) AND ${seen} GROUP BY e.id ORDER BY mentions DESC, e.id`,
            JSON.stringify(ids),
            left(without),
          ),
      without,
    );

  return {
    progress: () => progress,
    stale: () => stale,
    changed() {
      turn += 1;
      tell({ kind: 'changed', turn });
      return whenSettled(turn);
    },
    settled: () => whenSettled(turn),
    async soon() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, patience, false)));
      const isThere = await Promise.race([
        whenSettled(turn).then(
          () => true,
          () => false,
        ),
        late,
      ]);
      clearTimeout(timer);
      return isThere;
    },
    list(kind, { sort, offset, limit, without }) {
      const order = sort === 'name' ? 'name COLLATE NOCASE, id' : sort === 'newest' ? 'last DESC, mentions DESC, id' : 'mentions DESC, id';
      if (without.size === 0) {
        const which = 'FROM entities WHERE kind = ? AND hidden = 0 AND mentions > 0';
        const [{ total } = { total: 0 }] = all<{ total: number }>(`SELECT count(*) AS total ${which}`, kind);
        const page = all<CountedRow>(`SELECT * ${which} ORDER BY ${order} LIMIT ? OFFSET ?`, kind, limit, offset);
        return { total, entities: page.map(toCounted) };
      }
      const rows = all<CountedRow>(
        `${counting} WHERE e.kind = ? AND e.hidden = 0 AND ${seen} GROUP BY e.id ORDER BY ${order}`,
        kind,
        left(without),
      );
      return { total: rows.length, entities: seenOf(rows.slice(offset, offset + limit), without) };
    },
    ambiguous: (without) =>
      byIds(
        all<{ id: string }>('SELECT id FROM entities WHERE ambiguous = 1 AND hidden = 0 AND mentions > 0').map(({ id }) => id),
        without,
      ),
    get: (id, without) => byIds([id], without)[0],
    named(name, kind, without) {
      const keys = [...new Set((kind === undefined ? (['individual', 'organization'] as const) : [kind]).map((one) => nameKey(one, name)))];
      const ids = all<{ entity: string }>(
        'SELECT DISTINCT entity FROM names WHERE key IN (SELECT value FROM json_each(?))',
        JSON.stringify(keys),
      ).map(({ entity }) => entity);
      return byIds(ids, without).filter((one) => (kind === undefined || one.kind === kind) && !keys.every((key) => one.lost.has(key)));
    },
    complete(typed, kind, limit, without) {
      const key = nameKey('organization', typed);
      const like = `%${key.replaceAll(/[\\%_]/g, '\\$&')}%`;
      const ids = all<{ entity: string }>(
        `SELECT entity FROM names WHERE key LIKE ? ESCAPE '\\' AND (? = '' OR entity LIKE ? || ':%') GROUP BY entity ORDER BY min(CASE WHEN key = ? THEN 0 WHEN key LIKE ? ESCAPE '\\' THEN 1 ELSE 2 END) LIMIT 300`,
        like,
        kind ?? '',
        kind ?? '',
        key,
        like.slice(1),
      ).map(({ entity }) => entity);
      const place = new Map(ids.map((id, i) => [id, i]));
      const begins = (one: Counted): number =>
        one.aliases.some((alias) => alias.key.startsWith(key)) || nameKey(one.kind, one.name).startsWith(key) ? 0 : 1;
      return byIds(ids, without)
        .filter(({ id, hidden, lost }) => !hidden && (lost.size === 0 || keysLike(id, like).some((one) => !lost.has(one))))
        .toSorted((a, b) => begins(a) - begins(b) || b.mentions - a.mentions || (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))
        .slice(0, limit);
    },
    mentions: (id, without) =>
      all<Row>(
        `SELECT m.row, m.part, m.start, m.end, m.kind, m.surface, m.rule, m.sure, m.entity, m.more FROM mentions m JOIN read_cables r ON r.row = m.row
         WHERE m.entity = ? AND ${seen} ORDER BY r.date = '', r.date, r.ref, m.part = 'body', m.start`,
        id,
        left(without),
      ).map(toMention),
    inCable: (row) =>
      all<Row>(
        `SELECT row, part, start, end, kind, surface, rule, sure, entity, more FROM mentions WHERE row = ? ORDER BY part = 'body', start, end DESC`,
        row,
      ).map(toMention),
    rowsOf: (ids) =>
      all<{ row: number }>(
        'SELECT DISTINCT row FROM mentions WHERE entity IN (SELECT value FROM json_each(?)) ORDER BY row',
        JSON.stringify(ids),
      ).map(({ row }) => row),
    spansIn: (row, ids) =>
      all<{ start: number; end: number }>(
        "SELECT start, end FROM mentions WHERE row = ? AND part = 'body' AND entity IN (SELECT value FROM json_each(?)) ORDER BY start",
        row,
        JSON.stringify(ids),
      ).map(({ start, end }) => [start, end]),
    ofCable(row, without) {
      const rows = all<EntityRow & { n: number }>(
        'SELECT e.*, count(*) AS n FROM mentions m JOIN entities e ON e.id = m.entity WHERE m.row = ? AND e.hidden = 0 GROUP BY e.id ORDER BY n DESC, e.id',
        row,
      );
      const seenAs = called(rows, without);
      return rows.flatMap(({ id, n }) => ((entity) => (entity === undefined ? [] : [{ entity, mentions: n }]))(seenAs.get(id)));
    },
    beside(id, without) {
      const rows = all<EntityRow & { both_: number; all_: number }>(
        `WITH here AS (SELECT DISTINCT m.row AS row FROM mentions m WHERE m.entity = ? AND ${seen}),
         near AS (SELECT m.entity AS entity, count(DISTINCT m.row) AS both_ FROM mentions m WHERE m.row IN (SELECT row FROM here) AND m.entity <> '' AND m.entity <> ? GROUP BY m.entity ORDER BY both_ DESC, m.entity LIMIT 150)
         SELECT e.*, near.both_, (SELECT count(DISTINCT m.row) FROM mentions m WHERE m.entity = e.id AND ${seen}) AS all_
         FROM near JOIN entities e ON e.id = near.entity WHERE e.hidden = 0`,
        id,
        left(without),
        id,
        left(without),
      );
      const seenAs = called(rows, without);
      return rows.flatMap(({ id: other, both_, all_ }) =>
        ((entity) => (entity === undefined ? [] : [{ entity, both: both_, all: all_ }]))(seenAs.get(other)),
      );
    },
    among(rows, kind, limit, without) {
      const found = all<EntityRow & { n: number }>(
        `SELECT e.*, count(DISTINCT m.row) AS n FROM mentions m JOIN entities e ON e.id = m.entity
         WHERE m.row IN (SELECT value FROM json_each(?)) AND e.kind = ? AND e.hidden = 0 AND e.ambiguous = 0
         GROUP BY e.id ORDER BY n DESC, e.name LIMIT ?`,
        JSON.stringify(rows),
        kind,
        limit,
      );
      const seenAs = called(found, without);
      return found.map(({ id, name, n }) => ({ name: seenAs.get(id)?.name ?? name, cables: n }));
    },
    only(kind) {
      const rows = all<EntityRow & { row_: number }>(
        'SELECT e.*, min(m.row) AS row_ FROM entities e JOIN mentions m ON m.entity = e.id WHERE e.kind = ? AND e.hidden = 0 AND e.ambiguous = 0 GROUP BY e.id HAVING count(DISTINCT m.row) = 1',
        kind,
      );
      const found = new Map<number, Entity[]>();
      for (const { row_, ...entity } of rows) found.set(row_, [...(found.get(row_) ?? []), toEntity(entity)]);
      return found;
    },
    cross: (task) => crossing.run(task),
    async close() {
      closed = true;
      await crossing.close();
      for (const one of waiting) one.reject(new DeskError(said`The desk is closing.`));
      waiting = [];
      const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      Atomics.store(ending, 0, 1);
      tell({ kind: 'end' });
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([gone, new Promise((resolve) => (timer = setTimeout(resolve, closeTimeout)))]);
      clearTimeout(timer);
      await worker.terminate();
      db?.close();
    },
  };
}

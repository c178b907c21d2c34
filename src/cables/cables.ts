import { createCitedAs } from './cited-as.ts';
import type { Store } from './storing.ts';
import { fromColumns, toColumns, unsaid, type CableFields, type CableRow } from './fields.ts';
import type { Db } from '../store/database.ts';

/**
 * The cable: what is stored of one, how troves, refs and citations are kept, and how one is shown in a line or a card.
 * What the desk does with cables is not here. The desk, search, names and analysis import it; only the desk opens it.
 */

/** One diplomatic message as stored. Missing text is '', a missing list is empty. */
export type Cable = { row: number } & CableFields;

const headFields = ['row', 'trove', 'ref', 'date', 'origin', 'subject', 'marking', 'type'] as const;
/** What a list shows of a cable. */
export type CableHead = Pick<Cable, (typeof headFields)[number]>;
const headColumns = headFields.join(', ');

export type Browse = {
  month?: string;
  origin?: string;
  sort: 'newest' | 'oldest';
  offset: number;
  limit: number;
};

/** A reference as printed, with the cable it names where the trove holds it. */
export type Citation = { printed: string; ref: string | undefined; subject: string };

export type Cables = {
  count(): number;
  /** Those of these rows that there are, in their order. */
  existing(rows: readonly number[]): number[];
  /** By its ref, in any case, else by a form in which it is cited (`75TEHRAN2069`, `TEHRAN 02069`), if that names no other. */
  get(ref: string): Cable | undefined;
  /** Those that are cited so. */
  citedAs(typed: string, limit: number): CableHead[];
  byRow(row: number): Cable | undefined;
  /** The row of the cable that is called just so. */
  rowOf(ref: string): number | undefined;
  heads(rows: readonly number[]): CableHead[];
  /** For "did you mean": those cited so, then refs near to what was typed. */
  near(ref: string, limit: number): CableHead[];
  /** For completion: exact ref, those cited so, refs that begin so, refs that hold it, then subjects that hold every word typed. */
  complete(typed: string, limit: number): CableHead[];
  browse(how: Browse): { total: number; rows: CableHead[] };
  /** Months (`YYYY-MM`, or partial dates as they are) with their number of cables, newest first. */
  months(): { month: string; cables: number }[];
  /** Whether a record has a field that cables have not, by the key of its name (`fieldKey`). */
  hasOtherField(key: string): boolean;
  origins(typed: string, limit: number): { origin: string; cables: number }[];
  markings(): { marking: string; cables: number }[];
  languages(): { lang: string; cables: number }[];
  citations(row: number): Citation[];
  citedBy(row: number): CableHead[];
  /** Every citation in which one of these cables cites or is cited, by row. */
  links(rows: Iterable<number>): { citing: number; cited: number }[];
  /** Older texts of this cable, newest first. */
  versions(row: number): { replacedAt: number; hash: string }[];
  /** Its text number `n`, 1 being the first one, with when an import replaced it; undefined for a number that no older text has. */
  version(row: number, n: number): { replacedAt: number; cable: Cable } | undefined;
  /** What the texts of this cable are recognised by, older ones included. */
  contents(row: number): string[];
  all(): IterableIterator<Cable>;
  rows(): number[];
  /** Those of which less than the day is known, the undated included. */
  partDated(): Iterable<{ row: number; date: string }>;
  /** Row, date and sender of every cable: for counting. */
  shortest(): { row: number; date: string; origin: string }[];
  /** What writes them. */
  readonly store: Store;
};

const nothingSaid = toColumns(unsaid);

export const toCable = (row: CableRow): Cable => ({ row: row.row, ...fromColumns(row) });
/** A cable as a version of it was kept. One kept by an older release lacks the columns that came later. */
export const fromVersion = (kept: string): Cable => toCable({ ...nothingSaid, ...(JSON.parse(kept) as CableRow) });

/** The cables of an archive. `store`: what writes them, through a connection of its own. */
export function createCables(db: Db, store: Store): Cables {
  const one = (where: string) => db.prepare<[string | number], CableRow>(`SELECT * FROM cables WHERE ${where}`);
  const byRef = one('ref = ?');
  const byRow = one('row = ?');
  const headByRow = db.prepare<[number], CableHead>(`SELECT ${headColumns} FROM cables WHERE row = ?`);
  // The refs are gone through in their index, not in the rows.
  const inAnyCase = db.prepare<[string], CableRow>(
    'SELECT * FROM cables WHERE row = (SELECT row FROM cables WHERE ref = ? COLLATE NOCASE LIMIT 1)',
  );
  const exists = db.prepare<[number], number>('SELECT 1 FROM cables WHERE row = ?').pluck();
  const orNone = (row: CableRow | undefined) => (row === undefined ? undefined : toCable(row));
  const heads = (rows: readonly number[]) => rows.map((row) => headByRow.get(row)).filter((head) => head !== undefined);
  const cited = createCitedAs(db);
  const hasField = db.prepare<[string], number>('SELECT 1 FROM other_fields WHERE key = ? LIMIT 1').pluck();
  const onlyOneCited = (typed: string): CableRow | undefined => {
    const [found, ...others] = heads(cited.exactly(typed, 2));
    // `A (2)` is called so because another had its ref first: it never stands in for that one.
    return found === undefined || others.length > 0 || / \(\d+\)$/.test(found.ref) ? undefined : byRow.get(found.row);
  };
  const get = (ref: string) => orNone(byRef.get(ref) ?? inAnyCase.get(ref.trim()) ?? onlyOneCited(ref));

  const counted = (what: string, where: string, order: string): unknown[] =>
    db.prepare<[]>(`SELECT ${what}, count(*) AS cables FROM cables WHERE ${where} GROUP BY 1 ORDER BY ${order}`).all();

  return {
    count: () => db.prepare<[], number>('SELECT count(*) FROM cables').pluck().get() ?? 0,
    existing: (rows) => rows.filter((row) => exists.get(row) !== undefined),
    get,
    byRow: (row) => orNone(byRow.get(row)),
    rowOf: (ref) => db.prepare<[string], number>('SELECT row FROM cables WHERE ref = ?').pluck().get(ref),
    heads,
    citedAs: (typed, limit) => heads(cited.exactly(typed, limit)),
    near: (ref, limit) => joined(limit, heads(cited.exactly(ref, limit)), nearRefs(db, ref, limit)),
    complete(typed, limit) {
      const found = complete(db, typed, limit);
      const isExact = ({ ref }: CableHead): boolean => ref.toLowerCase() === typed.trim().toLowerCase();
      return joined(limit, found.filter(isExact), heads(cited.beginning(typed, limit)), found);
    },
    browse: (how) => browse(db, how),
    months: () => counted('substr(date, 1, 7) AS month', "date <> ''", '1 DESC') as { month: string; cables: number }[],
    hasOtherField: (key) => hasField.get(key) !== undefined,
    origins: (typed, limit) =>
      db
        .prepare<[string, number], { origin: string; cables: number }>(
          `SELECT origin, count(*) AS cables FROM cables WHERE origin <> '' AND origin LIKE ? ESCAPE '\\' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`,
        )
        .all(`%${escapeLike(typed)}%`, limit),
    markings: () => counted('marking', '1', '2 DESC') as { marking: string; cables: number }[],
    languages: () => counted('lang', '1', '2 DESC') as { lang: string; cables: number }[],
    citations: (row) => citations(db, row),
    citedBy: (row) => citedBy(db, row),
    links: (rows) => links(db, rows),
    versions: (row) =>
      db
        .prepare<[number], { replacedAt: number; hash: string }>(
          'SELECT replaced_at AS replacedAt, hash FROM cable_versions WHERE row = ? ORDER BY replaced_at DESC',
        )
        .all(row),
    version(row, n) {
      const found = db
        .prepare<[number, number], { replacedAt: number; cable: string }>(
          'SELECT replaced_at AS replacedAt, cable FROM cable_versions WHERE row = ? ORDER BY replaced_at LIMIT 1 OFFSET ?',
        )
        .get(row, n - 1);
      return found && { replacedAt: found.replacedAt, cable: fromVersion(found.cable) };
    },
    contents: (row) => db.prepare<[number], string>('SELECT content FROM contents WHERE row = ?').pluck().all(row),
    *all() {
      for (const row of db.prepare<[], CableRow>('SELECT * FROM cables ORDER BY row').iterate()) yield toCable(row);
    },
    partDated: () => db.prepare<[], { row: number; date: string }>('SELECT row, date FROM cables WHERE length(date) < 10').iterate(),
    shortest: () => db.prepare<[], { row: number; date: string; origin: string }>('SELECT row, date, origin FROM cables').all(),
    // In order, but not by going through the rows themselves.
    rows: () => db.prepare<[], number>('SELECT row FROM cables ORDER BY +row').pluck().all(),
    store,
  };
}

/** The first of these lists together, each cable once. */
const joined = (limit: number, ...lists: readonly CableHead[][]): CableHead[] =>
  [...new Map(lists.flat().map((head) => [head.row, head] as const)).values()].slice(0, limit);

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

function complete(db: Db, typed: string, limit: number): CableHead[] {
  const wanted = typed.trim();
  if (wanted === '') return db.prepare<[number], CableHead>(`SELECT ${headColumns} FROM cables ORDER BY date DESC, ref LIMIT ?`).all(limit);
  const words = wanted.split(/\s+/).slice(0, 6);
  const like = (text: string) => `%${escapeLike(text)}%`;
  const subject = words.map(() => "subject LIKE ? ESCAPE '\\'").join(' AND ');
  return db
    .prepare<(string | number)[], CableHead>(
      `SELECT ${headColumns} FROM cables WHERE ref LIKE ? ESCAPE '\\' OR (${subject})
       ORDER BY CASE WHEN ref = ? COLLATE NOCASE THEN 0 WHEN ref LIKE ? ESCAPE '\\' THEN 1 WHEN ref LIKE ? ESCAPE '\\' THEN 2 ELSE 3 END, date DESC, ref LIMIT ?`,
    )
    .all(like(wanted), ...words.map(like), wanted, `${escapeLike(wanted)}%`, like(wanted), limit);
}

/**
 * Refs by the number of three-letter pieces they share with what was typed (Dice's coefficient), best first. Only refs
 * that hold a group of its letters or digits are looked at.
 */
function nearRefs(db: Db, ref: string, limit: number): CableHead[] {
  const groups = [...new Set(ref.match(/\p{L}{2,}|\p{N}{2,}/gu) ?? [])].slice(0, 6);
  if (groups.length === 0) return [];
  const wanted = pieces(ref);
  const where = groups.map(() => "ref LIKE ? ESCAPE '\\'").join(' OR ');
  // Refs sharing the most groups come first, so that the limit drops the least similar.
  const shared = groups.map(() => "(ref LIKE ? ESCAPE '\\')").join(' + ');
  const patterns = groups.map((group) => `%${escapeLike(group)}%`);
  const candidates = db
    .prepare<string[], CableHead>(`SELECT ${headColumns} FROM cables WHERE ${where} ORDER BY ${shared} DESC LIMIT 2000`)
    .all(...patterns, ...patterns);
  return candidates
    .map((head) => ({ head, score: alike(wanted, pieces(head.ref)) }))
    .filter(({ score }) => score >= 0.3)
    .toSorted((a, b) => b.score - a.score || a.head.row - b.head.row)
    .slice(0, limit)
    .map(({ head }) => head);
}

const alike = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => (2 * a.intersection(b).size) / (a.size + b.size);

function pieces(text: string): Set<string> {
  const folded = `  ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `;
  const found = new Set<string>();
  for (let i = 0; i + 3 <= folded.length; i += 1) found.add(folded.slice(i, i + 3));
  return found;
}

function browse(db: Db, { month, origin, sort, offset, limit }: Browse): { total: number; rows: CableHead[] } {
  const where = ['1'];
  const values: (string | number)[] = [];
  if (month !== undefined) {
    where.push("date LIKE ? ESCAPE '\\'");
    values.push(`${escapeLike(month)}%`);
  }
  if (origin !== undefined) {
    where.push("origin LIKE ? ESCAPE '\\'");
    values.push(`%${escapeLike(origin)}%`);
  }
  const clause = where.join(' AND ');
  const total =
    db
      .prepare<(string | number)[], number>(`SELECT count(*) FROM cables WHERE ${clause}`)
      .pluck()
      .get(...values) ?? 0;
  // Undated cables come last either way.
  const order = `date = '', date ${sort === 'newest' ? 'DESC' : 'ASC'}, ref`;
  const rows = db
    .prepare<(string | number)[], CableHead>(`SELECT ${headColumns} FROM cables WHERE ${clause} ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(...values, limit, offset);
  return { total, rows };
}

function citations(db: Db, row: number): Citation[] {
  return db
    .prepare<[number], { printed: string; ref: string | null; subject: string | null }>(
      `SELECT cited.printed, cables.ref, cables.subject FROM cited
       LEFT JOIN refkeys ON refkeys.key = cited.key LEFT JOIN cables ON cables.row = refkeys.row AND cables.row <> cited.row
       WHERE cited.row = ? ORDER BY cited.place`,
    )
    .all(row)
    .map(({ printed, ref, subject }) => ({ printed, ref: ref ?? undefined, subject: subject ?? '' }));
}

function citedBy(db: Db, row: number): CableHead[] {
  return db
    .prepare<[number, number], CableHead>(
      `SELECT DISTINCT ${headColumns.replaceAll(/\b(\w+)/g, 'cables.$1')} FROM refkeys JOIN cited ON cited.key = refkeys.key JOIN cables ON cables.row = cited.row
       WHERE refkeys.row = ? AND cables.row <> ? ORDER BY cables.date, cables.ref`,
    )
    .all(row, row);
}

function links(db: Db, rows: Iterable<number>): { citing: number; cited: number }[] {
  const these = JSON.stringify([...rows]);
  return db
    .prepare<[string, string], { citing: number; cited: number }>(
      `SELECT DISTINCT cited.row AS citing, refkeys.row AS cited FROM cited JOIN refkeys ON refkeys.key = cited.key
       WHERE cited.row <> refkeys.row AND (cited.row IN (SELECT value FROM json_each(?)) OR refkeys.row IN (SELECT value FROM json_each(?)))
       ORDER BY citing, cited`,
    )
    .all(these, these);
}

import { sha256, type Db } from './database.ts';
import { citedKey } from './formats/citation.ts';
import type { Draft } from './formats/format.ts';

/** One diplomatic message as stored. Missing text is '', a missing list is empty. */
export type Cable = {
  row: number;
  trove: string;
  /** The record's own id. */
  id: string;
  /** The number people cite it by; unique in the data folder. */
  ref: string;
  /** The number as printed. */
  number: string;
  /** `YYYY-MM-DD`, partial, or ''. */
  date: string;
  datetime: string;
  origin: string;
  originPlace: string;
  destination: string;
  info: string[];
  subject: string;
  marking: string;
  subjectCodes: string[];
  /** References as printed. */
  refs: string[];
  type: string;
  lang: string;
  title: string;
  header: string;
  body: string;
  extra: Record<string, unknown>;
  /** SHA-256 of everything above but row and trove. */
  hash: string;
  file: string;
  line: number;
  importedAt: number;
  changedAt: number;
};

/** What a list shows of a cable. */
export type CableHead = Pick<Cable, 'row' | 'trove' | 'ref' | 'date' | 'origin' | 'subject' | 'marking' | 'type'>;

export type Browse = { month?: string; origin?: string; sort: 'newest' | 'oldest'; offset: number; limit: number };

/** A reference as printed, with the cable it names where the trove holds it. */
export type Citation = { printed: string; ref: string | undefined; subject: string };

/** What storing a draft came to; `row` is the cable's. */
export type Stored = {
  row: number;
  result: 'added' | 'changed' | 'same';
  /** The ref it asked for was taken by another record. */ clash?: string;
};

export type Cables = {
  count(): number;
  get(ref: string): Cable | undefined;
  byRow(row: number): Cable | undefined;
  heads(rows: readonly number[]): CableHead[];
  /** Refs near to what was typed: for "did you mean". */
  near(ref: string, limit: number): CableHead[];
  /** For completion: exact ref, refs that begin so, refs that hold it, then subjects that hold every word typed. */
  complete(typed: string, limit: number): CableHead[];
  browse(how: Browse): { total: number; heads: CableHead[] };
  /** Months (`YYYY-MM`, or partial dates as they are) with their number of cables, newest first. */
  months(): { month: string; cables: number }[];
  origins(typed: string, limit: number): { origin: string; cables: number }[];
  markings(): { marking: string; cables: number }[];
  languages(): { lang: string; cables: number }[];
  citations(row: number): Citation[];
  citedBy(row: number): CableHead[];
  /** Older texts of this cable, newest first. */
  versions(row: number): { replacedAt: number; hash: string }[];
  all(): IterableIterator<Cable>;
  rows(): number[];
  /** Stores one record inside the caller's transaction. `seen` holds the ids met before in the same import. */
  store(draft: Draft, from: { trove: string; file: string; at: number; seen: Set<string> }): Stored;
};

type Row = {
  row: number;
  trove: string;
  id: string;
  ref: string;
  number: string;
  date: string;
  datetime: string;
  origin: string;
  origin_place: string;
  destination: string;
  info: string;
  subject: string;
  marking: string;
  subject_codes: string;
  refs: string;
  type: string;
  lang: string;
  title: string;
  header: string;
  body: string;
  extra: string;
  hash: string;
  file: string;
  line: number;
  imported_at: number;
  changed_at: number;
};

/** The one way from a row of the table to a cable. */
export function toCable(row: Row): Cable {
  const { origin_place: originPlace, subject_codes, info, refs, extra, imported_at: importedAt, changed_at: changedAt, ...same } = row;
  return {
    ...same,
    originPlace,
    info: JSON.parse(info) as string[],
    subjectCodes: JSON.parse(subject_codes) as string[],
    refs: JSON.parse(refs) as string[],
    extra: JSON.parse(extra) as Record<string, unknown>,
    importedAt,
    changedAt,
  };
}

const headColumns = 'row, trove, ref, date, origin, subject, marking, type';

export function createCables(db: Db): Cables {
  const one = (where: string) => db.prepare<[string | number], Row>(`SELECT * FROM cables WHERE ${where}`);
  const byRef = one('ref = ?');
  const byRow = one('row = ?');
  const headByRow = db.prepare<[number], CableHead>(`SELECT ${headColumns} FROM cables WHERE row = ?`);
  const orNone = (row: Row | undefined) => (row === undefined ? undefined : toCable(row));
  const get = (ref: string) =>
    orNone(byRef.get(ref)) ??
    orNone(db.prepare<[string], Row>('SELECT * FROM cables WHERE ref = ? COLLATE NOCASE LIMIT 1').get(ref.trim()));

  return {
    count: () => db.prepare<[], number>('SELECT count(*) FROM cables').pluck().get() ?? 0,
    get,
    byRow: (row) => orNone(byRow.get(row)),
    heads: (rows) => rows.map((row) => headByRow.get(row)).filter((head) => head !== undefined),
    near: (ref, limit) => nearRefs(db, ref, limit),
    complete: (typed, limit) => complete(db, typed, limit),
    browse: (how) => browse(db, how),
    months: () =>
      db
        .prepare<[], { month: string; cables: number }>(
          "SELECT substr(date, 1, 7) AS month, count(*) AS cables FROM cables WHERE date <> '' GROUP BY 1 ORDER BY 1 DESC",
        )
        .all(),
    origins: (typed, limit) =>
      db
        .prepare<[string, number], { origin: string; cables: number }>(
          "SELECT origin, count(*) AS cables FROM cables WHERE origin <> '' AND origin LIKE ? ESCAPE '\\' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?",
        )
        .all(`%${escapeLike(typed)}%`, limit),
    markings: () =>
      db
        .prepare<[], { marking: string; cables: number }>('SELECT marking, count(*) AS cables FROM cables GROUP BY 1 ORDER BY 2 DESC')
        .all(),
    languages: () =>
      db.prepare<[], { lang: string; cables: number }>('SELECT lang, count(*) AS cables FROM cables GROUP BY 1 ORDER BY 2 DESC').all(),
    citations: (row) => citations(db, row),
    citedBy: (row) => citedBy(db, row),
    versions: (row) =>
      db
        .prepare<[number], { replacedAt: number; hash: string }>(
          'SELECT replaced_at AS replacedAt, hash FROM cable_versions WHERE row = ? ORDER BY replaced_at DESC',
        )
        .all(row),
    *all() {
      for (const row of db.prepare<[], Row>('SELECT * FROM cables ORDER BY row').iterate()) yield toCable(row);
    },
    rows: () => db.prepare<[], number>('SELECT row FROM cables ORDER BY row').pluck().all(),
    store: (draft, from) => store(db, draft, from),
  };
}

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

/** Refs by the number of three-letter pieces they share with what was typed (Dice's coefficient), best first. */
function nearRefs(db: Db, ref: string, limit: number): CableHead[] {
  const wanted = pieces(ref);
  if (wanted.size === 0) return [];
  const scored: { row: number; score: number }[] = [];
  for (const candidate of db.prepare<[], { row: number; ref: string }>('SELECT row, ref FROM cables').iterate()) {
    const have = pieces(candidate.ref);
    let shared = 0;
    for (const piece of wanted) if (have.has(piece)) shared += 1;
    const score = (2 * shared) / (wanted.size + have.size);
    if (score >= 0.3) scored.push({ row: candidate.row, score });
  }
  scored.sort((a, b) => b.score - a.score || a.row - b.row);
  const head = db.prepare<[number], CableHead>(`SELECT ${headColumns} FROM cables WHERE row = ?`);
  return scored.slice(0, limit).flatMap(({ row }) => head.get(row) ?? []);
}

function pieces(text: string): Set<string> {
  const folded = `  ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `;
  const found = new Set<string>();
  for (let i = 0; i + 3 <= folded.length; i += 1) found.add(folded.slice(i, i + 3));
  return found;
}

function browse(db: Db, { month, origin, sort, offset, limit }: Browse): { total: number; heads: CableHead[] } {
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
  const heads = db
    .prepare<(string | number)[], CableHead>(`SELECT ${headColumns} FROM cables WHERE ${clause} ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(...values, limit, offset);
  return { total, heads };
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

/** What makes two copies of a record the same: every field that the source printed. */
function contentOf(draft: Draft): Record<string, unknown> {
  const { line: _line, ...content } = draft;
  return content;
}

function store(db: Db, draft: Draft, { trove, file, at, seen }: { trove: string; file: string; at: number; seen: Set<string> }): Stored {
  const hash = sha256(JSON.stringify(contentOf(draft)));
  const id = firstFree(draft.id ?? draft.ref ?? `sha256:${hash.slice(0, 16)}`, (name) => !seen.has(name));
  seen.add(id);
  const known = db
    .prepare<[string, string], { row: number; hash: string; ref: string }>('SELECT row, hash, ref FROM cables WHERE trove = ? AND id = ?')
    .get(trove, id);
  if (known?.hash === hash) return { row: known.row, result: 'same' };

  const wanted = draft.ref ?? id;
  const taken = db.prepare<[string, number], number>('SELECT row FROM cables WHERE ref = ? AND row <> ?').pluck();
  const ref = firstFree(wanted, (name) => taken.get(name, known?.row ?? -1) === undefined);
  const values = {
    trove,
    id,
    ref,
    number: draft.number ?? draft.ref ?? '',
    date: draft.date ?? '',
    datetime: draft.datetime ?? '',
    origin: draft.origin ?? '',
    origin_place: typeof draft.extra?.['origin_place'] === 'string' ? draft.extra['origin_place'] : '',
    destination: draft.destination ?? '',
    info: JSON.stringify(draft.info ?? []),
    subject: draft.subject ?? draft.title ?? '',
    marking: draft.marking ?? '',
    subject_codes: JSON.stringify(draft.subjectCodes ?? []),
    refs: JSON.stringify(draft.refs ?? []),
    type: draft.type ?? '',
    lang: draft.lang ?? '',
    title: draft.title ?? '',
    header: draft.header ?? '',
    body: draft.body,
    extra: JSON.stringify(draft.extra ?? {}),
    hash,
    file,
    line: draft.line,
    at,
  };
  const row = known === undefined ? insert(db, values) : replace(db, known.row, values);
  citeFrom(db, row, ref, values.number, draft);
  return { row, result: known === undefined ? 'added' : 'changed', ...(ref === wanted ? {} : { clash: ref }) };
}

/** The name itself, or with the first free number behind it: `A`, `A (2)`, `A (3)`. */
function firstFree(name: string, isFree: (name: string) => boolean): string {
  if (isFree(name)) return name;
  for (let n = 2; ; n += 1) if (isFree(`${name} (${n})`)) return `${name} (${n})`;
}

const columns =
  'trove, id, ref, number, date, datetime, origin, origin_place, destination, info, subject, marking, subject_codes, refs, type, lang, title, header, body, extra, hash, file, line'.split(
    ', ',
  );

function insert(db: Db, values: Record<string, string | number>): number {
  const result = db
    .prepare(
      `INSERT INTO cables (${columns.join(', ')}, imported_at, changed_at) VALUES (${columns.map((name) => `@${name}`).join(', ')}, @at, @at)`,
    )
    .run(values);
  return Number(result.lastInsertRowid);
}

/** Writes the new text over the old one and keeps the old one beside it. */
function replace(db: Db, row: number, values: Record<string, string | number>): number {
  const old = db.prepare<[number], Row>('SELECT * FROM cables WHERE row = ?').get(row);
  db.prepare('INSERT INTO cable_versions (row, replaced_at, hash, cable) VALUES (?, ?, ?, ?)').run(
    row,
    values['at'],
    old?.hash,
    JSON.stringify(old),
  );
  db.prepare(`UPDATE cables SET ${columns.map((name) => `${name} = @${name}`).join(', ')}, changed_at = @at WHERE row = @row`).run({
    ...values,
    row,
  });
  return row;
}

/** Notes what the cable cites, and under which keys others may cite it. */
function citeFrom(db: Db, row: number, ref: string, number: string, draft: Draft): void {
  const year = draft.date?.slice(0, 4);
  db.prepare('DELETE FROM cited WHERE row = ?').run(row);
  const cite = db.prepare('INSERT INTO cited (row, key, printed, place) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  for (const [i, printed] of (draft.refs ?? []).entries()) cite.run(row, citedKey(printed, year), printed, i);
  db.prepare('DELETE FROM refkeys WHERE row = ?').run(row);
  const name = db.prepare('INSERT INTO refkeys (key, row) VALUES (?, ?) ON CONFLICT DO NOTHING');
  for (const own of [ref, number]) if (own !== '') name.run(citedKey(own, year), row);
}

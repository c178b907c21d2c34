import { countWords } from '../language/tokens.ts';
import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { openReader, schemas, type Db, type SchemaName } from './database.ts';
import { sqliteCode } from './sqlite-errors.ts';
import { brokenSeals, type BrokenSeal, type Seal } from './seals.ts';

/** Something that is not as it was written: in which part of a database, and about which cable, where that is known. */
export type Fault = { what: string; part?: string; cable?: number; seal?: Seal | undefined };

/**
 * Reads a whole database and says what is wrong with it: pages and indexes (SQLite's integrity_check), foreign keys, the schema
 * (held against the one that this program makes), and every column of every row (seals.ts). `more` is asked within the same
 * reading, where the schema is right. Writes nothing. Never throws for what is in the file: that is a fault.
 */
export function databaseFaults(path: string, schema: SchemaName, more: (db: Db) => Fault[] = () => []): Fault[] {
  if (!existsSync(path)) return [{ what: 'is not there' }];
  let db: Db | undefined;
  try {
    db = openReader(path);
    // One reading of all: a bot that writes meanwhile does not disturb it.
    db.exec('BEGIN');
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version !== schemas[schema].length)
      return [{ what: `has schema ${version}, this program’s is ${schemas[schema].length}: start the bot once, then verify` }];
    return looks(db, [(one) => schemaFaults(one, schema), pageFaults, keyFaults, sealFaults, more]);
  } catch (error) {
    return [unreadable(error)];
  } finally {
    db?.close();
  }
}

/** The faults of a file that is derived from others: its pages, and every row that is under seal. Nothing where there is no file. */
export function derivedFaults(path: string): Fault[] {
  if (!existsSync(path)) return [];
  let db: Db | undefined;
  try {
    db = openReader(path);
    db.exec('BEGIN');
    return looks(db, [pageFaults, sealFaults]);
  } catch (error) {
    return [unreadable(error)];
  } finally {
    db?.close();
  }
}

const unreadable = (error: unknown): Fault => ({
  what: `cannot be read: ${error instanceof Error ? error.message : String(error)} (${sqliteCode(error)})`,
});

/** What several looks find, each thing once: what one cannot read, another may. */
function looks(db: Db, each: readonly ((db: Db) => Fault[])[]): Fault[] {
  const found = each.flatMap((look) => {
    try {
      return look(db);
    } catch (error) {
      return [unreadable(error)];
    }
  });
  return [...new Map(found.map((fault) => [fault.what, fault])).values()];
}

/** Most faults of the pages that are told one by one. */
const most = 20;

function pageFaults(db: Db): Fault[] {
  const said = db.pragma(`integrity_check(${most})`) as { integrity_check: string }[];
  return said.filter(({ integrity_check: one }) => one !== 'ok').map(({ integrity_check: one }) => ({ what: one.replaceAll('\n', ' ') }));
}

function keyFaults(db: Db): Fault[] {
  const broken = db.pragma('main.foreign_key_check') as { table: string; parent: string }[];
  return broken.slice(0, most).map(({ table, parent }) => ({ what: `a row of ${table} names a row of ${parent} that is not there` }));
}

const sealFaults = (db: Db): Fault[] => brokenSeals(db).map(sealFault);

function sealFault({ part, cable, rows, expected }: BrokenSeal): Fault {
  const of = cable === 0 ? '' : ` of cable number ${cable}`;
  const what =
    rows === undefined
      ? `${part}${of}: cannot be read`
      : rows === expected?.rows
        ? `${part}${of}: a row was changed from outside`
        : `${part}${of}: ${rows} rows, but ${expected?.rows ?? 0} were written`;
  return { what, part, ...(cable === 0 ? {} : { cable }), seal: expected };
}

type Made = { type: string; name: string; sql: string };
const madeIn = (db: Db): Map<string, string> =>
  new Map(
    db
      .prepare<[], Made>(
        "SELECT type, name, tbl_name || ': ' || coalesce(sql, '') AS sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'",
      )
      .all()
      .map(({ type, name, sql }) => [`${type} ${name}`, sql]),
  );

/** Of each schema, what a new database of it holds. */
const newest = new Map<SchemaName, Map<string, string>>();

function newestOf(schema: SchemaName): Map<string, string> {
  const known = newest.get(schema);
  if (known !== undefined) return known;
  const db = new Database(':memory:');
  db.function('count_words', { deterministic: true }, (text) => countWords(String(text)));
  for (const step of schemas[schema]) db.exec(step);
  const made = madeIn(db);
  db.close();
  newest.set(schema, made);
  return made;
}

/** What a database has otherwise than a new one of this schema: no row is looked at. */
function schemaFaults(db: Db, schema: SchemaName): Fault[] {
  const [made, expected] = [madeIn(db), newestOf(schema)];
  return [...new Set([...made.keys(), ...expected.keys()])]
    .filter((name) => made.get(name) !== expected.get(name))
    .map((name) => ({ what: `${name} is ${made.has(name) ? (expected.has(name) ? 'changed' : 'none of ours') : 'missing'}` }));
}

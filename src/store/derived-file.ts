import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { openReader, type Db } from './database.ts';
import { sqliteCode } from './sqlite-errors.ts';
import { sha256 } from './hash.ts';
import { keepSeals, sealAnew, sealsTable } from './seals.ts';

/**
 * SQLite files that hold nothing of their own, because all of it can be made anew from the desk's database: the names, the
 * near-copies. Raise `version` when the same tables come to mean something else; another schema is noticed by itself.
 */
export type DerivedFile = { version: string; schema: string };

/** Every derived file has this table: its owner may keep more in it, under names other than `version`. */
const about = 'CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;';

/**
 * Opens a derived file for its only writer. A missing, damaged or foreign one, or one of another version, is made anew,
 * empty. `sealed`: false for one that is removed again, which nobody verifies. Throws what better-sqlite3 throws when the file is in use elsewhere or cannot be written.
 */
export function openDerived(file: string, derived: DerivedFile, { sealed = true } = {}): Db {
  const kept = keptFile(file, derived);
  if (kept !== undefined) {
    if (sealed) keepSeals(kept);
    return kept;
  }
  const db = connect(file);
  db.transaction(() => {
    db.exec(about);
    db.exec(derived.schema);
    db.prepare("INSERT INTO about VALUES ('version', ?)").run(stampOf(derived));
    db.exec(sealsTable);
    sealAnew(db);
  })();
  if (sealed) keepSeals(db);
  return db;
}

/** Opens a derived file read-only; undefined while its writer has not made it, or has yet to make it anew. */
export function readDerived(file: string, derived: DerivedFile): Db | undefined {
  let db: Db | undefined;
  try {
    db = openReader(file);
    if (isCurrent(db, derived)) return db;
  } catch {
    // Not there yet, or damaged.
  }
  db?.close();
  return undefined;
}

/** Removes a derived file. */
export function removeDerived(file: string): void {
  for (const ending of endings) rmSync(`${file}${ending}`, { force: true });
}

const endings = ['', '-wal', '-shm'] as const;

/** Puts a damaged derived file aside, with what belongs to it, so that it is made anew. Returns its name from then on. */
export function setDerivedAside(file: string): string {
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  for (const ending of endings) if (existsSync(`${file}${ending}`)) renameSync(`${file}${ending}`, `${aside}${ending}`);
  return aside;
}

/** The file if it can be kept. One of another version is removed, one that cannot be read is set aside. */
function keptFile(file: string, derived: DerivedFile): Db | undefined {
  if (!existsSync(file)) {
    removeDerived(file);
    return undefined;
  }
  let db: Db | undefined;
  try {
    db = connect(file);
    if (isCurrent(db, derived)) return db;
    db.close();
    removeDerived(file);
  } catch (error) {
    db?.close();
    // Somebody else's work must not be removed under their hands.
    if (sqliteCode(error).startsWith('SQLITE_BUSY')) throw error;
    setDerivedAside(file);
  }
  return undefined;
}

const stampOf = ({ version, schema }: DerivedFile): string => `${version} ${sha256(schema + sealsTable)}`;

const isCurrent = (db: Db, derived: DerivedFile): boolean =>
  db.prepare("SELECT value FROM about WHERE name = 'version'").pluck().get() === stampOf(derived);

function connect(file: string): Db {
  const db = new Database(file, { timeout: 2000 });
  try {
    db.pragma('journal_mode = WAL');
    // What a power cut costs is made again; WAL keeps the file consistent.
    db.pragma('synchronous = NORMAL');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

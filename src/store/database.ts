import { countWords } from '../language/tokens.ts';
import Database from 'better-sqlite3';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DeskError } from '../reply/failure.ts';
import { archiveMigrations } from './archive-migrations.ts';
import { migrations } from './migrations.ts';
import { ownerOnly } from './modes.ts';
import { own, quoted, said, type Text } from '../reply/text.ts';
import { sha256OfFile } from './hash.ts';
import { keepSeals, sealAnew } from './seals.ts';
import { guarded, explain, sqliteCode, reason } from './sqlite-errors.ts';

/**
 * The database: opening, locking, migrations, backups and hashes. Tables are created here; what their rows mean is each
 * noun's own. Rooms that store something import it.
 */

export type Db = Database.Database;

/** WAL-reset corruption is fixed from here on (https://www.sqlite.org/wal.html#walresetbug). */
const sqliteFloor = [3, 51, 3] as const;

/** The two kinds of database, each with its steps from an empty one to the newest schema that this program knows. */
export const schemas = { desk: migrations, archive: archiveMigrations } as const;
export type SchemaName = keyof typeof schemas;

/** What a data folder holds, by file name: the desk, and the archive where no other is named. */
export const files = {
  database: 'desk.sqlite',
  lock: 'lock.sqlite',
  archive: 'archive',
  socket: 'cabledesk.sock',
  verified: 'verified.json',
  backups: 'backups',
  /** A folder: the desk as it was on days that somebody asked about. */
  past: 'past',
} as const;

/** What an archive's folder holds: the cables, and what is derived from them. */
export const archiveFiles = {
  database: 'archive.sqlite',
  lock: 'lock.sqlite',
  names: 'names.sqlite',
  copies: 'copies.sqlite',
  minisearch: 'search.minisearch',
  packed: 'search.packed',
  /** Under which name a cluster has the index. */
  opensearch: 'search.opensearch',
  /** An index of FTS5, which former versions made. */
  former: 'search.sqlite',
} as const;

/** A desk's database and that of the archive it stands on: for a thread that reads both. */
export type Databases = { desk: string; archive: string };

/**
 * Opens (or makes) a database for its writer and brings its schema up to date; `before` is called ahead of single steps.
 * WAL with synchronous=FULL, read back: better-sqlite3 13 is compiled to run WAL at NORMAL, which loses acknowledged
 * commits in a power cut. Foreign writers are waited for 250 ms at most, because waiting blocks the event loop.
 * Throws a DeskError (kind `config`) that names the file and the remedy when the file cannot be used; it is then left as
 * it was.
 */
export function openDatabase(path: string, schema: SchemaName, before: ReadonlyMap<number, (db: Db) => void> = new Map()): Db {
  refuseForeignFile(path);
  const db = guarded(path, () => new Database(path, { timeout: 250 }));
  try {
    guarded(path, () => {
      refuseOldSqlite(db);
      refuseNewerSchema(db, path, schema);
      refuseForeignTables(db, path, schema);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma('foreign_keys = ON');
      // What is deleted is overwritten, too.
      db.pragma('secure_delete = ON');
      if (db.pragma('journal_mode', { simple: true }) !== 'wal')
        throw new DeskError(said`${quoted(path)} cannot be put into WAL mode.`, {
          kind: 'config',
          hint: said`The data folder must be on a local disk, not on a network share.`,
        });
      migrate(db, path, schema, before);
      keepSeals(db);
      const mode = db.pragma('synchronous', { simple: true });
      if (mode !== 2)
        throw new DeskError(said`SQLite does not keep synchronous=FULL on ${quoted(path)} (it reads ${Number(mode)}).`, { kind: 'config' });
    });
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/**
 * Makes a database with our tables and nothing in them, in a folder that is removed again with all that is in it: without seals,
 * and without waiting for the disk.
 */
export function makePassing(path: string, schema: SchemaName): Db {
  const db = new Database(path);
  chmodSync(path, 0o600);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.function('count_words', { deterministic: true }, (text) => countWords(String(text)));
  for (const step of schemas[schema]) db.exec(step);
  db.pragma(`user_version = ${schemas[schema].length}`);
  return db;
}

/** A number that changes with every change of the database (`schema`: of one that is attached), by whichever connection or process. */
export function createStamp(db: Db, schema: 'main' | 'archive' = 'main'): () => string {
  const own = db.prepare<[], number>('SELECT total_changes()').pluck();
  const others = db.prepare<[], number>(`PRAGMA ${schema}.data_version`).pluck();
  return () => `${own.get() ?? 0} ${others.get() ?? 0}`;
}

/** Lets a connection read an archive's tables beside its own. */
export function attachArchive(db: Db, path: string): void {
  guarded(path, () => db.prepare('ATTACH ? AS archive').run(path));
}

/** Opens a database read-only (for worker threads), a desk's with the archive that it stands on. Throws what better-sqlite3 throws. */
export function openReader(database: string | Databases): Db {
  const { desk, archive } = typeof database === 'string' ? { desk: database, archive: undefined } : database;
  const db = new Database(desk, { readonly: true, timeout: 250 });
  if (archive !== undefined) attachArchive(db, archive);
  db.pragma('query_only = ON');
  return db;
}

/** What `look` makes of a database that is open, read-only, as long as that takes. Throws what better-sqlite3 throws. */
export function reading<T>(database: string | Databases, look: (db: Db) => T): T {
  const db = openReader(database);
  try {
    return look(db);
  } finally {
    db.close();
  }
}

/**
 * Makes the data folder (or an archive's), for its owner alone, with what is in it. Returns a sentence for each thing that
 * others had access to until now. Throws a DeskError (config) when that is impossible.
 */
export function makeFolder(folder: string): Text[] {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw new Error('not a folder');
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new DeskError(said`The data folder ${quoted(folder)} cannot be written (${own(reason(cause))}).`, {
      kind: 'config',
      hint: said`Set CABLEDESK_DATA to a folder that this account can write, or fix its permissions.`,
      cause,
    });
  }
  // Only what is ours by its name, copies beside it included: a folder may hold other things.
  const names = [...Object.values(files), ...Object.values(archiveFiles)];
  const ours = readdirSync(folder).filter((name) => names.some((one) => name.startsWith(one)));
  return ownerOnly([folder, ...ours.map((name) => join(folder, name))]);
}

/**
 * Takes the lock of a data folder for this process: a tiny database of its own held EXCLUSIVE, so that the desk's own
 * database stays open to worker threads. The system drops it when the process dies, kill -9 included.
 * Returns the function that releases it, or undefined when another process holds it.
 */
export const lockFolder = (folder: string): (() => void) | undefined => lockFile(join(folder, files.lock));

/** The same for a lock of its own. */
export function lockFile(path: string): (() => void) | undefined {
  const lock = guarded(path, () => new Database(path, { timeout: 100 }));
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (sqliteCode(error).startsWith('SQLITE_BUSY')) return undefined;
    throw explain(path, error);
  }
  return () => {
    if (lock.inTransaction) lock.exec('ROLLBACK');
    lock.close();
  };
}

function migrate(db: Db, path: string, schema: SchemaName, before: ReadonlyMap<number, (db: Db) => void>): void {
  const steps = schemas[schema];
  const from = userVersion(db);
  if (from === steps.length) return;
  if (from > 0) keepCopy(db, `${path}.before-schema-${steps.length}`);
  db.function('count_words', { deterministic: true }, (text) => countWords(String(text)));
  for (let version = from; version < steps.length; version = userVersion(db)) {
    before.get(version)?.(db);
    db.transaction(() => {
      db.exec(steps[version] ?? '');
      db.pragma(`user_version = ${version + 1}`);
      if (version + 1 === steps.length) sealAnew(db);
    }).immediate();
  }
}

/** Copies a database beside it, with its checksum, so that an older program can go on from there: see `restore`. */
function keepCopy(db: Db, path: string): void {
  if (existsSync(path)) return;
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  db.prepare('VACUUM INTO ?').run(partial);
  chmodSync(partial, 0o600);
  writeFileSync(`${path}.sha256`, `${sha256OfFile(partial)}  ${basename(path)}\n`, { mode: 0o600 });
  renameSync(partial, path);
}

const userVersion = (db: Db): number => Number(db.pragma('user_version', { simple: true }));

function refuseOldSqlite(db: Db): void {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  const numbers = version.split('.').map(Number);
  for (const [i, floor] of sqliteFloor.entries()) {
    const got = numbers[i] ?? 0;
    if (got > floor) return;
    if (got < floor)
      throw new DeskError(said`SQLite ${quoted(version)} is too old: ${own(sqliteFloor.join('.'))} or newer is needed.`, {
        kind: 'config',
        hint: said`Run npm ci again.`,
      });
  }
}

function refuseNewerSchema(db: Db, path: string, schema: SchemaName): void {
  const version = userVersion(db);
  const known = schemas[schema].length;
  if (version > known) {
    throw new DeskError(said`${quoted(path)} was written by a newer cabledesk (schema ${version}, this program knows ${known}).`, {
      kind: 'config',
      hint: said`Update cabledesk, or restore a backup made with this version.`,
    });
  }
}

/** What a database of each kind has from its first step on. */
const firstTables = { desk: ['audit', 'interactions', 'settings'], archive: ['about', 'cables', 'troves'] } as const;

/** Another program's database, or one of ours of the other kind. */
function refuseForeignTables(db: Db, path: string, schema: SchemaName): void {
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  const isNew = userVersion(db) === 0 && tables.length === 0;
  if (isNew || (userVersion(db) > 0 && firstTables[schema].every((name) => tables.includes(name)))) return;
  throw new DeskError(said`${quoted(path)} is a database, but not one of cabledesk’s (${own(schema)}).`, {
    kind: 'config',
    hint: said`Put it elsewhere, or set CABLEDESK_DATA to another folder. The file was left as it is.`,
  });
}

/** An empty file, or one that SQLite would silently treat as empty, is refused: data was expected in it. */
function refuseForeignFile(path: string): void {
  if (!existsSync(path)) return;
  const stat = statSync(path);
  if (!stat.isFile()) throw new DeskError(said`${quoted(path)} is not a file.`, { kind: 'config' });
  if (stat.size === 0) {
    throw new DeskError(said`${quoted(path)} is empty, though a database was expected there.`, {
      kind: 'config',
      hint: said`Restore a backup (npm run -s cabledesk -- restore FILE), or delete the empty file to start again.`,
    });
  }
}

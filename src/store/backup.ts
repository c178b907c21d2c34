import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { archiveFiles, files, lockFolder, makeFolder, openReader, schemas, type Db, type SchemaName } from './database.ts';
import { explain } from './sqlite-errors.ts';
import { takesOverBefore } from './migrations.ts';
import { DeskError } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';

/** Which file of a backup holds the archive: the desk's is the one that was named. */
export const archiveBeside = (path: string): string => `${path}.archive`;

/**
 * Copies a desk's database to `path`, and that of its archive beside it, while they are in use, a few pages at a time;
 * writes a .sha256 beside each (as sha256sum does). Throws a DeskError when one of the files already exists.
 */
export async function backUp({ db, archive }: { db: Db; archive: { db: Db } }, path: string): Promise<{ bytes: number; sha256: string }> {
  for (const one of [path, archiveBeside(path)])
    if (existsSync(one))
      throw new DeskError(said`${quoted(one)} already exists.`, { hint: said`Choose another name; a backup is never overwritten.` });
  if (!existsSync(dirname(path)))
    throw new DeskError(said`${quoted(path)} cannot be written: there is no folder ${quoted(dirname(path))}.`, {
      hint: said`Create the folder first.`,
    });
  await copyTo(archive.db, archiveBeside(path));
  return copyTo(db, path);
}

/**
 * Copies a desk and its archive into a folder that is empty or not there, while they are in use. What is derived from the
 * cables is made anew when the copy is opened. Throws a DeskError when something is in the folder. Returns how many bytes.
 */
export async function copyFolder({ db, archive }: { db: Db; archive: { db: Db } }, folder: string): Promise<number> {
  makeFolder(folder);
  if (readdirSync(folder).length > 0)
    throw new DeskError(said`There is something in ${quoted(folder)} already.`, { hint: said`Name an empty folder, or a new one.` });
  makeFolder(join(folder, files.archive));
  let total = 0;
  // The desk's comes last: a folder without it holds no desk.
  for (const [from, path] of [
    [archive.db, join(folder, files.archive, archiveFiles.database)],
    [db, join(folder, files.database)],
  ] as const) {
    total += (await copyTo(from, path)).bytes;
    rmSync(`${path}.sha256`);
  }
  return total;
}

async function copyTo(db: Db, path: string): Promise<{ bytes: number; sha256: string }> {
  const partial = `${path}.partial`;
  try {
    await db.backup(partial);
    chmodSync(partial, 0o600);
    const sha256 = await sha256Of(partial);
    writeFileSync(`${path}.sha256`, `${sha256}  ${basename(path)}\n`, { mode: 0o600 });
    await syncToDisk(partial, `${path}.sha256`);
    renameSync(partial, path);
    await syncToDisk(dirname(path));
    return { bytes: statSync(path).size, sha256 };
  } catch (error) {
    rmSync(partial, { force: true });
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'SQLITE_CANTOPEN')
    ) {
      throw new DeskError(said`${quoted(path)} cannot be written.`, {
        hint: said`Check that its folder exists and is writable.`,
        cause: error,
      });
    }
    throw explain(path, error);
  }
}

/**
 * Puts a backup in the place of a folder's databases, after checksum, integrity and schema of each have been looked at. A
 * backup without an archive is one of the desk alone, or was made before there were archives: its cables are in it. What
 * was there is kept beside. Throws DeskErrors: `busy` while a process owns the folder, `data` for a backup that is not
 * whole. Returns the names under which the old databases were kept.
 */
export async function restore(path: string, folder: string, now: number): Promise<string[]> {
  if (!existsSync(path)) throw new DeskError(said`There is no file ${quoted(path)}.`, { kind: 'data' });
  const version = await verify(path, 'desk');
  const hasArchive = existsSync(archiveBeside(path));
  if (hasArchive) await verify(archiveBeside(path), 'archive');
  makeFolder(folder);
  const unlock = lockFolder(folder);
  if (unlock === undefined)
    throw new DeskError(said`A process is using the data folder ${quoted(folder)}.`, {
      kind: 'busy',
      hint: said`End the bot first, then restore.`,
    });
  const ending = `.before-${new Date(now).toISOString().replaceAll(':', '-')}`;
  try {
    const archive = join(folder, files.archive, archiveFiles.database);
    const kept: string[] = [];
    if (hasArchive || version <= takesOverBefore) kept.push(...setAside(archive, ending));
    if (hasArchive) {
      makeFolder(dirname(archive));
      await putInPlace(archiveBeside(path), archive);
    }
    const target = join(folder, files.database);
    kept.push(...setAside(target, ending));
    await putInPlace(path, target);
    return kept;
  } finally {
    unlock();
  }
}

function setAside(path: string, ending: string): string[] {
  if (!existsSync(path)) return [];
  const kept = `${path}${ending}`;
  renameSync(path, kept);
  for (const one of ['-wal', '-shm']) if (existsSync(path + one)) renameSync(path + one, kept + one);
  return [kept];
}

/** Resolves when it is there whatever happens to the power: file and folder are on the disk. */
async function putInPlace(from: string, to: string): Promise<void> {
  const partial = `${to}.restoring`;
  copyFileSync(from, partial);
  chmodSync(partial, 0o600);
  await syncToDisk(partial);
  renameSync(partial, to);
  await syncToDisk(dirname(to));
}

/** Throws unless the backup is whole. Returns its schema's version. */
async function verify(path: string, schema: SchemaName): Promise<number> {
  const list = `${path}.sha256`;
  if (!existsSync(list))
    throw new DeskError(said`There is no checksum ${quoted(list)} beside the backup.`, {
      kind: 'data',
      hint: said`It was written together with the backup: bring both.`,
    });
  const expected = readFileSync(list, 'utf8').trim().split(/\s+/)[0] ?? '';
  if ((await sha256Of(path)) !== expected)
    throw new DeskError(said`${quoted(path)} is not what was backed up: its checksum differs.`, {
      kind: 'data',
      hint: said`Take another copy of the backup. Nothing was changed.`,
    });
  try {
    const db = openReader(path);
    const version = Number(db.pragma('user_version', { simple: true }));
    const whole = db.pragma('integrity_check', { simple: true });
    db.close();
    if (whole !== 'ok') throw new DeskError(said`${quoted(path)} is damaged.`, { kind: 'data' });
    if (version < 1 || version > schemas[schema].length)
      throw new DeskError(said`${quoted(path)} has schema ${version}; this program knows 1 to ${schemas[schema].length}.`, {
        kind: 'data',
        hint: said`Update cabledesk, then restore.`,
      });
    return version;
  } catch (error) {
    throw explain(path, error);
  }
}

/** Lower-case hex SHA-256 of a file, read while others work. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Resolves when files or folders (what stands in them, by name) are on the disk. */
export async function syncToDisk(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const file = await open(path, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, createReadStream, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { explain, files, lockFolder, makeFolder, openReader, schemaVersion, type Db } from './database.ts';
import { DeskError } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';

/**
 * Copies the database to `path` while it is in use, a few pages at a time, and writes `path`.sha256 beside it (as
 * sha256sum does). Throws a DeskError when the file already exists.
 */
export async function backUp(db: Db, path: string): Promise<{ bytes: number; sha256: string }> {
  if (existsSync(path))
    throw new DeskError(said`${quoted(path)} is there already.`, { hint: said`Choose another name; a backup is never written over.` });
  if (!existsSync(dirname(path)))
    throw new DeskError(said`${quoted(path)} cannot be written: there is no folder ${quoted(dirname(path))}.`, {
      hint: said`Make the folder first.`,
    });
  const partial = `${path}.partial`;
  try {
    await db.backup(partial);
    chmodSync(partial, 0o600);
    const sha256 = await hashOf(partial);
    writeFileSync(`${path}.sha256`, `${sha256}  ${basename(path)}\n`, { mode: 0o600 });
    renameSync(partial, path);
    return { bytes: readFileSize(path), sha256 };
  } catch (error) {
    rmSync(partial, { force: true });
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'SQLITE_CANTOPEN')
    ) {
      throw new DeskError(said`${quoted(path)} cannot be written.`, {
        hint: said`Look whether its folder exists and may be written.`,
        cause: error,
      });
    }
    throw explain(path, error);
  }
}

/**
 * Puts a backup in the place of a folder's database, after its checksum, its integrity and its schema have been looked
 * at. The database that was there is kept beside it. Throws DeskErrors: `busy` while a process owns the folder, `data`
 * for a backup that is not whole. Returns the name under which the old database was kept.
 */
export async function restore(path: string, folder: string, now: number): Promise<string | undefined> {
  if (!existsSync(path)) throw new DeskError(said`There is no file ${quoted(path)}.`, { kind: 'data' });
  await verify(path);
  makeFolder(folder);
  const unlock = lockFolder(folder);
  if (unlock === undefined)
    throw new DeskError(said`A process is using the data folder ${quoted(folder)}.`, {
      kind: 'busy',
      hint: said`End the bot first, then restore.`,
    });
  try {
    const target = join(folder, files.database);
    const partial = `${target}.restoring`;
    copyFileSync(path, partial);
    chmodSync(partial, 0o600);
    let kept: string | undefined;
    if (existsSync(target)) {
      kept = `${target}.before-${new Date(now).toISOString().replaceAll(':', '-')}`;
      renameSync(target, kept);
      for (const ending of ['-wal', '-shm']) if (existsSync(target + ending)) renameSync(target + ending, kept + ending);
    }
    renameSync(partial, target);
    return kept;
  } finally {
    unlock();
  }
}

async function verify(path: string): Promise<void> {
  const list = `${path}.sha256`;
  if (!existsSync(list))
    throw new DeskError(said`There is no checksum ${quoted(list)} beside the backup.`, {
      kind: 'data',
      hint: said`It was written together with the backup: bring both.`,
    });
  const expected = readFileSync(list, 'utf8').trim().split(/\s+/)[0] ?? '';
  if ((await hashOf(path)) !== expected)
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
    if (version < 1 || version > schemaVersion)
      throw new DeskError(said`${quoted(path)} has schema ${version}; this program knows 1 to ${schemaVersion}.`, {
        kind: 'data',
        hint: said`Update cabledesk, then restore.`,
      });
  } catch (error) {
    throw explain(path, error);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const readFileSize = (path: string): number => statSync(path).size;

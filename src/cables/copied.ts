import { chmodSync, copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { DeskError } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';
import { aboutArchive, noteAboutArchive } from '../store/about.ts';
import { openDatabase, reading, type Db } from '../store/database.ts';
import { sha256OfFile } from '../store/hash.ts';

/*
 * Archives that are copies: of the cables in a cluster, kept up with them, or of a file, as it was at the last start. A copy is
 * read as any archive is, and changed by nobody but whoever copies; it says of itself what it is one of.
 */

/** Where a desk's cables come from, if not from imports; `own`: from now on from these. `cluster`: the name of their index there, '' for the only one. */
export type CopiedFrom = { cluster: string } | { file: string } | 'own';

/** What a copy says of itself. `at`: the turn and the row up to which it was read; `made`: which index that was. */
const copy = z.discriminatedUnion('of', [
  z.object({ of: z.literal('cluster'), id: z.string(), made: z.string(), at: z.tuple([z.number(), z.number()]) }),
  z.object({ of: z.literal('file'), path: z.string(), size: z.number(), changed: z.number() }),
]);
type Copy = z.infer<typeof copy>;
export type ClusterCopy = Extract<Copy, { of: 'cluster' }>;
const about = 'copy';

/** What this archive is a copy of; undefined: of nothing. */
export function copyOf(db: Db): Copy | undefined {
  const kept = aboutArchive(db, about);
  return kept === undefined ? undefined : copy.parse(JSON.parse(kept));
}
export const noteCopy = (db: Db, of: Copy | undefined): void =>
  noteAboutArchive(db, about, of === undefined ? undefined : JSON.stringify(of));

/** Throws a DeskError where cables are changed elsewhere. */
export function refuseCopy(db: Db): void {
  if (copyOf(db) === undefined) return;
  throw new DeskError(said`The cables of this desk are a copy: they are changed where they come from.`, {
    hint: said`Import there. CABLEDESK_ARCHIVE=own makes them this desk’s own, and ends the copying.`,
  });
}

const countIn = (db: Db): number => db.prepare<[], number>('SELECT count(*) FROM cables').pluck().get() ?? 0;

/** Throws a DeskError (config) where a copy would take the place of cables that are none, or of others. */
export function settleCopy(db: Db, from: CopiedFrom): void {
  const known = copyOf(db);
  if (from === 'own') return noteCopy(db, undefined);
  const isSame =
    known === undefined
      ? countIn(db) === 0
      : 'file' in from
        ? known.of === 'file'
        : known.of === 'cluster' && (from.cluster === '' || from.cluster === known.id);
  if (isSame) return;
  throw new DeskError(said`The data folder holds other cables than CABLEDESK_ARCHIVE names.`, {
    kind: 'config',
    hint: said`Set CABLEDESK_DATA to a new folder; what this desk holds is taken along with "desk save FILE" and "desk load FILE".`,
  });
}

/** Puts a file in the place of an archive that is a copy of it, if the file has changed since. Throws a DeskError (config) when it will not do. */
export function copyFile(file: string, path: string): void {
  if (existsSync(`${file}-wal`))
    throw new DeskError(said`${quoted(file)} is in use where it lies.`, {
      kind: 'config',
      hint: said`CABLEDESK_ARCHIVE names a finished copy of it: "backup FILE" makes one, as FILE.archive.`,
    });
  const { size, mtimeMs: changed } = statSync(file);
  const now = { of: 'file', path: resolve(file), size, changed } as const;
  if (existsSync(path)) {
    const before = reading(path, (db) => {
      settleCopy(db, { file });
      return copyOf(db);
    });
    if (JSON.stringify(before) === JSON.stringify(now)) return;
  }
  const partial = `${path}.copied`;
  try {
    copyFileSync(file, partial);
    chmodSync(partial, 0o600);
    const list = `${file}.sha256`;
    if (existsSync(list) && !readFileSync(list, 'utf8').startsWith(sha256OfFile(partial)))
      throw new DeskError(said`${quoted(file)} does not fit the checksum beside it.`, {
        kind: 'config',
        hint: said`Is it being written? Start again when that is done.`,
      });
    const db = openDatabase(partial, 'archive');
    noteCopy(db, now);
    db.pragma('journal_mode = DELETE');
    db.close();
    for (const ending of ['-wal', '-shm']) rmSync(path + ending, { force: true });
    renameSync(partial, path);
  } finally {
    // A copy that was refused does not stay behind: it holds the leak.
    rmSync(partial, { force: true });
  }
}

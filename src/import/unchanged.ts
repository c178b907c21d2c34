import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../store/hash.ts';
import type { Db } from '../store/database.ts';
import type { FoundFile } from './files.ts';
import type { KeptReject } from './read-source.ts';

/**
 * Whether a source is as it was when it was last imported, told without reading it: by paths, sizes, times and numbers of its
 * files, as `git status` does, by what was asked for, and by the program itself.
 */

/** A file that was written so shortly before, in milliseconds, may be written again without its times telling. */
const settled = 2000;

/** A checksum of a source as it lies there; undefined for one that is being written. `asked`: all that decides how it is read. */
export function listingOf(listed: readonly FoundFile[], asked: unknown, now = Date.now()): string | undefined {
  if (listed.some((one) => 'path' in one && one.modified > now - settled)) return undefined;
  return sha256(JSON.stringify([readingCode(), process.getuid?.(), asked, listed]));
}

let code: string | undefined;

/** A checksum of all that may read a file otherwise: this program, and the versions of its libraries. */
function readingCode(): string {
  if (code !== undefined) return code;
  const src = join(import.meta.dirname, '..');
  const files = ['import', 'cables', 'language'].flatMap((room) =>
    readdirSync(join(src, room), { recursive: true, withFileTypes: true }).flatMap((one) =>
      one.isFile() ? join(one.parentPath, one.name) : [],
    ),
  );
  code = sha256([...files.sort(), join(src, '../package.json')].map((path) => readFileSync(path, 'utf8')).join('\n'));
  return code;
}

/** What read these files, when the last import of the trove found them and the trove is as it left it: its number, time and report in JSON. */
export function sameAsBefore(db: Db, trove: string, listing: string): { id: number; at: number; report: string } | undefined {
  const last = db
    .prepare<[string], { id: number; at: number | null; listing: string | null; cables: string | null; report: string }>(
      `SELECT read.id, iif(last.ended_at IS NULL, NULL, read.ended_at) AS at, last.found ->> '$.listing' AS listing,
       last.found ->> '$.cables' AS cables, last.found -> '$.report' AS report
       FROM imports AS last JOIN imports AS read ON read.id = coalesce(last.found ->> '$.sameAs', last.id)
       WHERE last.trove = ? ORDER BY last.id DESC LIMIT 1`,
    )
    .get(trove);
  if (last === undefined || last.at === null || last.listing !== listing || last.cables !== cablesOf(db, trove)) return undefined;
  return { id: last.id, at: last.at, report: last.report };
}

/** The cables of a trove as an import leaves them. */
export function cablesOf(db: Db, trove: string): string {
  return db
    .prepare<[string], string>("SELECT count(*) || ' ' || coalesce(max(row), 0) || ' ' || total(gone_at) FROM cables WHERE trove = ?")
    .pluck()
    .get(trove) as string;
}

/** Notes that the files of an import were found as they were. */
export function repeatImport(db: Db, id: number, { by, at, same }: { by: string; at: number; same: number }): void {
  db.prepare(
    `INSERT INTO imports (trove, paths, by, started_at, ended_at, same, rejected, found)
     SELECT trove, paths, @by, @at, @at, @same, rejected, json_set(found, '$.sameAs', @id) FROM imports WHERE id = @id`,
  ).run({ id, by, at, same });
}

/** What that import rejected. */
export const rejectsOf = (db: Db, id: number): KeptReject[] =>
  db.prepare<[number], KeptReject>('SELECT file, line, reason, text FROM rejects WHERE import = ? ORDER BY rowid').all(id);

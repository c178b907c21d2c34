import { readFileSync } from 'node:fs';
import type { Db } from '../../src/store/database.ts';

/**
 * Counts the commits of a database since now, in its journal: with synchronous=FULL each is one sync of the disk. Frames are
 * described in https://sqlite.org/fileformat2.html#walformat.
 */
export function countCommits(db: Db): () => number {
  db.pragma('wal_autocheckpoint = 0');
  db.pragma('wal_checkpoint(TRUNCATE)');
  return () => {
    const wal = readFileSync(`${db.name}-wal`);
    const frame = 24 + (wal.length >= 12 ? wal.readUInt32BE(8) : 0);
    let commits = 0;
    // The size of the database after it stands in the last frame of each commit, and in no other.
    for (let at = 32; at + frame <= wal.length; at += frame) if (wal.readUInt32BE(at + 4) > 0) commits += 1;
    return commits;
  };
}

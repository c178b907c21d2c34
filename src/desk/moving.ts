import { copyFileSync, linkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DeskError } from '../reply/failure.ts';
import { own, plural, quoted, said } from '../reply/text.ts';
import { files, openDatabase, type Db } from '../store/database.ts';
import { appendAudit } from './audit.ts';
import { giveTo, homeIn, terminalDesk } from './home.ts';
import { openFolder } from './opening.ts';

/**
 * The desks of a data folder: usually one, that of the server it was last started for. An older version let a folder be
 * started for another server, which then saw nothing of what was there.
 */

/** What a desk holds, in counts. */
export type DeskCounts = {
  id: string;
  tags: number;
  notes: number;
  assignments: number;
  searches: number;
  members: number;
  schedules: number;
  withdrawn: number;
  /** Facts of any kind about documents that are not in the archive now. */
  aside: number;
};

/** The desks in this database, the one that it belongs to first. */
export function desksIn(db: Db): DeskCounts[] {
  const home = homeIn(db);
  const kept = db
    .prepare<[], string>(
      `SELECT DISTINCT CASE WHEN desk LIKE 'aside %' THEN substr(desk, 7) ELSE desk END FROM main.facts
       UNION SELECT desk FROM main.searches UNION SELECT desk FROM main.roster`,
    )
    .pluck()
    .all();
  const counts = db.prepare<[object], DeskCounts>(`SELECT @id AS id,
    (SELECT count(*) FROM main.facts WHERE desk = @id AND kind = 'tag') AS tags,
    (SELECT count(*) FROM main.facts WHERE desk = @id AND kind = 'note') AS notes,
    (SELECT count(*) FROM main.facts WHERE desk = @id AND kind = 'work' AND json_extract(value, '$.assignee') IS NOT NULL) AS assignments,
    (SELECT count(*) FROM main.searches WHERE desk = @id) AS searches,
    (SELECT count(*) FROM main.roster WHERE desk = @id AND role IS NOT NULL AND bot = 0) AS members,
    (SELECT count(*) FROM main.facts WHERE desk = @id AND kind = 'daily') AS schedules,
    (SELECT count(*) FROM main.facts WHERE desk = @id AND kind = 'mask') AS withdrawn,
    (SELECT count(*) FROM main.facts WHERE desk = 'aside ' || @id) AS aside`);
  return [...new Set([home, ...kept])].flatMap((id) => counts.get({ id }) ?? []);
}

/**
 * Takes a desk to another server, with all that it holds and what was done there. Throws a DeskError when there is no such
 * desk, or when the server has one that holds more than withdrawn cables (which an older version took along).
 */
export function moveDesk(db: Db, from: string, to: string, at: number): void {
  db.transaction(() => {
    const known = desksIn(db).map(({ id }) => id);
    if (!known.includes(from))
      throw new DeskError(said`There is no desk of ${quoted(from)} here.`, { hint: said`There are: ${quoted(known.join(', '))}.` });
    if (from === to) {
      const others = known.filter((id) => id !== to);
      const hint = others.length === 0 ? undefined : said`Name another desk in this folder with --from: ${quoted(others.join(', '))}.`;
      throw new DeskError(said`The desk belongs to ${quoted(to)} already.`, { hint });
    }
    const facts = db.prepare<[object], number>("SELECT count(*) FROM main.facts WHERE desk IN (@to, 'aside ' || @to) AND kind <> 'mask'");
    const there = facts.pluck().get({ to }) ?? 0;
    if (there > 0)
      throw new DeskError(
        said`${quoted(to)} has a desk here already, with ${plural(there, 'fact')} of its own: two desks cannot be merged.`,
        {
          hint: said`${own('cabledesk desk list')} shows what they hold. Nothing was changed.`,
        },
      );
    giveTo(db, from, to);
    appendAudit(db, { desk: to, at, member: 'operator', role: 'operator', via: 'terminal', act: 'move desk', detail: { from, to } });
  })();
}

/**
 * Sets a folder's desk aside under another name, and begins an empty one over the same archive (`elsewhere`: see
 * `openFolder`), in which what was withdrawn stays withdrawn. Throws DeskErrors as `openFolder` does. Returns where the old
 * one is, and how many cables are withdrawn.
 */
export function removeDesk(folder: string, now: number, elsewhere?: string): { kept: string; withdrawn: number } {
  const path = join(folder, files.database);
  const kept = `${path}.removed-${new Date(now).toISOString().replaceAll(':', '-')}`;
  const fresh = `${path}.new`;
  const { db, archive, unlock } = openFolder(folder, elsewhere);
  try {
    for (const ending of ['', '-wal', '-shm']) rmSync(fresh + ending, { force: true });
    const withdrawn = beginWith(fresh, path, now);
    for (const one of [db, archive.db]) {
      one.pragma('wal_checkpoint(TRUNCATE)');
      one.close();
    }
    // The old one stands in its place until the new one does: at no moment is a withdrawn cable to be seen.
    try {
      linkSync(path, kept);
    } catch {
      copyFileSync(path, kept);
    }
    renameSync(fresh, path);
    return { kept, withdrawn };
  } finally {
    for (const one of [db, archive.db]) one.close();
    unlock();
  }
}

/** Makes a desk's database that holds nothing but what another one has withdrawn. Returns how many cables these are. */
function beginWith(fresh: string, old: string, at: number): number {
  const db = openDatabase(fresh, 'desk');
  try {
    db.prepare('ATTACH ? AS old').run(old);
    const masks = db.prepare<[object], number>(`INSERT OR IGNORE INTO main.facts (desk, kind, cable, key, value, member, at, act)
      SELECT iif(cable < 0, 'aside ' || @desk, @desk), kind, cable, key, value, member, at, 1 FROM old.facts WHERE kind = 'mask'`);
    return db.transaction(() => {
      const withdrawn = masks.run({ desk: terminalDesk }).changes;
      db.exec(`INSERT INTO main.held SELECT * FROM old.held WHERE cable IN (SELECT cable FROM main.facts);
        INSERT INTO main.settings SELECT * FROM old.settings WHERE name = 'archive'`);
      const detail = { why: 'Withdrawn by the desk that was removed' };
      const operator = { desk: terminalDesk, member: 'operator', role: 'operator', via: 'terminal' };
      if (withdrawn > 0) appendAudit(db, { ...operator, at, act: 'mask', detail });
      return withdrawn;
    })();
  } finally {
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  }
}

import { refuseCopy } from '../cables/copied.ts';
import { noteSaved } from '../desk/saved.ts';
import { bringBack, dropRemoved, removeTrove, removedTroves, renameTrove } from '../cables/removal.ts';
import { appendAudit } from '../desk/audit.ts';
import type { Desk } from '../desk/desk.ts';
import { noteChange } from '../store/about.ts';
import { holdFacts } from '../desk/held.ts';
import { DeskError } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';
import { archiveFiles, lockFolder } from '../store/database.ts';
import { explain } from '../store/sqlite-errors.ts';
import { join } from 'node:path';

/** What the operator does with whole troves, never during an import, and with a cable for every desk, at any time. */

/** What the desk holds about a trove's cables: facts by kind, with how many there are. */
export function factsAbout(desk: Desk, trove: string): { kind: string; facts: number }[] {
  return desk.db
    .prepare<[string], { kind: string; facts: number }>(
      `SELECT kind, count(*) AS facts FROM facts JOIN cables ON cables.row = facts.cable WHERE trove = ? GROUP BY kind ORDER BY 2 DESC, 1`,
    )
    .all(trove);
}

/**
 * Takes a trove out: its cables exist for nobody any more, and what the desk holds about them is set aside. `restoreTrove`
 * brings all of it back. Returns how many cables those were. Throws a DeskError when there is no such trove.
 */
export const takeOutTrove = (desk: Desk, name: string): Promise<number> =>
  changing(desk, 'remove', name, async () => {
    requireTrove(desk, name);
    const rows = removeTrove(desk.archive.db, name, desk.now());
    holdFacts(desk.db);
    await desk.index.remove(rows);
    return rows.length;
  });

/** Brings a trove back that was taken out, and what the desk holds about it. Returns how many cables those were. Throws a DeskError when it cannot. */
export const restoreTrove = (desk: Desk, name: string): Promise<number> =>
  changing(desk, 'restore', name, async () => {
    if (!removedTroves(desk.archive.db).some((one) => one.name === name))
      throw new DeskError(said`There is no removed trove ${quoted(name)}.`, { hint: said`"troves list" shows the removed ones.` });
    const rows = bringBack(desk.archive.db, name);
    holdFacts(desk.db);
    await desk.index.put(rows);
    return rows.length;
  });

/** Drops for good every trove that was taken out. What desks hold about their cables stays, and comes back with the documents. */
export const vacuumTroves = (desk: Desk): Promise<void> => changing(desk, 'vacuum', '', async () => dropRemoved(desk.archive.db));

/** Gives a trove another name. Throws a DeskError when there is none of the old name, or one of the new. */
export const nameTrove = (desk: Desk, from: string, to: string): Promise<void> =>
  changing(desk, 'rename', from, async () => {
    requireTrove(desk, from);
    if (troveNames(desk).includes(to) || removedTroves(desk.archive.db).some(({ name }) => name === to))
      throw new DeskError(said`There is a trove ${quoted(to)} already.`, { hint: said`Choose another name.` });
    renameTrove(desk.archive.db, from, to);
    holdFacts(desk.db);
  });

/** Withdraws a cable and all its texts for every desk of the archive, or gives it back. Returns its ref. Throws a DeskError when that changes nothing. */
export const withdrawForAll = (desk: Desk, ref: string, why: string, isLifted: boolean): Promise<string> =>
  noted(desk, isLifted ? 'lift' : 'withdraw', ref, async () => {
    const cable = desk.cables.get(ref);
    if (cable === undefined) throw new DeskError(said`There is no cable ${quoted(ref)}.`, { hint: said`Is the ref spelled right?` });
    const { db } = desk.archive;
    const key = { trove: cable.trove, identity: cable.identity, ref: cable.ref };
    const { changes } = isLifted
      ? db.prepare('DELETE FROM withdrawn WHERE trove = @trove AND identity = @identity AND ref = @ref').run(key)
      : db
          .prepare('INSERT INTO withdrawn VALUES (@trove, @identity, @ref, @contents, @why, @at) ON CONFLICT DO NOTHING')
          .run({ ...key, contents: JSON.stringify(desk.cables.contents(cable.row)), why, at: desk.now() });
    if (changes === 0)
      throw new DeskError(
        isLifted
          ? said`${quoted(cable.ref)} is not withdrawn for all desks.`
          : said`${quoted(cable.ref)} is withdrawn for all desks already.`,
      );
    return cable.ref;
  });

const troveNames = (desk: Desk): string[] => desk.troves.list().map(({ name }) => name);

/** Throws a DeskError, with the troves that there are, when this is none. */
export function requireTrove(desk: Desk, name: string): void {
  const names = troveNames(desk);
  if (names.includes(name)) return;
  throw new DeskError(said`There is no trove ${quoted(name)}.`, {
    hint: names.length === 0 ? said`None has been imported yet.` : said`There is: ${quoted(names.join(', '))}`,
  });
}

/** Changes troves while nobody imports. */
async function changing<T>(desk: Desk, what: string, about: string, work: () => Promise<T>): Promise<T> {
  const unlock = lockFolder(desk.archive.folder);
  if (unlock === undefined) throw new DeskError(said`An import is running.`, { kind: 'busy', hint: said`Try again when it is done.` });
  desk.importing += 1;
  try {
    return await noted(desk, what, about, work);
  } finally {
    unlock();
    desk.importing -= 1;
    desk.rereadNames();
    desk.changed();
  }
}

/** Changes the archive, and says so to its desks and in the audit log. */
async function noted<T>(desk: Desk, what: string, about: string, work: () => Promise<T>): Promise<T> {
  refuseCopy(desk.archive.db);
  try {
    const done = await work();
    noteSaved('troves');
    noteChange(desk.archive.db);
    // Where cables are kept for other machines, they know it before this one ends.
    await desk.index.sync();
    desk.db.transaction(() =>
      appendAudit(desk.db, {
        desk: '',
        at: desk.now(),
        member: 'operator',
        role: 'operator',
        via: 'terminal',
        act: 'troves',
        detail: { what, about },
      }),
    )();
    return done;
  } catch (error) {
    throw explain(join(desk.archive.folder, archiveFiles.database), error);
  }
}

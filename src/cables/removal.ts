import type { Db } from '../store/database.ts';

/**
 * Taking troves out of an archive and bringing them back. What is taken out lies beside the rest, where nothing that reads
 * cables sees it; row numbers and refs stay theirs.
 */

export type RemovedTrove = { name: string; cables: number; removedAt: number };

/** Tables of what belongs to a cable. */
const belongings = ['cable_versions', 'cited', 'refkeys', 'other_fields'] as const;

/** The troves that were taken out and can be brought back. `db`: the archive's, through any connection. */
export const removedTroves = (db: Db): RemovedTrove[] =>
  db
    .prepare<[], RemovedTrove>(
      `SELECT name, removed_at AS removedAt, (SELECT count(*) FROM removed_cables WHERE trove = name) AS cables FROM removed_troves ORDER BY name`,
    )
    .all();

/** Takes a trove out, in one transaction. Returns the rows of its cables. */
export const removeTrove = (db: Db, name: string, at: number): number[] =>
  db
    .transaction(() => {
      db.prepare('INSERT INTO removed_troves SELECT name, about, imported_at, @at FROM troves WHERE name = @name').run({ name, at });
      const rows = carryCables(db, name, '', 'removed_');
      db.prepare('DELETE FROM troves WHERE name = ?').run(name);
      return rows;
    })
    .immediate();

/** Brings a trove back that was taken out, in one transaction. Returns the rows of its cables. */
export const bringBack = (db: Db, name: string): number[] =>
  db
    .transaction(() => {
      db.prepare('INSERT INTO troves (name, about, imported_at) SELECT name, about, imported_at FROM removed_troves WHERE name = ?').run(
        name,
      );
      const rows = carryCables(db, name, 'removed_', '');
      db.prepare('DELETE FROM removed_troves WHERE name = ?').run(name);
      return rows;
    })
    .immediate();

type Place = '' | 'removed_';

/** Carries a trove's cables with all that belongs to them from the ones to the other tables. Returns their rows. */
function carryCables(db: Db, name: string, from: Place, to: Place): number[] {
  const rows = db.prepare<[string], number>(`SELECT row FROM ${from}cables WHERE trove = ? ORDER BY row`).pluck().all(name);
  const ofTrove = `row IN (SELECT row FROM ${from}cables WHERE trove = ?)`;
  const run = (sql: string): void => void db.prepare(sql).run(name);
  // A belonging needs its cable: those come first on the way in and go last on the way out.
  run(`INSERT INTO ${to}cables SELECT * FROM ${from}cables WHERE trove = ?`);
  for (const table of belongings) {
    run(`INSERT INTO ${to}${table} SELECT * FROM ${from}${table} WHERE ${ofTrove}`);
    run(`DELETE FROM ${from}${table} WHERE ${ofTrove}`);
  }
  run(`DELETE FROM ${from}cables WHERE trove = ?`);
  return rows;
}

/** Drops for good what was taken out, and gives the room on the disk back. */
export function dropRemoved(db: Db): void {
  db.transaction(() => {
    for (const table of [...belongings, 'cables', 'troves']) db.exec(`DELETE FROM removed_${table}`);
  }).immediate();
  db.exec('VACUUM');
}

/** Gives a trove another name. Files that still name it as before belong to it. */
export function renameTrove(db: Db, from: string, to: string): void {
  db.transaction(() => {
    db.prepare('DELETE FROM former_names WHERE name = ?').run(to);
    db.prepare('UPDATE troves SET name = ? WHERE name = ?').run(to, from);
    db.prepare('UPDATE imports SET trove = ? WHERE trove = ?').run(to, from);
    db.prepare('UPDATE withdrawn SET trove = ? WHERE trove = ?').run(to, from);
    db.prepare('INSERT INTO former_names (name, trove) VALUES (?, ?)').run(from, to);
  }).immediate();
}

/** The trove of this name, or the one that was called so before. */
export const currentName = (db: Db, name: string): string =>
  db.prepare<[string], string>('SELECT trove FROM former_names WHERE name = ?').pluck().get(name) ?? name;

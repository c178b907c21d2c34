import type { Db } from '../store/database.ts';

/**
 * Taking troves out of an archive and bringing them back. What is taken out lies beside the rest, where nothing that reads
 * cables sees it; row numbers and refs stay theirs.
 */

export type RemovedTrove = { name: string; cables: number; removedAt: number };

/** Tables of what belongs to a cable, the cables themselves last. */
const belongings = ['cable_versions', 'cited', 'refkeys'] as const;
const rowsOf = (table: string): string => `SELECT row FROM ${table} WHERE trove = @name`;

/** The troves that were taken out and can be brought back. `db`: the archive's, through any connection. */
export const removedTroves = (db: Db): RemovedTrove[] =>
  db
    .prepare<[], RemovedTrove>(
      `SELECT name, removed_at AS removedAt, (SELECT count(*) FROM removed_cables WHERE trove = name) AS cables FROM removed_troves ORDER BY name`,
    )
    .all();

/** Takes a trove out, in one transaction. Returns the rows of its cables. */
export function removeTrove(db: Db, name: string, at: number): number[] {
  return db
    .transaction(() => {
      const rows = db
        .prepare<[object], number>(`${rowsOf('cables')} ORDER BY row`)
        .pluck()
        .all({ name });
      const run = (sql: string): void => void db.prepare(sql).run({ name });
      db.prepare('INSERT INTO removed_troves SELECT name, about, imported_at, @at FROM troves WHERE name = @name').run({ name, at });
      for (const table of belongings) {
        run(`INSERT INTO removed_${table} SELECT * FROM ${table} WHERE row IN (${rowsOf('cables')})`);
        run(`DELETE FROM ${table} WHERE row IN (${rowsOf('cables')})`);
      }
      run('INSERT INTO removed_cables SELECT * FROM cables WHERE trove = @name');
      run('DELETE FROM cables WHERE trove = @name');
      run('DELETE FROM troves WHERE name = @name');
      return rows;
    })
    .immediate();
}

/** Brings a trove back that was taken out, in one transaction. Returns the rows of its cables. */
export function bringBack(db: Db, name: string): number[] {
  return db
    .transaction(() => {
      const rows = db
        .prepare<[object], number>(`${rowsOf('removed_cables')} ORDER BY row`)
        .pluck()
        .all({ name });
      const run = (sql: string): void => void db.prepare(sql).run({ name });
      run('INSERT INTO troves (name, about, imported_at) SELECT name, about, imported_at FROM removed_troves WHERE name = @name');
      run('INSERT INTO cables SELECT * FROM removed_cables WHERE trove = @name');
      for (const table of belongings) {
        run(`INSERT INTO ${table} SELECT * FROM removed_${table} WHERE row IN (${rowsOf('removed_cables')})`);
        run(`DELETE FROM removed_${table} WHERE row IN (${rowsOf('removed_cables')})`);
      }
      run('DELETE FROM removed_cables WHERE trove = @name');
      run('DELETE FROM removed_troves WHERE name = @name');
      return rows;
    })
    .immediate();
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

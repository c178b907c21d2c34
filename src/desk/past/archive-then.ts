import { fromVersion } from '../../cables/cables.ts';
import { contentOf } from '../../cables/identity.ts';
import { createStore } from '../../cables/storing.ts';
import { countWords } from '../../language/tokens.ts';
import { makePassing, type Db } from '../../store/database.ts';

/** An archive as it was: of each cable that had come by then the text that it had, with the same numbers and refs. */

/** Cables whose text an import has changed since, and which version it was then, the first being 1. */
export type ChangedSince = [row: number, version: number][];

/** Writes the archive of `now` as it was at a moment into a new file. */
export function rebuildArchive(path: string, now: string, at: number): ChangedSince {
  const db = makePassing(path, 'archive');
  try {
    db.prepare('ATTACH ? AS now').run(now);
    return db.transaction(() => {
      copyRows(db, at);
      const changed = restoreTexts(db, at);
      db.prepare(
        'INSERT INTO cable_versions SELECT v.* FROM now.cable_versions AS v JOIN main.cables USING (row) WHERE v.replaced_at <= ? ORDER BY v.rowid',
      ).run(at);
      return changed;
    })();
  } finally {
    db.close();
  }
}

function copyRows(db: Db, at: number): void {
  db.exec('DELETE FROM main.about; INSERT INTO main.about SELECT * FROM now.about');
  const copies = [
    // When a trove was imported last is kept; of the times before, only the imports tell.
    `INSERT INTO main.troves SELECT name, about, CASE WHEN imported_at <= @at THEN imported_at
        ELSE coalesce((SELECT max(started_at) FROM now.imports WHERE trove = t.name AND started_at <= @at), imported_at) END
      FROM now.troves AS t WHERE imported_at <= @at OR EXISTS (SELECT 1 FROM now.cables WHERE trove = t.name AND imported_at <= @at)`,
    'INSERT INTO main.cables SELECT * FROM now.cables WHERE imported_at <= @at',
    'UPDATE main.cables SET gone_at = 0 WHERE gone_at > @at',
    `INSERT INTO main.imports SELECT * FROM now.imports WHERE started_at <= @at`,
    'UPDATE main.imports SET ended_at = NULL WHERE ended_at > @at',
    'INSERT INTO main.rejects SELECT * FROM now.rejects WHERE import IN (SELECT id FROM main.imports)',
    ...['contents', 'cited', 'refkeys', 'other_fields'].map(
      (table) => `INSERT INTO main.${table} SELECT * FROM now.${table} WHERE row IN (SELECT row FROM main.cables)`,
    ),
    // What is withdrawn now was not to be read then either.
    'INSERT INTO main.withdrawn SELECT * FROM now.withdrawn',
    'INSERT INTO main.former_names SELECT * FROM now.former_names WHERE trove IN (SELECT name FROM main.troves)',
  ];
  for (const copy of copies) {
    const statement = db.prepare(copy);
    if (copy.includes('@at')) statement.run({ at });
    else statement.run();
  }
}

/** Gives the cables that an import has changed since the text that they had. */
function restoreTexts(db: Db, at: number): ChangedSince {
  const store = createStore(db);
  const changed = db
    .prepare<[object], { row: number; cable: string; version: number }>(
      `SELECT v.row, v.cable, min(v.replaced_at), 1 + (SELECT count(*) FROM now.cable_versions AS o WHERE o.row = v.row AND o.replaced_at <= @at) AS version
       FROM now.cable_versions AS v JOIN main.cables USING (row) WHERE v.replaced_at > @at GROUP BY v.row`,
    )
    .all({ at });
  const gone = db.prepare('UPDATE main.cables SET gone_at = ? WHERE row = ?');
  for (const { row, cable } of changed) {
    const { goneAt, changedAt: changedThen, language, ...then } = fromVersion(cable);
    const words = countWords(then.body);
    store.replace(row, { ...then, content: then.content || contentOf({ ...then, words }), words }, { at: changedThen, language });
    gone.run(goneAt <= at ? goneAt : 0, row);
  }
  // Those that the store kept of the present texts.
  db.exec('DELETE FROM main.cable_versions');
  return changed.map(({ row, version }) => [row, version]);
}

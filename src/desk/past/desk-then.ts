import { makePassing, type Db } from '../../store/database.ts';
import { formerIds, homeIn } from '../home.ts';

/** A desk as it was: its facts by the changes since, and what was done and searched for by then. Who was shown what, the present desk knows. */

/**
 * Writes the desk of `now` as it was at a moment into a new file. `archive`: the archive as it was. What leads keep from others
 * now, they keep from them there, too.
 */
export function rebuildDesk(path: string, { now, archive, at }: { now: string; archive: string; at: number }): void {
  const db = makePassing(path, 'desk');
  try {
    db.prepare('ATTACH ? AS now').run(now);
    db.prepare('ATTACH ? AS archive').run(archive);
    db.transaction(() => {
      db.exec(`INSERT INTO main.settings SELECT * FROM now.settings WHERE name <> 'archive'`);
      const last = db.prepare<[number], number>('SELECT coalesce(max(seq), 0) FROM now.audit WHERE at <= ?').pluck().get(at) ?? 0;
      copyFacts(db, last);
      copyUndone(db, last);
      db.exec('INSERT INTO main.roster SELECT * FROM now.roster; INSERT INTO main.held SELECT * FROM now.held WHERE cable < 0');
      for (const [table, until, value] of [
        ['audit', 'seq <= ?', last],
        ['changes', 'act <= ?', last],
        ['daily', 'made_at <= ?', at],
        ['searches', 'at <= ?', at],
      ] as const)
        db.prepare(`INSERT INTO main.${table} SELECT * FROM now.${table} WHERE ${until}`).run(value);
    })();
  } finally {
    db.close();
  }
}

/**
 * The facts that stood after an act: each that was changed since as it was before the first of those changes. What is known of
 * documents that are gone since has no number that anything could be shown under.
 */
function copyFacts(db: Db, last: number): void {
  const home = homeIn(db);
  const key = ['desk', 'kind', 'cable', 'key'];
  const same = (a: string, b: string): string => key.map((one) => `${a}.${one} = ${b}.${one}`).join(' AND ');
  db.prepare(
    `WITH c AS (SELECT iif(desk IN (SELECT value FROM json_each(@former)), @home, desk) AS desk, kind, cable, key, act, n, before FROM now.changes),
      since AS (SELECT ${key.join(', ')}, before, min(act * 1000000 + n) FROM c WHERE act > @last GROUP BY ${key.join(', ')}),
      till AS (SELECT ${key.join(', ')}, max(act) AS act FROM c WHERE act <= @last GROUP BY ${key.join(', ')})
    INSERT INTO main.facts
    SELECT f.* FROM now.facts AS f LEFT JOIN since ON ${same('since', 'f')} WHERE since.key IS NULL AND ${isThere('f')}
    UNION ALL
    SELECT ${key.map((one) => `since.${one}`).join(', ')}, json_extract(before, '$.value'), json_extract(before, '$.member'), json_extract(before, '$.at'), coalesce(till.act, 0)
      FROM since LEFT JOIN till ON ${same('till', 'since')} WHERE before IS NOT NULL AND ${isThere('since')}`,
  ).run({ home, former: JSON.stringify(formerIds(db, home)), last });
  db.exec("INSERT OR REPLACE INTO main.facts SELECT * FROM now.facts WHERE kind IN ('mask', 'withheld', 'lifted')");
}

const isThere = (table: string): string => `(${table}.cable = 0 OR ${table}.cable IN (SELECT row FROM archive.cables))`;

/** Which acts were undone by then. An undo that was undone itself leaves nothing, so they are gone through once more. */
function copyUndone(db: Db, last: number): void {
  const add = db.prepare('INSERT INTO main.undone (act, by_act) VALUES (?, ?) ON CONFLICT (act) DO NOTHING');
  const forget = db.prepare('DELETE FROM main.undone WHERE by_act = ?');
  const undos = db.prepare<[number], { seq: number; act: number }>(
    `SELECT seq, json_extract(detail, '$.act') AS act FROM now.audit WHERE act = 'undo' AND seq <= ? AND json_extract(detail, '$.act') IS NOT NULL ORDER BY seq`,
  );
  for (const { seq, act } of undos.all(last)) {
    forget.run(act);
    add.run(act, seq);
  }
}

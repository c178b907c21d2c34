import { matchDocuments, type KeptDocument } from '../cables/identity.ts';
import type { Db } from '../store/database.ts';
import type { FactKind, FactValue } from './kinds.ts';

/**
 * What the desk holds stands on documents, not on the numbers that an archive gives them. `held` says which document each
 * number stands for. Where an archive gives others (it was made anew, or put back), the desk's facts follow their
 * documents; those of documents that are gone are set aside, and come back with them.
 */

type Held = KeptDocument & { cable: number; trove: string };

const cablesIn: Partial<Record<FactKind, string>> = {
  fact: "SELECT json_extract(s.value, '$.cable') FROM facts, json_each(facts.value, '$.sources') AS s WHERE kind = 'fact'",
  shift: "SELECT json_extract(s.value, '$[0]') FROM facts, json_each(facts.value, '$.done') AS s WHERE kind = 'shift'",
};

/** The cables that a fact's value names. */
function namedIn(kind: FactKind, value: Record<string, unknown>): number[] {
  if (kind === 'fact') return (value as FactValue<'fact'>).sources.map(({ cable }) => cable);
  return kind === 'shift' ? (value as FactValue<'shift'>).done.map(([cable]) => cable) : [];
}

/** A fact's value with other numbers for the cables that it names. */
export function renumbered(kind: string, value: Record<string, unknown>, numberOf: (cable: number) => number): Record<string, unknown> {
  if (kind === 'fact') {
    const { sources } = value as FactValue<'fact'>;
    return { ...value, sources: sources.map((source) => ({ ...source, cable: numberOf(source.cable) })) };
  }
  if (kind !== 'shift') return value;
  const { done, current } = value as FactValue<'shift'>;
  return {
    ...value,
    done: done.map(([cable, outcome]) => [numberOf(cable), outcome]),
    ...(current === undefined ? {} : { current: numberOf(current) }),
  };
}

/** The number of every cable that a fact is about or names, or that somebody read. */
const allCables = ['SELECT cable FROM facts WHERE cable <> 0', 'SELECT cable FROM reads', ...Object.values(cablesIn)].join(' UNION ');

/** Notes which documents the cables are that a fact is about or names, before it is kept. */
export function createHolding(db: Db): (kind: FactKind, cable: number, value: Record<string, unknown>) => void {
  const hold = db.prepare('INSERT OR IGNORE INTO held SELECT row, trove, identity, id, hash, ref FROM archive.cables WHERE row = ?');
  const known = new Set<number>();
  return (kind, cable, value) => {
    for (const one of [cable, ...namedIn(kind, value)]) {
      if (one > 0 && !known.has(one)) hold.run(one);
      known.add(one);
    }
  };
}

/** How many documents are gone of which the desk holds something. */
export const countAside = (db: Db): number => db.prepare<[], number>('SELECT count(*) FROM held WHERE cable < 0').pluck().get() ?? 0;

/**
 * Puts the desk's facts on the rows that their documents have in the archive now. To be called when a desk is opened, and
 * whenever cables went or came back. In one transaction.
 */
export function holdFacts(db: Db): void {
  db.transaction(() => {
    const isOther = noteArchive(db);
    db.exec(`INSERT OR IGNORE INTO held SELECT row, trove, identity, id, hash, ref FROM archive.cables WHERE row IN (${allCables})`);
    // In the archive that it stood on before, a row has its document for ever, whatever text that has now.
    const isLost = isOther ? 'c.row IS NULL OR c.trove <> held.trove OR c.hash <> held.hash' : 'c.row IS NULL';
    const lost = db
      .prepare<[], Held>(
        `SELECT held.cable, held.cable AS row, held.trove, held.identity, held.id, held.hash, '' AS date, '' AS origin, CAST(held.cable AS TEXT) AS file
         FROM held LEFT JOIN archive.cables AS c ON c.row = held.cable AND c.identity = held.identity WHERE ${isLost}`,
      )
      .all();
    let last = Math.min(0, db.prepare<[], number | null>('SELECT min(cable) FROM held').pluck().get() ?? 0);
    const moves = [...Map.groupBy(lost, ({ trove }) => trove)].flatMap(([trove, some]) => movesIn(db, trove, some, () => (last -= 1)));
    if (isOther) db.exec('DELETE FROM watched; DELETE FROM views');
    if (moves.length > 0) move(db, moves);
    db.exec(
      'UPDATE held SET trove = c.trove, id = c.id, hash = c.hash, ref = c.ref FROM archive.cables AS c WHERE c.row = held.cable AND (c.hash <> held.hash OR c.trove <> held.trove)',
    );
  })();
}

/** Whether the desk stands on another archive than the last time, or on an older copy of it. Notes the one it stands on. */
function noteArchive(db: Db): boolean {
  const id = db.prepare<[], string>("SELECT value FROM archive.about WHERE name = 'id'").pluck().get() ?? '';
  const last = db.prepare<[], [number, number]>('SELECT id, started_at FROM archive.imports ORDER BY id DESC LIMIT 1').raw().get() ?? null;
  const before = db.prepare<[], string>("SELECT value FROM settings WHERE name = 'archive'").pluck().get();
  db.prepare("INSERT INTO settings (name, value) VALUES ('archive', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(
    JSON.stringify([id, last]),
  );
  if (before === undefined) return false;
  const [idBefore, lastBefore] = JSON.parse(before) as [string, [number, number] | null];
  const isThere =
    lastBefore === null || db.prepare('SELECT 1 FROM archive.imports WHERE id = ? AND started_at = ?').get(...lastBefore) !== undefined;
  return idBefore !== id || !isThere;
}

type Move = { from: number; to: number };

/** Where the documents of one trove are now; `to` is below zero for those that are gone. */
function movesIn(db: Db, trove: string, lost: readonly Held[], nextAside: () => number): Move[] {
  const isTaken = db.prepare<[number, string], number>('SELECT 1 FROM held WHERE cable = ? AND identity = ?').pluck();
  const from = new Set(lost.map(({ cable }) => cable));
  const there = db
    .prepare<[object], KeptDocument>(
      `SELECT row, identity, id, hash, '' AS date, '' AS origin, '' AS file FROM archive.cables
       WHERE identity IN (SELECT value FROM json_each(@identities))
       AND (trove = @trove OR NOT EXISTS (SELECT 1 FROM archive.troves WHERE name = @trove))`,
    )
    .all({ trove, identities: JSON.stringify([...new Set(lost.map(({ identity }) => identity))]) })
    .filter(({ row, identity }) => from.has(row) || isTaken.get(row, identity) === undefined);
  return matchDocuments(lost, there).flatMap((match, i): Move[] => {
    const cable = lost[i]?.cable ?? 0;
    if (match.is === 'same' || match.is === 'changed') return match.row === cable ? [] : [{ from: cable, to: match.row }];
    return cable < 0 ? [] : [{ from: cable, to: nextAside() }];
  });
}

function move(db: Db, moves: readonly Move[]): void {
  db.exec('CREATE TEMP TABLE moves (a INTEGER PRIMARY KEY, b INTEGER NOT NULL) STRICT');
  const note = db.prepare('INSERT INTO temp.moves VALUES (?, ?)');
  for (const { from, to } of moves) note.run(from, to);
  // What happened is not rewritten: the documents it happened to are only called by their new numbers.
  const trigger = db.prepare<[], string>("SELECT sql FROM main.sqlite_schema WHERE name = 'changes_no_update'").pluck().get() ?? '';
  db.exec(`
    -- A withdrawn text is known again by all that it ever was.
    UPDATE facts SET value = json_set(value, '$.contents', json((
        SELECT json_group_array(content) FROM (SELECT content FROM archive.contents WHERE row = facts.cable
          UNION SELECT each.value FROM json_each(facts.value, '$.contents') AS each))))
      WHERE kind = 'mask' AND cable IN (SELECT a FROM temp.moves WHERE b < 0);
    DROP TRIGGER changes_no_update;
    ${twice('held')} ${twice('facts')} ${twice('changes')} ${twice('reads')}
    -- The owner of facts that are set aside: no desk is called so.
    UPDATE facts SET desk = 'aside ' || desk WHERE cable < 0 AND desk NOT LIKE 'aside %';
    UPDATE OR REPLACE facts SET desk = substr(desk, 7) WHERE cable > 0 AND desk LIKE 'aside %';
    ${inside('facts', 'value', '$.sources', '$.cable', "kind = 'fact'")}
    ${inside('facts', 'value', '$.done', '$[0]', "kind = 'shift'")}
    ${alone('facts', 'value', '$.current')}
    ${inside('changes', 'before', '$.value.sources', '$.cable', "kind = 'fact' AND before IS NOT NULL")}
    ${inside('changes', 'after', '$.value.sources', '$.cable', "kind = 'fact' AND after IS NOT NULL")}
    ${inside('changes', 'before', '$.value.done', '$[0]', "kind = 'shift' AND before IS NOT NULL")}
    ${inside('changes', 'after', '$.value.done', '$[0]', "kind = 'shift' AND after IS NOT NULL")}
    ${alone('changes', 'before', '$.value.current')} ${alone('changes', 'after', '$.value.current')}
    ${trigger};
    DROP TABLE temp.moves;
  `);
}

/** Two steps, by way of numbers that no cable has, so that cables which change places do not meet. */
const twice = (table: string): string => `
  UPDATE ${table} SET cable = (SELECT b FROM temp.moves WHERE a = cable) * 4503599627 + 1 WHERE cable IN (SELECT a FROM temp.moves);
  UPDATE ${table} SET cable = (cable - 1) / 4503599627 WHERE abs(cable) > 4503599627 / 2;`;

/** Renumbers the cables in the entries of a list inside a JSON value. */
const inside = (table: string, column: string, list: string, cable: string, where: string): string => `
  UPDATE ${table} SET ${column} = json_set(${column}, '${list}', json((
      SELECT json_group_array(json_set(e.value, '${cable}', coalesce((SELECT b FROM temp.moves WHERE a = json_extract(e.value, '${cable}')), json_extract(e.value, '${cable}'))))
      FROM json_each(${table}.${column}, '${list}') AS e)))
    WHERE ${where} AND EXISTS (SELECT 1 FROM json_each(${table}.${column}, '${list}') AS e WHERE json_extract(e.value, '${cable}') IN (SELECT a FROM temp.moves));`;

/** Renumbers the cable that is on the screen of a shift. */
const alone = (table: string, column: string, cable: string): string => `
  UPDATE ${table} SET ${column} = json_set(${column}, '${cable}', (SELECT b FROM temp.moves WHERE a = json_extract(${column}, '${cable}')))
    WHERE kind = 'shift' AND json_extract(${column}, '${cable}') IN (SELECT a FROM temp.moves);`;

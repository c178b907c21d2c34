import { actKind, actsThat, offersUndo } from './acts.ts';
import type { AuditRow } from './audit.ts';
import type { Db } from '../store/database.ts';
import { ofDesk } from './home.ts';
import { canonicalJson, type Change, type Facts, type Stand, type Writing } from './facts.ts';

/** One act as the history shows it. */
export type PastAct = {
  act: number;
  at: number;
  member: string;
  what: string;
  cable: string | undefined;
  detail: Record<string, unknown>;
  /** How many facts it changed; 0 for a read-only act. */
  changes: number;
  /** The act that undid it. */
  undoneBy: number | undefined;
};

type Row = AuditRow & { changes: number; by_act: number | null };

const isOurs = ofDesk('audit.desk', '@desk');
const columns = `audit.*, (SELECT count(*) FROM changes WHERE changes.act = audit.seq) AS changes,
  (SELECT by_act FROM undone WHERE undone.act = audit.seq) AS by_act`;

const toPast = ({ seq, at, member, act, cable, detail, changes, by_act: by }: Row): PastAct => ({
  act: seq,
  at,
  member,
  what: act,
  cable: cable ?? undefined,
  detail: JSON.parse(detail) as Record<string, unknown>,
  changes,
  undoneBy: by ?? undefined,
});

export const actOf = (db: Db, desk: string, act: number): PastAct | undefined => {
  const row = db.prepare<[object], Row>(`SELECT ${columns} FROM audit WHERE ${isOurs} AND seq = @act`).get({ desk, act });
  return row === undefined ? undefined : toPast(row);
};

/** The member's latest act that can still be undone, at least in part; considers their last 50. */
export function lastActOf(db: Db, facts: Facts, desk: string, member: string): PastAct | undefined {
  const rows = db
    .prepare<[object], Row>(
      `SELECT ${columns} FROM audit WHERE ${isOurs} AND member = @member AND act NOT IN ${list(actsThat((kind) => !offersUndo(kind)))}
       AND EXISTS (SELECT 1 FROM changes WHERE changes.act = audit.seq) AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.act = audit.seq)
       ORDER BY seq DESC LIMIT 50`,
    )
    .all({ desk, member });
  const found = rows.find(({ seq }) => canUndo(facts, desk, seq));
  return found === undefined ? undefined : toPast(found);
}

/** Names of acts as an SQL list. */
const list = (names: readonly string[]): string => `(${names.map((name) => `'${name}'`).join(', ')})`;

/** The act behind a chain of undos. Undos of older versions name only the act that they undid. */
const original = "coalesce(json_extract(detail, '$.original'), json_extract(detail, '$.what'), '')";
/** Sets and watches are private: nobody else is told of acts on them, nor of their undo. */
const secret = list(actsThat((kind) => kind.private === true));
const isTold = `(act NOT IN ${secret} AND ${original} NOT IN ${secret})`;

/** An act that this member may take back or must at least be told why not: anybody's but the private ones of others. */
export function actToldTo(db: Db, desk: string, act: number, member: string): PastAct | undefined {
  const row = db
    .prepare<[object], Row>(`SELECT ${columns} FROM audit WHERE ${isOurs} AND seq = @act AND (member = @member OR ${isTold})`)
    .get({ desk, act, member });
  return row === undefined ? undefined : toPast(row);
}

/** What was done with a cable: acts on it, and acts on many that changed it. Newest first. */
export function actsOn(db: Db, desk: string, ref: string, row: number, offset: number, limit: number): { total: number; rows: PastAct[] } {
  const where = `${isOurs} AND (cable = @ref OR seq IN (SELECT act FROM changes WHERE ${ofDesk('changes.desk', '@desk')} AND changes.cable = @row)) AND ${isTold}`;
  const total = db.prepare<[object], number>(`SELECT count(*) FROM audit WHERE ${where}`).pluck().get({ desk, ref, row }) ?? 0;
  const rows = db
    .prepare<[object], Row>(`SELECT ${columns} FROM audit WHERE ${where} ORDER BY seq DESC LIMIT @limit OFFSET @offset`)
    .all({ desk, ref, row, limit, offset })
    .map(toPast);
  return { total, rows };
}

/** What the desk changed since a moment, newest first; read-only acts are left out. */
export function actsSince(db: Db, desk: string, since: number, offset: number, limit: number): { total: number; rows: PastAct[] } {
  const where = `${isOurs} AND at >= @since AND EXISTS (SELECT 1 FROM changes WHERE changes.act = audit.seq) AND act NOT IN ${list(actsThat(({ looks }) => looks === true))} AND ${isTold}`;
  const total = db.prepare<[object], number>(`SELECT count(*) FROM audit WHERE ${where}`).pluck().get({ desk, since }) ?? 0;
  const rows = db
    .prepare<[object], Row>(`SELECT ${columns} FROM audit WHERE ${where} ORDER BY seq DESC LIMIT @limit OFFSET @offset`)
    .all({ desk, since, limit, offset })
    .map(toPast);
  return { total, rows };
}

const counted = list(actsThat((kind) => kind.counted !== 'none'));

/**
 * Counts what the desk did since a moment, by the labels of digest and weekly letter, the most frequent first. Acts that
 * were undone do not count; an undo counts only when the act that it undid is older.
 */
export function countActs(db: Db, desk: string, since: number): { one: string; many: string; count: number }[] {
  const done = db
    .prepare<[object], { what: string; acts: number; changes: number }>(
      `SELECT audit.act AS what, count(DISTINCT seq) AS acts, count(*) AS changes FROM audit JOIN changes ON changes.act = seq
       WHERE ${isOurs} AND at >= @since AND audit.act IN ${counted}
       AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.act = seq)
       AND (audit.act <> 'undo' OR (${original} IN ${counted}
         AND EXISTS (SELECT 1 FROM audit AS other WHERE other.seq = json_extract(audit.detail, '$.act') AND other.at < @since)))
       GROUP BY audit.act`,
    )
    .all({ desk, since });
  const imported =
    db
      .prepare<[object], number>(
        `SELECT count(DISTINCT row) FROM (SELECT row FROM cables WHERE imported_at >= @since UNION ALL SELECT row FROM cable_versions WHERE replaced_at >= @since)`,
      )
      .pluck()
      .get({ since }) ?? 0;
  const found = new Map<string, { one: string; many: string; count: number }>();
  for (const { what, acts, changes } of [...done, { what: 'import', acts: 0, changes: imported }]) {
    const { counted: name, by } = actKind(what);
    if (name === 'none') continue;
    const [one, many] = name;
    const count = (found.get(one)?.count ?? 0) + (by === undefined ? acts : changes);
    if (count > 0) found.set(one, { one, many, count });
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count || a.one.localeCompare(b.one));
}

/** The part of a fact that counts as a change; looking at one's own work again, or being nudged, does not. */
const passing = new Set(['touched', 'nudged']);
const weight = (stand: Stand | undefined): string =>
  stand === undefined
    ? ''
    : canonicalJson(Object.fromEntries(Object.entries(stand.value).filter(([name]) => !passing.has(name)))) + stand.member;

/**
 * What can still be undone of an act: each fact it changed that nobody has changed since. A later change that was
 * itself undone does not count, nor one that left the fact as it was. `kept`: how many were changed since.
 */
function restorable(facts: Facts, desk: string, act: number): { changes: Change[]; kept: number } {
  let kept = 0;
  const changes = facts.changesOf(desk, act).filter((change) => {
    const { kind, cable, key, before, after } = change;
    if (weight(before) === weight(after)) return false;
    const isSame = weight(facts.get(desk, kind, cable, key)) === weight(after);
    const isChanged = facts.changesAfter(desk, change).some((one) => weight(one.before) !== weight(one.after));
    if (isSame && !isChanged) return true;
    kept += 1;
    return false;
  });
  return { changes, kept };
}

/** Whether any part of an act can still be undone. */
const canUndo = (facts: Facts, desk: string, act: number): boolean => restorable(facts, desk, act).changes.length > 0;

/**
 * Undoes an act inside another one: each fact that is still as the act left it gets its previous value. Facts changed
 * since stay as they are and are counted. Marks the act as undone. What there is to undo and the counts are as `seen` shows
 * them; what `whole` has beyond that goes the same way, unsaid. `work`: the cables whose work was restored.
 */
export function undo(
  db: Db,
  { seen, whole }: Readonly<Record<'seen' | 'whole', Facts>>,
  writing: Writing,
  desk: string,
  act: number,
): { restored: number; kept: number; work: number[] } {
  const { changes: told, kept } = restorable(seen, desk, act);
  if (told.length === 0) return { restored: 0, kept, work: [] };
  const { changes } = restorable(whole, desk, act);
  for (const change of changes.toReversed()) writing.restore(change);
  // Undoing an undo reinstates the act that it had undone.
  db.prepare('DELETE FROM undone WHERE by_act = ?').run(act);
  db.prepare('INSERT INTO undone (act, by_act) VALUES (?, ?) ON CONFLICT (act) DO NOTHING').run(act, writing.act);
  return { restored: told.length, kept, work: changes.flatMap(({ kind, cable }) => (kind === 'work' ? [cable] : [])) };
}

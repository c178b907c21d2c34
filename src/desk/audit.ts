import type { ActName } from './acts.ts';
import { sha256 } from '../store/hash.ts';
import { type Db } from '../store/database.ts';

/** One line of the audit log. `detail` never holds cable text. */
export type AuditRow = {
  seq: number;
  desk: string;
  at: number;
  member: string;
  role: string;
  via: string;
  act: string;
  cable: string | null;
  detail: string;
  hash: string;
};

export type AuditEntry = {
  desk: string;
  at: number;
  member: string;
  role: string;
  via: string;
  act: ActName;
  cable?: string | undefined;
  detail?: Record<string, unknown>;
};

const lastRow = (db: Db) => db.prepare<[], { seq: number; hash: string }>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();

/** The last row of the log, whose hash stands for all of them; 0 and '' for an empty one. */
export type AuditHead = { seq: number; hash: string };
export const auditHead = (db: Db): AuditHead => lastRow(db) ?? { seq: 0, hash: '' };

/** The number the next row will get, for rows that refer to it; call only inside the transaction that appends it. */
export const nextAct = (db: Db): number => (lastRow(db)?.seq ?? 0) + 1;

const insertRow =
  'INSERT INTO audit (seq, desk, at, member, role, via, act, cable, detail, hash) VALUES (@seq, @desk, @at, @member, @role, @via, @act, @cable, @detail, @hash)';

/** Appends a row whose hash covers the row and the hash before it, so that a changed or missing row can be detected. */
export function appendAudit(db: Db, entry: AuditEntry): void {
  const last = lastRow(db);
  const row = {
    seq: (last?.seq ?? 0) + 1,
    desk: entry.desk,
    at: entry.at,
    member: entry.member,
    role: entry.role,
    via: entry.via,
    act: entry.act,
    cable: entry.cable ?? null,
    detail: JSON.stringify(entry.detail ?? {}),
  };
  db.prepare(insertRow).run({
    ...row,
    hash: chain(last?.hash ?? '', row),
  });
}

/** The number of the first audit row that breaks the hash chain, or undefined when it is intact. */
export const brokenAuditRow = (db: Db): number | undefined =>
  brokenIn(db.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY seq').iterate());

/** The same of the rows of a log that begins with the first of them. */
export function brokenIn(rows: Iterable<AuditRow>): number | undefined {
  let hash = '';
  let seq = 0;
  for (const row of rows) {
    seq += 1;
    if (row.seq !== seq || row.hash !== chain(hash, row)) return seq;
    hash = row.hash;
  }
  return undefined;
}

/**
 * Appends the rows of another log, their numbers raised by that of the last row here. Behind nothing they are the same rows,
 * with the same hashes; behind others the hashes are made anew.
 */
export function copyAudit(db: Db, rows: readonly AuditRow[], by: number): void {
  const insert = db.prepare(insertRow);
  let { hash } = auditHead(db);
  for (const row of rows) {
    const raised = { ...row, seq: row.seq + by, detail: by === 0 ? row.detail : raiseAct(row.detail, by) };
    hash = chain(hash, raised);
    insert.run({ ...raised, hash });
  }
}

/** An undo names the act that it undid. */
function raiseAct(detail: string, by: number): string {
  const { act, ...more } = JSON.parse(detail) as { act?: unknown };
  return typeof act === 'number' ? JSON.stringify({ act: act + by, ...more }) : detail;
}

function chain(before: string, row: Omit<AuditRow, 'hash'>): string {
  return sha256(JSON.stringify([before, row.seq, row.desk, row.at, row.member, row.role, row.via, row.act, row.cable, row.detail]));
}

import type { Desk } from '../desk/desk.ts';
import { auditHead, type AuditRow } from '../desk/audit.ts';
import { formerIds, ofDesk } from '../desk/home.ts';
import { version } from '../desk/version.ts';
import type { DeskLine } from './desk-lines.ts';
import { deskLinesVersion } from './desk-lines.ts';

type Row = Record<string, unknown>;
const parsed = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null);

/** Everything that the desk holds and what was done at it, as the lines of a file: read at one moment. */
export function deskLines({ db, home }: Pick<Desk, 'db' | 'home'>): DeskLine[] {
  const desk = home();
  const all = (sql: string): Row[] => db.prepare<[object], Row>(sql).all({ desk });
  const read = db.transaction((): Row[] => [
    {
      type: 'desk',
      format: 'cabledesk desk',
      version: deskLinesVersion,
      desk,
      former: formerIds(db, desk),
      program: version,
      head: auditHead(db),
    },
    ...db
      .prepare<[], Row>('SELECT cable, trove, identity, id, hash, ref FROM held ORDER BY cable')
      .all()
      .map((row) => ({ type: 'document', ...row })),
    ...all('SELECT member, name, role, bot, seen_at, greeted FROM roster WHERE desk = @desk ORDER BY member').map((row) => ({
      type: 'member',
      ...row,
    })),
    // The log is one for all desks of a folder: without the rows of others its chain could not be followed.
    ...db
      .prepare<[], AuditRow>('SELECT seq, desk, at, member, role, via, act, cable, detail, hash FROM audit ORDER BY seq')
      .all()
      .map((row) => ({ type: 'act', ...row, detail: parsed(row.detail) })),
    ...all(`SELECT act, n, desk, kind, cable, key, before, after FROM changes WHERE ${ofDesk('desk', '@desk')} ORDER BY act, n`).map(
      (row) => ({ type: 'change', ...row, before: parsed(row['before']), after: parsed(row['after']) }),
    ),
    ...all(`SELECT act, by_act FROM undone WHERE act IN (SELECT seq FROM audit WHERE ${ofDesk('desk', '@desk')}) ORDER BY act`).map(
      (row) => ({
        type: 'undone',
        ...row,
      }),
    ),
    ...all(
      "SELECT kind, cable, key, value, member, at, act FROM facts WHERE desk IN (@desk, 'aside ' || @desk) ORDER BY kind, act, cable, key",
    ).map((row) => ({ type: 'fact', ...row, value: parsed(row['value']) })),
  ]);
  const lines = read();
  return [...lines, { type: 'end', lines: lines.length }] as DeskLine[];
}

import type { TextPiece } from '../reply/reply.ts';
import type { Db } from '../store/database.ts';
import { opensFrom } from './policy.ts';

/**
 * The reading ledger: which piece of which cable's text went to whom, when and by which command. It is written before the
 * words are shown. Limits, alarms and `/desk` are read from it.
 */

/** A piece of text that somebody is shown. `isOpened`: with so much of its cable that this one counts as opened. */
export type Shown = TextPiece & { isOpened: boolean };

/** One entry, as it was written. */
export type Read = Shown & { member: string; when: number; command: string };

export type Recipient = { desk: string; member: string };

export type Ledger = {
  /**
   * Writes down what is about to be shown. Never throws: when the database cannot be written, the entries wait in memory, count
   * all the same, and are written with the next ones that can be; `problem` says why they wait.
   */
  record(reader: Recipient, command: string, shown: readonly Shown[], at: number): void;
  /** Why entries wait to be written; undefined when none do. */
  readonly problem: string | undefined;
  /** What somebody was shown after a moment, oldest first. */
  since(reader: Recipient, after: number): Read[];
  /** What somebody was ever shown of one cable. */
  of(reader: Recipient, cable: number): Read[];
  /** When somebody was first shown anything; undefined when nothing is known. */
  first(reader: Recipient): number | undefined;
  /** All entries, newest first, of one member or one cable if they are given, and how many there are. */
  list(desk: string, of: { member?: string; cable?: number }, offset: number, limit: number): { total: number; rows: Read[] };
  /** Deletes what is older. */
  forget(before: number): void;
};

type Row = { desk: string; member: string; at: number; command: string; cable: number; version: number; start: number; length: number } & {
  opened: number;
};

const toRead = ({ member, at: when, command, cable, version, start: at, length, opened }: Row): Read => ({
  member,
  when,
  command,
  cable,
  at,
  length,
  isOpened: opened === 1,
  ...(version === 0 ? {} : { version }),
});

/** The ledger in a desk's database. */
export function createLedger(db: Db): Ledger {
  const insert = db.prepare<[Row]>(
    `INSERT INTO reads (desk, member, at, command, cable, version, start, length, opened)
     VALUES (@desk, @member, @at, @command, @cable, @version, @start, @length, @opened)`,
  );
  const write = db.transaction((rows: readonly Row[]) => {
    for (const row of rows) insert.run(row);
  });
  const find = (where: string) => db.prepare<[object], Row>(`SELECT * FROM reads WHERE desk = @desk AND ${where} ORDER BY id`);
  const [bySince, byCable] = [find('member = @member AND at > @after'), find('member = @member AND cable = @cable')];
  const wanted = 'desk = @desk AND (@member IS NULL OR member = @member) AND (@cable IS NULL OR cable = @cable)';
  const waiting: Row[] = [];
  // Written inside somebody's transaction, which may yet be rolled back.
  let unsure: Row[] = [];
  const isThere = db.prepare<[Row], number>(
    `SELECT 1 FROM reads WHERE desk = @desk AND member = @member AND at = @at AND cable = @cable AND version = @version
     AND start = @start AND length = @length LIMIT 1`,
  );
  const makeSure = (): void => {
    if (unsure.length === 0 || db.inTransaction) return;
    waiting.push(...unsure.filter((row) => isThere.get(row) === undefined));
    unsure = [];
  };
  let problem: string | undefined;
  const also = (is: (row: Row) => boolean): Read[] => (makeSure(), waiting).filter(is).map(toRead);
  return {
    record({ desk, member }, command, shown, at) {
      makeSure();
      if (shown.length === 0 && waiting.length === 0) return;
      for (const { cable, at: start, version = 0, length, isOpened } of shown)
        waiting.push({ desk, member, at, command, cable, version, start, length, opened: isOpened ? 1 : 0 });
      try {
        write(waiting);
        if (db.inTransaction) unsure.push(...waiting);
        waiting.length = 0;
        problem = undefined;
      } catch (error) {
        problem = error instanceof Error ? error.message : 'unknown reason';
      }
    },
    get problem() {
      return problem;
    },
    since: ({ desk, member }, after) => [
      ...bySince.all({ desk, member, after }).map(toRead),
      ...also((row) => row.desk === desk && row.member === member && row.at > after),
    ],
    of: ({ desk, member }, cable) => [
      ...byCable.all({ desk, member, cable }).map(toRead),
      ...also((row) => row.desk === desk && row.member === member && row.cable === cable),
    ],
    first: ({ desk, member }) =>
      db.prepare<[string, string], number | null>('SELECT min(at) FROM reads WHERE desk = ? AND member = ?').pluck().get(desk, member) ??
      undefined,
    list(desk, { member = null, cable = null }: { member?: string | null; cable?: number | null }, offset, limit) {
      const of = { desk, member, cable };
      const total = db.prepare<[object], number>(`SELECT count(*) FROM reads WHERE ${wanted}`).pluck().get(of) ?? 0;
      const rows = db
        .prepare<[object], Row>(`SELECT * FROM reads WHERE ${wanted} ORDER BY id DESC LIMIT @limit OFFSET @offset`)
        .all({ ...of, limit, offset });
      return { total, rows: rows.map(toRead) };
    },
    forget(before) {
      db.prepare('DELETE FROM reads WHERE at < ?').run(before);
    },
  };
}

/**
 * Marks the pieces of cables of which so much is shown together that they count as opened. `lengthOf`: of a cable's text, by
 * row.
 */
export function openedOrNot(pieces: readonly TextPiece[], lengthOf: (cable: number) => number): Shown[] {
  return [...Map.groupBy(pieces, ({ cable }) => cable)].flatMap(([cable, some]) => {
    const sum = some.reduce((all, { length }) => all + length, 0);
    const isOpened = sum > opensFrom || sum >= 0.9 * lengthOf(cable);
    return some.map((one) => ({ ...one, isOpened }));
  });
}

/** How many units of a text these pieces cover together. */
export function covered(pieces: readonly TextPiece[]): number {
  let [sum, end] = [0, 0];
  for (const { at, length } of pieces.toSorted((a, b) => a.at - b.at)) {
    sum += Math.max(0, at + length - Math.max(at, end));
    end = Math.max(end, at + length);
  }
  return sum;
}

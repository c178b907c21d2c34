import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** What is asked of a database of any release: only tables and columns that all have. Cables are told by their refs. */
const questions = {
  cables: 'SELECT ref, trove, date, origin, destination, subject, marking, body FROM cables ORDER BY ref',
  earlier: 'SELECT ref, cable FROM cable_versions JOIN cables USING (row) ORDER BY ref, replaced_at',
  facts: 'SELECT desk, kind, ref, key, value, member, at, act FROM facts LEFT JOIN cables ON row = cable ORDER BY kind, ref, key',
  audit: 'SELECT seq, desk, at, member, role, via, act, cable, detail, audit.hash FROM audit ORDER BY seq',
  changes: 'SELECT act, n, kind, ref, key, before, after FROM changes LEFT JOIN cables ON row = cable ORDER BY act, n',
  undone: 'SELECT act, by_act FROM undone ORDER BY act',
  roster: 'SELECT desk, member, name, role, bot, seen_at FROM roster ORDER BY desk, member',
  daily: 'SELECT desk, what, date, made_at, state, nonce, detail FROM daily ORDER BY desk, what, date',
  searches: 'SELECT id, desk, at, member, request, corpus, cables, total, refs FROM searches ORDER BY id',
  watched: 'SELECT desk, watch, hex(seen), trouble FROM watched ORDER BY desk, watch',
  outbox: 'SELECT id, desk, target, post, nonce, made_at FROM outbox ORDER BY id',
} as const;

export type DeskWork = Record<keyof typeof questions, unknown[][]>;

/** A long text is told by its checksum. */
const told = (value: unknown): unknown =>
  typeof value === 'string' && value.length > 200 ? createHash('sha256').update(value).digest('base64') : value;

/** All that people did at a desk, and the cables they did it to: the same for the same work, whichever release holds it. */
export const workIn = (db: Database): DeskWork =>
  Object.fromEntries(
    Object.entries(questions).map(([what, sql]) => [
      what,
      db
        .prepare<[], unknown[]>(sql)
        .raw()
        .all()
        .map((row) => row.map(told)),
    ]),
  ) as DeskWork;

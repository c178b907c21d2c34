import { z } from 'zod';
import { sha256 } from '../store/hash.ts';
import { type Db } from '../store/database.ts';

/** Who may see a member's searches: the team, only the member, or nobody because none are kept. */
export const keepings = ['team', 'mine', 'off'] as const;
export type Keeping = (typeof keepings)[number];

/** A search and its result: enough to repeat it, and to prove what was and was not found. */
export type KeptSearch = {
  id: number;
  at: number;
  member: string;
  /** As the command received it. */
  request: Record<string, string>;
  /** Checksum of the cables present at the time. */
  corpus: string;
  cables: number;
  total: number;
  /** Refs of the hits, best first; the first 1,000 of them. */
  refs: string[];
};

export type Searches = {
  readonly keeping: Keeping;
  /** Records a search over these cables (default: all of them). Returns its number, or undefined when searches are not kept. */
  keep(desk: string, search: Omit<KeptSearch, 'id' | 'corpus' | 'cables'>, over?: { checksum: string; cables: number }): number | undefined;
  get(desk: string, id: number): KeptSearch | undefined;
  /** Newest first, of one member or of all; the same question in a row counts once. */
  list(desk: string, member: string | undefined, offset: number, limit: number): { total: number; rows: KeptSearch[] };
  /** The kept searches that this member may see, how many of them found nothing, and whose they are; undefined when none is kept. */
  counts(desk: string, member: string): { total: number; without: number; members: number } | undefined;
  /** Deletes older searches. Returns how many. */
  forget(before: number): number;
  /** SHA-256 over ref and content hash of every cable, in order of their refs. */
  corpus(): { checksum: string; cables: number; changedAt: number };
};

/** Most refs kept per search. */
export const mostRefs = 1000;

type Row = { id: number; at: number; member: string; request: string; corpus: string; cables: number; total: number; refs: string };
const texts = z.record(z.string(), z.string());
const toKept = ({ request, refs, ...same }: Row): KeptSearch => ({
  ...same,
  request: texts.parse(JSON.parse(request)),
  refs: z.array(z.string()).parse(JSON.parse(refs)),
});

export function createSearches(db: Db, keeping: Keeping): Searches {
  let known: { stamp: string; checksum: string; cables: number } | undefined;
  const standing = db
    .prepare<[], [number, number | null, number | null]>(
      `SELECT (SELECT count(*) FROM cables), (SELECT max(row) FROM cables),
        (SELECT max(changed) FROM (SELECT (SELECT max(changed_at) FROM cables WHERE trove = t.name) AS changed FROM troves AS t))`,
    )
    .raw();
  const corpus = () => {
    // All hashes are reread only when a cable was added or changed.
    const now = standing.get();
    const stamp = JSON.stringify(now);
    if (known?.stamp !== stamp) {
      const lines = db.prepare<[], string>("SELECT ref || ' ' || hash FROM cables ORDER BY ref").pluck().all();
      known = { stamp, checksum: sha256(lines.join('\n')), cables: lines.length };
    }
    return { checksum: known.checksum, cables: known.cables, changedAt: now?.[2] ?? 0 };
  };
  return {
    keeping,
    corpus,
    keep(desk, { at, member, request, total, refs }, over = corpus()) {
      if (keeping === 'off') return undefined;
      const { checksum, cables } = over;
      const { lastInsertRowid } = db
        .prepare('INSERT INTO searches (desk, at, member, request, corpus, cables, total, refs) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
        .run(desk, at, member, JSON.stringify(request), checksum, cables, total, JSON.stringify(refs.slice(0, mostRefs)));
      return Number(lastInsertRowid);
    },
    get(desk, id) {
      const row = db.prepare<[string, number], Row>('SELECT * FROM searches WHERE desk = ? AND id = ?').get(desk, id);
      return row === undefined ? undefined : toKept(row);
    },
    list(desk, member, offset, limit) {
      const where = member === undefined ? 'desk = ?' : 'desk = ? AND member = ?';
      const values = member === undefined ? [desk] : [desk, member];
      const all = db.prepare<string[], Row>(`SELECT * FROM searches WHERE ${where} ORDER BY id DESC LIMIT 2000`).all(...values);
      const apart = all.filter((row, i) => row.request !== all[i - 1]?.request || row.member !== all[i - 1]?.member);
      return { total: apart.length, rows: apart.slice(offset, offset + limit).map(toKept) };
    },
    counts: (desk, member) =>
      keeping === 'off'
        ? undefined
        : db
            .prepare<[string, string | null, string | null], { total: number; without: number; members: number }>(
              `SELECT count(*) AS total, coalesce(sum(total = 0), 0) AS without, count(DISTINCT member) AS members FROM searches
               WHERE desk = ? AND (? IS NULL OR member = ?)`,
            )
            .get(desk, keeping === 'mine' ? member : null, keeping === 'mine' ? member : null),
    forget: (before) => db.prepare('DELETE FROM searches WHERE at < ?').run(before).changes,
  };
}

import { createStamp, type Db } from '../../store/database.ts';
import { openDerived } from '../../store/derived-file.ts';
import { isNearCopy, sketchOf, type CopyText } from './near-copy.ts';

/** Which cables are near-copies of each other, in groups, each led by the cable that came first. */
export type Copies = {
  /** The cables it knows, with the hash of each text. */
  held(): Map<number, string>;
  /** How many those are. */
  count(): number;
  put(cables: readonly { row: number; hash: string; text: CopyText }[]): void;
  remove(rows: readonly number[]): void;
  /** Every cable that has near-copies, itself among them, by the cable that leads its group. */
  groups(): Groups;
  close(): void;
};

export type Groups = {
  /** Undefined for a cable that has no near-copies. */
  leaderOf(row: number): number | undefined;
  /** Those that it leads, itself first. */
  ledBy(leader: number): Int32Array;
  /** Of the cables that are found, how many are folded into others. */
  folded(isFound: (row: number) => boolean): number;
};

const schema = `
  CREATE TABLE looked_at (row INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
  -- Parts of a sketch: cables that share one are compared.
  CREATE TABLE bands (band INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (band, row)) STRICT, WITHOUT ROWID;
  CREATE INDEX bands_by_row ON bands(row);
  CREATE TABLE copies (row INTEGER PRIMARY KEY, leader INTEGER NOT NULL) STRICT;
  CREATE INDEX copies_by_leader ON copies(leader);
`;
/** A band that this many cables share comes from a form that they are written by, and says nothing about copies. */
const mostSharing = 200;

/**
 * The groups as numbers, a few bytes for each cable that has near-copies: `led` holds each group's leader and then the others, one
 * group behind the other; `starts` where each begins.
 */
function readGroups(db: Db): Groups {
  const [followers, groups] = db.prepare<[], [number, number]>('SELECT count(*), count(DISTINCT leader) FROM copies').raw().get() ?? [0, 0];
  const [led, starts, leaders] = [new Int32Array(followers + groups), new Int32Array(groups + 1), new Int32Array(groups)];
  const [rows, leaderOfRow] = [new Int32Array(followers), new Int32Array(followers)];
  let [group, filled] = [-1, 0];
  for (const [row, leader] of db.prepare<[], [number, number]>('SELECT row, leader FROM copies ORDER BY leader, row').raw().iterate()) {
    if (group === -1 || leaders[group] !== leader) {
      group += 1;
      leaders[group] = leader;
      starts[group] = filled;
      led[filled] = leader;
      filled += 1;
    }
    led[filled] = row;
    filled += 1;
  }
  starts[groups] = filled;
  let at = 0;
  for (const [row, leader] of db.prepare<[], [number, number]>('SELECT row, leader FROM copies ORDER BY row').raw().iterate()) {
    rows[at] = row;
    leaderOfRow[at] = leader;
    at += 1;
  }
  return {
    leaderOf: (row) => leaderOfRow[placeOf(rows, row)] ?? leaders[placeOf(leaders, row)],
    ledBy(leader) {
      const place = placeOf(leaders, leader);
      return place === -1 ? new Int32Array() : led.subarray(starts[place], starts[place + 1]);
    },
    folded(isFound) {
      let folded = 0;
      for (let one = 0; one < groups; one += 1) {
        let found = 0;
        for (let i = starts[one] ?? 0; i < (starts[one + 1] ?? 0); i += 1) if (isFound(led[i] ?? 0)) found += 1;
        folded += Math.max(0, found - 1);
      }
      return folded;
    },
  };
}

/** Where a number stands among ascending ones; -1 where it does not. */
function placeOf(numbers: Int32Array, wanted: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === wanted ? low : -1;
}

/** Keeps near-copies in `file`: derived, so an unusable file is made anew. `textOf` reads a cable's text. */
export function openCopies(file: string, textOf: (row: number) => CopyText | undefined): Copies {
  const db = openDerived(file, { version: 'copies 1', schema });
  const look = db.prepare('INSERT OR REPLACE INTO looked_at VALUES (?, ?)');
  const forget = ['looked_at', 'bands', 'copies'].map((table) => db.prepare(`DELETE FROM ${table} WHERE row = ?`));
  const addBand = db.prepare('INSERT OR IGNORE INTO bands VALUES (?, ?)');
  const sharing = db.prepare<[number, number], number>('SELECT row FROM bands WHERE band = ? LIMIT ?').pluck();
  const leaderOf = db.prepare<[number], number>('SELECT leader FROM copies WHERE row = ?').pluck();
  const insertFollower = db.prepare('INSERT INTO copies VALUES (?, ?)');
  const followers = db.prepare<[number], number>('SELECT row FROM copies WHERE leader = ?').pluck();
  const stamp = createStamp(db);
  let known: { stamp: string; groups: Groups } | undefined;

  /** Joins the group of the first leader that it is a near-copy of; else it stays alone. */
  const place = (row: number, text: CopyText): void => {
    const bands = sketchOf(text);
    const near = new Set<number>();
    for (const band of bands) {
      const rows = sharing.all(band, mostSharing);
      if (rows.length < mostSharing) for (const other of rows) near.add(leaderOf.get(other) ?? other);
    }
    for (const band of bands) addBand.run(band, row);
    for (const leader of [...near].sort((a, b) => a - b)) {
      const other = leader === row ? undefined : textOf(leader);
      if (other === undefined || !isNearCopy(text, other)) continue;
      insertFollower.run(row, leader);
      return;
    }
  };
  const removeOne = (row: number): void => {
    const left = followers.all(row);
    for (const one of forget) one.run(row);
    // Cables that followed it are placed again, without it.
    for (const follower of left) {
      forget[1]?.run(follower);
      forget[2]?.run(follower);
      const text = textOf(follower);
      if (text !== undefined) place(follower, text);
    }
  };

  return {
    held: () => new Map(db.prepare<[], [number, string]>('SELECT row, hash FROM looked_at').raw().all()),
    count: () => db.prepare<[], number>('SELECT count(*) FROM looked_at').pluck().get() ?? 0,
    put(cables) {
      db.transaction(() => {
        for (const { row, hash, text } of cables) {
          removeOne(row);
          look.run(row, hash);
          place(row, text);
        }
      })();
    },
    remove(rows) {
      db.transaction(() => rows.forEach(removeOne))();
    },
    groups() {
      const now = stamp();
      if (known?.stamp === now) return known.groups;
      known = { stamp: now, groups: db.transaction(readGroups)(db) };
      return known.groups;
    },
    close: () => void db.close(),
  };
}

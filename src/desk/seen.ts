import { createCables } from '../cables/cables.ts';
import { createTroves } from '../cables/troves.ts';
import type { Names } from '../names/names.ts';
import type { EntityKind } from '../names/resolve/entity.ts';
import { openReader, type Databases, type Db } from '../store/database.ts';
import type { Caller } from './caller.ts';
import type { Desk } from './desk.ts';
import { createFacts } from './facts.ts';
import { createSearches, type KeptSearch } from './receipts.ts';
import { indexWithout, namesWithout } from './without-rows.ts';
import { type Withdrawn, withdrawnIn, viewsWithout } from './withdrawn.ts';
import { allDone, type BlindReader, doneBlind, blindReader } from './blind.ts';

/**
 * The desk as one person sees it. For anybody but leads a withdrawn cable does not exist: not its text, ref, names, tags or
 * acts, not in counts, completions and receipts. For somebody who reads a cable blind the marks of the other reader do not
 * exist until both have finished. What reads the database reads through views that leave it out, so that no reader has to
 * remember to: those without withdrawn cables are in withdrawn.ts, those of blind readers in blind.ts.
 */

/** Who looks. */
export type Viewer = Pick<Caller, 'desk' | 'role'> & Partial<Pick<Caller, 'member'>>;

/** What is read through the views. */
type Readers = Pick<Desk, 'db' | 'facts'> & Partial<Pick<Desk, 'cables' | 'troves' | 'searches'>>;

/** Opens what is read through these views. `prefix`: of their names on the connection that writes. */
function openReaders(
  whole: Desk,
  databases: Databases,
  views: Readonly<Record<string, string>>,
  prefix: string,
  now: () => Withdrawn,
): Readers {
  const db = openReader(databases);
  const rowsOf = (list: unknown): ReadonlySet<number> => new Set(JSON.parse(String(list)) as number[]);
  const restsOnRows = (value: unknown, before: unknown, rows: unknown): number =>
    restsOn(whole.names, rowsOf(before), rowsOf(rows), String(value)) ? 1 : 0;
  for (const connection of [db, whole.db]) {
    connection.function('names_withdrawn', restsOnRows);
    connection.function('withdrawn_rows', () => now().rowList);
    connection.function('withdrawn_refs', () => now().refList);
  }
  db.pragma('query_only = OFF');
  for (const [table, select] of Object.entries(views)) {
    // On this connection they replace the tables.
    db.exec(`CREATE TEMP VIEW ${table} AS ${select}`);
    // Facts are read inside acts, which see what they themselves have written: on the connection that writes.
    whole.db.exec(`CREATE TEMP VIEW ${prefix}${table} AS ${select}`);
  }
  db.pragma('query_only = ON');
  const facts = createFacts(whole.db, prefix);
  if (!('cables' in views)) return { db, facts };
  return {
    db,
    facts,
    cables: createCables(db, whole.cables.store),
    troves: createTroves(db, whole.archive.db),
    searches: searchesWithout(whole, db),
  };
}

/** Whether a decision is about a name that stands in these cables alone, and stood in others than `before`. */
function restsOn(names: Names, before: ReadonlySet<number>, hidden: ReadonlySet<number>, value: string): boolean {
  const { kind, name, to = name } = JSON.parse(value) as { kind: EntityKind; name: string; to?: string };
  const isLost = (one: string): boolean => names.named(one, kind, before).length > 0 && names.named(one, kind, hidden).length === 0;
  return isLost(name) || isLost(to);
}

const nothing: ReadonlySet<number> = new Set();

/** The ways to see a desk. */
export function createSeeing(databases: Databases) {
  const opened = new Map<string, Readers>();
  let now: Withdrawn = { rows: nothing, rowList: '[]', refList: '[]' };
  let read: (() => Withdrawn) | undefined;
  const readersFor = (whole: Desk, isWithout: boolean, blind: BlindReader | undefined): Readers => {
    const key = JSON.stringify([isWithout, blind]);
    const done = blind === undefined ? allDone : doneBlind(blind);
    const views = isWithout ? viewsWithout(done) : done;
    const found = opened.get(key) ?? openReaders(whole, databases, views, `seen${opened.size}_`, () => now);
    opened.set(key, found);
    return found;
  };
  const look = ({ db }: Pick<Desk, 'db'>): void => {
    read ??= withdrawnIn(db);
    now = read();
  };
  const as = (whole: Desk, viewer: Viewer): Desk => {
    look(whole);
    const hidden = viewer.role === 'lead' ? nothing : now.rows;
    const blind = blindReader(whole.db, viewer);
    if (hidden.size === 0 && blind === undefined) return whole;
    return without(whole, readersFor(whole, hidden.size > 0, blind), hidden, viewer);
  };
  return {
    /** The desk as this caller sees it: the whole one as long as there is nothing that they must not see. */
    as,
    /** Reads what is withdrawn now: at once, whatever is being answered meanwhile. */
    look,
    close(): void {
      for (const { db } of opened.values()) db.close();
    },
  };
}

function without(whole: Desk, readers: Readers, hidden: ReadonlySet<number>, viewer: Viewer): Desk {
  const seen: Desk = {
    ...whole,
    ...readers,
    names: namesWithout(whole.names, hidden),
    index: indexWithout(whole.index, hidden),
    passages: {
      ...whole.passages,
      rank: (plan, rows, ...how) =>
        whole.passages.rank(
          plan,
          rows.filter((row) => !hidden.has(row)),
          ...how,
        ),
    },
    analyst: {
      ...whole.analyst,
      ask: (ask) => whole.analyst.ask({ ...ask, hidden: [...hidden] }),
    },
    get importing() {
      return whole.importing;
    },
    set importing(count) {
      whole.importing = count;
    },
    get whole() {
      return hidden.size === 0 ? seen : whole.as({ ...viewer, role: 'lead' });
    },
    asOf: async (day) => (await whole.asOf(day)).as(viewer),
    // Asked again: more may have been withdrawn since. Never more than this one shows.
    as: ({ desk, role }) => whole.as({ ...viewer, desk, role: viewer.role === 'lead' ? role : viewer.role }),
  };
  return seen;
}

function searchesWithout(whole: Desk, db: Db): Desk['searches'] {
  const searches = createSearches(db, whole.searches.keeping);
  /** The checksum over cables that are there still is that of those to be seen. */
  const toSeen = (kept: KeptSearch): KeptSearch =>
    kept.corpus === whole.searches.corpus().checksum ? { ...kept, corpus: searches.corpus().checksum } : kept;
  return {
    ...searches,
    keep: (desk, search) => whole.searches.keep(desk, search, searches.corpus()),
    get(desk, id) {
      const kept = searches.get(desk, id);
      return kept === undefined ? undefined : toSeen(kept);
    },
    list(desk, member, offset, limit) {
      const { total, rows } = searches.list(desk, member, offset, limit);
      return { total, rows: rows.map(toSeen) };
    },
    forget: whole.searches.forget,
  };
}

import { z } from 'zod';
import { RowSet, type RowBits } from '../query/row-set.ts';
import { createStamp, openReader, type Databases, type Db } from '../store/database.ts';
import type { EntityKind } from '../names/resolve/entity.ts';
import { asSeen, formsSeen, guessedWithout } from '../names/seen.ts';
import { openMadeNames, toEntity, type EntityRow } from '../names/store.ts';
import type { Cable } from '../cables/cables.ts';
import { statuses, type Status } from '../cables/status.ts';
import type { Language } from '../language/stems.ts';

/** The fields of a cable that analyses count. */
export type Head = Pick<Cable, (typeof headFields)[number]>;
const headFields = ['row', 'ref', 'date', 'origin', 'marking', 'lang', 'type', 'subject'] as const;
export type Named = { id: string; kind: EntityKind; name: string; date: string };
export type Cited = { key: string; printed: string; row: number };
/** What the desk has done with a cable. `read`: by its status, or somebody marked it as read, as `status:read` finds it. */
export type Done = { opened: boolean; tagged: boolean; noted: boolean; read: boolean; status: Status };

/**
 * The input of analyses, without hidden cables. Lists of cables are sorted by date (undated ones last), then ref, so that
 * results are deterministic.
 */
export type Data = {
  /** The cables analysed; those they are compared with (empty for none); the rest of the trove. */
  readonly cables: readonly Head[];
  readonly others: readonly Head[];
  readonly rest: readonly Head[];
  /** The whole trove. */
  readonly all: readonly Head[];
  /** The entities named by each of these cables, without duplicates, ambiguous or hidden ones. */
  named(cables: readonly Head[]): Map<number, Named[]>;
  /** How many entities of each kind these cables name, as lists count them: shared names, too, of which there are `shared`. */
  counts(cables: readonly Head[]): Map<EntityKind, { all: number; shared: number }>;
  entity(id: string): Named | undefined;
  /** The cables that name an entity. */
  naming(id: string): ReadonlySet<number>;
  /** Mentions of an entity in a cable; `start` is an offset into that part. */
  places(row: number, id: string): readonly { part: 'subject' | 'body'; start: number }[];
  /** Subject, title (where it differs) and body, separated by blank lines; and the body alone. */
  text(row: number): string;
  body(row: number): string;
  /** The language whose stemming rules apply. */
  language(row: number): Language;
  /** Citations in these cables that resolve to no cable of the trove. */
  absent(cables: readonly Head[]): Cited[];
  /** By cable: everybody's tags, and what was done. */
  tags(): Map<number, string[]>;
  done(): Map<number, Done>;
  /** Distinct pairs of sender and place of sending. */
  senders(): readonly { origin: string; place: string }[];
};

/** Read-only access to the two data files, for the worker thread. */
export type AnalysisSource = {
  open(ask: { desk: string; hidden?: readonly number[]; rows?: RowBits; others?: RowBits }): Data;
  /** Changes with every change of the cables and their names; what the desk did changes nothing. */
  stamp(): string;
  close(): void;
};

/** Opens the desk's database and the names file, which may not exist yet. */
export function openAnalysisSource({ database, names }: { database: Databases; names: string }): AnalysisSource {
  const db = openReader(database);
  const textOf = db.prepare<[number], CableText>('SELECT subject, title, body, language FROM cables WHERE row = ?');
  let opened: Db | undefined;
  const namesFile = (): Db | undefined => (opened ??= openMadeNames(names));
  const cablesStamp = createStamp(db, 'archive');
  let namesStamp: (() => string) | undefined;
  return {
    stamp() {
      const made = namesFile();
      namesStamp ??= made === undefined ? undefined : createStamp(made);
      return `${cablesStamp()} ${namesStamp?.() ?? 'no names'}`;
    },
    open: ({ desk, hidden = [], rows, others }) => {
      const all = headsOf(db, new Set(hidden));
      const chosen = rows === undefined ? undefined : new RowSet(rows);
      const second = new RowSet(others);
      const cables = chosen === undefined ? all : all.filter(({ row }) => chosen.has(row));
      const seenNames = namesFor(namesFile(), hidden);
      return {
        all,
        cables,
        others: all.filter(({ row }) => second.has(row)),
        rest: chosen === undefined ? [] : all.filter(({ row }) => !chosen.has(row)),
        named: seenNames.in,
        counts: seenNames.counts,
        entity: seenNames.get,
        naming: (id) =>
          new Set(namesFile()?.prepare<[string], number>('SELECT DISTINCT row FROM mentions WHERE entity = ?').pluck().all(id)),
        places: (row, id) =>
          namesFile()
            ?.prepare<[number, string], { part: 'subject' | 'body'; start: number }>(
              'SELECT part, start FROM mentions WHERE row = ? AND entity = ? ORDER BY part, start',
            )
            .all(row, id) ?? [],
        text: (row) => {
          const { subject, title, body } = textOf.get(row) ?? { subject: '', title: '', body: '' };
          return [subject, ...(title === subject ? [] : [title]), body].join('\n\n');
        },
        body: (row) => textOf.get(row)?.body ?? '',
        language: (row) => textOf.get(row)?.language ?? '',
        absent: (heads) => unresolvedCitations(db, heads, new Set(hidden)),
        tags: () => tagsOf(db, desk),
        done: () => doneOn(db, desk),
        // Without those of hidden cables: a filter made longer to exclude their senders would reveal them.
        senders: () =>
          db
            .prepare<[string], { origin: string; place: string }>(
              'SELECT DISTINCT origin, origin_place AS place FROM cables WHERE row NOT IN (SELECT value FROM json_each(?))',
            )
            .all(JSON.stringify(hidden)),
      };
    },
    close() {
      db.close();
      opened?.close();
    },
  };
}

/** Reads from a covering index, without touching the texts. */
function headsOf(db: Db, hidden: ReadonlySet<number>): Head[] {
  const heads: Head[] = [];
  const undated: Head[] = [];
  for (const head of db.prepare<[], Head>(`SELECT ${headFields.join(', ')} FROM cables ORDER BY date, ref`).iterate())
    if (!hidden.has(head.row)) (head.date === '' ? undated : heads).push(head);
  return [...heads, ...undated];
}

/** Entities as the asker may see them: those named in hidden cables go by their names in the visible ones. */
function namesFor(db: Db | undefined, hidden: readonly number[]): { in: Data['named']; counts: Data['counts']; get: Data['entity'] } {
  if (db === undefined) return { in: () => new Map(), counts: () => new Map(), get: () => undefined };
  const touched = new Set(
    hidden.length === 0
      ? []
      : db
          .prepare<[string], string>("SELECT DISTINCT entity FROM mentions WHERE row IN (SELECT value FROM json_each(?)) AND entity <> ''")
          .pluck()
          .all(JSON.stringify(hidden)),
  );
  const forms = touched.size === 0 ? undefined : formsSeen(db, [...touched], new Set(hidden));
  const seen = ({ id, kind, name, date, ...row }: EntityRow): Named | undefined => {
    if (guessed.has(id)) return undefined;
    if (!touched.has(id)) return { id, kind, name, date };
    const { entity } = asSeen(toEntity({ id, kind, name, date, ...row }), forms?.get(id) ?? new Map());
    return entity.name === '' ? undefined : { id, kind, name: entity.name, date };
  };
  const guessed = guessedWithout(db, undefined, new Set(hidden));
  const columns = 'id, kind, name, aliases, ambiguous, candidates, hidden, perhaps, vouched, date, parent';
  const all = (where: string) => db.prepare<[], EntityRow>(`SELECT ${columns} FROM entities WHERE ${where}`).iterate();
  const ofRow = db.prepare<[number], string>("SELECT DISTINCT entity FROM mentions WHERE row = ? AND entity <> '' ORDER BY entity").pluck();
  return {
    get: (id) => {
      const row = db.prepare<[string], EntityRow>(`SELECT ${columns} FROM entities WHERE id = ? AND hidden = 0 AND perhaps = 0`).get(id);
      return row === undefined ? undefined : seen(row);
    },
    counts: (heads) => {
      const ids = new Set(heads.flatMap(({ row }) => ofRow.all(row)));
      const counts = new Map<EntityKind, { all: number; shared: number }>();
      for (const row of all('hidden = 0 AND perhaps = 0')) {
        if (!ids.has(row.id) || seen(row) === undefined) continue;
        const { all: before, shared } = counts.get(row.kind) ?? { all: 0, shared: 0 };
        counts.set(row.kind, { all: before + 1, shared: shared + row.ambiguous });
      }
      return counts;
    },
    in: (heads) => {
      const entities = new Map<string, Named>();
      for (const row of all('hidden = 0 AND perhaps = 0 AND ambiguous = 0')) {
        const one = seen(row);
        if (one !== undefined) entities.set(one.id, one);
      }
      const found = new Map<number, Named[]>();
      for (const { row } of heads) {
        const named = ofRow.all(row).flatMap((id) => entities.get(id) ?? []);
        if (named.length > 0) found.set(row, named);
      }
      return found;
    },
  };
}

type CableText = { subject: string; title: string; body: string; language: Language };

function unresolvedCitations(db: Db, heads: readonly Head[], hidden: ReadonlySet<number>): Cited[] {
  const wanted = new Set(heads.map(({ row }) => row));
  // A citation of a cable that the asker may not see counts as unresolved.
  const known = new Map<string, boolean>();
  const rowsOf = db.prepare<[string], number>('SELECT row FROM refkeys WHERE key = ?').pluck();
  const isKnown = (key: string): boolean => {
    let isThere = known.get(key);
    if (isThere === undefined) {
      isThere = rowsOf.all(key).some((row) => !hidden.has(row));
      known.set(key, isThere);
    }
    return isThere;
  };
  return db
    .prepare<[], Cited>('SELECT key, printed, row FROM cited ORDER BY row, place')
    .all()
    .filter(({ row, key }) => wanted.has(row) && !isKnown(key));
}

function tagsOf(db: Db, desk: string): Map<number, string[]> {
  const tags = new Map<number, string[]>();
  for (const { cable, key } of db
    .prepare<[string], { cable: number; key: string }>("SELECT cable, key FROM facts WHERE desk = ? AND kind = 'tag' ORDER BY cable, key")
    .all(desk)) {
    const list = tags.get(cable) ?? [];
    list.push(key);
    tags.set(cable, list);
  }
  return tags;
}

type FactRow = { cable: number; kind: 'tag' | 'note' | 'reading' | 'work'; value: string };
/** The parts of facts needed here; the full shapes are in desk/kinds.ts. */
const work = z.object({ status: z.enum(statuses) });
const reading = z.object({ read: z.number().optional(), irrelevant: z.number().optional() });

function doneOn(db: Db, desk: string): Map<number, Done> {
  const done = new Map<number, Done>();
  const rows = db
    .prepare<[string], FactRow>("SELECT cable, kind, value FROM facts WHERE desk = ? AND kind IN ('tag', 'note', 'reading', 'work')")
    .all(desk);
  for (const { cable, kind, value } of rows) {
    const one = done.get(cable) ?? { opened: false, tagged: false, noted: false, read: false, status: 'new' as Status };
    if (kind === 'tag') one.tagged = true;
    else if (kind === 'note') one.noted = true;
    else if (kind === 'work') one.status = work.parse(JSON.parse(value)).status;
    else {
      const { read, irrelevant } = reading.parse(JSON.parse(value));
      one.opened = true;
      one.read ||= read !== undefined && irrelevant === undefined;
    }
    one.read ||= one.status === 'read';
    done.set(cable, one);
  }
  return done;
}

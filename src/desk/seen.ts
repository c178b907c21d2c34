import { createCables } from '../cables/cables.ts';
import { createTroves } from '../cables/troves.ts';
import type { Names } from '../names/names.ts';
import type { EntityKind } from '../names/resolve/entity.ts';
import { openReader, type Databases, type Db } from '../store/database.ts';
import type { Caller } from './caller.ts';
import type { Desk } from './desk.ts';
import { createFacts } from './facts.ts';
import { ofDesk } from './home.ts';
import { createSearches, type KeptSearch } from './receipts.ts';
import { indexWithout, namesWithout } from './without-rows.ts';

/**
 * The desk as one person sees it. For anybody but leads a withdrawn cable does not exist: not its text, ref, names, tags or
 * acts, not in counts, completions and receipts. For somebody who reads a cable blind the marks of the other reader do not
 * exist until both have finished. What reads the database reads through views that leave it out, so that no reader has to
 * remember to.
 */

/** Who looks. */
export type Viewer = Pick<Caller, 'desk' | 'role'> & Partial<Pick<Caller, 'member'>>;

/**
 * Rows of cables that a lead withdrew (facts of kind `mask`), for legal reasons for example, or the operator for all desks:
 * the documents themselves, whatever their text is now, and every cable with one of their texts, whatever it is called. Masks of
 * documents that are gone count, too (their numbers are below zero): one that comes back is withdrawn.
 * `time`: an SQL expression; only what was withdrawn before it.
 */
function withdrawnBefore(time?: string): string {
  const before = (table: string): string => (time === undefined ? 'TRUE' : `${table}.at < ${time}`);
  const masked = `SELECT m.cable FROM main.facts AS m WHERE m.kind = 'mask' AND ${before('m')}`;
  return `${masked}
  UNION SELECT c.row FROM main.held AS h JOIN archive.cables AS c ON c.trove = h.trove AND c.identity = h.identity
    WHERE h.cable < 0 AND h.cable IN (${masked})
  UNION SELECT row FROM archive.contents WHERE content IN (
    SELECT content FROM archive.contents WHERE row IN (${masked})
    UNION SELECT each.value FROM main.facts AS m, json_each(m.value, '$.contents') AS each WHERE m.kind = 'mask' AND ${before('m')})
  UNION SELECT c.row FROM archive.withdrawn AS w JOIN archive.cables AS c ON c.trove = w.trove AND c.identity = w.identity AND c.ref = w.ref
    WHERE ${before('w')}
  UNION SELECT row FROM archive.contents WHERE content IN (
    SELECT each.value FROM archive.withdrawn AS w, json_each(w.contents) AS each WHERE ${before('w')})`;
}

/** What is withdrawn now: rows, and both rows and refs as JSON, which the views below ask for by name. */
type Withdrawn = { rows: ReadonlySet<number>; rowList: string; refList: string };

/** Reads what is withdrawn. */
function withdrawnIn(db: Db): () => Withdrawn {
  const rows = db.prepare<[], number>(withdrawnBefore()).pluck();
  const refs = db.prepare<[string], string>(
    `SELECT ref FROM archive.cables WHERE row IN (SELECT value FROM json_each(?))
     UNION SELECT ref FROM main.held WHERE cable IN (SELECT cable FROM main.facts WHERE kind = 'mask')`,
  );
  return () => {
    const found = rows.all();
    const rowList = JSON.stringify(found);
    return { rows: new Set(found), rowList, refList: found.length === 0 ? '[]' : JSON.stringify(refs.pluck().all(rowList)) };
  };
}

const rows = 'SELECT value AS cable FROM json_each(withdrawn_rows())';
const refs = 'SELECT value FROM json_each(withdrawn_refs())';
/** Withdrawn cables, and what is known of them alone. Every name is of the whole database. */
const withdrawn = {
  rows,
  refs,
  /** What was written about tags before they stood on any cable that is to be seen: its act and the tag. */
  meanings: `SELECT l.act || ' ' || l.key FROM main.changes AS l JOIN (
      SELECT key, max(cable IN (${rows})) AS hidden, min(iif(cable IN (${rows}), NULL, act)) AS seen
      FROM main.changes WHERE kind = 'tag' GROUP BY key) AS t ON t.key = l.key
    WHERE l.kind = 'label' AND t.hidden = 1 AND (t.seen IS NULL OR l.act < t.seen)`,
};

const asList = (rows: string): string => `(SELECT json_group_array(cable) FROM (${rows}))`;

/** Whether the text of cable `c` has the term of this fact. */
const hasTerm = (value: string): string => `instr(c.body, json_extract(${value}, '$.term')) > 0`;

/**
 * True for a fact of no cable that tells of a withdrawn one: a tag's meaning, a decision about a name, what a term means, a claim.
 * What somebody decided who did not see the name or the term any more tells nothing: they made it up.
 */
const tells = (value: string, act: string): string => `(
  (kind = 'label' AND ${act} || ' ' || key IN (${withdrawn.meanings}))
  OR (kind = 'judgment' AND (coalesce(json_extract(${value}, '$.cable'), '') IN (${withdrawn.refs})
    OR names_withdrawn(${value}, '[]', ${asList(withdrawn.rows)}) AND names_withdrawn(${value},
      (SELECT iif(by.role = 'lead', '[]', ${asList(withdrawnBefore('by.at'))}) FROM main.audit AS by WHERE by.seq = ${act}), ${asList(withdrawn.rows)})))
  OR (kind = 'term' AND EXISTS (
      SELECT 1 FROM archive.cables AS c, main.audit AS by WHERE by.seq = ${act} AND c.row IN (${withdrawn.rows}) AND ${hasTerm(value)}
        AND (by.role = 'lead' OR c.row NOT IN (${withdrawnBefore('by.at')})))
    AND NOT EXISTS (SELECT 1 FROM archive.cables AS c WHERE c.row NOT IN (${withdrawn.rows}) AND ${hasTerm(value)}))
  OR (kind = 'fact' AND EXISTS (
    SELECT 1 FROM json_each(${value}, '$.sources') WHERE json_extract(json_each.value, '$.cable') IN (${withdrawn.rows})))
)`;

const byLead = "EXISTS (SELECT 1 FROM main.roster AS r WHERE r.desk = s.desk AND r.member = s.member AND r.role = 'lead')";
const changed = "coalesce(json_extract(changed.after, '$.value'), json_extract(changed.before, '$.value'))";

/** What is done with cables: the tables, or these as a blind reader sees them. */
type Done = Readonly<Record<'facts' | 'changes' | 'audit', string>>;
const allDone: Done = { facts: 'SELECT * FROM main.facts', changes: 'SELECT * FROM main.changes', audit: 'SELECT * FROM main.audit' };

/** The tables that tell of cables, without what tells of withdrawn ones. */
const viewsWithout = (done: Done): Readonly<Record<string, string>> => ({
  cables: `SELECT * FROM archive.cables WHERE row NOT IN (${withdrawn.rows})`,
  cable_versions: `SELECT * FROM archive.cable_versions WHERE row NOT IN (${withdrawn.rows})`,
  cited: `SELECT * FROM archive.cited WHERE row NOT IN (${withdrawn.rows})`,
  troves: `SELECT * FROM archive.troves AS t WHERE EXISTS (SELECT 1 FROM archive.cables WHERE trove = t.name AND row NOT IN (${withdrawn.rows}))
    OR NOT EXISTS (SELECT 1 FROM archive.cables WHERE trove = t.name)`,
  refkeys: `SELECT * FROM archive.refkeys WHERE row NOT IN (${withdrawn.rows})`,
  other_fields: `SELECT * FROM archive.other_fields WHERE row NOT IN (${withdrawn.rows})`,
  facts: `SELECT * FROM (${done.facts}) AS facts WHERE cable NOT IN (${withdrawn.rows}) AND NOT ${tells('facts.value', 'facts.act')}`,
  changes: `SELECT * FROM (${done.changes}) AS changed WHERE kind <> 'mask' AND cable NOT IN (${withdrawn.rows}) AND NOT ${tells(changed, 'changed.act')}`,
  audit: `SELECT * FROM (${done.audit}) AS a WHERE act NOT IN ('mask', 'lift') AND coalesce(cable, '') NOT IN (${withdrawn.refs})
    AND (NOT EXISTS (SELECT 1 FROM main.changes WHERE act = a.seq) OR EXISTS (
      SELECT 1 FROM (${done.changes}) AS changed WHERE changed.act = a.seq AND kind <> 'mask' AND cable NOT IN (${withdrawn.rows})
        AND NOT ${tells(changed, 'changed.act')}))`,
  // A search over cables that were withdrawn since, or by a lead, counts them no more; one by which a lead found them stays with the leads.
  searches: `SELECT id, desk, at, member, request, corpus, cables - (
      SELECT count(*) FROM archive.cables AS c LEFT JOIN main.facts AS f ON f.kind = 'mask' AND f.cable = c.row
      WHERE c.row IN (${withdrawn.rows}) AND c.imported_at <= s.at AND (coalesce(f.at, 0) > s.at OR ${byLead})) AS cables,
      total - found AS total, (SELECT json_group_array(value) FROM json_each(s.refs) WHERE value NOT IN (${withdrawn.refs})) AS refs
    FROM (SELECT *, (SELECT count(*) FROM json_each(refs) WHERE value IN (${withdrawn.refs})) AS found FROM main.searches) AS s
    WHERE found = 0 OR NOT ${byLead}`,
});

/** Somebody in the middle of a blind reading. Both are SQL literals. */
type BlindReader = { desk: string; member: string };

/** The cables that this member reads blind, as long as not both have finished. */
const readBlind = ({ desk, member }: BlindReader): string => `SELECT d.cable FROM main.facts AS d, json_each(d.value, '$.readers') AS one
  WHERE d.desk = ${desk} AND d.kind = 'double' AND d.key = '' AND one.value = ${member} AND EXISTS (
    SELECT 1 FROM json_each(d.value, '$.readers') AS each LEFT JOIN main.facts AS part
    ON part.desk = d.desk AND part.kind = 'double' AND part.cable = d.cable AND part.key = each.value
    WHERE json_extract(part.value, '$.finished') IS NULL)`;

/**
 * What is done with cables as a blind reader sees it: that the other one has finished, but no tags and no act that gave
 * them. The other one's part stands there as when it was asked for.
 */
function doneBlind(reader: BlindReader): Done {
  const isPart = (of: string, isOfDesk = `${of}.desk = ${reader.desk}`): string =>
    `${isOfDesk} AND ${of}.kind = 'double' AND ${of}.key NOT IN ('', ${reader.member})`;
  const finished = (value: string): string => `json_extract(${value}, '$.value.finished')`;
  const isTheirs = `(${isPart('c', ofDesk('c.desk', reader.desk))} AND c.cable IN (${readBlind(reader)}))`;
  const changes = `SELECT act, n, desk, kind, cable, key, CASE WHEN ${isTheirs} THEN json_set(before, '$.value.tags', json('[]')) ELSE before END AS before,
      CASE WHEN ${isTheirs} THEN json_set(after, '$.value.tags', json('[]')) ELSE after END AS after
    FROM main.changes AS c WHERE NOT (${isTheirs} AND before IS NOT NULL AND after IS NOT NULL AND ${finished('before')} IS ${finished('after')})`;
  return {
    facts: `SELECT f.desk, f.kind, f.cable, f.key,
        CASE WHEN asked.key IS NULL THEN f.value ELSE json_patch('{"tags":[]}', json_object('finished', json_extract(f.value, '$.finished'))) END AS value,
        coalesce(asked.member, f.member) AS member, coalesce(asked.at, f.at) AS at, coalesce(asked.act, f.act) AS act
      FROM main.facts AS f LEFT JOIN main.facts AS asked
      ON ${isPart('f')} AND asked.desk = f.desk AND asked.kind = 'double' AND asked.cable = f.cable AND asked.key = '' AND f.cable IN (${readBlind(reader)})`,
    changes,
    audit: `SELECT * FROM main.audit AS a WHERE NOT (
      (act = 'mark' OR act = 'undo' AND json_extract(detail, '$.original') = 'mark') AND member <> ${reader.member}
      AND cable IN (SELECT ref FROM archive.cables WHERE row IN (${readBlind(reader)})) AND NOT EXISTS (SELECT 1 FROM (${changes}) WHERE act = a.seq))`,
  };
}

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
    // On this connection they stand in for the tables.
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
    /** Looks what is withdrawn now: at once, whatever is being answered meanwhile. */
    look,
    close(): void {
      for (const { db } of opened.values()) db.close();
    },
  };
}

/** Undefined for somebody who reads nothing blind. */
function blindReader(db: Db, { desk, member }: Viewer): BlindReader | undefined {
  if (member === undefined) return undefined;
  const reads = db.prepare<[object], number>(`${readBlind({ desk: '@desk', member: '@member' })} LIMIT 1`).pluck();
  if (reads.get({ desk, member }) === undefined) return undefined;
  const literals = db.prepare<[object], BlindReader>('SELECT quote(@desk) AS desk, quote(@member) AS member');
  return literals.get({ desk, member });
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
    // Asked anew: more may have been withdrawn meanwhile. Never more than this one shows.
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

import type { Db } from '../store/database.ts';
import type { DoneTables } from './blind.ts';

/** Withdrawn cables, and the views by which the desk is read without them; what tells of them is left out, too. */

/**
 * Rows of cables that a lead withdrew (facts of kind `mask`), for legal reasons for example, or the operator for all desks:
 * the documents themselves, whatever their text is now, and every cable with one of their texts, whatever it is called. Masks of
 * documents that are gone count, too (their numbers are below zero): one that comes back is withdrawn.
 * `time`: an SQL expression; only what was withdrawn before it. CROSS JOIN keeps SQLite from going through all cables first.
 */
function withdrawnBefore(time?: string): string {
  const before = (table: string): string => (time === undefined ? 'TRUE' : `${table}.at < ${time}`);
  const masked = `SELECT m.cable FROM main.facts AS m WHERE m.kind = 'mask' AND ${before('m')}`;
  return `${masked}
  UNION SELECT c.row FROM main.held AS h CROSS JOIN archive.cables AS c ON c.trove = h.trove AND c.identity = h.identity
    WHERE h.cable < 0 AND h.cable IN (${masked})
  UNION SELECT row FROM archive.contents WHERE content IN (
    SELECT content FROM archive.contents WHERE row IN (${masked})
    UNION SELECT each.value FROM main.facts AS m, json_each(m.value, '$.contents') AS each WHERE m.kind = 'mask' AND ${before('m')})
  UNION SELECT c.row FROM archive.withdrawn AS w CROSS JOIN archive.cables AS c ON c.trove = w.trove AND c.identity = w.identity AND c.ref = w.ref
    WHERE ${before('w')}
  UNION SELECT row FROM archive.contents WHERE content IN (
    SELECT each.value FROM archive.withdrawn AS w, json_each(w.contents) AS each WHERE ${before('w')})`;
}

/** What is withdrawn now: rows, and both rows and refs as JSON, which the views below ask for by name. */
export type Withdrawn = { rows: ReadonlySet<number>; rowList: string; refList: string };

/** Reads what is withdrawn. */
export function withdrawnIn(db: Db): () => Withdrawn {
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
  /** What was written about tags, by whoever saw them on a withdrawn cable, before they were on any that is to be seen: its act and the tag. */
  meanings: `SELECT l.act || ' ' || l.key FROM main.changes AS l JOIN (
      SELECT key, max(cable IN (${rows})) AS hidden, min(iif(cable IN (${rows}), NULL, act)) AS seen
      FROM main.changes WHERE kind = 'tag' GROUP BY key) AS t ON t.key = l.key
    WHERE l.kind = 'label' AND t.hidden = 1 AND (t.seen IS NULL OR l.act < t.seen) AND EXISTS (
      SELECT 1 FROM main.audit AS by, main.changes AS g WHERE by.seq = l.act AND g.kind = 'tag' AND g.key = l.key AND g.cable IN (${rows})
        AND (by.role = 'lead' OR g.cable NOT IN (${withdrawnBefore('by.at')})))`,
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
/** The act that first wrote what stands on a side of a change: an undo only puts it back, whoever does it. */
const writer = (
  side: string,
): string => `coalesce((SELECT min(o.act) FROM main.changes AS o WHERE o.desk = changed.desk AND o.kind = changed.kind
  AND o.cable = changed.cable AND o.key = changed.key AND o.after = changed.${side}), changed.act)`;
const unlessItTells = (side: string): string =>
  `iif(changed.${side} IS NULL OR ${tells(`json_extract(changed.${side}, '$.value')`, writer(side))}, NULL, ${side}) AS ${side}`;
/** Each side of a change is left out where it tells: what nothing is left of is not there, and undoing the rest brings nothing to light. */
const changesSeen = (done: DoneTables): string => `SELECT * FROM (
    SELECT act, n, desk, kind, cable, key, ${unlessItTells('before')}, ${unlessItTells('after')} FROM (${done.changes}) AS changed
    WHERE kind <> 'mask' AND cable NOT IN (${withdrawn.rows})) WHERE before IS NOT NULL OR after IS NOT NULL`;
/** The same for a fact, by the change that last wrote it. */
const factWriter = `coalesce((SELECT min(o.act) FROM main.changes AS w JOIN main.changes AS o ON o.desk = w.desk AND o.kind = w.kind
  AND o.cable = w.cable AND o.key = w.key AND o.after = w.after WHERE w.act = facts.act AND w.kind = facts.kind AND w.key = facts.key), facts.act)`;

/** The tables that tell of cables, without what tells of withdrawn ones. */
export const viewsWithout = (done: DoneTables): Readonly<Record<string, string>> => ({
  cables: `SELECT * FROM archive.cables WHERE row NOT IN (${withdrawn.rows})`,
  cable_versions: `SELECT * FROM archive.cable_versions WHERE row NOT IN (${withdrawn.rows})`,
  cited: `SELECT * FROM archive.cited WHERE row NOT IN (${withdrawn.rows})`,
  troves: `SELECT * FROM archive.troves AS t WHERE EXISTS (SELECT 1 FROM archive.cables WHERE trove = t.name AND row NOT IN (${withdrawn.rows}))
    OR NOT EXISTS (SELECT 1 FROM archive.cables WHERE trove = t.name)`,
  refkeys: `SELECT * FROM archive.refkeys WHERE row NOT IN (${withdrawn.rows})`,
  other_fields: `SELECT * FROM archive.other_fields WHERE row NOT IN (${withdrawn.rows})`,
  facts: `SELECT * FROM (${done.facts}) AS facts WHERE cable NOT IN (${withdrawn.rows}) AND NOT ${tells('facts.value', factWriter)}`,
  changes: changesSeen(done),
  audit: `SELECT * FROM (${done.audit}) AS a WHERE act NOT IN ('mask', 'lift') AND coalesce(cable, '') NOT IN (${withdrawn.refs})
    AND (NOT EXISTS (SELECT 1 FROM main.changes WHERE act = a.seq) OR EXISTS (SELECT 1 FROM (${changesSeen(done)}) WHERE act = a.seq))`,
  // A search over cables that were withdrawn since, or by a lead, no longer counts them; one by which a lead found them stays with the leads.
  searches: `SELECT id, desk, at, member, request, corpus, cables - (
      SELECT count(*) FROM archive.cables AS c LEFT JOIN main.facts AS f ON f.kind = 'mask' AND f.cable = c.row
      WHERE c.row IN (${withdrawn.rows}) AND c.imported_at <= s.at AND (coalesce(f.at, 0) > s.at OR ${byLead})) AS cables,
      total - found AS total, (SELECT json_group_array(value) FROM json_each(s.refs) WHERE value NOT IN (${withdrawn.refs})) AS refs
    FROM (SELECT *, (SELECT count(*) FROM json_each(refs) WHERE value IN (${withdrawn.refs})) AS found FROM main.searches) AS s
    WHERE found = 0 OR NOT ${byLead}`,
});

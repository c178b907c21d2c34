import type { Db } from '../store/database.ts';
import type { Caller } from './caller.ts';
import { ofDesk } from './home.ts';

/** Blind readings: two people read a cable, and neither sees the other's marks before both have finished. */

/** What is done with cables: the tables, or these as a blind reader sees them. */
export type DoneTables = Readonly<Record<'facts' | 'changes' | 'audit', string>>;

/** All of it. */
export const allDone: DoneTables = {
  facts: 'SELECT * FROM main.facts',
  changes: 'SELECT * FROM main.changes',
  audit: 'SELECT * FROM main.audit',
};

/** Somebody in the middle of a blind reading. Both are SQL literals. */
export type BlindReader = { desk: string; member: string };

/** The cables that this member reads blind, as long as not both have finished. */
const readBlind = ({ desk, member }: BlindReader): string => `SELECT d.cable FROM main.facts AS d, json_each(d.value, '$.readers') AS one
  WHERE d.desk = ${desk} AND d.kind = 'double' AND d.key = '' AND one.value = ${member} AND EXISTS (
    SELECT 1 FROM json_each(d.value, '$.readers') AS each LEFT JOIN main.facts AS part
    ON part.desk = d.desk AND part.kind = 'double' AND part.cable = d.cable AND part.key = each.value
    WHERE json_extract(part.value, '$.finished') IS NULL)`;

/**
 * What is done with cables as a blind reader sees it: that the other one has finished, but no tags and no act that gave
 * them. The other one's part is there as when it was asked for.
 */
export function doneBlind(reader: BlindReader): DoneTables {
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

/** Undefined for somebody who reads nothing blind. */
export function blindReader(db: Db, { desk, member }: Pick<Caller, 'desk'> & Partial<Pick<Caller, 'member'>>): BlindReader | undefined {
  if (member === undefined) return undefined;
  const reads = db.prepare<[object], number>(`${readBlind({ desk: '@desk', member: '@member' })} LIMIT 1`).pluck();
  if (reads.get({ desk, member }) === undefined) return undefined;
  const literals = db.prepare<[object], BlindReader>('SELECT quote(@desk) AS desk, quote(@member) AS member');
  return literals.get({ desk, member });
}

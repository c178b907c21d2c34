import { touchedCables } from '../team/progress.ts';
import { parseQuery } from '../query/query.ts';
import { own, plural, quoted, ref, said, time, english } from '../reply/text.ts';
import { strengthOf, type Finding, type Findings, type PickContext } from './pick-rule.ts';

/** The rules that need no interest of the desk: what an editor would look at in any trove. */

const day = 24 * 60 * 60_000;
const mostOfRule = 500;

/** The cables that somebody put off, on their day and for a week after it. */
export function backFromLater({ desk, interests, untouched }: PickContext): Findings {
  const found = new Map<number, Finding>();
  for (const { cable, value, at } of desk.facts.all(desk.home(), 'later'))
    if (untouched.has(cable) && interests.now - Date.parse(value.until) < 7 * day)
      found.set(cable, { strength: 1, why: () => said`put off on ${time(at, 'date')} until ${own(value.until)}` });
  return found;
}

/** Cables imported lately, where most were there before. */
const newFor = 7 * day;

export function imported({ desk, interests, untouched, cables }: PickContext): Findings {
  const rows = desk.db
    .prepare<[number], { row: number; at: number }>('SELECT row, imported_at AS at FROM cables WHERE imported_at > ?')
    .all(interests.now - newFor);
  if (rows.length > cables / 2) return new Map();
  return new Map(
    rows
      .filter(({ row }) => untouched.has(row))
      .map(({ row, at }): [number, Finding] => [
        row,
        {
          strength: 1 - Math.max(0, interests.now - at) / newFor / 2,
          why: () => said`imported on ${time(at, 'date')}, and not opened yet`,
        },
      ]),
  );
}

/** Events that so few cables name are rare. */
const rareEvent = 3;
/** A name of an event, not a part of a sentence that was taken for one: `Good Friday Agreement`, not `00pm meeting`. */
const isEventName = (name: string): boolean =>
  name !== name.toUpperCase() &&
  name.split(' ').length > 1 &&
  name.split(' ').every((word) => /^(?:\p{Lu}.+|of|the|on|for|and|in)$/u.test(word));

export function event({ desk, untouched }: PickContext): Findings {
  const { done, total } = desk.names.progress();
  if (done < total) return new Map();
  const found = new Map<number, Finding>();
  for (const { entity, rows } of desk.names.rare('event', rareEvent)) {
    if (rows.length < 2 || rows.some((row) => !untouched.has(row)) || !isEventName(entity.name)) continue;
    for (const row of rows)
      found.set(row, {
        strength: 1 / (rows.length - 1),
        why: () => said`one of only ${plural(rows.length, 'cable')} that name ${quoted(entity.name)}`,
      });
  }
  return found;
}

/** Words by which one mission says that another is wrong, and how near to its number they stand, in characters. */
const against = [
  english('contrary to'),
  english('at odds with'),
  'contradicts',
  'contradict',
  'disputes',
  'disagrees',
  'incorrect',
  english('not confirmed by'),
];
const nearby = 300;

/** The cables that cite one of another mission and say beside it that it is otherwise. */
export async function disagrees({ desk, untouched }: PickContext): Promise<Findings> {
  const query = parseQuery(against.map((words) => `"${words}"`).join(' OR '));
  const { hits } = await desk.index.find(query, { sort: 'best', offset: 0, limit: mostOfRule });
  const links = desk.db
    .prepare<[string], { row: number; printed: string; other: string; origin: string; from: string }>(
      `SELECT cited.row AS row, cited.printed AS printed, other.ref AS other, other.origin AS origin, citing.origin AS "from"
       FROM cited JOIN refkeys ON refkeys.key = cited.key JOIN cables AS other ON other.row = refkeys.row JOIN cables AS citing ON citing.row = cited.row
       WHERE cited.row IN (SELECT value FROM json_each(?)) AND other.origin <> '' AND citing.origin <> '' AND other.origin <> citing.origin`,
    )
    .all(JSON.stringify(hits.flatMap(({ row }) => (untouched.has(row) ? [row] : []))));
  const found = new Map<number, Finding>();
  for (const { row, printed, other, origin } of links) {
    const text = (desk.cables.byRow(row)?.body ?? '').replaceAll(/\s+/g, ' ').toLowerCase();
    const places = [printed, other].map((name) => text.indexOf(name.toLowerCase())).filter((at) => at >= 0);
    const isBeside = places.some((at) => against.some((words) => text.slice(Math.max(0, at - nearby), at + nearby).includes(words)));
    if (isBeside) found.set(row, { strength: 1, why: () => said`disagrees with ${ref(other)} from ${quoted(origin)}` });
  }
  return found;
}

/** Markings that ask for discretion, and in how small a share of the cables one of them is rare. */
const isStrict = /\b(?:secret|nodis|exdis|eyes only|restreint|confidentiel|confidential|noforn)\b/i;
const rareShare = 0.05;

export function marked({ desk, untouched, cables }: PickContext): Findings {
  const found = new Map<number, Finding>();
  for (const { marking, cables: having } of desk.cables.markings()) {
    if (!isStrict.test(marking) || having > cables * rareShare) continue;
    const rows = desk.db.prepare<[string], number>('SELECT row FROM cables WHERE marking = ?').pluck().all(marking);
    const why = () => said`marked ${quoted(marking)}, as are only ${having} of ${cables}`;
    for (const row of rows) if (untouched.has(row)) found.set(row, { strength: 1 - having / cables / rareShare / 2, why });
  }
  return found;
}

/** A cable that so many others cite is central. */
const fewCiting = 3;

export function central({ desk, untouched }: PickContext): Findings {
  const rows = desk.db
    .prepare<[number, number], { row: number; n: number }>(
      `SELECT refkeys.row AS row, count(DISTINCT cited.row) AS n FROM cited JOIN refkeys ON refkeys.key = cited.key
       WHERE cited.row <> refkeys.row GROUP BY refkeys.row HAVING n >= ? ORDER BY n DESC LIMIT ?`,
    )
    .all(fewCiting, mostOfRule);
  return new Map(
    rows
      .filter(({ row }) => untouched.has(row))
      .map(({ row, n }): [number, Finding] => [row, { strength: strengthOf(n / 4), why: () => said`${n} other cables cite it` }]),
  );
}

/** A mission with so many cables, of which nobody has opened one, and how many of them are proposed. */
const mostUnheard = 40;
const ofEach = 8;
const leastCables = 5;

/** The newest cables of the missions that nobody has opened a cable of. */
export function unheard({ desk, untouched }: PickContext): Findings {
  const touched = touchedCables(desk.facts, desk.home());
  const heard = desk.db
    .prepare<[string], string>('SELECT DISTINCT origin FROM cables WHERE row IN (SELECT value FROM json_each(?))')
    .pluck()
    .all(JSON.stringify([...touched]));
  const counts = new Map(
    desk.cables
      .origins('', mostUnheard + heard.length)
      .filter(({ origin, cables }) => cables >= leastCables && !heard.includes(origin))
      .map(({ origin, cables }) => [origin, cables]),
  );
  const newest = desk.db.prepare<[string], { row: number; origin: string }>(
    'SELECT row, origin FROM cables WHERE origin IN (SELECT value FROM json_each(?)) ORDER BY date DESC, ref',
  );
  const found = new Map<number, Finding>();
  const taken = new Map<string, number>();
  for (const { row, origin } of newest.iterate(JSON.stringify([...counts.keys()]))) {
    const n = counts.get(origin) ?? 0;
    const before = taken.get(origin) ?? 0;
    if (before >= ofEach || !untouched.has(row)) continue;
    taken.set(origin, before + 1);
    found.set(row, {
      strength: strengthOf(n / 20),
      why: () => said`nobody has opened any of the ${plural(n, 'cable')} from ${quoted(origin)}`,
    });
  }
  return found;
}

/** Every so many-th cable, so that none is out of reach, in a trove of any size. */
const sampled = 400;

export function anyCable({ untouched }: PickContext): Findings {
  const rows = [...untouched];
  const step = Math.max(1, rows.length / sampled);
  const found = new Map<number, Finding>();
  for (let i = 0; i < rows.length; i += step) found.set(rows[Math.floor(i)] ?? 0, { strength: 1 });
  return found;
}

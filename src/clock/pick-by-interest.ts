import { join, plural, quoted, said, type Text } from '../reply/text.ts';
import { requestText } from '../search/search.ts';
import { plainWords } from '../language/tokens.ts';
import { parseQuery } from '../query/query.ts';
import { tellingWords, uncapitalised, type TellingWord } from './pick-words.ts';
import type { Entity } from '../names/resolve/entity.ts';
import type { Worked } from './interests.ts';
import { digestKey, scheduleOf } from './once-a-day.ts';
import { calledWorked, commonTag, strengthOf, type Finding, type Findings, type PickContext } from './pick-rule.ts';
import { watchedBy, watchesOf } from './watches.ts';

/** The rules that follow from what the desk does. */

/** Cables read for their likes, for their names, and for their senders. */
const mostLike = 300;
const fewestWords = 3;
const mostTelling = 4;
const mostNamed = 200;
/** A shared score at which two cables are half alike, in a trove of a thousand cables. */
const halfAlike = 60;
/** Names and senders that are followed: a name in more than this share of the cables tells nothing. */
const mostFollowed = 60;
const commonShare = 0.1;
const mostOfOne = 2000;

const rowsWorked = ({ interests }: PickContext): Worked[] =>
  [...interests.worked.values()].toSorted((a, b) => b.weight - a.weight || a.row - b.row).slice(0, mostNamed);

/** How rare something is that so many cables have: 1 for one cable, 0 for all. */
const rarity = (context: PickContext, having: number): number => Math.log(context.cables / having) / Math.log(Math.max(2, context.cables));
const isCommon = (context: PickContext, having: number): boolean => having > Math.min(mostOfOne, Math.max(8, context.cables * commonShare));

/** The cables that are about the same: they hold the words that the cables of one interest have in common. */
export async function words(context: PickContext): Promise<Findings> {
  const { desk, interests, untouched } = context;
  const found = new Map<number, Finding>();
  for (const seeds of Map.groupBy(interests.seeds, ({ tags }) => tags[0] ?? '').values()) {
    const telling = await tellingWords(context, seeds);
    if (telling.length < fewestWords) continue;
    const query = parseQuery(telling.map(({ surface }) => `"${surface}"`).join(' OR '));
    const { hits } = await desk.index.find(query, { sort: 'best', offset: 0, limit: mostLike });
    const best = hits[0]?.score ?? 1;
    const weight = Math.max(...seeds.map((seed) => seed.weight));
    for (const { row, score } of hits) {
      const strength = weight * (score / best);
      if (untouched.has(row) && strength > (found.get(row)?.strength ?? 0))
        found.set(row, { strength, tag: commonTag(seeds), why: (also) => speaksOf(context, row, telling, also ? undefined : seeds) });
    }
  }
  return found;
}

/** What a cable shares with those of an interest, in the words that it has; undefined where these are too few. */
function speaksOf(
  context: PickContext,
  row: number,
  telling: readonly TellingWord[],
  seeds: readonly Worked[] | undefined,
): Text | undefined {
  const cable = context.desk.cables.byRow(row);
  const stems = new Set(plainWords(`${cable?.subject ?? ''}\n${cable?.body ?? ''}`, cable?.language).map(({ stem }) => stem));
  const has = telling
    .filter(({ stem }, i) => stems.has(stem) && !telling.slice(0, i).some((before) => before.stem.slice(0, 5) === stem.slice(0, 5)))
    .slice(0, 3);
  // Two words may be chance, unless they are those that tell most.
  const isEnough = has.length > 2 || (has.length === 2 && has.every((word) => telling.indexOf(word) < mostTelling));
  if (!isEnough) return undefined;
  const last = has.pop();
  const shown = said`${join(
    has.map(({ surface }) => quoted(uncapitalised(surface))),
    ', ',
  )} and ${quoted(uncapitalised(last?.surface ?? ''))}`;
  return seeds === undefined ? said`also speaks of ${shown}` : said`speaks of ${shown}, like ${calledWorked(context, seeds)}`;
}

/** The cables that are like those which were set aside. */
export async function likeSetAside(context: PickContext): Promise<Findings> {
  const sums = new Map<number, number>();
  for (const aside of context.interests.aside.keys())
    for (const { row, alike } of await alikeTo(context, aside)) sums.set(row, (sums.get(row) ?? 0) + alike);
  return new Map([...sums].map(([row, sum]): [number, Finding] => [row, { strength: strengthOf(sum) }]));
}

async function alikeTo(context: PickContext, seed: number): Promise<{ row: number; alike: number; words: string[] }[]> {
  const half = halfAlike * (Math.log(Math.max(2, context.cables)) / Math.log(1000));
  return (await context.desk.index.similar(seed, mostLike))
    .filter(({ row }) => context.untouched.has(row))
    .map(({ row, score, words }) => ({ row, words, alike: score / (score + half) }));
}

/** The cables that name whom the desk follows: people, bodies, places and events of the cables that it works on. */
export function names(context: PickContext): Findings {
  const { desk, interests, untouched } = context;
  const { done, total } = desk.names.progress();
  if (done < total) return new Map();
  const of = new Map(rowsWorked(context).map((worked) => [worked.row, worked]));
  const followed = desk.names
    .namedBy([...of.keys(), ...interests.aside.keys()])
    .filter(({ cables, rows }) => cables > rows.length && !isCommon(context, cables))
    .map(({ entity, rows, cables }) => {
      const worked = rows.flatMap((row) => of.get(row) ?? []);
      const sum = worked.reduce((all, { weight }) => all + weight, 0) - rows.filter((row) => interests.aside.has(row)).length / 2;
      return { entity, worked, weight: sum * rarity(context, cables) ** 2 };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, mostFollowed);
  const found = new Map<number, { sum: number; best: (typeof followed)[number] }>();
  for (const one of followed)
    for (const row of desk.names.rowsOf([one.entity.id]))
      if (untouched.has(row)) {
        const before = found.get(row);
        const isBetter = before === undefined || saysMore(one) > saysMore(before.best);
        found.set(row, { sum: (before?.sum ?? 0) + one.weight, best: isBetter ? one : before.best });
      }
  return new Map(
    [...found].map(([row, { sum, best }]): [number, Finding] => [
      row,
      {
        strength: strengthOf(sum / 2),
        tag: commonTag(best.worked),
        why: (also) =>
          !isSayable(best.entity, best.worked)
            ? undefined
            : also
              ? said`also names ${quoted(best.entity.name)}`
              : best.entity.kind === 'individual'
                ? said`names ${quoted(best.entity.name)}, who is in ${calledWorked(context, best.worked)}`
                : said`names ${quoted(best.entity.name)}, which is in ${calledWorked(context, best.worked)}`,
      },
    ]),
  );
}

/** What is an office's name and nobody's in particular: `Minister for Foreign Affairs`. */
const isGeneric =
  /^(?:the |minist(?:er|ry)|secretary|department|president|foreign|office|affairs|government|commission|delegation|embassy|legation|congress|of |for |and |state|\s)+$/i;

/**
 * Whether a person would say that a cable names this one. What a single cable names may be the sender's own list of countries,
 * or a heading in capitals that was taken for a name.
 */
function isSayable({ kind, name }: Entity, worked: readonly Worked[]): boolean {
  if (name.endsWith('.') || isGeneric.test(name)) return false;
  if (kind === 'country') return worked.length > 1;
  if (kind !== 'organization') return true;
  const isCapitals = name === name.toUpperCase();
  return worked.length > 1 ? name.includes(' ') || (isCapitals && name.length < 7) : name.includes(' ') && !isCapitals;
}
/** A person says more than the country that they come from, and anybody more than a name that nobody would say. */
const saysMore = ({ entity, worked }: { entity: Entity; worked: readonly Worked[] }): number =>
  !isSayable(entity, worked) ? 0 : entity.kind === 'country' ? 1 : 2;

/** The cables of the missions and offices whose cables the desk works on. */
export function sender(context: PickContext): Findings {
  const { desk, untouched } = context;
  const worked = new Map(rowsWorked(context).map((one) => [one.row, one]));
  const from = Map.groupBy(
    desk.cables.heads([...worked.keys()]).filter(({ origin }) => origin !== ''),
    ({ origin }) => origin,
  );
  const rows = desk.db
    .prepare<[string], { row: number; origin: string }>('SELECT row, origin FROM cables WHERE origin IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify([...from.keys()]));
  const found = new Map<number, Finding>();
  for (const [origin, same] of Map.groupBy(rows, (row) => row.origin)) {
    const theirs = (from.get(origin) ?? []).flatMap(({ row }) => worked.get(row) ?? []);
    if (isCommon(context, same.length)) continue;
    const weight = theirs.reduce((all, one) => all + one.weight, 0) * rarity(context, same.length);
    const why = (also: boolean): Text =>
      also ? said`also from ${quoted(origin)}` : said`from ${quoted(origin)}, like ${calledWorked(context, theirs)}`;
    for (const { row } of same) if (untouched.has(row)) found.set(row, { strength: strengthOf(weight / 2), tag: commonTag(theirs), why });
  }
  return found;
}

/** The cables that those on which the desk works cite, or that cite one of them. */
export function cited(context: PickContext): Findings {
  const { desk, interests, untouched } = context;
  const links = desk.cables.links(interests.worked.keys());
  const by = (row: (link: (typeof links)[number]) => number) => Map.groupBy(links, row);
  const found = new Map<number, Finding>();
  const add = (groups: ReturnType<typeof by>, other: 'citing' | 'cited', words: (worked: Text) => Text): void => {
    for (const [row, of] of groups) {
      const worked = of.flatMap((link) => interests.worked.get(link[other]) ?? []);
      if (!untouched.has(row) || worked.length === 0) continue;
      const strength = strengthOf(2 * worked.reduce((all, { weight }) => all + weight, 0));
      if (strength > (found.get(row)?.strength ?? 0)) found.set(row, { strength, why: () => words(calledWorked(context, worked)) });
    }
  };
  add(
    by((link) => link.citing),
    'cited',
    (worked) => said`cites ${worked}`,
  );
  add(
    by((link) => link.cited),
    'citing',
    (worked) => said`cited by ${worked}`,
  );
  return found;
}

const month = 30 * 24 * 60 * 60_000;
const mostFound = 60;

/** The cables that the team's searches found lately, and that nobody opened. Searches that are not everybody's to see do not count. */
export function searched({ desk, interests, untouched }: PickContext): Findings {
  if (desk.searches.keeping !== 'team') return new Map();
  const { rows: searches } = desk.searches.list(desk.home(), undefined, 0, 200);
  const found = new Map<number, { sum: number; count: number; last: string }>();
  for (const { at, total, refs, request } of searches) {
    const age = interests.now - at;
    if (age > month || total === 0 || total > mostFound) continue;
    for (const one of refs) {
      const row = desk.cables.get(one)?.row;
      if (row === undefined || !untouched.has(row)) continue;
      const { sum, count, last } = found.get(row) ?? { sum: 0, count: 0, last: requestText(request) };
      found.set(row, { sum: sum + (1 - age / month) / Math.log2(total + 1), count: count + 1, last });
    }
  }
  return new Map(
    [...found].map(([row, { sum, count, last }]): [number, Finding] => [
      row,
      {
        strength: strengthOf(sum),
        why: () =>
          count === 1
            ? said`found by the search ${quoted(last)}`
            : said`found by ${plural(count, 'search', 'searches')}, last ${quoted(last)}`,
      },
    ]),
  );
}

/** The cables that a watch told this channel of. Whoever keeps a watch for themselves, or elsewhere, keeps it to themselves. */
export function watched({ desk, untouched }: PickContext): Findings {
  const home = desk.home();
  const channel = scheduleOf(desk, home, digestKey)?.channel;
  const found = new Map<number, Finding>();
  for (const watch of watchesOf(desk.facts, home)) {
    if (channel === undefined || watch.channel !== channel) continue;
    const seen = watchedBy(desk.db, home, watch.key)?.seen;
    const rows = seen === undefined ? [] : [...untouched].filter((row) => seen.has(row));
    const strength = Math.min(1, 8 / Math.max(1, rows.length));
    for (const row of rows)
      if (strength > (found.get(row)?.strength ?? 0))
        found.set(row, { strength, why: () => said`found by the watch ${quoted(watch.query)}` });
  }
  return found;
}

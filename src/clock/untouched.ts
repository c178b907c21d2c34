import type { CableHead } from '../cables/cables.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import type { Entity } from '../names/resolve/entity.ts';
import { parseQuery } from '../query/query.ts';
import { touchedCables } from '../team/progress.ts';
import { putOffCables } from './put-off.ts';
import { tagsOn } from '../team/tags.ts';
import { own, plural, quoted, said, type Text } from '../reply/text.ts';
import { eachWord, isStopWord, tokenise } from '../language/tokens.ts';

/** An untouched cable, and the reason to look at it. */
export type Pick = { head: CableHead; reason: Text; rule: string; score: number };

/** The input of the rules. */
type RuleContext = {
  desk: Desk;
  deskId: string;
  /** Withdrawn cables, which must not influence the reasons. */
  /** All other cables, oldest first. */
  heads: readonly CableHead[];
  byOrigin: ReadonlyMap<string, readonly CableHead[]>;
  /** By row: people and events named in that cable alone. */
  named: ReadonlyMap<number, readonly Entity[]>;
  /** By row: a rare word shared with a tagged cable, the tag, and the number of cables with that word. */
  shared: ReadonlyMap<number, { word: string; tag: string; cables: number }>;
};

/** A rule gives the reason to pick an untouched cable, or undefined where it does not apply. Higher scores come first. */
type Rule = { name: string; reason(head: CableHead, context: RuleContext): { text: Text; score: number } | undefined };

const day = 24 * 60 * 60_000;
/** Days without a cable after which a mission counts as silent. */
const silenceDays = 90;

/** The rules, strongest first; the first that applies gives the reason. */
const rules: readonly Rule[] = [
  {
    name: 'cited',
    reason({ row }, { desk, deskId }) {
      const tagged = desk.cables.citedBy(row).filter((head) => tagsOn(desk.facts, deskId, head.row).length > 0).length;
      return tagged === 0 ? undefined : { text: said`cited by ${plural(tagged, 'tagged cable')}`, score: 60 + 10 * Math.min(tagged, 3) };
    },
  },
  {
    name: 'rare word',
    reason({ row }, { shared }) {
      const found = shared.get(row);
      return found === undefined
        ? undefined
        : {
            text: said`shares ${quoted(found.word)} with ${quoted(`#${found.tag}`)}; ${found.cables} cables hold that word`,
            score: 55 - found.cables,
          };
    },
  },
  {
    name: 'only naming',
    reason({ row }, { named }) {
      const [entity] = named.get(row) ?? [];
      return entity === undefined ? undefined : { text: said`the only cable naming ${quoted(entity.name)}`, score: 45 };
    },
  },
  {
    name: 'only one',
    reason: ({ origin }, { byOrigin }) =>
      origin !== '' && byOrigin.get(origin)?.length === 1 ? { text: said`the only cable from ${quoted(origin)}`, score: 40 } : undefined,
  },
  {
    name: 'after a silence',
    reason({ row, origin, date }, { byOrigin }) {
      if (origin === '' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
      const before = (byOrigin.get(origin) ?? []).filter((head) => head.row !== row && head.date !== '' && head.date <= date).at(-1);
      if (before === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(before.date)) return undefined;
      const days = Math.round((Date.parse(date) - Date.parse(before.date)) / day);
      return days < silenceDays
        ? undefined
        : { text: said`the first from ${quoted(origin)} in ${own(String(days))} days`, score: 30 + Math.min(days / 60, 10) };
    },
  },
  {
    name: 'unread mission',
    reason({ origin }, { byOrigin }) {
      const cables = byOrigin.get(origin)?.length ?? 0;
      return cables < 2 || origin === ''
        ? undefined
        : { text: said`one of ${cables} cables from ${quoted(origin)}`, score: 5 + Math.min(cables / 10, 3) };
    },
  },
  { name: 'untouched', reason: () => ({ text: said`nobody has opened it`, score: 1 }) },
];

/** Untouched cables that the rules examine: the newest ones. */
const maxExamined = 2000;

/**
 * Up to `count` cables that nobody has opened, tagged, noted or worked on, each with a reason, varied over missions, months
 * and reasons. `recent`: refs picked recently, left out unless too few others remain.
 */
export async function pickUntouched(desk: Desk, caller: Caller, count: number, recent: ReadonlySet<string>): Promise<Pick[]> {
  const deskId = caller.desk;
  const touched = touchedCables(desk.facts, deskId).union(putOffCables(desk));
  const heads = desk.cables.browse({ sort: 'oldest', offset: 0, limit: Number.MAX_SAFE_INTEGER }).rows;
  const byOrigin = Map.groupBy(heads, ({ origin }) => origin);
  const untouched = heads.filter(({ row }) => !touched.has(row));
  const fresh = untouched.filter(({ ref }) => !recent.has(ref));
  const pool = (fresh.length >= count ? fresh : untouched).slice(-maxExamined);
  const named = onlyNaming(desk);
  const context: RuleContext = {
    desk,
    deskId,
    heads,
    byOrigin,
    named,
    shared: await sharedWords(desk, deskId, new Set(pool.map(({ row }) => row))),
  };
  const candidates = pool.flatMap((head): Pick[] => {
    for (const { name, reason } of rules) {
      const found = reason(head, context);
      if (found !== undefined) return [{ head, reason: found.text, rule: name, score: found.score }];
    }
    return [];
  });
  return diversified(candidates, count);
}

/** Picks greedily by score, with penalties for resembling earlier picks. */
function diversified(candidates: readonly Pick[], count: number): Pick[] {
  const chosen: Pick[] = [];
  const left = new Set(candidates);
  while (chosen.length < count && left.size > 0) {
    let best: Pick | undefined;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const one of left) {
      const same = (is: (other: Pick) => boolean): number => chosen.filter(is).length;
      const value =
        one.score -
        25 * same((other) => other.head.origin === one.head.origin) -
        10 * same((other) => other.rule === one.rule) -
        5 * same((other) => other.head.date.slice(0, 7) === one.head.date.slice(0, 7));
      if (value > bestValue) [best, bestValue] = [one, value];
    }
    if (best === undefined) break;
    chosen.push(best);
    left.delete(best);
  }
  return chosen;
}

/** By row: people (full names) and events named in that cable alone; empty while names are still being read. */
function onlyNaming(desk: Desk): Map<number, Entity[]> {
  const { done, total } = desk.names.progress();
  if (done < total) return new Map();
  const found = desk.names.only('individual');
  for (const [row, entities] of desk.names.only('event')) found.set(row, [...(found.get(row) ?? []), ...entities]);
  for (const [row, entities] of found)
    found.set(
      row,
      entities.filter(({ kind, name }) => kind === 'event' || name.includes(' ')),
    );
  return found;
}

/** Bounds on the search for rare words, however much the desk has tagged. */
const newestTags = 6;
const cablesOfTag = 2;
const wordsOfSubject = 6;
/** A word is rare when two to this many cables contain it. */
const rareLimit = 6;

async function sharedWords(desk: Desk, deskId: string, pool: ReadonlySet<number>): Promise<RuleContext['shared']> {
  const shared = new Map<number, { word: string; tag: string; cables: number }>();
  const tagged = desk.facts.all(deskId, 'tag').toSorted((a, b) => b.at - a.at);
  const names = [...new Set(tagged.map(({ key }) => key))].slice(0, newestTags);
  for (const tag of names) {
    for (const { cable } of tagged.filter(({ key }) => key === tag).slice(0, cablesOfTag)) {
      const subject = desk.cables.byRow(cable)?.subject ?? '';
      const words = [...eachWord(tokenise(subject))].filter(({ folded }) => folded.length > 4 && !isStopWord(folded) && !/\d/.test(folded));
      for (const { surface } of words.slice(0, wordsOfSubject)) {
        const found = await desk.index.find(parseQuery(surface), { sort: 'best', offset: 0, limit: rareLimit });
        if (found.total < 2 || found.total > rareLimit) continue;
        for (const { row } of found.hits)
          if (row !== cable && pool.has(row) && (shared.get(row)?.cables ?? rareLimit + 1) > found.total)
            shared.set(row, { word: surface, tag, cables: found.total });
      }
    }
  }
  return shared;
}

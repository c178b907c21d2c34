import type { Desk } from '../desk/desk.ts';
import { todayOf } from '../team/pages/lines.ts';
import { claimsOf } from '../factcheck/claims.ts';

/**
 * What the desk is interested in, as its facts say it: the cables that it tagged, noted, took or cited in a claim, and those
 * that it set aside. A reporter's private watches and sets do not count, because everybody reads the digest.
 */

/** A cable that the desk works on. */
export type Worked = {
  row: number;
  /** How much it counts, 0 to 1: what was done with it, and how long ago. */
  weight: number;
  /** Its tags; none for a cable that is only noted, taken or cited. */
  tags: readonly string[];
  /** When something was last done with it, in milliseconds. */
  at: number;
};

export type Interests = {
  worked: ReadonlyMap<number, Worked>;
  /** The cables that tell most of what is sought: the heaviest of each tag, in turn. */
  seeds: readonly Worked[];
  /** Cables set aside as nothing for this story, with their weight. */
  aside: ReadonlyMap<number, number>;
  /** The day at the desk (`YYYY-MM-DD`), and now. */
  today: string;
  now: number;
};

const day = 24 * 60 * 60_000;
/** An interest counts half after so many days without anything done; one that is old never less than this. */
const halfLife = 21;
const leastWeight = 0.2;
/** What an act counts; the strongest one of a cable holds. */
const weights = { confirmed: 1, tag: 0.9, claim: 0.9, note: 0.7, work: 0.6, read: 0.2 };
/** A tag on more cables than this says less of each. */
const fewTagged = 25;
const mostSeeds = 24;
const mostAside = 12;

export function interestsOf(desk: Desk): Interests {
  const [home, now] = [desk.home(), desk.now()];
  const found = new Map<number, { weight: number; tags: string[]; at: number }>();
  const add = (row: number, weight: number, at: number, tag?: string): void => {
    const aged = weight * Math.max(leastWeight, 0.5 ** (Math.max(0, now - at) / day / halfLife));
    const one = found.get(row) ?? { weight: 0, tags: [], at: 0 };
    one.weight = Math.max(one.weight, aged);
    one.at = Math.max(one.at, at);
    if (tag !== undefined) one.tags.push(tag);
    found.set(row, one);
  };
  const tagged = Map.groupBy(desk.facts.all(home, 'tag'), ({ key }) => key);
  for (const [tag, facts] of tagged)
    for (const { cable, at } of facts) add(cable, weights.tag * Math.min(1, Math.sqrt(fewTagged / facts.length)), at, tag);
  for (const { cable, at } of desk.facts.all(home, 'note')) add(cable, weights.note, at);
  const aside = new Map<number, number>();
  for (const { cable, at, value } of desk.facts.all(home, 'work')) {
    if (value.status === 'irrelevant') aside.set(cable, 1);
    // What somebody took themselves; what was given out, perhaps with a thousand others, says nothing yet.
    else if (value.assignee !== undefined && value.by === undefined) add(cable, weights.work, at);
    else if (value.status === 'verified') add(cable, weights.confirmed, at);
  }
  for (const { sources, status, at } of claimsOf(desk.facts, home))
    for (const { cable } of sources) add(cable, status === 'verified' ? weights.confirmed : weights.claim, at);
  for (const { cable, at, value } of desk.facts.all(home, 'reading')) {
    if (value.irrelevant !== undefined) aside.set(cable, 1);
    else if (value.read !== undefined) add(cable, weights.read, at);
  }
  // One who tags a cable that another set aside has the last word.
  for (const row of found.keys()) if (aside.has(row) && (found.get(row)?.weight ?? 0) > weights.read) aside.delete(row);
  for (const row of aside.keys()) found.delete(row);
  const worked = new Map([...found].map(([row, one]): [number, Worked] => [row, { row, ...one }]));
  return { worked, seeds: seedsOf([...worked.values()]), aside: new Map([...aside].slice(-mostAside)), today: todayOf(desk), now };
}

/** The heaviest of each tag, one tag after the other, so that a large one does not crowd out the rest. */
function seedsOf(worked: readonly Worked[]): Worked[] {
  const byWeight = worked.toSorted((a, b) => b.weight - a.weight || b.at - a.at || a.row - b.row);
  const groups = Map.groupBy(byWeight, ({ tags }) => tags[0] ?? '');
  const seeds: Worked[] = [];
  for (let i = 0; seeds.length < mostSeeds && [...groups.values()].some((group) => i < group.length); i += 1)
    for (const group of groups.values()) seeds.push(...group.slice(i, i + 1));
  return seeds.slice(0, mostSeeds);
}

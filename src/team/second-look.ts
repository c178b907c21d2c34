import type { Facts } from '../desk/facts.ts';
import { notesOn, type Note } from './notes.ts';
import { judgmentsOf, type Decided } from './judgments.ts';
import { readingsOf, type Reading } from './readings.ts';
import { reviewOf } from './reviews.ts';
import { tagsOn } from './tags.ts';
import { workOn } from './work.ts';

/**
 * What those who read the same cable noticed in it. Two readers stay two readers: what the first noticed is shown to the second once
 * they have finished, and then beside their own.
 */

/** What one member noticed: the tags that they put on it, their notes, the names that they settled in it. */
export type Noticed = { member: string; finished: number | undefined; tags: string[]; notes: Note[]; names: Decided[] };

const finishedAt = ({ read, irrelevant }: Reading): number | undefined => read ?? irrelevant;

/** Everybody who noticed something in a cable or finished it. `ref`: the cable's. */
export function noticedIn(facts: Facts, desk: string, { row, ref }: { row: number; ref: string }): Map<string, Noticed> {
  const found = new Map<string, Noticed>();
  const of = (member: string): Noticed => {
    const one = found.get(member) ?? { member, finished: undefined, tags: [], notes: [], names: [] };
    found.set(member, one);
    return one;
  };
  for (const [member, reading] of readingsOf(facts, desk, row)) {
    const at = finishedAt(reading);
    if (at !== undefined) of(member).finished = at;
  }
  for (const { key, member } of tagsOn(facts, desk, row)) of(member).tags.push(key);
  for (const note of notesOn(facts, desk, row)) of(note.author).notes.push(note);
  for (const one of judgmentsOf(facts, desk)) if (one.cable === ref) of(one.member).names.push(one);
  return found;
}

const isEmpty = ({ tags, notes, names }: Noticed): boolean => tags.length === 0 && notes.length === 0 && names.length === 0;

/** Whoever else finished the cable and noticed something in it, earliest first. */
export const othersWho = (noticed: ReadonlyMap<string, Noticed>, member: string): Noticed[] =>
  [...noticed.values()]
    .filter((one) => one.member !== member && one.finished !== undefined && !isEmpty(one))
    .toSorted((a, b) => (a.finished ?? 0) - (b.finished ?? 0));

export const hasFinished = (noticed: ReadonlyMap<string, Noticed>, member: string): boolean => noticed.get(member)?.finished !== undefined;

/** Whether the member is reading the cable for themselves: it is theirs, or they are asked for a second reading that is not there yet. */
export function isReading(facts: Facts, desk: string, row: number, member: string): boolean {
  const { assignee, status } = workOn(facts, desk, row);
  if (assignee === member && (status === 'new' || status === 'claimed')) return true;
  const review = reviewOf(facts, desk, row);
  return review !== undefined && review.verdict === undefined && review.to === member;
}

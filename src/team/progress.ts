import type { Facts } from '../desk/facts.ts';
import { kindsThat } from '../desk/kinds.ts';
import { zoneOf } from '../desk/zone.ts';
import { dayIn } from '../language/zones.ts';
import { allWork, isOverdue } from './work.ts';

/**
 * How far the desk is with its cables. `/work board`, digest, weekly letter and searches take these words from here, so that
 * they mean the same everywhere: read by somebody, tagged, touched at all, overdue.
 */

/** The rows of the cables in each state. */
type DeskProgress = Record<'read' | 'tagged' | 'touched' | 'overdue', ReadonlySet<number>>;

/** Finds untouched cables: those that nobody has opened, tagged, noted or worked on. */
export const untouchedQuery = 'is:untouched';

/** The desk's progress at a moment. */
export function progressOf(facts: Facts, desk: string, now: number): DeskProgress {
  const visible = (cables: readonly number[]): Set<number> => new Set(cables);
  const withFact = (kind: 'reading' | 'tag'): Set<number> => visible(facts.all(desk, kind).map(({ cable }) => cable));
  return {
    read: withFact('reading'),
    tagged: withFact('tag'),
    touched: visible([...touchedCables(facts, desk)]),
    overdue: visible(overdueCables(facts, desk, now)),
  };
}

/** The rows of the cables that anybody has opened, tagged, noted or worked on. */
export const touchedCables = (facts: Facts, desk: string): Set<number> =>
  new Set(kindsThat(({ touches }) => touches).flatMap((kind) => facts.all(desk, kind).map(({ cable }) => cable)));

/** The rows of the cables whose work was due before today and is still open. */
export function overdueCables(facts: Facts, desk: string, now: number): number[] {
  const today = todayAt(facts, desk, now);
  return [...allWork(facts, desk)].flatMap(([cable, work]) => (isOverdue(work, today) ? [cable] : []));
}

/** The desk's day at a moment (`YYYY-MM-DD`), in the zone of its digest; in UTC without one. */
export function todayAt(facts: Facts, desk: string, now: number): string {
  return dayIn(zoneOf(facts, desk), now);
}

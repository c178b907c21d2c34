import type { Facts } from '../desk/facts.ts';
import { kindsThat } from '../desk/kinds.ts';
import { zoneOf } from '../desk/zone.ts';
import { dayIn } from '../language/zones.ts';
import { RowSet } from '../query/row-set.ts';
import { isOverdue } from './work.ts';

/**
 * How far the desk is with its cables. `/work board`, digest, weekly letter and searches take these words from here, so that
 * they mean the same everywhere: read by somebody, tagged, touched at all, overdue.
 */

/** The rows of the cables in each state. */
type DeskProgress = Record<'read' | 'tagged' | 'touched' | 'overdue', RowSet>;

/** Finds untouched cables: those that nobody has opened, tagged, noted or worked on. */
export const untouchedQuery = 'is:untouched';

/** The desk's progress at a moment. */
export function progressOf(facts: Facts, desk: string, now: number): DeskProgress {
  return {
    read: facts.cables(desk, 'reading'),
    tagged: facts.cables(desk, 'tag'),
    touched: touchedCables(facts, desk),
    overdue: overdueCables(facts, desk, now),
  };
}

/** The rows of the cables that anybody has opened, tagged, noted or worked on. */
export function touchedCables(facts: Facts, desk: string): RowSet {
  const touched = new RowSet();
  for (const kind of kindsThat(({ touches }) => touches)) touched.add(facts.cables(desk, kind));
  return touched;
}

/** The rows of the cables whose work was due before today and is still open. */
export function overdueCables(facts: Facts, desk: string, now: number): RowSet {
  const today = todayAt(facts, desk, now);
  const overdue = new RowSet();
  for (const { cable, value } of facts.each(desk, 'work')) if (isOverdue(value, today)) overdue.addOne(cable);
  return overdue;
}

/** The desk's day at a moment (`YYYY-MM-DD`), in the zone of its digest; in UTC without one. */
export function todayAt(facts: Facts, desk: string, now: number): string {
  return dayIn(zoneOf(facts, desk), now);
}

import { noCable, type Facts } from '../desk/facts.ts';
import type { FactValue, shiftOutcomes } from '../desk/kinds.ts';

export type ShiftOutcome = (typeof shiftOutcomes)[number];

/** A reading shift in progress. */
export type Shift = FactValue<'shift'>;

export function shiftOf(facts: Facts, desk: string, member: string): Shift | undefined {
  return facts.get(desk, 'shift', noCable, member)?.value;
}

/** Cables on other readers' screens, not to be offered to anybody else. */
export const takenByOthers = (facts: Facts, desk: string, member: string): Set<number> =>
  new Set(facts.all(desk, 'shift').flatMap(({ key, value }) => (key === member ? [] : (value.current ?? []))));

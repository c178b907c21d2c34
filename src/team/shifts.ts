import { z } from 'zod';
import { noCable, type Facts } from '../desk/facts.ts';

/** What a reader did with a cable of a shift; tags and notes are stored on the cable itself. */
export const shiftOutcomes = ['read', 'irrelevant', 'skipped'] as const;
export type ShiftOutcome = (typeof shiftOutcomes)[number];

const shape = z.object({
  query: z.string(),
  started: z.number(),
  done: z.array(z.tuple([z.number(), z.enum(shiftOutcomes)])),
  /** The cable on screen. */
  current: z.number().optional(),
});

/** Kind `shift`, key = member, of no cable: a reading shift in progress. */
export type Shift = z.infer<typeof shape>;

export function shiftOf(facts: Facts, desk: string, member: string): Shift | undefined {
  const fact = facts.get(desk, 'shift', noCable, member);
  return fact === undefined ? undefined : shape.parse(fact.value);
}

/** Cables on other readers' screens, not to be offered to anybody else. */
export const takenByOthers = (facts: Facts, desk: string, member: string): Set<number> =>
  new Set(facts.all(desk, 'shift').flatMap(({ key, value }) => (key === member ? [] : (shape.parse(value).current ?? []))));

import { z } from 'zod';
import type { Fact, Facts } from '../desk/facts.ts';

const shape = z.object({
  /** When they first and last opened it; milliseconds. */
  opened: z.number().optional(),
  last: z.number().optional(),
  read: z.number().optional(),
  irrelevant: z.number().optional(),
  why: z.string().optional(),
});

/** Kind `reading`, key = member: whether and when a member opened and read a cable. Visible to the whole desk. */
export type Reading = z.infer<typeof shape>;

export const toReading = (fact: Fact | undefined): Reading => (fact === undefined ? {} : shape.parse(fact.value));

export const readingOf = (facts: Facts, desk: string, cable: number, member: string): Reading =>
  toReading(facts.get(desk, 'reading', cable, member));

/** Everybody's reading of one cable, by member. */
export const readingsOf = (facts: Facts, desk: string, cable: number): [member: string, Reading][] =>
  facts.about(desk, 'reading', cable).map((fact) => [fact.key, toReading(fact)]);

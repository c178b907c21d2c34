import type { Facts } from '../desk/facts.ts';
import type { FactValue } from '../desk/kinds.ts';

/** Whether and when a member opened and read a cable. Visible to the whole desk. */
export type Reading = FactValue<'reading'>;

export const readingOf = (facts: Facts, desk: string, cable: number, member: string): Reading =>
  facts.get(desk, 'reading', cable, member)?.value ?? {};

/** Everybody's reading of one cable, by member. */
export const readingsOf = (facts: Facts, desk: string, cable: number): [member: string, Reading][] =>
  facts.about(desk, 'reading', cable).map(({ key, value }) => [key, value]);

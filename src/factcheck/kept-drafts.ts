import { z } from 'zod';
import { noCable, type Facts, type Writing } from '../desk/facts.ts';

/** Kind `draft`, key = number of the act, of no cable: the quotations of a draft, kept on request. */
const shape = z.object({ name: z.string(), quotations: z.array(z.string()) });

/** Characters of quotations kept per draft. */
export const maxKeptCharacters = 400_000;

export const keepQuotations = ({ act, put }: Writing, name: string, quotations: readonly string[]): boolean =>
  put('draft', noCable, String(act), { name, quotations });

/** The quotations kept under an act's number; undefined for none. */
export function keptQuotations(facts: Facts, desk: string, number: number): string[] | undefined {
  const fact = facts.get(desk, 'draft', noCable, String(number));
  return fact === undefined ? undefined : shape.parse(fact.value).quotations;
}

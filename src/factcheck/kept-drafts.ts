import { z } from 'zod';
import { noCable, type Facts, type Writing } from '../desk/facts.ts';

/** Kind `draft`, key = number of the act, of no cable: the quotations of a draft that somebody asked to keep. */
const shape = z.object({ name: z.string(), quotations: z.array(z.string()) });

/** Letters of quotations that are kept of one draft. */
export const mostKept = 400_000;

export const keepQuotations = ({ act, put }: Writing, name: string, quotations: readonly string[]): boolean =>
  put('draft', noCable, String(act), { name, quotations });

/** The quotations kept under a number; undefined when there are none. */
export function keptQuotations(facts: Facts, desk: string, number: number): string[] | undefined {
  const fact = facts.get(desk, 'draft', noCable, String(number));
  return fact === undefined ? undefined : shape.parse(fact.value).quotations;
}

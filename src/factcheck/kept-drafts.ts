import { noCable, type Facts, type Writing } from '../desk/facts.ts';

/** Characters of quotations kept per draft. */
export const maxKeptCharacters = 400_000;

export const keepQuotations = ({ act, put }: Writing, name: string, quotations: readonly string[]): boolean =>
  put('draft', noCable, String(act), { name, quotations: [...quotations] });

/** The quotations kept under an act's number; undefined for none. */
export function keptQuotations(facts: Facts, desk: string, number: number): string[] | undefined {
  return facts.get(desk, 'draft', noCable, String(number))?.value.quotations;
}

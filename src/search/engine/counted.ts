import type { SearchableHead } from '../../query/text-fields.ts';

/** What cables can be counted by: a value each, kept as the cable has it. */
export const keptValues = ['origin', 'marking', 'language', 'form', 'trove'] as const;
export type KeptValue = (typeof keptValues)[number];
export const countedFields = [...keptValues, 'month', 'year'] as const;
export type CountedField = (typeof countedFields)[number];

/** Longer values count as what they begin with: nobody reads more of one, and a cluster takes no longer terms. */
const longest = 1000;
const kept = { origin: 'origin', marking: 'marking', language: 'lang', form: 'type', trove: 'trove' } as const;

/** The value that an engine keeps of a cable. */
export const keptValue = (cable: SearchableHead, field: KeptValue): string => cable[kept[field]].slice(0, longest).toWellFormed();

/** Whether a field is read off the date. */
export const isOfDate = (field: CountedField): field is 'month' | 'year' => field === 'month' || field === 'year';
/** The month or the year of a date; of one that is known in part, what is known. */
export const partOfDate = (date: string, field: 'month' | 'year'): string => date.slice(0, field === 'month' ? 7 : 4);

/** By what a cable counts; '' where it has no such value. */
export const countedValue = (cable: SearchableHead, field: CountedField): string =>
  isOfDate(field) ? partOfDate(cable.date, field) : keptValue(cable, field);

/** How many cables have each value. */
export type Tally = Map<string, number>;

/** Counts more cables of a value. */
export const addTo = (tally: Tally, value: string, cables = 1): Tally => tally.set(value, (tally.get(value) ?? 0) + cables);

/** A count of values of one cable each. */
export function tallied(values: Iterable<string>): Tally {
  const tally: Tally = new Map();
  for (const value of values) addTo(tally, value);
  return tally;
}

/** The values that there are, most frequent first. */
export const byFrequency = (tally: Tally): { value: string; cables: number }[] =>
  Array.from(tally, ([value, cables]) => ({ value, cables }))
    .filter(({ value, cables }) => value !== '' && cables > 0)
    .sort((a, b) => b.cables - a.cables || (a.value < b.value ? -1 : 1));

import { languages, type Language } from '../../../language/stems.ts';
import type { Lengths, RankedPlace } from '../scoring.ts';
import { keptValue, keptValues } from '../counted.ts';
import { keptIn, labelFields, valuesOf, type Field, type LabelField, type Searchable } from '../../../query/text-fields.ts';

/*
 * What a segment keeps of a cable, and under which numbers. A list is the occurrences of one word, as written, in one field
 * of cables of one language.
 */

/** The fields that have lists of their own, in the order of their numbers. */
const fields = ['body', 'subject', 'ref', 'origin', 'to', 'cites', 'more', ...labelFields] as const;
type ListField = 'body' | 'subject' | 'ref' | 'origin' | 'to' | 'cites' | 'more' | LabelField;

export const fieldCount = fields.length;
/** The body's number. */
export const body = 0;
/** Fields from here on are labels: a word without a field is not looked for in them. */
export const firstLabel = fields.length - labelFields.length;

const bits = (numbers: readonly number[]): number => numbers.reduce((all, one) => all | (1 << one), 0);
const numberOf = (field: ListField): number => fields.indexOf(field);

/** The fields that a query's field means, as bits. */
export function fieldsMeant(field: Field | undefined): number {
  if (field === undefined) return (1 << firstLabel) - 1;
  return field === 'text' ? 1 << body : bits([numberOf(keptIn(field) as ListField)]);
}

const subject = numberOf('subject');
/** Where a word in a field counts when cables are ranked; undefined for a label. */
export const rankedPlace = (field: number): RankedPlace | undefined =>
  field === body ? 'body' : field === subject ? 'subject' : field < firstLabel ? 'head' : undefined;
/** The fields of each place, as bits. */
export const placeFields: Readonly<Record<RankedPlace, number>> = {
  body: 1 << body,
  subject: 1 << subject,
  head: ((1 << firstLabel) - 1) & ~((1 << body) | (1 << subject)),
};

/** The values of a cable in each field, by number. A phrase lies within one of them. */
export const valuesByField = (cable: Searchable): (readonly string[])[] =>
  fields.map((field) => (field === 'body' ? [cable.body] : field === 'cites' ? cable.refs : valuesOf(cable, field)));

/** What a list is of, besides its word: its field, the language, and whether its words are two halves joined. */
export const listKind = (field: number, language: Language, isJoined: boolean): number =>
  field | (languages.indexOf(language) << 4) | (isJoined ? 128 : 0);
export const fieldOfKind = (kind: number): number => kind & 15;
export const languageOfKind = (kind: number): Language => languages[(kind >> 4) & 7] ?? '';
export const languageNumber = (kind: number): number => (kind >> 4) & 7;
export const isJoinedKind = (kind: number): boolean => kind >= 128;

/** Positions between two values of a field: more than the widest nearness that can be asked for, so that nothing spans both. */
export const valueGap = 101;

/** Documents in one block of a list. */
export const blockSize = 128;

/** What a segment knows of each of its documents. */
export type Doc = { row: number; hash: string; ref: string; date: string; kept: readonly string[] } & Lengths;

/** What a cable is counted by, in the order of `keptValues`. */
export const keptOf = (cable: Searchable): string[] => keptValues.map((field) => keptValue(cable, field));

/** Oldest first, the undated last; cables of one day by their refs. */
export function byDate(a: Doc, b: Doc): number {
  if (a.date !== b.date) return a.date === '' ? 1 : b.date === '' ? -1 : a.date < b.date ? -1 : 1;
  return byRef(a, b);
}

export const byRef = (a: { ref: string; row: number }, b: { ref: string; row: number }): number =>
  a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : a.row - b.row;

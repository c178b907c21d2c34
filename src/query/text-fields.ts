import type { Language } from '../language/stems.ts';
import { fieldKey, headTexts, moreFields } from './more-fields.ts';

/**
 * The parts of a cable that a query can name, each once: by which names, what it looks in, and where the index keeps its
 * words. A new part is an entry here; it changes what engines keep, so `rules` in `search/engine/engine.ts` has to be raised.
 */

/** What a query can look at: the stored cable, or anything shaped like it. */
export type Searchable = {
  ref: string;
  number: string;
  date: string;
  origin: string;
  originPlace: string;
  destination: string;
  info: readonly string[];
  subject: string;
  title: string;
  marking: string;
  subjectCodes: readonly string[];
  refs: readonly string[];
  type: string;
  lang: string;
  /** By whose rules its words are stemmed. */
  language: Language;
  trove: string;
  body: string;
  /** What the source says in other fields, by its own names. */
  extra: Readonly<Record<string, unknown>>;
};

/** A cable without its body: short enough to be kept in memory. */
export type SearchableHead = Omit<Searchable, 'body'>;

/**
 * `text` and `head` are searched for a word without a field too, `head` counting for less; `label` only by its name. A
 * phrase lies within one of the values.
 */
type TextField = {
  names: readonly string[];
  of: readonly Exclude<keyof SearchableHead, 'date' | 'language' | 'extra'>[];
  place: 'text' | 'head' | 'label';
};

export const textFields = {
  ref: { names: ['ref'], of: ['ref', 'number'], place: 'head' },
  origin: { names: ['from', 'origin', 'sender'], of: ['origin', 'originPlace'], place: 'head' },
  to: { names: ['to'], of: ['destination', 'info'], place: 'head' },
  subject: { names: ['subject'], of: ['subject', 'title'], place: 'text' },
  /** The body, which is not among the values of the head. */
  text: { names: ['text', 'body'], of: [], place: 'text' },
  marking: { names: ['marking'], of: ['marking'], place: 'label' },
  type: { names: ['type'], of: ['type'], place: 'label' },
  lang: { names: ['lang'], of: ['lang'], place: 'label' },
  trove: { names: ['trove'], of: ['trove'], place: 'label' },
  code: { names: ['code', 'topic'], of: ['subjectCodes'], place: 'label' },
  /** The texts of the record's other fields, which a query names one by one: see `MoreField`. */
  more: { names: [], of: [], place: 'head' },
  /** All their values, by which a query for one of them is answered. */
  others: { names: [], of: [], place: 'label' },
} as const satisfies Record<string, TextField>;

export type OwnField = keyof typeof textFields;
/** A field of the record by the key of its name (`fieldKey`). */
type OtherField = `more:${string}`;
export type Field = OwnField | OtherField;
export type LabelField = { [Name in OwnField]: (typeof textFields)[Name]['place'] extends 'label' ? Name : never }[OwnField];

export const isOther = (field: Field | 'date' | undefined): field is OtherField => field?.startsWith('more:') === true;
/** The field in which the index keeps the words of this one. */
export const keptIn = (field: Field): OwnField => (isOther(field) ? 'others' : field);

const fieldsAt = (place: TextField['place']): OwnField[] =>
  (Object.keys(textFields) as OwnField[]).filter((name) => textFields[name].place === place);

/** Fields that a word without a field is not looked for in. */
export const labelFields = fieldsAt('label') as LabelField[];

/** What a word without a field is looked for in, besides the body and the refs that a cable cites; the subject first. */
const bareFields = [...fieldsAt('text'), ...fieldsAt('head')];

/** The values of a cable's head that are searched for a word with this field, or without one. */
export function valuesOf(cable: SearchableHead, field: Field | undefined): readonly string[] {
  if (field === undefined) return [...bareFields.flatMap((name) => valuesOf(cable, name)), ...cable.refs];
  if (field === 'subject' && cable.title === cable.subject) return [cable.subject];
  if (field === 'more') return headTexts(cable.extra);
  if (field === 'others') return moreFields(cable.extra).flatMap(({ values }) => values);
  if (isOther(field)) return moreFields(cable.extra).flatMap(({ name, values }) => (`more:${fieldKey(name)}` === field ? values : []));
  return textFields[field].of.flatMap((name) => cable[name]);
}

const headKeys: readonly (keyof SearchableHead)[] = [
  'date',
  'language',
  'refs',
  'extra',
  ...Object.values<TextField>(textFields).flatMap(({ of }) => of),
];

/** What a query can look at of a cable, and nothing else that it may carry. */
export const searchableHead = (cable: SearchableHead): SearchableHead =>
  Object.fromEntries(headKeys.map((key) => [key, cable[key]])) as SearchableHead;

import type { Language } from '../language/stems.ts';

/**
 * The fields of a cable, each once. Its type in drafts and cables, its column, how it is stored and read, its line in the
 * plain format and in the file of a cable follow from here. One more field is an entry here, a migration for its column,
 * and, in the formats that know it, its name there; what queries can name stands in `query/text-fields.ts`.
 */

/** How a field is kept. `none` stands for what the source does not say. */
type Field<T> = {
  none: T;
  /** Its key in the header lines of our plain format; '' for no line. */
  label: string;
  toColumn(value: T): string | number;
  fromColumn(stored: string | number | undefined): T;
};

const plainly = <T extends string | number>(none: T, label = ''): Field<T> => ({
  none,
  label,
  toColumn: (value) => value,
  fromColumn: (stored) => stored as T,
});
const asJson = <T>(none: T, label = ''): Field<T> => ({
  none,
  label,
  toColumn: (value) => JSON.stringify(value),
  fromColumn: (stored) => JSON.parse(String(stored)) as T,
});
const text = (label?: string): Field<string> => plainly('', label);
const list = (label?: string): Field<string[]> => asJson([], label);
const number = plainly<number>(0);

/** What a source says of a cable, as printed, untouched; in the order of the plain format's header lines. */
export const sourceFields = {
  /** The record's own id. */
  id: text(),
  /** The number people cite it by; unique in the data folder once it is stored. */
  ref: text('Ref'),
  /** The number as printed on the document; a draft has it where it differs from `ref`. */
  number: text('Number'),
  /** `YYYY-MM-DD`, or partial `YYYY-MM` / `YYYY`; already checked to be possible. */
  date: text('Date'),
  /** Date-time group or ISO time. */
  datetime: text('Time'),
  /** The sender. */
  origin: text('From'),
  /** Addressees, `; ` between several. */
  destination: text('To'),
  info: list('Info'),
  /** Classification. */
  marking: text('Marking'),
  subject: text('Subject'),
  /** The cable's own TAGS line (never the desk's tags). */
  subjectCodes: list('Codes'),
  refs: list('Refs'),
  /** telegram, note, weekly report ... */
  type: text('Type'),
  /** ISO 639-1 where the source says. */
  lang: text('Lang'),
  title: text('Title'),
  /** The header block, where there is one. */
  header: text(),
  body: text(),
  /** Everything else the source says, by its own names. */
  extra: asJson<Record<string, unknown>>({}),
};

/** What is added when a cable is stored. */
const ownFields = {
  trove: text(),
  /** What tells it from others of its trove, and what its text is recognised by: see identity.ts. */
  identity: text(),
  content: text(),
  /** Where the sender is, if the source says so by itself. */
  originPlace: text(),
  /** By whose rules its words are stemmed. */
  language: plainly<Language>(''),
  /** SHA-256 of all that the source says, but for what it is called. */
  hash: text(),
  file: text(),
  line: number,
  importedAt: number,
  changedAt: number,
  /** Since when its source does not hold it any more; 0 when it does. */
  goneAt: number,
};

type Values<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] extends Field<infer T> ? T : never };
export type SourceValues = Values<typeof sourceFields>;

type NamesOf<T> = { [Name in keyof SourceValues]: SourceValues[Name] extends T ? Name : never }[keyof SourceValues];
type TextField = NamesOf<string>;
type ListField = NamesOf<string[]>;

/** The fields that our plain format has header lines for, each with its key, in their order. */
export const headerLabels = (Object.keys(sourceFields) as (TextField | ListField)[])
  .map((name) => [name, sourceFields[name].label] as const)
  .filter(([, label]) => label !== '');

/** Whether a field holds several texts. */
export const isListField = (name: TextField | ListField): name is ListField => Array.isArray(sourceFields[name].none);

/** What is stored of a cable. */
export type CableFields = SourceValues & Values<typeof ownFields>;

/** A row of the table of cables. */
export type CableRow = { row: number; hash: string; [column: string]: string | number };

/** `subject_codes` for `subjectCodes`. */
const columnOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const fields = Object.entries<Field<unknown>>({ ...sourceFields, ...ownFields }).map(
  ([name, field]) => [name, columnOf(name), field] as const,
);

/** The columns of a cable's fields. */
export const fieldColumns: readonly string[] = fields.map(([, column]) => column);

/** The columns of what a source says of a cable, but for what it is called. */
export const hashedColumns: readonly string[] = Object.keys(sourceFields)
  .filter((name) => name !== 'id' && name !== 'ref')
  .map(columnOf);

/** The only conversion from a table row to a cable's fields. */
export const fromColumns = (row: CableRow): CableFields =>
  Object.fromEntries(fields.map(([name, column, field]) => [name, field.fromColumn(row[column])])) as CableFields;

/** The only conversion from a cable's fields to a table row. */
export const toColumns = (cable: Partial<CableFields>): Record<string, string | number> =>
  Object.fromEntries(
    fields.flatMap(([name, column, field]) => {
      const value = cable[name as keyof CableFields];
      return value === undefined ? [] : [[column, field.toColumn(value)]];
    }),
  );

/** All that a source may say, unsaid. */
export const unsaid = Object.fromEntries(Object.entries(sourceFields).map(([name, { none }]) => [name, none])) as SourceValues;

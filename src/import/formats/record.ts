import type { Draft } from '../../cables/draft.ts';
import { DeskError } from '../../reply/failure.ts';
import { own, quoted, said } from '../../reply/text.ts';
import { readWhen, type DateReader } from './dates.ts';
import type { ReadRecord, RecordWarning, Source } from './format.ts';
import { readRefs } from './telegram/lists.ts';

/** Records whose fields have names, from JSON or a table with a header, as drafts. */

/**
 * The names under which records call a field, the likeliest first. Of several in one record the first counts (of
 * several texts the longest) and the others stay in `extra` under their own names. Names are compared without case,
 * blanks and signs: `DateSent`, `date_sent` and `Date sent` are one.
 */
const names = {
  id: ['id', 'uuid', 'docid', 'documentid'],
  ref: ['ref', 'reference', 'referenceid', 'refid', 'mrn', 'docnumber', 'documentnumber'],
  number: ['number'],
  date: ['date', 'datesent', 'sentdate', 'metadatadatesent', 'extracteddatesent', 'documentdate', 'docdate', 'sent'],
  datetime: ['datetime'],
  origin: ['origin', 'from', 'sender', 'metadatafrom', 'extractedfrom'],
  destination: ['destination', 'to', 'recipients', 'recipient', 'metadatato', 'extractedto', 'addressees', 'addressee'],
  info: ['info', 'cc', 'metadatacc', 'extractedcc'],
  subject: ['subject', 'metadatasubject', 'extractedsubject'],
  title: ['title'],
  marking: ['classification', 'marking'],
  subjectCodes: ['tags', 'subjectcodes', 'codes'],
  refs: ['refs', 'references'],
  type: ['doctype', 'type'],
  lang: ['lang', 'language'],
  header: ['header'],
  body: ['body', 'text', 'content', 'extractedbodytext', 'bodytext', 'fulltext', 'messagetext', 'message', 'rawtext'],
} as const satisfies Record<keyof Omit<Draft, 'line' | 'extra' | 'name'>, readonly string[]>;

/** What was there before a program took the text out of it: the text only where there is no other. */
const rawText = 'rawtext';

type Name = keyof typeof names;

/** What a name stands for; of several names of one field in a record the lowest rank counts. */
type Place = { field: Name; rank: number };

const places: ReadonlyMap<string, Place> = new Map(
  (Object.keys(names) as Name[]).flatMap((field) =>
    [field.toLowerCase(), ...names[field]].map((name, rank) => [name, { field, rank: field === 'body' ? Number(name === rawText) : rank }]),
  ),
);

/** Names recur in every record. */
const foldedNames = new Map<string, string>();

function folded(name: string): string {
  const known = foldedNames.get(name);
  if (known !== undefined) return known;
  const made = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (foldedNames.size < 10_000) foldedNames.set(name, made);
  return made;
}

type Names = Pick<Source, 'fieldNames'>;

/** What the operator says that columns and keys hold, by their folded names, and whether one of that name was met. */
export type FieldNames = ReadonlyMap<string, { field: string; column: string; isMet: boolean }>;

function placeOf(name: string, { fieldNames }: Names): Place | undefined {
  const key = folded(name);
  const said = fieldNames.size === 0 ? undefined : fieldNames.get(key);
  if (said !== undefined) said.isMet = true;
  const place = places.get(said === undefined ? key : folded(said.field));
  return said === undefined || place === undefined ? place : { ...place, rank: -1 };
}

/** The field that a column or key of this name holds, by what the operator says, else by its name; undefined for any other. */
export const fieldCalled = (name: string, source: Names): Name | undefined => placeOf(name, source)?.field;

/**
 * What the operator says, `FIELD=COLUMN`, as a source keeps it. Throws a DeskError of kind `usage` for one that names no field.
 */
export function readFieldNames(given: readonly string[]): FieldNames {
  return new Map(
    given.map((one) => {
      const [field = '', column = ''] = one.split(/=(.*)/s);
      if (folded(column) === '' || !places.has(folded(field)))
        throw new DeskError(said`--map ${quoted(one)} names no field.`, {
          kind: 'usage',
          hint: said`Give FIELD=COLUMN, such as text=Memo. Fields: ${own(Object.keys(names).join(', '))}.`,
        });
      return [folded(column), { field, column, isMet: false }];
    }),
  );
}

/** A mistake in one record; never leaves this file. */
class Slip extends Error {}

/**
 * A record with named fields as a draft; fields of other names go to `extra`. Gives a fault, with the field and what is wrong,
 * for one that has neither text nor anything it could be called.
 */
export function readNamedRecord(
  line: number,
  record: ReadonlyMap<string, unknown>,
  source: Pick<Source, 'dates' | 'fieldNames'>,
): ReadRecord {
  try {
    return readDraft(line, new Map(record), source);
  } catch (error) {
    if (!(error instanceof Slip)) throw error;
    return { fault: { line, reason: error.message, text: JSON.stringify(Object.fromEntries(record)).slice(0, 200) } };
  }
}

function readDraft(
  line: number,
  record: Map<string, unknown>,
  source: Names & Pick<Source, 'dates'>,
): { draft: Draft; warnings: RecordWarning[] } {
  const all = [...record];
  const given = takeFields(record, source);
  const printed = textOf(given, 'body') ?? '';
  const body = printed.trim() === '' ? '' : printed;
  if (body === '') {
    // A text field that is there and empty says that the text was withheld, which is news in itself.
    const isWithheld = all.some(([key, value]) => isBlank(value) && fieldCalled(key, source) === 'body');
    if (!isWithheld) throw new Slip(`no text (no field ${names.body.slice(0, 3).join(', ')})`);
    if ((given.id ?? given.ref ?? given.number) === undefined) throw new Slip('no text, and neither id nor ref');
  }
  const id = textOf(given, 'id', true);
  const number = textOf(given, 'number', true);
  const ref = textOf(given, 'ref', true);
  const { when, warnings } = dateOf(given, source.dates);
  const draft: Draft = { line, body, extra: extraOf(record), ...when };
  if (id !== undefined) draft.id = id;
  if (ref !== undefined) draft.ref = ref;
  if (number !== undefined && number !== ref) draft.number = number;
  const destination = listOf(given, 'destination');
  if (destination.length > 0) draft.destination = destination.join('; ');
  for (const name of ['origin', 'subject', 'title', 'marking', 'type', 'lang', 'header'] as const) {
    const text = textOf(given, name);
    if (text !== undefined && text.trim() !== '') draft[name] = text;
  }
  for (const [name, separator] of [
    ['info', /;/],
    ['subjectCodes', /[;,]/],
    ['refs', /[;|]/],
  ] as const) {
    const all = listOf(given, name, separator);
    const list = name === 'refs' ? all.flatMap(refsIn) : all;
    if (list.length > 0) draft[name] = list;
  }
  return { draft, warnings };
}

/** One entry of a list of refs may hold several, as archives print them: `(A) STATE 53203; (B) LA PAZ 1617`. */
function refsIn(entry: string): string[] {
  const refs = readRefs([entry]).filter((one) => /[\p{L}\p{N}]/u.test(one));
  return /^\(?[A-Z0-9][).] /.test(entry) || (refs.length > 1 && refs.every((one) => /\d/.test(one))) ? refs : [entry];
}

type Field = { key: string; value: unknown; rank: number };
type Given = { [name in Name]?: Field };

/** Takes the known fields out of the record; `null`, '' and [] mean "unknown" and count as absent. */
function takeFields(record: Map<string, unknown>, source: Names): Given {
  const given: Given = {};
  for (const [key, value] of record) {
    if (value === undefined || isUnknown(value)) continue;
    const place = placeOf(key, source);
    if (place === undefined) continue;
    const { field, rank } = place;
    const other = given[field];
    if (other === undefined || rank < other.rank || (rank === other.rank && field === 'body' && lengthOf(value) > lengthOf(other.value)))
      given[field] = { key, value, rank };
  }
  for (const { key } of Object.values(given)) record.delete(key);
  return given;
}

/** A summary in `body` beside the whole text in `text`: the longer one is the cable's. */
const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

const isBlank = (value: unknown): boolean => value === null || (typeof value === 'string' && value.trim() === '');

function isUnknown(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function textOf(given: Given, name: Name, numbersToo = false): string | undefined {
  const field = given[name];
  if (field === undefined) return undefined;
  if (typeof field.value === 'string') return field.value.toWellFormed();
  if (numbersToo && typeof field.value === 'number') return String(field.value);
  throw wrongType(field, 'text');
}

/** A list of texts; one text is a list of one, or of several where the separator stands in it. */
function listOf(given: Given, name: Name, separator?: RegExp): string[] {
  const field = given[name];
  if (field === undefined) return [];
  const { value } = field;
  const all: unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? separator
        ? value.split(separator)
        : [value]
      : [undefined];
  return all
    .map((one) => {
      if (typeof one !== 'string') throw wrongType(field, 'text or a list of texts');
      return one.toWellFormed().trim();
    })
    .filter((one) => one !== '');
}

function dateOf(given: Given, dates: DateReader): ReturnType<typeof readWhen> {
  const datetime = textOf(given, 'datetime', true);
  const printed = textOf(given, 'date', true);
  const { when, warnings } = readWhen(dates, printed ?? datetime ?? '');
  const at = printed === undefined ? (when.datetime ?? datetime) : (datetime ?? when.datetime);
  return { when: { ...when, ...(at === undefined ? {} : { datetime: at }) }, warnings };
}

function extraOf(record: Map<string, unknown>): Record<string, unknown> {
  // Copying the object would turn a `__proto__` field into its prototype.
  return Object.fromEntries([...record].filter(([key, value]) => key !== '__proto__' && !isUnknown(value)));
}

function wrongType({ key, value }: Field, wanted: string): Slip {
  return new Slip(`${key} is ${kindOf(value)}, expected ${wanted}`);
}

/** A value in words, for messages: `a list`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `text ("${value.slice(0, 40)}")`;
  return typeof value === 'number' || typeof value === 'boolean' ? `a ${typeof value} (${value})` : 'of an unknown kind';
}

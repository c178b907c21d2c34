import type { Draft } from '../../cables/draft.ts';
import { readWhen, type DateReader } from './dates.ts';
import type { ReadRecord, RecordWarning, Source } from './format.ts';
import { readRefs } from './telegram/lists.ts';

/** Records whose fields have names, from JSON or a table with a header, as drafts. */

/**
 * The names under which records call a field, the likeliest first. Of several in one record the first counts (of
 * several texts the longest) and the others stay in `extra` under their own names. Names are compared without case.
 */
const names = {
  id: ['id', '_id', 'uuid', 'doc_id', 'document_id'],
  ref: ['ref', 'reference', 'reference_id', 'ref_id'],
  number: ['number'],
  date: ['date'],
  datetime: ['datetime'],
  origin: ['origin', 'from', 'sender'],
  destination: ['destination', 'to', 'recipients'],
  info: ['info'],
  subject: ['subject'],
  title: ['title'],
  marking: ['classification', 'marking'],
  subjectCodes: ['tags', 'subjectcodes', 'codes'],
  refs: ['refs'],
  type: ['doc_type', 'type'],
  lang: ['lang', 'language'],
  header: ['header'],
  body: ['body', 'text', 'content'],
} as const satisfies Record<keyof Omit<Draft, 'line' | 'extra' | 'name'>, readonly string[]>;

type Name = keyof typeof names;

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
    return readDraft(line, new Map([...record].map(([key, value]) => [source.fieldNames.get(key) ?? key, value])), source.dates);
  } catch (error) {
    if (!(error instanceof Slip)) throw error;
    return { fault: { line, reason: error.message, text: JSON.stringify(Object.fromEntries(record)).slice(0, 200) } };
  }
}

function readDraft(line: number, record: Map<string, unknown>, dates: DateReader): { draft: Draft; warnings: RecordWarning[] } {
  // A text field that is there and empty says that the text was withheld, which is news in itself.
  const isWithheld = names.body.some((name) => [...record].some(([key, value]) => key.toLowerCase() === name && isBlank(value)));
  const given = takeFields(record);
  const body = textOf(given, 'body')?.trimEnd() ?? '';
  if (body.trim() === '' && !(isWithheld && (given.id ?? given.ref ?? given.number) !== undefined))
    throw new Slip(isWithheld ? 'no text, and neither id nor ref' : `no text (no field ${names.body.join(', ')})`);
  const id = textOf(given, 'id', true);
  const number = textOf(given, 'number', true);
  const ref = textOf(given, 'ref', true);
  const { when, warnings } = dateOf(given, dates);
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
    ['refs', /;/],
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

type Given = { [name in Name]?: { key: string; value: unknown } };

/** Takes the known fields out of the record; `null`, '' and [] mean "unknown" and count as absent. */
function takeFields(record: Map<string, unknown>): Given {
  const given: Given = {};
  const keys = new Map([...record.keys()].reverse().map((key) => [key.toLowerCase(), key]));
  for (const name of Object.keys(names) as Name[]) {
    const candidates = names[name].flatMap((known) => {
      const key = keys.get(known) ?? '';
      const value = record.get(key);
      return value === undefined || isUnknown(value) ? [] : [{ key, value }];
    });
    const chosen = name === 'body' ? longest(candidates) : candidates[0];
    if (chosen === undefined) continue;
    given[name] = chosen;
    record.delete(chosen.key);
  }
  return given;
}

/** A summary in `body` beside the whole text in `text`: the longer one is the cable's. */
const longest = <T extends { value: unknown }>(candidates: readonly T[]): T | undefined => {
  const lengthOf = ({ value }: T): number => (typeof value === 'string' ? value.length : 0);
  return candidates.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
};

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

function wrongType(field: { key: string; value: unknown }, wanted: string): Slip {
  return new Slip(`${field.key} is ${kindOf(field.value)}, expected ${wanted}`);
}

/** A value in words, for messages: `a list`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `text ("${value.slice(0, 40)}")`;
  return typeof value === 'number' || typeof value === 'boolean' ? `a ${typeof value} (${value})` : 'of an unknown kind';
}

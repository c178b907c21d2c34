import { readDate } from '../../language/printed-date.ts';
import type { Draft } from '../../cables/draft.ts';
import type { Format, ReadRecord, Source } from './format.ts';
import { cutObjects, readJson } from './json.ts';
import { readRefs } from './telegram/lists.ts';

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
 * JSON Lines: one record a line, with the fields above; every other field goes to `extra`. A file that is one JSON array,
 * or objects printed over several lines, is read too, up to the size of one document.
 */
export const jsonl: Format = {
  name: 'jsonl',
  description: 'JSON Lines (one record a line)',

  recognise(source: Source): number {
    const start = source.head.slice(0, 4096).trimStart();
    if (/^\{\s{0,200}("|\})/.test(start)) return 0.95;
    if (/^\[\s{0,200}[{\]]/.test(start)) return 0.9;
    // A first record that is broken is still one of JSON Lines when its name says so or others follow.
    if (start.startsWith('{') && (/\.(jsonl|ndjson|json)(\.gz)?$/i.test(source.path) || /\n\s{0,200}\{"/.test(source.head))) return 0.8;
    return 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const records = isWholeDocument(source.head) ? readObjects(source) : readLines(source);
    yield* withoutRowNumbers(records);
  },
};

async function* readObjects(source: Source): AsyncGenerator<ReadRecord> {
  let any = false;
  for (const { line, text } of cutObjects(await source.whole())) {
    any = true;
    yield readRecord(line, text);
  }
  if (!any) yield { fault: { line: 1, reason: 'a JSON array without a record', text: source.head.slice(0, 200) } };
}

async function* readLines(source: Source): AsyncGenerator<ReadRecord> {
  for await (const entry of source.lines()) {
    if ('fault' in entry) yield entry;
    else if (entry.text.trim() !== '') yield readRecord(entry.line, entry.text);
  }
}

/** Records by which it is told whether ids are row numbers. */
const looked = 50;

/**
 * Ids that only number the records of a file are no ids: they run 1, 2, 3 ... through it, and one more record at its
 * beginning would give each to its neighbour.
 */
async function* withoutRowNumbers(records: AsyncIterable<ReadRecord>): AsyncGenerator<ReadRecord> {
  let first: ReadRecord[] | undefined = [];
  let areRows = false;
  for await (const record of records) {
    if (first === undefined) {
      yield areRows ? withRow(record) : record;
      continue;
    }
    first.push(record);
    if (first.length < looked) continue;
    areRows = areRowNumbers(first);
    yield* areRows ? first.map(withRow) : first;
    first = undefined;
  }
  if (first !== undefined) yield* areRowNumbers(first) ? first.map(withRow) : first;
}

function areRowNumbers(records: readonly ReadRecord[]): boolean {
  const ids = records.flatMap((record, i) => ('draft' in record ? [{ i, id: record.draft.id ?? '' }] : []));
  const [start] = ids;
  if (start === undefined || !ids.every(({ id }) => /^\d{1,8}$/.test(id))) return false;
  const isRun = ids.every(({ i, id }) => Number(id) - i === Number(start.id) - start.i);
  // A part of a longer list begins anywhere, but two numbers in a row may be chance.
  return isRun && (Number(start.id) - start.i <= 1 || ids.length > 2);
}

function withRow(record: ReadRecord): ReadRecord {
  if (!('draft' in record) || record.draft.id === undefined) return record;
  const { id: _row, ...draft } = record.draft;
  return { draft };
}

/** An array, or an object whose first line does not hold it all: such a file cannot be read line by line. */
function isWholeDocument(head: string): boolean {
  const start = head.trimStart();
  if (start.startsWith('[')) return true;
  const end = start.indexOf('\n');
  const first = end === -1 ? start : start.slice(0, end);
  return /^\{\s{0,200}$/.test(first) || (/^\{\s{0,200}"[^"]{0,100}"\s{0,20}:/.test(first) && /[,[{]\s{0,200}$/.test(first) && end !== -1);
}

function readRecord(line: number, text: string): ReadRecord {
  const fault = (reason: string): ReadRecord => ({ fault: { line, reason, text: text.slice(0, 200) } });
  const json = readJson(text);
  if ('reason' in json) return fault(json.reason);
  const { value } = json;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fault(`a record must be an object {...}, this is ${kindOf(value)}`);
  try {
    return { draft: readDraft(line, new Map(Object.entries(value))) };
  } catch (error) {
    if (error instanceof Slip) return fault(error.message);
    throw error;
  }
}

function readDraft(line: number, record: Map<string, unknown>): Draft {
  const given = takeFields(record);
  const body = textOf(given, 'body');
  if (body === undefined || body.trim() === '') {
    const looked = given.body === undefined ? `no field ${names.body.join(', ')}` : `${given.body.key} is empty`;
    throw new Slip(`no text (${looked})`);
  }
  const id = textOf(given, 'id', true);
  const number = textOf(given, 'number', true);
  const ref = textOf(given, 'ref', true);
  const when = dateOf(given);
  const draft: Draft = { line, body, extra: extraOf(record) };
  if (id !== undefined) draft.id = id;
  if (ref !== undefined) draft.ref = ref;
  if (number !== undefined && number !== ref) draft.number = number;
  if (when.date !== undefined) draft.date = when.date;
  if (when.datetime !== undefined) draft.datetime = when.datetime;
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
  return draft;
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

function dateOf(given: Given): { date?: string; datetime?: string } {
  const datetime = textOf(given, 'datetime');
  const printed = textOf(given, 'date', true);
  const read = printed === undefined ? undefined : readDate(printed);
  if (read === undefined) return datetime === undefined ? {} : { datetime, ...dayOf(datetime) };
  if ('reason' in read) throw new Slip(read.reason);
  const at = datetime ?? read.datetime;
  return at === undefined ? { date: read.date } : { date: read.date, datetime: at };
}

/** The day of an ISO `datetime` where the record has no `date`; any other way of writing it is kept as printed only. */
function dayOf(datetime: string): { date?: string } {
  if (!/^\d{4}-\d{2}/.test(datetime)) return {};
  const read = readDate(datetime);
  if ('reason' in read) throw new Slip(read.reason);
  return { date: read.date };
}

function extraOf(record: Map<string, unknown>): Record<string, unknown> {
  // Copying the object would turn a `__proto__` field into its prototype.
  return Object.fromEntries([...record].filter(([key, value]) => key !== '__proto__' && !isUnknown(value)));
}

function wrongType(field: { key: string; value: unknown }, wanted: string): Slip {
  return new Slip(`${field.key} is ${kindOf(field.value)}, expected ${wanted}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `text ("${value.slice(0, 40)}")`;
  return typeof value === 'number' || typeof value === 'boolean' ? `a ${typeof value} (${value})` : 'of an unknown kind';
}

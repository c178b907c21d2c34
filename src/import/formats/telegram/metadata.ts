import { partialDate } from '../../../language/partial-date.ts';
import { readMessageLine } from './message-line.ts';

/** What a collection says of a cable in lines before its text: Reference ID, Created, Classification, Origin. */
export type Metadata = {
  id: string;
  date?: string;
  marking?: string;
  origin?: string;
  subject?: string;
  /** Where these lines end. */ end: number;
};

const number = /^\d{2}[A-Z][A-Z0-9&.'_-]{1,40}\d$/;
const names = new Map([
  ['reference id', 'id'],
  ['created', 'date'],
  ['date', 'date'],
  ['released', 'released'],
  ['classification', 'marking'],
  ['origin', 'origin'],
  ['subject', 'subject'],
  ['tags', 'tags'],
]);
const pair = /^\s*([A-Za-z]{4,14}(?: ID)?)(?:\s*:\s*|\t+| {2,})(\S.*)$/;
const place = /^(?:Embassy|Consulate|Mission|US(?:UN| )|American |Secretary |REO |Department )/i;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Reads such lines where they begin at `at`: as `Reference ID: 66ASUNCION2481` and so on, as a table with a row of headings,
 * or bare (number, subject, date, classification, embassy). Undefined for anything else.
 */
export function readMetadata(lines: readonly string[], at: number): Metadata | undefined {
  const first = (lines[at] ?? '').trim();
  if (number.test(first)) return bare(lines, at);
  if (!/^(?:cable )?reference id\b/i.test(first)) return undefined;
  return paired(lines, at) ?? table(lines, at);
}

function bare(lines: readonly string[], at: number): Metadata | undefined {
  let end = at + 1;
  while (end < at + 10 && (lines[end] ?? '').trim() !== '') end += 1;
  const block = lines.slice(at + 1, end).map((line) => line.trim());
  const values = new Map([['id', (lines[at] ?? '').trim()]]);
  for (const line of block) {
    const name =
      dateOf(line) !== undefined
        ? 'date'
        : /^[A-Z/ ]+$/.test(line) && readMessageLine(line) !== undefined
          ? 'marking'
          : place.test(line)
            ? 'origin'
            : 'subject';
    if (!values.has(name)) values.set(name, line);
  }
  return values.has('date') && (values.has('marking') || values.has('origin')) ? metadata(values, end) : undefined;
}

function paired(lines: readonly string[], at: number): Metadata | undefined {
  const values = new Map<string, string>();
  let end = at;
  for (; end < at + 12; end += 1) {
    const found = pair.exec(lines[end] ?? '');
    const name = names.get((found?.[1] ?? '').toLowerCase());
    if (found === null || name === undefined) break;
    values.set(name, (found[2] ?? '').trim());
  }
  return values.size >= 3 && number.test(values.get('id') ?? '') ? metadata(values, end) : undefined;
}

/** The headings in one line or one below another, then as many values. */
function table(lines: readonly string[], at: number): Metadata | undefined {
  const headings: string[] = [];
  const values = new Map<string, string>();
  let end = at;
  for (; end < at + 24 && (headings.length === 0 || values.size < headings.length); end += 1) {
    for (const cell of (lines[end] ?? '').split(/\t|\||\s{2,}/).map((text) => text.trim())) {
      if (cell === '') continue;
      const name = names.get(cell.toLowerCase());
      if (name !== undefined && values.size === 0) headings.push(name);
      else if (values.size < headings.length) values.set(headings[values.size] ?? '', cell);
    }
  }
  return headings.length >= 3 && values.size === headings.length && number.test(values.get('id') ?? '') ? metadata(values, end) : undefined;
}

function metadata(values: ReadonlyMap<string, string>, end: number): Metadata {
  const found: Metadata = { id: values.get('id') ?? '', end };
  const date = dateOf(values.get('date') ?? '');
  if (date !== undefined) found.date = date;
  for (const name of ['marking', 'origin', 'subject'] as const) {
    const value = values.get(name);
    if (value !== undefined && value !== '') found[name] = value;
  }
  return found;
}

/** The day of `1966-12-28 18:06` or `Thu Apr 27 00:00:00 +0200 2000`. */
function dateOf(text: string): string | undefined {
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{1,2}:\d{2}.{0,12})?$/.exec(text);
  if (iso !== null) return partialDate(iso[1] ?? '');
  const long = /^[A-Z][a-z]{2},? ([A-Z][a-z]{2}) (\d{1,2}) [\d:]{5,8} \S{1,6} (\d{4})$/.exec(text);
  const month = months.indexOf(long?.[1] ?? '') + 1;
  return long === null || month === 0 ? undefined : partialDate(`${long[3]}-${month}-${long[2]}`);
}

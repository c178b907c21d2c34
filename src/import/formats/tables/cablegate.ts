import type { Draft } from '../../../cables/draft.ts';
import { readWhen, type DateReader } from '../dates.ts';
import type { Format, ReadRecord, Source } from '../format.ts';
import { readBareHeader, readHeader } from '../telegram/header.ts';
import { readCodes } from '../telegram/lists.ts';
import { readRows, type TableRow } from './rows.ts';

/** The columns of the table, which has no row of names. */
const columns = 8;

const start = /^"?\d{1,8}"?,"?\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}(?::\d{2})?"?,"?[^",\s]{3,40}"?,/m;
const printedDate = /^(\d{1,2})\/(\d{1,2})\/(\d{4})( \d{1,2}:\d{2}(?::\d{2})?)?$/;

/**
 * The table in which the Cablegate cables went round: number, date (month first), ref, sender, classification, refs with `|`
 * between them, header, text. One row, one cable, whatever stands in its text.
 */
export const cablegate: Format = {
  name: 'cablegate',
  description: 'the Cablegate table (CSV of 8 columns)',

  recognise: ({ head }: Source): number => (start.test(head) ? 1 : 0),

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    for await (const row of readRows(source.lineGroups(), { separator: ',', hasBackslashes: true, hasNames: false }, whyNot))
      yield 'fault' in row ? row : readCable(row, source.dates);
  },
};

function whyNot(cells: readonly string[]): string | undefined {
  if (cells.length !== columns) return `${cells.length} cells, expected ${columns}`;
  const [number = '', date = '', ref = ''] = cells;
  if (!/^\d{1,8}$/.test(number) || (date !== '' && !printedDate.test(date)) || !/^\S{3,40}$/.test(ref))
    return `no row of a number, a date and a ref: ${[number, date, ref].map((cell) => cell.slice(0, 30)).join(', ')}`;
  return undefined;
}

/** The number of the row says nothing of the cable, and another edition gives it to another one. */
function readCable({ line, cells }: TableRow, dates: DateReader): ReadRecord {
  const [, printed = '', ref = '', origin = '', marking = '', refs = '', header = '', text = ''] = cells;
  const [, month = '', day = '', year = '', time = ''] = printedDate.exec(printed) ?? [];
  const { when, warnings } = readWhen(dates, printed === '' ? '' : `${year}-${month}-${day}${time}`);
  const draft: Draft = { line, type: 'telegram', ref, body: text.trimEnd(), ...when };
  if (printed !== '') draft.datetime = printed;
  if (origin !== '') draft.origin = origin;
  if (marking !== '') draft.marking = marking;
  if (header.trim() !== '') draft.header = header.trimEnd();
  const cited = refs
    .split('|')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (cited.length > 0) draft.refs = cited;
  return { draft: { ...draft, ...fromHeader(header, text) }, warnings };
}

/** Beyond this no header goes on. */
const longestHeader = 16_000;

/** Addressees, subject and codes, which have no columns of their own. No line of the text is an addressee. */
function fromHeader(header: string, text: string): Partial<Draft> {
  const above = header.trimEnd().split('\n');
  const below = text.slice(0, longestHeader).split('\n');
  const { to = [], info = [] } = readHeader(above) ?? {};
  const { subject = '', tags = '' } = readBareHeader(below) ?? readHeader([...above, ...below]) ?? {};
  const { codes } = readCodes(tags);
  return {
    ...(to.length === 0 ? {} : { destination: to.join('; ') }),
    ...(info.length === 0 ? {} : { info }),
    ...(subject === '' ? {} : { subject }),
    ...(codes.length === 0 ? {} : { subjectCodes: codes }),
  };
}

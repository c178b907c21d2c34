import { zip } from '../archives/zip.ts';
import type { Format, ReadRecord, Source } from '../format.ts';
import { whatBroke } from '../refused.ts';
import { withoutRowNumbers } from '../row-numbers.ts';
import { keysOf, readRow, whyNoTable } from './columns.ts';

/** Bytes of a workbook, unpacked: it is held in memory. */
const mostBytes = 300 * 1024 * 1024;

/** Places beyond row 1,999,999 and column ZZZZ; a sheet ends at XFD1048576. */
const outside = /<(?:\w+:)?(?:row|c)\s[^>]{0,200}?\br="([A-Z]{5,}\d*|[A-Z]{0,3}(?:\d{8,}|[2-9]\d{6}))"/;

/** A workbook of Excel: each sheet a table whose first row names its columns. One row, one document. */
export const xlsx: Format = {
  name: 'xlsx',
  description: 'Excel workbook (.xlsx)',
  isHeavy: true,

  recognise({ start }: Source): number {
    const bytes = Buffer.from(start);
    const [magic, first] = [bytes.toString('latin1', 0, 4), bytes.toString('latin1', 30, 60)];
    return magic === 'PK\x03\x04' && /^(?:\[Content_Types\]|_rels\/|docProps\/|xl\/)/.test(first) && bytes.includes('xl/') ? 0.95 : 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    // The archive first, with the limits that go for archives.
    let size = 0;
    for await (const entry of zip.read(source)) {
      if ('fault' in entry) {
        yield entry;
        return;
      }
      if (!('inner' in entry)) continue;
      const { name, bytes } = entry.inner;
      size += bytes.length;
      const [, place] = name.startsWith('xl/worksheets/') ? (outside.exec(Buffer.from(bytes).toString('latin1')) ?? []) : [];
      if (place !== undefined) {
        // The reader would fill all that lies before it.
        yield faultOf(0, `a cell is at ${place.slice(0, 20)}, where no sheet has one. Is it damaged?`);
        return;
      }
      if (size <= mostBytes) continue;
      yield faultOf(0, `it unpacks to more than ${mostBytes / 1024 / 1024} MB. Save its sheets as CSV first`);
      return;
    }
    const sheets = await readSheets(source);
    if (typeof sheets === 'string') yield faultOf(0, sheets);
    else if (sheets.every(({ rows }) => rows.length === 0)) yield faultOf(0, 'a workbook without a cell that holds something');
    else for (const sheet of sheets) if (sheet.rows.length > 0) yield* withoutRowNumbers(readSheet(sheet, sheets.length > 1, source));
  },
};

const faultOf = (line: number, reason: string, text = ''): ReadRecord => ({ fault: { line, reason, text: text.slice(0, 200) } });

type Sheet = { name: string; rows: string[][] };

/** The sheets, or why there are none. */
async function readSheets(source: Source): Promise<Sheet[] | string> {
  // Loaded on first use: it takes an eighth of a second, which would slow down every start.
  const { default: readWorkbook } = await import('read-excel-file/node');
  try {
    const sheets = await readWorkbook(Buffer.from(await source.bytes()), { trim: false, parseNumber: asWritten });
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map((row) => row.map(asText)) }));
  } catch (error) {
    return whatBroke(error);
  }
}

/** A number as a table shows it; one with more digits than a number holds as it is written. */
const asWritten = (written: string): string => (/\d{16}/.test(written) && /^\d+$/.test(written) ? written : String(Number(written)));

function asText(cell: unknown): string {
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime())
      ? ''
      : cell
          .toISOString()
          .replace(/T00:00:00\.000Z$/, '')
          .replace(/:\d\d\.\d{3}Z$/, '')
          .replace('T', ' ');
  return typeof cell === 'string' ? cell : typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}

async function* readSheet({ name, rows }: Sheet, isOneOfSeveral: boolean, source: Source): AsyncGenerator<ReadRecord> {
  const at = rows.findIndex((row) => row.some((cell) => cell.trim() !== ''));
  const named = rows[at] ?? [];
  const header = named.slice(0, named.findLastIndex((cell) => cell.trim() !== '') + 1);
  const place = isOneOfSeveral ? `sheet "${name.slice(0, 60)}": ` : '';
  const reason = whyNoTable(header, source);
  if (reason !== undefined) {
    yield faultOf(at + 1, `${place}${reason}`, header.join(', '));
    return;
  }
  const keys = keysOf(header);
  let isEmpty = true;
  for (const [i, cells] of rows.entries()) {
    if (i <= at || cells.every((cell) => cell.trim() === '')) continue;
    isEmpty = false;
    const many = cells.findLastIndex((cell) => cell !== '') + 1;
    if (many > keys.length) {
      yield faultOf(i + 1, `${place}${many} cells, where the first row names ${keys.length} columns`, cells.join(', '));
      continue;
    }
    const read = readRow(i + 1, keys, cells, source);
    if ('draft' in read && isOneOfSeveral) yield { ...read, draft: { ...read.draft, extra: { ...read.draft.extra, sheet: name } } };
    else yield 'fault' in read ? faultOf(i + 1, `${place}${read.fault.reason}`, read.fault.text) : read;
  }
  if (isEmpty) yield faultOf(at + 1, `${place}column names, but no rows`);
}

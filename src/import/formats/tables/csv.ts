import type { Format, ReadRecord, Source } from '../format.ts';
import { withoutRowNumbers } from '../row-numbers.ts';
import { CellCutter, mostColumns, type Dialect } from './cells.ts';
import { keysOf, knownColumns, readRow, whyNoTable } from './columns.ts';
import { readRows, wholeRows } from './rows.ts';

/**
 * A table whose first row names its columns, parted by commas, semicolons, tabs or bars. One row, one document, with the names of
 * fields as in JSON Lines.
 */
export const csv: Format = {
  name: 'csv',
  description: 'table with a row of names (CSV, TSV)',

  recognise(source: Source): number {
    const table = findTable(source);
    if (table === undefined) return 0;
    const { header, known, hasText, rows, alike } = table;
    if (hasText && known >= 2) return 1;
    if (hasText && alike > 0 && alike * 2 >= rows) return 0.9;
    const isNamed = /\.(?:csv|tsv|tab)(?:\.gz)?$/i.test(source.path);
    const isTable = alike >= 3 && alike === rows && header.length >= 3 && header.every((name) => /^\s*\p{L}.{0,60}$/u.test(name));
    return isNamed || isTable ? 0.6 : 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const table = findTable(source);
    if (table !== undefined) yield* withoutRowNumbers(readTable(source, table));
  },
};

async function* readTable(source: Source, { dialect, header }: Table): AsyncGenerator<ReadRecord> {
  const fault = (reason: string): ReadRecord => ({ fault: { line: 1, reason, text: source.head.slice(0, 200) } });
  const reason = whyNoTable(header, source);
  if (reason !== undefined) {
    yield fault(reason);
    return;
  }
  const keys = keysOf(header);
  const whyNot = ({ length }: readonly string[]): string | undefined =>
    length === keys.length ? undefined : `${length} cells, where the first row names ${keys.length} columns`;
  const names = JSON.stringify(header);
  let [isBelow, isEmpty] = [false, true];
  for await (const row of readRows(source.lineGroups(), dialect, whyNot)) {
    if ('cells' in row && !isBelow && JSON.stringify(row.cells) === names) {
      isBelow = true;
      continue;
    }
    isEmpty = false;
    yield 'fault' in row ? row : readRow(row.line, keys, row.cells, source);
  }
  if (isEmpty) yield fault('a table with column names but no rows');
}

/** `known`: columns of a name that we know. `alike`: rows with as many cells as there are names. */
type Table = { dialect: Dialect; header: string[]; known: number; hasText: boolean; rows: number; alike: number };

const dialects: readonly Dialect[] = [',', ';', '\t', '|'].flatMap((separator) =>
  [false, true].map((hasBackslashes) => ({ separator, hasBackslashes, hasNames: true })),
);

/** The table that a head begins, as it makes the most sense; undefined when its first line does not name columns. */
function findTable(source: Source): Table | undefined {
  const lines = source.head.split(/\r\n|\r|\n/);
  // The last line may be cut off.
  if (source.start.length >= 64 * 1024 && lines.length > 1) lines.pop();
  return dialects
    .map((dialect) => tableOf(lines, dialect, source))
    .filter((table) => table !== undefined)
    .toSorted((a, b) => Number(b.hasText) - Number(a.hasText) || b.known - a.known || b.alike - a.alike || a.rows - b.rows)[0];
}

function tableOf(lines: readonly string[], dialect: Dialect, source: Source): Table | undefined {
  const cutter = new CellCutter(dialect);
  const state = cutter.add(lines.find((line) => line.trim() !== '') ?? '');
  const header = cutter.take();
  const isTooWide = typeof state === 'object' && header.length > mostColumns;
  if ((state !== 'whole' && !isTooWide) || header.length < 2 || (header.at(0)?.trim() === '' && header.at(-1)?.trim() === ''))
    return undefined;
  const rows = isTooWide ? [] : wholeRows(lines, dialect).slice(1);
  const alike = rows.filter(({ length }) => length === header.length).length;
  return { dialect, header, ...knownColumns(header, source), rows: rows.length, alike };
}

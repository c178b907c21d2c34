import type { ReadRecord, Source } from '../format.ts';
import { fieldCalled, readNamedRecord } from '../record.ts';
import { mostColumns } from './cells.ts';

/** What the names of columns say, whatever kind of file the table stands in. */

type Names = Pick<Source, 'fieldNames' | 'dates'>;

/** How many columns are known, and whether one of them is the text. */
export function knownColumns(header: readonly string[], source: Names): { known: number; hasText: boolean } {
  const fields = header.map((name) => fieldCalled(name, source));
  return { known: fields.filter((field) => field !== undefined).length, hasText: fields.includes('body') };
}

/** Why no rows are read below these names; undefined when they are. */
export function whyNoTable(header: readonly string[], source: Names): string | undefined {
  if (header.length > mostColumns) return `a table of more than ${mostColumns} columns. Was it turned on its side?`;
  if (knownColumns(header, source).hasText) return undefined;
  const shown = header.slice(0, 20).map((name) => name.trim().slice(0, 40));
  return `a table without a column of text: its columns are ${shown.join(', ')}${header.length > 20 ? ' ...' : ''}; say which it is with --map text=NAME`;
}

/** Names of columns as keys: the second of one name, and one without, are told apart. */
export function keysOf(header: readonly string[]): string[] {
  const taken = new Map<string, number>();
  return header.map((name, i) => {
    const key = name.trim() === '' ? `column ${i + 1}` : name.trim();
    const count = (taken.get(key) ?? 0) + 1;
    taken.set(key, count);
    return count === 1 ? key : `${key} (${count})`;
  });
}

/** One row as one document; blanks at the ends of cells are no part of them. */
export function readRow(line: number, keys: readonly string[], cells: readonly string[], source: Names): ReadRecord {
  return readNamedRecord(line, new Map(keys.map((key, i) => [key, (cells[i] ?? '').trimEnd()])), source);
}

import { stringify } from 'csv-stringify/sync';

/** Rows that are written before others get their turn. */
const rowsAtOnce = 200;

/**
 * A table as a CSV file: RFC 4180, in UTF-8 with a byte-order mark so that spreadsheets read it as such. A cell that a
 * spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line end) is given an apostrophe.
 */
export function stringifyTable(head: readonly string[], rows: readonly (readonly string[])[]): Uint8Array {
  return new TextEncoder().encode(stringify([head, ...rows], { bom: true, record_delimiter: 'windows', escape_formulas: true }));
}

/** The same for a table of thousands of rows: the event loop turns while it is written. */
export async function stringifyLongTable(head: readonly string[], rows: readonly (readonly string[])[]): Promise<Uint8Array> {
  const parts = [stringifyTable(head, [])];
  for (let i = 0; i < rows.length; i += rowsAtOnce) {
    parts.push(new TextEncoder().encode(stringify(rows.slice(i, i + rowsAtOnce), { record_delimiter: 'windows', escape_formulas: true })));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Buffer.concat(parts);
}

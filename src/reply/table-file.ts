import { stringify } from 'csv-stringify/sync';
import { replaceHidden, withLineFeeds } from '../language/hidden-characters.ts';

/** Rows written before yielding to the event loop. */
const rowsAtOnce = 200;

/**
 * Where a spreadsheet may see a formula begin: at the beginning of a cell and of each line in it, and behind a semicolon,
 * which separates cells where the comma is a decimal sign. White space and quotes before it do not help (OWASP, "CSV
 * Injection": = + - @, their full-width and small forms, and a line break as the first character).
 */
const formulaStart = /(?<=^|[\n;])(?=[[\s--\n]"“”„«»]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B])|^(?=\n)/gv;

/**
 * A table as a CSV file: RFC 4180, in UTF-8 with a byte-order mark so that spreadsheets read it as such. Whoever opens it
 * finds as many rows, no formula (an apostrophe stands before what could be one) and no hidden character but line feeds.
 */
export function stringifyTable(head: readonly string[], rows: readonly (readonly string[])[]): Uint8Array {
  return bytesOf(linesOf([head, ...rows]));
}

/** The same for thousands of rows, yielding to the event loop while it is written. */
export async function stringifyLongTable(head: readonly string[], rows: readonly (readonly string[])[]): Promise<Uint8Array> {
  const parts = [linesOf([head])];
  for (let i = 0; i < rows.length; i += rowsAtOnce) {
    parts.push(linesOf(rows.slice(i, i + rowsAtOnce)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return bytesOf(parts.join(''));
}

const bytesOf = (lines: string): Uint8Array => new TextEncoder().encode(`\uFEFF${lines}`);

// By default csv-stringify quotes only for the whole record delimiter: a lone line feed would end the row.
const linesOf = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((row) => row.map(harmless)),
    { record_delimiter: 'windows', quoted_match: /[",;\r\n]/ },
  );

/** Whether a cell is written as it is. What is to be typed again, such as a query, must not be changed. */
export const isHarmless = (cell: string): boolean => cell === harmless(cell);

const harmless = (cell: string): string =>
  replaceHidden(withLineFeeds(cell), () => '')
    .replaceAll('\t', ' ')
    .replaceAll(formulaStart, "'");

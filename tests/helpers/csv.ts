import { spawnSync } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import type { Reply } from '../../src/reply/reply.ts';

const python =
  'import csv, io, json, sys; json.dump(list(csv.reader(io.TextIOWrapper(sys.stdin.buffer, "utf-8-sig", newline=""), strict=True)), sys.stdout)';

/** The rows of a CSV file, its head first, as csv-parse reads them; where Python is there, its csv module must read the same. */
export function readTable(bytes: Uint8Array | undefined): string[][] {
  const rows: string[][] = parse(Buffer.from(bytes ?? []), { bom: true, record_delimiter: '\r\n' });
  const { error, status, stdout, stderr } = spawnSync('python3', ['-c', python], {
    input: bytes ?? '',
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error === undefined) {
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual(rows);
  }
  return rows;
}

/** The cells that a spreadsheet may run as a formula: one begins with the cell, a line of it, or behind a semicolon. */
export const formulasIn = (rows: readonly (readonly string[])[]): string[] =>
  rows
    .flat()
    .filter((cell) => /^[\t\r\n]/.test(cell) || cell.split(/[\n;]/).some((part) => /^[\s"“”„«»]*[=+\-@＝＋－＠﹦﹢﹣﹫]/u.test(part)));

/** The cells with a control character other than a line feed, a mark that turns the direction of writing, or half a character. */
export const hiddenIn = (rows: readonly (readonly string[])[]): string[] =>
  rows
    .flat()
    .filter((cell) => /[^\P{Cc}\n]|[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u.test(cell) || !cell.isWellFormed());

/** Reads a table as `readTable` does, and expects no formula and no hidden character in it. */
export function readHarmless(bytes: Uint8Array | undefined): string[][] {
  const rows = readTable(bytes);
  expect(formulasIn(rows)).toEqual([]);
  expect(hiddenIn(rows)).toEqual([]);
  return rows;
}

const rowsOf = ({ files = [] }: Reply): string[][] =>
  parse(Buffer.from(files.find(({ name }) => name.endsWith('.csv'))?.bytes ?? []), { bom: true, record_delimiter: '\r\n' });
const firstSearch = ([head = []]: readonly string[][]): number => head.findIndex((name) => /^search(?:$|: )/.test(name));

/** The numbers of an analysis as they stand in its file: the head, then the rows, without the searches. */
export function numbersOf(reply: Reply): string[][] {
  const rows = rowsOf(reply);
  return rows.map((cells) => cells.slice(0, firstSearch(rows)));
}

/** Each number of an analysis's file that has a column of searches, with its search, which may be empty. */
export function searchesOf(reply: Reply): { row: string; column: string; cables: number; query: string }[] {
  const rows = rowsOf(reply);
  const [head = []] = rows;
  const from = firstSearch(rows);
  return rows.slice(1).flatMap((cells) =>
    head.slice(from).map((name, i) => {
      const column =
        name === 'search'
          ? Math.max(
              1,
              ...['cables', 'cables here', 'cables with both']
                .map((one) => head.indexOf(one))
                .filter((at) => at > 0)
                .slice(-1),
            )
          : head.indexOf(name.slice('search: '.length));
      return {
        row: cells[0] ?? '',
        column: head[column] ?? '',
        cables: Number(cells[column]?.replaceAll(',', '')),
        query: cells[from + i] ?? '',
      };
    }),
  );
}

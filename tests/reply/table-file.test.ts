import { parse } from 'csv-parse/sync';
import { array, assert, constantFrom, oneof, property, string, uniqueArray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringifyLongTable, stringifyTable } from '../../src/reply/table-file.ts';
import { injections } from '../fixtures/injection.ts';
import { formulasIn, hiddenIn, readHarmless } from '../helpers/csv.ts';

const numRuns = process.env['CABLEDESK_LONG'] === '1' ? 20_000 : 100;

/** Without Python: hundreds of tables would start it hundreds of times. */
const parsed = (bytes: Uint8Array): string[][] => parse(Buffer.from(bytes), { bom: true, record_delimiter: '\r\n' });
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
/** A cell as it is read again. */
const cellOf = (cell: string): string | undefined => parsed(stringifyTable(['a'], [[cell]]))[1]?.[0];
/** Letters and digits in order, whatever their normal form, but for those that draw nothing. */
const alphanumerics = (text: string): string =>
  (text.normalize('NFD').match(/[[\p{L}\p{N}]--[\p{Default_Ignorable_Code_Point}\u{13441}\u{13442}]]+/gv) ?? []).join('');

test('writes RFC 4180 with a byte-order mark, and quotes where it must', () => {
  const rows = [
    ['plain', 'a,b', 'a"b'],
    ['a;b', 'two\nlines', ' '],
    ['', 'two\r\nlines', 'é'],
  ];
  expect(textOf(stringifyTable(['x', 'y', 'z'], rows))).toBe(
    '\uFEFFx,y,z\r\nplain,"a,b","a""b"\r\n"a;b","two\nlines", \r\n,"two\nlines",é\r\n',
  );
});

describe('formulas', () => {
  test.each([
    ['=1', "'=1"],
    ['LIMITE\n@SUM(1)', "LIMITE\n'@SUM(1)"],
    ['a\r\n+1\r-2', "a\n'+1\n'-2"],
    ['\u200B =1', "' =1"],
    ['\t=1', "' =1"],
    ['\r=1', "'\n'=1"],
    ['"=1"', `'"=1"`],
    ['a\n “ \u00A0＠x', "a\n' “ \u00A0＠x"],
    ['a";=1+1;"', `a";'=1+1;"`],
    ['a\u202Eb\n\n\n\nc', 'ab\n\n\n\nc'],
    ['a - b = c @ d, -5', 'a - b = c @ d, -5'],
    ['می\u200Cخواهم ❤️', 'می\u200Cخواهم ❤️'],
    ["'=1", "'=1"],
  ])('%j is written as %j', (cell, read) => expect(cellOf(cell)).toBe(read));

  test('the checks of these tests find a formula and a hidden character where there is one', () => {
    const alive = ['=1', ' +1', 'a\n-1', '"@x', 'a; =1', '\ta', '＝1'];
    expect(formulasIn([alive])).toEqual(alive);
    const hidden = ['a\u202E', '\u0000', 'a\tb', '\u0085', '\uD800'];
    expect(hiddenIn([hidden])).toEqual(hidden);
  });
});

test('the corpus of injections: as many rows, no formula, nothing hidden, and every letter still there', () => {
  const cells = injections.flatMap(({ text }) => [text, `  ${text}`, `"${text}`, `LIMITE\n${text}`, `a, b; ${text}`]);
  const rows = readHarmless(
    stringifyTable(
      ['first', 'second'],
      cells.map((cell) => [cell, 'x']),
    ),
  );
  expect(rows).toHaveLength(cells.length + 1);
  expect(rows.slice(1).map(([cell = '', second]) => [alphanumerics(cell), second])).toEqual(
    cells.map((cell) => [alphanumerics(cell), 'x']),
  );
});

test('any text: as many rows and columns, no formula, nothing hidden, and every letter and line still there', () => {
  const sharp = constantFrom(
    ...'"\',;=+-@\n\r\t\v \u0085\u2028\u00A0\u200B\u202E\u2066\u0000\uFEFF\uD800\uFF1D“x'.split(''),
    '\r\n',
    '"\n',
    '";',
    '字',
    '❤️',
  );
  const cell = oneof(
    array(sharp, { maxLength: 20 }).map((parts) => parts.join('')),
    string({ unit: 'binary', maxLength: 30 }),
  );
  const cells = uniqueArray(cell, { minLength: 1, maxLength: 12 });
  assert(
    property(cells, (texts) => {
      const rows = parsed(
        stringifyTable(
          ['a', 'b'],
          texts.map((text) => [text, text]),
        ),
      );
      expect(formulasIn(rows)).toEqual([]);
      expect(hiddenIn(rows)).toEqual([]);
      expect(rows.slice(1).map((row) => row.map(alphanumerics))).toEqual(texts.map((text) => [alphanumerics(text), alphanumerics(text)]));
      const lines = (text: string): number => text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).length;
      expect(rows.slice(1).map(([first = '']) => lines(first))).toEqual(texts.map(lines));
    }),
    { numRuns },
  );
});

test('a long table is the same, byte for byte', async () => {
  const rows = Array.from({ length: 450 }, (_, i) => [String(i), i % 2 === 0 ? 'a\nb' : '=1']);
  expect(textOf(await stringifyLongTable(['n', 'x'], rows))).toBe(textOf(stringifyTable(['n', 'x'], rows)));
});

// At this length linear work takes a fraction of a second, quadratic work minutes: the limit tells them apart on any machine.
test.each(['\n', '; ', ' ', '"', '\n"', ' "', '=', '\u200B', '\uD800', 'a\u0300'])(
  'a cell of half a million of %j is written within the limit',
  (unit) => expect(stringifyTable(['a'], [[unit.repeat(Math.ceil(500_000 / unit.length))]]).length).toBeGreaterThan(0),
);

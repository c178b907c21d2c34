import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { findFiles } from '../../src/import/files.ts';
import { readSource } from '../../src/import/read-source.ts';
import { createSourceReader, type FoundRecord } from '../../src/import/reader.ts';
import { tempFolder } from '../helpers/temp.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook of sheets by name, each the rows of its XML. */
function workbook(sheets: Readonly<Record<string, string>>): Uint8Array {
  const names = Object.keys(sheets);
  const parts = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, i) => `<Relationship Id="r${i}" Type="${relations}/worksheet" Target="worksheets/s${i}.xml"/>`).join('')}<Relationship Id="st" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="r${i}"/>`).join('')}</sheets></workbook>`,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0" xfId="0"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(
      Object.values(sheets).map((rows, i) => [
        `xl/worksheets/s${i}.xml`,
        `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(`<?xml version="1.0"?>${text}`)])));
}

const text = (at: string, value: string): string => `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${value}</t></is></c>`;

async function readAll(...files: readonly Uint8Array[]): Promise<FoundRecord[]> {
  const [folder, reader] = [tempFolder(), createSourceReader({ trove: 't' })];
  const found: FoundRecord[] = [];
  try {
    for (const [i, bytes] of files.entries()) {
      const path = join(folder, `${i}.xlsx`);
      writeFileSync(path, bytes);
      for await (const one of reader.records(path)) found.push(one);
    }
  } finally {
    await reader.close();
  }
  return found;
}
const draftsOf = (found: readonly FoundRecord[]) => found.flatMap((one) => ('draft' in one ? [one.draft] : []));
const faultsOf = (found: readonly FoundRecord[]) =>
  found.flatMap((one) => ('fault' in one ? [`${one.fault.line}: ${one.fault.reason}`] : []));

const names = `<row r="1">${text('A1', 'Doc Number')}${text('B1', 'Date Sent')}${text('C1', 'Text')}${text('D1', 'Case')}</row>`;

test('every sheet with a column of text is read: dates as dates, values of formulas, numbers to the digit', async () => {
  const rows = [
    `<row r="2">${text('A2', 'N-1')}<c r="B2" s="1"><v>40606</v></c>${text('C2', 'Two\nlines. ')}<c r="D2"><v>912345678901234567</v></c></row>`,
    `<row r="4">${text('A4', 'N-2')}<c r="C4" t="str"><f>CONCATENATE("a","b")</f><v>ab</v></c><c r="D4"><v>7.5</v></c></row>`,
    `<row r="5">${text('A5', 'N-3')}${text('C5', 'x')}${text('F5', 'too far')}</row>`,
  ];
  const legend = `<row r="1">${text('A1', 'Colour')}${text('B1', 'Meaning')}</row>`;
  const found = await readAll(workbook({ Mails: names + rows.join(''), Legend: legend, Empty: '' }));
  expect(draftsOf(found)).toEqual([
    { line: 2, ref: 'N-1', date: '2011-03-04', body: 'Two\nlines.', extra: { Case: '912345678901234567', sheet: 'Mails' } },
    { line: 4, ref: 'N-2', body: 'ab', extra: { Case: '7.5', sheet: 'Mails' } },
  ]);
  expect(faultsOf(found)).toEqual([
    '5: sheet "Mails": 6 cells, where the first row names 4 columns',
    '1: sheet "Legend": a table without a column of text: its columns are Colour, Meaning; say which it is with --map text=NAME',
  ]);
});

test('what is damaged, too wide or holds nothing is refused, and the next one read', async () => {
  const wide = `<row r="1">${text('A1', 'text')}${text('EQXD1', 'far')}</row><row r="2">${text('A2', 'x')}</row>`;
  const whole = workbook({ S: `${names}<row r="2">${text('A2', 'N-1')}${text('C2', 'x')}</row>` });
  const far = `${names}<row r="99999999">${text('A99999999', 'N-1')}</row>`;
  const found = await readAll(
    workbook({ S: wide }),
    workbook({ S: far }),
    whole.subarray(0, 700),
    workbook({ S: '' }),
    workbook({ S: names }),
    whole,
  );
  expect(faultsOf(found)).toEqual([
    expect.stringContaining('more than 2000 columns'),
    '0: a cell is at 99999999, where no sheet has one. Is it damaged?',
    expect.stringMatching(/unpacked further|read further/),
    '0: a workbook without a cell that holds something',
    '1: column names, but no rows',
  ]);
  expect(draftsOf(found)).toEqual([{ line: 2, ref: 'N-1', body: 'x', extra: {} }]);
});

test('dates written as text show the order of day and month to all files of the import', async () => {
  const dated = (when: string): Uint8Array =>
    workbook({ S: `${names}<row r="2">${text('A2', when)}${text('B2', when)}${text('C2', 'x')}</row>` });
  const folder = tempFolder();
  writeFileSync(join(folder, 'a.xlsx'), dated('04/03/2011'));
  writeFileSync(join(folder, 'b.xlsx'), dated('31/03/2011'));
  const reader = createSourceReader({ trove: 't' });
  const { briefs, warned } = await readSource(
    reader,
    { roots: [folder], listed: await Array.fromAsync(findFiles([folder])) },
    () => undefined,
  );
  const [ambiguous] = draftsOf(await Array.fromAsync(reader.records(join(folder, 'a.xlsx'))));
  await reader.close();
  expect(briefs).toHaveLength(2);
  expect(warned).toEqual([]);
  expect(ambiguous).toMatchObject({ date: '2011-03-04' });
});

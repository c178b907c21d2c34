import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recogniseFormat } from '../../src/import/formats/formats.ts';
import { readFieldNames } from '../../src/import/formats/record.ts';
import { openBytes } from '../../src/import/source.ts';
import { fileOf, readFormat } from '../helpers/read-format.ts';
import { run } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';

describe('a table with a row of names', () => {
  const rows = [
    ['Doc Number', 'MetadataSubject', 'sender', 'recipient', 'date_sent', 'ExtractedBodyText', 'RawText', 'Box'],
    [
      'D-1',
      'Quota, second round',
      'Holm, Eva',
      'Board',
      '2011-03-04T10:00:00Z',
      'The "red" list,\nsays Holm; no more.',
      'COPY\nThe list.',
      '7',
    ],
    ['D-2', 'Fw: Ferry', 'Board', 'Holm, Eva', '', '', 'COPY\nNothing else.', ''],
  ];
  const tableOf = (separator: string, end = '\n'): string =>
    rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator)).join(end) + end;

  test.each([
    ['commas', tableOf(',')],
    ['semicolons, CRLF', tableOf(';', '\r\n')],
    ['tabs and a mark', `\uFEFF${tableOf('\t')}`],
    ['bars', tableOf('|')],
    ['backslashes before quotes', tableOf(',').replaceAll('""red""', '\\"red\\"')],
  ])('is read: %s', async (_, text) => {
    const { format, drafts, faults } = await readFormat(text, 'a.csv');
    expect([format, faults]).toEqual(['csv', []]);
    expect(drafts).toEqual([
      {
        line: 2,
        ref: 'D-1',
        subject: 'Quota, second round',
        origin: 'Holm, Eva',
        destination: 'Board',
        date: '2011-03-04',
        datetime: '2011-03-04T10:00:00Z',
        body: 'The "red" list,\nsays Holm; no more.',
        extra: { RawText: 'COPY\nThe list.', Box: '7' },
      },
      { line: 5, ref: 'D-2', subject: 'Fw: Ferry', origin: 'Board', destination: 'Holm, Eva', body: 'COPY\nNothing else.', extra: {} },
    ]);
  });

  test('a row with too many or too few cells is a fault, and reading goes on', async () => {
    const { drafts, faults } = await readFormat('id,date,text\na1,2001,One.\na2,2001,Two,2b\na3,2001\na4,2001,Four.\n');
    expect(drafts.map(({ body }) => body)).toEqual(['One.', 'Four.']);
    expect(faults.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '3: 4 cells, where the first row names 3 columns',
      '4: 2 cells, where the first row names 3 columns',
    ]);
  });

  test('a quote that is never closed gives no row the text of another', async () => {
    const text = 'id,from,text\nA1,Ek,"One."\nA2,Ek,"Two\nA3,Holm,"Three.\nThen, however, he left."\nA4,Lund,"Four."\n';
    const { drafts, faults } = await readFormat(text);
    expect(drafts.map(({ id, origin, body }) => [id, origin, body])).toEqual([
      ['A1', 'Ek', 'One.'],
      ['A3', 'Holm', 'Three.\nThen, however, he left.'],
      ['A4', 'Lund', 'Four.'],
    ]);
    expect(faults).toEqual([{ line: 3, reason: expect.stringContaining('written once, not twice') as string, text: 'A2,Ek,"Two' }]);
  });

  test('lines of a broken row are no rows, and are told', async () => {
    const text = 'id,from,text\n1,Ek,"One."\n2,Ek,"Two "quoted" it.\nYes, he, said.\nSo, be, it."\n3,Ek,Three.\n';
    const { drafts, faults } = await readFormat(text);
    expect(drafts.map(({ body }) => body)).toEqual(['One.', 'Three.']);
    expect(faults).toEqual([expect.objectContaining({ line: 3, reason: expect.stringMatching(/lines 3 to 5 were skipped$/) as string })]);
  });

  test('a quote closed by none is a fault', async () => {
    const { drafts, faults } = await readFormat('id,text,note\na1,One",x\na2,Two,y\n');
    expect([drafts.map(({ id }) => id), faults.map(({ line }) => line)]).toEqual([['a2'], [2]]);
  });

  test('is refused by name without a column of text, of nothing but names, or too wide', async () => {
    const reasonOf = async (text: string): Promise<string | undefined> => (await readFormat(text, 'a.csv')).faults[0]?.reason;
    expect(await reasonOf('number,place\n1,Berne\n')).toBe(
      'a table without a column of text: its columns are number, place; say which it is with --map text=NAME',
    );
    expect(await reasonOf('id,date,text\n')).toContain('but no rows');
    expect(await reasonOf(`${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')}\n1\n`)).toContain('more than 2000 columns');
  });

  test('columns of other names are what the operator says', async () => {
    const source = await openBytes('a.csv', Buffer.from('text,Memo No,Words,from\nsummary,M/7,The whole of it.,Ek\n'), {
      fieldNames: readFieldNames(['ref=memo no', 'body=words']),
    });
    const found = [];
    for await (const one of recogniseFormat(source)?.read(source) ?? []) found.push(one);
    expect(found).toEqual([
      { draft: { line: 2, ref: 'M/7', origin: 'Ek', body: 'The whole of it.', extra: { text: 'summary' } }, warnings: [] },
    ]);
    expect(() => readFieldNames(['memo=text'])).toThrow(/names no field/);
  });

  test('prose with commas is no table', async () => {
    expect(recogniseFormat(await fileOf('He came, saw, and left.\nShe came, saw, and stayed.\nWe came, saw, and ate.\n'))).toBeUndefined();
  });

  test('a quote that opens a large file costs one row', async () => {
    const row = `a1,${'plain words '.repeat(2000)}\n`;
    const { drafts, faults } = await readFormat(`id,text\na0,"open\n${row.repeat(1000)}`);
    expect(faults).toEqual([expect.objectContaining({ line: 2, reason: expect.stringContaining('more than 16 MB') as string })]);
    expect(drafts).toHaveLength(1000);
  });
});

describe('the Cablegate table', () => {
  const cable = (row: number, date: string, ref: string, text: string): string =>
    `"${row}","${date}","${ref}","Embassy Quito","SECRET","70LIMA12|70STATE9","R 030405Z MAR 70\nFM AMEMBASSY QUITO\nTO SECSTATE WASHDC\nINFO AMEMBASSY LIMA","${text}"\n`;
  const text = 'S E C R E T QUITO 311 \\n \nTAGS: EFIS, EC\nSUBJECT: TUNA\n\n1. HE CALLS IT A \\"WAR\\", THE FLEET\\\'S OWN.\n';

  test('gives one cable a row, month first, in the words of its columns', async () => {
    const { format, drafts, faults } = await readFormat(cable(7, '3/4/1970 4:05', '70QUITO311', text), 'cables.csv');
    expect([format, faults]).toEqual(['cablegate', []]);
    expect(drafts).toEqual([
      {
        line: 1,
        type: 'telegram',
        ref: '70QUITO311',
        date: '1970-03-04',
        datetime: '3/4/1970 4:05',
        origin: 'Embassy Quito',
        marking: 'SECRET',
        refs: ['70LIMA12', '70STATE9'],
        header: 'R 030405Z MAR 70\nFM AMEMBASSY QUITO\nTO SECSTATE WASHDC\nINFO AMEMBASSY LIMA',
        destination: 'SECSTATE WASHDC',
        info: ['AMEMBASSY LIMA'],
        subject: 'TUNA',
        subjectCodes: ['EFIS', 'EC'],
        body: 'S E C R E T QUITO 311 \\n \nTAGS: EFIS, EC\nSUBJECT: TUNA\n\n1. HE CALLS IT A "WAR", THE FLEET\'S OWN.',
      },
    ]);
  });

  test('a broken row costs itself, and what stands in a text is text', async () => {
    const quoted = `${cable(2, '1/2/1970 3:04', '70QUITO2', 'X').replaceAll('"', '\\"')}FM AMEMBASSY LIMA\nTO SECSTATE`;
    const rows = [
      cable(1, '1/1/1970 3:04', '70QUITO1', quoted),
      cable(2, '1/2/1970 3:04', '70QUITO2', 'HE SAID "NO".\nAND LEFT, OR SO'),
      cable(3, '13/45/1970 3:04', '70QUITO3', ''),
      cable(4, '1/4/1970 3:04', '70QUITO4', 'END').replace('"SECRET",', ''),
      cable(5, '', '70QUITO5', 'LAST'),
    ];
    const { drafts, faults, warnings } = await readFormat(rows.join(''), 'cables.csv');
    expect(drafts.map(({ ref, date, body }) => [ref, date, body.slice(-20)])).toEqual([
      ['70QUITO1', '1970-01-01', quoted.slice(-20)],
      ['70QUITO3', undefined, ''],
      ['70QUITO5', undefined, 'LAST'],
    ]);
    expect(faults.map(({ reason }) => reason)).toEqual([expect.stringContaining('written once, not twice'), '7 cells, expected 8']);
    expect(warnings.map(({ kind }) => kind)).toEqual(['dates not understood']);
  });
});

test('import takes what columns hold, and mends letters', async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, 'a.csv'), 'No,Memo,Who\nM/1,The SeÃ±or agrees.,Ek\n');
  const asked = ['import', 'a.csv', '--data', 'desk', '--json', '--map', 'text=Memo', '--map', 'ref=No', '--map', 'from=Who'];
  const { out } = await run([...asked, '--map', 'date=Wen', '--mend'], { cwd });
  expect(JSON.parse(out)).toMatchObject({
    added: 1,
    rejects: [],
    first: [{ ref: 'M/1', origin: 'Ek' }],
    warnings: ['--map names a column or key that no record has: 1, such as Wen', expect.stringContaining('texts repaired: 1') as string],
  });
  const { code, err } = await run(['import', 'a.csv', '--data', 'desk', '--map', 'Memo'], { cwd });
  expect([code, err]).toEqual([2, expect.stringContaining('names no field') as string]);
});

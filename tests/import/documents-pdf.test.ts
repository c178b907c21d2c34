import { describe, expect, test } from 'vitest';
import { createSourceReader } from '../../src/import/reader.ts';
import { randomFrom } from '../helpers/random.ts';
import { objectsOf, pdfOf, pdfOfObjects, type DrawnLine } from '../helpers/pdf.ts';
import { readFormat } from '../helpers/read-format.ts';
import { tempFolder } from '../helpers/temp.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const telegram = `CONFIDENTIAL

PAGE 01        VADUZ  00031  031200Z

R 031158Z MAR 79
FM AMEMBASSY VADUZ
TO SECSTATE WASHDC 1234
INFO AMEMBASSY BERN
     AMEMBASSY VIENNA

C O N F I D E N T I A L VADUZ 0031

E.O. 12065: GDS 3/3/85 (MARENT, I.) OR-M
TAGS:  PINT, ECON, LS
SUBJ:  PRINCE OPENS HARBOUR (AND A
       RAILWAY)

REF:   (A) BERN 0412  (B) STATE 44321

1. THE PRINCE OPENED THE HARBOUR ON FEB-
RUARY 28. HE WAS IN GOOD SPIRITS.

2. COMMENT: THERE IS NO HARBOUR.
`;
const second = `CONFIDENTIAL

PAGE 02        VADUZ  00031  031200Z

3. THE RAILWAY IS NARROW.
MARENT

CONFIDENTIAL

NNNN`;

test('a telegram in a PDF is read as its text is', async () => {
  const asText = await readFormat(`${telegram}\n${second}`, '1979VADUZ00031.txt');
  const asPdf = await readFormat(pdfOf([telegram.split('\n'), second.split('\n')]), '1979VADUZ00031.pdf');
  expect([asPdf.format, asPdf.faults]).toEqual(['pdf', []]);
  expect(asText.drafts[0]).toMatchObject({
    ref: '1979 VADUZ 0031',
    subject: 'PRINCE OPENS HARBOUR (AND A RAILWAY)',
    refs: ['BERN 0412', 'STATE 44321'],
  });
  expect(asPdf.drafts).toEqual(asText.drafts);
});

describe('another PDF', () => {
  const page = (n: number, ...lines: string[]): DrawnLine[] => [
    // Drawn first, printed at the foot.
    { text: `SECRET - Page ${n} of 3`, x: 250, y: 30 },
    { text: 'Report of the commission', x: 200, y: 770 },
    ...lines.map((text, i) => ({ text, x: 50, y: 700 - 12 * i })),
  ];
  const report = [
    page(
      1,
      'The commission heard wit-',
      'nesses of the well-known',
      'affair. It knew the well-',
      'known names.',
      '',
      'It closed its meet-',
    ),
    page(2, 'ing at six.', '', 'Nobody asked for', 'more.'),
    page(3, 'The end.'),
  ];

  test('is one text, what repeats on its pages kept apart, parted words joined', async () => {
    const { drafts, warnings } = await readFormat(pdfOf(report), 'report.pdf');
    expect(warnings).toEqual([]);
    expect(drafts).toEqual([
      {
        line: 1,
        name: 'report',
        title: 'report',
        body: 'The commission heard witnesses of the well-known\naffair. It knew the well-known names.\n\nIt closed its meeting at six.\n\nNobody asked for\nmore.\n\nThe end.',
        extra: { 'running heads': ['Report of the commission', 'SECRET - Page # of #'] },
      },
    ]);
  });

  test('is read column by column where it has columns', async () => {
    const column = (x: number, word: string): DrawnLine[] =>
      Array.from({ length: 8 }, (_, i) => ({ text: `${word} is the word in line ${i}`, x, y: 700 - 12 * i }));
    const { drafts } = await readFormat(pdfOf([[...column(50, 'left'), ...column(330, 'right')]]), 'columns.pdf');
    expect(drafts[0]?.body.split('\n').map((line) => line.split(' ')[0])).toEqual([
      ...Array<string>(8).fill('left'),
      ...Array<string>(8).fill('right'),
    ]);
  });

  test('tells which of its pages have no text', async () => {
    const { drafts, warnings } = await readFormat(pdfOf([['Text.'], [], ['More.']]), 'part.pdf');
    expect(drafts[0]?.body).toBe('Text.\n\nMore.');
    expect(warnings).toEqual([{ kind: 'PDFs with pages without text (scanned?)', detail: 'pages 2' }]);
  });
});

const stamped = Array.from({ length: 4 }, () => ['RELEASED IN FULL']);
const encrypted = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (${'o'.repeat(32)}) /U (${'u'.repeat(32)}) >> /ID [(aaaaaaaaaaaaaaaa) (aaaaaaaaaaaaaaaa)]`;
const looped = objectsOf([['a']]).with(1, '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 100000 >>');

test.each([
  ['a scan', pdfOf([[], []]), /^2 pages and no text: a scan\. Recognise its text first: ocrmypdf FILE NEW$/],
  ['a scan with stamps', pdfOf(stamped), /^4 pages and nothing but "RELEASED IN FULL" on them: a scan/],
  ['an encrypted one', pdfOfObjects(objectsOf([['a']]), encrypted), /^it is encrypted and asks for a password/],
  ['one that is no PDF behind its first line', Buffer.from('%PDF-1.7\nnothing'), /^it is a damaged PDF/],
  ['one whose pages lie in each other', pdfOfObjects(looped), /damaged|no text/],
])('%s is refused by name', async (_, bytes, reason) => {
  const { drafts, faults } = await readFormat(bytes, 'x.pdf');
  expect([drafts, faults.map((fault) => fault.reason)]).toEqual([[], [expect.stringMatching(reason)]]);
});

test('damaged PDFs give a document or a fault, in the thread as outside', async () => {
  const random = randomFrom(17);
  const whole = pdfOf([telegram.split('\n'), second.split('\n')]);
  for (let run = 0; run < 60; run += 1) {
    const bytes = Buffer.from(random() < 0.3 ? whole.subarray(0, Math.floor(random() * whole.length)) : whole);
    for (let flips = 0; flips < 1 + random() * 20; flips += 1)
      bytes[9 + Math.floor(random() * (bytes.length - 9))] = Math.floor(random() * 256);
    const { drafts, faults } = await readFormat(Buffer.concat([Buffer.from('%PDF-1.4\n'), bytes]), 'x.pdf');
    expect(drafts.length + faults.length).toBeGreaterThan(0);
  }
  const folder = tempFolder();
  const [good, bad] = [join(folder, 'good.pdf'), join(folder, 'bad.pdf')];
  writeFileSync(good, whole);
  writeFileSync(bad, whole.subarray(0, 30));
  const reader = createSourceReader({ trove: 'leak' });
  const found = [await Array.fromAsync(reader.records(bad)), await Array.fromAsync(reader.records(good))];
  await reader.close();
  expect(found.map(([one]) => (one === undefined ? undefined : Object.keys(one)))).toEqual([
    ['file', 'fault'],
    ['file', 'draft', 'warnings', 'cable'],
  ]);
});

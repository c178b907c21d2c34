import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { formats } from '../../src/import/formats/formats.ts';
import { fileOf, readFormat } from '../helpers/read-format.ts';
import { randomFrom } from '../helpers/random.ts';

const paragraphs = (texts: readonly string[]): string =>
  texts.map((text) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`).join('');
const docxOf = (body: string): Uint8Array =>
  zipSync({
    '[Content_Types].xml': strToU8(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    ),
    '_rels/.rels': strToU8(
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    ),
    'word/document.xml': strToU8(
      `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    ),
  });
const odtOf = (body: string): Uint8Array =>
  zipSync({
    mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
    'content.xml': strToU8(
      `<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b"><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
    ),
  });

const telegram = [
  'R 031158Z MAR 79',
  'FM AMEMBASSY VADUZ',
  'TO SECSTATE WASHDC 1234',
  'CONFIDENTIAL VADUZ 0031',
  'SUBJ: HARBOUR',
  '1. THE HARBOUR IS OPEN.',
  '2. NOBODY CAME.',
];
const asTelegram = {
  ref: '1979 VADUZ 0031',
  date: '1979-03-03',
  marking: 'CONFIDENTIAL',
  subject: 'HARBOUR',
  body: '1. THE HARBOUR IS OPEN.\n2. NOBODY CAME.',
};

describe('an office document', () => {
  test('in Word’s form is one document, or the telegram in it', async () => {
    const note = await readFormat(docxOf(paragraphs(['A note', 'It is &amp; stays agreed.'])), 'note.docx');
    expect([note.format, note.drafts]).toEqual([
      'docx',
      [{ line: 1, name: 'note', title: 'note', body: 'A note\n\nIt is & stays agreed.' }],
    ]);
    const cable = await readFormat(docxOf(paragraphs(telegram)), 'cable.docx');
    expect(cable.drafts).toMatchObject([asTelegram]);
  });

  test('in LibreOffice’s form too, what stands apart from its text kept apart', async () => {
    const body = `<text:tracked-changes><text:p>Old words.</text:p></text:tracked-changes><text:h>A <text:span>note</text:span></text:h>
      <text:p>One<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>See two.</text:p></text:note-body></text:note> line,<text:line-break/>two<text:s/>lines.</text:p>
      <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>`;
    const { format, drafts } = await readFormat(odtOf(body), 'note.odt');
    expect([format, drafts]).toEqual([
      'odt',
      [
        {
          line: 1,
          name: 'note',
          title: 'note',
          body: 'A note\n\nOne line,\ntwo lines.\n\na\tb',
          extra: { deleted: ['Old words.'], footnotes: ['See two.'] },
        },
      ],
    ]);
    const cable = await readFormat(odtOf(telegram.map((line) => `<text:p>${line}</text:p>`).join('')), 'cable.odt');
    expect(cable.drafts).toMatchObject([asTelegram]);
  });

  test.each([
    ['a cut DOCX', docxOf(paragraphs(['a'])).subarray(0, 700), 'x.docx', /damaged/],
    ['a DOCX that grows without end', docxOf(' '.repeat(60 * 1024 * 1024)), 'x.docx', /48 MB/],
    ['an ODT without words', odtOf('<text:p/>'), 'x.odt', /no text/],
    ['an ODT with an open tag', odtOf('<text:p>a'), 'x.odt', /<text:p> is not closed/],
    ['an ODT that grows without end', odtOf(' '.repeat(60 * 1024 * 1024)), 'x.odt', /48 MB/],
  ])('%s is refused', async (_, bytes, name, reason) => {
    const { drafts, faults } = await readFormat(bytes, name);
    expect([drafts, faults.map((fault) => fault.reason)]).toEqual([[], [expect.stringMatching(reason)]]);
  });
});

const rtfOf = (body: string): string =>
  String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil Arial;}{\f1\fnil\fcharset204 Times;}}{\colortbl;\red0;}{\*\generator Any;}{\info{\title Talks}{\author Ek}}{\header Secret}` +
  `${body}}`;

describe('an RTF', () => {
  test('is read with its code pages, signs and notes', async () => {
    const body = String.raw`\pard Se\'f1or \{Ek\} said \ldblquote no\rdblquote .\par {\f1\'cc\'e8\'f0} \u8364?5{\footnote See two.}{\deleted gone}\line and\tab more\par{\pict 89504e47}\bin3 abcEnd.\par`;
    const { format, drafts, warnings } = await readFormat(rtfOf(body), 'talks.rtf');
    expect([format, warnings]).toEqual(['rtf', []]);
    expect(drafts).toEqual([
      {
        line: 1,
        name: 'talks',
        title: 'talks',
        body: 'Señor {Ek} said “no”.\n\nМир €5\nand\tmore\n\nEnd.',
        extra: { footnotes: ['See two.'], 'running heads': ['Secret'], 'title of the file': 'Talks' },
      },
    ]);
  });

  test('with a telegram is that telegram', async () => {
    const { drafts } = await readFormat(rtfOf(telegram.join('\\par ')), 'cable.rtf');
    expect(drafts).toMatchObject([asTelegram]);
  });

  test.each([
    ['without end', rtfOf('Text.').slice(0, -1), /ends within 1 open braces/],
    ['of nothing but braces', `{\\rtf1${'{'.repeat(200_000)}`, /more than 1000 deep/],
    ['without words', rtfOf('\\par'), /no text/],
  ])('%s is refused', async (_, rtf, reason) => {
    const { drafts, faults } = await readFormat(rtf, 'x.rtf');
    expect([drafts, faults.map((fault) => fault.reason)]).toEqual([[], [expect.stringMatching(reason)]]);
  });
});

const prose = `The commission met in Vaduz on Monday. It heard the harbour master, who said that there is no harbour.
Nobody asked what he had been paid for. The minister thanked him, and everybody went to lunch at the prince’s expense.

The next meeting will be held when somebody has found out where the ships are, which may take a while.`;

describe('plain text', () => {
  test('that is prose is a document by the name of its file, or by its first heading', async () => {
    const text = await readFormat(`${prose}\r\n`, 'meeting of monday.txt');
    expect([text.format, text.drafts]).toEqual([
      'notes',
      [{ line: 1, name: 'meeting of monday', title: 'meeting of monday', body: prose }],
    ]);
    const markdown = await readFormat(`# The harbour #\n\n${prose}`, 'notes.md');
    expect(markdown.drafts).toMatchObject([{ name: 'notes', title: 'The harbour' }]);
  });

  test.each([
    ['with a line FM', `${prose}\nFM AMEMBASSY VADUZ\n`],
    ['with the head of a mail', `${prose}\n\nFrom: Ek\nTo: Lund\n\n${prose}`],
    ['of a program', Array.from({ length: 60 }, (_, i) => `const line${i} = read(file, ${i}); // The line.`).join('\n')],
    ['of a log', Array.from({ length: 60 }, (_, i) => `2018-01-01 10:${i} The server has started to listen. All is well.`).join('\n')],
    ['of markup', `<note><p>${prose}</p></note>`],
    ['that is short', 'Seldom has a meeting\nof this kind been so long. Really.\n'],
    ['of names and numbers', 'Ek 12\nLund 13\nMarent 14\n'.repeat(40)],
  ])('%s is none', async (_, text) => {
    expect((await readFormat(text, 'x.txt')).format).not.toBe('notes');
  });

  test('with a header far down is refused there', async () => {
    const { drafts, faults } = await readFormat(`${`${prose}\n\n`.repeat(300)}FM AMEMBASSY VADUZ\n`, 'long.txt');
    expect([drafts, faults[0]?.line, faults[0]?.text]).toEqual([[], 1501, 'FM AMEMBASSY VADUZ']);
  });
});

test('damaged documents give a document or a fault', async () => {
  const random = randomFrom(23);
  const whole: readonly (readonly [string, Uint8Array])[] = [
    ['docx', docxOf(paragraphs(telegram))],
    ['odt', odtOf('<text:p>A line.</text:p>'.repeat(20))],
    ['rtf', Buffer.from(rtfOf(telegram.join('\\par ')))],
  ];
  for (let run = 0; run < 120; run += 1) {
    const [name, sound] = whole[run % 3] ?? ['', new Uint8Array()];
    const bytes = Buffer.from(sound.subarray(0, random() < 0.3 ? Math.floor(100 + random() * sound.length) : sound.length));
    for (let flips = 0; flips < 1 + random() * 8; flips += 1) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    const source = await fileOf(bytes, `x.${name}`);
    const found = await Array.fromAsync(formats.find((format) => format.name === name)?.read(source) ?? []);
    expect(found.length).toBeGreaterThan(0);
  }
});

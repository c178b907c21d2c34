import { describe, expect, test } from 'vitest';
import { readFormat } from '../helpers/read-format.ts';

const far = ' '.repeat(80);
const page = (id: string): string => `      UNCLASSIFIED U.S. Department of State Case No. F-2001-00077 Doc No. ${id} Date: 11/30/2012`;
const head = (subject: string): string[] => [
  'From:                     Olsen, Kari <ko@example.net >',
  'Sent:                     Monday, September 5, 2011 9:58 AM',
  'To:                       Ruiz, Jose; Berg, Ada;',
  '                          Holm, Eva',
  `Subject                   ${subject}`,
];
const released = (id = 'C00000077'): string =>
  [
    page(id),
    '',
    `${far}RELEASE IN`,
    `${far}PART B5,B6`,
    '',
    ...head('FW: Ferry'),
    'Attachments:              map.pdf; prices.xls',
    '',
    '',
    'It leaves at',
    '',
    page(id),
    `\f${page(id.replace('0', 'O'))}`,
    '',
    `six. Ask at the desk of the company, on the quay.${' '.repeat(20)}B6`,
    `${far}B5`,
    `${far}B6`,
    '',
    '    Original Message',
    'From: Berg, Ada',
    'Sent: Sun Sep 04 20:11:02 2011',
    'Subject: Ferry',
    '',
    'MRN:       11 BERGEN 204',
    'Date/DTG:  Sep 04, 2011 / 041811Z SEP 11',
    'From:      CONSUL BERGEN',
    page(id),
  ].join('\n');

describe('a released mail', () => {
  test('gives its fields; stamps are taken out of the text and kept', async () => {
    const { format, drafts, faults, warnings } = await readFormat(released());
    expect([format, faults, warnings]).toEqual(['released', [], []]);
    expect(drafts).toEqual([
      {
        line: 1,
        name: 'cable',
        type: 'email',
        id: 'C00000077',
        marking: 'UNCLASSIFIED',
        date: '2011-09-05',
        datetime: 'Monday, September 5, 2011 9:58 AM',
        origin: 'Olsen, Kari <ko@example.net>',
        destination: 'Ruiz, Jose; Berg, Ada; Holm, Eva',
        subject: 'FW: Ferry',
        refs: ['11 BERGEN 204'],
        header: expect.stringMatching(/^From: .*\n[^]*prices\.xls$/) as string,
        body: expect.stringMatching(
          /^It leaves at\nsix\. Ask at the desk of the company, on the quay\.\n\n {4}Original Message\nFrom: Berg[^]*CONSUL BERGEN$/,
        ) as string,
        extra: {
          case: 'F-2001-00077',
          release: 'RELEASE IN PART B5,B6',
          'release date': '11/30/2012',
          exemptions: ['B6', 'B5'],
          attachments: ['map.pdf', 'prices.xls'],
          'quoted from line': 4,
          'quotes telegram': ['11 BERGEN 204'],
        },
      },
    ]);
  });

  test('has no addressee where only a decision to classify stands beside the word', async () => {
    const text = [
      page('C1234567'),
      'From:           Olsen, Kari',
      'Sent:           Monday, September 5, 2011 9:58 AM',
      `To:${far}Classified by DAS, A/GIS on`,
      `${far}01/29/2012 — Class: CONFIDENTIAL —`,
      `Subject:        Ferry${far}Reason: 1.4(B) Declassify on:`,
      `${far}09/04/2026`,
      '',
      'Six.',
    ].join('\n');
    const [draft] = (await readFormat(text)).drafts;
    expect(draft).toMatchObject({ origin: 'Olsen, Kari', subject: 'Ferry', body: 'Six.' });
    expect(draft).not.toHaveProperty('destination');
    expect(draft?.extra?.['classified by']).toBe(
      'Classified by DAS, A/GIS on 01/29/2012 — Class: CONFIDENTIAL — Reason: 1.4(B) Declassify on: 09/04/2026',
    );
  });

  test('is one for each number, of several in a file; what is no mail has no sender', async () => {
    const memo = `${page('C00000100')}\n\nNote for the file\n\nThe ferry is late.\n\nFrom: Nobody\nSent: Monday\nSubject: x\n`;
    const { drafts, faults } = await readFormat(`${released()}\n${released('C00000078')}\n${memo}`);
    expect(faults).toEqual([]);
    expect(drafts.map(({ id, line, origin, type }) => [id, line, origin?.slice(0, 5), type])).toEqual([
      ['C00000077', 1, 'Olsen', 'email'],
      ['C00000078', 32, 'Olsen', 'email'],
      ['C00000100', 63, undefined, undefined],
    ]);
  });
});

describe('a printed mail', () => {
  test.each([
    ['English', head('Ferry').join('\n'), { date: '2011-09-05', destination: 'Ruiz, Jose; Berg, Ada; Holm, Eva' }],
    [
      'German',
      'Von: Olsen, Kari\nGesendet: Montag, 5. September 2011 09:58\nAn: Ruiz\nCc: Berg, Ada; Holm\nBetreff: Fähre',
      { date: '2011-09-05', destination: 'Ruiz', info: ['Berg, Ada', 'Holm'], subject: 'Fähre' },
    ],
    [
      'French',
      'De : Olsen, Kari\nEnvoyé : lundi 5 septembre 2011 09:58\nÀ : Ruiz\nObjet : Le bac',
      { date: '2011-09-05', destination: 'Ruiz', subject: 'Le bac' },
    ],
  ])('in %s is read by its words', async (_, top, fields) => {
    const { drafts, faults } = await readFormat(`\n${top}\n\nAt six.\n`);
    expect(faults).toEqual([]);
    expect(drafts).toEqual([
      expect.objectContaining({ ...fields, origin: expect.stringMatching(/^Olsen, Kari/) as string, body: 'At six.' }),
    ]);
  });

  test('above a newer one is refused: that is no answer', async () => {
    const newer = head('Re: Ferry').join('\n').replace('September 5', 'September 7');
    const { drafts, faults } = await readFormat(`${head('Ferry').join('\n')}\n\nAt six?\n\n${newer}\n\nAt seven.\n`);
    expect(drafts).toEqual([]);
    expect(faults).toEqual([
      {
        line: 1,
        reason: expect.stringContaining('an email of 2011-09-07 is below one of 2011-09-05') as string,
        text: expect.stringContaining('From:') as string,
      },
    ]);
  });

  test.each([
    ['a text that quotes one', `I send you what I got.\n\n${head('Ferry').join('\n')}\n\nAt six.\n`],
    ['a memorandum', 'FROM: Kari Olsen\nTO: Jose Ruiz\nSUBJECT: Ferry\n\nAt six.\n'],
    ['a letter', 'From: Kari\n\nDear Jose,\nSent: with love\n'],
    ['a page stamp quoted in a text', `The stamp reads:\n${page('C00000077')}\n\nFrom: A\nSent: B\nTo: C\n\nText`],
  ])('is not seen in %s', async (_, text) => {
    expect((await readFormat(text)).format).not.toBe('released');
  });

  test('of many lines of blanks, or of stamps alone, is read in linear time', async () => {
    const blanks = `${head('Ferry').join('\n')}\n\n${`${' '.repeat(490)}x\n`.repeat(4000)}`;
    expect((await readFormat(blanks)).drafts).toHaveLength(1);
    const stamps = Array.from({ length: 4000 }, (_, i) => page(`C${1_000_000 + i}`)).join('\n');
    expect((await readFormat(stamps)).drafts).toHaveLength(4000);
  });
});

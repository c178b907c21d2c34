import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { citedKey } from '../../src/cables/cited-key.ts';
import type { RecordFault } from '../../src/import/formats/format.ts';
import { formats, recogniseFormat } from '../../src/import/formats/formats.ts';
import { plainText } from '../../src/import/formats/plain.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { fileOf, readFormat } from '../helpers/read-format.ts';

const plainCable = `Notice: FICTIONAL.
Ref: COREU/WAS/0098/18
Date: 2018-07-26 17:40Z
From: EU Delegation Washington
To: COREU Brussels; All Member States
Info: EU Delegation Ottawa; EU Delegation Tokyo
Subject: Weekly report, Washington,
  week 9
Codes: ETRD; PREL
Refs: COREU/WAS/0455/17
Lang: en
Desk: Americas
To: COREU Berne

1. Tariffs: "a boxing match".

2. Ref: not a header.
`;

describe('the plain format', () => {
  test('reads header and text', async () => {
    const { format, drafts, faults } = await readFormat(plainCable, 'coreu-was-0098-18.txt');
    expect([format, faults]).toEqual(['plain', []]);
    expect(drafts[0]).toMatchObject({
      name: 'coreu-was-0098-18',
      ref: 'COREU/WAS/0098/18',
      date: '2018-07-26',
      datetime: '2018-07-26 17:40Z',
      origin: 'EU Delegation Washington',
      destination: 'COREU Brussels; All Member States',
      info: ['EU Delegation Ottawa', 'EU Delegation Tokyo'],
      subject: 'Weekly report, Washington, week 9',
      subjectCodes: ['ETRD', 'PREL'],
      refs: ['COREU/WAS/0455/17'],
      lang: 'en',
      body: '1. Tariffs: "a boxing match".\n\n2. Ref: not a header.',
      extra: { notice: 'FICTIONAL.', desk: 'Americas', 'to (again)': 'COREU Berne' },
    });
  });

  test.each([['Lang: en', 'a line of the text', 11, /not a header line "Key: value"/]])(
    'refuses %s as %s',
    async (from, to, line, reason) => {
      const source = await fileOf(plainCable.replace(from, to));
      const found = [];
      for await (const one of plainText.read(source)) found.push(one);
      expect(found).toEqual([{ fault: expect.objectContaining({ line, reason: expect.stringMatching(reason) as string }) as RecordFault }]);
    },
  );

  test('rejects a file without a text', async () => {
    const { faults } = await readFormat('Ref: A/1\nFrom: B\nTo: C\nSubject: D\n');
    expect(faults[0]?.reason).toContain('no text');
  });
});

describe('recognising', () => {
  test.each([
    [
      'an e-mail',
      'From: Someone <a@example.org>\nTo: b@example.org\nSubject: Lunch\nDate: Wed, 23 Dec 2009 12:26:44 +0000\nMessage-ID: <1>\n\nHello.\n',
      'eml',
    ],
    [
      'a printed e-mail',
      '   UNCLASSIFIED Case No. 1\n\nFrom:      Someone\nSent:      Wednesday, December 23, 2009 12:26 PM\nTo:        Other\nSubject:   Re: trip\n\nCall me.\n',
      'released',
    ],
    ['an e-mail without addresses', 'From: Some One\nTo: Other\nSent: Monday\nSubject: x\n\nHello', 'released'],
  ])('takes %s for what it is', async (_, text, name) => {
    expect(recogniseFormat(await fileOf(text))?.name).toBe(name);
  });

  test.each([
    ['XML that is no TEI', '<?xml version="1.0"?>\n<note><text>FM</text></note>\n'],
    ['a speech', 'Seldom has a gathering\nof this kind been so timely.\n'],
    ['a letter that mentions radio', 'Dear all,\nFM 98.5 is the place\nTO listen to.\n'],
    ['a table without a text', 'id,date,place\n1,2018-01-01,x\n'],
  ])('leaves %s alone', async (_, text) => {
    expect(recogniseFormat(await fileOf(text))).toBeUndefined();
  });

  test('throws nothing but a DeskError on any text', async () => {
    const word = fc.constantFrom(
      'FM ',
      'TO ',
      'INFO ',
      'UNCLAS LA PAZ 0001',
      'R 310900Z FEB 74',
      'TAGS: ',
      'SUBJ: ',
      'REF: (A) ',
      'PAGE 01 X 00001',
      '\n',
      '\n\n',
      '{"body":',
      '"',
      '[',
      '}',
      ': ',
      'MRN: 10 X 1',
      'Ref',
      'Date: ',
      'Message Attributes',
      '1. ',
      'NNNN',
      '__proto__: x',
    );
    const text = fc.array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 40 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        for (const format of formats) {
          const source = await fileOf(`${any} `);
          expect(format.recognise(source)).toBeLessThanOrEqual(1);
          const told = await Array.fromAsync(format.read(source)).catch((error: unknown) => (error instanceof DeskError ? [] : [error]));
          expect(told.filter((found) => found instanceof Error)).toEqual([]);
        }
        expect(citedKey(any, '1974').length).toBeLessThanOrEqual(320 + any.length);
      }),
      { numRuns: 400 },
    );
  });
});

import { describe, expect, test } from 'vitest';
import type { Draft } from '../../src/cables/draft.ts';
import type { RecordFault } from '../../src/import/formats/format.ts';
import { readFormat } from '../helpers/read-format.ts';

/* All telegrams here are invented: no post, person or number in them is real. */

async function read(text: string, stem = '1976NORTHPORT00417'): Promise<{ draft: Draft | undefined; fault: RecordFault | undefined }> {
  const { format, drafts, faults } = await readFormat(text, `${stem}.txt`);
  expect(format).toBe('telegram');
  return { draft: drafts[0], fault: faults[0] };
}

const smart = `                    UNCLASSIFIED
                        SBU


MRN:                10 NORTHPORT 52
Date/DTG:           Aug 03, 2010 / 031406Z AUG 10
From:               AMEMBASSY NORTHPORT
Action:             WASHDC, SECSTATE IMMEDIATE
E.O.:               13526
 TAGS:              EFIS, PREL, NP
 Captions:          SENSITIVE
Pass Line:          STATE FOR FISH
Reference:          A) 10 NORTHPORT 51
                    B) 10 EASTHAVEN 7
Subject:            Herring limits,
                    continued


1.(SBU) The limits were continued.

2. End.
`;

describe('a cable with a table of fields', () => {
  test('gives every field of the table', async () => {
    const { draft } = await read(smart, 'C01');
    expect(draft).toMatchObject({
      name: 'C01',
      ref: '2010 NORTHPORT 52',
      number: '10 NORTHPORT 52',
      date: '2010-08-03',
      datetime: '031406Z AUG 10',
      origin: 'AMEMBASSY NORTHPORT',
      destination: 'WASHDC, SECSTATE IMMEDIATE',
      marking: 'UNCLASSIFIED',
      subject: 'Herring limits, continued',
      subjectCodes: ['EFIS', 'PREL', 'NP'],
      refs: ['10 NORTHPORT 51', '10 EASTHAVEN 7'],
      body: '1.(SBU) The limits were continued.\n\n2. End.',
      extra: { captions: ['SENSITIVE'], passLine: ['STATE FOR FISH'] },
    });
  });

  test('is not recognised when quoted in an e-mail', async () => {
    const head = `From: Some One\nSent: Tuesday\nTo: Other\nSubject: Fw: Herring\n\nFyi\n\n${smart}`;
    expect((await readFormat(head, 'x')).format).not.toBe('telegram');
  });
});

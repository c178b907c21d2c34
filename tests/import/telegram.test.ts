import { describe, expect, test } from 'vitest';
import type { Draft } from '../../src/cables/draft.ts';
import type { RecordFault } from '../../src/import/formats/format.ts';
import { readGroup } from '../../src/import/formats/telegram/date-time-group.ts';
import { readMessageLine } from '../../src/import/formats/telegram/message-line.ts';
import { readCodes, readRefs } from '../../src/import/formats/telegram/lists.ts';
import { readFormat } from '../helpers/read-format.ts';

/* All telegrams here are invented: no post, person or number in them is real. */

async function read(text: string, stem = '1976NORTHPORT00417'): Promise<{ draft: Draft | undefined; fault: RecordFault | undefined }> {
  const { format, drafts, faults } = await readFormat(text, `${stem}.txt`);
  expect(format).toBe('telegram');
  return { draft: drafts[0], fault: faults[0] };
}

const banner = (page: number, rest = '00417 142033Z'): string => `PAGE ${String(page).padStart(2, '0')} NORTHP ${rest}`;

const short = `CONFIDENTIAL

${banner(1)}

60
ACTION HAR-00

INFO OCT-01 FISH-16 /088 W
            --------------------- 097774
O R 141905Z MAY 76
FM AMEMBASSY NORTHPORT
TO SECSTATE WASHDC IMMEDIATE 1931
AMCONSUL SALT BAY
INFO AMEMBASSY EASTHAVEN
USMISSION HERRING COMMISSION 12

C O N F I D E N T I A L NORTHPORT 0417

LIMDIS
EASTHAVEN FOR FISHERIES ATTACHE

E.OM 11652: GDS
TAGS: EFIS, PBOR, NP EH (GULLIVER, LEMUEL)
SUBJ: HERRING LIMITS: THE MINISTER'S
   SECOND LETTER

REF: (A) STATE 00498; (B) NORTHPORT A-12 OF MARCH 3, 1975, (C) 75 EASTHAVEN 77

1. MINISTER GULLIVER RECEIVED US ON MAY 13 AND SPOKE OF
HERRING FOR AN HOUR. HE SAID THAT THE LIMITS
CONFIDENTIAL

CONFIDENTIAL

${banner(2)}

WERE NOT NEGOTIABLE.

2. SECRET
IS WHAT HE CALLED HIS RECIPE.

CONFIDENTIAL

CONFIDENTIAL

${banner(3)}

3. END.
CRUSOE

CONFIDENTIAL

NNNN
`;

describe('a telegram', () => {
  test('gives every field of its header', async () => {
    const { draft } = await read(short);
    expect(draft).toEqual({
      line: 1,
      name: '1976NORTHPORT00417',
      ref: '1976 NORTHPORT 0417',
      number: 'NORTHPORT 0417',
      type: 'telegram',
      date: '1976-05-14',
      datetime: '141905Z MAY 76',
      origin: 'AMEMBASSY NORTHPORT',
      destination: 'SECSTATE WASHDC IMMEDIATE 1931; AMCONSUL SALT BAY',
      info: ['AMEMBASSY EASTHAVEN', 'USMISSION HERRING COMMISSION 12'],
      marking: 'CONFIDENTIAL',
      subject: "HERRING LIMITS: THE MINISTER'S SECOND LETTER",
      subjectCodes: ['EFIS', 'PBOR', 'NP', 'EH'],
      refs: ['STATE 00498', 'NORTHPORT A-12 OF MARCH 3, 1975', '75 EASTHAVEN 77'],
      header: expect.stringContaining('ACTION HAR-00') as string,
      body: expect.any(String) as string,
      extra: { handling: ['LIMDIS'], captions: ['EASTHAVEN FOR FISHERIES ATTACHE'], tagNames: ['GULLIVER, LEMUEL'], executiveOrder: 'GDS' },
    });
  });

  test('keeps the text as printed, without the banners between its pages', async () => {
    const { draft } = await read(short);
    expect(draft?.body).toBe(
      [
        '1. MINISTER GULLIVER RECEIVED US ON MAY 13 AND SPOKE OF',
        'HERRING FOR AN HOUR. HE SAID THAT THE LIMITS',
        'WERE NOT NEGOTIABLE.',
        '',
        '2. SECRET',
        'IS WHAT HE CALLED HIS RECIPE.',
        '',
        '3. END.',
        'CRUSOE',
      ].join('\n'),
    );
  });

  test('keeps the text of all sections without repeating the header', async () => {
    const section = (n: number, text: string): string =>
      `SECRET\n\n${banner(1, `00417 0${n} OF 02 142033Z`)}\nACTION X-00\n\nR 141905Z MAY 76\nFM AMEMBASSY NORTHPORT\nTO SECSTATE WASHDC ${n}\n\nS E C R E T SECTION ${n} OF 2 NORTHPORT 0417/${n}\n\nEXDIS\n${n === 1 ? '\nTAGS: EFIS\nSUBJECT: HERRING\n' : ''}\n${text}\nSECRET\n\nNNN\n`;
    const { draft } = await read(section(1, '1. THE SENTENCE GOES') + section(2, 'ON IN THE SECOND PART.'));
    expect(draft?.body).toBe('1. THE SENTENCE GOES\nON IN THE SECOND PART.');
    expect(draft).toMatchObject({
      ref: '1976 NORTHPORT 0417',
      number: 'NORTHPORT 0417/1',
      marking: 'SECRET',
      subject: 'HERRING',
      destination: 'SECSTATE WASHDC 1',
    });
    expect(draft?.header).toContain('SECTION 2 OF 2');
    expect(draft?.extra).toEqual({ handling: ['EXDIS'], section: '1 of 2' });
  });

  test('is read despite the stamps and table of the archive', async () => {
    const mark = '        Declassified/Released US Department of State EO Systematic Review 30 JUN 2005\n';
    const released = `${mark}\n\n       Message Text\n\n${short.replace("SUBJ: HERRING LIMITS: THE MINISTER'S\n   SECOND LETTER\n", '')}${mark}\f${mark}\n     Message Attributes\nConcepts: FISH, LIMITS\nCopy: n/a\nDocument Number: 1976NORTHPORT00417\nSubject: PEREDA\\'S HERRING\nMarkings:\nDeclassified/Released\nUS Department of State\n`;
    const { draft } = await read(released, 'x');
    expect(draft?.body.endsWith('3. END.\nCRUSOE')).toBe(true);
    expect(draft?.subject).toBe("PEREDA'S HERRING");
    expect(draft?.extra?.attributes).toMatchObject({ Concepts: 'FISH, LIMITS' });
    expect(draft?.extra?.attributes).not.toHaveProperty('Copy');
  });

  test('does not take a telegram quoted in its text for its own header', async () => {
    const quoting = short.replace('3. END.', '3. QUOTE\nR 010203Z JAN 71\nFM SHIPYARD\nTO NOBODY\nUNCLAS\nSUBJ: OTHER');
    const { draft } = await read(quoting);
    expect(draft).toMatchObject({
      date: '1976-05-14',
      origin: 'AMEMBASSY NORTHPORT',
      subject: "HERRING LIMITS: THE MINISTER'S SECOND LETTER",
    });
    expect(draft?.body).toContain('FM SHIPYARD\nTO NOBODY');
  });

  test('without TAGS, subject or numbered paragraphs still has a text', async () => {
    const { draft } = await read(
      'R 141905Z MAY 76\nFM AMEMBASSY NORTHPORT\nTO SECSTATE WASHDC\n\nUNCLAS NORTHPORT 418\n\nHERRING ARRIVED.\nCRUSOE\n',
      'note',
    );
    expect(draft).toMatchObject({ body: 'HERRING ARRIVED.\nCRUSOE', marking: 'UNCLASSIFIED', ref: '1976 NORTHPORT 418', name: 'note' });
    expect(draft?.subject).toBeUndefined();
  });

  test('takes the post from the page banner when the message line lacks it', async () => {
    const { draft } = await read(short.replace('C O N F I D E N T I A L NORTHPORT 0417', 'CONFIDENTIAL 0417'));
    expect(draft).toMatchObject({ number: '0417', ref: '1976 NORTHP 0417' });
  });

  test.each([
    ['3I1905Z MAY 76', 'the date-time group 3I1905Z MAY 76 is garbled'],
    ['310900Z FEB 76', 'the date-time group 310900Z FEB 76 is not in the calendar; misread digits?'],
  ])('has no date when its date-time group is %s, and says so', async (group, detail) => {
    const { drafts, warnings } = await readFormat(short.replace('141905Z MAY 76', group), '1976NORTHPORT00417.txt');
    expect(drafts).toMatchObject([{ ref: '1976 NORTHPORT 0417', datetime: group }]);
    expect(drafts[0]).not.toHaveProperty('date');
    expect(warnings).toEqual([{ kind: 'dates not understood', detail }]);
  });

  test('without a text is a document whose text was withheld, if it has a ref', async () => {
    const header = `${short.slice(0, short.indexOf('1. MINISTER'))}\nCONFIDENTIAL\n\nNNNN\n`;
    const { drafts } = await readFormat(header, 'x.txt');
    expect(drafts).toMatchObject([{ ref: '1976 NORTHPORT 0417', body: '' }]);
    const { fault } = await read(header.replaceAll('0417', '').replaceAll('00417', ''), 'x');
    expect(fault?.reason).toContain('no text');
  });

  test('keeps addressees as printed, with their routing lines', async () => {
    const modern =
      'VZCZCXRO1234\nRR RUEHXX\nDE RUEHNP #0417/01 1340905\nZNR UUUUU ZZH\nR 140905Z MAY 09\nFM AMEMBASSY NORTHPORT\nTO RUEHC/SECSTATE WASHDC 1234\nINFO RUEHXX/AMEMBASSY EASTHAVEN 0567\n\nUNCLAS SECTION 01 OF 02 NORTHPORT 000417\n\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: EFIS PREL NP\nSUBJECT: HERRING\n\nREF: 08 NORTHPORT 1200\n\n1. (U) Herring are well.\n';
    const { draft } = await read(modern, 'x');
    expect(draft).toMatchObject({
      date: '2009-05-14',
      ref: '2009 NORTHPORT 000417',
      origin: 'AMEMBASSY NORTHPORT',
      destination: 'RUEHC/SECSTATE WASHDC 1234',
      subject: 'HERRING',
      refs: ['08 NORTHPORT 1200'],
      body: '1. (U) Herring are well.',
    });
  });
});

test.each([
  ['R 141905Z JAN 74', undefined, { printed: '141905Z JAN 74', date: '1974-01-14' }],
  ['O R 022125Z  JAN 74', undefined, { printed: '022125Z JAN 74', date: '1974-01-02' }],
  ['P 241549 Z JAN 74', undefined, { printed: '241549 Z JAN 74', date: '1974-01-24' }],
  ['O 131810Z AUG 74R', undefined, { printed: '131810Z AUG 74', date: '1974-08-13' }],
  ['O 062110Z DEC 79 ZFF4', undefined, { printed: '062110Z DEC 79', date: '1979-12-06' }],
  ['R 010101Z FEB 2016', undefined, { printed: '010101Z FEB 2016', date: '2016-02-01' }],
  ['R 010101Z FEB 36', '1936', { printed: '010101Z FEB 36', date: '1936-02-01' }],
  ['R 010101Z FEB 36', '1974', { printed: '010101Z FEB 36', date: '2036-02-01' }],
  ['R 290101Z FEB 74', undefined, { printed: '290101Z FEB 74', impossible: true }],
  ['R 3I0101Z JAN 74', undefined, { printed: '3I0101Z JAN 74' }],
  ['R 310101Z JNA 74', undefined, { printed: '310101Z JNA 74' }],
  ['FM AMEMBASSY NORTHPORT', undefined, undefined],
  ['INFO OCT-01 ISO-00', undefined, undefined],
])('the group of "%s" (year %s)', (line, hint, expected) => {
  expect(readGroup(line, hint)).toEqual(expected);
});

test.each([
  ['UNCLAS NORTHPORT 0417', { marking: 'UNCLASSIFIED', number: 'NORTHPORT 0417' }],
  ['LIMITED OFFFICIAL USE NORTHPORT 0417', { marking: 'LIMITED OFFICIAL USE', number: 'NORTHPORT 0417' }],
  ['S E C R E T SECTION 01 OF 08 NORTHPORT 17', { marking: 'SECRET', number: 'NORTHPORT 17', section: '1 of 8' }],
  ['UNCLAS NORTHPORT 17 SECTION 2 OF 2', { marking: 'UNCLASSIFIED', number: 'NORTHPORT 17', section: '2 of 2' }],
  ['UNCLAS STATE 286983 TOSEC 110023', { marking: 'UNCLASSIFIED', number: 'STATE 286983 TOSEC 110023' }],
  ['CONFIDENTIAL', { marking: 'CONFIDENTIAL', number: '' }],
  ['SECRETARY GULLIVER SAID 5', undefined],
  ['TO SECSTATE WASHDC', undefined],
])('the message line "%s"', (line, expected) => {
  expect(readMessageLine(line)).toEqual(expected);
});

test.each([
  ['EMIN, BEXP, BL BR', ['EMIN', 'BEXP', 'BL', 'BR']],
  ['EFIN BL', ['EFIN', 'BL']],
  ['ECIN, ANDEAN PACT, BL', ['ECIN', 'ANDEAN PACT', 'BL']],
  ['CPRS: (CRUSOE, R.)', ['CPRS']],
  ['OVIP (GULLIVER, LEMUEL', ['OVIP']],
  ['ETRN,SBE/P, BL', ['ETRN', 'SBE/P', 'BL']],
  ['P*', []],
  ['', []],
])('the codes of "%s"', (text, codes) => {
  expect(readCodes(text).codes).toEqual(codes);
});

test.each([
  [['A-269 OF OCTOBER 14, 1973: STATE 00498#'], ['A-269 OF OCTOBER 14, 1973', 'STATE 00498#']],
  [['USDOC 18905 AND NORTHPORT A-236 OF NOVEMBER 9, 1973.'], ['USDOC 18905', 'NORTHPORT A-236 OF NOVEMBER 9, 1973']],
  [['A. STATE 1: B. STATE 2: C. STATE 3'], ['STATE 1', 'STATE 2', 'STATE 3']],
  [['A) NORTHPORT 1 B) SEC/FISH MESSAGE 121835Z APR 74'], ['NORTHPORT 1', 'SEC/FISH MESSAGE 121835Z APR 74']],
  [
    ['STATE 1 OF 11/30/73', '  STATE 2 OF 12/8/73'],
    ['STATE 1 OF 11/30/73', 'STATE 2 OF 12/8/73'],
  ],
  [
    ['1. MIL. MSG. P 161339Z MAR 74', '  2. NORTHPORT 3 OF JAN. 24'],
    ['MIL. MSG. P 161339Z MAR 74', 'NORTHPORT 3 OF JAN. 24'],
  ],
  [['NORTHPORT 1, STATE 2'], ['NORTHPORT 1', 'STATE 2']],
  [['CRUSOE LETTER OF FEBRUARY 5'], ['CRUSOE LETTER OF FEBRUARY 5']],
  [['N/A'], []],
])('the references of %j', (lines, refs) => {
  expect(readRefs(lines)).toEqual(refs);
});

test('reads text made to backtrack', async () => {
  const evil = ['A ', '(A) ', ' ', 'STATE 1, ', '(', 'C O N ', '\t', 'R 1 '];
  for (const piece of evil) {
    const text = short.replace('STATE 00498', piece.repeat(200_000)).replace('1. MINISTER', `${piece.repeat(100_000)}\n1. MINISTER`);
    // Milliseconds are enough; with a pattern that backtracks the test would run into its time limit.
    const { draft, fault } = await read(text);
    expect([draft, fault].filter((one) => one !== undefined)).toHaveLength(1);
  }
});

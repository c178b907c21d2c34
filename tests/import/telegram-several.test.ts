import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Draft } from '../../src/cables/draft.ts';
import { readFormat, type FormatRead } from '../helpers/read-format.ts';

/* All telegrams here are invented: no post, person or number in them is real. */

async function read(text: string, stem = 'several'): Promise<FormatRead> {
  const found = await readFormat(text, `${stem}.txt`);
  expect(found.format).toBe('telegram');
  return found;
}

type Made = { post: string; number: number; day: number; marking: string; text: string; section?: string };

const telegram = ({ post, number, day, marking, text, section = '' }: Made): string =>
  `R ${String(day).padStart(2, '0')}1905Z MAY 76
FM AMEMBASSY ${post}
TO SECSTATE WASHDC ${number}

${marking}${section} ${post} 0${number}

E.O. 11652: N/A
TAGS: EFIS
SUBJECT: HERRING OF ${post}

${text}
CRUSOE
`;

const one: Made = { post: 'NORTHPORT', number: 417, day: 14, marking: 'CONFIDENTIAL', text: '1. THE MINISTER SPOKE OF HERRING.' };
const other: Made = { post: 'EASTHAVEN', number: 88, day: 15, marking: 'S E C R E T', text: '1. THE HERRING ARRIVED.\n\n2. ALL OF IT.' };
const banner = ({ post, number, day }: Made, part = ''): string => `PAGE 01 ${post.slice(0, 6)} 00${number} ${part}${day}2033Z`;

const refs = ({ drafts }: { drafts: Draft[] }): (string | undefined)[] => drafts.map(({ ref }) => ref);
const both = ['1976 NORTHPORT 0417', '1976 EASTHAVEN 088'];

describe('a file with several telegrams', () => {
  test.each([
    ['NNNN', '\nNNNN\n\n'],
    ['NNNN without empty lines', 'NNNN\n'],
    ['a form feed', '\f'],
    ['empty lines', '\n\n\n'],
    [
      'a page banner',
      `\nCONFIDENTIAL\n\nSECRET\n\n${banner(other)}\n\n60\nACTION HAR-00\n\nINFO OCT-01 /088 W\n      --------------------- 097774\n`,
    ],
    ['routing lines', '\nVZCZCXRO1234\nRR RUEHXX\nDE RUEHNP #0417/01 1340905\nZNR UUUUU ZZH\n'],
    ['lines of a collection', '\n76EASTHAVEN88\nHERRING\n1976-05-15 10:00\nSECRET\nEmbassy Easthaven\n\n'],
    [
      'a table of a collection',
      '\nReference ID\tCreated\tClassification\tOrigin\n76EASTHAVEN88\t1976-05-15 10:00\tSECRET\tEmbassy Easthaven\n\n',
    ],
  ])('is read as that many, parted by %s', async (_, between) => {
    const { drafts, faults } = await read(telegram(one) + between + telegram(other));
    expect(faults).toEqual([]);
    expect(drafts).toMatchObject([
      { line: 1, ref: both[0], marking: 'CONFIDENTIAL', date: '1976-05-14', body: '1. THE MINISTER SPOKE OF HERRING.\nCRUSOE' },
      { ref: both[1], marking: 'SECRET', date: '1976-05-15', body: '1. THE HERRING ARRIVED.\n\n2. ALL OF IT.\nCRUSOE' },
    ]);
    expect(drafts.map(({ name }) => name)).toEqual([undefined, undefined]);
  });

  test('gives each the line where it begins', async () => {
    const { drafts } = await read(`\n${telegram(one)}\n\nNNNN\n\n${telegram(other)}`);
    expect(drafts.map(({ line }) => line)).toEqual([2, 18]);
  });

  test('reads the others when one of them is wrong, and names its line', async () => {
    const empty = telegram({ ...other, text: '' }).replace('CRUSOE\n', '');
    const { drafts, faults } = await read(`${telegram(one)}\nNNNN\n${empty}\nNNNN\n${telegram({ ...one, number: 418 })}`);
    expect(refs({ drafts })).toEqual([both[0], '1976 NORTHPORT 0418']);
    expect(faults).toMatchObject([{ line: 23, text: 'HERRING OF EASTHAVEN', reason: expect.stringContaining('no text') as string }]);
  });

  test.each([
    ['NNNN', '\nNNNN\n\n', telegram(other).replace('FM AMEMBASSY', 'F* AMEMBASSY'), 16],
    ['an empty line', '\n', telegram(other).replace('FM AMEMBASSY', 'F* AMEMBASSY'), 14],
    ['an empty line, without a date,', '\n', telegram(other).split('\n').slice(2).join('\n'), 14],
    ['NNNN, of another kind,', '\nNNNN\n\n', 'From: Office\nTo: Bureau\n\n1. THE HERRING ARRIVED.\n', 16],
  ])('never gives the text behind %s to the telegram before it, though it has no readable sender', async (_, between, next, line) => {
    const { drafts, faults } = await read(telegram(one) + between + next);
    expect(drafts.map(({ ref, body }) => [ref, body])).toEqual([[both[0], '1. THE MINISTER SPOKE OF HERRING.\nCRUSOE']]);
    expect(faults).toMatchObject([{ line, reason: expect.stringContaining('without a line FM') as string }]);
  });

  test('that have the table of the archive behind them are read', async () => {
    const table = '\nMessage Attributes\nCopy: SINGLE\nDate: 14 MAY 1976\nFrom: NORTHPORT\nSubject: HERRING\nTo: STATE\n';
    const { drafts, faults } = await read(`${telegram(one)}NNN${table}\f Message Text\n\n${telegram(other)}NNN${table}`);
    expect(faults).toEqual([]);
    expect(drafts).toMatchObject([{ extra: { attributes: { From: 'NORTHPORT' } } }, { ref: both[1] }]);
  });

  test('rejects a later page of a telegram that is not there', async () => {
    const page = banner(other).replace('PAGE 01', 'PAGE 02');
    const { drafts, faults } = await read(`${banner(one)}\n\n${telegram(one)}\n${page}\n\n3. AND THE MACKEREL.\n`);
    expect(drafts[0]?.body).toBe('1. THE MINISTER SPOKE OF HERRING.\nCRUSOE');
    expect(faults).toMatchObject([{ line: 16, text: page }]);
  });

  test.each([
    ['has text right above', telegram(one) + telegram(other), 14],
    ['has text right above and no date', telegram(one) + telegram(other).slice('R 151905Z MAY 76\n'.length), 13],
    ['is far to the right', `${telegram(one)}\n${telegram(other).replaceAll(/^/gm, '        ')}`, 15],
    [
      'stands between QUOTE and UNQUOTE far away',
      `${telegram({ ...one, text: '1. QUOTE HERRING.' })}\n${telegram({ ...other, text: '1. UNQUOTE.' })}`,
      15,
    ],
  ])('is refused where a header %s, which may be quoted', async (_, text, line) => {
    const { drafts, faults } = await read(text);
    expect(drafts).toEqual([]);
    expect(faults).toMatchObject([{ line, reason: expect.stringContaining('seems to hold 2 telegrams') as string }]);
  });

  test('rejects pages without a text', async () => {
    const { drafts, faults } = await read(`CONFIDENTIAL\n\n${banner(one)}\nFM\n\n${telegram(one)}NNNN\n${banner(other)}\n\nSECRET\n`);
    expect(refs({ drafts })).toEqual([both[0]]);
    expect(faults).toMatchObject([{ line: 19, text: banner(other) }]);
  });

  test('reads several tables of fields', async () => {
    const table = (number: number): string =>
      `UNCLASSIFIED\n\nMRN:        10 NORTHPORT ${number}\nDate/DTG:   Aug 03, 2010 / 031406Z AUG 10\nFrom:       AMEMBASSY NORTHPORT\nSubject:    Herring ${number}\n\n1. Text ${number}.\n`;
    const { drafts } = await read(`${table(52)}\n\n${table(53)}`);
    expect(drafts).toMatchObject([
      { line: 3, ref: '2010 NORTHPORT 52', body: '1. Text 52.' },
      { line: 13, ref: '2010 NORTHPORT 53', body: '1. Text 53.', marking: 'UNCLASSIFIED' },
    ]);
  });
});

describe('one telegram', () => {
  test.each([
    ['with NNNN', '\nNNNN\n\n'],
    ['by empty lines', '\n\n'],
    ['by nothing', ''],
    ['by a banner', `\nNNN\nSECRET\n\n${banner(other, '02 OF 02 ')}\n`],
  ])('keeps its sections, parted %s', async (_, between) => {
    const parts = [1, 2].map((n) => telegram({ ...other, section: ` SECTION 0${n} OF 02`, text: `PART ${n}.` }));
    const { drafts, faults } = await read(parts.join(between), '1976EASTHAVEN0088');
    expect(faults).toEqual([]);
    expect(drafts).toMatchObject([{ name: '1976EASTHAVEN0088', ref: both[1], body: 'PART 1.\nCRUSOE\nPART 2.\nCRUSOE' }]);
  });

  test('keeps its sections though another telegram stands between them, in their order', async () => {
    const part = (made: Made, n: string): string => `${telegram({ ...made, section: ` SECTION ${n} OF 02`, text: `PART ${n}.` })}\nNNNN\n`;
    const { drafts } = await read(part(one, '02') + part(other, '01') + part(one, '01') + part(other, '02'));
    expect(drafts.map(({ ref, body }) => [ref, body.replaceAll('CRUSOE\n', '')])).toEqual([
      [both[0], 'PART 01.\nPART 02.\nCRUSOE'],
      [both[1], 'PART 01.\nPART 02.\nCRUSOE'],
    ]);
  });

  test.each([
    ['inside a paragraph', '2. THE POST WROTE\nFM AMEMBASSY EASTHAVEN\nTO SECSTATE WASHDC\nAND NO MORE.'],
    ['behind a colon', `2. THE FOLLOWING CAME FROM EASTHAVEN:\n\n${telegram(other)}`],
    ['behind QUOTE', `2. QUOTE\n${telegram(other)}UNQUOTE\n3. END.`],
    ['between QUOTE and UNQUOTE', `2. BEGIN TEXT OF A LETTER.\n\n${telegram(other)}\nEND TEXT.\n\n3. END.`],
    ['with few signs of a header', '2. ROUTES:\n\nHERE THEY ARE.\n\nFM NORTHPORT\nTO EASTHAVEN\n\n3. END.'],
  ])('keeps a header quoted %s in its text', async (_, quoted) => {
    const { drafts, faults } = await read(telegram({ ...one, text: `1. HERRING.\n\n${quoted}` }));
    expect(faults).toEqual([]);
    expect(refs({ drafts })).toEqual([both[0]]);
    expect(drafts[0]?.body).toBe(`1. HERRING.\n\n${quoted}\nCRUSOE`);
  });
});

const word = fc.constantFrom(
  'HERRING',
  'THE MINISTER',
  'QUOTE NO UNQUOTE',
  'PAGE',
  'TO',
  'INFO',
  'SECRET',
  'NOTHING',
  'NNNN',
  '1.',
  'LIMITS',
);
const paragraph = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => `${words.join(' ')} CAME.`);
const made = fc.record({
  post: fc.constantFrom('NORTHPORT', 'EASTHAVEN', 'SALT BAY', 'USMISSION COVE'),
  day: fc.integer({ min: 1, max: 28 }),
  marking: fc.constantFrom('UNCLAS', 'CONFIDENTIAL', 'S E C R E T', 'LIMITED OFFICIAL USE'),
  text: fc.array(paragraph, { minLength: 1, maxLength: 4 }).map((all) => all.map((text, n) => `${n + 1}. ${text}`).join('\n\n')),
});
const separator = fc.constantFrom('\nNNNN\n', 'NNNN\n\n\n', '\n\n', '\f', '\n\nNNNN\n\f\n', '\nZCZC ABC123\n');

test('telegrams joined to one file are the telegrams they are alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(made, separator), { minLength: 1, maxLength: 6 }), async (all) => {
      const texts = all.map(([values], n) => telegram({ ...values, number: 100 + n }));
      const alone = await Promise.all(texts.map((text) => read(text)));
      const together = await read(texts.map((text, n) => text + (all[n]?.[1] ?? '')).join(''));
      expect(together.faults).toEqual([]);
      const plain = (draft: Draft | undefined): object => ({ ...draft, line: 0, name: '' });
      expect(together.drafts.map(plain)).toEqual(alone.map(({ drafts }) => plain(drafts[0])));
    }),
    { numRuns: 150, seed: 76 },
  );
});

test('a header quoted inside a paragraph gives no telegram more', async () => {
  await fc.assert(
    fc.asyncProperty(made, made, paragraph, async (values, inner, before) => {
      const quoted = telegram({ ...inner, number: 7 })
        .split('\n')
        .slice(0, 3)
        .join('\n');
      const { drafts, faults } = await read(telegram({ ...values, number: 100, text: `1. ${before}\n${quoted}\n${before}` }));
      expect([drafts.length, faults.length]).toEqual([1, 0]);
      expect(drafts[0]?.body).toContain(quoted);
    }),
    { numRuns: 100, seed: 76 },
  );
});

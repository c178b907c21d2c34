import { chmodSync, mkdirSync, openSync, closeSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeskError } from '../../src/reply/failure.ts';
import { citedKey } from '../../src/cables/cited-key.ts';
import { fullYear, readDate } from '../../src/language/printed-date.ts';
import type { Draft } from '../../src/cables/draft.ts';
import type { RecordFault, Source } from '../../src/import/formats/format.ts';
import { formats, recogniseFormat } from '../../src/import/formats/formats.ts';
import { findFiles } from '../../src/import/files.ts';
import { openSource } from '../../src/import/source.ts';
import { tempFolder } from '../helpers/temp.ts';

const folder = tempFolder();

let made = 0;
function write(content: string | Uint8Array, name = 'cable.txt'): string {
  made += 1;
  const inside = join(folder, `case-${made}`);
  mkdirSync(inside);
  const path = join(inside, name);
  writeFileSync(path, content);
  return path;
}

/** Everything a file gives, by the format it is recognised as. */
async function read(
  content: string | Uint8Array,
  name?: string,
): Promise<{ format: string | undefined; drafts: Draft[]; faults: RecordFault[] }> {
  const source = await openSource(write(content, name));
  const format = recogniseFormat(source);
  const drafts: Draft[] = [];
  const faults: RecordFault[] = [];
  if (format !== undefined) {
    for await (const found of format.read(source)) {
      if ('draft' in found) drafts.push(found.draft);
      else faults.push(found.fault);
    }
  }
  return { format: format?.name, drafts, faults };
}

async function linesOf(source: Source): Promise<string[]> {
  const lines: string[] = [];
  for await (const entry of source.lines())
    lines.push('fault' in entry ? `! ${entry.fault.line} ${entry.fault.reason}` : `${entry.line} ${entry.text}`);
  return lines;
}

const memorySource = (text: string, path = 'x.txt'): Source => ({
  path,
  stem: 'x',
  head: text.slice(0, 65_536),
  // oxlint-disable-next-line require-await
  async *lines() {
    for (const [i, line] of text.split('\n').entries()) yield { line: i + 1, text: line };
  },
  whole: () => Promise.resolve(text),
});

const refused = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(DeskError);
  expect((error as DeskError).kind).toBe('data');
  return (error as DeskError).message;
};

describe('a source', () => {
  test('is read by its lines, whatever its line ends', async () => {
    const source = await openSource(write('\uFEFFone\r\ntwo\n\nfour'));
    expect(source.head.startsWith('one')).toBe(true);
    expect(await linesOf(source)).toEqual(['1 one', '2 two', '3 ', '4 four']);
    expect(await source.whole()).toBe('one\r\ntwo\n\nfour');
  });

  test('is unpacked when its bytes are gzip, under any name', async () => {
    const source = await openSource(write(gzipSync('one\ntwo\n'), '1974LAPAZ00001.txt'));
    expect(await linesOf(source)).toEqual(['1 one', '2 two']);
    expect((await openSource(write('plain\n', 'trove.jsonl.gz'))).stem).toBe('trove');
  });

  test('may be several gzips one behind another', async () => {
    const source = await openSource(write(Buffer.concat([gzipSync('one\n'), gzipSync('two\n')])));
    expect(await linesOf(source)).toEqual(['1 one', '2 two']);
  });

  test('that was cut off gives what came before and a fault', async () => {
    const random = fc.sample(fc.string({ minLength: 40, maxLength: 40, unit: 'binary-ascii' }), { numRuns: 500, seed: 7 });
    const whole = gzipSync(random.map((text, i) => `${i} ${text.replaceAll(/[\n\r\0]/g, ' ')}`).join('\n'));
    const source = await openSource(write(whole.subarray(0, whole.length / 2)));
    const lines = await linesOf(source);
    expect(lines.length).toBeGreaterThan(150);
    expect(lines.slice(0, -1).some((line) => line.startsWith('!'))).toBe(false);
    expect(lines.at(-1)).toMatch(/^! \d+ the compressed file ends in the middle/);
    expect(await refused(source.whole())).toContain('ends in the middle');
  });

  test('with damaged gzip is refused with a sentence', async () => {
    const bytes = gzipSync('x'.repeat(2000));
    bytes.fill(0x55, 12, 20);
    expect(await refused(openSource(write(bytes)))).toContain('damaged');
  });

  test.each([
    ['', 'is empty'],
    [gzipSync(''), 'is empty'],
    [Buffer.from('\uFEFFFM EMBASSY', 'utf16le'), 'iconv -f UTF-16'],
    [Buffer.from([0xfe, 0xff, 0, 0x46]), 'iconv -f UTF-16'],
    [Buffer.from([1, 2, 0, 3]), 'NUL bytes'],
    [Buffer.from('%PDF-1.7\n'), 'pdftotext'],
    [Buffer.from('PK\u0003\u0004'), 'ZIP archive'],
  ])('that is no text is refused: %j', async (content, reason) => {
    expect(await refused(openSource(write(content)))).toContain(reason);
  });

  test('that is missing or a folder says so', async () => {
    expect(await refused(openSource(join(folder, 'nowhere.txt')))).toContain('does not exist');
    expect(await refused(openSource(folder))).toContain('is a folder');
  });

  test('in Windows-1252 names the line and the way out', async () => {
    const source = await openSource(write(Buffer.from('one\nCaf\u00e9\nthree\n', 'latin1')));
    const lines = await linesOf(source);
    expect(lines[1]).toMatch(/^! 2 not UTF-8.*iconv -f WINDOWS-1252/);
    expect(lines[2]).toBe('3 three');
    expect(await refused(source.whole())).toMatch(/line 2: not UTF-8/);
  });

  test('passes over a line that is too long and reads on', async () => {
    const path = write('', 'long.jsonl');
    const file = openSync(path, 'w');
    writeSync(file, 'short\n');
    for (let i = 0; i < 50; i += 1) writeSync(file, Buffer.alloc(1024 * 1024, 0x61));
    writeSync(file, '\nafter\n');
    closeSync(file);
    const source = await openSource(path);
    expect(await linesOf(source)).toEqual(['1 short', '! 2 line too long: 50 MB, the limit is 16 MB', '3 after']);
    expect(await refused(source.whole())).toContain('larger than 25 MB');
  });

  test('cuts the same lines whatever the pieces it comes in', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 30 }).map((line) => line.replaceAll(/[\n\r\0]/g, ' ')),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (lines, isGzip) => {
        const all = `first\n${lines.join('\n')}\n`;
        const source = await openSource(write(isGzip ? gzipSync(all) : all));
        expect(await linesOf(source)).toEqual(['first', ...lines].map((line, i) => `${i + 1} ${line}`));
      }),
      { numRuns: 30 },
    );
  });
});

describe('finding files', () => {
  const found = async (...paths: string[]): Promise<string[]> => {
    const all: string[] = [];
    for await (const entry of findFiles(paths)) {
      const [path, reason] = 'path' in entry ? [entry.path, ''] : [entry.problem.path, ` ! ${entry.problem.reason}`];
      all.push(`${path.replace(folder, '')}${reason}`);
    }
    return all;
  };

  test('walks folders in order and passes over what is no cable', async () => {
    const root = join(folder, 'walk');
    mkdirSync(join(root, 'b', '.git'), { recursive: true });
    mkdirSync(join(root, 'a'));
    for (const name of ['z.txt', 'b/one.txt', 'a/two.txt', 'README.md', 'trove.json', '.hidden', 'b/.git/x.txt'])
      writeFileSync(join(root, name), 'x');
    writeFileSync(join(root, 'a', 'zero.txt'), '');
    symlinkSync(write('outside'), join(root, 'a', 'link.txt'));
    symlinkSync(join(root, 'z.txt'), join(root, 'a', 'zlink.txt'));
    symlinkSync(root, join(root, 'b', 'loop'));
    expect(await found(root)).toEqual(['/walk/a/two.txt', '/walk/a/zero.txt ! the file is empty', '/walk/a/zlink.txt', '/walk/b/one.txt']);
    expect(await found(join(root, 'README.md'), join(root, 'README.md'))).toEqual(['/walk/README.md']);
  });

  test('has a sentence for each thing that is not there', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(await found(join(folder, 'gone'), empty)).toEqual([
      '/gone ! no such file or folder; is the name spelled right?',
      '/empty ! the folder has no file to read (hidden files, README.md and trove.json do not count)',
    ]);
  });

  test.skipIf(process.getuid?.() === 0)('says what it may not read', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0);
    expect(await found(closed)).toEqual(['/closed ! may not be read by this user; check its permissions']);
    chmodSync(closed, 0o700);
  });
});

describe('JSON Lines', () => {
  test.each([
    ['(A) STATE 53203; (B) LA PAZ 1617', ['STATE 53203', 'LA PAZ 1617']],
    ['A. STATE 27026: B. STATE 27778', ['STATE 27026', 'STATE 27778']],
    ['(A) CARACAS 7825; (', ['CARACAS 7825']],
    ['STATE 034718; LA PAZ 1277', ['STATE 034718', 'LA PAZ 1277']],
    ['COREU/WAS/0098/18', ['COREU/WAS/0098/18']],
    ['Re: the letter of the Minister', ['Re: the letter of the Minister']],
  ])('refs in one entry come apart: %s', async (entry, refs) => {
    const { drafts } = await read(`${JSON.stringify({ id: 'A1', body: 'Text.', refs: [entry] })}\n`, 'a.jsonl');
    expect(drafts[0]?.refs).toEqual(refs);
  });

  test('takes the fields of our corpus; a bare serial is no ref', async () => {
    const record = {
      id: 'frus1894-d12',
      number: '202',
      date: '1894-07',
      origin: 'Mr. Baker',
      destination: 'Mr. Gresham',
      info: ['London'],
      tags: [],
      refs: ['No. 12'],
      classification: '',
      doc_type: 'despatch',
      body: 'Sir: I have the honor.',
      persons: ['Baker'],
      words: 5,
      places: [],
    };
    const { format, drafts, faults } = await read(`${JSON.stringify(record)}\n`, 'a.jsonl');
    expect([format, faults]).toEqual(['jsonl', []]);
    expect(drafts).toEqual([
      {
        line: 1,
        id: 'frus1894-d12',
        ref: 'frus1894-d12',
        number: '202',
        date: '1894-07',
        origin: 'Mr. Baker',
        destination: 'Mr. Gresham',
        info: ['London'],
        refs: ['No. 12'],
        type: 'despatch',
        body: 'Sir: I have the honor.',
        extra: { persons: ['Baker'], words: 5 },
      },
    ]);
  });

  test('takes the names other tools use', async () => {
    const record = {
      Ref: 'A/1',
      title: 'T',
      text: 'Body.',
      sender: 'Berne',
      recipients: ['Rome', 'Oslo'],
      codes: 'PREL; US',
      marking: 'LIMITE',
      language: 'fr',
      date: '2018-07-16T14:00:00+02:00',
      content: 'second text',
    };
    const { drafts } = await read(JSON.stringify(record));
    expect(drafts[0]).toEqual({
      line: 1,
      ref: 'A/1',
      title: 'T',
      body: 'Body.',
      origin: 'Berne',
      destination: 'Rome; Oslo',
      subjectCodes: ['PREL', 'US'],
      marking: 'LIMITE',
      lang: 'fr',
      date: '2018-07-16',
      datetime: '2018-07-16T14:00:00+02:00',
      extra: { content: 'second text' },
    });
  });

  test.each([
    ['{"id":"a","body":"x",}', /^not JSON: .* at character \d+; a comma too many/],
    ['{"id":"a","body":"x"', /broken over several lines, or cut off/],
    ['"just text"', /must be an object/],
    ['{"id":"a"}', /^no text \(no field body, text, content\)$/],
    ['{"id":"a","body":"  "}', /^no text \(body is empty\)$/],
    ['{"id":"a","body":12}', /^body is a number \(12\), expected text$/],
    ['{"id":"a","body":"x","info":[1]}', /^info is a list, expected text or a list of texts$/],
    ['{"id":"a","body":"x","date":"2018-02-30"}', /^the date 2018-02-30 is impossible$/],
    ['{"id":"a","body":"x","date":"2018-31-12"}', /day and month swapped\? 2018-12-31/],
    ['{"id":"a","body":"x","date":"14.01.1974"}', /not one of YYYY-MM-DD.*write 1974-01-14/],
    [`{"id":"a","body":"x","deep":${'['.repeat(65)}${']'.repeat(65)}}`, /^nested more than 64 deep$/],
    [`{"id":"a","body":"x","deep":${'['.repeat(1_000_000)}`, /^nested more than 64 deep$/],
  ])('refuses a record with its line and reason: %.40s', async (bad, reason) => {
    const { drafts, faults } = await read(`{"id":"first","body":"ok"}\n\n${bad}\n{"id":"last","body":"ok"}\n`);
    expect(drafts.map(({ id }) => id)).toEqual(['first', 'last']);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.line).toBe(3);
    expect(faults[0]?.reason).toMatch(reason);
  });

  test('is not misled by __proto__', async () => {
    const { drafts } = await read('{"id":"a","body":"x","__proto__":{"evil":1},"constructor":"c"}\n');
    expect(drafts[0]?.extra).toEqual({ constructor: 'c' });
    expect(Object.getPrototypeOf(drafts[0]?.extra)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).evil).toBeUndefined();
  });

  test('reads an array, and objects over several lines, with their lines', async () => {
    const records = [{ id: 'a', body: 'one {"}' }, { id: 'b', body: 'two' }, { id: 'c' }];
    const { drafts, faults } = await read(JSON.stringify(records, undefined, 2), 'all.json');
    expect(drafts.map(({ id, line }) => [id, line])).toEqual([
      ['a', 2],
      ['b', 6],
    ]);
    expect(faults.map(({ line }) => line)).toEqual([10]);
    expect((await read(JSON.stringify(records[0], undefined, 2))).drafts).toHaveLength(1);
    expect((await read('[]')).faults[0]?.reason).toContain('without a record');
  });
});

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
    const { format, drafts, faults } = await read(plainCable, 'coreu-was-0098-18.txt');
    expect([format, faults]).toEqual(['plain', []]);
    expect(drafts[0]).toMatchObject({
      id: 'coreu-was-0098-18',
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

  test.each([
    ['Date: 2018-07-26 17:40Z', 'Date: 2018-26-07', 3, /impossible; day and month swapped\? 2018-07-26/],
    ['Date: 2018-07-26 17:40Z', 'Date: 2018-02-30', 3, /2018-02-30 is impossible/],
    ['Lang: en', 'a line of the text', 11, /no header line "Key: value"/],
  ])('refuses %s as %s', async (from, to, line, reason) => {
    const source = memorySource(plainCable.replace(from, to));
    const found = [];
    for await (const one of formats[1]?.read(source) ?? []) found.push(one);
    expect(found).toEqual([{ fault: expect.objectContaining({ line, reason: expect.stringMatching(reason) as string }) as RecordFault }]);
  });

  test('without a text is refused', async () => {
    const { faults } = await read('Ref: A/1\nFrom: B\nTo: C\nSubject: D\n');
    expect(faults[0]?.reason).toContain('no text');
  });
});

describe('recognising', () => {
  test.each([
    [
      'an e-mail',
      'From: Someone <a@example.org>\nTo: b@example.org\nSubject: Lunch\nDate: Wed, 23 Dec 2009 12:26:44 +0000\nMessage-ID: <1>\n\nHello.\n',
    ],
    [
      'a printed e-mail',
      '   UNCLASSIFIED Case No. 1\n\nFrom:      Someone\nSent:      Wednesday, December 23, 2009 12:26 PM\nTo:        Other\nSubject:   Re: trip\n\nCall me.\n',
    ],
    ['an e-mail without addresses', 'From: Some One\nTo: Other\nSent: Monday\nSubject: x\n\nHello'],
    ['TEI', '<?xml version="1.0"?>\n<TEI><text>FM</text></TEI>\n'],
    ['a speech', 'Seldom has a gathering\nof this kind been so timely.\n'],
    ['a letter that mentions radio', 'Dear all,\nFM 98.5 is the place\nTO listen to.\n'],
    ['CSV', 'id,date,body\n1,2018-01-01,x\n'],
  ])('leaves %s alone', (_, text) => {
    expect(recogniseFormat(memorySource(text))).toBeUndefined();
  });

  test('nothing throws but a DeskError, on any text', async () => {
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
          const source = memorySource(any);
          expect(format.recognise(source)).toBeLessThanOrEqual(1);
          for await (const found of format.read(source)) {
            expect('draft' in found ? found.draft.body.trim() : found.fault.reason).not.toBe('');
          }
        }
        expect(citedKey(any, '1974').length).toBeLessThanOrEqual(320 + any.length);
      }),
      { numRuns: 400 },
    );
  });
});

test.each([
  ['1974 LA PAZ 0258', undefined, '1974 LAPAZ 258'],
  ['LA PAZ 0258', '1974', '1974 LAPAZ 258'],
  ['1974LAPAZ00258', undefined, '1974 LAPAZ 258'],
  ['74 LA PAZ 258', '1975', '1974 LAPAZ 258'],
  ['STATE 00498#', '1974', '1974 STATE 498'],
  ['74 STATE 498', undefined, '1974 STATE 498'],
  ['1974 State 0498', undefined, '1974 STATE 498'],
  ['09BERNE123', undefined, '2009 BERNE 123'],
  ['10 BERLIN 1052', undefined, '2010 BERLIN 1052'],
  ['LA PAZ 7565 OF 12/17/73', '1974', '1973 LAPAZ 7565'],
  ['LA PAZ 6652, NOVEMBER 23, 1971', '1974', '1971 LAPAZ 6652'],
  ['LA PAZ 0503 OF JAN. 24', '1974', '1974 LAPAZ 503'],
  ['STATE 47743 DTD 240237Z FEB 78', '1979', '1978 STATE 47743'],
  ['LA PAZ A-05', '1979', '1979 LAPAZ A-5'],
  ['LA PAZ A87', '1974', '1974 LAPAZ A-87'],
  ['GENEVA 12', '1974', '1974 GENEVA 12'],
  ['(B) SAN JOSE 5164 (NOTAL)', '1979', '1979 SANJOSE 5164'],
  ['LA PAZ 3128/1', '1974', '1974 LAPAZ 3128'],
  ['STATE 498', undefined, 'STATE 498'],
  ['COREU/WAS/0098/18', '2018', 'COREU/WAS/98/18'],
  ['coreu/was/98/18', undefined, 'COREU/WAS/98/18'],
  ['FEB 8 WIRELESS', undefined, 'FEB 8'],
  ['', '1974', ''],
])('%s (in a cable of %s) is cited as %s', (printed, year, key) => {
  expect(citedKey(printed, year)).toBe(key);
});

test.each([
  ['2018-07-16', { date: '2018-07-16' }],
  ['2018-07', { date: '2018-07' }],
  ['2016', { date: '2016' }],
  ['2018-07-26 17:40Z', { date: '2018-07-26', datetime: '2018-07-26 17:40Z' }],
  ['2018-07-26T17:40:00.123Z', { date: '2018-07-26', datetime: '2018-07-26T17:40:00.123Z' }],
  ['2018-02-30T10:00Z', { reason: 'the date 2018-02-30 is impossible' }],
])('the date %s', (printed, expected) => {
  expect(readDate(printed)).toEqual(expected);
});

test('two digits of a year', () => {
  expect(['74', '40', '39', '09', '1974'].map(fullYear)).toEqual(['1974', '1940', '2039', '2009', '1974']);
});

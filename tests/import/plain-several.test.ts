import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Draft } from '../../src/cables/draft.ts';
import { readFormat, type FormatRead } from '../helpers/read-format.ts';

/* All messages here are invented. */

async function read(text: string): Promise<FormatRead> {
  const found = await readFormat(text);
  expect(found.format).toBe('plain');
  return found;
}

const message = (n: number, text: string): string =>
  `From: Office ${n}\nTo: Bureau\nDate: 2016-03-0${n}\nSubject: Letter ${n}\n\n${text}\n`;

test.each([
  ['an empty line', '\n'],
  ['a drawn line', '\n-----------\n'],
  ['a form feed', '\f'],
  ['NNNN', '\nNNNN\n\n\n'],
])('several messages in one file are that many records, parted by %s', async (_, between) => {
  const { drafts, faults } = await read([message(1, 'Agreed.'), message(2, 'Not agreed.\n\nNever.'), message(3, 'Well.')].join(between));
  expect(faults).toEqual([]);
  expect(drafts.map(({ origin, date, body, name }) => [origin, date, body, name])).toEqual([
    ['Office 1', '2016-03-01', 'Agreed.', undefined],
    ['Office 2', '2016-03-02', 'Not agreed.\n\nNever.', undefined],
    ['Office 3', '2016-03-03', 'Well.', undefined],
  ]);
});

test('each has the line where it begins, and a fault in one leaves the others in', async () => {
  const { drafts, faults } = await read([message(1, 'Agreed.'), message(2, ''), message(3, 'Well.')].join('\n'));
  expect(drafts.map(({ line }) => line)).toEqual([1, 15]);
  expect(faults).toMatchObject([{ line: 8, reason: expect.stringContaining('no text') as string }]);
});

test.each([
  [
    'unlike the first',
    message(1, 'Agreed.\n\nFrom: Office 2\nDate: 2016-03-02\n\nNot agreed.'),
    8,
    /2 messages: line 8.*without to, subject/,
  ],
  ['right under the text', message(1, `Agreed.\n${message(2, 'Not agreed.')}`), 7, /2 messages: line 7.*no empty line/],
])('a header %s is refused, with its line', async (_, text, line, reason) => {
  const { drafts, faults } = await read(text);
  expect(drafts).toEqual([]);
  expect(faults).toMatchObject([{ line, reason: expect.stringMatching(reason) as string }]);
});

test.each([
  ['announced', `He wrote:\n\n${message(2, 'Not agreed.')}`],
  ['forwarded', `-----Original Message-----\n${message(2, 'Not agreed.')}`],
  ['of an e-mail', 'See below.\n\nFrom: Ek\nSent: Monday\nTo: Lund\nSubject: Talks\n\nWell.\n'],
  ['marked', 'See below.\n\n> From: Ek\n> To: Lund\n> Subject: Talks\n\nWell.\n'],
  ['of one line', 'See below.\n\nTo: everybody\n\nSubject: nothing\n\nWell.\n'],
  ['inside a paragraph', 'See below.\nFrom: Ek\nTo: Lund\nSubject: Talks\nand no more.\n'],
])('a header that is quoted (%s) is text', async (_, text) => {
  const { drafts, faults } = await read(message(1, text));
  expect(faults).toEqual([]);
  expect(drafts).toMatchObject([{ name: 'cable', origin: 'Office 1', body: text.trimEnd() }]);
});

const words = fc.array(fc.constantFrom('Agreed.', 'From here', 'To there', 'Subject: none', 'Ref', '1.', '> so', '\n\n'), {
  minLength: 1,
  maxLength: 8,
});

test('messages joined to one file are the messages they are alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 6 }), async (all) => {
      const texts = all.map((some, n) => message(n + 1, `Text: ${some.join(' ')} end.`));
      const alone = await Promise.all(texts.map(read));
      const { drafts, faults } = await read(texts.join('\n'));
      expect(faults).toEqual([]);
      const plain = (draft: Draft | undefined): object => ({ ...draft, line: 1, name: '' });
      expect(drafts.map(plain)).toEqual(alone.map((one) => plain(one.drafts[0])));
    }),
    { numRuns: 100, seed: 7 },
  );
});

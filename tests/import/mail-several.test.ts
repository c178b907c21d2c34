import { describe, expect, test } from 'vitest';
import { openBytes } from '../../src/import/source.ts';
import { mbox } from '../../src/import/formats/mail/mbox.ts';
import { readFormat } from '../helpers/read-format.ts';

describe('a mailbox', () => {
  const mail = (id: number, body: string): string =>
    `From a@example.net Mon Sep  5 09:58:0${id} 2011\nFrom: a@example.net\nMessage-ID: <${id}@example.net>\n\n${body}\n\n`;

  test('gives its mails, with the lines where they begin, and their text unquoted', async () => {
    const box =
      mail(1, 'One.\nFrom here it is far, 10:20 in 2011.\n\nFrom b Mon Sep  5 09:58:01 2011\nnot a header') +
      mail(2, '>From us all\n>>From them') +
      mail(3, 'Bin \0\xFF\x01 ary');
    const { format, drafts, faults } = await readFormat(box, 'Sent');
    expect([format, faults]).toEqual(['mbox', []]);
    expect(drafts.map(({ line, id, body }) => [line, id, body.split('\n').at(-1)])).toEqual([
      [1, '1@example.net', 'not a header'],
      [11, '2@example.net', '>From them'],
      [18, '3@example.net', 'Bin \uFFFDÿ\x01 ary'],
    ]);
    expect(drafts[1]?.body).toBe('From us all\n>From them');
  });

  test('says which mail is too large, and reads the next', async () => {
    const pieces = [mail(1, 'One.'), mail(2, ''), ...Array.from({ length: 27 }, () => 'x'.repeat(1024 * 1024)), '\n\n', mail(3, 'Three.')];
    const source = await openBytes('box', Buffer.from(mail(1, 'One.')));
    const large = {
      ...source,
      pieces: async function* () {
        for (const piece of pieces) yield Buffer.from(piece);
      },
    };
    const found = await Array.fromAsync(mbox.read(large));
    expect(found.map((one) => ('draft' in one ? one.draft.id : 'fault' in one ? one.fault : one))).toEqual([
      '1@example.net',
      { line: 7, reason: 'the mail has 27 MB, the limit is 25 MB', text: expect.stringContaining('<2@example.net>') as string },
      '3@example.net',
    ]);
  });
});

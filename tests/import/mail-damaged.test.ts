import { describe, expect, test } from 'vitest';
import { readFormat } from '../helpers/read-format.ts';
import { lines, withParts, text } from '../helpers/mail-text.ts';

describe('a damaged mail', () => {
  const nested = Array.from({ length: 100 }, (_, i) => lines(`Content-Type: multipart/mixed; boundary=n${i}`, '', `--n${i}`)).join('\r\n');
  test.each([
    [
      'cut off in a file',
      withParts(
        'mixed',
        text('Said.'),
        lines('Content-Disposition: attachment; filename=a.bin', 'Content-Transfer-Encoding: base64', '', 'QUJDREVGR0hJSktM'),
      ).slice(0, -14),
      /Said/,
      ['mails cut off'],
    ],
    ['cut off in its headers', lines('From: a@example.net', 'Message-ID: <1@exa'), /^$/, []],
    ['with parts 100 deep', lines('From: a@example.net', nested, '', 'Deep.'), /Deep/, ['mails cut off']],
    ['with 3,000 parts', withParts('mixed', ...Array.from({ length: 3000 }, (_, i) => text(`Part ${i}.`))), /Part 2999/, []],
    [
      'with zeros in it',
      lines('From: a@example.net', 'Message-ID: <1@example.net>', '', 'A\0\0B'),
      /A\uFFFD\uFFFDB/,
      ['mails with letters that cannot be read'],
    ],
  ])('%s gives what can be read', async (_, mail, body, warned) => {
    const { drafts, faults, warnings } = await readFormat(mail);
    expect(faults).toEqual([]);
    expect(drafts.map((draft) => draft.body)).toEqual([expect.stringMatching(body)]);
    expect(warnings.map(({ kind }) => kind)).toEqual(warned);
  });

  test.each([
    [
      '10 MB of headers',
      `From: a@example.net\nMessage-ID: <1@example.net>\nX-Long: ${'x'.repeat(10 * 1024 * 1024)}\n\nText`,
      /header size/i,
    ],
    [
      'parts 1,000 deep',
      `From: a@example.net\n${Array.from({ length: 1000 }, (_, i) => `Content-Type: multipart/mixed; boundary=n${i}\n\n--n${i}`).join('\n')}`,
      /nesting depth/i,
    ],
  ])('with %s is refused', async (_, mail, reason) => {
    expect(await readFormat(mail)).toMatchObject({ drafts: [], faults: [{ line: 1, reason: expect.stringMatching(reason) as string }] });
  });
});

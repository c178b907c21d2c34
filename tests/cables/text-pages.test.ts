import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pagesOf } from '../../src/cables/text-pages.ts';

test('pages join up to the text exactly, none too long, none splits a surrogate pair', () => {
  const piece = fc.oneof(fc.constantFrom('\n\n', '\n', '. ', ' ', '😀'), fc.string({ unit: 'grapheme', maxLength: 300 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
      const body = parts.join('');
      const pages = pagesOf(body);
      expect(pages.map(({ start, end }) => body.slice(start, end)).join('')).toBe(body);
      for (const { start, end } of pages) {
        expect(end - start).toBeLessThanOrEqual(1400);
        expect(body.slice(start, end).isWellFormed() || !body.isWellFormed()).toBe(true);
      }
    }),
  );
});

test('a page ends after a paragraph when there is one in its second half', () => {
  const body = `${'a'.repeat(900)}\n\n${'b '.repeat(900)}`;
  expect(pagesOf(body)[0]).toEqual({ start: 0, end: 902 });
});

test('an empty text has one page', () => {
  expect(pagesOf('')).toEqual([{ start: 0, end: 0 }]);
});

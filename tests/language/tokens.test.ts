import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachSpan } from '../../src/language/scan.ts';
import { tokenise } from '../../src/language/tokens.ts';
import { isLong, seedOf } from '../helpers/random.ts';

/** The words of a text by one pattern: slow, and plain enough to be believed. */
const pattern =
  /(?<!\p{Nd}[,.\u066c])\p{Nd}{1,3}(?:[,\u066c\u00a0\u202f]\p{Nd}{3})+(?![\p{L}\p{N}\p{M}]|[,\u066c]\p{Nd})|\p{Lu}(?:\.[ \u00a0]\p{Lu})+(?=\.)(?!\.\p{L})|\p{L}(?:\.\p{L})+(?![\p{L}\p{N}\p{M}])|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:(?:['’ʼ‘\u00ad\u200c\u2060\ufeff]|\u200d)+[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;

const piece = fc.oneof(
  fc.constantFrom(
    'a',
    'B',
    'U',
    '1',
    '000',
    '1,000',
    '. ',
    ',',
    '.',
    "'",
    '’',
    '‘',
    'ʼ',
    '-',
    '\n',
    ' ',
    '\u00ad',
    '\u200d',
    '\u00a0',
    '…',
    'é',
    'e\u0301',
    'ß',
    'ʿ',
    'ї',
    'あ',
    '𝒜',
    '𐐀',
    '\ud800',
    '\udc00',
    '١',
    '½',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

test('finds the words of any text that the pattern finds', () => {
  fc.assert(
    fc.property(text, (typed) => {
      const spans: [number, number][] = [];
      eachSpan(typed, (start, end) => spans.push([start, end]));
      expect(spans).toEqual(Array.from(typed.matchAll(pattern), ({ index, 0: word }) => [index, index + word.length]));
    }),
    { seed: seedOf('spans'), numRuns: isLong ? 200_000 : 3000 },
  );
});

test('each token is a place of its text, and the halves lie within', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('', 'fr', 'de'), (typed, language) => {
      let at = 0;
      for (const { start, end, surface, folded, halves } of tokenise(typed, language)) {
        expect({ surface, isAfter: start >= at, isWord: folded !== '' }).toEqual({
          surface: typed.slice(start, end),
          isAfter: true,
          isWord: true,
        });
        at = end;
        if (halves === undefined) continue;
        expect([halves[0].start, halves[1].end]).toEqual([start, end]);
        for (const half of halves) expect(half.surface).toBe(typed.slice(half.start, half.end));
        expect(halves[0].end).toBeLessThanOrEqual(halves[1].start);
      }
    }),
    { seed: seedOf('tokens'), numRuns: isLong ? 100_000 : 2000 },
  );
});

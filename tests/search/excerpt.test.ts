import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerpt, marksIn } from '../../src/search/excerpt.ts';
import { parseQuery } from '../../src/query/query.ts';
import { isLong } from '../helpers/random.ts';

const runs = isLong ? 20_000 : 500;
const piece = fc.constantFrom(
  'iran',
  'Iran.',
  'hot zone',
  ' ',
  '\n',
  '\n\n',
  '. ',
  'sanctions,',
  'é',
  'e\u0301',
  '😀',
  '👩‍👩‍👧',
  'U.N.',
  '中文',
  '\u202E',
  'word ',
);
const body = fc.oneof(
  fc.array(piece, { maxLength: 200 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 800 }),
);
const query = fc.constantFrom('iran', '"hot zone"', 'iran OR sanctions', 'un', 'nothing', '-iran').map((text) => parseQuery(text));

test('an excerpt is verbatim, within its length, with separate marks inside', () => {
  fc.assert(
    fc.property(body, query, fc.integer({ min: 20, max: 400 }), (text, asked, max) => {
      const found = excerpt(text, asked, { max });
      expect(found.text).toBe(text.slice(found.start, found.end));
      expect(found.text.length).toBeLessThanOrEqual(max);
      expect(found.text.isWellFormed() || !text.isWellFormed()).toBe(true);
      let at = 0;
      for (const [start, end] of found.marks) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(at).toBeLessThanOrEqual(found.text.length);
      const [before, after] = [text.slice(0, found.start).trim(), text.slice(found.end).trim()];
      expect([found.cutBefore || before === '', found.cutAfter || after === '']).toEqual([true, true]);
    }),
    { numRuns: runs },
  );
});

test('chooses the passage with the most distinct words and marks exactly those', () => {
  const text = `Iran here. ${'Nothing to see. '.repeat(60)}The sanctions on Iran were discussed in a hot zone. ${'More of nothing. '.repeat(60)}`;
  const found = excerpt(text, parseQuery('iran sanctions zone'), { max: 120 });
  expect(found.marks.map(([start, end]) => found.text.slice(start, end))).toEqual(['sanctions', 'Iran', 'zone']);
  expect(found.cutBefore && found.cutAfter).toBe(true);
});

test('marks a whole phrase, and not its words elsewhere', () => {
  const text = 'A zone that is hot. The hot zone is here.';
  expect(marksIn(text, parseQuery('"hot zone"'), '').map(([start, end]) => text.slice(start, end))).toEqual(['hot zone']);
});

test('starts at the beginning without a query', () => {
  expect(excerpt('First sentence. Second sentence.', undefined, { max: 20 }).start).toBe(0);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paragraphsOf } from '../../src/cables/paragraphs.ts';
import { excerpt, excerptsByParagraph, marksIn } from '../../src/search/excerpt.ts';
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

test('passages by paragraph are verbatim, each in a paragraph of its own with a word in it, and none is left out for want of looking', () => {
  const sizes = { max: 120, maxOfSeveral: 60, most: 3 };
  fc.assert(
    fc.property(body, query, (text, asked) => {
      const { passages, more } = excerptsByParagraph(text, asked, sizes);
      const paragraphs = paragraphsOf(text);
      const within = ({ start }: { start: number }) => paragraphs.find((one) => start < one.end)?.number;
      const withWords = new Set(marksIn(text, asked, '').map(([start]) => within({ start })));
      expect(passages.length).toBe(Math.min(sizes.most, withWords.size));
      expect(more).toBe(withWords.size > sizes.most);
      expect(new Set(passages.map(within)).size).toBe(passages.length);
      for (const one of passages) {
        expect(one.text).toBe(text.slice(one.start, one.end));
        expect(one.text.length).toBeLessThanOrEqual(passages.length > 1 ? sizes.maxOfSeveral : sizes.max);
        expect(one.marks).not.toHaveLength(0);
        expect([one.paragraph, within({ start: one.end - 1 })]).toEqual([within(one), within(one)]);
      }
      const later = passages.slice(1).map(({ start }) => start);
      expect(later).toEqual(later.toSorted((a, b) => a - b));
    }),
    { numRuns: runs },
  );
});

test('the passage with most of the words comes first, then others that add a word, in the order of the text', () => {
  const text = '1. Iran.\n\n2. Iran again.\n\n3. Pumps for Tehran.\n\n4. Iran asked for the pumps.\n\n5. Sanctions.\n\n6. Iran.';
  const shown = (most: number) =>
    excerptsByParagraph(text, parseQuery('iran OR pumps OR sanctions OR tehran'), { max: 300, maxOfSeveral: 100, most }).passages.map(
      (one) => `¶${one.paragraph} ${one.text}`,
    );
  expect(shown(1)).toEqual(['¶3 Pumps for Tehran.']);
  expect(shown(3)).toEqual(['¶3 Pumps for Tehran.', '¶4 Iran asked for the pumps.', '¶5 Sanctions.']);
});

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

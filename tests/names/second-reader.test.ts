import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsOf, wordHash } from '../../src/names/recognise/second-reader-hash.ts';
import { shapeOf } from '../../src/names/recognise/second-reader-net.ts';
import { secondReader, type SecondSpan } from '../../src/names/recognise/second-reader.ts';
import { readGold } from '../bench/train.ts';
import { isLong } from '../helpers/random.ts';

const { read } = secondReader();
const gold = join(import.meta.dirname, '../../../shared/gold/ner');

/** Sentences, and what spaCy 3.8.18 with en_core_web_md 3.8.0 finds in them, without articles and possessive endings. */
const sentences = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/second-reader.json'), 'utf8')) as {
  text: string;
  spans: [string, SecondSpan['kind']][];
}[];

test.each(sentences)('finds what spaCy finds: $text', ({ text, spans }) => {
  expect(read(text).map(({ start, end, kind }) => [text.slice(start, end), kind])).toEqual(spans);
});

test('words have the hashes and shapes that spaCy gives them', () => {
  // From spaCy's documentation, and from its StringStore.
  expect(wordHash('coffee')).toBe(3197928453018144401n);
  expect(wordHash('case')).toBe(8110129090154140942n);
  for (const row of rowsOf(wordHash('coffee'), 8, 5000)) expect(row >= 0 && row < 5000).toBe(true);
  expect(['Obama', '9/11', 'U.S.', 'États-Unis', '🎉', 'x'.repeat(100)].map(shapeOf)).toEqual([
    'Xxxxx',
    'd/dd',
    'X.X.',
    'Xxxxx-Xxxx',
    '🎉',
    'LONG',
  ]);
});

test('on any text, spans are ordered, apart, inside it and repeatable', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 200, unit: 'grapheme' }),
    fc.string({ maxLength: 60, unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          'Mr.',
          'Trump',
          "Vicini's",
          'of',
          'the',
          'NATO',
          'Minsk',
          ',',
          '.',
          '\n\n',
          '\n',
          '  ',
          '🎉',
          "can't",
          '(WTO)',
          '$5m',
        ),
        {
          maxLength: 60,
        },
      )
      .map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(text, (given) => {
      const spans = read(given);
      let last = 0;
      for (const { start, end } of spans) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(given.slice(start, end).trim()).toBe(given.slice(start, end));
        last = end;
      }
      expect(last).toBeLessThanOrEqual(given.length);
      expect(read(given)).toEqual(spans);
    }),
    { numRuns: 100 },
  );
});

test('paragraphs are read each by itself, and a long text in pieces', () => {
  const [one = '', two = ''] = sentences.map(({ text }) => text);
  const shifted = read(two).map(({ start, end, kind }) => ({ start: start + one.length + 2, end: end + one.length + 2, kind }));
  expect(read(`${one}\n\n${two}`)).toEqual([...read(one), ...shifted]);
  const long = Array.from({ length: 40 }, () => two).join(' ');
  const found = read(long);
  expect(found.filter(({ start, end }) => long.slice(start, end) === 'Caroline Vicini')).toHaveLength(40);
  // Nothing but words, and no end of a sentence.
  expect(read('word '.repeat(1500))).toEqual([]);
});

const hasGold = existsSync(gold);
test.skipIf(!hasGold)(`on gold texts it finds what it is known to find${hasGold ? '' : ' (skipped: no gold files)'}`, () => {
  const kinds: Record<string, string> = { PERSON: 'individual', ORGANIZATION: 'organization', LOCATION: 'place' };
  const figures = ['crossner-politics.dev', 'uner-ewt.dev'].map((name) => {
    let [right, found, wanted] = [0, 0, 0];
    for (const { text, spans } of readGold(gold, name).filter((_, i) => isLong || i % 8 === 0)) {
      const all = new Set(spans.flatMap(({ start, end, label }) => (label in kinds ? [`${start} ${end} ${kinds[label]}`] : [])));
      const mine = read(text).filter(({ kind }) => Object.values(kinds).includes(kind));
      found += mine.length;
      wanted += all.size;
      right += mine.filter(({ start, end, kind }) => all.has(`${start} ${end} ${kind}`)).length;
    }
    return Math.round((2000 * right) / (found + wanted)) / 10;
  });
  expect(figures).toEqual(isLong ? [63.5, 65.4] : [65.9, 67.8]);
});

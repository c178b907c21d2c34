import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sureness, withLearned } from '../../src/names/recognise/learned.ts';
import { isNotAName } from '../../src/names/recognise/not-a-name.ts';
import { readWithRules, recognise } from '../../src/names/recognise/recognise.ts';
import { decode, featuresOf, labels, mayFollow, tag, unpack, weightsFor } from '../../src/names/recognise/tagger.ts';
import { inCapitals, pack, readGold, sampleOf, train } from '../bench/train.ts';
import { isLong } from '../helpers/random.ts';

const count = labels.length;
const gold = join(import.meta.dirname, '../../../shared/gold/ner');

test('decoding finds the best allowed sequence of labels', () => {
  const value = fc.integer({ min: -20, max: 20 });
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 4 }),
      fc.array(value, { minLength: count * count, maxLength: count * count }),
      (emitted, next) => {
        const features = emitted.map((_, i) => Int32Array.of(i));
        const score = (i: number, label: number): number => emitted[i]?.[label] ?? 0;
        const step = (before: number, label: number): number => next[before * count + label] ?? 0;
        const { path } = decode(features, score, step);
        const sumOf = (row: readonly number[]): number =>
          row.reduce((sum, label, i) => sum + score(i, label) + (i === 0 ? 0 : step(row[i - 1] ?? 0, label)), 0);
        let best = Number.NEGATIVE_INFINITY;
        const walk = (row: number[]): void => {
          if (row.length === emitted.length) {
            best = Math.max(best, sumOf(row));
            return;
          }
          for (let label = 0; label < count; label += 1) if (mayFollow(row.at(-1) ?? 0, label)) walk([...row, label]);
        };
        walk([]);
        expect(sumOf([...path])).toBe(best);
        path.forEach((label, i) => expect(mayFollow(path[i - 1] ?? 0, label)).toBe(true));
      },
    ),
    { numRuns: 200 },
  );
});

test('on any text, spans are ordered, separate and repeatable', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 200, unit: 'grapheme' }),
    fc
      .array(
        fc.constantFrom(
          'Mr.',
          'Colonel',
          'House',
          'Vicini',
          'of',
          'the',
          'Trade',
          'Board',
          'in',
          'Minsk',
          ',',
          '.',
          '\n',
          'said',
          'U.N.',
          '(WTO)',
        ),
        { maxLength: 40 },
      )
      .map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(text, (given) => {
      const { reading, rules } = readWithRules(given);
      const found = withLearned(reading, rules, weightsFor(given));
      for (const { start, end, surface, sure } of found) {
        expect(given.slice(start, end)).toBe(surface);
        expect(sure > 0 && sure <= 1).toBe(true);
      }
      const apart = found.filter(({ inside }) => inside !== true).toSorted((a, b) => a.start - b.start);
      apart.forEach(({ start }, i) => expect(start).toBeGreaterThanOrEqual(apart[i - 1]?.end ?? 0));
      expect(recognise(given)).toEqual(found.filter((one) => one.rule === 'listed' || !isNotAName(one, given)));
    }),
    { numRuns: 500, examples: [['eO"']] },
  );
});

test('the weights correct false and missed names of the rules', () => {
  const kindsIn = (text: string) => recognise(text).map(({ kind, surface }) => `${kind}: ${surface}`);
  // No head word, no list: the tagger alone.
  expect(kindsIn('He joined Forza Europa in 1994 and left it for the Christian Democrats.')).toContain('organization: Forza Europa');
  expect(kindsIn('He asked Colonel House to inform General Bliss of the report.')).toEqual(
    expect.arrayContaining(['individual: House', 'individual: Bliss']),
  );
  // A headline is all capitals to begin with: names in it must stand in the text, too.
  expect(
    kindsIn('Anxiety About Trump Grows Among Allies\n\nPresident Trump met the ministers.').filter((one) => one.includes('Anxiety')),
  ).toEqual([]);
  // Texts in capitals stay with the rules.
  const shouted = 'AMBASSADOR MET FOREIGN MINISTER GUZMAN AT THE MINISTRY TODAY AND DISCUSSED PETROLEUM EXPORTS WITH HIM.';
  expect(recognise(shouted)).toEqual(readWithRules(shouted).rules);
});

test('each name has its rule and certainty', () => {
  const found = recognise('Forza Europa and the European Union met Mr. Vicini in Minsk.');
  for (const { rule, sure } of found) {
    expect(rule).not.toBe('');
    expect(sure).toBeGreaterThan(0);
  }
  expect(sureness(-200)).toBeLessThan(sureness(0));
  expect(sureness(0)).toBeLessThan(sureness(200));
});

test('packing keeps the weights', () => {
  const { of, next, scale } = weightsFor('');
  const again = unpack(pack({ of, next, scale }));
  expect(Buffer.from(again.of).equals(Buffer.from(of))).toBe(true);
  expect(Buffer.from(again.next).equals(Buffer.from(next))).toBe(true);
  expect(again.scale).toBeCloseTo(scale, 6);
});

// Training takes half a minute: it is part of the long form.
const canTrain = existsSync(gold) && isLong;
test.skipIf(!canTrain)(
  `trained anew from the same texts and seed, the weights are those that are shipped${canTrain ? '' : ' (skipped: not the long form, or no gold files)'}`,
  () => {
    const samples = ['crossner-politics.train', 'crossner-politics.dev', 'uner-ewt.dev'].flatMap((name) =>
      readGold(gold, name).map(sampleOf),
    );
    const again = train(samples);
    expect(pack(again).equals(pack(weightsFor('')))).toBe(true);
    const loud = train(inCapitals(samples.map(({ sentence }) => sentence)).map(sampleOf));
    expect(pack(loud).equals(pack(weightsFor('IN CAPITALS FROM BEGINNING TO END')))).toBe(true);
    // And they do find what they have learned.
    const [first] = samples;
    const { reading, rules } = readWithRules(first?.sentence.text ?? '');
    expect(tag(reading, rules, again).length).toBeGreaterThan(0);
    expect(featuresOf(reading, rules)).toHaveLength(reading.words.length);
  },
  30 * 60_000,
);

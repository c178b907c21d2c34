import { describe, expect, test } from 'vitest';
import { shareOut, type Sharer, type Unit } from '../../src/team/share-out.ts';
import { randomFrom } from '../helpers/random.ts';

describe('dividing cables', () => {
  test('gives every cable to one person, as evenly as possible', () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const next = randomFrom(seed);
      const sharers: Sharer[] = Array.from({ length: 2 + Math.floor(next() * 3) }, (_, i) => ({
        id: `p${i}`,
        weight: 1 + Math.floor(next() * 3),
        load: Math.floor(next() * 6),
      }));
      const count = 1 + Math.floor(next() * 8);
      const units: Unit[] = Array.from({ length: count }, (_, i) => ({ rows: [i], language: next() < 0.5 ? 'fr' : '' }));
      const shares = shareOut(sharers, units);
      expect(shares.flat().toSorted((a, b) => a - b)).toEqual(units.flatMap(({ rows }) => rows));
      // Brute force over all ways of parting the number: the heaviest load for one's weight cannot be lower.
      const heaviest = (counts: readonly number[]): number =>
        Math.max(...counts.map((n, i) => (n === 0 ? 0 : ((sharers[i]?.load ?? 0) + n) / (sharers[i]?.weight ?? 1))));
      const ways = (left: number, people: number): number[][] =>
        people === 1 ? [[left]] : Array.from({ length: left + 1 }, (_, n) => ways(left - n, people - 1).map((rest) => [n, ...rest])).flat();
      const best = Math.min(...ways(count, sharers.length).map(heaviest));
      expect(heaviest(shares.map((share) => share.length)), `seed ${seed}`).toBeCloseTo(best);
    }
  });

  test('spreads each language evenly and keeps near-copies together', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const next = randomFrom(seed);
      const sharers: Sharer[] = Array.from({ length: 2 + Math.floor(next() * 4) }, (_, i) => ({
        id: `p${i}`,
        weight: 1 + (i % 2),
        load: 0,
      }));
      const units: Unit[] = Array.from({ length: 30 + Math.floor(next() * 60) }, (_, i) => ({
        rows: [i],
        language: ['fr', 'de', ''][Math.floor(next() * 3)] ?? '',
      }));
      const shares = shareOut(sharers, units);
      for (const language of ['fr', 'de', '']) {
        const all = units.filter((unit) => unit.language === language).length;
        for (const share of shares) {
          const fair = (all * share.length) / units.length;
          const got = share.filter((row) => units[row]?.language === language).length;
          expect(Math.abs(got - fair), `seed ${seed}, ${language}`).toBeLessThan(3);
        }
      }
      const copies: Unit[] = [{ rows: [1000, 1001, 1002], language: '' }, ...units, { rows: [2000, 2001], language: 'fr' }];
      const together = shareOut(sharers, copies);
      for (const group of [
        [1000, 1001, 1002],
        [2000, 2001],
      ])
        expect(together.filter((share) => group.some((row) => share.includes(row)))).toHaveLength(1);
      expect(together.flat()).toHaveLength(units.length + 5);
    }
  });
});

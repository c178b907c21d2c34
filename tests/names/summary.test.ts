import { describe, expect, test } from 'vitest';
import { summarise, type Candidate } from '../../src/names/pages/summary.ts';
import { logLikelihood } from '../../src/language/keyness.ts';

describe('summaries', () => {
  test('picks at most five, two per cable, in order, whatever the order of candidates', () => {
    const candidates: Candidate[] = Array.from({ length: 40 }, (_, i) => ({
      ref: `R${i % 7}`,
      row: i % 7,
      date: `2018-0${(i % 7) + 1}-01`,
      start: i * 100,
      end: i * 100 + 90,
      text: `Sentence number ${i} says something about trade, steel and the visit of delegation ${i % 5} in spring.`,
      opens: i % 3 === 0,
      defines: i === 4,
    }));
    const one = summarise(candidates);
    expect(one).toHaveLength(5);
    expect(summarise(candidates.toReversed())).toEqual(one);
    for (const row of new Set(one.map((candidate) => candidate.row)))
      expect(one.filter((candidate) => candidate.row === row).length).toBeLessThanOrEqual(2);
    expect(one.map(({ date }) => date)).toEqual(one.map(({ date }) => date).toSorted());
  });

  test('log-likelihood is 0 where chance explains it, and grows where not', () => {
    expect(logLikelihood({ both: 1, a: 10, b: 10, all: 100 })).toBe(0);
    expect(logLikelihood({ both: 8, a: 10, b: 10, all: 100 })).toBeGreaterThan(logLikelihood({ both: 4, a: 10, b: 10, all: 100 }));
    // A worked case: k = (10, 20, 30, 40) has G2 = 0.8066 by the formula with all four cells; ours counts attraction alone.
    expect(logLikelihood({ both: 20, a: 30, b: 40, all: 100 })).toBeCloseTo(12.2, 0);
  });
});

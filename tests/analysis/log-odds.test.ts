import { describe, expect, test } from 'vitest';
import { logOdds } from '../../src/analysis/log-odds.ts';

describe('log-odds', () => {
  test('follows the published formula, is antisymmetric, and 0 for equal rates', () => {
    const rates = [
      { first: 30, second: 5 },
      { first: 10, second: 10 },
      { first: 0, second: 12 },
      { first: 60, second: 73 },
    ];
    const z = logOdds(rates, 100);
    // Monroe et al. 2008, equations 16, 22, 23, written out for the first.
    const [n1, n2, a0] = [100, 100, 100];
    const a = (100 * 35) / 200;
    const delta = Math.log((30 + a) / (n1 + a0 - 30 - a)) - Math.log((5 + a) / (n2 + a0 - 5 - a));
    expect(z[0]).toBeCloseTo(delta / Math.sqrt(1 / (30 + a) + 1 / (5 + a)), 10);
    expect(z[1]).toBeCloseTo(0, 10);
    const turned = logOdds(
      rates.map(({ first, second }) => ({ first: second, second: first })),
      100,
    );
    for (const [i, value] of z.entries()) expect(turned[i]).toBeCloseTo(-value, 10);
    expect(logOdds([{ first: 0, second: 0 }])).toEqual([0]);
  });
});

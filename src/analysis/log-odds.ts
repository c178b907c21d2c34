/** How often a feature occurs in each of two sets. */
export type Rate = { first: number; second: number };

/**
 * How much more frequent each feature is in the first set: log-odds ratio with an informative Dirichlet prior, as a z-score
 * (Monroe, Colaresi, Quinn, Political Analysis 16, 2008, equations 16, 22 and 23). The prior is its frequency in both sets
 * together, worth `weight` counts in all, so that rare features need more evidence. Above 0: more in the first.
 */
export function logOdds(rates: readonly Rate[], weight = 500): number[] {
  const first = rates.reduce((sum, rate) => sum + rate.first, 0);
  const second = rates.reduce((sum, rate) => sum + rate.second, 0);
  const all = first + second;
  if (all === 0) return rates.map(() => 0);
  return rates.map((rate) => {
    const prior = (weight * (rate.first + rate.second)) / all;
    const odds = (count: number, total: number): number => Math.log((count + prior) / (total + weight - count - prior));
    const difference = odds(rate.first, first) - odds(rate.second, second);
    return difference / Math.sqrt(1 / (rate.first + prior) + 1 / (rate.second + prior));
  });
}

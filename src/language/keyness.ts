/**
 * How much more often two things co-occur in cables than chance predicts: Dunning's log-likelihood ratio
 * G2 (Accurate Methods for the Statistics of Surprise and Coincidence, Computational Linguistics 19, 1993, 61-74,
 * https://aclanthology.org/J93-1003/). Of `all` cables, `a` contain one, `b` the other, `both` contain both. 0 where they
 * co-occur no more often than by chance.
 */
export function logLikelihood({ both, a, b, all }: { both: number; a: number; b: number; all: number }): number {
  const table = [
    [both, a - both],
    [b - both, all - a - b + both],
  ] as const;
  if (both * all <= a * b) return 0;
  const term = (k: number): number => (k <= 0 ? 0 : k * Math.log(k));
  const cells = table.flat().reduce((sum, k) => sum + term(k), 0);
  const rows = term(a) + term(all - a);
  const columns = term(b) + term(all - b);
  return Math.max(0, 2 * (cells - rows - columns + term(all)));
}

/**
 * How much more frequent something is here (`a` of `b`) than elsewhere (`c` of `d`), by the same ratio; 0 where it is not.
 */
export const keyness = (a: number, b: number, c: number, d: number): number => logLikelihood({ both: a, a: b, b: a + c, all: b + d });

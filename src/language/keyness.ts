/**
 * How much more often two things stand in the same cables than chance would have it: Dunning's log-likelihood ratio
 * G2 (Accurate Methods for the Statistics of Surprise and Coincidence, Computational Linguistics 19, 1993, 61-74,
 * https://aclanthology.org/J93-1003/). `both` cables hold both, `a` and `b` each, of `all` cables. 0 where they meet less
 * often than by chance.
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
 * How far something is more frequent here (`a` of `b`) than elsewhere (`c` of `d`), by the same ratio; 0 where it is not
 * more frequent.
 */
export const keyness = (a: number, b: number, c: number, d: number): number => logLikelihood({ both: a, a: b, b: a + c, all: b + d });

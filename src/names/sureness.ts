/** What is known of a mention: the confidence of what found it, whether it shows by itself what it is, and whether its entity is perhaps none. */
type Found = { sure: number; strong: boolean; perhaps: boolean };

/** From this confidence on, a witness that is strong is hardly ever wrong. */
export const certain = 0.9;

/**
 * How many of such names are names of their kind, 0 to 1: a step function fitted (isotonic, by pool of adjacent violators) to 751
 * names judged by hand in 42 documents; on the 1,103 names of 40 others it holds as docs/performance.md says
 * (`npm run bench -- shown`).
 */
export function calibrated({ sure, strong, perhaps }: Found): number {
  if (strong) return sure >= certain ? 0.98 : 0.78;
  if (!perhaps) return 0.8;
  return sure >= 0.7 ? 0.52 : sure >= 0.5 ? 0.17 : 0.07;
}

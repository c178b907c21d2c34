/**
 * BM25 with k 2, b 0.85 and no delta: measured best on Cranfield and on summaries of diplomatic papers, over the usual
 * 1.2, 0.75.
 */
export const parameters = { k: 2, b: 0.85, d: 0 };
/** A word in the header says that a cable is meant, but less about what it tells. */
export const headWeight = 0.5;
/** A pattern is ranked by so many of the words that look like it. */
export const mostLike = 40;

/**
 * BM25 of one word (Robertson and Zaragoza 2009, with the idf that is never negative): `times` in a text of `length`
 * words, where texts have `mean` words and `frequency` of `count` texts hold the word.
 */
export function bm25(times: number, length: number, mean: number, frequency: number, count: number): number {
  if (times === 0) return 0;
  const { k, b } = parameters;
  const idf = Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5));
  return (idf * times * (k + 1)) / (times + k * (1 - b + (b * length) / mean));
}

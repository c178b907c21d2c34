import type { Field } from '../../query/text-fields.ts';
import { eachWord, isStopWord, type Token } from '../../language/tokens.ts';

/**
 * BM25 with k 2, b 0.85 and no delta: measured best on Cranfield and on summaries of diplomatic papers, over the usual
 * 1.2, 0.75.
 */
export const parameters = { k: 2, b: 0.85, d: 0 };
/** A word in the header shows that a cable is meant, but says less about its content. */
export const headWeight = 0.5;
/** A pattern is ranked by this many of the words that match it. */
export const mostLike = 40;

/**
 * BM25 of one word (Robertson and Zaragoza 2009, with the idf that is never negative): `times` in a text of `length`
 * words, where texts have `mean` words and `frequency` of `count` texts hold the word.
 */
function bm25(times: number, length: number, mean: number, frequency: number, count: number): number {
  if (times === 0) return 0;
  const { k, b } = parameters;
  const idf = Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5));
  return (idf * times * (k + 1)) / (times + k * (1 - b + (b * length) / mean));
}

/** One word of a query; `frequency` is how many cables contain it. */
export type Term = { stem: string; field: Field | undefined; boost: number; frequency: number };

/** How many words are not stop words: in subject and body, and in the rest of the header. */
export type Lengths = { text: number; head: number };

/** What BM25 needs to know of a cable, in a trove of `count` cables with the mean lengths `mean`. */
export type CableWords = { inText(stem: string): number; inHead(stem: string): number; length: Lengths; mean: Lengths; count: number };

/** BM25 of a cable for these words, over subject and body as one text, and half as much over the rest of its header. */
export function scoreOf(terms: readonly Term[], { inText, inHead, length, mean, count }: CableWords): number {
  let score = 0;
  for (const { stem, field, boost, frequency } of terms) {
    const isText = field === undefined || field === 'text' || field === 'subject';
    const isHead = field === undefined || field === 'ref' || field === 'origin' || field === 'to';
    if (isText) score += boost * bm25(inText(stem), length.text, mean.text, frequency, count);
    if (isHead) score += boost * headWeight * bm25(inHead(stem), length.head, mean.head, frequency, count);
  }
  return score;
}

/** How many words of a text are not stop words; the halves of a broken word count as well. */
export function lengthOf(tokens: readonly Token[]): number {
  let length = 0;
  for (const { folded } of eachWord(tokens)) if (!isStopWord(folded)) length += 1;
  return length;
}

/** How often each stem occurs in a text, without stop words. */
export function timesIn(tokens: readonly Token[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { folded, stem } of eachWord(tokens)) if (!isStopWord(folded)) times.set(stem, (times.get(stem) ?? 0) + 1);
  return times;
}

import { sentencesOf, type Sentence } from '../language/sentences.ts';
import { isStopWord, plainWords } from '../language/tokens.ts';

/** The stems of a text's words that mean something. */
export const meaningOf = (text: string): Set<string> =>
  new Set(plainWords(text).flatMap(({ folded, stem }) => (isStopWord(folded) || folded.length < 3 ? [] : [stem])));

/** A sentence with the stems of its words. */
export type ReadSentence = Sentence & { meaning: ReadonlySet<string> };

/** Characters of one text of which the sentences are read. */
const longestRead = 200_000;

/** The sentences of a text, for `nearestSentence`. */
export const readSentences = (text: string): ReadSentence[] =>
  sentencesOf(text.slice(0, longestRead)).map((one) => ({ ...one, meaning: meaningOf(text.slice(one.start, one.end)) }));

/**
 * The sentence that has most in common with these words; undefined for fewer than `least` of them. `weightOf`: how much a
 * word counts.
 */
export function nearestSentence(
  sentences: readonly ReadSentence[],
  words: ReadonlySet<string>,
  least: number,
  weightOf: (word: string) => number = () => 1,
): (Sentence & { weight: number }) | undefined {
  let best: (Sentence & { weight: number }) | undefined;
  for (const { start, end, meaning } of sentences) {
    const shared = [...words].filter((word) => meaning.has(word));
    const weight = shared.reduce((sum, word) => sum + weightOf(word), 0);
    if (shared.length >= least && weight > (best?.weight ?? 0)) best = { start, end, weight };
  }
  return best;
}

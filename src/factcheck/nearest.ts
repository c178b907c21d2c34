import { sentencesOf, type Sentence } from '../language/sentences.ts';
import { isStopWord, tokenise } from '../language/tokens.ts';

/** The stems of a text's words that mean something. */
export const meaningOf = (text: string): Set<string> =>
  new Set(tokenise(text).flatMap(({ folded, stem }) => (isStopWord(folded) || folded.length < 3 ? [] : [stem])));

/** A sentence that shares words with another text: `shared` of `of` words that mean something. */
export type Nearest = Sentence & { shared: number; of: number; weight: number };

/** Characters of one text that are searched for its nearest sentence. */
const longestSearched = 200_000;

/**
 * The sentence of a text that has most in common with these words; undefined for fewer than `least` of them. `weightOf`:
 * how much a word counts.
 */
export function nearestSentence(
  text: string,
  words: ReadonlySet<string>,
  least: number,
  weightOf: (word: string) => number = () => 1,
): Nearest | undefined {
  let best: Nearest | undefined;
  for (const sentence of sentencesOf(text.slice(0, longestSearched))) {
    const shared = [...meaningOf(text.slice(sentence.start, sentence.end))].filter((word) => words.has(word));
    const weight = shared.reduce((sum, word) => sum + weightOf(word), 0);
    if (shared.length >= least && weight > (best?.weight ?? 0)) best = { ...sentence, shared: shared.length, of: words.size, weight };
  }
  return best;
}

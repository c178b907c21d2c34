import { parameters, rarity, saturated, share, type Term } from './scoring.ts';

/*
 * The last step of the ranking. Words of a question that stand near each other in a body say more than the same words apart (Büttcher, Clarke and Lushman
 * 2006). Only the first hits are looked at: positions cost more than counts.
 */

/** So many of the first hits are put in order by it. */
export const lookedAtForNearness = 20;
/** In questions of fewer words it was not measured, and they are to be quick. */
const fewestWords = 4;
/** Of longer questions the words that say most. */
const mostWords = 32;
/** Words further apart are not near. */
const furthest = 8;

/** A word of a question that nearness is measured for, and what it is worth. */
export type NearWord = { stems: readonly string[]; worth: number };

/** The words whose nearness counts in a trove of `count` cables, patterns not among them; none in a short question. */
export function nearWordsOf(terms: readonly Term[], count: number): NearWord[] {
  const words = terms
    .filter(({ field, like }) => like === undefined && (field === undefined || field === 'text'))
    .map(({ stems, weight, frequency }) => ({ stems, worth: weight * rarity(frequency, count) }));
  if (words.length < fewestWords) return [];
  return words.length > mostWords ? words.toSorted((a, b) => b.worth - a.worth).slice(0, mostWords) : words;
}

/**
 * What is added to the score of a cable. `positions`: where each word stands in its body, words of two halves read as two.
 * Two different words next to each other among those give each other what they are worth, less by the square of the distance.
 */
export function nearness(words: readonly NearWord[], positions: readonly ArrayLike<number>[], length: number, mean: number): number {
  const total = positions.reduce((sum, one) => sum + one.length, 0);
  if (total < 2) return 0;
  const places = new Float64Array(total);
  let filled = 0;
  for (const [which, one] of positions.entries())
    for (let i = 0; i < one.length; i += 1) places[filled++] = (one[i] ?? 0) * mostWords + which;
  places.sort();
  const given = new Float64Array(words.length);
  for (let i = 1; i < total; i += 1) {
    const [before, here] = [places[i - 1] ?? 0, places[i] ?? 0];
    const [first, second] = [before % mostWords, here % mostWords];
    const distance = Math.max(1, Math.floor(here / mostWords) - Math.floor(before / mostWords));
    if (first === second || distance > furthest) continue;
    given[first] = (given[first] ?? 0) + (words[second]?.worth ?? 0) / distance ** 2;
    given[second] = (given[second] ?? 0) + (words[first]?.worth ?? 0) / distance ** 2;
  }
  let sum = 0;
  for (const [which, { worth }] of words.entries())
    if ((given[which] ?? 0) > 0) sum += Math.min(1, worth) * saturated(share('body', given[which] ?? 0, length, mean));
  return parameters.nearness * sum;
}

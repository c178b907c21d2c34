import { isStopWord, type Token } from '../../language/tokens.ts';
import type { Similar } from './search-index.ts';

/** A cable is compared by this many of its words; more add noise. */
const distinctiveWords = 25;
/** A word in more cables than this adds to scores, but brings in no cable by itself. */
const mostBrought = 20_000;

/** The statistics of an index: how many cables it has, how many contain a stem, and which. */
export type Counts = { count: number; frequency(stem: string): number; postings(stem: string): Iterable<number> };

/** A word that says what a text is about, as it is written there, and what it is worth. */
type TellingWord = { stem: string; surface: string; frequency: number; weight: number };

/** An office with its number of copies, `ACDA-12`: in a row, they are the head of a telegram, and not what it is about. */
const isCode = (token: Token | undefined): boolean => token !== undefined && /^\p{L}{1,6}-\d\d$/u.test(token.surface);

/** The most distinctive words of a text (tf-idf), the most telling first; `frequency`: how many of `count` cables hold a stem. */
export function wordsThatTell(tokens: readonly Token[], count: number, frequencyOf: (stem: string) => number): TellingWord[] {
  const words = new Map<string, { surface: string; times: number }>();
  for (const [i, token] of tokens.entries()) {
    const { folded, stem, surface } = token;
    if (isStopWord(folded) || folded.length < 3 || /^\d+$/.test(folded)) continue;
    if (isCode(token) && (isCode(tokens[i - 1]) || isCode(tokens[i + 1]))) continue;
    const known = words.get(stem);
    if (known === undefined) words.set(stem, { surface, times: 1 });
    else known.times += 1;
  }
  return Array.from(words, ([stem, { surface, times }]) => {
    const frequency = frequencyOf(stem);
    const isTelling = frequency >= 2 && frequency <= count / 2;
    return { stem, surface, frequency, weight: isTelling ? (1 + Math.log(times)) * Math.log(count / frequency) : 0 };
  })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.surface < b.surface ? -1 : 1))
    .slice(0, distinctiveWords);
}

/** The cables that share the most distinctive words of a text: scored by the sum of the words' weights, best first. */
export function similarTo(
  tokens: readonly Token[],
  row: number,
  limit: number,
  without: Pick<ReadonlySet<number>, 'has'>,
  counts: Counts,
): Similar[] {
  const telling = wordsThatTell(tokens, counts.count, counts.frequency);
  const found = new Map<number, { score: number; words: { surface: string; weight: number }[] }>();
  for (const { stem, surface, frequency, weight } of telling.toSorted((a, b) => a.frequency - b.frequency))
    for (const other of counts.postings(stem)) {
      if (other === row || without.has(other)) continue;
      const entry = found.get(other) ?? { score: 0, words: [] };
      if (entry.score === 0 && frequency > mostBrought) continue;
      entry.score += weight;
      entry.words.push({ surface, weight });
      found.set(other, entry);
    }
  return Array.from(found, ([other, { score, words: shared }]) => ({
    row: other,
    score,
    words: shared
      .toSorted((a, b) => b.weight - a.weight || (a.surface < b.surface ? -1 : 1))
      .map(({ surface }) => surface)
      .slice(0, 6),
  }))
    .filter(({ words: shared }) => shared.length >= 2)
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, limit);
}

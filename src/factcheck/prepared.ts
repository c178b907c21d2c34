import { wordsIn, type DraftWord } from './draft-words.ts';

/** A text indexed for repeated matching. */
export type Prepared = {
  text: string;
  words: DraftWord[];
  /** Word indexes by key. */
  places: Map<string, number[]>;
  /** Indexes of words in a paragraph's number and marking (`12. (C)`), which are not part of its text. */
  marks: ReadonlySet<number>;
  /** Printed in capitals, as telegrams are. */
  isInCapitals: boolean;
};

export function prepare(text: string): Prepared {
  const words = wordsIn(text);
  const places = new Map<string, number[]>();
  for (const [i, { key }] of words.entries()) {
    const found = places.get(key);
    if (found === undefined) places.set(key, [i]);
    else found.push(i);
  }
  const marks = new Set<number>();
  let at = 0;
  for (const { index, 0: mark } of text.matchAll(/^[ \t]*\(?\d{1,3}[.)](?:[ \t]*\([A-Z/]{1,8}\))?/gm)) {
    while (at < words.length && (words[at]?.start ?? 0) < index) at += 1;
    for (; at < words.length && (words[at]?.end ?? 0) <= index + mark.length; at += 1) marks.add(at);
  }
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const isInCapitals = letters > 0 && (text.match(/\p{Lu}/gu)?.length ?? 0) > 0.6 * letters;
  return { text, words, places, marks, isInCapitals };
}

/** All that stands between two words: what parts them, too. */
export const gapBefore = ({ text, words }: Prepared, last: number, first: number): string =>
  text.slice(words[last - 1]?.end ?? 0, words[first]?.start ?? text.length);

/** These words as they stand, in one line. */
export const between = (text: string, words: readonly DraftWord[]): string =>
  text
    .slice(words[0]?.start ?? 0, words.at(-1)?.end ?? 0)
    .replaceAll(/\s+/g, ' ')
    .trim();

import { editDistance } from '../../language/edit-distance.ts';
import { fold, isStopWord, tokenise, type Token } from '../../language/tokens.ts';
import { valuesOf, type Searchable } from '../../query/text-fields.ts';

/** The words of a trove as they are written, for suggestions: stems would be unreadable. */
export type Vocabulary = {
  add(tokens: Iterable<Token>): void;
  /**
   * Words at most two edits away (one for words of up to four letters), nearest first, of equally near ones the most frequent first.
   * `isKnown` decides at the end whether any cable still contains a word's stem; `lost`: how often words are not to be counted.
   */
  near(word: string, limit: number, lost: ReadonlyMap<string, number>, isKnown: (stem: string) => boolean): string[];
  state(): VocabularyState;
};

/** Its content as plain data, for a snapshot. */
export type VocabularyState = { entries: Map<string, Entry>; byLength: Map<number, string[]> };

type Entry = VocabularyEntry & { stem: string };

/** An empty vocabulary, or one restored from a snapshot. */
export function createVocabulary(saved?: VocabularyState): Vocabulary {
  const { entries, byLength } = saved ?? { entries: new Map<string, Entry>(), byLength: new Map<number, string[]>() };

  const addWord = ({ folded, surface, stem }: Token) => {
    const known = entries.get(folded);
    if (known !== undefined) {
      known.count += 1;
      // Text shows how a name is written better than a heading in capitals.
      if (known.surface.length > 1 && isAllCaps(known.surface) && !isAllCaps(surface)) known.surface = surface;
      return;
    }
    if (folded.length < 2 || folded.length > 40) return;
    entries.set(folded, { folded, surface, stem, count: 1 });
    const list = byLength.get(folded.length);
    if (list === undefined) byLength.set(folded.length, [folded]);
    else list.push(folded);
  };

  return {
    state: () => ({ entries, byLength }),
    add(tokens) {
      for (const token of tokens) for (const word of spelt(token)) addWord(word);
    },
    near: (word, limit, lost, isKnown) =>
      nearWords(
        word,
        limit,
        (length) =>
          withoutLost(
            (byLength.get(length) ?? []).flatMap((folded) => entries.get(folded) ?? []),
            lost,
          ),
        ({ stem }) => isKnown(stem),
      ),
  };
}

/** A word of a trove: folded, as written, and how often it occurs. */
export type VocabularyEntry = { folded: string; surface: string; count: number };

/** The words to suggest of a token: both where it has a hyphen in it, none where it is broken between two lines. */
export const spelt = (token: Token): readonly Token[] =>
  token.halves === undefined ? [token] : /[\r\n]/.test(token.surface) ? [] : token.halves;

/** How often each word occurs in these cables, folded. */
export function countsIn(cables: readonly Searchable[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const cable of cables)
    for (const value of [...valuesOf(cable, undefined), cable.body])
      for (const { folded } of tokenise(value, cable.language).flatMap(spelt)) counts.set(folded, (counts.get(folded) ?? 0) + 1);
  return counts;
}

/** Entries less what is not to be counted; those of which nothing is left are dropped. */
export const withoutLost = <E extends VocabularyEntry>(entries: readonly E[], lost: ReadonlyMap<string, number>): readonly E[] =>
  lost.size === 0
    ? entries
    : entries.map((entry) => ({ ...entry, count: entry.count - (lost.get(entry.folded) ?? 0) })).filter(({ count }) => count > 0);

/** The words of any vocabulary near to one, ordered as by `near`; `ofLength` returns those with so many letters. */
export function nearWords<E extends VocabularyEntry>(
  word: string,
  limit: number,
  ofLength: (length: number) => readonly E[],
  isKnown: (entry: E) => boolean,
): string[] {
  const wanted = fold(word);
  if (wanted.length < 3 || wanted.length > 40) return [];
  const most = wanted.length < 5 ? 1 : 2;
  const found: { entry: E; distance: number }[] = [];
  for (let length = wanted.length - most; length <= wanted.length + most; length += 1) {
    for (const entry of ofLength(length)) {
      const { folded } = entry;
      if (folded === wanted || isStopWord(folded)) continue;
      if (!mayBeNear(folded, wanted, most)) continue;
      const distance = editDistance(wanted, folded, most);
      if (distance <= most) found.push({ entry, distance });
    }
  }
  found.sort((a, b) => a.distance - b.distance || b.entry.count - a.entry.count || (a.entry.surface < b.entry.surface ? -1 : 1));
  const near: string[] = [];
  for (const { entry } of found) {
    if (near.length >= limit) break;
    if (isKnown(entry)) near.push(entry.surface);
  }
  return near;
}

const isAllCaps = (surface: string): boolean => surface === surface.toUpperCase() && surface !== surface.toLowerCase();

/** A quick test of whether two words can be within `most` edits: an edit changes at most two letters of the set, so most pairs need no closer look. */
export const mayBeNear = (one: string, other: string, most: number): boolean => bits(lettersOf(one) ^ lettersOf(other)) <= most * 2;

/** Which letters a word has, one bit for each of 32 classes of letters. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i += 1) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
}

function bits(value: number): number {
  let left = value;
  let count = 0;
  while (left !== 0) {
    left &= left - 1;
    count += 1;
  }
  return count;
}

import { isStopWord, plainWords } from '../language/tokens.ts';
import type { Worked } from './interests.ts';
import type { PickContext } from './pick-rule.ts';

/** The words of an interest: the telling words that its cables have in common with each other and with others. */

/** How many cables of one interest are asked for their words, and with how many others each of them is compared. */
const mostAsked = 8;
const compared = 120;
const mostKept = 12;

/** A word: by its stem, as it is written, how much it tells. */
export type TellingWord = { stem: string; surface: string; weight: number };

/** The words that tell most of what these cables are about, best first. */
export async function tellingWords({ desk }: PickContext, worked: readonly Worked[]): Promise<TellingWord[]> {
  const asked = worked.slice(0, mostAsked);
  const words = new Map<string, TellingWord & { having: number }>();
  for (const { row, weight } of asked) {
    const ranks = new Map<string, { surface: string; sum: number; count: number }>();
    for (const { words: shared } of await desk.index.similar(row, compared))
      for (const [rank, surface] of shared.entries()) {
        const stem = plainWords(bare(surface))[0]?.stem ?? '';
        const known = ranks.get(stem) ?? { surface, sum: 0, count: 0 };
        ranks.set(stem, { surface: bare(surface), sum: known.sum + 1 / (1 + rank), count: known.count + 1 });
      }
    for (const [stem, { surface, sum, count }] of ranks) {
      if (!isWord(surface)) continue;
      const known = words.get(stem) ?? { stem, surface, weight: 0, having: 0 };
      const isShouted = known.surface === known.surface.toUpperCase();
      words.set(stem, {
        stem,
        surface: isShouted ? surface : known.surface,
        weight: known.weight + weight * (sum / count),
        having: known.having + 1,
      });
    }
  }
  // Of three cables or more, a word that only one of them has may be its alone.
  const least = asked.length < 3 ? 1 : 2;
  return [...words.values()]
    .filter(({ having }) => having >= least)
    .toSorted((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1))
    .slice(0, mostKept);
}

/** Without the ending of a genitive. */
const bare = (surface: string): string => surface.replace(/['’]s?$/i, '');

/** As a heading in capitals would be written elsewhere. */
export const uncapitalised = (surface: string): string =>
  surface === surface.toUpperCase() ? surface.charAt(0) + surface.slice(1).toLowerCase() : surface;

const isWord = (surface: string): boolean =>
  surface.length > 3 && /^\p{L}[\p{L}’'-]+$/u.test(surface) && !isStopWord(surface.toLowerCase()) && !formWords.has(surface.toLowerCase());

/** What stands in a cable because it is one, whatever it is about. */
const formWords = new Set(
  `addressee airgram amembassy comment comments date dated description despatch distribution enclosed enclosure foregoing info
  para paragraph priority rcvd received refer reference referenced reftel secstate sent signed subject summary telegram text total
  tran translation transmit unclassified`.split(/\s+/),
);

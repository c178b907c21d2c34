import { paragraphAt, paragraphsOf } from '../cables/paragraphs.ts';
import { keyness } from '../language/keyness.ts';
import { languages, stemOf, type Language } from '../language/stems.ts';
import { eachWord, fold, tokenise } from '../language/tokens.ts';
import { sample, sampleTexts } from './counting.ts';
import type { Data, Head } from './data.ts';
import { wordsByLabel, type Stems } from './features.ts';

/** Which words the cables share in which two names stand together. */

/** The cables of all, against which words are distinctive: an even sample. */
const background = { max: 2000, characters: 3_000_000 } as const;
/** Of a pair's cables so many are read, spread evenly. */
const mostOfPair = 20;
/** A shared word stands in so large a part of the whole trove at most: what is everywhere says nothing. */
const mostEverywhere = 0.2;
/** A shared word stands in two of them, and in half; chi-squared with one degree of freedom: p < 0.01. */
const [fewest, leastShare, leastScore] = [2, 0.5, 6.63];
/** Without letters in both cases, letters tell no name from a word. */
const leastSmall = 0.2;

/** Two names, by their ids, and the cables in which both stand. */
export type NamePair = { ids: readonly [string, string]; cables: readonly Head[] };

/**
 * For each pair of names the `most` words that their cables share before others: those that stand in half of the cables, in the
 * subject or in a paragraph with one of the two names, and more often than words of the whole trove do (Dunning's log-likelihood
 * over numbers of cables), strongest first. No stop words, nothing that is only written with a capital, and no part of a name that
 * any of the cables read has.
 */
export function sharedWords(data: Data, pairs: readonly NamePair[], most: number): string[][] {
  const read = pairs.map(({ ids, cables }) => ({ ids, cables: sample(cables, mostOfPair) }));
  const ofPairs = read.flatMap(({ cables }) => cables);
  const all = new Map([...sampleTexts(data, data.all, background), ...ofPairs].map((head) => [head.row, head]));
  const stems: Stems = new Map();
  for (const { row } of all.values()) {
    for (const [stem, surface] of wordsIn(data.text(row), data.language(row))) {
      const word = stems.get(stem) ?? { surfaces: new Map<string, number>(), counts: [0, 0] };
      word.counts[0] += 1;
      word.surfaces.set(surface, (word.surfaces.get(surface) ?? 0) + 1);
      stems.set(stem, word);
    }
  }
  const names = partsOfNames(data, [...all.values()]);
  const words = wordsByLabel(stems)
    .filter(([label, [cables]]) => label === label.toLowerCase() && !names.has(fold(label)) && cables <= all.size * mostEverywhere)
    .map(([label, [cables]]) => ({ label, cables, stems: new Set(languages.map((language) => stemOf(fold(label), language))) }));
  return read.map(({ ids, cables }) => {
    const near = cables.map((head) => new Set(wordsIn(textNear(data, head, ids), data.language(head.row)).keys()));
    const scored = words.flatMap(({ label, cables: everywhere, stems: meant }) => {
      const here = near.filter((there) => meant.values().some((stem) => there.has(stem))).length;
      if (here < fewest || here < cables.length * leastShare) return [];
      const score = keyness(here, cables.length, Math.max(0, everywhere - here), all.size - cables.length);
      return score < leastScore ? [] : [{ label, score }];
    });
    return scored
      .toSorted((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))
      .slice(0, most)
      .map(({ label }) => label);
  });
}

/** The subject of a cable, and those of its paragraphs that have one of the names. */
function textNear(data: Data, { row, subject }: Head, ids: readonly string[]): string {
  const body = data.body(row);
  const blocks = paragraphsOf(body);
  const starts = ids.flatMap((id) => data.places(row, id).flatMap(({ part, start }) => (part === 'body' ? [start] : [])));
  const near = new Set(starts.map((start) => paragraphAt(blocks, start)?.number));
  return [subject, ...blocks.filter(({ number }) => near.has(number)).map(({ start, end }) => body.slice(start, end))].join('\n\n');
}

/** The stems of a text, each with a form of its word: the first, in small letters where one is written so. */
function wordsIn(text: string, language: Language): Map<string, string> {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const isShouted = (text.match(/\p{Ll}/gu)?.length ?? 0) < letters * leastSmall;
  const found = new Map<string, string>();
  for (const { stem, surface } of eachWord(tokenise(text, language))) {
    const shown = isShouted ? surface.toLowerCase() : surface;
    if (!found.has(stem) || shown === shown.toLowerCase()) found.set(stem, shown);
  }
  return found;
}

/** Every word of a name that these cables have. */
function partsOfNames(data: Data, cables: readonly Head[]): ReadonlySet<string> {
  const names = new Set([...data.named(cables).values()].flatMap((named) => named.map(({ name }) => name)));
  return new Set([...names].flatMap((name) => name.split(/[^\p{L}\p{M}\p{N}]+/u).map(fold)));
}

import { paragraphAt, paragraphsOf } from '../cables/paragraphs.ts';
import { isClause } from '../language/clauses.ts';
import { figuresIn } from '../language/figures.ts';
import { isSaying } from '../language/gist.ts';
import { keyness } from '../language/keyness.ts';
import { languages, stemOf, type Language } from '../language/stems.ts';
import { eachWord, fold, tokenise } from '../language/tokens.ts';
import { sample, sampleTexts } from './counting.ts';
import type { Data, Head } from './data.ts';
import { wordsByLabel, type Stems } from './features.ts';

/** Which words set the cables apart in which two names stand together. */

/** The cables of all, against which words are distinctive: an even sample. */
const background = { max: 2000, characters: 3_000_000 } as const;
/** Of the cables of a pair, and of those with one of its names, so many are read, spread evenly. */
const mostOfPair = 40;
/** A word stands in so large a part of the whole trove at most: what is everywhere says nothing. */
const mostEverywhere = 0.2;
/** A word stands in two cables of the pair, and in half; chi-squared with one degree of freedom: p < 0.01. */
const [fewest, leastShare, leastScore] = [2, 0.5, 6.63];
/** So many times as often as in cables with one of the names alone: what all of those have says nothing of the two. */
const [leastMore, leastWithOne] = [1.25, 5];
/** Without letters in both cases, letters tell no name from a word. */
const leastSmall = 0.2;

/** Two names, by their ids, the cables in which both stand, and those in which one does. */
export type NamePair = { ids: readonly [string, string]; cables: readonly Head[]; withOne: readonly Head[] };

/**
 * For each pair of names the `most` words that set their cables apart: those that stand in half of them, in the subject or in a paragraph
 * with one of the two names, by how much more often they stand there than elsewhere: in the whole trove (Dunning's log-likelihood
 * over numbers of cables says whether that may be chance), and in cables with one of the names alone. No stop words, numbers, nothing about saying,
 * nothing that is mostly written with a capital there, no line that says nothing (a head, a list), and no part of a name that any of the
 * cables read has.
 */
export function sharedWords(data: Data, pairs: readonly NamePair[], most: number): string[][] {
  const read = pairs.map(({ ids, cables, withOne }) => ({ ids, cables: sample(cables, mostOfPair), withOne: sample(withOne, mostOfPair) }));
  const ofPairs = read.flatMap(({ cables, withOne }) => [...cables, ...withOne]);
  const all = new Map([...sampleTexts(data, data.all, background), ...ofPairs].map((head) => [head.row, head]));
  const kept = new Set(ofPairs.map(({ row }) => row));
  const wordsOf = new Map<number, ReadonlySet<string>>();
  const stems: Stems = new Map();
  for (const { row } of all.values()) {
    const found = wordsIn(data.text(row), data.language(row));
    if (kept.has(row)) wordsOf.set(row, new Set(found.keys()));
    for (const [stem, surface] of found) {
      const word = stems.get(stem) ?? { surfaces: new Map<string, number>(), counts: [0, 0] };
      word.counts[0] += 1;
      word.surfaces.set(surface, (word.surfaces.get(surface) ?? 0) + 1);
      stems.set(stem, word);
    }
  }
  const names = partsOfNames(data, [...all.values()]);
  const words = wordsByLabel(stems)
    .filter(
      ([label, [cables]]) =>
        label === label.toLowerCase() &&
        !names.has(fold(label)) &&
        !isSaying(label) &&
        figuresIn(label).length === 0 &&
        cables <= all.size * mostEverywhere,
    )
    .map(([label, [cables]]) => ({ label, cables, stems: languages.map((language) => stemOf(fold(label), language)) }));
  return read.map(({ ids, cables, withOne }) => {
    const near = cables.map((head) => wordsIn(textNear(data, head, ids), data.language(head.row)));
    const scored = words.flatMap(({ label, cables: everywhere, stems: meant }) => {
      const surfaces = near.flatMap((there) => meant.map((stem) => there.get(stem)).find((one) => one !== undefined) ?? []);
      const here = surfaces.length;
      if (here < fewest || here < cables.length * leastShare || isCapital(surfaces)) return [];
      const elsewhere = Math.max(0, everywhere - here);
      if (keyness(here, cables.length, elsewhere, all.size - cables.length) < leastScore) return [];
      const alone = withOne.filter(({ row }) => meant.some((stem) => wordsOf.get(row)?.has(stem))).length;
      const isOfBoth = withOne.length < leastWithOne || timesAsOften(here, cables.length, alone, withOne.length) >= leastMore;
      return isOfBoth ? [{ label, more: timesAsOften(here, cables.length, elsewhere, all.size - cables.length) }] : [];
    });
    return scored
      .toSorted((a, b) => b.more - a.more || (a.label < b.label ? -1 : 1))
      .slice(0, most)
      .map(({ label }) => label);
  });
}

/** How many times as often here (`a` of `b`) as there (`c` of `d`), where nothing is a half. */
const timesAsOften = (a: number, b: number, c: number, d: number): number => a / b / ((c + 0.5) / (d + 1));

/** Whether a word is written with a capital in most of its places: it may be a name. */
const isCapital = (surfaces: readonly string[]): boolean =>
  surfaces.filter((one) => one !== one.toLowerCase()).length * 2 > surfaces.length;

/** The subject of a cable, and those of its paragraphs that say something and have one of the names. */
function textNear(data: Data, { row, subject }: Head, ids: readonly string[]): string {
  const body = data.body(row);
  const blocks = paragraphsOf(body);
  const starts = ids.flatMap((id) => data.places(row, id).flatMap(({ part, start }) => (part === 'body' ? [start] : [])));
  const near = new Set(starts.map((start) => paragraphAt(blocks, start)?.number));
  const texts = blocks.filter(({ number }) => near.has(number)).map(({ start, end }) => body.slice(start, end));
  return [subject, ...texts.filter(isClause)].join('\n\n');
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

/** The questions of the search bench: drawn with a seed from texts that are there, by how many cables hold their words. */
import { join } from 'node:path';
import { fold, isStopWord, tokenise } from '../../src/language/tokens.ts';
import { stemOf } from '../../src/language/stems.ts';
import { parseQuery } from '../../src/query/query.ts';
import type { Sort } from '../../src/query/tree.ts';
import { archiveFiles, openReader } from '../../src/store/database.ts';
import { pickerFrom, randomFrom } from '../helpers/random.ts';
import { openBare } from './search-engines.ts';

/** `peer` says the same to another engine, whose words are our stems; undefined where it cannot be said. */
export type Question = { name: string; text: string; sort: Sort; peer: readonly string[] | undefined };

const perClass = 40;
/** Regular expressions read texts; so few say enough. */
const perSlowClass = 10;
/** Cables that are looked at to tell which words are frequent. */
const sampled = 1000;
const rare = { from: 5, to: 50 };
/** Ranks by the number of cables: of common words, and of those that people put together. */
const commonRanks = { from: 50, to: 500 };
const middlingRanks = { from: 150, to: 20_000 };
/** The share of cables that hold a word that is in nearly every one. */
const nearlyEvery = 0.8;

type Drawn = { date: string; origin: string; words: string[] };

/** Cables at even distances, and how frequent the words in them are. */
function sampleOf(archive: string): { cables: Drawn[]; rankOf(word: string): number; ranked: string[]; share(word: string): number } {
  const db = openReader(join(archive, archiveFiles.database));
  const count = db.prepare<[], number>('SELECT max(row) FROM cables').pluck().get() ?? 0;
  const read = db.prepare<[number], { date: string; origin: string; body: string }>('SELECT date, origin, body FROM cables WHERE row = ?');
  const held = new Map<string, number>();
  const cables = Array.from({ length: Math.min(count, sampled) }, (_, i) =>
    read.get(1 + Math.floor((i * count) / Math.min(count, sampled))),
  )
    .filter((cable) => cable !== undefined)
    .map(({ date, origin, body }) => ({ date, origin, words: tokenise(body).map(({ folded }) => folded) }));
  db.close();
  for (const { words } of cables) for (const word of new Set(words)) held.set(word, (held.get(word) ?? 0) + 1);
  const ranked = [...held].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
  const ranks = new Map(ranked.map((word, rank) => [word, rank]));
  return {
    cables,
    ranked,
    rankOf: (word) => ranks.get(word) ?? ranked.length,
    share: (word) => (held.get(word) ?? 0) / cables.length,
  };
}

/** One edit of a word behind its first letter: a letter left out, put in, or another one. */
function misspelt(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 1));
  const letter = pickerFrom(random)(Array.from('aeiorstn'));
  const kind = Math.floor(random() * 3);
  return word.slice(0, at) + (kind === 0 ? '' : letter) + word.slice(kind === 1 ? at : at + 1);
}

/** Draws words from texts. */
function createWords(archive: string, held: (word: string) => number, random: () => number) {
  const pick = pickerFrom(random);
  const { cables, ranked, rankOf, share } = sampleOf(archive);
  const isMiddling = (word: string, letters: number): boolean =>
    word.length >= letters && rankOf(word) >= middlingRanks.from && rankOf(word) < middlingRanks.to;
  /** So many different middling words of one cable, of so many letters. */
  const middling = (count: number, letters = 5, { words }: Drawn = pick(cables)): string[] => {
    const found = [...new Set(words.filter((word) => isMiddling(word, letters)))];
    if (found.length < count) return middling(count, letters);
    const from = Math.floor(random() * (found.length - count + 1));
    return found.slice(from, from + count);
  };
  const common = (): string => pick(ranked.slice(commonRanks.from, commonRanks.to));
  const twoCommon = (): [string, string] => {
    const [first, second] = [common(), common()];
    return stem(first) === stem(second) ? twoCommon() : [first, second];
  };
  return {
    middling,
    one: (letters?: number): string => middling(1, letters)[0] ?? '',
    common,
    twoCommon,
    everywhere: ranked.filter((word) => share(word) > nearlyEvery && !isStopWord(word)),
    rare(): string {
      for (;;) {
        const word = pick(pick(cables).words);
        const count = word.length >= 4 && rankOf(word) > commonRanks.to ? held(word) : 0;
        if (count >= rare.from && count <= rare.to) return word;
      }
    },
    /** Two words of a text, neither among the most frequent, at most so far from each other; the first of so many letters. */
    pair(distance: number, letters = 1): [string, string] {
      for (;;) {
        const { words } = pick(cables);
        const at = Math.floor(random() * (words.length - distance));
        const [first = '', second = ''] = [words[at], words[at + 1 + Math.floor(random() * distance)]];
        const isFrequent = Math.min(rankOf(first), rankOf(second)) < commonRanks.from;
        if (!isFrequent && first.length >= letters && stem(first) !== stem(second)) return [first, second];
      }
    },
    /** A middling word, with who sent the cable that it is from, and a year around its date. */
    sent(): { word: string; origin: string; from: string; to: string } {
      const cable = pick(cables);
      const year = Number(cable.date.slice(0, 4));
      return { word: middling(1, 5, cable)[0] ?? '', origin: cable.origin, from: `${year - 1}-07`, to: `${year}-06` };
    },
  };
}

type Words = ReturnType<typeof createWords>;
/** What is typed, and what the peers are told. */
type Draft = [text: string, peer: readonly string[] | undefined];
type Class = { name: string; draw: () => Draft; sort?: Sort; count?: number };

/** Every class but those of one word and of words put together. */
function patternClasses(words: Words, random: () => number): Class[] {
  const near = (edits: number) => (): Draft => {
    const word = misspelt(words.one(6), random);
    return [`${word}~${edits}`, ['fuzzy', String(edits), fold(word)]];
  };
  const like = (kind: string, letters: () => string, write: (letters: string) => string) => (): Draft => {
    const drawn = letters();
    return [write(drawn), [kind, drawn]];
  };
  return [
    { name: 'near spelling', draw: near(1) },
    { name: 'near spelling, 2 edits', draw: near(2) },
    {
      name: 'prefix',
      draw: like(
        'prefix',
        () => words.one().slice(0, 3),
        (letters) => `${letters}*`,
      ),
    },
    {
      name: 'ending',
      draw: like(
        'ending',
        () => words.one(6).slice(-5),
        (letters) => `*${letters}`,
      ),
    },
    {
      name: 'infix',
      draw: like(
        'infix',
        () => words.one(7).slice(1, 5),
        (letters) => `*${letters}*`,
      ),
    },
    {
      name: 'exact',
      draw: like(
        'exact',
        () => words.one(),
        (word) => `=${word}`,
      ),
    },
  ];
}

function classesOf(words: Words, random: () => number): Class[] {
  const asWord = (word: string): Draft => [word, ['word', stem(word)]];
  const three = (kind: 'and' | 'or', joint: string) => (): Draft => {
    const drawn = words.middling(3);
    return [drawn.join(joint), [kind, ...drawn.map(stem)]];
  };
  const ofTwo =
    (draw: () => [string, string], write: (a: string, b: string) => string, ...kind: string[]) =>
    (): Draft => {
      const [a, b] = draw();
      return [write(a, b), [...kind, stem(a), stem(b)]];
    };
  return [
    { name: 'rare', draw: () => asWord(words.rare()) },
    { name: 'common', draw: () => asWord(words.common()) },
    {
      name: 'in nearly every cable',
      draw: () => asWord(pickerFrom(random)(words.everywhere)),
      count: Math.min(perClass, words.everywhere.length),
    },
    { name: 'AND of 3', draw: three('and', ' ') },
    { name: 'OR of 3', draw: three('or', ' OR ') },
    { name: 'NOT', draw: ofTwo(words.twoCommon, (a, b) => `${a} -${b}`, 'not') },
    {
      name: 'phrase',
      draw: ofTwo(
        () => words.pair(1),
        (a, b) => `"${a} ${b}"`,
        'phrase',
      ),
    },
    {
      name: 'near',
      draw: ofTwo(
        () => words.pair(10),
        (a, b) => `"${a} ${b}"~10`,
        'near',
        '10',
      ),
    },
    ...patternClasses(words, random),
    {
      name: 'sender + dates + word',
      draw() {
        const { word, origin, from, to } = words.sent();
        const days = [`${from}-01`, `${to}-30`].map((day) => day.replaceAll('-', ''));
        return [`from:${origin.split(' ').at(-1) ?? ''} date:[${from} TO ${to}] ${word}`, ['filtered', stem(word), origin, ...days]];
      },
    },
    {
      name: 'newest first',
      draw() {
        const word = words.common();
        return [word, ['newest', stem(word)]];
      },
      sort: 'newest',
    },
    {
      name: 'regular expression',
      draw() {
        const [a, b] = words.pair(1, 6);
        return [`/${a} ${b}s?/`, undefined];
      },
      count: perSlowClass,
    },
  ];
}

/** Draws the questions of all classes over the cables in this folder, whose packed index is built. */
export function drawQuestions(archive: string, seed = 1): Question[] {
  const random = randomFrom(seed);
  const engine = openBare(archive);
  const held = (word: string): number => engine.find(parseQuery(word).root, { sort: 'best' }).total;
  const questions = classesOf(createWords(archive, held, random), random).flatMap(({ name, draw, sort = 'best', count = perClass }) => {
    const drawn = new Map<string, Question>();
    while (drawn.size < count) {
      const [text, peer] = draw();
      drawn.set(text, { name, text, sort, peer });
    }
    return [...drawn.values()];
  });
  engine.close();
  return questions;
}

const stem = (word: string): string => stemOf(fold(word), '');

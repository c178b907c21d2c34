import type { Field } from '../../query/text-fields.ts';
import { positives, type PatternNode, type PhraseNode, type QueryNode, type WordNode } from '../../query/tree.ts';
import { languages } from '../../language/stems.ts';
import { eachWord, isStopWord, type Token } from '../../language/tokens.ts';

/** Where a word may stand: what a word without a field is looked for in. `head`: all but body and subject. */
export const places = ['body', 'subject', 'head'] as const;
export type RankedPlace = (typeof places)[number];

/**
 * BM25F (Robertson and Zaragoza 2009): how often a word stands in each place, by that place's own length, adds up before it
 * saturates. Tuned on one half of the questions on two collections, reported on the other (docs/performance.md). A word in
 * the head shows that a cable is meant, but says less about its content.
 */
export const parameters = {
  k: 1.6,
  b: 0.85,
  nearness: 0.25,
  weights: { body: 1, subject: 2, head: 0.5 } as const satisfies Record<RankedPlace, number>,
};
/** A pattern is ranked by this many of the words that match it. */
export const mostLike = 40;

/** What `times` in a place of so many words count, where such places have `mean` words: in proportion to `times`, less the longer the place. */
export const share = (place: RankedPlace, times: number, length: number, mean: number): number => sharesIn(place, mean)(times, length);

/** The same for many texts: what a word is worth in this place, by how often it stands there and by the length of the place. */
export function sharesIn(place: RankedPlace, mean: number): (times: number, length: number) => number {
  const { b } = parameters;
  const weight = parameters.weights[place];
  return (times, length) => (weight * times) / (1 - b + (b * length) / mean);
}

/** What the shares of a word in all places are worth together: never more than k + 1, and more the larger they are. */
export const saturated = (shares: number): number => (shares * (parameters.k + 1)) / (shares + parameters.k);

/** The places that a word with this field counts in. */
export function placesCounted(field: Field | undefined): readonly RankedPlace[] {
  if (field === undefined) return places;
  if (field === 'text') return ['body'];
  if (field === 'subject') return ['subject'];
  return field === 'ref' || field === 'origin' || field === 'to' ? ['head'] : [];
}

/** How much a word says that `frequency` of `count` texts hold: the idf of BM25 in the form that is never negative. */
export const rarity = (frequency: number, count: number): number =>
  Math.log(1 + (Math.max(0, count - frequency) + 0.5) / (frequency + 0.5));

/**
 * One word of a query, by its stems in all languages: a text holds it where it holds one of them. `frequency` is how many cables
 * do. A frequency for each stem would make a common English word look rare in the few cables of another language.
 */
export type Term = { stems: readonly string[]; field: Field | undefined; weight: number; frequency: number };

/**
 * The words that rows are scored by. `like`: the stems of the words that match a pattern, most frequent first; `frequency`: how
 * many cables hold a stem. No cable holds stems of two languages, so those of a word's stems add up.
 */
export function termsOf(root: QueryNode, like: (node: PatternNode) => readonly string[], frequency: (stem: string) => number): Term[] {
  const terms = new Map<string, Term>();
  for (const leaf of positives(root))
    for (const stems of wordsOf(leaf, like)) {
      const weight = (leaf.boost ?? 1) * ((leaf.kind === 'pattern' ? undefined : leaf.times) ?? 1);
      const key = `${leaf.field ?? ''} ${stems.join(' ')}`;
      const known = terms.get(key);
      if (known !== undefined) known.weight += weight;
      else terms.set(key, { stems, field: leaf.field, weight, frequency: stems.reduce((sum, stem) => sum + frequency(stem), 0) });
    }
  const found = [...terms.values()].filter((term) => term.frequency > 0);
  // So that a question said twice is the same to the last digit.
  const heaviest = Math.max(...found.map(({ weight }) => weight));
  return found.map((term) => ({ ...term, weight: term.weight / heaviest }));
}

/** The words of a leaf, each as its stems; a pattern's are those that match it. */
function wordsOf(leaf: WordNode | PhraseNode | PatternNode, like: (node: PatternNode) => readonly string[]): (readonly string[])[] {
  if (leaf.kind === 'word') return [leaf.stems];
  if (leaf.kind === 'pattern')
    return leaf.how === 'regex' || !/[^*?]/.test(leaf.pattern) ? [] : [...new Set(like(leaf).slice(0, mostLike))].map((stem) => [stem]);
  if (leaf.places !== undefined)
    return leaf.places.flat().flatMap((place) => (place.kind === 'word' ? [place.stems] : wordsOf(place, like)));
  const words: string[][] = [];
  for (let way = 0; way < leaf.stems.length; way += languages.length) {
    const rows = leaf.stems.slice(way, way + languages.length);
    for (const place of rows[0]?.keys() ?? []) words.push(rows.flatMap((row) => row[place] ?? []));
  }
  return [...new Map(words.map((stems) => [stems.join(' '), stems])).values()];
}

/** How many words of each place are not stop words. */
export type Lengths = Readonly<Record<RankedPlace, number>>;

/** What is known of a cable: how often a stem stands in each place. In a trove of `count` cables, places have the mean lengths `mean`. */
export type CableWords = { times(stem: string, place: RankedPlace): number; length: Lengths; mean: Lengths; count: number };

/** The score of a cable for these words. */
export function scoreOf(terms: readonly Term[], { times, length, mean, count }: CableWords): number {
  let score = 0;
  for (const { stems, field, weight, frequency } of terms) {
    let shares = 0;
    for (const place of placesCounted(field)) {
      let found = 0;
      for (const stem of stems) found += times(stem, place);
      if (found > 0) shares += share(place, found, length[place], mean[place]);
    }
    score += weight * rarity(frequency, count) * saturated(shares);
  }
  return score;
}

/** How many words of a text are not stop words; the halves of a broken word count as well. */
export function lengthOf(tokens: readonly Token[]): number {
  let length = 0;
  for (const { folded } of eachWord(tokens)) if (!isStopWord(folded)) length += 1;
  return length;
}

/** How often each stem occurs in a text, without stop words. */
export function timesIn(tokens: readonly Token[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { folded, stem } of eachWord(tokens)) if (!isStopWord(folded)) times.set(stem, (times.get(stem) ?? 0) + 1);
  return times;
}

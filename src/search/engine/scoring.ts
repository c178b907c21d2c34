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

/** How occurrences in a place count where such places have `mean` words: one is worth `weight / (fixed + each * length)`. */
export function countingIn(place: RankedPlace, mean: number): { weight: number; fixed: number; each: number } {
  return { weight: parameters.weights[place], fixed: 1 - parameters.b, each: parameters.b / mean };
}

/** What `times` in a place of so many words count, where such places have `mean` words: in proportion to `times`, less the longer the place. */
export function share(place: RankedPlace, times: number, length: number, mean: number): number {
  const { weight, fixed, each } = countingIn(place, mean);
  return (weight * times) / (fixed + each * length);
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
 * One word of a query: by its stems in all languages, of which a text may hold any; or whatever is like a pattern, all of which
 * counts as the same word. `frequency` is how many cables hold it, anywhere outside labels. A frequency for each stem would make a common English word
 * look rare in the few cables of another language, and one for each word like a pattern would put slips and oddities first.
 */
export type Term = Wanted & { field: Field | undefined; weight: number; frequency: number };
type Wanted = { stems: readonly string[]; like?: PatternNode };

/**
 * The words that rows are scored by. `ofStem` and `ofPattern`: how many cables hold a stem, or any word like a pattern. No cable holds stems of two
 * languages, so those of a word's stems add up.
 */
export function termsOf(root: QueryNode, ofStem: (stem: string) => number, ofPattern: (like: PatternNode) => number): Term[] {
  const terms = new Map<string, Term>();
  for (const leaf of positives(root))
    for (const { stems, like } of wordsOf(leaf)) {
      const weight = (leaf.boost ?? 1) * ((leaf.kind === 'pattern' ? undefined : leaf.times) ?? 1);
      const key = `${leaf.field ?? ''} ${like === undefined ? stems.join(' ') : `${like.how} ${like.most ?? ''} ${like.pattern}`}`;
      const known = terms.get(key);
      if (known !== undefined) known.weight += weight;
      else {
        const frequency = like === undefined ? stems.reduce((sum, stem) => sum + ofStem(stem), 0) : ofPattern(like);
        terms.set(key, { stems, ...(like === undefined ? {} : { like }), field: leaf.field, weight, frequency });
      }
    }
  const found = [...terms.values()].filter((term) => term.frequency > 0);
  // So that a question said twice is the same to the last digit.
  const heaviest = Math.max(...found.map(({ weight }) => weight));
  return found.map((term) => ({ ...term, weight: term.weight / heaviest }));
}

/** The words of a leaf. */
function wordsOf(leaf: WordNode | PhraseNode | PatternNode): Wanted[] {
  if (leaf.kind === 'word') return [{ stems: leaf.stems }];
  if (leaf.kind === 'pattern') return leaf.how === 'regex' || !/[^*?]/.test(leaf.pattern) ? [] : [{ stems: [], like: leaf }];
  if (leaf.places !== undefined)
    return leaf.places.flat().flatMap((place): Wanted[] => (place.kind === 'word' ? [{ stems: place.stems }] : wordsOf(place)));
  const words: string[][] = [];
  for (let way = 0; way < leaf.stems.length; way += languages.length) {
    const rows = leaf.stems.slice(way, way + languages.length);
    for (const place of rows[0]?.keys() ?? []) words.push(rows.flatMap((row) => row[place] ?? []));
  }
  return [...new Map(words.map((stems) => [stems.join(' '), { stems }])).values()];
}

/** How many words of each place are not stop words. */
export type Lengths = Readonly<Record<RankedPlace, number>>;

/** What is known of a cable: how often a word stands in each place. In a trove of `count` cables, places have the mean lengths `mean`. */
export type CableWords = { times(term: Term, place: RankedPlace): number; length: Lengths; mean: Lengths; count: number };

/** The score of a cable for these words. */
export function scoreOf(terms: readonly Term[], { times, length, mean, count }: CableWords): number {
  let score = 0;
  for (const term of terms) {
    let shares = 0;
    for (const place of placesCounted(term.field)) {
      const found = times(term, place);
      if (found > 0) shares += share(place, found, length[place], mean[place]);
    }
    score += term.weight * rarity(term.frequency, count) * saturated(shares);
  }
  return score;
}

/** How many words of a text are not stop words; the halves of a broken word count as well. */
export function lengthOf(tokens: readonly Token[]): number {
  let length = 0;
  for (const { folded } of eachWord(tokens)) if (!isStopWord(folded)) length += 1;
  return length;
}

/** How often each word of a text occurs, without stop words: by its stem, and by how it is spelled (folded). */
export type Times = { stems: ReadonlyMap<string, number>; forms: ReadonlyMap<string, number> };

/** Counts the words of a text. */
export function timesIn(tokens: readonly Token[]): Times {
  const [stems, forms] = [new Map<string, number>(), new Map<string, number>()];
  for (const { folded, stem } of eachWord(tokens)) {
    if (isStopWord(folded)) continue;
    stems.set(stem, (stems.get(stem) ?? 0) + 1);
    forms.set(folded, (forms.get(folded) ?? 0) + 1);
  }
  return { stems, forms };
}

/** How often a word of a query occurs in a text; `alike`: what is like its pattern, folded. */
export function timesOf({ stems, like }: Term, times: Times | undefined, alike: (like: PatternNode) => ReadonlySet<string>): number {
  let sum = 0;
  if (like === undefined) for (const stem of stems) sum += times?.stems.get(stem) ?? 0;
  else {
    const words = alike(like);
    for (const [form, count] of times?.forms ?? []) if (words.has(form)) sum += count;
  }
  return sum;
}

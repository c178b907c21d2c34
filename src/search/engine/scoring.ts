import type { Field } from '../../query/text-fields.ts';
import { positives, type PatternNode, type PhraseNode, type QueryNode, type WordNode } from '../../query/tree.ts';
import { languages } from '../../language/stems.ts';
import { eachWord, isStopWord, type Token } from '../../language/tokens.ts';

/**
 * BM25 with k 2, b 0.85 and no delta: measured best on Cranfield and on summaries of diplomatic papers, over the usual
 * 1.2, 0.75.
 */
export const parameters = { k: 2, b: 0.85, d: 0 };
/** A word in the header shows that a cable is meant, but says less about its content. */
export const headWeight = 0.5;
/** A pattern is ranked by this many of the words that match it. */
export const mostLike = 40;

/**
 * BM25 of one word (Robertson and Zaragoza 2009, with the idf that is never negative): `times` in a text of `length`
 * words, where texts have `mean` words and `frequency` of `count` texts hold the word.
 */
function bm25(times: number, length: number, mean: number, frequency: number, count: number): number {
  if (times === 0) return 0;
  const { k, b } = parameters;
  return (rarity(frequency, count) * times * (k + 1)) / (times + k * (1 - b + (b * length) / mean));
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

/** How many words are not stop words: in subject and body, and in the rest of the header. */
export type Lengths = { text: number; head: number };

/** What BM25 needs to know of a cable, in a trove of `count` cables with the mean lengths `mean`. */
export type CableWords = { inText(stem: string): number; inHead(stem: string): number; length: Lengths; mean: Lengths; count: number };

/** BM25 of a cable for these words, over subject and body as one text, and half as much over the rest of its header. */
export function scoreOf(terms: readonly Term[], { inText, inHead, length, mean, count }: CableWords): number {
  let score = 0;
  for (const { stems, field, weight, frequency } of terms) {
    const isText = field === undefined || field === 'text' || field === 'subject';
    const isHead = field === undefined || field === 'ref' || field === 'origin' || field === 'to';
    let [text, head] = [0, 0];
    for (const stem of stems) {
      if (isText) text += inText(stem);
      if (isHead) head += inHead(stem);
    }
    score += weight * bm25(text, length.text, mean.text, frequency, count);
    score += weight * headWeight * bm25(head, length.head, mean.head, frequency, count);
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

import { negationOf } from './negation.ts';
import { isStopWord, tokenise } from './tokens.ts';

/** Why two sentences may contradict each other. */
export type Contradiction = 'negation' | 'number';

/**
 * What a sentence is about, in a form that can be compared: its subject words, those that are negated, whether an odd number
 * of negations is in it, what it counts.
 */
export type Gist = {
  subject: ReadonlySet<string>;
  negated: ReadonlySet<string>;
  isOdd: boolean;
  numbers: ReadonlyMap<string, ReadonlySet<string>>;
};

const negation = negationOf(['denials', 'lacks', 'turns'], 'giu');
/** Words about saying, and titles: they are not what was said. */
const saying = new Set(
  'say said tell told state stated add added ask asked repli reply replied report reported declar explain explained believ believe think thought remark note mention indic confirm deni deny refus opinion mr mrs sir dr gener secretari president minist ambassador would could should'.split(
    ' ',
  ),
);
const calendar =
  'january|february|march|april|may|june|july|august|september|october|november|december|th|st|nd|rd|instant|ultimo|hours|local|paragraph|page|article|[ap]\\.?m|o’clock';
/** A number and what it counts; years and days count nothing. */
const counted = new RegExp(
  `(?<![\\p{L}\\d.,/-])(\\d{1,3}(?:,\\d{3})+|\\d+(?:\\.\\d+)?)\\s*(%|per cent|percent|million|billion|thousand)?\\s+(?!(?:${calendar})(?!\\p{L}))(?:\\p{L}+\\s+)?(\\p{L}{3,})`,
  'giu',
);

/** Characters in which what is negated follows. */
const reach = 30;

/** So many subject words must two sentences share, and so much of the shorter one. */
const leastShared = 4;
const leastShare = 0.6;
/** So much of the longer one: a long sentence is of other things as well. */
const leastOfLonger = 0.4;

/** The gist of a sentence; `besides`: words that are no subject, such as the speaker's names. */
export function gistOf(sentence: string, besides: string): Gist {
  const others = new Set(tokenise(besides).map(({ stem }) => stem));
  const words = tokenise(sentence).filter(
    ({ folded, stem, surface }) =>
      folded.length > 2 &&
      !/\d/u.test(folded) &&
      !isStopWord(folded) &&
      !saying.has(stem) &&
      !saying.has(folded) &&
      !others.has(stem) &&
      surface.replace(negation, '') !== '',
  );
  const negations = [...sentence.matchAll(negation)];
  const negated = negations.flatMap(({ index, 0: no }) =>
    words
      .filter(({ start }) => start >= index + no.length && start <= index + no.length + reach)
      .slice(0, 2)
      .map(({ stem }) => stem),
  );
  const numbers = new Map<string, Set<string>>();
  for (const [, number = '', unit = '', what = ''] of sentence.matchAll(counted)) {
    if (/^(?:1[5-9]|20)\d\d$/u.test(number)) continue;
    const key = tokenise(what)[0]?.stem ?? what;
    const value = `${number.replaceAll(',', '')}${unit.toLowerCase().replace(/per ?cent/u, '%')}`;
    numbers.set(key, (numbers.get(key) ?? new Set()).add(value));
  }
  return { subject: new Set(words.map(({ stem }) => stem)), negated: new Set(negated), isOdd: negations.length % 2 === 1, numbers };
}

/**
 * Whether two sentences may contradict each other: they share most of their subject words, and one negates a word that the other
 * has without a negation, or they count the same thing differently. A rule, not an understanding: it misses much, and is wrong at times.
 */
export function mayContradict(one: Gist, other: Gist): Contradiction | undefined {
  if (!areOfTheSame(one, other)) return undefined;
  // With as many negations in both, the same is told twice in other words.
  if (one.isOdd !== other.isOdd && (denies(one, other) || denies(other, one))) return 'negation';
  const differs = [...other.numbers].some(([what, values]) => {
    const its = one.numbers.get(what);
    return its !== undefined && ![...values].some((value) => its.has(value));
  });
  return differs ? 'number' : undefined;
}

/** Whether two sentences share most of their subject words. */
export function areOfTheSame(one: Gist, other: Gist): boolean {
  const shared = [...one.subject].filter((stem) => other.subject.has(stem)).length;
  const [less, more] = [one.subject.size, other.subject.size].toSorted((a, b) => a - b) as [number, number];
  return shared >= leastShared && shared >= less * leastShare && shared >= more * leastOfLonger;
}

/** Whether one negates what the other says. */
const denies = (one: Gist, other: Gist): boolean => [...one.negated].some((stem) => other.subject.has(stem) && !other.negated.has(stem));

import { isClause } from './clauses.ts';
import { datesIn, figuresIn } from './figures.ts';
import { isStopWord, tokenise, type Token } from './tokens.ts';

/** What a sentence is about, in a form that can be compared: its subject words, what it counts, and when its cable was sent. */
export type Gist = { subject: ReadonlySet<string>; numbers: Numbers; sent: string };
/** By what is counted: how many, and as it is written (`208 persons`). */
type Numbers = ReadonlyMap<string, readonly { value: number; text: string }[]>;

/** Two numbers of the same thing that differ, as they are written. */
export type OtherFigures = { here: string; there: string };

/** Words about saying, and titles: they are not what was said. */
const saying = new Set(
  'say said tell told state stated add added ask asked repli reply replied report reported declar explain explained believ believe think thought remark note mention indic confirm deni deny refus opinion mr mrs sir dr gener secretari president minist ambassador would could should'.split(
    ' ',
  ),
);
/** Whether a word is about saying, or a title. */
export const isSaying = (word: string): boolean => saying.has(word.toLowerCase()) || tokenise(word).some(({ stem }) => saying.has(stem));

/** What stands before a number that is a name (of a paper, a part of one, an hour) or a piece of a longer one. */
const naming =
  /(?:(?<!\p{L})(?:nos?|numbers?|para(?:graph)?s?|articles?|sections?|chapters?|pages?|parts?|resolutions?|memorand(?:um|a)|(?:tele|cable)grams?|cables?|des?patch(?:es)?|dispatches|refs?|fy|aged|\d and|\d or|at|of|past|last|next|hundred|thousand|hundred and|thousand and)\.?|[#№/:])\s*$|,\s*$/iu;
/** What stands after one, after an ordinal, and after an age: it counts nothing that could be told otherwise. */
const timed =
  /^(?::|(?:st|nd|rd|th|d)(?!\p{L})|\s*(?:instant|ultimo|hours?|local|[ap]\.?m(?!\p{L})|o[’']clock|years?\s+(?:ago|old|later|of\s+age|since|after|have|now)|hundred and|thousand and))/iu;
/** What somebody says of their own is no other figure than what somebody else says of theirs. */
const own = /(?<!\p{L})(?:our|my|we|I)(?!\p{L})/iu;
const scaled = /^[\s-]*(hundred|thousand|million|billion)(?!\p{L})/iu;
const percent = /^[\s-]*(?:%|per\s?cent(?!\p{L}))/iu;
const money = /(?:[$£€]|\bUS\$|\$(?:US|B))\s*$/u;
const powers: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000, million: 1e6, billion: 1e9 };

/** Characters in which what is counted follows its number. */
const reach = 25;

/** So many subject words must two sentences share, and so much of the shorter one. */
const leastShared = 4;
const leastShare = 0.6;
/** So much of the longer one: a long sentence is of other things as well. */
const leastOfLonger = 0.4;

/** The gist of a sentence; `besides`: words that are no subject, such as the speaker's names; `sent`: the date of its cable. */
export function gistOf(sentence: string, besides: string, sent = ''): Gist {
  const others = new Set(tokenise(besides).map(({ stem }) => stem));
  const words = tokenise(sentence).filter(
    ({ folded, stem }) =>
      folded.length > 2 && !/\d/u.test(folded) && !isStopWord(folded) && !saying.has(stem) && !saying.has(folded) && !others.has(stem),
  );
  const isCounting = isClause(sentence) && !own.test(sentence);
  return { subject: new Set(words.map(({ stem }) => stem)), numbers: isCounting ? countedIn(sentence, words) : new Map(), sent };
}

/** What a sentence counts, by what follows each number: `40 soldiers`, `36 per cent of the income`. */
function countedIn(sentence: string, words: readonly Token[]): Numbers {
  const numbers = new Map<string, { value: number; text: string }[]>();
  const dates = datesIn(sentence);
  for (const { start, end, value } of figuresIn(sentence)) {
    const [before, after] = [sentence.slice(0, start), sentence.slice(end)];
    if (dates.some((date) => start < date.end && date.start < end) || /^(?:1[5-9]|20)\d\d$/u.test(value)) continue;
    if (naming.test(before) || timed.test(after)) continue;
    const scale = scaled.exec(after);
    const scaleEnd = scale?.[0].length ?? 0;
    const share = percent.exec(after.slice(scaleEnd))?.[0];
    const from = end + scaleEnd + (share?.length ?? 0);
    const next = words.find((word) => word.start >= from && word.start < from + reach);
    const what = next === undefined || /[\d,;:|]/u.test(sentence.slice(from, next.start)) ? undefined : next;
    const coin = money.exec(before)?.[0] ?? '';
    const key = [share && '%', coin && '$', what?.stem].join(' ');
    const counted = Number(value) * (powers[scale?.[1]?.toLowerCase() ?? ''] ?? 1);
    if ((what === undefined && coin === '') || !Number.isFinite(counted)) continue;
    // `forty battle tanks`: what is counted may be two words.
    const second = words.find((word) => what !== undefined && sentence.slice(what.end, word.start).trim() === '' && word.start > what.end);
    const text = sentence.slice(start - coin.length, second?.end ?? what?.end ?? from).replaceAll(/\s+/gu, ' ');
    numbers.set(key, [...(numbers.get(key) ?? []), { value: counted, text }]);
  }
  return numbers;
}

/**
 * Where two sentences on the same subject, of cables sent at most a year apart, count the same thing and have no number of it in
 * common: both numbers, as they are written. A rule, not an understanding: it misses much, and both may be right, each of its own
 * time.
 */
export function countsOtherwise(one: Gist, other: Gist): OtherFigures | undefined {
  const years = [one.sent, other.sent].map((sent) => Number(sent.slice(0, 4)));
  const isApart = one.sent !== '' && other.sent !== '' && Math.abs((years[0] ?? 0) - (years[1] ?? 0)) > 1;
  if (isApart || !areOfTheSame(one, other)) return undefined;
  for (const [what, [first, ...more]] of other.numbers) {
    const its = one.numbers.get(what);
    const isShared = its?.some(({ value }) => value === first?.value || more.some((each) => each.value === value));
    if (its?.[0] !== undefined && first !== undefined && isShared === false) return { here: first.text, there: its[0].text };
  }
  return undefined;
}

/** Whether two sentences share most of their subject words. */
export function areOfTheSame(one: Gist, other: Gist): boolean {
  const shared = one.subject.intersection(other.subject).size;
  const [less, more] = [one.subject.size, other.subject.size].toSorted((a, b) => a - b) as [number, number];
  return shared >= leastShared && shared >= less * leastShare && shared >= more * leastOfLonger;
}

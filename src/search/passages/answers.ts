import { finiteVerb } from '../../language/clauses.ts';
import { datesIn, figuresIn } from '../../language/figures.ts';
import type { Sentence } from '../../language/sentences.ts';
import type { AnswerKind } from './plan.ts';

/** What gives a reason. */
const reason =
  /(?<!\p{L})(?:because|owing to|due to|on account of|on the grounds?|in order (?:to|that)|so (?:as|that)|for fear|fear(?:s|ed|ing)?|since|therefore|thus|hence|reasons?|explain(?:s|ed)?|caus(?:e|es|ed)|result(?:s|ed|ing)?|lest|given that|in view of|inasmuch|parce que|en raison|afin|car|weil|wegen|damit|denn)(?!\p{L})/giu;
/** A word that may be a name: capitals behind small letters. Of texts in capitals only the desk's own names say more. */
const capitalised = /(?<=[\p{Ll},;:)’'"”\d]\s+)(?:\p{Lu}[\p{L}’'-]+)(?:\s+(?:of|de|del|al|and)?\s*\p{Lu}[\p{L}’'-]+)*/gu;

/** A stretch that may be an answer. */
type Span = Sentence;

const spans = (found: Iterable<{ index: number; 0: string }>): Span[] =>
  [...found].map(({ index, 0: text }) => ({ start: index, end: index + text.length }));

/** Numbers that count something: none that numbers a paragraph or belongs to a date. */
function numbersIn(text: string): Span[] {
  const dates = datesIn(text);
  return figuresIn(text)
    .filter(({ start, end, value }) => {
      if (dates.some((date) => start < date.end && date.start < end)) return false;
      if (start === 0 && /^[.)]/.test(text.slice(end))) return false;
      return !/^(?:1[5-9]|20)\d\d$/.test(value);
    })
    .map(({ start, end }) => ({ start, end: end + (/^\s*(?:%|per ?cent|percent)/i.exec(text.slice(end))?.[0].length ?? 0) }));
}

/** Where a text may answer a question of this kind, by its looks alone: in order, offsets into it. */
export function answersIn(text: string, kind: AnswerKind): Span[] {
  switch (kind) {
    case 'when':
      return datesIn(text).map(({ start, end }) => ({ start, end }));
    case 'number':
      return numbersIn(text);
    case 'why':
      return spans(text.matchAll(reason));
    case 'who':
    case 'where':
      return spans(text.matchAll(capitalised));
    case 'what':
      return [];
  }
}

/** Whether something is said there, and not only listed. */
export const isSaid = (text: string): boolean => finiteVerb.test(text);

import { monthOf } from './months.ts';

/** A date in running text, as far as it is given: `8 February`, `June 21, 2017`, `in July`, `2018-02-08`. */
export type TextDate = { text: string; start: number; end: number; year?: number; month?: number; day?: number };
/** A number in running text, in digits or in words. `value`: digits without separators. */
export type TextFigure = { text: string; start: number; end: number; value: string };

const month = String.raw`(\p{L}{3,10})\.?`;
const ordinal = '(?:st|nd|rd|th|er|º|\\.)?';
const datePatterns = [
  /(?<![\d/-])(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?![\d-])/gu,
  /(?<![\d./])(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.\s?(?<year>\d{4})(?!\d)/gu,
  new RegExp(`(?<![\\d.,/])(?<day>\\d{1,2})${ordinal}(?: of| de)?\\s+(?<name>${month})(?:,?\\s+(?:de )?(?<year>\\d{4}))?(?!\\p{L})`, 'gu'),
  new RegExp(`(?<!\\p{L})(?<name>${month})\\s+(?<day>\\d{1,2})(?:st|nd|rd|th)?(?![\\d/]|[.,]\\d)(?:,?\\s+(?<year>\\d{4}))?`, 'gu'),
  new RegExp(`(?<!\\p{L})(?<name>${month})\\s+(?:of |de )?(?<year>\\d{4})(?!\\d)`, 'gu'),
  new RegExp(`(?<=\\b(?:[Ii]n|[Oo]f|[Ss]ince|[Uu]ntil|[Ee]arly|[Ll]ate|[Dd]uring|en|im|[Ll]ast) )(?<name>${month})(?!\\p{L})`, 'gu'),
  /(?<=\b(?:[Ii]n|[Ff]rom|[Ss]ince|[Oo]f|en) )(?<year>(?:1[5-9]|20)\d{2})(?![\d/])/gu,
];

/** The dates of a text in their order; none overlaps another. */
export function datesIn(text: string): TextDate[] {
  const found: TextDate[] = [];
  for (const pattern of datePatterns)
    for (const { 0: all, index: start, groups } of text.matchAll(pattern)) {
      const { year, month: number, day, name } = groups ?? {};
      const named = name === undefined ? number : /^\p{Lu}|^\p{Ll}{4,}/u.test(name) ? monthOf(name) : undefined;
      if ((name !== undefined && named === undefined) || Number(day ?? 1) > 31 || Number(named ?? 1) > 12) continue;
      const end = start + all.length;
      if (found.some((other) => start < other.end && other.start < end)) continue;
      found.push({
        text: all.replace(/\.$/, ''),
        start,
        end,
        ...(year === undefined ? {} : { year: Number(year) }),
        ...(named === undefined ? {} : { month: Number(named) }),
        ...(day === undefined ? {} : { day: Number(day) }),
      });
    }
  return found.toSorted((a, b) => a.start - b.start);
}

/** Whether two dates can be the same, as far as both are given. */
export const isSameDate = (a: Omit<TextDate, 'text' | 'start' | 'end'>, b: Omit<TextDate, 'text' | 'start' | 'end'>): boolean =>
  (['year', 'month', 'day'] as const).every((part) => a[part] === undefined || b[part] === undefined || a[part] === b[part]);

const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const wordPattern = new RegExp(
  `(?<![\\p{L}-])(?:(${tens.join('|')})(?:[- ](${units.slice(1, 10).join('|')}))?|(${units.join('|')}))(?:[- ](hundred|thousand|million|billion))?(?![\\p{L}-])`,
  'giu',
);
const powers: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000, million: 1e6, billion: 1e9 };

/** The numbers of a text in their order, in digits or in English words, those of dates among them. `one` alone is none. */
export function figuresIn(text: string): TextFigure[] {
  const found: TextFigure[] = [];
  for (const { 0: all, index: start } of text.matchAll(/(?<![\p{L}\d/.,-])\d+(?:[.,  ]\d{3}(?!\d))*(?:[.,]\d+)?(?![\d/])/gu))
    found.push({
      text: all,
      start,
      end: start + all.length,
      value: all.replaceAll(/[,  ](?=\d{3})|\.(?=\d{3}(?:\D|$))/g, '').replace(',', '.'),
    });
  for (const { 0: all, index: start, 1: ten, 2: unit, 3: alone, 4: power } of text.matchAll(wordPattern)) {
    const value =
      (ten === undefined ? 0 : 20 + 10 * tens.indexOf(ten.toLowerCase())) +
      Math.max(0, units.indexOf((unit ?? alone ?? 'zero').toLowerCase()));
    if (value === 1 && power === undefined) continue;
    found.push({ text: all, start, end: start + all.length, value: String(value * (powers[power?.toLowerCase() ?? ''] ?? 1)) });
  }
  return found.toSorted((a, b) => a.start - b.start);
}

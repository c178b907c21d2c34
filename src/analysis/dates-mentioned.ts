import { partialDate } from '../language/partial-date.ts';

/** A date in a text: `YYYY-MM-DD` or `YYYY-MM`. */
export type MentionedDate = { date: string; start: number; end: number };

/** Month names and abbreviations in English, French and German, folded. */
const months: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'january janvier januar jan',
    'february fevrier februar feb',
    'march mars marz mar',
    'april avril apr',
    'may mai',
    'june juin juni jun',
    'july juillet juli jul',
    'august aout aug',
    'september septembre sept sep',
    'october octobre oktober oct',
    'november novembre nov',
    'december decembre dezember dec',
  ].flatMap((names, i) => names.split(' ').map((name) => [name, i + 1])),
);
const month = String.raw`(?<%>jan(?:uary|vier|uar)?|feb(?:ruary|ruar)?|f[ée]vrier|mar(?:ch|s)?|märz|apr(?:il)?|avril|may|mai|jun[ei]?|juin|jul[yi]?|juillet|aug(?:ust)?|ao[ûu]t|sept?(?:ember|embre)?|oct(?:ober|obre)?|oktober|nov(?:ember|embre)?|dec(?:ember)?|d[ée]cembre|dezember)\.?`;
const year = String.raw`(?<%>(?:1[89]|20)\d\d)`;
const day = String.raw`(?<%>\d{1,2})(?:st|nd|rd|th|er|\.)?`;
const named = (source: string, name: string): string => source.replace('%', name);

const patterns: readonly RegExp[] = [
  // 2018-07-16
  new RegExp(String.raw`(?<![\d-])${named(year, 'y')}-(?<n>\d\d)-(?<d>\d\d)(?![\d-])`, 'gu'),
  // 16 July 2018, 16. Juli, 16 juillet 2018, 1er mai
  new RegExp(
    String.raw`(?<![\p{L}\d.,/])${named(day, 'd')}\s+(?:of\s+)?${named(month, 'm')}(?![\p{L}\d])(?:,?\s+${named(year, 'y')}(?!\d))?`,
    'giu',
  ),
  // July 16, 2018; July 16
  new RegExp(String.raw`(?<![\p{L}\d])${named(month, 'm')}\s+${named(day, 'd')}(?![\d\p{L}:/])(?:,?\s+${named(year, 'y')}(?!\d))?`, 'giu'),
  // July 2018
  new RegExp(String.raw`(?<![\p{L}\d])${named(month, 'm')},?\s+${named(year, 'y')}(?!\d)`, 'giu'),
  // 16.07.2018, 16/7/2018: European order
  new RegExp(String.raw`(?<![\d./])(?<d>\d{1,2})(?<s>[./])(?<n>\d{1,2})\k<s>${named(year, 'y')}(?!\d)`, 'gu'),
];

/**
 * The dates that a text mentions, in text order, without overlaps. A day without a year gets the year that puts it at most
 * 300 days before the cable was sent or 65 days after; it is dropped where the cable is undated. Bare months and years are
 * ignored: too often they mean something else.
 */
export function datesMentioned(text: string, sent: string): MentionedDate[] {
  const found: MentionedDate[] = [];
  const taken: [number, number][] = [];
  for (const pattern of patterns)
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (taken.some(([from, to]) => start < to && from < end)) continue;
      // In lower case these are verbs and other words.
      if (/^(?:may|march|mar|jan)$/.test(match.groups?.['m'] ?? '')) continue;
      taken.push([start, end]);
      const date = dateOf(match.groups ?? {}, sent);
      if (date !== undefined) found.push({ date, start, end });
    }
  return found.toSorted((a, b) => a.start - b.start);
}

function dateOf({ y, n, m, d }: Record<string, string | undefined>, sent: string): string | undefined {
  const number =
    n === undefined
      ? months[
          (m ?? '')
            .toLowerCase()
            .normalize('NFD')
            .replaceAll(/[\u0300-\u036f.]/g, '')
        ]
      : Number(n);
  if (number === undefined) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (y !== undefined) return partialDate(d === undefined ? `${y}-${two(number)}` : `${y}-${two(number)}-${two(Number(d))}`);
  const from = Date.parse(sent);
  if (d === undefined || sent.length < 7 || Number.isNaN(from)) return undefined;
  const about = Number(sent.slice(0, 4));
  for (const candidate of [about, about - 1, about + 1]) {
    const date = partialDate(`${candidate}-${two(number)}-${two(Number(d))}`);
    if (date === undefined) continue;
    const days = (Date.parse(date) - from) / 86_400_000;
    if (days >= -300 && days <= 65) return date;
  }
  return undefined;
}

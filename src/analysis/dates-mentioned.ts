import { partialDate } from '../language/partial-date.ts';

/**
 * A date in a text: `YYYY-MM-DD` or `YYYY-MM`. `until`: the last day, where it is several. `inferred`: what the text does not say;
 * the year, from the day the cable was sent, or which of two numbers is the month.
 */
export type MentionedDate = { date: string; until?: string; inferred?: 'year' | 'order'; start: number; end: number };

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
const to = String.raw`(?:[-–]|to|through|until|au|bis)`;
const named = (source: string, name: string): string => source.replace('%', name);

const patterns: readonly RegExp[] = [
  // 2018-07-16
  new RegExp(String.raw`(?<![\d-])${named(year, 'y')}-(?<n>\d\d)-(?<d>\d\d)(?![\d-])`, 'gu'),
  // 16 July 2018, 16. Juli, 16 juillet 2018, 1er mai, 16-18 July
  new RegExp(
    String.raw`(?<![\p{L}\d.,/]|\d[-–])(?:${named(day, 'f')}\s?${to}\s?)?${named(day, 'd')}\s+(?:of\s+)?${named(month, 'm')}(?![\p{L}\d])(?:,?\s+${named(year, 'y')}(?!\d))?(?!\s+\d{1,2}(?!\d|[:.]\d))`,
    'giu',
  ),
  // July 16, 2018; July 16; July 16-18, 2018
  new RegExp(
    String.raw`(?<![\p{L}\d])${named(month, 'm')}\s+${named(day, 'd')}(?:\s?${to}\s?${named(day, 't')}(?!\s*[ap]\.?m\b|\s+(?:men|people|persons|troops|hours|days|weeks|months|years|percent|per)\b))?(?![\d\p{L}:/])(?:,?\s+${named(year, 'y')}(?!\d))?`,
    'giu',
  ),
  // July 2018, July of 2018
  new RegExp(String.raw`(?<![\p{L}\d])${named(month, 'm')},?\s+(?:of\s+)?${named(year, 'y')}(?!\d)`, 'giu'),
  // 16.07.2018, 16/7/2018: European order, unless only the American one is possible
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
      // The stop behind a month that is written out ends the sentence.
      const [start, end] = [
        match.index,
        match.index + match[0].replace(/(?<=\p{L}{5}|may|june|july|juin|juni|juli|août|mai)\.$/iu, '').length,
      ];
      if (taken.some(([from, to]) => start < to && from < end)) continue;
      // In lower case these are verbs and other words.
      if (/^(?:may|march|mar|jan)$/.test(match.groups?.['m'] ?? '')) continue;
      taken.push([start, end]);
      const date = dateOf(match.groups ?? {}, sent);
      if (date !== undefined) found.push({ ...date, start, end });
    }
  return found.toSorted((a, b) => a.start - b.start);
}

type Found = Pick<MentionedDate, 'date' | 'until' | 'inferred'>;

function dateOf({ y, n, m, d, f, t, s }: Record<string, string | undefined>, sent: string): Found | undefined {
  const number = n === undefined ? monthNumber(m ?? '') : Number(n);
  if (number === undefined) return undefined;
  if (y !== undefined && n !== undefined && d !== undefined && s === '/') return slashed(y, number, Number(d));
  if (y === undefined && d === undefined) return undefined;
  const full = y === undefined ? nearest(number, f ?? d ?? '', sent) : dayOf(y, number, f ?? d);
  if (full === undefined) return undefined;
  const last = t ?? (f === undefined ? undefined : d);
  const until = last === undefined ? undefined : dayOf(full.slice(0, 4), number, last);
  return { date: full, ...(until === undefined || until <= full ? {} : { until }), ...(y === undefined ? { inferred: 'year' } : {}) };
}

/** The number of a month by its name, as the patterns above find it. */
export const monthNumber = (name: string): number | undefined =>
  months[
    name
      .toLowerCase()
      .normalize('NFD')
      .replaceAll(/[\u0300-\u036f.]/g, '')
  ];

const two = (value: number): string => String(value).padStart(2, '0');
const dayOf = (year: string, month: number, day: string | undefined): string | undefined =>
  partialDate(day === undefined ? `${year}-${two(month)}` : `${year}-${two(month)}-${two(Number(day))}`);

/** 7/16/2018 can only be American; of 5/6/2018 nobody knows. */
function slashed(year: string, month: number, day: number): Found | undefined {
  const european = dayOf(year, month, String(day));
  const american = dayOf(year, day, String(month));
  const date = european ?? american;
  if (date === undefined) return undefined;
  return european !== undefined && american !== undefined && day !== month ? { date, inferred: 'order' } : { date };
}

function nearest(month: number, day: string, sent: string): string | undefined {
  const from = Date.parse(sent);
  if (sent.length < 7 || Number.isNaN(from)) return undefined;
  const about = Number(sent.slice(0, 4));
  for (const candidate of [about, about - 1, about + 1]) {
    const date = dayOf(String(candidate), month, day);
    if (date === undefined) continue;
    const days = (Date.parse(date) - from) / 86_400_000;
    if (days >= -300 && days <= 65) return date;
  }
  return undefined;
}

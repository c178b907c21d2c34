import { datesMentioned, monthNumber, type MentionedDate } from './dates-mentioned.ts';
import { partialDate } from '../language/partial-date.ts';
import { daysLater, stepBy } from './steps.ts';

/**
 * A day, month or year that a sentence names: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. `inferred`: what it does not say itself; the day
 * ("yesterday") or the year from when the cable was sent, or which of two numbers is the month.
 */
export type NamedDay = Omit<MentionedDate, 'inferred'> & { inferred?: 'day' | 'year' | 'order' };

const monthName =
  '(?<m>January|February|March|April|May|June|July|August|September|October|November|December|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember)';
const part = String.raw`(?:the\s+)?(?:early|mid|late|beginning\s+of|middle\s+of|end\s+of|month\s+of|year|spring\s+of|summer\s+of|autumn\s+of|fall\s+of|winter\s+of|début|fin|Anfang|Mitte|Ende)`;
const about = String.raw`in|since|during|until|till|by|before|after|from|(?:planned|scheduled|set|due)\s+for|en|depuis|im|seit|im\s+Jahre?`;
/** `in July`, `since early July`, `last July`: not followed by a day or a year, which the fuller patterns read. */
const bareMonth = new RegExp(
  String.raw`(?<![\p{L}\d])(?:(?<p>${about})\s+(?:${part}[\s-]+)?|${part}[\s-]+|(?<w>last|next)\s+)${monthName}(?![\p{L}\d-])(?!\s+\d)`,
  'giu',
);
/** `in 1996`, `since late 1995`, `the summer of 1998`. */
const bareYear = new RegExp(
  String.raw`(?<![\p{L}\d])(?:(?<p>${about})\s+(?:${part}[\s-]+)?|${part}[\s-]+)(?<y>(?:1[5-9]|20)\d\d)(?![\p{L}\d/:%]|[-–.,]\d)(?!\s+(?:hours|hrs|local|gmt|z|men|people|troops|persons|tons|miles|dollars|percent|per\s+cent|copies|words)(?!\p{L}))`,
  'giu',
);
/** Which year that is, another sentence says. */
const ofOtherYear = /^,?\s+(?:of|in)\s+(?:that|the\s+(?:same|following|previous|next|preceding))\s+year(?!\p{L})/iu;
/** After these a number may be a time of the day: `by 1900`. */
const maybeTime = /^(?:until|till|by|before|after|from)$/i;

/** `the 7th instant`, `the 25th ultimo`: of the month of the cable, of the one before. */
const ofThisMonth = /(?<![\p{L}\d])(?<d>\d{1,2})(?:st|nd|rd|th|d)?\s+(?<w>instant|inst\.?|ultimo|ult\.?|proximo|prox\.?)(?!\p{L})/giu;

const relative: readonly [RegExp, number][] = [
  [/(?<![\p{L}])(?:the day before yesterday|avant-hier|vorgestern)(?!\p{L})/giu, -2],
  [/(?<![\p{L}])(?:yesterday|last (?:night|evening)|hier(?: soir)?|gestern)(?!\p{L})/giu, -1],
  [/(?<![\p{L}])(?:this (?:morning|afternoon|evening)|tonight|ce (?:matin|soir)|heute (?:früh|morgen|abend))(?!\p{L})/giu, 0],
  [/(?<![\p{L}])(?:tomorrow|demain)(?!\p{L})/giu, 1],
];
const otherTongue = /^(?:hier|gestern|vorgestern|avant-hier|demain)/i;

/**
 * The days, months and years that a text names, in text order. Besides the dates that are written out: a month or year
 * behind a word of time (`in July`, `since 1996`), and days told from the cable's own (`yesterday`). A date of a cited telegram
 * (`your 104, December 13`) is left out: the sentence says nothing of that day. `language`: `hier` is a day in French only.
 */
export function daysNamed(text: string, sent: string, language = ''): NamedDay[] {
  const found: NamedDay[] = datesMentioned(text, sent).map((one) => toCome(text, one, sent));
  const add = (one: NamedDay): void => {
    if (!found.some(({ start, end }) => one.start < end && start < one.end)) found.push(one);
  };
  for (const match of text.matchAll(bareMonth)) {
    const { m: name = '', w: which, p: before = '' } = match.groups ?? {};
    // In lower case `may` and `march` are other words; the French write their months so.
    if (/^(?:may|march|august)$/.test(name) || (/^mars$/i.test(name) && language !== 'fr')) continue;
    const date = monthNear(monthNumber(name), sent, (which ?? before).toLowerCase());
    const end = match.index + match[0].length;
    if (date !== undefined) add({ date, inferred: 'year', start: end - name.length, end });
  }
  for (const match of text.matchAll(bareYear)) {
    const { y: year = '', p: before = '' } = match.groups ?? {};
    if (maybeTime.test(before) && /(?:00|15|30|45)$/.test(year)) continue;
    const end = match.index + match[0].length;
    add({ date: year, start: end - year.length, end });
  }
  if (sent.length >= 7)
    for (const match of text.matchAll(ofThisMonth)) {
      const { d = '', w = '' } = match.groups ?? {};
      const month = stepBy(sent.slice(0, 7), /^ult/i.test(w) ? -1 : /^prox/i.test(w) ? 1 : 0);
      const date = partialDate(`${month}-${d}`);
      if (date !== undefined) add({ date, inferred: 'day', start: match.index, end: match.index + match[0].length });
    }
  if (sent.length === 10)
    for (const [pattern, days] of relative)
      for (const { index, 0: words } of text.matchAll(pattern))
        if (language === 'fr' || language === 'de' || !otherTongue.test(words))
          add({ date: daysLater(sent, days), inferred: 'day', start: index, end: index + words.length });
  const known = found.filter(({ inferred, end }) => inferred !== 'year' || !ofOtherYear.test(text.slice(end, end + 40)));
  const ordered = known.toSorted((a, b) => a.start - b.start);
  return withoutDocuments(text, withSharedYears(text, ordered));
}

/** `on May 3 and June 5, 1961`: the year is that of both. */
function withSharedYears(text: string, dates: readonly NamedDay[]): NamedDay[] {
  return dates.map((one, i) => {
    const next = dates[i + 1];
    if (one.inferred !== 'year' || next === undefined || next.inferred !== undefined) return one;
    if (!/^\s*(?:,|and|or|to|through|until|[-–]|et|au|und|bis)[\s,]*(?:on|from|the)?\s*$/i.test(text.slice(one.end, next.start)))
      return one;
    const { inferred: _, ...shared } = one;
    const ofYear = (date: string): string => `${next.date.slice(0, 4)}${date.slice(4)}`;
    return { ...shared, date: ofYear(one.date), ...(one.until === undefined ? {} : { until: ofYear(one.until) }) };
  });
}

/** By how many months, at least and at most, a month without a year is from that of the cable. */
const monthsFrom: Readonly<Record<string, readonly [number, number]>> = {
  last: [-12, -1],
  next: [1, 12],
  by: [-1, 10],
  until: [-1, 10],
  till: [-1, 10],
  before: [-1, 10],
  since: [-11, 0],
};
const otherwise = [-7, 4] as const;

function monthNear(wanted: number | undefined, sent: string, word: string): string | undefined {
  if (wanted === undefined || sent.length < 7) return undefined;
  const [first, last] = monthsFrom[word.replace(/.*\sfor$/, 'by')] ?? otherwise;
  const steps = Array.from({ length: last - first + 1 }, (_, i) => stepBy(sent.slice(0, 7), first + i));
  return steps.find((step) => Number(step.slice(5)) === wanted);
}

const ahead = /(?<!\p{L})(?:until|till|by|later\s+than|before|(?:scheduled|planned|set|due)\s+for)\s+(?:on\s+|the\s+)?$/iu;

/** `not later than November 1` is of the year in which that lies ahead. */
function toCome(text: string, one: MentionedDate, sent: string): MentionedDate {
  if (one.inferred !== 'year' || one.date >= sent || !ahead.test(text.slice(Math.max(0, one.start - 40), one.start))) return one;
  const later = (date: string): string => `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`;
  // Within ten months, and not on the 29th of a February that there is not.
  if (later(one.date) > daysLater(sent, 300) || one.date.endsWith('-02-29')) return one;
  return { ...one, date: later(one.date), ...(one.until === undefined ? {} : { until: later(one.until) }) };
}

const document = String.raw`(?<![\p{L}])(?:tele?grams?|tels?|cables?|despatch(?:es)?|dispatch(?:es)?|airgrams?|circulars?|embtels?|deptels?|reftels?|refs?|instructions?|unnumbered|télégrammes?|Telegramms?|Drahtberichts?)`;
const number = String.raw`(?:nos?\.?\s*|numbers?\s+|#\s*)?\p{L}{0,5}[-./]?\d[\p{L}\d/.-]*`;
const numbers = String.raw`${number}(?:\s*(?:,|and|et)\s*${number})*\s*(?:\([^)]{0,40}\))?`;
const of = String.raw`,?\s*(?:(?:of|bearing\s+date|dated|du|vom)\s+)?(?:the\s+)?$`;
/** A telegram, its number, or `your 104`, with nothing but `of` before the date. */
const ofDocument = new RegExp(
  [
    String.raw`${document}(?:\s+${numbers})?${of}`,
    String.raw`(?<![\p{L}])(?:your|my|our|its|[\p{L}.]+[’']s?)\s+(?:nos?\.?\s*)?${numbers}${of}`,
    String.raw`(?<![\p{L}])(?:nos?\.|numbers?)\s*${numbers}${of}`,
    String.raw`\p{L}+/[\p{L}\d/.-]*\d[\p{L}\d/.-]*${of}`,
  ].join('|'),
  'iu',
);

/** `Sent: Monday, June 01, 2009`: the head of a mail. */
const ofMail = /(?:\bsent|\bdate|\bon|datum|gesendet|envoyé)\s*:\s*(?:\p{L}{3,10}\.?,?\s*)?$/iu;
const wrote = /^,?\s*(?:at\s+)?\d{1,2}:\d\d[^\n]{0,90}?\bwrote\s*:/u;
/** What stands between the dates of two that are cited: `, 7 p.m., and 106, `. */
const andAlso =
  /^(?:,?\s*last)?(?:,?\s*(?:\d{1,2}(?::\d\d)?\s*[ap]\.\s?m\.|noon|midnight))?,?\s*(?:and|et)?\s*(?:of\s+)?(?:nos?\.\s*)?(?:\d[\p{L}\d-]*,?\s*)?(?:of\s+)?$/iu;

/** Without dates of what is cited (`your 104, December 13`; `telegrams of June 5 and July 6`) and those in the head of a mail. */
function withoutDocuments(text: string, days: readonly NamedDay[]): NamedDay[] {
  let cited = -1;
  return days.filter(({ start, end, inferred }) => {
    const before = text.slice(Math.max(0, start - 80), start);
    const isCited = inferred !== 'day' && (ofDocument.test(before) || (cited >= 0 && andAlso.test(text.slice(cited, start))));
    if (isCited) cited = end;
    return !isCited && !ofMail.test(before) && !wrote.test(text.slice(end, end + 130));
  });
}

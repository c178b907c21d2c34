import type { Head } from './data.ts';
import { daysBetween, daysLater } from './steps.ts';

/** A report that carries its serial number in its subject. */
type Member = { cable: Head; number: number };
export type Series = { name: string; origin: string; isWeekly: boolean; members: Member[] };
export type Missing = { series: Series; number: number; expected: string; before: Head; after: Head };

/** A gap counts with at least this many consecutive numbers on both sides; a wider gap is a pause. */
const minRun = 2;
const maxGap = 4;
const weekly = /\b(?:week|weekly|wk|woche|kw|semaine)\s*$/i;

/**
 * Reports of one sender whose subjects are the same up to a number: `Weekly report, Kyiv, week 23`. Week numbers are
 * continued across years (1 follows 52 or 53); any other series starts again each year.
 */
export function seriesOf(cables: readonly Head[]): Series[] {
  const found = new Map<string, Series>();
  for (const cable of cables) {
    if (cable.date.length < 10) continue;
    const match = /^(\D{4,120}?)(\d{1,4})(?![\d.,/:]*\d)/.exec(cable.subject.replaceAll(/\s+/g, ' ').trim());
    const [, name = '', digits = ''] = match ?? [];
    if (match === null || !/\p{L}{3}/u.test(name)) continue;
    const isWeekly = weekly.test(name.trim()) && Number(digits) >= 1 && Number(digits) <= 53;
    const number = isWeekly ? weekIndex(Number(digits), cable.date) : Number(digits);
    const key = [cable.origin, name.toLowerCase(), isWeekly ? '' : cable.date.slice(0, 4)].join('\n');
    const series = found.get(key) ?? { name: name.trim(), origin: cable.origin, isWeekly, members: [] };
    series.members.push({ cable, number });
    found.set(key, series);
  }
  return [...found.values()]
    .filter(({ members }) => members.length >= 2 * minRun)
    .map((series) => ({
      ...series,
      members: series.members.toSorted((a, b) => a.number - b.number || (a.cable.ref < b.cable.ref ? -1 : 1)),
    }));
}

/** Index (weeks since 1970) of the week with this number nearest to the date sent (ISO 8601: weeks start on Monday). */
function weekIndex(week: number, date: string): number {
  const year = Number(date.slice(0, 4));
  const candidates = [year - 1, year, year + 1].map((one) => mondayOfWeekOne(one) + week - 1);
  const sent = Math.floor((Date.parse(date.slice(0, 10)) / 86_400_000 + 3) / 7);
  return candidates.reduce((best, one) => (Math.abs(one - sent) < Math.abs(best - sent) ? one : best));
}

/** Index, in weeks since the Monday before 1970, of the week containing 4 January. */
const mondayOfWeekOne = (year: number): number => Math.floor((Date.UTC(year, 0, 4) / 86_400_000 + 3) / 7);

/** The ISO week number and year of a week index. */
export function weekNumber(index: number): { week: number; year: number } {
  const thursday = new Date((index * 7 - 3 + 3) * 86_400_000);
  const year = thursday.getUTCFullYear();
  return { week: index - mondayOfWeekOne(year) + 1, year };
}

/**
 * Missing numbers: at most four in a row, between two runs of at least two consecutive numbers. The expected date is
 * interpolated between the neighbours.
 */
export function missingIn(series: Series): Missing[] {
  const numbers = [...new Map(series.members.map((one) => [one.number, one])).values()];
  return numbers.flatMap((before, i): Missing[] => {
    const after = numbers[i + 1];
    if (after === undefined || after.number === before.number + 1 || after.number - before.number - 1 > maxGap) return [];
    const runBefore = numbers.slice(Math.max(0, i - minRun + 1), i + 1);
    const runAfter = numbers.slice(i + 1, i + 1 + minRun);
    if (!isRun(runBefore) || !isRun(runAfter)) return [];
    const days = daysBetween(before.cable.date.slice(0, 10), after.cable.date.slice(0, 10));
    // Numbers that rise while dates fall are not a chronological series.
    if (days < 0) return [];
    return Array.from({ length: after.number - before.number - 1 }, (_, k) => ({
      series,
      number: before.number + k + 1,
      expected: daysLater(before.cable.date.slice(0, 10), Math.round((days * (k + 1)) / (after.number - before.number))),
      before: before.cable,
      after: after.cable,
    }));
  });
}

const isRun = (members: readonly Member[]): boolean =>
  members.length === minRun && members.every(({ number }, i) => i === 0 || number === (members[i - 1]?.number ?? 0) + 1);

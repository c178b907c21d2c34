import type { Head } from './data.ts';
import { daysBetween, daysLater } from './steps.ts';

/** One of a series of reports that number themselves in their subject. */
type Member = { cable: Head; number: number };
export type Series = { name: string; origin: string; isWeekly: boolean; members: Member[] };
export type Missing = { series: Series; number: number; expected: string; before: Head; after: Head };

/** So many numbers in a row, on both sides of a hole, make a series that is known to be kept; a wider hole is a pause. */
const fewestInRow = 2;
const widest = 4;
const weekly = /\b(?:week|weekly|wk|woche|kw|semaine)\s*$/i;

/**
 * Reports of one sender whose subjects are the same up to a number: `Weekly report, Kyiv, week 23`. Numbers of weeks begin
 * anew each year and are reckoned through (1 after 52 or 53); any other number within its year.
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
    .filter(({ members }) => members.length >= 2 * fewestInRow)
    .map((series) => ({
      ...series,
      members: series.members.toSorted((a, b) => a.number - b.number || (a.cable.ref < b.cable.ref ? -1 : 1)),
    }));
}

/** Weeks since 1970 of the week with this number that is nearest to the day of sending (ISO 8601: weeks begin on Monday). */
function weekIndex(week: number, date: string): number {
  const year = Number(date.slice(0, 4));
  const candidates = [year - 1, year, year + 1].map((one) => mondayOfWeekOne(one) + week - 1);
  const sent = Math.floor((Date.parse(date.slice(0, 10)) / 86_400_000 + 3) / 7);
  return candidates.reduce((best, one) => (Math.abs(one - sent) < Math.abs(best - sent) ? one : best));
}

/** In weeks since the Monday before 1970: the week that holds 4 January. */
const mondayOfWeekOne = (year: number): number => Math.floor((Date.UTC(year, 0, 4) / 86_400_000 + 3) / 7);

/** The number of a week in its year. */
export function weekNumber(index: number): { week: number; year: number } {
  const thursday = new Date((index * 7 - 3 + 3) * 86_400_000);
  const year = thursday.getUTCFullYear();
  return { week: index - mondayOfWeekOne(year) + 1, year };
}

/**
 * Numbers that are not there though those around them are: between two runs of at least two numbers in a row, at most four
 * in one place. When such a report was to be expected follows from its neighbours: on the line between them.
 */
export function missingIn(series: Series): Missing[] {
  const numbers = [...new Map(series.members.map((one) => [one.number, one])).values()];
  return numbers.flatMap((before, i): Missing[] => {
    const after = numbers[i + 1];
    if (after === undefined || after.number === before.number + 1 || after.number - before.number - 1 > widest) return [];
    const runBefore = numbers.slice(Math.max(0, i - fewestInRow + 1), i + 1);
    const runAfter = numbers.slice(i + 1, i + 1 + fewestInRow);
    if (!isRun(runBefore) || !isRun(runAfter)) return [];
    const days = daysBetween(before.cable.date.slice(0, 10), after.cable.date.slice(0, 10));
    // Numbers that rise while the dates fall are no series in time.
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
  members.length === fewestInRow && members.every(({ number }, i) => i === 0 || number === (members[i - 1]?.number ?? 0) + 1);

import { font, theme, width } from './theme.ts';

/** Cables of a month (`YYYY-MM`) or year; 0 for one without any. */
export type MonthCount = { month: string; cables: number };

/** Counts dates (`YYYY-MM-DD`, `YYYY-MM`) by month, from the first to the last month without gaps; others are ignored. */
export function countMonths(dates: readonly string[]): MonthCount[] {
  const counts = new Map<string, number>();
  for (const date of dates) if (/^\d{4}-\d{2}/.test(date)) counts.set(date.slice(0, 7), (counts.get(date.slice(0, 7)) ?? 0) + 1);
  const [first, last] = [[...counts.keys()].toSorted()[0], [...counts.keys()].toSorted().at(-1)];
  if (first === undefined || last === undefined) return [];
  const months: MonthCount[] = [];
  for (let year = Number(first.slice(0, 4)), month = Number(first.slice(5)); ; month += 1) {
    if (month > 12) {
      year += 1;
      month = 1;
    }
    const key = `${year}-${String(month).padStart(2, '0')}`;
    months.push({ month: key, cables: counts.get(key) ?? 0 });
    if (key >= last) return months;
  }
}

/** The same by year, for spans with too many months to show. */
export function countYears(dates: readonly string[]): MonthCount[] {
  const counts = new Map<string, number>();
  for (const date of dates) if (/^\d{4}/.test(date)) counts.set(date.slice(0, 4), (counts.get(date.slice(0, 4)) ?? 0) + 1);
  const years = [...counts.keys()].map(Number).toSorted((a, b) => a - b);
  const [first, last] = [years[0], years.at(-1)];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: last - first + 1 }, (_, i) => ({ month: String(first + i), cables: counts.get(String(first + i)) ?? 0 }));
}

const height = 280;
const bottom = 44;
const top = 40;
/** Horizontal space for a month's label. */
const labelWidth = 124;

/**
 * A bar chart with a bar per month, a number on the highest one, and labels at the ends and at each January; in the colours
 * and sizes of the other pictures, but drawn without their libraries, whose loading would delay a page.
 */
export function barsSvg(counts: readonly MonthCount[]): string {
  const { back, text, faint, series } = theme.dark;
  const maxCables = Math.max(1, ...counts.map(({ cables }) => cables));
  const step = (width - 32) / Math.max(counts.length, 1);
  const bar = Math.max(1, Math.min(step * 0.8, 70));
  const x = (i: number): number => 16 + i * step + (step - bar) / 2;
  const scale = (height - bottom - top) / maxCables;
  const within = (at: number): number => Math.min(Math.max(at, labelWidth / 2), width - labelWidth / 2);
  const bars = counts.map(({ cables }, i) =>
    cables === 0
      ? ''
      : `<rect x="${x(i).toFixed(1)}" y="${(height - bottom - cables * scale).toFixed(1)}" width="${bar.toFixed(1)}" height="${(cables * scale).toFixed(1)}" rx="2" fill="${series[0] ?? text}"/>`,
  );
  const highest = counts.findIndex(({ cables }) => cables === maxCables);
  const labelled = new Set([
    0,
    counts.length - 1,
    ...counts.flatMap(({ month }, i) => (month.endsWith('-01') && counts.length > 6 ? [i] : [])),
  ]);
  let last = Number.NEGATIVE_INFINITY;
  const labels = [...labelled]
    .toSorted((a, b) => a - b)
    .map((i) => {
      const at = within(x(i) + bar / 2);
      const isLast = i === counts.length - 1;
      if (at - last < labelWidth || (!isLast && within(x(counts.length - 1) + bar / 2) - at < labelWidth)) return '';
      last = at;
      return `<text x="${at.toFixed(1)}" y="${height - 12}" text-anchor="middle">${counts[i]?.month ?? ''}</text>`;
    });
  const number =
    highest < 0
      ? ''
      : `<text x="${Math.min(Math.max(x(highest) + bar / 2, 24), width - 24).toFixed(1)}" y="${(height - bottom - maxCables * scale - 8).toFixed(1)}" text-anchor="middle">${maxCables}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="${back}"/><line x1="16" x2="${width - 16}" y1="${height - bottom + 1}" y2="${height - bottom + 1}" stroke="${faint}" stroke-width="2"/>${bars.join('')}<g font-family="${font.family}" font-size="${font.small}" fill="${text}">${labels.join('')}${number}</g></svg>`;
}

/** The counts as text: `2018-01: 3, 2018-02: 5`; empty months are left out. */
export const countsText = (counts: readonly MonthCount[]): string =>
  counts
    .filter(({ cables }) => cables > 0)
    .map(({ month, cables }) => `${month}: ${cables}`)
    .join(', ');

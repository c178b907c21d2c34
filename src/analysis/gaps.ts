import { absence } from '../reply/absence.ts';
import type { Chart } from '../charts/chart.ts';
import { citedKey } from '../cables/cited-key.ts';
import { own, plural, quoted, said, strong, type Text, ours } from '../reply/text.ts';
import { absentRefs, type AbsentRef } from './absent-refs.ts';
import { NothingToShow, type Analysed, type Figure, type AnalysisQuestion } from './analysis.ts';
import { exactFilters, refsFilter } from './counting.ts';
import type { Data, Head } from './data.ts';
import { missingIn, seriesOf, weekNumber } from './series.ts';
import { daysBetween, daysLater, stepsFrom } from './steps.ts';

/** A silence must be less likely than this, over all months and missions together. */
const maxChance = 0.05;
const maxListed = 400;

/** What is missing: numbers of a series, refs that are cited but absent, months in which a mission is silent. */
export function gaps(data: Data, { isAll, label }: AnalysisQuestion): Analysed {
  const chosen = new Set(data.cables.map(({ row }) => row));
  const isChosen = ({ row }: Head): boolean => chosen.has(row);
  // Series are checked over the whole trove; then only gaps next to a chosen cable count.
  const missing = seriesOf(data.all)
    .flatMap(missingIn)
    .filter(({ before, after }) => isChosen(before) || isChosen(after));
  const cited = datedRefs(data);
  const silent = silences(data.cables);
  const silence = silenceLabel(isAll);
  const filterOf = exactFilters('origin', data);
  const weeks = missing.map(numberLabel);
  const figures = [
    ...missingFigures(missing, weeks, isChosen),
    ...cited.map(citedFigure),
    ...silent.map((one) => silentFigure(one, isAll, filterOf)),
  ];
  if (figures.length === 0)
    throw new NothingToShow(
      absence(
        said`No gaps found: no series lacks a number, no ref is cited that is not here, and no mission is ${own(silence)} for longer than chance would explain.`,
      ),
      said`Checked ${plural(data.cables.length, 'cable')}${isAll ? said`` : said`: ${quoted(label)}`}.`,
    );
  const lines = figures.map(({ cells: [kind = '', what = '', expected = '', by = ''] }) =>
    kind === silence
      ? said`${quoted(what)} is ${own(silence)} ${quoted(expected)}: ${quoted(by)}`
      : said`${strong(kind)} ${quoted(what)}, expected ${quoted(expected)}, ${quoted(by)}`,
  );
  const notes: Text[] = [
    said`${plural(missing.length, 'missing number')}, ${plural(cited.length, 'ref')} cited but not here, ${plural(silent.length, 'silence')}.`,
  ];
  if (!isAll && silent.length > 0) notes.push(said`A mission that is silent on this may have sent other cables in those months.`);
  if (figures.length > maxListed) notes.push(said`The first ${maxListed} are listed.`);
  return {
    title: isAll ? said`Gaps: what should be here but isn’t` : said`Gaps around ${quoted(label)}`,
    method: said`A number is missing between two runs of at least two in a row, counted over the whole trove; a ref is absent when a cable's own list of refs names it; a mission is silent for months that its own average makes unlikely (Poisson, ${own(String(maxChance))} over all months and missions together). Dates are expected between the neighbours'.`,
    notes,
    columns: [ours('gap'), ours('what'), ours('expected'), ours('known by'), ours('cables')],
    figures: figures.slice(0, maxListed),
    brief: { lines: lines.slice(0, maxListed) },
    chart: chartOf(
      data,
      missing.map(({ series, expected }) => ({ origin: series.origin, expected })),
      silent,
    ),
    alt: ours`Missions by month, with their number of cables; ${missing.map(({ expected }, i) => ours`missing: ${weeks[i] ?? ''}, expected ${expected}`).join('; ')}`,
  };
}

type MissingNumber = ReturnType<typeof missingIn>[number];

const numberLabel = ({ series, number }: MissingNumber): string =>
  series.isWeekly ? `${series.name} ${weekNumber(number).week}` : `${series.name} ${number}`;

function missingFigures(missing: readonly MissingNumber[], weeks: readonly string[], isChosen: (head: Head) => boolean): Figure[] {
  return missing.map(({ series, expected, before, after }, i) => {
    const { filter, cables } = refsFilter([before, after].filter(isChosen));
    const beside = [before, after].every(isChosen) ? ours('the ones around it') : ours('the one beside it');
    return {
      cells: [
        ours('missing number'),
        `${weeks[i] ?? ''} (${series.origin})`,
        expected,
        ours`between ${before.ref} and ${after.ref}`,
        String(cables),
      ],
      shows: [{ what: `${weeks[i] ?? ''}: ${beside}`, cables, filters: [filter], column: 4 }],
    };
  });
}

function citedFigure({ printed, citing, expected }: ReturnType<typeof datedRefs>[number]): Figure {
  const { filter, cables } = refsFilter(citing);
  const first = citing
    .map(({ ref }) => ref)
    .slice(0, 3)
    .join(', ');
  return {
    cells: [
      ours('cited, not here'),
      printed,
      expected,
      ours`cited by ${first}${citing.length > 3 ? ours` and ${citing.length - 3} more` : ''}`,
      String(citing.length),
    ],
    shows: [{ what: ours`${printed}: what cites it`, cables, filters: [filter], ...(cables === citing.length ? { column: 4 } : {}) }],
  };
}

function silentFigure(
  { origin, from, to, cables, mean, chance }: ReturnType<typeof silences>[number],
  isAll: boolean,
  filterOf: ReturnType<typeof exactFilters>,
): Figure {
  const [first, last] = [cables[0]?.date.slice(0, 7) ?? '', cables.at(-1)?.date.slice(0, 7) ?? ''];
  return {
    cells: [
      silenceLabel(isAll),
      origin,
      from === to ? from : ours`${from} to ${to}`,
      ours`${mean.toFixed(1)} cables a month from ${first} to ${last}; chance ${chance.toExponential(0)}`,
      String(cables.length),
    ],
    shows: (filterOf(origin) ?? []).map((filter) => ({
      what: isAll ? ours`${origin}: all of its cables` : ours`${origin}: all of its cables found`,
      cables: cables.length,
      filters: [filter],
      column: 4,
    })),
  };
}

const silenceLabel = (isAll: boolean): string => (isAll ? ours('silent') : ours('silent on this'));

/** Absent refs with the date expected of each, interpolated from the neighbouring numbers. */
function datedRefs(data: Data): (AbsentRef & { expected: string })[] {
  const absent = absentRefs(data);
  const numbered = absent.length === 0 ? new Map<string, never>() : numberedRefs(data.all);
  return absent.map((one) => ({ ...one, expected: expectedDate(serial(one.printed, one.key), one.citing, numbered) }));
}

type Numbered = Map<string, { number: number; date: string }[]>;
/**
 * Splits a ref into its serial number (the last group of three digits or more) and the text around it, `COREU/KYI/#/18`; a
 * telegram's comes from its normalised citation key, `1974 LAPAZ 1617`.
 */
function serial(ref: string, key = ''): { key: string; number: number } | undefined {
  const [, post, digits] = /^(\d{4} [A-Z]+ (?:A-)?)(\d+)$/.exec(key) ?? [];
  if (post !== undefined) return { key: post, number: Number(digits) };
  const match = /^(.*?)(\d{3,6})(?!.*\d{3})(.*)$/.exec(ref.slice(0, 200).replaceAll(/\s+/g, ' ').trim());
  return match === null ? undefined : { key: `${match[1] ?? ''}#${match[3] ?? ''}`.toUpperCase(), number: Number(match[2]) };
}

function numberedRefs(cables: readonly Head[]): Numbered {
  const found: Numbered = new Map();
  for (const { ref, date } of cables) {
    const parts = date.length < 10 ? undefined : serial(ref, citedKey(ref, date));
    if (parts === undefined) continue;
    const list = found.get(parts.key) ?? [];
    list.push({ number: parts.number, date: date.slice(0, 10) });
    found.set(parts.key, list);
  }
  return found;
}

function expectedDate(parts: ReturnType<typeof serial>, citing: readonly Head[], numbered: Numbered): string {
  const around = parts === undefined ? [] : (numbered.get(parts.key) ?? []).toSorted((a, b) => a.number - b.number);
  const before = around.findLast(({ number }) => number < (parts?.number ?? 0));
  const after = around.find(({ number }) => number > (parts?.number ?? 0));
  // Sent no later than its first citation, or the next number.
  const [cited] = [
    ...citing.filter(({ date }) => date.length >= 10).map(({ date }) => date.slice(0, 10)),
    ...(after === undefined ? [] : [after.date]),
  ].toSorted();
  if (before !== undefined && after !== undefined && before.date <= after.date) {
    const share = ((parts?.number ?? 0) - before.number) / (after.number - before.number);
    const guess = daysLater(before.date, Math.round(daysBetween(before.date, after.date) * share));
    return ours`about ${cited !== undefined && guess > cited ? cited : guess}`;
  }
  if (before !== undefined) return cited === undefined ? ours`after ${before.date}` : ours`${before.date} to ${cited}`;
  return cited === undefined ? ours('not known') : ours`${cited} at the latest`;
}

type Silence = { origin: string; from: string; to: string; months: number; cables: Head[]; mean: number; chance: number };

/** Months without a cable between a mission's first and last one, where its average makes that unlikely (Poisson). */
export function silences(cables: readonly Head[]): Silence[] {
  const missions = new Map<string, Head[]>();
  for (const cable of cables)
    if (cable.origin !== '' && cable.date.length >= 7) {
      const list = missions.get(cable.origin) ?? [];
      list.push(cable);
      missions.set(cable.origin, list);
    }
  const spans = [...missions].map(([origin, list]) => {
    const dates = list.map(({ date }) => date.slice(0, 7));
    const months = stepsFrom(dates[0] ?? '', dates.at(-1) ?? '');
    return { origin, list, months, mean: list.length / months.length, present: new Set(dates) };
  });
  const trials = spans.reduce((sum, { months }) => sum + months.length, 0);
  return spans
    .flatMap(({ origin, list, months, mean, present }): Silence[] =>
      runsOf(months, present).flatMap(([from, to, length]) => {
        const chance = Math.min(1, Math.exp(-mean * length) * trials);
        return chance < maxChance ? [{ origin, from, to, months: length, cables: list, mean, chance }] : [];
      }),
    )
    .toSorted((a, b) => a.chance - b.chance || (a.origin < b.origin ? -1 : 1));
}

/** Runs of absent months: first, last, length. */
function runsOf(months: readonly string[], present: ReadonlySet<string>): [string, string, number][] {
  const runs: [string, string, number][] = [];
  let start = -1;
  for (const [i, month] of months.entries()) {
    if (!present.has(month)) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      runs.push([months[start] ?? '', months[i - 1] ?? '', i - start]);
      start = -1;
    }
  }
  return runs;
}

/** Cables by mission and month, for the missions with gaps, then the busiest ones; gaps are marked in their cells. */
function chartOf(data: Data, missing: readonly { origin: string; expected: string }[], silent: readonly Silence[]): Chart | undefined {
  const dated = data.cables.filter(({ date, origin }) => date.length >= 7 && origin !== '');
  const counts = new Map<string, Map<string, number>>();
  for (const { origin, date } of dated) {
    const months = counts.get(origin) ?? new Map<string, number>();
    months.set(date.slice(0, 7), (months.get(date.slice(0, 7)) ?? 0) + 1);
    counts.set(origin, months);
  }
  const withGaps = [...new Set([...missing.map(({ origin }) => origin), ...silent.map(({ origin }) => origin)])];
  const sum = (origin: string): number => [...(counts.get(origin)?.values() ?? [])].reduce((a, b) => a + b, 0);
  const busiest = [...counts.keys()].toSorted((a, b) => sum(b) - sum(a) || (a < b ? -1 : 1));
  const rows = [...new Set([...withGaps, ...busiest])].slice(0, 12);
  const dates = dated.filter(({ origin }) => rows.includes(origin)).map(({ date }) => date.slice(0, 7));
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  // At most about ten columns are legible, so each covers as many months or years as needed.
  const isLong = stepsFrom(first, last).length > 36;
  const months = isLong ? stepsFrom(`${first.slice(0, 4)}-01`, `${last.slice(0, 4)}-12`) : stepsFrom(first, last);
  const per = isLong ? 12 * Math.ceil(months.length / 120) : Math.ceil(months.length / 10);
  const [length, unit] = isLong ? [per / 12, 'year'] : [per, 'month'];
  const span = length === 1 ? unit : `${length} ${unit}s`;
  const columns = Array.from({ length: Math.ceil(months.length / per) }, (_, i) => months.slice(i * per, (i + 1) * per));
  return {
    form: 'heat',
    title: ours`Cables by ${span}; ✕ where a number is missing`,
    rows,
    columns: columns.map(([from = '']) => (isLong ? from.slice(0, 4) : from)),
    cells: rows.map((origin) =>
      columns.map((group) => {
        const value = group.reduce((all, month) => all + (counts.get(origin)?.get(month) ?? 0), 0);
        const missingHere = missing.filter((one) => one.origin === origin && group.includes(one.expected.slice(0, 7))).length;
        return { value, shown: `${value}${missingHere > 0 ? ` ✕${missingHere > 1 ? missingHere : ''}` : ''}` };
      }),
    ),
  };
}

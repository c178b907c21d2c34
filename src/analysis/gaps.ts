import type { Chart } from '../charts/chart.ts';
import { citedKey } from '../cables/cited-key.ts';
import { own, plural, quoted, said, strong, type Text } from '../reply/text.ts';
import { NothingToShow, type Analysed, type Figure, type AnalysisQuestion } from './analysis.ts';
import { exactFilters, refsFilter } from './counting.ts';
import type { Cited, Data, Head } from './data.ts';
import { missingIn, seriesOf, weekNumber } from './series.ts';
import { daysBetween, daysLater, stepsFrom } from './steps.ts';

/** How unlikely a silence must be, over all the months looked at together, to be called one. */
const unlikely = 0.05;
const mostListed = 400;

/** What should be here and is not: numbers missing from a series, refs that are cited and absent, months in which a mission is silent. */
export function gaps(data: Data, { isAll, label }: AnalysisQuestion): Analysed {
  const chosen = new Set(data.cables.map(({ row }) => row));
  const isChosen = ({ row }: Head): boolean => chosen.has(row);
  // Numbers are missing from the trove, whatever is asked for: of those, the ones beside a cable that was.
  const missing = seriesOf(data.all)
    .flatMap(missingIn)
    .filter(({ before, after }) => isChosen(before) || isChosen(after));
  const cited = absentRefs(data);
  const silent = silences(data.cables);
  const silence = silenceWord(isAll);
  const filterOf = exactFilters('origin', data);
  const weeks = missing.map(nameOfNumber);
  const figures = [
    ...missingFigures(missing, weeks, isChosen),
    ...cited.map(citedFigure),
    ...silent.map((one) => silentFigure(one, isAll, filterOf)),
  ];
  if (figures.length === 0)
    throw new NothingToShow(
      said`No gaps: no series lacks a number, nothing is cited that is not here, and no mission is ${own(silence)} for longer than chance would have it.`,
      said`Looked at ${plural(data.cables.length, 'cable')}${isAll ? said`` : said`: ${quoted(label)}`}.`,
    );
  const lines = figures.map(({ cells: [kind = '', what = '', expected = '', by = ''] }) =>
    kind === silence
      ? said`${quoted(what)} is ${own(silence)} ${quoted(expected)}: ${quoted(by)}`
      : said`${strong(kind)} ${quoted(what)}, expected ${quoted(expected)}, ${quoted(by)}`,
  );
  const notes: Text[] = [
    said`${plural(missing.length, 'missing number')}, ${plural(cited.length, 'ref')} cited and not here, ${plural(silent.length, 'silence')}.`,
  ];
  if (!isAll && silent.length > 0) notes.push(said`A mission that is silent on this may have sent other cables in those months.`);
  if (figures.length > mostListed) notes.push(said`The first ${mostListed} are listed.`);
  return {
    title: isAll ? said`Gaps: what should be here and is not` : said`Gaps round ${quoted(label)}`,
    method: said`A number is missing between two runs of at least two in a row, counted over the whole trove; a ref is absent when a cable's own list of refs names it; a mission is silent for months that its own average makes unlikely (Poisson, ${own(String(unlikely))} over all months and missions together). Dates are expected between the neighbours'.`,
    notes,
    columns: ['gap', 'what', 'expected', 'known by'],
    figures: figures.slice(0, mostListed),
    brief: { lines: lines.slice(0, mostListed) },
    chart: chartOf(
      data,
      missing.map(({ series, expected }) => ({ origin: series.origin, expected })),
      silent,
    ),
    alt: `Missions by month, with their number of cables; ${missing.map(({ expected }, i) => `missing: ${weeks[i] ?? ''}, expected ${expected}`).join('; ')}`,
  };
}

type MissingNumber = ReturnType<typeof missingIn>[number];

const nameOfNumber = ({ series, number }: MissingNumber): string =>
  series.isWeekly ? `${series.name} ${weekNumber(number).week}` : `${series.name} ${number}`;

function missingFigures(missing: readonly MissingNumber[], weeks: readonly string[], isChosen: (head: Head) => boolean): Figure[] {
  return missing.map(({ series, expected, before, after }, i) => {
    const { filter, cables } = refsFilter([before, after].filter(isChosen));
    const beside = [before, after].every(isChosen) ? 'the ones around it' : 'the one beside it';
    return {
      cells: ['missing number', `${weeks[i] ?? ''} (${series.origin})`, expected, `between ${before.ref} and ${after.ref}`],
      shows: [{ what: `${weeks[i] ?? ''}: ${beside}`, cables, filters: [filter] }],
    };
  });
}

function citedFigure({ printed, citing, expected }: ReturnType<typeof absentRefs>[number]): Figure {
  const { filter, cables } = refsFilter(citing);
  const first = citing
    .map(({ ref }) => ref)
    .slice(0, 3)
    .join(', ');
  return {
    cells: ['cited, not here', printed, expected, `cited by ${first}${citing.length > 3 ? ` and ${citing.length - 3} more` : ''}`],
    shows: [{ what: `${printed}: what cites it`, cables, filters: [filter] }],
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
      silenceWord(isAll),
      origin,
      from === to ? from : `${from} to ${to}`,
      `${mean.toFixed(1)} cables a month from ${first} to ${last}; chance ${chance.toExponential(0)}`,
    ],
    shows: (filterOf(origin) ?? []).map((filter) => ({
      what: `${origin}: all of its cables${isAll ? '' : ' found'}`,
      cables: cables.length,
      filters: [filter],
    })),
  };
}

const silenceWord = (isAll: boolean): string => (isAll ? 'silent' : 'silent on this');

/** A ref as cited, by whom, and when it should have been sent: between its neighbours in number, as far as they are here. */
function absentRefs(data: Data): { printed: string; citing: Head[]; expected: string }[] {
  const byKey = new Map<string, Cited[]>();
  for (const one of data.absent(data.cables).filter(isRef)) byKey.set(one.key, [...(byKey.get(one.key) ?? []), one]);
  if (byKey.size === 0) return [];
  const cableOf = new Map(data.cables.map((cable) => [cable.row, cable]));
  const numbered = numberedRefs(data.all);
  return [...byKey.values()]
    .map((all) => {
      const citing = [...new Set(all.map(({ row }) => row))].flatMap((row) => cableOf.get(row) ?? []);
      const printed = all[0]?.printed ?? '';
      return { printed, citing, expected: expectedDate(serial(printed, all[0]?.key), citing, numbered) };
    })
    .toSorted((a, b) => b.citing.length - a.citing.length || (a.printed < b.printed ? -1 : 1));
}

type Numbered = Map<string, { number: number; date: string }[]>;
/** Remarks and dates stand in such lists, too: `MEMCON OF AUGUST 22`, `1974`, `AND PREVIOUS`. */
const isRef = ({ printed }: Cited): boolean => {
  const bare = printed.replaceAll(/\b(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\.? \d{1,2}\b(?:, ?\d{4})?/gi, ' ');
  return /\p{L}{2}/u.test(bare) && /\d{2}/.test(bare);
};

/**
 * `COREU/KYI/0098/18` as what stands round its serial number, and the number: the last group of three digits or more; a
 * telegram's by the one key for all the ways it is cited, `1974 LAPAZ 1617`.
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
  // At the latest when it was cited first, or when a later number was sent.
  const [cited] = [
    ...citing.filter(({ date }) => date.length >= 10).map(({ date }) => date.slice(0, 10)),
    ...(after === undefined ? [] : [after.date]),
  ].toSorted();
  if (before !== undefined && after !== undefined && before.date <= after.date) {
    const share = ((parts?.number ?? 0) - before.number) / (after.number - before.number);
    const guess = daysLater(before.date, Math.round(daysBetween(before.date, after.date) * share));
    return `about ${cited !== undefined && guess > cited ? cited : guess}`;
  }
  if (before !== undefined) return cited === undefined ? `after ${before.date}` : `${before.date} to ${cited}`;
  return cited === undefined ? 'not known' : `by ${cited}`;
}

type Silence = { origin: string; from: string; to: string; months: number; cables: Head[]; mean: number; chance: number };

/** Months without a cable inside a mission's own time, where its average makes that unlikely. */
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
        return chance < unlikely ? [{ origin, from, to, months: length, cables: list, mean, chance }] : [];
      }),
    )
    .toSorted((a, b) => a.chance - b.chance || (a.origin < b.origin ? -1 : 1));
}

/** Stretches of months that are not present: first, last, how many. */
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

/** The months of the missions that have gaps, or of the busiest ones; a gap is written in its cell. */
function chartOf(data: Data, missing: readonly { origin: string; expected: string }[], silent: readonly Silence[]): Chart | undefined {
  const dated = data.cables.filter(({ date, origin }) => date.length >= 7 && origin !== '');
  const counts = new Map<string, Map<string, number>>();
  for (const { origin, date } of dated) {
    const months = counts.get(origin) ?? new Map<string, number>();
    months.set(date.slice(0, 7), (months.get(date.slice(0, 7)) ?? 0) + 1);
    counts.set(origin, months);
  }
  const gapped = [...new Set([...missing.map(({ origin }) => origin), ...silent.map(({ origin }) => origin)])];
  const sum = (origin: string): number => [...(counts.get(origin)?.values() ?? [])].reduce((a, b) => a + b, 0);
  const busiest = [...counts.keys()].toSorted((a, b) => sum(b) - sum(a) || (a < b ? -1 : 1));
  const rows = [...new Set([...gapped, ...busiest])].slice(0, 12);
  const dates = dated.filter(({ origin }) => rows.includes(origin)).map(({ date }) => date.slice(0, 7));
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  // Ten columns can be read: each holds as many months, or years, as it must.
  const isLong = stepsFrom(first, last).length > 36;
  const months = isLong ? stepsFrom(`${first.slice(0, 4)}-01`, `${last.slice(0, 4)}-12`) : stepsFrom(first, last);
  const per = isLong ? 12 * Math.ceil(months.length / 120) : Math.ceil(months.length / 10);
  const [length, unit] = isLong ? [per / 12, 'year'] : [per, 'month'];
  const span = length === 1 ? unit : `${length} ${unit}s`;
  const columns = Array.from({ length: Math.ceil(months.length / per) }, (_, i) => months.slice(i * per, (i + 1) * per));
  return {
    form: 'heat',
    title: `Cables by ${span}; ✕ where a number is missing`,
    rows,
    columns: columns.map(([from = '']) => (isLong ? from.slice(0, 4) : from)),
    cells: rows.map((origin) =>
      columns.map((group) => {
        const value = group.reduce((all, month) => all + (counts.get(origin)?.get(month) ?? 0), 0);
        const lost = missing.filter((one) => one.origin === origin && group.includes(one.expected.slice(0, 7))).length;
        return { value, shown: `${value}${lost > 0 ? ` ✕${lost > 1 ? lost : ''}` : ''}` };
      }),
    ),
  };
}

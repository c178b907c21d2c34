import { absence } from '../reply/absence.ts';
import { join, own, quoted, said, type Text, ours } from '../reply/text.ts';
import { NothingToShow, type Analysed, type Figure, type Measure, type AnalysisQuestion } from './analysis.ts';
import { groupsBy, notThatExact, sample, type Group } from './counting.ts';
import type { Data } from './data.ts';

const maxRows = 14;
const maxColumns = 8;
const maxCables = 30_000;
const needsNames: readonly Measure[] = ['country', 'person', 'organization', 'event'];

/** Cross-tabulates two measures: missions by countries, people by events, tags by months, or any other pair. */
export function matrix(data: Data, { by = 'mission', across = 'country', label }: AnalysisQuestion): Analysed {
  if (by === across) throw new NothingToShow(said`Rows and columns are both ${own(by)}.`, said`Choose another one for by or across.`);
  const isNamed = needsNames.includes(by) || needsNames.includes(across);
  const cables = isNamed ? sample(data.cables, maxCables) : data.cables;
  const isSampled = cables.length < data.cables.length;
  const notes: Text[] = [];
  if (isSampled) notes.push(said`Counted over ${cables.length} of ${data.cables.length} cables, spread evenly.`);
  for (const measure of [by, across]) notes.push(...notThatExact(measure, cables));
  const [rows, columns] = [by, across].map((measure) => groupsBy(measure, data, cables)) as [Group[], Group[]];
  for (const [measure, groups] of [
    [by, rows],
    [across, columns],
  ] as const)
    if (groups.length === 0)
      throw new NothingToShow(
        absence(said`None of these cables can be counted by ${own(measure)}.`),
        said`Choose another one for by or across.`,
      );
  // Prefer rows and columns with the most co-occurrences: an empty row says nothing.
  const shownColumns = topGroups(across, columns, maxColumns, coOccurrences(rows, columns).columns);
  const shownRows = topGroups(by, rows, maxRows, coOccurrences(rows, shownColumns).rows);
  const cut = [
    [by, shownRows.length, rows.length],
    [across, shownColumns.length, columns.length],
  ] as const;
  for (const [measure, shown, all] of cut)
    if (shown < all) notes.push(said`By ${own(measure)}: the ${shown} of ${all} that occur most with the others.`);
  const sets = shownColumns.map((group) => new Set(group.cables.map(({ row }) => row)));
  const counts = shownRows.map((group) => sets.map((set) => group.cables.filter(({ row }) => set.has(row)).length));
  const figures = shownRows.map((group, r): Figure => {
    const best = (counts[r] ?? []).map((cablesHere, c) => ({ cablesHere, c })).toSorted((a, b) => b.cablesHere - a.cablesHere || a.c - b.c);
    return {
      cells: [group.label, ...(counts[r] ?? []).map(String)],
      shows: best.flatMap(({ cablesHere, c }) => {
        const column = shownColumns[c];
        return cablesHere === 0 || isSampled || group.filters === undefined || column?.filters === undefined
          ? []
          : [
              {
                what: `${group.label} × ${column.label}`,
                cables: cablesHere,
                filters: [...group.filters, ...column.filters],
                column: 1 + c,
              },
            ];
      }),
    };
  });
  const all = counts.flatMap((row, r) => row.map((value, c) => ({ value, r, c }))).toSorted((a, b) => b.value - a.value);
  const [top] = all;
  return {
    title: said`${own(by)} × ${own(across)}: ${quoted(label)}`,
    method: said`Each cell is the number of cables that have both. A cable that names several counts in several cells, so rows and columns do not add up.`,
    notes,
    columns: [by, ...shownColumns.map((group) => group.label)],
    figures,
    brief: {
      lines: figures.map(
        (figure, r) =>
          said`${quoted(figure.cells[0] ?? '')}: ${join(
            (counts[r] ?? [])
              .map((value, c) => ({ value, label: shownColumns[c]?.label ?? '' }))
              .filter(({ value }) => value > 0)
              .toSorted((a, b) => b.value - a.value)
              .slice(0, 4)
              .map(({ value, label: name }) => said`${quoted(name)} ${value}`),
            ', ',
          )}`,
      ),
    },
    chart: {
      form: 'heat',
      title: ours`Cables by ${ours(by)} and ${ours(across)}`,
      rows: shownRows.map((group) => group.label),
      columns: shownColumns.map((group) => group.label),
      cells: counts.map((row) => row.map((value) => ({ value, shown: value === 0 ? '' : String(value) }))),
    },
    alt: ours`Table of ${shownRows.length} by ${shownColumns.length}; most: ${shownRows[top?.r ?? 0]?.label ?? ''} and ${shownColumns[top?.c ?? 0]?.label ?? ''}, ${top?.value ?? 0} cables.`,
  };
}

/** How often each group co-occurs with any group of the other side. */
function coOccurrences(rows: readonly Group[], columns: readonly Group[]): { rows: Map<string, number>; columns: Map<string, number> } {
  const at = (groups: readonly Group[]): Map<number, string[]> => {
    const keys = new Map<number, string[]>();
    for (const { key, cables } of groups)
      for (const { row } of cables) {
        const list = keys.get(row);
        if (list === undefined) keys.set(row, [key]);
        else list.push(key);
      }
    return keys;
  };
  const [inRows, inColumns] = [at(rows), at(columns)];
  const counts = { rows: new Map<string, number>(), columns: new Map<string, number>() };
  for (const [row, keys] of inRows) {
    const others = inColumns.get(row) ?? [];
    for (const key of keys) counts.rows.set(key, (counts.rows.get(key) ?? 0) + others.length);
    for (const key of others) counts.columns.set(key, (counts.columns.get(key) ?? 0) + keys.length);
  }
  return counts;
}

/** The groups with the most co-occurrences, in that order; days, months and years chronologically. */
function topGroups(measure: Measure, groups: readonly Group[], max: number, counts: ReadonlyMap<string, number>): Group[] {
  const best = groups
    .toSorted(
      (a, b) => (counts.get(b.key) ?? 0) - (counts.get(a.key) ?? 0) || b.cables.length - a.cables.length || (a.key < b.key ? -1 : 1),
    )
    .slice(0, max);
  return measure === 'day' || measure === 'month' || measure === 'year' ? best.toSorted((a, b) => (a.key < b.key ? -1 : 1)) : best;
}

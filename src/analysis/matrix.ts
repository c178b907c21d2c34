import { join, own, quoted, said, type Text } from '../reply/text.ts';
import { NothingToShow, type Analysed, type Figure, type Measure, type AnalysisQuestion } from './analysis.ts';
import { groupsBy, sample, type Group } from './counting.ts';
import type { Data } from './data.ts';

const mostRows = 14;
const mostColumns = 8;
const mostCables = 30_000;
const needsNames: readonly Measure[] = ['country', 'person', 'organization', 'event'];

/** How many cables have both: missions by countries, people by events, tags by months, or any other two. */
export function matrix(data: Data, { by = 'mission', across = 'country', label }: AnalysisQuestion): Analysed {
  if (by === across) throw new NothingToShow(said`Rows and columns are both ${own(by)}.`, said`Choose another one for by or across.`);
  const isNamed = needsNames.includes(by) || needsNames.includes(across);
  const cables = isNamed ? sample(data.cables, mostCables) : data.cables;
  const isSampled = cables.length < data.cables.length;
  const notes: Text[] = [];
  if (isSampled) notes.push(said`Counted over ${cables.length} of ${data.cables.length} cables, spread evenly.`);
  const [rows, columns] = [by, across].map((measure) => groupsBy(measure, data, cables)) as [Group[], Group[]];
  for (const [measure, groups] of [
    [by, rows],
    [across, columns],
  ] as const)
    if (groups.length === 0)
      throw new NothingToShow(said`None of these cables can be counted by ${own(measure)}.`, said`Choose another one for by or across.`);
  // Those that meet most: a row without anything in it says nothing.
  const shownColumns = inOrder(across, columns, mostColumns, meetings(rows, columns).columns);
  const shownRows = inOrder(by, rows, mostRows, meetings(rows, shownColumns).rows);
  const cut = [
    [by, shownRows.length, rows.length],
    [across, shownColumns.length, columns.length],
  ] as const;
  for (const [measure, shown, all] of cut)
    if (shown < all) notes.push(said`By ${own(measure)}: the ${shown} of ${all} that meet the others most.`);
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
          : [{ what: `${group.label} × ${column.label}`, cables: cablesHere, filters: [...group.filters, ...column.filters] }];
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
      title: `Cables by ${by} and ${across}`,
      rows: shownRows.map((group) => group.label),
      columns: shownColumns.map((group) => group.label),
      cells: counts.map((row) => row.map((value) => ({ value, shown: value === 0 ? '' : String(value) }))),
    },
    alt: `Table of ${shownRows.length} by ${shownColumns.length}; most: ${shownRows[top?.r ?? 0]?.label ?? ''} and ${shownColumns[top?.c ?? 0]?.label ?? ''}, ${top?.value ?? 0} cables.`,
  };
}

/** How often each group meets any of the other side. */
function meetings(rows: readonly Group[], columns: readonly Group[]): { rows: Map<string, number>; columns: Map<string, number> } {
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
  const met = { rows: new Map<string, number>(), columns: new Map<string, number>() };
  for (const [row, keys] of inRows) {
    const others = inColumns.get(row) ?? [];
    for (const key of keys) met.rows.set(key, (met.rows.get(key) ?? 0) + others.length);
    for (const key of others) met.columns.set(key, (met.columns.get(key) ?? 0) + keys.length);
  }
  return met;
}

/** The groups that meet most, in this order; those of time in the order of time. */
function inOrder(measure: Measure, groups: readonly Group[], most: number, met: ReadonlyMap<string, number>): Group[] {
  const best = groups
    .toSorted((a, b) => (met.get(b.key) ?? 0) - (met.get(a.key) ?? 0) || b.cables.length - a.cables.length || (a.key < b.key ? -1 : 1))
    .slice(0, most);
  return measure === 'day' || measure === 'month' || measure === 'year' ? best.toSorted((a, b) => (a.key < b.key ? -1 : 1)) : best;
}

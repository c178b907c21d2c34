import { absence } from '../reply/absence.ts';
import { own, plural, quoted, said, type Text, ours } from '../reply/text.ts';
import { NothingToShow, type Analysed, type Figure, type Measure, type AnalysisQuestion } from './analysis.ts';
import { groupsBy, notThatExact, sample, type Group } from './counting.ts';
import type { Data, Done, Head } from './data.ts';

const untouched: Done = { opened: false, tagged: false, noted: false, read: false, status: 'new' };

/** The stages of coverage: name, predicate, and the filter that finds the cables in that stage. */
const stages: readonly { name: string; filter: string; is(done: Done): boolean }[] = [
  { name: 'Opened', filter: '-is:unread', is: ({ opened }) => opened },
  { name: 'Tagged', filter: 'has:tag', is: ({ tagged }) => tagged },
  { name: 'Noted', filter: 'has:note', is: ({ noted }) => noted },
  { name: 'Read', filter: 'status:read', is: ({ read }) => read },
  { name: 'Verified', filter: 'status:verified', is: ({ status }) => status === 'verified' },
];
const maxRows = 14;
const maxNamed = 30_000;

/** How much of these cables the desk has covered, by month, mission, country or another measure. */
export function coverage(data: Data, { by = 'mission', label }: AnalysisQuestion): Analysed {
  const needsNames: readonly Measure[] = ['country', 'person', 'organization', 'event'];
  const cables = needsNames.includes(by) ? sample(data.cables, maxNamed) : data.cables;
  const done = data.done();
  const notes: Text[] = [];
  if (cables.length < data.cables.length) notes.push(said`Counted over ${cables.length} of ${data.cables.length} cables, spread evenly.`);
  const isSampled = cables.length < data.cables.length;
  const all: Group = { key: '', label: ours('All of these'), filters: [], cables: [...data.cables] };
  const measure = by === 'month' && spansYears(data.cables) ? 'year' : by;
  const groups = groupsBy(measure, data, cables);
  notes.push(...notThatExact(measure, cables));
  if (groups.length === 0)
    throw new NothingToShow(absence(said`None of these cables can be counted by ${own(by)}.`), said`Try by:month, or by:mission.`);
  if (groups.length > maxRows) notes.push(said`The picture shows ${maxRows} of ${groups.length}; the table in the file has all.`);
  const figures = [all, ...groups].map((group): Figure => {
    const counts = stages.map(({ is }) => group.cables.filter(({ row }) => is(done.get(row) ?? untouched)).length);
    const { filters } = group;
    return {
      cells: [group.label, String(group.cables.length), ...counts.map(String)],
      shows:
        filters === undefined || (isSampled && group !== all)
          ? []
          : [
              {
                what: ours`${group.label}: not opened`,
                cables: group.cables.length - (counts[0] ?? 0),
                filters: [...filters, 'is:unread'],
              },
              ...stages.map(({ name, filter }, i) => ({
                what: `${group.label}: ${ours(name.toLowerCase())}`,
                cables: counts[i] ?? 0,
                filters: [...filters, filter],
                column: 2 + i,
              })),
            ].filter((shown) => shown.cables > 0),
    };
  });
  const shown = figures.slice(0, maxRows + 1);
  const [of = ''] = figures[0]?.cells.slice(1) ?? [];
  return {
    title: said`Coverage by ${own(by)}`,
    method: said`Opened: somebody at the desk has opened it. Tagged, noted: it has a tag or a note. Read: by its status, or somebody marked it so. Verified: its status. A cable counts in every column that applies.`,
    notes,
    columns: [ours(by), ours('cables'), ...stages.map(({ name }) => ours(name.toLowerCase()))],
    figures,
    brief: {
      lines: figures.map(
        ({ cells: [name = '', total = '', ...counts] }) =>
          said`${quoted(name)}: ${plural(Number(total), 'cable')}; ${own(counts.flatMap((n, i) => (n === '0' ? [] : [`${n} ${ours(stages[i]?.name.toLowerCase() ?? '')}`])).join(', ') || ours('nothing done yet'))}`,
      ),
    },
    chart: {
      form: 'heat',
      title: ours`Share of cables covered: ${label}`,
      rows: shown.map(({ cells: [name = ''] }) => name),
      columns: [ours('Cables'), ...stages.map(({ name }) => ours(name))],
      cells: shown.map(({ cells: [, total = '0', ...counts] }) => [
        { value: 0, shown: total },
        ...counts.map((count) => ({
          value: Number(total) === 0 ? 0 : Number(count) / Number(total),
          shown: count === '0' ? '0' : percent(Number(count) / Number(total)),
        })),
      ]),
    },
    alt: ours`Of ${of} cables: ${stages.map(({ name }, i) => `${ours(name.toLowerCase())} ${figures[0]?.cells[i + 2] ?? ''}`).join(', ')}. Then the same by ${ours(by)}.`,
  };
}

const percent = (share: number): string => (share > 0 && share < 0.01 ? '<1%' : `${Math.round(share * 100)}%`);

function spansYears(cables: readonly Head[]): boolean {
  const dates = cables.filter(({ date }) => date.length >= 7).map(({ date }) => date.slice(0, 7));
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  return Number(last.slice(0, 4)) - Number(first.slice(0, 4)) > 5;
}

import { count, oneOr, plural, quoted, said, strong, ours, english } from '../reply/text.ts';
import { absentRefs } from './absent-refs.ts';
import { NothingToShow, type Analysed, type Figure, type AnalysisQuestion } from './analysis.ts';
import { exactFilters, sample } from './counting.ts';
import type { Data } from './data.ts';

const valuesPerField = 6;
const maxTexts = 2000;
const maxNamed = 20_000;

const groupNames = english({ marking: 'Marking', lang: 'Language', type: 'Form' });

/** The cables in numbers; over the whole trove, also the searches. */
export function stats(data: Data, { label, isAll, searches }: AnalysisQuestion): Analysed {
  const { cables } = data;
  if (cables.length === 0) throw new NothingToShow(said`There are no cables to count.`);
  const dates = cables.filter(({ date }) => date !== '').map(({ date }) => date);
  const read = sample(cables, maxTexts);
  const words = read.reduce((sum, { row }) => sum + (data.body(row).match(/\S+/g)?.length ?? 0), 0) / read.length;
  const kinds = data.counts(sample(cables, maxNamed));
  const shared = [...kinds.values()].reduce((sum, one) => sum + one.shared, 0);
  const by = (field: 'marking' | 'type' | 'lang' | 'origin'): { value: string; cables: number }[] => {
    const counts = new Map<string, number>();
    for (const cable of cables) counts.set(cable[field], (counts.get(cable[field]) ?? 0) + 1);
    return [...counts].map(([value, n]) => ({ value, cables: n })).toSorted((a, b) => b.cables - a.cables || (a.value < b.value ? -1 : 1));
  };
  const groups = (['marking', 'lang', 'type'] as const).map((field) => {
    const values = by(field);
    return { field, name: ours(groupNames[field]), values: values.slice(0, valuesPerField), all: values.length };
  });
  const missions = by('origin').filter(({ value }) => value !== '');
  const plain = (name: string, value: string, filters?: string[], shown = 0): Figure => ({
    cells: [name, value],
    shows:
      filters === undefined || shown === 0
        ? []
        : [{ what: name, cables: shown, filters, ...(value === count(shown) ? { column: 1 } : {}) }],
  });
  const undated = cables.length - dates.length;
  const span = dates[0] === undefined ? ours('no dates') : ours`${dates[0]} to ${dates.at(-1) ?? ''}`;
  const bars = groups.flatMap(({ field, values }, group) => {
    const filterOf = exactFilters(field, data);
    return values.map(({ value, cables: n }) => ({ field, value, n, group, filters: value === '' ? undefined : filterOf(value) }));
  });
  const figures: Figure[] = [
    plain(ours('Cables'), count(cables.length), [], cables.length),
    plain(ours('Sent'), span, ['date:[* TO *]'], dates.length),
    plain(ours('Undated'), count(undated), ['-date:[* TO *]'], undated),
    plain(ours('Words in a cable, on average'), count(Math.round(words))),
    plain(ours('Missions'), count(missions.length)),
    ...[...kinds].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([kind, { all }]) => plain(ours`Named: ${ours(nameOf[kind])}`, count(all))),
    plain(ours('Cited refs that are not here'), count(absentRefs(data).length)),
    ...(searches === undefined
      ? []
      : [
          plain(ours('Searches kept'), count(searches.total)),
          plain(
            ours('Searches that found nothing'),
            `${count(searches.without)}${searches.total === 0 ? '' : ` (${Math.round((100 * searches.without) / searches.total)} %)`}`,
          ),
          plain(ours('Colleagues who searched'), count(searches.members)),
        ]),
    ...bars.map(({ field, value, n, filters }) =>
      plain(`${ours(nameOf[field])}: ${value === '' ? ours('none') : value}`, count(n), filters, n),
    ),
  ];
  return {
    title: said`Statistics: ${quoted(label)}`,
    method: said`Counted over ${isAll ? said`the whole trove` : said`these cables`}${read.length < cables.length ? said`; words and names over samples spread evenly (${maxTexts} and ${maxNamed} cables)` : said``}. Names were found by rules, and can be wrong.`,
    notes: [
      ...(missions[0] === undefined
        ? []
        : [said`${plural(missions.length, 'mission')}; most cables: ${quoted(missions[0].value)}, ${missions[0].cables}.`]),
      ...(shared === 0
        ? []
        : [said`Of the names, ${shared} ${oneOr(shared, 'is', 'are')} shared by several: the cables do not say which is meant.`]),
    ],
    columns: [ours('what'), ours('how many')],
    figures,
    brief: { lines: figures.map(({ cells: [what = '', value = ''] }) => said`${quoted(what)}: ${strong(value)}`) },
    ...drawn(groups, cables.length),
  };
}

/** The chart, and what it shows in words. What the cables do not say is no bar. */
function drawn(
  groups: readonly { name: string; values: readonly { value: string; cables: number }[] }[],
  total: number,
): Pick<Analysed, 'chart' | 'alt'> {
  const named = groups
    .map(({ name, values }) => ({ name, values: values.filter(({ value }) => value !== '') }))
    .filter(({ values }) => values.length > 0);
  return {
    chart: {
      form: 'bars',
      title: ours`${count(total)} cables by marking, language and form`,
      groups: named.map(({ name }) => name),
      bars: named.flatMap(({ values }, group) =>
        values.map(({ value, cables }) => ({ label: value, value: cables, shown: count(cables), group })),
      ),
    },
    alt: named.map(({ name, values }) => `${name}: ${values.map(({ value, cables }) => `${value} ${cables}`).join(', ')}`).join('. '),
  };
}

const nameOf: Readonly<Record<'country' | 'individual' | 'organization' | 'event' | 'marking' | 'lang' | 'type', string>> = english({
  country: 'countries',
  individual: 'individuals',
  organization: 'organizations',
  event: 'events',
  marking: 'Marking',
  lang: 'Language',
  type: 'Form',
});

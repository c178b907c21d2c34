import { own, plural, quoted, said, type Text, ours, oneOr } from '../reply/text.ts';
import { NothingToShow, type Analysed, type Figure, type AnalysisQuestion } from './analysis.ts';
import type { Data, Head } from './data.ts';
import { compareSets, minZ, strongest, type Feature } from './features.ts';

const maxPerSide = 10;

/** What rises and falls between the cables before a day and those from then on. */
export function trends(data: Data, { label, split, about }: AnalysisQuestion): Analysed {
  const dated = data.cables.filter(({ date }) => date !== '');
  if (dated.length < 2)
    throw new NothingToShow(said`Too few dated cables to compare two periods: ${dated.length}.`, said`Try a wider query.`);
  const event = about === undefined ? undefined : data.entity(about);
  if (event !== undefined && event.date === '')
    throw new NothingToShow(
      said`${quoted(event.name)} has no date: there is no before and after.`,
      said`Name a day instead: split:2018-07-16.`,
    );
  const day = split ?? event?.date ?? medianDay(dated);
  const [before, after] = splitAt(dated, day);
  if (before.length === 0 || after.length === 0)
    throw new NothingToShow(
      before.length === 0
        ? said`All ${plural(dated.length, 'dated cable')} are after ${quoted(day)}: there is nothing to compare them with.`
        : said`All ${plural(dated.length, 'dated cable')} are before ${quoted(day)}: there is nothing to compare them with.`,
      said`They were sent from ${quoted(dated[0]?.date ?? '')} to ${quoted(dated.at(-1)?.date ?? '')}; choose a day between.`,
    );
  const { features, read } = compareSets(data, after, before);
  const { up, down } = strongest(features, maxPerSide);
  const notes: Text[] = [
    said`Before ${quoted(day)}: ${plural(before.length, 'cable')}; from then on: ${plural(after.length, 'cable')}.${event === undefined ? said`` : said` The day is that of ${quoted(event.name)}.`}`,
  ];
  if (split === undefined && event === undefined)
    notes.push(said`Half of the cables lie on each side; split: chooses another day, about: an event.`);
  if (dated.length < data.cables.length) notes.push(said`${plural(data.cables.length - dated.length, 'undated cable')} left out.`);
  if (read[0] < after.length || read[1] < before.length)
    notes.push(said`Texts read: ${read[1]} from before, ${read[0]} from after, spread evenly.`);
  notes.push(confidenceNote([...up, ...down]));
  const isSampled = read[0] < after.length || read[1] < before.length;
  return {
    title: said`Trends: ${quoted(label)}, before and from ${quoted(day)}`,
    method: said`Words (by stem) and names by the number of cables that hold them: log-odds with an informative Dirichlet prior (Monroe et al. 2008), shown as z; ${own(`|z| ≥ ${minZ}`)} counts as a change.`,
    notes,
    columns: [ours('what'), ours('kind'), ours('change'), 'z', ours('cables from then on'), ours('cables before')],
    figures: [...up, ...down].map((feature) =>
      figureOf(feature, isSampled, feature.z < 0 ? 'falls' : 'rises', ['from', 'before'], [`date:[${day} TO *]`, `date:{* TO ${day}}`]),
    ),
    brief: briefOf([...up.slice(0, 5), ...down.slice(0, 5), ...up.slice(5), ...down.slice(5)], 'after', 'before'),
    chart: chartOf([...up, ...down], ours`What rises and what falls`, ['falls', 'rises']),
    alt: altOf(up, down, ours('Rises'), ours('Falls')),
  };
}

/** The month, else the day, of the median cable, else the next day: the first that leaves cables on both sides. */
function medianDay(dated: readonly Head[]): string {
  const middle = dated[Math.floor(dated.length / 2)]?.date ?? '';
  const next = dated.find(({ date }) => date.slice(0, 10) > middle.slice(0, 10))?.date ?? '';
  return (
    [middle.slice(0, 7), middle.slice(0, 10), next.slice(0, 10)].find(
      (day) => day !== '' && splitAt(dated, day).every(({ length }) => length > 0),
    ) ?? middle.slice(0, 10)
  );
}

/** Cables certainly before a day, and certainly on or after it; a partial date may put a cable in neither. */
function splitAt(cables: readonly Head[], day: string): [before: Head[], after: Head[]] {
  const first = day.length === 4 ? `${day}-01-01` : day.length === 7 ? `${day}-01` : day;
  const earliest = (date: string): string => (date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date.slice(0, 10));
  const latest = (date: string): string => (date.length === 4 ? `${date}-12-31` : date.length === 7 ? `${date}-31` : date.slice(0, 10));
  return [cables.filter(({ date }) => latest(date) < first), cables.filter(({ date }) => earliest(date) >= first)];
}

/** The row of a feature, with its cables on both sides. */
export function figureOf(
  { label, what, z, first, second, filter }: Feature,
  isSampled: boolean,
  side: string,
  sides: readonly [string, string],
  filters: readonly [string | undefined, string | undefined],
): Figure {
  const shows = [
    { what: `${label}, ${sides[0]}`, cables: first, side: filters[0], column: 4 },
    { what: `${label}, ${sides[1]}`, cables: second, side: filters[1], column: 5 },
  ];
  return {
    cells: [label, what, side, Math.abs(z).toFixed(1), String(first), String(second)],
    shows: isSampled
      ? []
      : shows.flatMap((shown) =>
          shown.cables === 0 || shown.side === undefined
            ? []
            : [
                {
                  what: shown.what,
                  cables: shown.cables,
                  filters: [filter, ...(shown.side === '' ? [] : [shown.side])],
                  column: shown.column,
                },
              ],
        ),
  };
}

/** Feature, z and both counts, narrow enough for a phone. */
export const briefOf = (features: readonly Feature[], first: string, second: string): Exclude<Analysed['brief'], undefined> => ({
  columns: [ours('what'), 'z', first, second],
  rows: features.map((feature) => [feature.label, feature.z.toFixed(1).replace('-', '−'), String(feature.first), String(feature.second)]),
});

export const chartOf = (features: readonly Feature[], title: string, sides: readonly [string, string]): Analysed['chart'] => ({
  form: 'bars',
  title,
  ...(features.some(({ z }) => z < 0) ? { sides } : {}),
  groups: [ours('Words'), ours('Names')],
  bars: features.map(({ label, z, what }) => ({
    label,
    value: z,
    shown: `z ${z.toFixed(1).replace('-', '−')}`,
    group: what === 'word' ? 0 : 1,
  })),
});

export function altOf(up: readonly Feature[], down: readonly Feature[], upWord: string, downWord: string): string {
  const list = (features: readonly Feature[]): string => features.map(({ label, z }) => `${label} (z ${z.toFixed(1)})`).join(', ');
  return [up.length > 0 ? `${upWord}: ${list(up)}.` : '', down.length > 0 ? `${downWord}: ${list(down)}.` : '']
    .filter((part) => part !== '')
    .join(' ');
}

/** Says how many of these features reach `minZ`, and that the others may be chance. */
export function confidenceNote(features: readonly Feature[]): Text {
  const confident = features.filter(({ z }) => Math.abs(z) >= minZ).length;
  const rest = features.length - confident;
  if (rest === 0) return said`All of them reach z ${own(String(minZ))}.`;
  return confident === 0
    ? said`None of ${features.length} reaches z ${own(String(minZ))}; they may be chance.`
    : said`${confident} of ${features.length} ${oneOr(confident, 'reaches', 'reach')} z ${own(String(minZ))}; the others may be chance.`;
}

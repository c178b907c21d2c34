import { absence } from '../reply/absence.ts';
import { own, plural, quoted, said, type Text, ours } from '../reply/text.ts';
import { NothingToShow, type Analysed, type AnalysisQuestion } from './analysis.ts';
import type { Data } from './data.ts';
import { compareSets, minZ, strongest } from './features.ts';
import { altOf, briefOf, chartOf, figureOf, confidenceNote } from './trends.ts';

const maxPerSide = 15;

/** What distinguishes these cables from all others, or from those of a second query. */
export function distinctive(data: Data, { label, otherLabel, isAll }: AnalysisQuestion): Analysed {
  const isSecond = otherLabel !== '';
  if (isAll && !isSecond)
    throw new NothingToShow(
      said`All cables together have nothing to stand out from.`,
      said`Say which cables’ words you want: query:from:kyiv, query:date:2018-07, query:tag:pumps or any other search.`,
    );
  // Cables found by both queries would be compared with themselves.
  const both = new Set(isSecond ? data.cables.map(({ row }) => row) : []);
  const rest = isSecond ? data.others.filter(({ row }) => !both.has(row)) : data.rest;
  if (rest.length === 0)
    throw new NothingToShow(said`There is nothing to compare with: no cable is outside ${quoted(label)}.`, said`Try a narrower query.`);
  const { features, read } = compareSets(data, data.cables, rest);
  const { up, down } = strongest(features, maxPerSide);
  const shown = isSecond ? [...up.slice(0, 10), ...down.slice(0, 10)] : up;
  if (shown.length === 0)
    throw new NothingToShow(absence(said`Nothing sets these ${plural(data.cables.length, 'cable')} apart from the others.`));
  const isSampled = read[0] < data.cables.length || read[1] < rest.length;
  const notes: Text[] = [
    said`${quoted(label)}: ${plural(data.cables.length, 'cable')}; ${isSecond ? quoted(otherLabel) : own('all others')}: ${plural(rest.length, 'cable')}.`,
  ];
  if (isSecond && rest.length < data.others.length)
    notes.push(said`${plural(data.others.length - rest.length, 'cable')} that both find count with the first.`);
  if (isSampled) notes.push(said`Texts read: ${read[0]} of the first, ${read[1]} of the second, spread evenly.`);
  notes.push(confidenceNote(shown));
  return {
    title: isSecond ? said`What sets ${quoted(label)} apart from ${quoted(otherLabel)}` : said`What sets ${quoted(label)} apart`,
    method: said`Words (by stem) and names by the number of cables that hold them, here against ${isSecond ? said`the second query` : said`all other cables`}: log-odds with an informative Dirichlet prior (Monroe et al. 2008), shown as z; ${own(`|z| ≥ ${minZ}`)} counts as a difference.`,
    notes,
    columns: [
      ours('what'),
      ours('kind'),
      ours('more'),
      'z',
      ours('cables here'),
      isSecond ? ours('cables of the second') : ours('other cables'),
    ],
    figures: shown.map((feature) => figureOf(feature, isSampled, feature.z < 0 ? 'there' : 'here', ['here', 'elsewhere'], ['', undefined])),
    brief: briefOf(
      isSecond ? [...up.slice(0, 5), ...down.slice(0, 5), ...up.slice(5, 10), ...down.slice(5, 10)] : shown,
      'here',
      isSecond ? 'second' : 'others',
    ),
    chart: chartOf(shown, ours`Sets apart: ${label}`, [otherLabel, label]),
    alt: altOf(up, isSecond ? down : [], ours`More in ${label}`, ours`More in ${otherLabel}`),
  };
}

import { tiles } from '../charts/tiles.ts';
import { absence } from '../reply/absence.ts';
import { join, quoted, said, type Text, ours } from '../reply/text.ts';
import { NothingToShow, type Analysed, type AnalysisQuestion } from './analysis.ts';
import { groupsBy, sample } from './counting.ts';
import type { Data } from './data.ts';

const maxCables = 60_000;
/** The countries that the map has a tile for. */
const tiled: ReadonlySet<string> = new Set(tiles.map(({ code }) => code));

/** How many cables name each country, as a tile map. */
export function map(data: Data, { label }: AnalysisQuestion): Analysed {
  const cables = sample(data.cables, maxCables);
  const isSampled = cables.length < data.cables.length;
  const groups = groupsBy('country', data, cables);
  if (groups.length === 0)
    throw new NothingToShow(
      absence(said`None of these cables names a country.`),
      said`Names are read after an import; try again in a moment.`,
    );
  const notes: Text[] = [];
  if (isSampled) notes.push(said`Counted over ${cables.length} of ${data.cables.length} cables, spread evenly.`);
  const onMap = groups.filter((group) => tiled.has(codeOf(group.key)));
  const past = groups.filter((group) => !tiled.has(codeOf(group.key)));
  if (past.length > 0)
    notes.push(
      said`States of the past have no tile: ${join(
        past.map((group) => said`${quoted(group.label)} ${group.cables.length}`),
        ', ',
      )}.`,
    );
  return {
    title: said`Countries named: ${quoted(label)}`,
    method: said`Cables that name a country by its name, its people, its capital or another name for it; a cable counts once for each. Tiles are roughly where the countries are, without borders; the highest numbers are listed under them.`,
    notes,
    columns: [ours('country'), ours('cables')],
    figures: groups.map((group) => ({
      cells: [group.label, String(group.cables.length)],
      shows:
        isSampled || group.filters === undefined
          ? []
          : [{ what: group.label, cables: group.cables.length, filters: group.filters, column: 1 }],
    })),
    chart: {
      form: 'tiles',
      title: ours('Cables that name the country'),
      counts: onMap.map((group) => ({ code: codeOf(group.key), count: group.cables.length })),
    },
    alt: ours`Map of tiles. Named most: ${groups
      .slice(0, 8)
      .map((group) => `${group.label} ${group.cables.length}`)
      .join(', ')}; ${groups.length} countries in all.`,
  };
}

/** A country's id is `country:` and its code. */
const codeOf = (id: string): string => id.slice(id.indexOf(':') + 1).toUpperCase();

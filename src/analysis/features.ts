import { phraseOf, queryFor } from '../names/filters.ts';
import { languages, stemOf } from '../language/stems.ts';
import { eachWord, fold, isStopWord, tokenise } from '../language/tokens.ts';
import type { Data, Head } from './data.ts';
import { logOdds } from './log-odds.ts';
import { sampleTexts } from './counting.ts';

/** Something that cables can hold: a word by its stem, or an entity; with how many cables of two sets hold it. */
export type Feature = {
  label: string;
  what: 'word' | 'country' | 'individual' | 'organization' | 'event';
  filter: string;
  first: number;
  second: number;
  z: number;
};

/** Of each set so much is read: of more, so many cables spread evenly. */
const limits = { most: 5000, signs: 8_000_000 } as const;
/** From here on a difference is called one; weaker ones are shown behind them and said to be so. */
export const leastZ = 2.5;
const weakestZ = 1.3;
/** A word must stand in so many cables of both sets together. */
const fewestCables = 3;

/**
 * What is more usual in one set of cables than in the other, most telling first. Counted are cables, not occurrences: what
 * one cable repeats does not weigh more. Words and entities are weighed apart, each among its own kind.
 */
export function compareSets(data: Data, first: readonly Head[], second: readonly Head[]): { features: Feature[]; read: [number, number] } {
  const sides = [sampleTexts(data, first, limits), sampleTexts(data, second, limits)] as const;
  const words: Stems = new Map();
  const entities = new Map<string, { name: string; what: Exclude<Feature['what'], 'word'>; filter: string; counts: [number, number] }>();
  for (const [side, cables] of sides.entries()) {
    const named = data.named(cables);
    for (const { row } of cables) {
      const seen = new Set<string>();
      for (const { stem, surface } of eachWord(tokenise(data.text(row), data.language(row)))) {
        if (seen.has(stem)) continue;
        seen.add(stem);
        const word = words.get(stem) ?? { surfaces: new Map<string, number>(), counts: [0, 0] };
        word.counts[side as 0] += 1;
        word.surfaces.set(surface, (word.surfaces.get(surface) ?? 0) + 1);
        words.set(stem, word);
      }
      for (const one of named.get(row) ?? []) {
        const entity = entities.get(one.id) ?? { name: one.name, what: one.kind, filter: queryFor(one), counts: [0, 0] };
        entity.counts[side as 0] += 1;
        entities.set(one.id, entity);
      }
    }
  }
  const found: Feature[] = [
    ...weighed(
      wordsByLabel(words).map(([label, counts]) => ({
        label,
        what: 'word' as const,
        filter: `subject:${phraseOf(label)} OR text:${phraseOf(label)}`,
        counts,
      })),
    ),
    ...weighed([...entities.values()].map(({ name, ...same }) => ({ label: name, ...same }))),
  ];
  return {
    features: found.toSorted(
      (a, b) => Math.abs(b.z) - Math.abs(a.z) || (a.label < b.label ? -1 : a.label > b.label ? 1 : a.filter < b.filter ? -1 : 1),
    ),
    read: [sides[0].length, sides[1].length],
  };
}

type Stems = Map<string, { surfaces: Map<string, number>; counts: [number, number] }>;

/**
 * A word that stands for its stem, with the cables that a search for it finds: a search takes a word by the rules of every
 * language, and a cable has one. What says nothing by itself is left out.
 */
function wordsByLabel(stems: Stems): [label: string, counts: [number, number]][] {
  const labels: [string, [number, number]][] = [];
  const seen = new Set<string>();
  const fullest = [...stems.entries()].toSorted(([a, { counts: x }], [b, { counts: y }]) => y[0] + y[1] - x[0] - x[1] || (a < b ? -1 : 1));
  for (const [stem, { surfaces, counts: own }] of fullest) {
    const label = mostUsed(surfaces);
    const folded = fold(label);
    // `war` and `die` are small words in German alone.
    const isEnglish = stem === stemOf(folded, '');
    if (folded.length < 3 || isStopWord(folded) || (!isEnglish && small.has(folded)) || calendar.has(folded) || !/\p{L}{3}/u.test(folded))
      continue;
    if (tokenise(label).length !== 1) continue;
    const meant = languages.map((language) => stemOf(folded, language));
    // `conference` and `conférence` find the same cables: one word of two languages.
    if (seen.has(meant.join('\n'))) continue;
    seen.add(meant.join('\n'));
    const found = meant.map((one): readonly [number, number] => stems.get(one)?.counts ?? [0, 0]);
    const both = [0, 1].map((side) => found.reduce((sum, one) => sum + (one[side] ?? 0), 0));
    // Where most of what is found is a word of another language that only looks alike, it would be named wrongly.
    if ([0, 1].some((side) => 2 * (own[side as 0] ?? 0) < (both[side] ?? 0))) continue;
    labels.push([label, [found.reduce((sum, [first]) => sum + first, 0), found.reduce((sum, [, second]) => sum + second, 0)]]);
  }
  return labels;
}

function weighed(all: readonly (Pick<Feature, 'label' | 'what' | 'filter'> & { counts: readonly [number, number] })[]): Feature[] {
  const scores = logOdds(all.map(({ counts: [first, second] }) => ({ first, second })));
  return all.flatMap(({ counts: [first, second], ...same }, i) =>
    first + second < fewestCables ? [] : [{ ...same, first, second, z: scores[i] ?? 0 }],
  );
}

/** The form that most cables use, in small letters where any of them writes it so; of equal ones the first by its letters. */
function mostUsed(surfaces: ReadonlyMap<string, number>): string {
  const forms = new Map<string, number>();
  for (const [surface, n] of surfaces) forms.set(surface.toLowerCase(), (forms.get(surface.toLowerCase()) ?? 0) + n);
  const best = [...forms].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? '';
  if (surfaces.has(best)) return best;
  return (
    [...surfaces].filter(([surface]) => surface.toLowerCase() === best).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ??
    best
  );
}

/** The small words of French and German: search knows those of English. */
const small: ReadonlySet<string> = new Set(
  (
    'les des une est sont ont que qui dont deux mais plus pas aux ces son ses leur leurs cette cet elle elles ils nous vous etre avoir fait aussi ' +
    'entre comme tout tous pour avec sans sur sous dans par avant apres depuis chez vers donc ainsi encore meme etait ete ' +
    'der die das und ist nicht mit von fur auf den dem des ein eine einer eines einem einen sich sie werden wird wurde sind auch als bei nach aus ' +
    'wie uber zum zur hat haben oder dass durch nur noch war waren kann ihr ihre'
  ).split(' '),
);

/** Names of months and weekdays say only when a cable was sent. */
const calendar: ReadonlySet<string> = new Set(
  (
    'january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday ' +
    'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche ' +
    'januar februar marz juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag'
  ).split(' '),
);

/** The strongest on each side, a word that an entity's name holds left out when both say the same. */
export function strongest(features: readonly Feature[], most: number): { up: Feature[]; down: Feature[] } {
  const kept: Feature[] = [];
  const names = features.filter(({ what }) => what !== 'word');
  for (const feature of features) {
    if (Math.abs(feature.z) < weakestZ) continue;
    const isTold =
      feature.what === 'word' &&
      names.some(
        (name) =>
          name.z * feature.z > 0 &&
          Math.abs(name.z) >= Math.abs(feature.z) * 0.8 &&
          name.label
            .toLowerCase()
            .split(/[\s-]+/)
            .includes(feature.label.toLowerCase()),
      );
    if (!isTold) kept.push(feature);
  }
  return { up: kept.filter(({ z }) => z > 0).slice(0, most), down: kept.filter(({ z }) => z < 0).slice(0, most) };
}

import { phraseOf, queryFor } from '../names/filters.ts';
import { languages, stemOf } from '../language/stems.ts';
import { eachWord, fold, isStopWord, tokenise } from '../language/tokens.ts';
import type { Data, Head } from './data.ts';
import { logOdds } from './log-odds.ts';
import { sampleTexts } from './counting.ts';

/** A word (by stem) or an entity, with the number of cables in each of two sets that contain it, and its z-score. */
export type Feature = {
  label: string;
  what: 'word' | 'country' | 'individual' | 'organization' | 'event';
  filter: string;
  first: number;
  second: number;
  z: number;
};

/** Larger sets are sampled evenly. */
const limits = { max: 5000, characters: 8_000_000 } as const;
/** |z| from which a difference is called one; weaker ones, down to `weakZ`, are shown after them and labelled so. */
export const minZ = 2.5;
const weakZ = 1.3;
/** Cables of both sets together that must contain a feature. */
const minCables = 3;

/**
 * Features more frequent in one set of cables than in the other, strongest first. Cables are counted, not occurrences, so
 * that repetition within a cable adds no weight. Words and entities are scored separately.
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
    ...scored(
      wordsByLabel(words).map(([label, counts]) => ({
        label,
        what: 'word' as const,
        filter: `subject:${phraseOf(label)} OR text:${phraseOf(label)}`,
        counts,
      })),
    ),
    ...scored([...entities.values()].map(({ name, ...same }) => ({ label: name, ...same }))),
  ];
  return {
    features: found.toSorted(
      (a, b) => Math.abs(b.z) - Math.abs(a.z) || (a.label < b.label ? -1 : a.label > b.label ? 1 : a.filter < b.filter ? -1 : 1),
    ),
    read: [sides[0].length, sides[1].length],
  };
}

/** Words by stem: their forms, and in how many cables of each of two sets they stand. */
export type Stems = Map<string, { surfaces: Map<string, number>; counts: [number, number] }>;

/**
 * Picks a word for each stem, with the number of cables that a search for it finds: a search stems by the rules of every
 * language, a cable by those of one. Stop words and calendar names are left out.
 */
export function wordsByLabel(stems: Stems): [label: string, counts: [number, number]][] {
  const labels: [string, [number, number]][] = [];
  const seen = new Set<string>();
  const byFrequency = [...stems.entries()].toSorted(
    ([a, { counts: x }], [b, { counts: y }]) => y[0] + y[1] - x[0] - x[1] || (a < b ? -1 : 1),
  );
  for (const [stem, { surfaces, counts: own }] of byFrequency) {
    const label = mostUsed(surfaces);
    const folded = fold(label);
    // `war` and `die` are stop words in German only.
    const isEnglish = stem === stemOf(folded, '');
    if (
      folded.length < 3 ||
      isStopWord(folded) ||
      (!isEnglish && stopWords.has(folded)) ||
      calendar.has(folded) ||
      !/\p{L}{3}/u.test(folded)
    )
      continue;
    if (tokenise(label).length !== 1) continue;
    const stemsMeant = languages.map((language) => stemOf(folded, language));
    // `conference` and `conférence` find the same cables: keep one.
    if (seen.has(stemsMeant.join('\n'))) continue;
    seen.add(stemsMeant.join('\n'));
    const found = stemsMeant.map((one): readonly [number, number] => stems.get(one)?.counts ?? [0, 0]);
    const both = [0, 1].map((side) => found.reduce((sum, one) => sum + (one[side] ?? 0), 0));
    // Mostly a lookalike of another language: the label would be wrong.
    if ([0, 1].some((side) => 2 * (own[side as 0] ?? 0) < (both[side] ?? 0))) continue;
    labels.push([label, [found.reduce((sum, [first]) => sum + first, 0), found.reduce((sum, [, second]) => sum + second, 0)]]);
  }
  return labels;
}

function scored(all: readonly (Pick<Feature, 'label' | 'what' | 'filter'> & { counts: readonly [number, number] })[]): Feature[] {
  const scores = logOdds(all.map(({ counts: [first, second] }) => ({ first, second })));
  return all.flatMap(({ counts: [first, second], ...same }, i) =>
    first + second < minCables ? [] : [{ ...same, first, second, z: scores[i] ?? 0 }],
  );
}

/** The form that most cables use, in lower case where any cable writes it so; ties go to the first alphabetically. */
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

/** French and German stop words; search knows the English ones. */
const stopWords: ReadonlySet<string> = new Set(
  (
    'les des une est sont ont que qui dont deux mais plus pas aux ces son ses leur leurs cette cet elle elles ils nous vous etre avoir fait aussi ' +
    'entre comme tout tous pour avec sans sur sous dans par avant apres depuis chez vers donc ainsi encore meme etait ete ' +
    'der die das und ist nicht mit von fur auf den dem des ein eine einer eines einem einen sich sie werden wird wurde sind auch als bei nach aus ' +
    'wie uber zum zur hat haben oder dass durch nur noch war waren kann ihr ihre'
  ).split(' '),
);

/** Months and weekdays only tell when a cable was sent. */
const calendar: ReadonlySet<string> = new Set(
  (
    'january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday ' +
    'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche ' +
    'januar februar marz juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag'
  ).split(' '),
);

/** The strongest on each side, without words already covered by an entity's name that scores alike. */
export function strongest(features: readonly Feature[], most: number): { up: Feature[]; down: Feature[] } {
  const kept: Feature[] = [];
  const names = features.filter(({ what }) => what !== 'word');
  for (const feature of features) {
    if (Math.abs(feature.z) < weakZ) continue;
    const isCovered =
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
    if (!isCovered) kept.push(feature);
  }
  return { up: kept.filter(({ z }) => z > 0).slice(0, most), down: kept.filter(({ z }) => z < 0).slice(0, most) };
}

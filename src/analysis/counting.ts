import { oneOr, own, plural, said, type Text } from '../reply/text.ts';
import { phraseOf, queryFor } from '../names/filters.ts';
import type { EntityKind } from '../names/resolve/entity.ts';
import { holds } from '../query/matching.ts';
import { positives } from '../query/tree.ts';
import { parseQuery } from '../query/query.ts';
import type { Measure } from './analysis.ts';
import type { Data, Head } from './data.ts';

/** One value of a measure with its cables. `filters` find exactly those cables; undefined where no query does. */
export type Group = { key: string; label: string; filters: readonly string[] | undefined; cables: Head[] };

const entityKind: Partial<Record<Measure, EntityKind>> = {
  country: 'country',
  person: 'individual',
  organization: 'organization',
  event: 'event',
};

/** At most `max` elements of a list, evenly spaced. */
export const sample = <T>(list: readonly T[], max: number): readonly T[] =>
  list.length <= max ? list : Array.from({ length: max }, (_, i) => list[Math.floor((i * list.length) / max)] as T);

/** Texts measured to estimate the average length. */
const probes = 100;

/**
 * An evenly spaced sample of at most `max` cables and about `characters` of text (by the average of a hundred cables), so
 * that reading takes seconds however long the cables are.
 */
export function sampleTexts(
  data: Data,
  cables: readonly Head[],
  { max, characters }: { max: number; characters: number },
): readonly Head[] {
  if (cables.length <= probes) return cables;
  const probed = sample(cables, probes);
  const mean = probed.reduce((sum, { row }) => sum + data.text(row).length, 0) / probed.length;
  return sample(cables, Math.max(probes, Math.min(max, Math.floor(characters / Math.max(1, mean)))));
}

/**
 * Groups cables by a measure, largest group first (days, months and years in chronological order). A cable is in one group
 * for each of its values, so in none without any.
 */
export function groupsBy(measure: Measure, data: Data, cables: readonly Head[]): Group[] {
  const groups = new Map<string, Group>();
  const add = (key: string, cable: Head, make: () => Omit<Group, 'key' | 'cables'>): void => {
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { key, ...make(), cables: [cable] });
    else known.cables.push(cable);
  };
  const kind = entityKind[measure];
  const length = { day: 10, month: 7, year: 4 }[measure as 'day'];
  if (kind !== undefined) {
    const named = data.named(cables);
    for (const cable of cables)
      for (const one of named.get(cable.row) ?? [])
        if (one.kind === kind) add(one.id, cable, () => ({ label: one.name, filters: [queryFor(one)] }));
  } else if (measure === 'tag') {
    const tags = data.tags();
    for (const cable of cables)
      for (const tag of tags.get(cable.row) ?? []) add(tag, cable, () => ({ label: `#${tag}`, filters: [`tag:${tag}`] }));
  } else if (length === undefined) {
    const filters = exactFilters(measure === 'marking' ? 'marking' : 'origin', data);
    for (const cable of cables) {
      const value = measure === 'marking' ? cable.marking : cable.origin;
      if (value !== '') add(value, cable, () => ({ label: value, filters: filters(value) }));
    }
  } else {
    for (const cable of cables)
      if (cable.date.length >= length)
        add(cable.date.slice(0, length), cable, () => ({
          label: cable.date.slice(0, length),
          filters: [`date:${cable.date.slice(0, length)}`],
        }));
    return [...groups.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }
  return [...groups.values()].toSorted(
    (a, b) => b.cables.length - a.cables.length || (a.label < b.label ? -1 : a.label > b.label ? 1 : a.key < b.key ? -1 : 1),
  );
}

/** The note on cables that a count by day, month or year leaves out, because their date is not that exact. */
export function notThatExact(by: Measure, cables: readonly Head[]): Text[] {
  const length = { day: 10, month: 7, year: 4 }[by as 'day'];
  const left = length === undefined ? 0 : cables.filter(({ date }) => date.length < length).length;
  return left === 0
    ? []
    : [said`${plural(left, 'cable')} without a date that exact ${oneOr(left, 'is', 'are')} not counted by ${own(by)}.`];
}

/**
 * Builds the filter that finds the cables of exactly one sender (or marking): its name as a phrase, or, where another name
 * contains that phrase, as a regular expression. Undefined where neither is exact.
 */
export function exactFilters(field: 'origin' | 'marking' | 'type' | 'lang', data: Data): (value: string) => string[] | undefined {
  const senders = field === 'origin' ? data.senders() : undefined;
  const all: readonly { value: string; texts: readonly string[] }[] =
    senders === undefined
      ? [...new Set(data.all.map((head) => head[field]))].map((value) => ({ value, texts: [value] }))
      : senders.map(({ origin, place }) => ({ value: origin, texts: [origin, place] }));
  const known = new Map<string, string[] | undefined>();
  const isExact = (filter: string, value: string): boolean => {
    const { root, faults } = parseQuery(filter);
    const [leaf] = positives(root);
    return (
      leaf !== undefined &&
      faults.length === 0 &&
      all.every((one) => one.texts.some((text) => holds(text, '', leaf)) === (one.value === value))
    );
  };
  return (value) => {
    if (known.has(value)) return known.get(value);
    const pattern = value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    const candidates = [`${field}:${phraseOf(value)}`, ...(/[\n\s]{2}|\n/.test(value) ? [] : [`${field}:/^${pattern}$/`])];
    const found = candidates.find((filter) => isExact(filter, value));
    known.set(value, found === undefined ? undefined : [found]);
    return known.get(value);
  };
}

/** Refs that fit into one query. */
const maxRefs = 14;

/** A query for these cables by ref; `cables`: how many of them, from the first, fit into it. */
export function refsFilter(cables: readonly Pick<Head, 'ref'>[]): { filter: string; cables: number } {
  let filter = '';
  let count = 0;
  for (const { ref } of cables.slice(0, maxRefs)) {
    const next = `${filter === '' ? '' : `${filter} OR `}ref:${phraseOf(ref)}`;
    if (next.length > 480) break;
    filter = next;
    count += 1;
  }
  return { filter, cables: count };
}

import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { fieldOf } from '../../names/filters.ts';
import type { EntityKind } from '../../names/resolve/entity.ts';
import { holds } from '../../query/matching.ts';
import { parseQuery } from '../../query/query.ts';
import { positives } from '../../query/tree.ts';
import { tagsOn } from '../../team/tags.ts';
import { workOn } from '../../team/work.ts';

/** What a result can be narrowed by, in the order in which it is offered. */
export const facets = [
  'origin',
  'country',
  'person',
  'organization',
  'event',
  'marking',
  'month',
  'language',
  'form',
  'tag',
  'status',
] as const;
export type Facet = (typeof facets)[number];

/** One value of a facet: how many of the cables have it, and the filter that keeps exactly those. */
export type FacetValue = { label: string; filter: string; cables: number };

/** As many as fit in a list to choose from. */
const mostValues = 25;
const entityKinds: Partial<Record<Facet, EntityKind>> = {
  country: 'country',
  person: 'individual',
  organization: 'organization',
  event: 'event',
};

const quotedValue = (value: string): string => `"${value.replaceAll(/["“”„‟«»\\]/g, ' ')}"`;

/**
 * The values of one facet over these cables, most frequent first. Each count is that of its own filter over the same
 * cables, so that a press gives as many as it promised.
 */
export function valuesOfFacet(desk: Desk, caller: Caller, rows: readonly number[], facet: Facet): FacetValue[] {
  const kind = entityKinds[facet];
  if (kind !== undefined)
    return desk.names
      .among(rows, kind, mostValues)
      .map(({ name, cables }) => ({ label: name, filter: `${fieldOf[kind]}:${quotedValue(name)}`, cables }));
  const values = new Map<string, number>();
  const count = (value: string): void => void (value === '' ? undefined : values.set(value, (values.get(value) ?? 0) + 1));
  if (facet === 'tag') for (const row of rows) for (const { key } of tagsOn(desk.facts, caller.desk, row)) count(key);
  else if (facet === 'status') for (const row of rows) count(workOn(desk.facts, caller.desk, row).status);
  else
    for (const one of desk.cables.traits(rows))
      count(
        facet === 'month'
          ? one.date.slice(0, 7)
          : facet === 'language'
            ? one.lang
            : facet === 'form'
              ? one.type
              : facet === 'marking'
                ? one.marking
                : one.origin,
      );
  const field = { origin: 'origin', marking: 'marking', month: 'date', language: 'lang', form: 'type', tag: 'tag', status: 'status' }[
    facet as 'origin'
  ];
  const isWord = facet === 'month' || facet === 'status' || facet === 'tag' || facet === 'language';
  const all = [...values].map(([label, cables]) => ({ label, cables, filter: `${field}:${isWord ? label : quotedValue(label)}` }));
  // A sender's name may be part of another's: then the filter keeps both, and the count includes both.
  const isText = facet === 'origin' || facet === 'marking' || facet === 'form';
  return all
    .toSorted((a, b) => b.cables - a.cables || (a.label < b.label ? -1 : 1))
    .slice(0, mostValues)
    .map((one) => (isText ? { ...one, cables: countHeld(one.filter, all) } : one));
}

function countHeld(filter: string, all: readonly { label: string; cables: number }[]): number {
  const [leaf] = positives(parseQuery(filter).root);
  return leaf === undefined ? 0 : all.reduce((sum, { label, cables }) => sum + (holds(label, '', leaf) ? cables : 0), 0);
}

import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { fieldOf } from '../../names/filters.ts';
import type { EntityKind } from '../../names/resolve/entity.ts';
import { holds } from '../../query/matching.ts';
import { parseQuery } from '../../query/query.ts';
import type { RowSet } from '../../query/row-set.ts';
import { positives } from '../../query/tree.ts';
import { noWork } from '../../team/work.ts';
import { addTo, byFrequency, countedFields, type CountedField, type Tally } from '../engine/counted.ts';
import { countFound, foundRows, type SearchRequest } from '../search.ts';

/** What a result can be narrowed by, in the order in which it is offered. */
export const facets = [
  'origin',
  'country',
  'person',
  'organization',
  'event',
  'marking',
  'month',
  'year',
  'language',
  'form',
  'trove',
  'tag',
  'status',
] as const;
export type Facet = (typeof facets)[number];

/** One value of a facet: how many of the cables have it, and the filter that keeps exactly those. */
export type FacetValue = { label: string; filter: string; cables: number };

/** How many cables there are, and the values that they have. */
type Faceted = { total: number; partial?: { looked: number; of: number }; values: FacetValue[] };

/** As many as fit in a list to choose from. */
const mostValues = 25;
const entityKinds: Partial<Record<Facet, EntityKind>> = {
  country: 'country',
  person: 'individual',
  organization: 'organization',
  event: 'event',
};

/** By which field of a query each is kept. Of a text, the filter keeps whatever holds its words. */
const fields: Readonly<Record<CountedField | 'tag' | 'status', { name: string; isText?: true }>> = {
  origin: { name: 'origin', isText: true },
  marking: { name: 'marking', isText: true },
  form: { name: 'type', isText: true },
  trove: { name: 'trove', isText: true },
  language: { name: 'lang' },
  month: { name: 'date' },
  year: { name: 'date' },
  tag: { name: 'tag' },
  status: { name: 'status' },
};

const quotedValue = (value: string): string => `"${value.replaceAll(/["“”„‟«»\\]/g, ' ')}"`;
const isCounted = (facet: Facet): facet is Facet & CountedField => (countedFields as readonly string[]).includes(facet);

/**
 * The values of one facet over the cables that a request finds, most frequent first. Each count is that of its own filter over
 * the same cables, so that a press gives as many as it promised.
 */
export async function valuesOfFacet(desk: Desk, caller: Caller, request: SearchRequest, facet: Facet): Promise<Faceted> {
  if (isCounted(facet)) {
    const { values, ...found } = await countFound(desk, caller, request, facet);
    return { ...found, values: filtersFor(facet, values) };
  }
  const { query: _, rows, ...found } = await foundRows(desk, caller, request);
  const total = rows.size;
  const kind = entityKinds[facet];
  if (kind !== undefined) {
    const names = await desk.names.among(rows, kind, mostValues);
    return {
      ...found,
      total,
      values: names.map(({ name, cables }) => ({ label: name, filter: `${fieldOf[kind]}:${quotedValue(name)}`, cables })),
    };
  }
  const tally = facet === 'tag' ? tagsAmong(desk, caller, rows) : statusAmong(desk, caller, rows, total);
  return { ...found, total, values: filtersFor(facet as 'tag' | 'status', byFrequency(tally)) };
}

function tagsAmong({ facts }: Desk, { desk }: Caller, rows: RowSet): Tally {
  const tally: Tally = new Map();
  for (const { cable, key } of facts.each(desk, 'tag')) if (rows.has(cable)) addTo(tally, key);
  return tally;
}

function statusAmong({ facts }: Desk, { desk }: Caller, rows: RowSet, total: number): Tally {
  const tally: Tally = new Map();
  let worked = 0;
  for (const { cable, value } of facts.each(desk, 'work'))
    if (rows.has(cable)) {
      worked += 1;
      addTo(tally, value.status);
    }
  // What nobody has worked on is new.
  return addTo(tally, noWork.status, total - worked);
}

type Counted = { value: string; cables: number };

/** The most frequent values with their filters. */
function filtersFor(facet: CountedField | 'tag' | 'status', counted: readonly Counted[]): FacetValue[] {
  const { name, isText } = fields[facet];
  const all = facet === 'month' ? withinYears(counted) : counted;
  return all.slice(0, mostValues).map(({ value, cables }) => {
    const filter = `${name}:${isText === undefined ? value : quotedValue(value)}`;
    return { label: value, filter, cables: isText === undefined ? cables : countHeld(filter, all) };
  });
}

/** Whoever keeps a year keeps its months as well. */
function withinYears(counted: readonly Counted[]): Counted[] {
  const ofYears = new Map<string, number>();
  for (const { value, cables } of counted) addTo(ofYears, value.slice(0, 4), cables);
  return byFrequency(new Map(counted.map(({ value, cables }) => [value, ofYears.get(value) ?? cables])));
}

/** A sender's name may be part of another's: then the filter keeps both, and the count includes both. */
function countHeld(filter: string, all: readonly Counted[]): number {
  const [leaf] = positives(parseQuery(filter).root);
  return leaf === undefined ? 0 : all.reduce((sum, { value, cables }) => sum + (holds(value, '', leaf) ? cables : 0), 0);
}

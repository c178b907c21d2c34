import { english } from '../../reply/text.ts';
import { measures, type AnalysisKind, type CablesBehind, type Measure } from '../analysis.ts';
import type { Given } from '../../reply/targets.ts';
import type { SearchRequest } from '../../search/search.ts';

/** What each analysis shows, for menus and help. */
export const meanings: Readonly<Record<AnalysisKind, string>> = {
  timeline: english('When: cables by day, month or year, and the dated sentences of a person, an event or a search, to print'),
  trends: english('What rises and falls between two periods, or before and after an event'),
  distinctive: english('Words and names that set some cables apart from the rest'),
  network: english('Who is named with whom, more often than by chance'),
  matrix: english('Two things against each other: missions and countries, people and events, tags and months'),
  map: english('Which countries are named, as tiles'),
  gaps: english('What is missing: numbers in a series, refs cited but absent, silent months'),
  compare: english('One event or name as different missions tell it'),
  coverage: english('What the desk has opened, tagged and verified'),
  stats: english('The trove in numbers'),
};

/** The measures to choose from, for the kinds that have a choice. */
export const measuresOf: Partial<Record<AnalysisKind, readonly Measure[]>> = {
  timeline: ['day', 'month', 'year'],
  coverage: ['month', 'year', 'mission', 'country', 'person', 'organization', 'event', 'tag', 'marking'],
  matrix: measures,
};

/** The request, as carried by buttons. */
export type AnalysisRequest = {
  kind?: AnalysisKind | undefined;
  with?: string | undefined;
  about?: string | undefined;
  by?: Measure | undefined;
  across?: Measure | undefined;
  split?: string | undefined;
  theme?: 'dark' | 'light' | undefined;
};

/** Options of an action that repeats the request with changes; undefined and empty ones are left out. */
export const repeatOptions = (search: SearchRequest, request: AnalysisRequest): Given<'analysis'> => {
  // An analysis counts every cable, in no order.
  const { sort: _, copies: __, ...asked } = search;
  return Object.fromEntries(Object.entries({ ...asked, ...request }).filter(([, value]) => value !== ''));
};

/** The search that finds a figure's cables within those of `base` (undefined: all). */
export function searchFor({ filters }: Pick<CablesBehind, 'filters'>, base: SearchRequest | undefined): SearchRequest | undefined {
  const filter = filters.map((one) => (/ OR /.test(one) && filters.length > 1 ? `(${one})` : one)).join(' ');
  if (base === undefined) return filter === '' ? undefined : { query: filter };
  if (filter === '') return base;
  return { ...base, filters: [...(base.filters === undefined ? [] : [base.filters]), filter].join('\n') };
}

/** The searches for the cables analysed and those they are compared with; undefined for all cables. */
export type Sets = { first: SearchRequest | undefined; second: SearchRequest | undefined };

import { analysisKinds, type AnalysisKind, type CablesBehind, type Figure } from '../analysis.ts';
import type { Action, Choice } from '../../reply/reply.ts';
import { said, type Text, ours } from '../../reply/text.ts';
import type { SearchRequest } from '../../search/search.ts';
import { repeatOptions, measuresOf, meanings, searchFor, type AnalysisRequest, type Sets } from './analysis-request.ts';
import { press, form, choose } from '../../reply/actions.ts';

const maxChoices = 25;

/** A menu of figures for each of the two sets; choosing one opens its cables. */
export function showCables(kind: AnalysisKind, figures: readonly Figure[], sets: Sets): Action[][] {
  const list = (side: 'other' | undefined): Action[][] => {
    const base = side === 'other' ? sets.second : sets.first;
    const shows = figures.flatMap(({ shows: all }) => all.filter((shown) => shown.side === side));
    const choices = ranked(kind, figures, shows).flatMap((shown): Choice[] => {
      const found = searchFor({ filters: shown.filters }, undefined);
      return found === undefined || found.query.length > 500
        ? []
        : [{ label: shown.what, value: found.query, description: `${shown.cables} ${shown.cables === 1 ? 'cable' : 'cables'}` }];
    });
    const distinct = choices.filter(({ value }, i) => choices.findIndex((one) => one.value === value) === i).slice(0, maxChoices);
    if (distinct.length === 0) return [];
    const label = side === 'other' ? said`Show cables of the second` : said`Show cables`;
    return [
      [base === undefined ? choose(label, 'search', 'query', distinct) : choose(label, 'search', 'add', distinct, { options: base })],
    ];
  };
  return [...list(undefined), ...list('other')];
}

/** Orders figures for a menu: the first of each row before the second of any; for a timeline, only the largest, in order. */
function ranked(kind: AnalysisKind, figures: readonly Figure[], shows: readonly CablesBehind[]): CablesBehind[] {
  if (shows.length <= maxChoices) return [...shows];
  if (kind === 'timeline') {
    const best = new Set(shows.toSorted((a, b) => b.cables - a.cables).slice(0, maxChoices));
    return shows.filter((shown) => best.has(shown));
  }
  const place = new Map(figures.flatMap((figure) => figure.shows.map((shown, i) => [shown, i] as const)));
  return shows.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

/** Menus for the measure, where the kind has a choice. */
export function measureActions(kind: AnalysisKind, search: SearchRequest, request: AnalysisRequest): Action[][] {
  const known = measuresOf[kind];
  if (known === undefined) return [];
  return [
    [
      choose(
        kind === 'matrix' ? said`Rows by` : said`Count by`,
        'analysis',
        'by',
        known.map((value) => ({
          label: kind === 'matrix' ? ours`Rows by ${value}` : ours`By ${value}`,
          value,
          selected: value === request.by,
        })),
        { as: 'replace', options: repeatOptions(search, { ...request, kind, by: undefined }) },
      ),
    ],
    ...(kind === 'matrix'
      ? [
          [
            choose(
              said`Columns by`,
              'analysis',
              'across',
              known.map((value) => ({ label: ours`Columns by ${value}`, value, selected: value === request.across })),
              { as: 'replace', options: repeatOptions(search, { ...request, kind, across: undefined }) },
            ),
          ],
        ]
      : []),
  ];
}

/** A menu of all kinds over the same cables. */
export function kindsAction(search: SearchRequest, request: AnalysisRequest): Action {
  return choose(
    said`Another analysis`,
    'analysis',
    'kind',
    analysisKinds.map((value) => ({
      label: value.slice(0, 1).toUpperCase() + value.slice(1),
      value,
      description: meanings[value].slice(0, 100),
      selected: value === request.kind,
    })),
    { as: 'replace', options: repeatOptions(search, { ...request, kind: undefined, by: undefined, across: undefined }) },
  );
}

/** A form to edit the request. */
export function changeAnalysisAction(search: SearchRequest, request: AnalysisRequest): Action {
  const day = ours('A day, month or year: 2018-07-16, 2018-07, 2018');
  const value = (text: string | undefined): { value?: string } => (text === undefined || text === '' ? {} : { value: text });
  const { query, since, until, ...more } = search;
  const { with: second, about, ...rest } = request;
  return form(said`Change`, 'analysis', repeatOptions({ query: '', ...more }, rest), {
    as: 'replace',
    title: said`Change this analysis`,
    fields: [
      {
        option: 'query',
        label: ours('Which cables'),
        description: ours('As in /search; empty for all'),
        ...value(query.slice(0, 4000)),
        max: 4000,
      },
      { option: 'with', label: ours('Compared with'), description: ours('A second search'), ...value(second), max: 512 },
      {
        option: 'about',
        label: ours('Who or what it is about'),
        description: ours('A name, for networks, comparisons, before and after'),
        ...value(about),
        max: 300,
      },
      { option: 'since', label: ours('Sent on or after'), description: day, ...value(since), max: 10 },
      { option: 'until', label: ours('Sent on or before'), description: day, ...value(until), max: 10 },
    ],
  });
}

/** A button that opens an analysis of these cables. */
export const chartAction = (kind: AnalysisKind, label: Text, search: SearchRequest, request: AnalysisRequest = {}): Action =>
  press(label, 'analysis', repeatOptions(search, { ...request, kind }));

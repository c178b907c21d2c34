import { analysisKinds, type AnalysisKind, type CablesBehind, type Figure } from '../analysis.ts';
import type { Action, Choice } from '../../reply/reply.ts';
import { said, type Text } from '../../reply/text.ts';
import { requestOptions, type SearchRequest } from '../../search/search.ts';
import { again, byOf, meanings, searchFor, type AnalysisRequest, type Sets } from './analysis-request.ts';

const mostChoices = 25;

/** For each of the two sets a menu of its figures: choosing one opens its cables. */
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
    const once = choices.filter(({ value }, i) => choices.findIndex((one) => one.value === value) === i).slice(0, mostChoices);
    if (once.length === 0) return [];
    return [
      [
        {
          kind: 'choose',
          label: side === 'other' ? said`Show cables of the second` : said`Show cables`,
          command: 'search',
          options: base === undefined ? {} : requestOptions(base),
          option: base === undefined ? 'query' : 'add',
          choices: once,
          as: 'reply',
        },
      ],
    ];
  };
  return [...list(undefined), ...list('other')];
}

/** As many as fit into a menu: the first of each line before the second of any; of a timeline the largest, in their order. */
function ranked(kind: AnalysisKind, figures: readonly Figure[], shows: readonly CablesBehind[]): CablesBehind[] {
  if (shows.length <= mostChoices) return [...shows];
  if (kind === 'timeline') {
    const best = new Set(shows.toSorted((a, b) => b.cables - a.cables).slice(0, mostChoices));
    return shows.filter((shown) => best.has(shown));
  }
  const place = new Map(figures.flatMap((figure) => figure.shows.map((shown, i) => [shown, i] as const)));
  return shows.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

/** Menus of what it is counted by, where that can be chosen. */
export function byAction(kind: AnalysisKind, search: SearchRequest, request: AnalysisRequest): Action[][] {
  const known = byOf[kind];
  if (known === undefined) return [];
  return [
    [
      {
        kind: 'choose',
        label: kind === 'matrix' ? said`Rows by` : said`Count by`,
        command: 'analysis',
        options: again(search, { ...request, kind, by: undefined }),
        option: 'by',
        choices: known.map((value) => ({
          label: kind === 'matrix' ? `Rows by ${value}` : `By ${value}`,
          value,
          selected: value === request.by,
        })),
        as: 'replace',
      },
    ],
    ...(kind === 'matrix'
      ? [
          [
            {
              kind: 'choose' as const,
              label: said`Columns by`,
              command: 'analysis',
              options: again(search, { ...request, kind, across: undefined }),
              option: 'across',
              choices: known.map((value) => ({ label: `Columns by ${value}`, value, selected: value === request.across })),
              as: 'replace' as const,
            },
          ],
        ]
      : []),
  ];
}

/** The menu: every kind over the same cables. */
export function kindsAction(search: SearchRequest, request: AnalysisRequest): Action {
  return {
    kind: 'choose',
    label: said`Another analysis`,
    command: 'analysis',
    // What can be counted by what depends on the kind.
    options: again(search, { ...request, kind: undefined, by: undefined, across: undefined }),
    option: 'kind',
    choices: analysisKinds.map((value) => ({
      label: value.slice(0, 1).toUpperCase() + value.slice(1),
      value,
      description: meanings[value].slice(0, 100),
      selected: value === request.kind,
    })),
    as: 'replace',
  };
}

/** A form with the whole question. */
export function changeAnalysisAction(search: SearchRequest, request: AnalysisRequest): Action {
  const day = 'A day, month or year: 2018-07-16, 2018-07, 2018';
  const value = (text: string | undefined): { value?: string } => (text === undefined || text === '' ? {} : { value: text });
  const { query, since, until, ...more } = search;
  const { with: second, about, ...rest } = request;
  return {
    kind: 'form',
    label: said`Change`,
    title: said`Change this analysis`,
    command: 'analysis',
    options: again({ query: '', ...more }, rest),
    fields: [
      { option: 'query', label: 'Which cables', description: 'As in /search; empty for all', ...value(query.slice(0, 4000)), max: 4000 },
      { option: 'with', label: 'Compared with', description: 'A second search', ...value(second), max: 512 },
      {
        option: 'about',
        label: 'About whom or what',
        description: 'A name, for networks, comparisons, before and after',
        ...value(about),
        max: 300,
      },
      { option: 'since', label: 'Sent on or after', description: day, ...value(since), max: 10 },
      { option: 'until', label: 'Sent on or before', description: day, ...value(until), max: 10 },
    ],
    as: 'replace',
  };
}

/** A button to an analysis of these cables. */
export const chartAction = (kind: AnalysisKind, label: Text, search: SearchRequest, request: AnalysisRequest = {}): Action => ({
  kind: 'run',
  label,
  command: 'analysis',
  options: again(search, { ...request, kind }),
  as: 'reply',
});

import type { Query } from '../../query/query.ts';
import { sortOrders } from '../../query/tree.ts';
import type { Action } from '../../reply/reply.ts';
import { quoted, said, type Text, ours } from '../../reply/text.ts';
import type { Found } from '../engine/search-index.ts';
import { keptQuestion } from '../ask/ask.ts';
import { filtersIn, keptRequest, type SearchRequest } from '../search.ts';
import { choose, form, press, type RunAction } from '../../reply/actions.ts';

/** Characters that a text field of a form takes. */
const mostInForm = 4000;
/** A message holds so many buttons: with more filters than this, those of the filters come before others. */
const fewFilters = 2;

/** A button that runs this request in place of the answer. */
export const searchAction = (request: SearchRequest, label: Text): RunAction => press(label, 'search', request, { as: 'replace' });

/** Asks a kept search, or a kept question, again. */
export function runAgain(kept: Readonly<Record<string, string>>): RunAction {
  const question = keptQuestion(kept);
  return question === undefined
    ? press(said`Run again`, 'search', keptRequest(kept), { style: 'main' })
    : press(said`Run again`, 'ask', question, { style: 'main' });
}

/** `US` found the country; the same in small letters finds whatever is written so. */
export const otherReading = (request: SearchRequest, { otherReading: query }: Query): RunAction[] =>
  query === undefined ? [] : [searchAction({ ...request, query }, said`In small letters, too`)];

/** A button to a page of the results. */
export function goToPage(request: SearchRequest, page: number, label: Text, disabled = false): Action {
  return press(label, 'search', { ...request, page }, { as: 'replace', disabled });
}

/** Buttons to the other pages of the results. */
export function pageActions(request: SearchRequest, page: number, pages: number): Action[] {
  if (pages === 1) return [];
  const actions = [goToPage(request, page - 1, said`Previous`, page === 1), goToPage(request, page + 1, said`Next`, page === pages)];
  if (filtersIn(request).length > 0) return actions;
  if (page > 2) actions.unshift(goToPage(request, 1, said`First`));
  if (page < pages - 1) actions.push(goToPage(request, pages, said`Last`));
  return actions;
}

/** Shows near-copies one by one, or folds them again. */
export function copiesAction(request: SearchRequest, { shown, total }: Found): Action[] {
  const { copies, ...rest } = request;
  if ((copies === undefined && shown === total) || filtersIn(request).length > fewFilters) return [];
  return [
    copies === undefined
      ? searchAction({ ...rest, copies: 'apart' }, said`Near-copies one by one`)
      : searchAction(rest, said`Fold near-copies`),
  ];
}

/** Opens `/searches refine` on this request. */
export function refineAction(request: SearchRequest): Action {
  return press(said`Refine`, 'searches refine', request, { as: 'replace' });
}

/** The last filters that narrow the result, each removed by a press. */
export function filterActions(request: SearchRequest): Action[] {
  const { filters: _, ...rest } = request;
  const filters = filtersIn(request);
  return filters.slice(-3).map((filter) => {
    const left = filters.filter((one) => one !== filter).join('\n');
    return searchAction({ ...rest, ...(left === '' ? {} : { filters: left }) }, said`✕ ${quoted(filter)}`);
  });
}

/** A form with the request, to be changed: on a phone, nobody types a command a second time. */
export function changeAction(request: SearchRequest): Action[] {
  const { query, since, until, origin, ...rest } = request;
  // A form would cut a longer query and search for something else.
  if (query.length > mostInForm) return [];
  const day = ours('A day, month or year: 2018-07-16, 2018-07, 2018');
  return [
    form(said`Change`, 'search', rest, {
      as: 'replace',
      title: said`Change this search`,
      fields: [
        {
          option: 'query',
          label: ours('Look for'),
          description: ours('Words, "a phrase", OR, NOT, field:value'),
          required: true,
          long: true,
          value: query,
        },
        { option: 'since', label: ours('Sent on or after'), description: day, ...(since === undefined ? {} : { value: since }), max: 10 },
        { option: 'until', label: ours('Sent on or before'), description: day, ...(until === undefined ? {} : { value: until }), max: 10 },
        { option: 'origin', label: ours('Sender, or a part of its name'), ...(origin === undefined ? {} : { value: origin }), max: 200 },
      ],
    }),
  ];
}

/** A list of the orders; `asked` is what the query itself says with `sort:`. */
export function sortAction(request: SearchRequest, asked: Query['sort']): Action {
  const { sort = asked ?? 'best', ...rest } = request;
  const names = { best: ours('Best match first'), newest: ours('Newest first'), oldest: ours('Oldest first') };
  return choose(
    said`Sort`,
    'search',
    'sort',
    sortOrders.map((value) => ({ label: names[value], value, selected: value === sort })),
    { as: 'replace', options: rest },
  );
}

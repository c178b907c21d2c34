import { exportMenu } from '../../src/team/pages/export-menu.ts';
import { absence, total } from '../../src/reply/absence.ts';
import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { facets, valuesOfFacet, type Facet, type FacetValue } from '../../src/search/pages/facets.ts';
import { quotedList } from '../../src/search/pages/query-text.ts';
import { DeskError } from '../../src/reply/failure.ts';
import type { Action, Choice } from '../../src/reply/reply.ts';
import { filtersIn, incomplete, type SearchRequest, typedQuery } from '../../src/search/search.ts';
import { count, own, plural, quoted, said, ours, english } from '../../src/reply/text.ts';
import { choose, press } from '../../src/reply/actions.ts';

const facetNames: Readonly<Record<Facet, string>> = {
  origin: english('Sender'),
  country: english('Country named'),
  person: english('Person named'),
  organization: english('Organization named'),
  event: english('Event named'),
  marking: english('Marking'),
  month: english('Month'),
  year: english('Year'),
  language: english('Language'),
  form: english('Form'),
  trove: english('Trove'),
  tag: english('Tag'),
  status: english('Status'),
};

/** Rows of the table; the lists to choose from hold more. */
const shown = 15;

const refineOptions = optionSpecs({
  query: { type: 'text', description: 'A search, as in /search', required: true, max: 6000 },
  by: { type: 'choice', description: 'Group by (default: sender)', choices: facets },
  since: { type: 'date', description: 'Sent on or after', hidden: true },
  until: { type: 'date', description: 'Sent on or before', hidden: true },
  origin: { type: 'text', description: 'Sender', hidden: true, max: 200 },
  sort: { type: 'choice', description: 'Order', choices: ['best', 'newest', 'oldest'], hidden: true },
  match: { type: 'choice', description: 'All words, or any', choices: ['all', 'any'], hidden: true },
  copies: { type: 'choice', description: 'Near-copies one by one', choices: ['apart'], hidden: true },
  filters: { type: 'text', description: 'Filters already applied', hidden: true, max: 4000 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'searches refine': Values<typeof refineOptions>;
  }
}

export default command({
  name: 'searches refine',
  description: 'Narrow a search by what its cables have in common, with counts, to keep or leave out',
  who: 'reader',
  looksBack: true,
  examples: ['/searches refine query:iran by:country', '/searches refine query:"weekly report" by:origin'],
  options: refineOptions,
  async run({ options, desk, caller }) {
    const { by = 'origin', ...asked } = options;
    const request: SearchRequest = asked;
    if (by === 'country' || by === 'person' || by === 'organization' || by === 'event') await desk.names.settledSoon();
    const { total: found, partial, values: all } = await valuesOfFacet(desk, caller, request, by);
    if (found === 0) throw new DeskError(absence(said`No cable for ${quoted(request.query)}: there is nothing to narrow.`));
    const applied = new Set(filtersIn(request));
    const values = all.filter(({ filter }) => !applied.has(filter) && !applied.has(`-${filter}`) && filter.length < 99);
    const query = typedQuery(desk, request);
    return {
      title: said`${total(plural(found, 'cable'))} for ${quoted(request.query)}, by ${own(ours(facetNames[by]).toLowerCase())}`,
      blocks: [
        ...(applied.size === 0
          ? []
          : [
              {
                kind: 'small' as const,
                text: said`Narrowed by ${quotedList([...applied])}`,
              },
            ]),
        values.length === 0
          ? { kind: 'text', text: absence(said`These cables have nothing of this kind.`) }
          : {
              kind: 'table',
              columns: [ours(facetNames[by]), ours('Cables')],
              rows: values.slice(0, shown).map(({ label, cables }) => [quoted(label), own(count(cables))]),
            },
        ...(partial === undefined ? [] : [{ kind: 'small' as const, text: said`${own(incomplete(partial))}` }]),
        ...(values.length > shown ? [{ kind: 'small' as const, text: said`${values.length - shown} more in the lists below` }] : []),
      ],
      actions: [
        ...(values.length === 0
          ? []
          : [[narrow(ours('Keep only these'), values, '', request)], [narrow(ours('Leave these out'), values, '-', request)]]),
        [
          choose(
            said`Group by something else`,
            'searches refine',
            'by',
            facets.map((facet) => ({ label: facetNames[facet], value: facet, selected: facet === by })),
            { as: 'replace', options: request },
          ),
        ],
        query === undefined ? [] : exportMenu(desk, caller, { query }),
        [press(said`Back to results`, 'search', request, { as: 'replace' })],
      ].filter((row) => row.length > 0),
    };
  },
});

function narrow(label: string, values: readonly FacetValue[], sign: '' | '-', request: SearchRequest): Action {
  const choices = values.map(({ label: text, filter, cables }): Choice => ({
    label: text,
    value: `${sign}${filter}`,
    description: `${cables} ${cables === 1 ? 'cable' : 'cables'}`,
  }));
  return choose(said`${own(label)}`, 'search', 'add', choices, { as: 'replace', options: request });
}

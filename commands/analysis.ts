import { again, analysisReply, byOf, menuReply, type AnalysisRequest } from '../src/analysis/pages/analysis-page.ts';
import { analysisKinds, measures } from '../src/analysis/analysis.ts';
import type { Caller } from '../src/desk/caller.ts';
import { command } from '../src/bot/command.ts';
import type { Desk } from '../src/desk/desk.ts';
import { entityNamed, suggestEntities } from '../src/names/pages/section.ts';
import { queryFor } from '../src/names/filters.ts';
import { DeskError } from '../src/reply/failure.ts';
import { hiddenFrom } from '../src/desk/withdrawn.ts';
import { excerptLimit } from '../src/desk/policy.ts';
import { parseQuery } from '../src/query/query.ts';
import type { Action, Choice } from '../src/reply/reply.ts';
import { findAll, requestText, type SearchRequest } from '../src/search/search.ts';
import { commandLink, join, own, quoted, said, strong } from '../src/reply/text.ts';

export default command({
  name: 'analysis',
  description: 'Trends, networks, gaps and comparisons, as pictures with the cables behind them',
  who: 'reader',
  examples: [
    '/analysis',
    '/analysis kind:timeline query:iran with:ukraine',
    '/analysis kind:gaps',
    '/analysis kind:compare about:"Ohrid conference"',
    '/analysis kind:matrix by:tag across:month',
  ],
  options: {
    kind: { type: 'choice', description: 'What to look at; without it a menu', choices: analysisKinds },
    query: {
      type: 'text',
      description: 'Which cables, as in /search (default: all)',
      max: 4000,
      suggest: ({ desk, caller, typed }) => suggestQueries(desk, caller, typed),
    },
    with: {
      type: 'text',
      description: 'A second search, to compare with the first',
      max: 512,
      suggest: ({ desk, caller, typed }) => suggestQueries(desk, caller, typed),
    },
    about: {
      type: 'text',
      description: 'A name: centre of a network, what is compared, before and after which event',
      max: 300,
      suggest: ({ desk, caller, typed }) => suggestEntities(desk, caller, typed),
    },
    by: { type: 'choice', description: 'Count by (timeline, coverage, rows of a matrix)', choices: measures },
    across: { type: 'choice', description: 'Columns of a matrix', choices: measures },
    since: { type: 'date', description: 'Sent on or after: 2018-07-16, 2018-07 or 2018' },
    until: { type: 'date', description: 'Sent on or before: 2018-07-16, 2018-07 or 2018' },
    split: { type: 'date', description: 'Trends: the second period begins here' },
    theme: { type: 'choice', description: 'Colours of the picture (default: dark)', choices: ['dark', 'light'] },
    origin: { type: 'text', description: 'Sender', hidden: true, max: 200 },
    match: { type: 'choice', description: 'All words, or any', choices: ['all', 'any'], hidden: true },
    filters: { type: 'text', description: 'Filters put on before', hidden: true, max: 4000 },
  },
  async run({ options, desk, caller }) {
    const { query = '', since, until, origin, match, filters, kind, ...request } = options;
    const search: SearchRequest = { query: query.trim(), since, until, origin, match, filters };
    if (kind === undefined) return menuReply(search, request);
    const fits = byOf[kind];
    if (request.by !== undefined && fits !== undefined && !fits.includes(request.by))
      throw new DeskError(said`${strong(kind)} cannot be counted by ${own(request.by)}.`, {
        kind: 'usage',
        hint: said`It can be by ${join(
          fits.map((one) => own(one)),
          ', ',
        )}.`,
      });
    if (desk.cables.count() - hiddenFrom(desk.facts, caller).size <= 0)
      throw new DeskError(said`There are no cables to look at yet.`, { hint: said`${commandLink('about')} says what has been imported.` });
    const isRead = await desk.names.soon();
    const about = request.about === undefined ? undefined : await entityAbout(desk, caller, search, { ...request, kind });
    const first = narrowed(search);
    const second = request.with === undefined || request.with.trim() === '' ? undefined : { ...search, query: request.with.trim() };
    const [rows, others] = [await rowsOf(desk, caller, first, request), await rowsOf(desk, caller, second, request)];
    const drawn = await desk.analyst.ask({
      kind,
      desk: caller.desk,
      member: caller.member,
      hidden: [...hiddenFrom(desk.facts, caller)],
      rows,
      others,
      question: {
        label: first === undefined ? 'all cables' : requestText(first),
        otherLabel: second === undefined ? '' : requestText(second),
        words: first === undefined ? [] : parseQuery(first.query).words(),
        isAll: first === undefined,
        by: request.by,
        across: request.across,
        about,
        split: request.split,
      },
      theme: request.theme ?? 'dark',
    });
    const { done, total } = desk.names.progress();
    const notes = isRead || done >= total ? drawn.notes : [said`Names: ${done} of ${total} cables have been read so far.`, ...drawn.notes];
    return analysisReply(
      kind,
      { ...drawn, notes },
      search,
      { ...request, kind },
      { first, second },
      {
        excerpts: excerptLimit(desk.exposure),
        files: desk.exposure !== 'sealed',
      },
    );
  },
});

/** The search that chooses the cables; undefined for all of them. */
function narrowed(search: SearchRequest): SearchRequest | undefined {
  const { query, since, until, origin, filters } = search;
  if (query !== '') return search;
  const [filter, ...rest] = [
    ...(since === undefined && until === undefined ? [] : [`date:[${since ?? '*'} TO ${until ?? '*'}]`]),
    ...(origin === undefined ? [] : [`origin:"${origin.replaceAll(/["“”„\\]/g, ' ')}"`]),
    ...(filters ?? '').split('\n').filter((line) => line !== ''),
  ];
  if (filter === undefined) return undefined;
  if (since !== undefined && until !== undefined && since > until && !since.startsWith(until))
    throw new DeskError(said`${strong('since')} (${quoted(since)}) lies after ${strong('until')} (${quoted(until)}).`, {
      kind: 'usage',
      hint: said`Swap the two.`,
    });
  return { query: filter, ...(rest.length === 0 ? {} : { filters: rest.join('\n') }) };
}

async function rowsOf(
  desk: Desk,
  caller: Caller,
  search: SearchRequest | undefined,
  request: AnalysisRequest,
): Promise<Int32Array | undefined> {
  if (search === undefined) return undefined;
  const { query, rows } = await findAll(desk, caller, search);
  if (rows.length > 0) return Int32Array.from(rows);
  const actions = nearQueries(desk, caller, search, request);
  throw new DeskError(said`No cable for ${quoted(requestText(search))}: there is nothing to analyse.`, {
    hint: said`${join(
      query.faults.slice(0, 2).map(({ message }) => own(message)),
      ' ',
    )}${own(query.faults.length > 0 ? ' ' : '')}${actions.length > 0 ? own('Did you mean one of these?') : own('Fewer or other words may help.')}`,
    actions,
  });
}

const namedField = /\b(person|org|country|event):(?:"([^"]+)"|([^\s()]+))/i;
const kindOfField = { person: 'individual', org: 'organization', country: 'country', event: 'event' } as const;

/** The same with a name that the cables know, for one that they don't. */
function nearQueries(desk: Desk, caller: Caller, search: SearchRequest, request: AnalysisRequest): Action[] {
  const [whole, field = '', quotedName, bare] = namedField.exec(search.query) ?? [];
  const name = quotedName ?? bare;
  if (whole === undefined || name === undefined) return [];
  const kind = kindOfField[field.toLowerCase() as 'person'];
  const hidden = hiddenFrom(desk.facts, caller);
  const pieces = [name, ...name.split(/\s+/), name.slice(0, Math.max(3, Math.ceil(name.length * 0.6)))].filter((piece) => piece.length > 2);
  const found = new Map(pieces.flatMap((piece) => desk.names.complete(piece, kind, 5, hidden)).map((one) => [one.id, one]));
  return [...found.values()].slice(0, 5).map((one) => ({
    kind: 'run',
    label: said`${quoted(one.name)}`,
    command: 'analysis',
    options: again({ ...search, query: search.query.replace(whole, queryFor(one)) }, request),
    as: 'replace',
  }));
}

/** Names as searches: whoever is chosen becomes `person:"..."`. */
function suggestQueries(desk: Desk, caller: Caller, typed: string): Choice[] {
  if (typed.trim() === '') return [];
  const found = desk.names.complete(typed, undefined, 24, hiddenFrom(desk.facts, caller)).map((one) => ({
    label: `${one.name} · ${one.kind} (${one.cables})`.slice(0, 100),
    value: queryFor(one),
  }));
  return [{ label: typed.slice(0, 100), value: typed }, ...found].filter(({ value }) => value.length <= 100);
}

/** The id of the entity that is asked about; names like it are offered as this analysis of them. */
async function entityAbout(desk: Desk, caller: Caller, search: SearchRequest, request: AnalysisRequest): Promise<string> {
  try {
    const entity = await entityNamed(desk, caller, (request.about ?? '').trim());
    if (entity.hidden && caller.role === 'reader') throw new DeskError(said`An editor has hidden ${quoted(entity.name)}.`);
    if (entity.ambiguous)
      throw new DeskError(said`Several bear the name ${quoted(entity.name)}, and the cables do not say which is meant.`);
    return entity.id;
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    const actions = error.actions.flatMap((action): Action[] =>
      action.kind === 'run' && typeof action.options['name'] === 'string'
        ? [{ ...action, command: 'analysis', options: again(search, { ...request, about: action.options['name'] }), as: 'replace' }]
        : [],
    );
    throw new DeskError(error.text, { kind: error.kind, ...(error.hint === undefined ? {} : { hint: error.hint }), actions });
  }
}

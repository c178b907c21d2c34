import type { Text } from '../../reply/text.ts';
import { absence } from '../../reply/absence.ts';
import type { Caller } from '../../desk/caller.ts';
import { mayRun } from '../../desk/policy.ts';
import type { Desk } from '../../desk/desk.ts';
import { queryFor } from '../../names/filters.ts';
import type { Counted } from '../../names/lookup.ts';
import { entityNamed } from '../../names/pages/section.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Action, Choice } from '../../reply/reply.ts';
import type { RowBits } from '../../query/row-set.ts';
import { asTyped, join, own, quoted, said } from '../../reply/text.ts';
import { allFilters, foundRows, requestText, type SearchRequest } from '../../search/search.ts';
import { repeatOptions, type AnalysisRequest } from './analysis-request.ts';
import { press } from '../../reply/actions.ts';

/** The search that selects the cables; undefined for all of them. Throws a DeskError when `since` is after `until`. */
export function narrowed(search: SearchRequest): SearchRequest | undefined {
  const { query, since, until } = search;
  if (query !== '') return search;
  const [filter, ...rest] = allFilters(search);
  if (filter === undefined) return undefined;
  if (since !== undefined && until !== undefined && since > until && !since.startsWith(until))
    throw new DeskError(said`${asTyped('since')} (${quoted(since)}) is after ${asTyped('until')} (${quoted(until)}).`, {
      kind: 'usage',
      hint: said`Swap the two.`,
    });
  return { query: filter, ...(rest.length === 0 ? {} : { filters: rest.join('\n') }) };
}

/** The rows found by a search, with what is to be said of it; no rows without one. Throws a DeskError with similar searches when nothing is found. */
export async function rowsFound(
  desk: Desk,
  caller: Caller,
  search: SearchRequest | undefined,
  request: AnalysisRequest,
): Promise<{ rows: RowBits | undefined; remarks: readonly string[] }> {
  if (search === undefined) return { rows: undefined, remarks: [] };
  const { query, rows } = await foundRows(desk, caller, search);
  if (rows.size > 0) return { rows: rows.bytes(), remarks: query.notes };
  const actions = similarQueries(desk, search, request);
  throw new DeskError(absence(said`No cable for ${quoted(requestText(search))}: there is nothing to analyse.`), {
    hint: said`${join(
      query.faults.slice(0, 2).map(({ message }) => own(message)),
      ' ',
    )}${own(query.faults.length > 0 ? ' ' : '')}${actions.length > 0 ? own('Did you mean one of these?') : own('Fewer or other words may help.')}`,
    actions,
  });
}

const namedField = /\b(person|org|country|event):(?:"([^"]+)"|([^\s()]+))/i;
const kindOfField = { person: 'individual', org: 'organization', country: 'country', event: 'event' } as const;

/** The same search with its unknown name replaced by similar ones from the cables. */
function similarQueries(desk: Desk, search: SearchRequest, request: AnalysisRequest): Action[] {
  const [whole, field = '', quotedName, bare] = namedField.exec(search.query) ?? [];
  const name = quotedName ?? bare;
  if (whole === undefined || name === undefined) return [];
  const kind = kindOfField[field.toLowerCase() as 'person'];
  const pieces = [name, ...name.split(/\s+/), name.slice(0, Math.max(3, Math.ceil(name.length * 0.6)))].filter((piece) => piece.length > 2);
  const found = new Map(pieces.flatMap((piece) => desk.names.complete(piece, kind, 5)).map((one) => [one.id, one]));
  return [...found.values()]
    .slice(0, 5)
    .map((one) =>
      press(
        said`${quoted(one.name)}`,
        'analysis',
        repeatOptions({ ...search, query: search.query.replace(whole, queryFor(one)) }, request),
        { as: 'replace' },
      ),
    );
}

/** Completes names as searches: a chosen person becomes `person:"..."`. */
function suggestQueries(desk: Desk, typed: string): Choice[] {
  if (typed.trim() === '') return [];
  const found = desk.names.complete(typed, undefined, 24).map((one) => ({
    label: `${one.name} · ${one.kind} (${one.cables})`.slice(0, 100),
    value: queryFor(one),
  }));
  return [{ label: typed.slice(0, 100), value: typed }, ...found].filter(({ value }) => value.length <= 100);
}

/** Completion of an option that takes a search. */
export const queryCompletion = {
  suggest: ({ desk, typed }: { desk: Desk; typed: string }): Choice[] => suggestQueries(desk, typed),
  none: ({ typed }: { typed: string }): Text =>
    typed.trim() === '' ? said`Type words, a phrase or a name, as in /search` : said`Too long for a suggestion: send it as it is`,
};

/** The entity asked about. Throws a DeskError that offers the same analysis for similar names. */
export async function entityAbout(desk: Desk, caller: Caller, search: SearchRequest, request: AnalysisRequest): Promise<Counted> {
  try {
    const entity = await entityNamed(desk, caller, (request.about ?? '').trim());
    if (entity.hidden && !mayRun(caller, 'editor').allowed) throw new DeskError(said`An editor has hidden ${quoted(entity.name)}.`);
    if (entity.ambiguous)
      throw new DeskError(said`Several share the name ${quoted(entity.name)}, and the cables do not say which is meant.`);
    return entity;
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    const actions = error.actions.flatMap((action): Action[] =>
      action.kind === 'run' && typeof action.options['name'] === 'string'
        ? [press(action.label, 'analysis', repeatOptions(search, { ...request, about: action.options['name'] }), { as: 'replace' })]
        : [],
    );
    throw new DeskError(error.text, { kind: error.kind, ...(error.hint === undefined ? {} : { hint: error.hint }), actions });
  }
}

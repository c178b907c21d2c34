import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { DeskError } from '../reply/failure.ts';
import { mostRefs } from '../desk/receipts.ts';
import { errorFields } from '../log.ts';
import { collectFaults } from '../query/faults.ts';
import { settleState, type QueryNode, type Sort } from '../query/tree.ts';
import { partialDate } from '../language/partial-date.ts';
import { oneQuery } from '../query/one-query.ts';
import { parseQuery, type Query } from '../query/query.ts';
import { RowSet } from '../query/row-set.ts';
import type { CountedField } from './engine/counted.ts';
import type { Found, ValueCounts } from './engine/search-index.ts';
import { asksForOwn, createStateSearch, namesAskedFor } from './desk-state.ts';
import { costOf, mostCost } from '../query/cost.ts';
import { partDated } from './part-dated.ts';
import { noteAsked } from '../reply/absence.ts';
import { asTyped, join, quoted, said, strong, ours } from '../reply/text.ts';

/*
 * The room of searching a desk: a request becomes a query, the desk's own state is filled in, withdrawn cables are left
 * out, and the index is asked. The index and its engines live in engine/, what people see of results in pages/; the
 * language of queries is in query/. Pages, commands, chat and the clock may import it, the desk may not.
 */

/** A search request, as the buttons of its results carry it: enough to repeat it from any place in them. */
export type SearchRequest = {
  query: string;
  since?: string | undefined;
  until?: string | undefined;
  origin?: string | undefined;
  /** What narrows it further: filters in the query language, one per line; a `-` in front excludes. */
  filters?: string | undefined;
  sort?: Sort | undefined;
  match?: 'all' | 'any' | undefined;
  /** Near-copies one by one, instead of folded into the best of them. */
  copies?: 'apart' | undefined;
};

/** The request in one line, for people. */
export function requestText({ query = '', since, until, origin, filters, match, asof }: Partial<Record<string, string>>): string {
  const more = [
    since === undefined ? '' : ours`since ${since}`,
    until === undefined ? '' : ours`until ${until}`,
    origin === undefined ? '' : ours`from ${origin}`,
    ...filtersIn({ filters }),
    match === 'any' ? ours('any word') : '',
    asof === undefined ? '' : ours`as of ${asof}`,
  ];
  return [query, ...more.filter((one) => one !== '')].join(' · ');
}

/** Hits on one page of results: as many as fit in a Discord message with a row of buttons each. */
export const hitsPerPage = 5;

/** A kept request, to be asked again. */
export const keptRequest = (kept: Readonly<Record<string, string>>): SearchRequest => ({ query: '', ...kept });

/**
 * The query with its filters. Throws a DeskError (usage) when the query is empty, or when `since` is after `until`.
 */
export function queryOf(desk: Desk, request: SearchRequest): Query {
  if (request.query.trim() === '')
    throw new DeskError(said`There is nothing to search for.`, {
      kind: 'usage',
      hint: said`Example: ${strong('/search query:"hot zone"')}`,
    });
  const { since, until } = request;
  if (since !== undefined && until !== undefined && since > until && !since.startsWith(until)) {
    throw new DeskError(said`${asTyped('since')} (${quoted(since)}) is after ${asTyped('until')} (${quoted(until)}).`, {
      kind: 'usage',
      hint: said`Swap the two.`,
    });
  }
  const query = parseQuery(request.query, { filters: allFilters(request), match: request.match, ...recordFields(desk) });
  // Whoever asks about a day was given that day's desk by now; what would search this one instead must not pass for it.
  if (query.asOf !== undefined && dayOf(request) !== desk.past?.day)
    throw new DeskError(said`asof: can be asked of searches and pages, not here.`, { kind: 'usage', hint: said`Leave asof: out.` });
  return query;
}

/** The request as one query that finds the same when it is typed; undefined where there is none (`oneQuery`). */
export const typedQuery = (desk: Desk, request: SearchRequest): string | undefined =>
  oneQuery(request.query, { filters: allFilters(request), match: request.match, ...recordFields(desk) });

/** The day that a kept request asks about; undefined: as it was when it was asked. */
export const dayOf = ({ query = '', filters, asof }: Readonly<Record<string, string | undefined>>): string | undefined => {
  const typed = asof ?? parseQuery(query, { filters: filtersIn({ filters }) }).asOf;
  return typed === undefined ? undefined : (partialDate(typed) ?? typed);
};

/** What a query of this desk can name besides our own fields. */
export const recordFields = (desk: Desk) => ({ isOtherField: (key: string): boolean => desk.cables.hasOtherField(key) });

/** Everything that narrows a request, as queries: dates, sender, filters. */
export const allFilters = ({ since, until, origin, filters }: Partial<SearchRequest>): string[] => [
  ...(since === undefined && until === undefined ? [] : [`date:[${since ?? '*'} TO ${until ?? '*'}]`]),
  ...(origin === undefined ? [] : [`origin:"${origin.replaceAll(/["“”„\\]/g, ' ')}"`]),
  ...filtersIn({ filters }),
];

/** The filters of a request, in the order in which they were added. */
export const filtersIn = ({ filters }: Pick<SearchRequest, 'filters'>): string[] =>
  (filters ?? '').split('\n').filter((line) => line !== '');

/** The filters with one more, each once. */
export function withFilter(filters: string | undefined, add: string | undefined): Pick<SearchRequest, 'filters'> {
  const all = [...new Set([...filtersIn({ filters }), ...(add === undefined ? [] : [add.replaceAll('\n', ' ')])])];
  return all.length === 0 ? {} : { filters: all.join('\n') };
}

/** Runs a request on the desk's index; `among`: these cables only. Throws a DeskError with the progress while the index is still being built. */
export async function runSearch(
  desk: Desk,
  caller: Caller,
  request: SearchRequest,
  offset: number,
  limit: number,
  among?: RowSet,
): Promise<{ query: Query; found: Found; named: string[]; asksNames: boolean }> {
  const { asked, asksNames, query } = await readyQuery(desk, caller, request);
  const began = desk.now();
  const found = await desk.index.find(query, {
    sort: request.sort ?? query.sort ?? 'best',
    offset,
    limit,
    fold: request.copies !== 'apart',
    by: caller.member,
    ...(among === undefined ? {} : { rows: among.bytes() }),
  });
  return {
    query: await withRemarks(desk, caller, query, found),
    found: { ...found, ms: desk.past === undefined ? desk.now() - began : found.ms },
    asksNames,
    named: namesAskedFor(asked.root).flatMap(({ name, kind }) => desk.names.named(name, kind).map(({ id }) => id)),
  };
}

/** A request as a query that the index can be asked, once that holds every cable. */
async function readyQuery(desk: Desk, caller: Caller, request: SearchRequest): Promise<{ asked: Query; asksNames: boolean; query: Query }> {
  const asked = queryOf(desk, request);
  const asksNames = asksForNames(asked.root);
  if (asksNames) await desk.names.settledSoon();
  const query = resolved(desk, caller, asked);
  await waitForIndex(desk);
  return { asked, asksNames, query };
}

/** How many of the cables that a request finds have each value of a field. */
export async function countFound(desk: Desk, caller: Caller, request: SearchRequest, field: CountedField): Promise<ValueCounts> {
  const { query } = await readyQuery(desk, caller, request);
  return desk.index.counts(query, field, { by: caller.member });
}

/** Every cable that a request finds, as a set: for what takes them all, in no order. */
export async function foundRows(
  desk: Desk,
  caller: Caller,
  request: SearchRequest,
): Promise<{ query: Query; rows: RowSet } & Pick<Found, 'partial'>> {
  const { query } = await readyQuery(desk, caller, request);
  const { rows, ...rest } = await desk.index.rows(query, { by: caller.member });
  return { query: await withRemarks(desk, caller, query, rest), rows: new RowSet(rows), ...rest };
}

/** The query with what is to be said of its answer. */
async function withRemarks(desk: Desk, caller: Caller, query: Query, { partial }: Pick<Found, 'partial'>): Promise<Query> {
  const remarks = [...(partial === undefined ? [] : [incomplete(partial)]), ...(await partDated(desk, caller, query))];
  return { ...query, notes: [...query.notes, ...remarks] };
}

/** Keeps a request with the refs that it found; returns the number of its receipt, undefined where none are kept, or it is for oneself: the team sees what is kept. A failure is logged, and never stands in the way of the answer. */
export async function keepSearch(
  desk: Desk,
  caller: Caller,
  request: Partial<SearchRequest> & Readonly<Record<string, string | undefined>>,
  { total, hits }: Found,
): Promise<number | 'not kept' | undefined> {
  if (isForOneself(desk, caller, request)) return undefined;
  try {
    const rows = hits.flatMap(({ row, copies = [] }) => [row, ...copies]).slice(0, mostRefs);
    const refs = desk.cables.heads(rows).map((head) => head.ref);
    const asked = Object.fromEntries(Object.entries(request).filter((entry): entry is [string, string] => entry[1] !== undefined));
    return await desk.group(() => desk.searches.keep(caller.desk, { at: desk.now(), member: caller.member, request: asked, total, refs }));
  } catch (error) {
    desk.log.error(errorFields(error), 'a search could not be kept');
    return 'not kept';
  }
}

/** Whether a request asks what its asker starred, or for a set of theirs that is not shared: nobody else is to learn that, nor what it found. */
export const isForOneself = (
  desk: Desk,
  caller: Pick<Caller, 'desk' | 'member'>,
  { query = '', ...narrowed }: Partial<SearchRequest>,
): boolean => asksForOwn(desk.facts, caller, parseQuery(query, { filters: allFilters(narrowed) }).root);

/** The remark on a search that ran out of time: its answer may be incomplete. */
export const incomplete = ({ looked, of }: { looked: number; of: number }): string =>
  ours`This needs the texts themselves, and the time for reading them ran out after ${looked} of ${of} cables: there may be more. Add a word, a sender or a date.`;

/** Whether any part of a query asks for an entity by name. */
function asksForNames(node: QueryNode): boolean {
  if (node.kind === 'state') return ['person', 'org', 'country', 'event'].includes(node.field);
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.some(asksForNames);
  return node.kind === 'not' && asksForNames(node.node);
}

/** The query with the desk's state as it is now filled in. */
function resolved(desk: Desk, caller: Caller, query: Query): Query {
  const found = collectFaults(query.text);
  const root = settleState(query.root, createStateSearch(desk, caller, desk.now(), found));
  refuseTooCostly(root, desk.cables.count());
  return { ...query, root, faults: [...query.faults, ...found.faults], notes: [...query.notes, ...found.notes] };
}

/**
 * The first cables that a standing query finds now among these, by date, of near-copies only the best with the others beside it, and
 * the query as it was understood. Waits for the index.
 */
export async function findAmong(
  desk: Desk,
  caller: Caller,
  query: string,
  rows: RowSet,
  limit: number,
  sort: Sort = 'newest',
): Promise<{ query: Query; hits: Found['hits']; folded: number }> {
  const read = resolved(desk, caller, queryOf(desk, { query }));
  const found = await desk.index.find(read, { by: caller.member, sort, offset: 0, limit, fold: true, rows: rows.bytes() });
  return { query: read, hits: found.hits, folded: found.shown };
}

/** All that a standing query finds now, among these rows or all. */
export async function allAmong(desk: Desk, caller: Caller, query: string, rows?: RowSet): Promise<{ query: Query; rows: RowSet }> {
  const read = resolved(desk, caller, queryOf(desk, { query }));
  const found = await desk.index.rows(read, { by: caller.member, ...(rows === undefined ? {} : { rows: rows.bytes() }) });
  return { query: read, rows: new RowSet(found.rows) };
}

/** The first `most` cables that a request finds, in its order, and how many there are: for what takes only so many. */
export async function findFirst(
  desk: Desk,
  caller: Caller,
  request: SearchRequest,
  most: number,
): Promise<{ query: Query; total: number; rows: number[] }> {
  const { query, found } = await runSearch(desk, caller, { ...request, copies: 'apart' }, 0, most);
  return { query, total: found.total, rows: found.hits.map(({ row }) => row) };
}

/** Throws a DeskError for a search that would keep everybody else waiting, with what costs most in it. */
function refuseTooCostly(root: QueryNode, cables: number): void {
  const { total, parts } = costOf(root, cables);
  if (total <= mostCost) return;
  throw new DeskError(said`This search costs ${Math.ceil(total / mostCost)} times the limit: everybody else would have to wait for it.`, {
    kind: 'usage',
    hint: said`What costs most: ${join(
      parts.slice(0, 3).map(({ text }) => [quoted(text)]),
      ', ',
    )}. Take some of it out, or ask in several searches; a beginning (${strong('nation*')}) is quicker than an ending.`,
  });
}

/** Waits up to a second for the index; then throws a DeskError with its progress, as half an index would give a wrong total. */
export async function waitForIndex(desk: Desk): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const soon = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, 1000, false);
  });
  const ready = await Promise.race([desk.index.ready().then(() => true), soon]);
  clearTimeout(timer);
  if (ready) return;
  noteAsked('texts', false);
  throw new DeskError(said`A search now could miss some cables, so I wait.`, {
    hint: said`Try again in a few seconds. Opening a cable by its ref works already.`,
  });
}

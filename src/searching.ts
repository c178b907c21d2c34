import type { Desk } from './desk.ts';
import { DeskError } from './failure.ts';
import { parseQuery, type Query } from './query.ts';
import type { ActionOptions } from './reply.ts';
import type { Found, Sort } from './search/search-index.ts';
import { quoted, said, strong } from './text.ts';

/** What was asked of the search, as its buttons carry it: enough to ask it again from any place in its results. */
export type SearchRequest = {
  query: string;
  since?: string | undefined;
  until?: string | undefined;
  origin?: string | undefined;
  sort?: Sort | undefined;
  match?: 'all' | 'any' | undefined;
};

/** Hits on one page of results: what fits a Discord message with a row of buttons each. */
export const hitsPerPage = 5;

/** The request as options of an action; absent parts are left out. */
export function requestOptions(request: SearchRequest): ActionOptions {
  return Object.fromEntries(Object.entries(request).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * The query with its filters. Throws a DeskError (usage) when nothing was asked, or when `since` lies after `until`.
 */
export function queryOf(request: SearchRequest): Query {
  if (request.query.trim() === '')
    throw new DeskError(said`There is nothing to look for.`, { kind: 'usage', hint: said`Example: ${strong('/search query:"hot zone"')}` });
  const { since, until } = request;
  if (since !== undefined && until !== undefined && since > until && !since.startsWith(until)) {
    throw new DeskError(said`${strong('since')} (${quoted(since)}) lies after ${strong('until')} (${quoted(until)}).`, {
      kind: 'usage',
      hint: said`Swap the two.`,
    });
  }
  const filters: string[] = [];
  if (since !== undefined || until !== undefined) filters.push(`date:[${since ?? '*'} TO ${until ?? '*'}]`);
  if (request.origin !== undefined) filters.push(`origin:"${request.origin.replaceAll(/["“”„\\]/g, ' ')}"`);
  return parseQuery(request.query, { filters });
}

/** Runs a request on the desk's index. Throws a DeskError while the index is still being built, saying how far it is. */
export async function runSearch(
  desk: Desk,
  request: SearchRequest,
  offset: number,
  limit: number,
): Promise<{ query: Query; found: Found }> {
  const query = queryOf(request);
  await waitForIndex(desk);
  const found = await desk.index.find(query, { sort: request.sort ?? 'best', offset, limit, match: request.match ?? 'all' });
  return { query, found };
}

/** An answer from half an index would state a wrong total: wait a moment, then say how far it is. */
async function waitForIndex(desk: Desk): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const soon = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, 1000, false);
  });
  const ready = await Promise.race([desk.index.ready().then(() => true), soon]);
  clearTimeout(timer);
  if (ready) return;
  const { done, total } = desk.index.progress();
  const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
  throw new DeskError(said`I am still reading the cables: ${percent} % are searchable. A search now could miss some, so I wait.`, {
    hint: said`Try again in a few seconds. Opening a cable by its ref works already.`,
  });
}

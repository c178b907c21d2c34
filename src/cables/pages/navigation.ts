import type { Cable } from '../cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Action, ActionRow } from '../../reply/reply.ts';
import { hitsPerPage, runSearch, type SearchRequest } from '../../search/search.ts';
import { said, type Text } from '../../reply/text.ts';
import { press } from '../../reply/actions.ts';

export function pageAction(
  cable: Cable,
  page: number,
  from: SearchRequest | undefined,
  at: number | undefined,
  label: Text,
  disabled = false,
): Action {
  return press(label, 'cable', { ref: cable.ref, page, ...resultContext(from, at) }, { as: 'replace', disabled });
}

export const resultContext = (from: SearchRequest | undefined, at: number | undefined) => ({
  ...from,
  at,
});

export function pageRow(cable: Cable, page: number, pages: number, from: SearchRequest | undefined, at: number | undefined): ActionRow {
  if (pages === 1) return [];
  const row = [
    pageAction(cable, page - 1, from, at, said`Previous page`, page === 1),
    pageAction(cable, page + 1, from, at, said`Next page`, page === pages),
  ];
  if (page > 1) row.unshift(pageAction(cable, 1, from, at, said`First page`, page === 2 && pages > 2 ? false : page === 1));
  return row;
}

type Neighbours = { total: number; before: string | undefined; after: string | undefined };

export async function neighbours(desk: Desk, caller: Caller, from: SearchRequest, at: number): Promise<Neighbours | undefined> {
  const offset = Math.max(0, at - 2);
  // A cable can be opened while the index is still being built; only its neighbours are unknown then.
  const found = await runSearch(desk, caller, from, offset, 3).then(
    (result) => result.found,
    (error: unknown) => {
      if (error instanceof DeskError) return undefined;
      throw error;
    },
  );
  if (found === undefined) return undefined;
  const refAt = (position: number): string | undefined => {
    const hit = found.hits[position - 1 - offset];
    return hit === undefined ? undefined : desk.cables.byRow(hit.row)?.ref;
  };
  return { total: found.shown, before: at > 1 ? refAt(at - 1) : undefined, after: refAt(at + 1) };
}

export function resultRow(from: SearchRequest, at: number, neighbours: Neighbours | undefined): ActionRow {
  const { total, before, after } = neighbours ?? {};
  const row: ActionRow = [
    press(
      total === undefined ? said`Back to results` : said`Back to results (${at} of ${total})`,
      'search',
      { ...from, page: Math.ceil(at / hitsPerPage) },
      { as: 'replace', style: 'main' },
    ),
  ];
  if (before !== undefined)
    row.push(press(said`Previous hit`, 'cable', { ref: before, ...resultContext(from, at - 1) }, { as: 'replace' }));
  if (after !== undefined) row.push(press(said`Next hit`, 'cable', { ref: after, ...resultContext(from, at + 1) }, { as: 'replace' }));
  return row;
}

import type { Cable } from '../cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Action } from '../../reply/reply.ts';
import { hitsPerPage, runSearch, type SearchRequest } from '../../search/search.ts';
import { ref, said, type Text } from '../../reply/text.ts';
import { press, type RunAction } from '../../reply/actions.ts';

/** How a card is looked at: which page of the text, with whose lines, and the search it was found by. */
export type CardView = { page: number; from: SearchRequest | undefined; at: number | undefined; isPrinted: boolean };

/** A button to the card as it is looked at, but for what is given. */
export function viewAction(cable: Cable, label: Text, { page, from, at, isPrinted }: CardView): RunAction {
  const lines = isPrinted ? { printed: true } : {};
  return press(label, 'cable', { ref: cable.ref, page, ...lines, ...resultContext(from, at) }, { as: 'replace' });
}

export const resultContext = (from: SearchRequest | undefined, at: number | undefined) => ({
  ...from,
  at,
});

/** Buttons to the pages of the text before and after this one. */
export const textPageActions = (cable: Cable, view: CardView, pages: number): Action[] => [
  ...(view.page > 1 ? [viewAction(cable, said`Previous page`, { ...view, page: view.page - 1 })] : []),
  ...(view.page < pages ? [viewAction(cable, said`Next page`, { ...view, page: view.page + 1 })] : []),
];

export type Neighbours = { total: number; before: string | undefined; after: string | undefined };

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

/** Buttons to the results, and on a cable's first page to the hit after this one: deep in a text a row has no room for it. */
export function resultActions(from: SearchRequest, at: number, found: Neighbours | undefined, page: number): Action[] {
  return [
    ...(page === 1 && found?.after !== undefined ? [hitAction(found.after, from, at + 1, said`Next hit`)] : []),
    press(said`Results`, 'search', { ...from, page: Math.ceil(at / hitsPerPage) }, { as: 'replace', style: 'main' }),
  ];
}

/** Entries of a menu to the hits around this one that have no button. */
export function moreResults(from: SearchRequest, at: number, found: Neighbours | undefined, page: number): [RunAction, Text][] {
  const to = (hit: string, position: number, label: Text): [RunAction, Text] => [
    hitAction(hit, from, position, label),
    said`${ref(hit)}, ${position} of ${found?.total ?? position}`,
  ];
  return [
    ...(page > 1 && found?.after !== undefined ? [to(found.after, at + 1, said`Next hit`)] : []),
    ...(found?.before === undefined ? [] : [to(found.before, at - 1, said`Previous hit`)]),
  ];
}

const hitAction = (hit: string, from: SearchRequest, at: number, label: Text): RunAction =>
  press(label, 'cable', { ref: hit, ...resultContext(from, at) }, { as: 'replace' });

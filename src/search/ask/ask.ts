import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { asTyped, said } from '../../reply/text.ts';
import type { RankedPassage } from '../passages/plan.ts';
import { runSearch, type SearchRequest } from '../search.ts';
import { planOf, queryOfPieces, understand, type Understood } from './understand.ts';

/** A question, as the buttons of its answer carry it. `without`: pieces to leave out, one a line, as `keyOf` has them. */
export type AskRequest = Pick<SearchRequest, 'since' | 'until' | 'origin'> & { question: string; without?: string | undefined };

/** Cables whose paragraphs are compared: the first of those that have any of the words. */
const mostCables = 200;
/** Passages that are kept. */
const mostPassages = 60;

/** What was found. `cables`: how many have any of the words; `compared`: of how many the paragraphs were compared, and how many those are. */
export type Asked = {
  understood: Understood;
  passages: RankedPassage[];
  cables: number;
  compared: { cables: number; paragraphs: number };
  ms: number;
};

/** The request as a search: whatever has any of its words. */
export const searchOf = (request: AskRequest, { pieces }: Understood): SearchRequest => ({
  query: queryOfPieces(pieces),
  since: request.since,
  until: request.until,
  origin: request.origin,
  match: 'any',
  copies: 'apart',
});

/**
 * Answers a question with the passages of the cables that this caller may see, best first. Throws a DeskError when nothing is asked,
 * and while the index is being built.
 */
export async function askPassages(desk: Desk, caller: Caller, request: AskRequest): Promise<Asked> {
  const began = desk.now();
  await desk.names.settledSoon();
  const understood = understand(desk, request.question, request.without?.split('\n'));
  if (understood.pieces.length === 0)
    throw new DeskError(said`There are no words to look for.`, {
      kind: 'usage',
      hint: said`Ask as you would a colleague: ${asTyped('/ask question:who pressed for the withdrawal of troops, and when?')}`,
    });
  const { found } = await runSearch(desk, caller, searchOf(request, understood), 0, mostCables);
  const rows = found.hits.map(({ row }) => row);
  const { passages, read } = await desk.passages.rank(planOf(understood), rows, mostPassages, caller.member);
  return {
    understood,
    passages,
    cables: found.total,
    compared: { cables: rows.length, paragraphs: read },
    ms: desk.now() - began,
  };
}

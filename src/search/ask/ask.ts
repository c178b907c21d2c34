import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { KeptSearch } from '../../desk/receipts.ts';
import { DeskError } from '../../reply/failure.ts';
import { asTyped, said } from '../../reply/text.ts';
import type { RankedPassage } from '../passages/plan.ts';
import { keepSearch, runSearch, type SearchRequest } from '../search.ts';
import { planOf, queryOfPieces, understand, type Understood } from './understand.ts';

/** A question, as the buttons of its answer carry it. `without`: pieces to leave out, one a line, as `pieceKey` has them. */
export type AskRequest = Pick<SearchRequest, 'since' | 'until' | 'origin'> & {
  question: string;
  without?: string | undefined;
  asof?: string | undefined;
};

/** What marks a kept question among kept searches. */
const askedAs = 'ask';

/** Cables whose paragraphs are compared: the first of those that have any of the words. */
const mostCables = 200;
/** Passages that are kept. */
const mostPassages = 60;

/** The least that a passage has of the score of the best one. */
const leastOfBest = 0.45;

/** What was found. `cables`: how many have any of the words; `compared`: of how many the paragraphs were compared, and how many those are. */
export type Answers = {
  understood: Understood;
  passages: RankedPassage[];
  /** Whether a paragraph of those compared holds all pieces of the question. */
  isWhole: boolean;
  /** Hints on how it was read, in our own words. */
  notes: readonly string[];
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
export async function askPassages(desk: Desk, caller: Caller, request: AskRequest): Promise<Answers> {
  const began = desk.now();
  await desk.names.settledSoon();
  const understood = understand(desk, request.question.replaceAll(/(?:^|\s)asof:\S+/gi, ' '), request.without?.split('\n'));
  if (understood.pieces.length === 0)
    throw new DeskError(said`There are no words to look for.`, {
      kind: 'usage',
      hint: said`Ask as you would a colleague: ${asTyped('/ask question:who pressed for the withdrawal of troops, and when?')}`,
    });
  const { found, query } = await runSearch(desk, caller, searchOf(request, understood), 0, mostCables);
  const rows = found.hits.map(({ row }) => row);
  const { passages, read, whole } = await desk.passages.rank(planOf(understood), rows, mostPassages, caller.member);
  const least = (passages[0]?.score ?? 0) * leastOfBest;
  return {
    understood,
    passages: passages.filter(({ score }) => score >= least),
    isWhole: whole > 0,
    notes: query.notes,
    cables: found.total,
    compared: { cables: rows.length, paragraphs: read },
    ms: desk.past === undefined ? desk.now() - began : found.ms,
  };
}

/** Keeps a question with the cables whose passages answer it, best first, as `keepSearch` does a search. */
export function keepAsked(desk: Desk, caller: Caller, { question, ...request }: AskRequest, { passages }: Answers) {
  const hits = [...new Set(passages.map(({ row }) => row))].map((row) => ({ row, score: 0 }));
  const kept = { query: question, as: askedAs, ...request, asof: desk.past?.day };
  return keepSearch(desk, caller, kept, { total: hits.length, shown: hits.length, hits, ms: 0 });
}

/** The question of a kept one; undefined for a search. */
export function keptQuestion({ as, query = '', since, until, origin, without, asof }: KeptSearch['request']): AskRequest | undefined {
  return as === askedAs ? { question: query, since, until, origin, without, asof } : undefined;
}

import { noCable, type Facts } from '../desk/facts.ts';
import type { FactValue } from '../desk/kinds.ts';

/**
 * Fact-checking before a story goes to print: its claims and their sources, and drafts whose quotations are compared with
 * the cables (in `thread.ts`). What people see is in pages/. Used by commands and the clock.
 */

export type ClaimSource = Claim['sources'][number];
/** A sentence of the story with the passages of cables that support it. */
export type Claim = FactValue<'fact'>;
export type ClaimStatus = Claim['status'];

export const longestClaim = 1000;

/** The claim with this number. */
export function claimOf(facts: Facts, desk: string, number: number): Claim | undefined {
  return facts.get(desk, 'fact', noCable, String(number))?.value;
}

/** The desk's claims, by number. */
export function claimsOf(facts: Facts, desk: string): (Claim & { number: number })[] {
  return facts
    .all(desk, 'fact')
    .map(({ key, value }) => ({ ...value, number: Number(key) }))
    .toSorted((a, b) => a.number - b.number);
}

/** Whether the member wrote the claim or added a source, and so cannot confirm it. */
export const isOwn = ({ author, sources }: Claim, member: string): boolean => author === member || sources.some(({ by }) => by === member);

/** Who was asked to respond to a claim. */
export type Response = NonNullable<Claim['asked']>[number];

/** The claim with what `who` was asked and answered: an answer completes the request that is open, and stands alone where there is none. */
export function withResponse(
  { asked = [], ...claim }: Claim,
  { of, by, at, answer }: Omit<Response, 'answer'> & { answer?: string },
): Claim {
  const isSame = (one: Response): boolean => one.of.toLowerCase() === of.toLowerCase();
  if (answer === undefined) return { ...claim, asked: [...asked, { of, by, at }] };
  const reply = { text: answer, by, at };
  const open = asked.findLastIndex((one) => isSame(one) && one.answer === undefined);
  return {
    ...claim,
    asked: open < 0 ? [...asked, { of, by, at, answer: reply }] : asked.map((one, i) => (i === open ? { ...one, answer: reply } : one)),
  };
}

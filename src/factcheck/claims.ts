import { z } from 'zod';
import { noCable, type Facts } from '../desk/facts.ts';

/**
 * Fact-checking before a story goes to print: its claims and their sources, and drafts whose quotations are compared with
 * the cables (in `thread.ts`). What people see is in pages/. Used by commands and the clock.
 */

const signature = z.object({ by: z.string(), at: z.number(), note: z.string().optional() });
const source = z.object({
  cable: z.number(),
  /** The paragraph's number as shown: printed or counted. */
  paragraph: z.number(),
  /** The span in the body (UTF-16 offsets, end exclusive), and its words when it was cited. */
  start: z.number(),
  end: z.number(),
  words: z.string(),
  by: z.string(),
});
const shape = z.object({
  /** A sentence of the story. */
  claim: z.string(),
  author: z.string(),
  at: z.number(),
  sources: z.array(source).min(1),
  status: z.enum(['open', 'verified', 'disputed']),
  /** Confirmations since it was last opened. */
  confirmed: z.array(signature),
  /** The dispute; kept when the claim is confirmed later. */
  disputed: signature.optional(),
});

export type ClaimSource = z.infer<typeof source>;
/** Kind `fact`, key = its number, of no cable: a sentence of the story with the passages of cables that support it. */
export type Claim = z.infer<typeof shape>;
export type ClaimStatus = Claim['status'];
export const claimStatuses = ['open', 'verified', 'disputed'] as const;

export const longestClaim = 1000;

/** The claim with this number; undefined when one of its cables is hidden. */
export function claimOf(facts: Facts, desk: string, number: number, hidden: ReadonlySet<number>): Claim | undefined {
  const fact = facts.get(desk, 'fact', noCable, String(number));
  const claim = fact === undefined ? undefined : shape.parse(fact.value);
  return claim === undefined || isHidden(claim, hidden) ? undefined : claim;
}

/** The desk's claims without hidden cables, by number. */
export function claimsOf(facts: Facts, desk: string, hidden: ReadonlySet<number>): (Claim & { number: number })[] {
  return facts
    .all(desk, 'fact')
    .map(({ key, value }) => ({ ...shape.parse(value), number: Number(key) }))
    .filter((claim) => !isHidden(claim, hidden))
    .toSorted((a, b) => a.number - b.number);
}

/** The sentence may reveal any of its cables, so one hidden cable hides the claim. */
const isHidden = ({ sources }: Claim, hidden: ReadonlySet<number>): boolean => sources.some(({ cable }) => hidden.has(cable));

/** Whether the member wrote the claim or added a source, and so cannot confirm it. */
export const isOwn = ({ author, sources }: Claim, member: string): boolean => author === member || sources.some(({ by }) => by === member);

import { z } from 'zod';
import { noCable, type Facts } from '../desk/facts.ts';

/**
 * Before a story goes to print: its claims and their sources, and drafts whose quotations are held against the cables
 * (`thread.ts` aligns them). What people see is in pages/. Commands and the clock come in.
 */

const signature = z.object({ by: z.string(), at: z.number(), note: z.string().optional() });
const source = z.object({
  cable: z.number(),
  /** The number that people see; printed or counted. */
  paragraph: z.number(),
  /** Where the words stand in the body (UTF-16 offsets, end exclusive), and the words as they stood there. */
  start: z.number(),
  end: z.number(),
  words: z.string(),
  by: z.string(),
});
const shape = z.object({
  /** The sentence of the story. */
  claim: z.string(),
  author: z.string(),
  at: z.number(),
  sources: z.array(source).min(1),
  status: z.enum(['open', 'verified', 'disputed']),
  /** Who confirmed it, since it was opened last. */
  confirmed: z.array(signature),
  /** Why it is disputed; kept when it is confirmed later. */
  disputed: signature.optional(),
});

export type ClaimSource = z.infer<typeof source>;
/** Kind `fact`, key = its number, of no cable: a sentence of the story and the words of cables that bear it out. */
export type Claim = z.infer<typeof shape>;
export type ClaimStatus = Claim['status'];
export const claimStatuses = ['open', 'verified', 'disputed'] as const;

export const longestClaim = 1000;

/** The claim of this number, unless one of its cables is withdrawn from whoever asks. */
export function claimOf(facts: Facts, desk: string, number: number, hidden: ReadonlySet<number>): Claim | undefined {
  const fact = facts.get(desk, 'fact', noCable, String(number));
  const claim = fact === undefined ? undefined : shape.parse(fact.value);
  return claim === undefined || isHidden(claim, hidden) ? undefined : claim;
}

/** All claims of the desk that may be seen, by number. */
export function claimsOf(facts: Facts, desk: string, hidden: ReadonlySet<number>): (Claim & { number: number })[] {
  return facts
    .all(desk, 'fact')
    .map(({ key, value }) => ({ ...shape.parse(value), number: Number(key) }))
    .filter((claim) => !isHidden(claim, hidden))
    .toSorted((a, b) => a.number - b.number);
}

/** What a sentence says may come from any of its cables: with one of them withdrawn, the claim is. */
const isHidden = ({ sources }: Claim, hidden: ReadonlySet<number>): boolean => sources.some(({ cable }) => hidden.has(cable));

/** Whoever wrote it or brought a source: they cannot confirm it. */
export const isOwn = ({ author, sources }: Claim, member: string): boolean => author === member || sources.some(({ by }) => by === member);

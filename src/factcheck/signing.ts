import { createHash } from 'node:crypto';
import type { Facts } from '../desk/facts.ts';
import type { FactValue } from '../desk/kinds.ts';
import type { Claim } from './claims.ts';

/** An editor's signature under what a story lacks, and what became of the story since. */

type Numbered = Claim & { number: number };
export type Signed = FactValue<'signed'>;

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);

const ofClaim = ({ claim, status, confirmed }: Claim): string => digest([claim, status, confirmed.map(({ by, at }) => [by, at])]);
const ofSource = ({ words, paragraph }: Claim['sources'][number]): string => digest([words, paragraph]);

/** What is signed of these claims. */
export const signedOf = (claims: readonly Numbered[]): Signed['claims'] =>
  claims.map((one) => ({ number: one.number, claim: ofClaim(one), sources: one.sources.map(ofSource) }));

/** A mark of a checklist: which claims it was over, as they were, and how many points were open. */
export const markOf = (claims: readonly Numbered[], open: number): string => digest([signedOf(claims), open]);

/** The last signature of the desk. */
export const lastSigned = (facts: Facts, desk: string): Signed | undefined =>
  facts
    .all(desk, 'signed')
    .map(({ value }) => value)
    .toSorted((a, b) => b.at - a.at)[0];

/**
 * The claims that are not as they were signed, of those that are there. Sources that somebody may not see are missing in both, so that
 * nobody learns of them; what was dropped needs no signature.
 */
export function changedSince(signed: Signed, claims: readonly Numbered[]): { changed: number[]; added: number[] } {
  const then = new Map(signed.claims.map((one) => [one.number, one]));
  const isOther = (one: Numbered): boolean => {
    const before = then.get(one.number);
    return (
      before !== undefined && (before.claim !== ofClaim(one) || one.sources.some((source) => !before.sources.includes(ofSource(source))))
    );
  };
  return {
    changed: claims.filter(isOther).map(({ number }) => number),
    added: claims.filter(({ number }) => !then.has(number)).map(({ number }) => number),
  };
}

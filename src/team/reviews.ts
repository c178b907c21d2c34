import { ours } from '../reply/text.ts';
import type { Facts } from '../desk/facts.ts';
import type { FactValue, verdicts } from '../desk/kinds.ts';

export type Verdict = (typeof verdicts)[number];

/** A requested second reading and its verdict. */
export type Review = FactValue<'review'>;

export const reviewOf = (facts: Facts, desk: string, cable: number): Review | undefined => facts.get(desk, 'review', cable, '')?.value;

export const reviewsOf = (facts: Facts, desk: string): (Review & { cable: number })[] =>
  facts.all(desk, 'review').map(({ cable, value }) => ({ ...value, cable }));

export type DoubleReader = { member: string; tags: string[]; finished: number | undefined };
/** A blind reading of one cable by two people; nobody may see the tags of another before both have finished. */
export type Double = Omit<Extract<FactValue<'double'>, { readers: unknown }>, 'readers'> & {
  cable: number;
  a: DoubleReader;
  b: DoubleReader;
  isOpen: boolean;
};

export function doubleOf(facts: Facts, desk: string, cable: number): Double | undefined {
  const value = facts.get(desk, 'double', cable, '')?.value;
  if (value === undefined || !('readers' in value)) return undefined;
  const { readers, ...same } = value;
  const reader = (member: string): DoubleReader => {
    const found = facts.get(desk, 'double', cable, member)?.value;
    return found !== undefined && 'tags' in found
      ? { member, tags: found.tags, finished: found.finished }
      : { member, tags: [], finished: undefined };
  };
  const [a, b] = [reader(readers[0]), reader(readers[1])];
  return { ...same, cable, a, b, isOpen: a.finished === undefined || b.finished === undefined };
}

export const doublesOf = (facts: Facts, desk: string): Double[] =>
  facts.all(desk, 'double', '').flatMap(({ cable }) => doubleOf(facts, desk, cable) ?? []);

/** Whether a member is reading a cable blind right now: a public tag of theirs would unblind the other. */
export function readsBlind(facts: Facts, desk: string, cable: number, member: string): boolean {
  const found = doubleOf(facts, desk, cable);
  return found?.isOpen === true && (found.a.member === member || found.b.member === member);
}

/** Tags that only one of the two gave, each with who gave it. */
export const disagreements = ({ a, b }: Double): { tag: string; by: 'a' | 'b' }[] => [
  ...a.tags.filter((tag) => !b.tags.includes(tag)).map((tag) => ({ tag, by: 'a' as const })),
  ...b.tags.filter((tag) => !a.tags.includes(tag)).map((tag) => ({ tag, by: 'b' as const })),
];

/** Contingency table of a tag and two readers: number of cables to which both, one or neither gave it. */
export type Agreement = { tag: string; both: number; onlyA: number; onlyB: number; neither: number };

/** A table for each tag that either of two readers gave, over the cables that both have finished. */
export function agreementOf(doubles: readonly Double[], [first, second]: readonly [string, string]): Agreement[] {
  const pairs = doubles
    .filter(({ isOpen }) => !isOpen)
    .flatMap(({ a, b }) =>
      a.member === first && b.member === second ? [[a, b]] : a.member === second && b.member === first ? [[b, a]] : [],
    );
  const tags = [...new Set(pairs.flatMap((pair) => pair.flatMap((one) => one.tags)))].toSorted();
  return tags.map((tag) => {
    const found: Agreement = { tag, both: 0, onlyA: 0, onlyB: 0, neither: 0 };
    for (const [a, b] of pairs) {
      const [has, hasToo] = [a?.tags.includes(tag) === true, b?.tags.includes(tag) === true];
      found[has ? (hasToo ? 'both' : 'onlyA') : hasToo ? 'onlyB' : 'neither'] += 1;
    }
    return found;
  });
}

/**
 * Cohen's kappa of two readers on one tag: (observed - expected agreement) / (1 - expected), where expected is the
 * agreement by chance at their own rates. Undefined where both always did the same thing.
 * J. Cohen, A Coefficient of Agreement for Nominal Scales, Educational and Psychological Measurement 20 (1960), 37-46,
 * https://doi.org/10.1177/001316446002000104
 */
export function kappa({ both, onlyA, onlyB, neither }: Omit<Agreement, 'tag'>): number | undefined {
  const total = both + onlyA + onlyB + neither;
  if (total === 0) return undefined;
  const observed = (both + neither) / total;
  const expected = ((both + onlyA) * (both + onlyB) + (onlyB + neither) * (onlyA + neither)) / (total * total);
  return expected >= 1 ? undefined : (observed - expected) / (1 - expected);
}

/**
 * The label for a kappa by J. R. Landis and G. G. Koch, The Measurement of Observer Agreement for Categorical Data,
 * Biometrics 33 (1977), 159-174, https://doi.org/10.2307/2529310, who themselves call the bounds arbitrary.
 */
export function kappaWord(value: number): string {
  if (value < 0) return 'poor';
  if (value <= 0.2) return 'slight';
  if (value <= 0.4) return 'fair';
  if (value <= 0.6) return 'moderate';
  return value <= 0.8 ? 'substantial' : ours('almost perfect');
}

/** With fewer cables a kappa may be chance. */
export const enoughCables = 30;

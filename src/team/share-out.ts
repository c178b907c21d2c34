/** Distributes cables among people. */

export type Sharer = {
  id: string;
  /** Relative share of the work; more than 0. */
  weight: number;
  /** Cables already open with them. */
  load: number;
};

/** A cable, or near-copies that one person should read together. */
export type Unit = { rows: readonly number[]; language: string };

/**
 * Assigns every cable to one person, so that (open + given) / weight is as even as possible, and each language is
 * distributed in proportion. Near-copies stay together. Whoever has much open already may get none. Returns the rows of
 * each person, in the order of `sharers`. Deterministic.
 */
export function shareOut(sharers: readonly Sharer[], units: readonly Unit[]): number[][] {
  const given: number[][] = sharers.map(() => []);
  const loads = sharers.map(({ load }) => load);
  const weightOf = (who: number): number => sharers[who]?.weight ?? 1;
  // Indivisible units first, so that single cables even out the loads.
  for (const { rows } of units.filter((unit) => unit.rows.length > 1).toSorted((a, b) => b.rows.length - a.rows.length)) {
    const who = indexOfMin(sharers, (i) => ((loads[i] ?? 0) + rows.length) / weightOf(i));
    given[who]?.push(...rows);
    loads[who] = (loads[who] ?? 0) + rows.length;
  }
  const singles = units.filter((unit) => unit.rows.length === 1);
  const quotas = sharers.map(() => 0);
  for (const _ of singles) {
    const who = indexOfMin(sharers, (i) => ((loads[i] ?? 0) + (quotas[i] ?? 0) + 1) / weightOf(i));
    quotas[who] = (quotas[who] ?? 0) + 1;
  }
  const left = [...quotas];
  const languages = Map.groupBy(singles, ({ language }) => language);
  // Rarest language first: the common ones leave more room to even it out.
  for (const [, same] of [...languages].toSorted(([, a], [, b]) => a.length - b.length)) {
    const taken = sharers.map(() => 0);
    for (const { rows } of same) {
      const who = indexOfMin(sharers, (i) => ((left[i] ?? 0) === 0 ? Number.POSITIVE_INFINITY : ((taken[i] ?? 0) + 1) / (quotas[i] ?? 1)));
      given[who]?.push(...rows);
      taken[who] = (taken[who] ?? 0) + 1;
      left[who] = (left[who] ?? 0) - 1;
    }
  }
  return given;
}

/** The index with the smallest value; the first on a tie. */
function indexOfMin(list: readonly unknown[], of: (index: number) => number): number {
  let best = 0;
  for (let i = 1; i < list.length; i += 1) if (of(i) < of(best)) best = i;
  return best;
}

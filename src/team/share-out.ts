/** Sharing cables out among people. Pure. */

export type Sharer = {
  id: string;
  /** How much of the work is theirs, against the others' weights; more than 0. */
  weight: number;
  /** Cables that they have open already. */
  load: number;
};

/** A cable, or near-copies that one person reads together. */
export type Unit = { rows: readonly number[]; language: string };

/**
 * Who gets which cables: every cable to one person, so that (open + given) / weight is as even as it can be, and each
 * language is spread as all the work is. Near-copies go to one person. Whoever has much open already may get none.
 * Returns the rows of each, in the order of `sharers`; the same for the same input.
 */
export function shareOut(sharers: readonly Sharer[], units: readonly Unit[]): number[][] {
  const given: number[][] = sharers.map(() => []);
  const loads = sharers.map(({ load }) => load);
  const weightOf = (who: number): number => sharers[who]?.weight ?? 1;
  // What cannot be parted is given first, so that the rest evens it out.
  for (const { rows } of units.filter((unit) => unit.rows.length > 1).toSorted((a, b) => b.rows.length - a.rows.length)) {
    const who = least(sharers, (i) => ((loads[i] ?? 0) + rows.length) / weightOf(i));
    given[who]?.push(...rows);
    loads[who] = (loads[who] ?? 0) + rows.length;
  }
  const singles = units.filter((unit) => unit.rows.length === 1);
  const quotas = sharers.map(() => 0);
  for (const _ of singles) {
    const who = least(sharers, (i) => ((loads[i] ?? 0) + (quotas[i] ?? 0) + 1) / weightOf(i));
    quotas[who] = (quotas[who] ?? 0) + 1;
  }
  const left = [...quotas];
  const languages = Map.groupBy(singles, ({ language }) => language);
  // The rarest language first: the others have room to even it out.
  for (const [, same] of [...languages].toSorted(([, a], [, b]) => a.length - b.length)) {
    const taken = sharers.map(() => 0);
    for (const { rows } of same) {
      const who = least(sharers, (i) => ((left[i] ?? 0) === 0 ? Number.POSITIVE_INFINITY : ((taken[i] ?? 0) + 1) / (quotas[i] ?? 1)));
      given[who]?.push(...rows);
      taken[who] = (taken[who] ?? 0) + 1;
      left[who] = (left[who] ?? 0) - 1;
    }
  }
  return given;
}

/** The place of the least; the first of those that are alike. */
function least(list: readonly unknown[], of: (place: number) => number): number {
  let best = 0;
  for (let i = 1; i < list.length; i += 1) if (of(i) < of(best)) best = i;
  return best;
}

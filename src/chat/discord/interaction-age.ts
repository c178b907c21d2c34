/** As long the quickest delivery is remembered: at least this, at most twice this, in milliseconds. */
const memory = 30 * 60_000;

/** Never set back or forward while the process runs, unlike the wall clock. */
const steadyClock = (): number => performance.timeOrigin + performance.now();

/**
 * Tells how long ago something was done, in milliseconds, from the time that Discord says. Discord's clock and ours may
 * differ by any amount: the quickest delivery of late shows by how much. Only of late, because clocks also drift.
 */
export function createInteractionAge(now: () => number = steadyClock): (createdAt: number) => number {
  let since = Number.NEGATIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  let leastBefore = Number.POSITIVE_INFINITY;
  return (createdAt) => {
    const time = now();
    const apart = time - createdAt;
    if (time - since > memory) {
      leastBefore = time - since > 2 * memory ? Number.POSITIVE_INFINITY : least;
      [least, since] = [Number.POSITIVE_INFINITY, time];
    }
    least = Math.min(least, apart);
    return apart - Math.min(least, leastBefore);
  };
}

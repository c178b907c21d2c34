/** How long the fastest delivery is remembered: between once and twice this time, in milliseconds. */
const memory = 30 * 60_000;

/** Unlike the wall clock, it is never adjusted while the process runs. */
const steadyClock = (): number => performance.timeOrigin + performance.now();

/**
 * Computes how long ago something was done, in milliseconds, from Discord's timestamp. Discord's clock and ours may
 * differ by any amount: the fastest recent delivery shows by how much. Only recent ones count, because clocks drift.
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

/** How long the fastest delivery is remembered: between once and twice this time, in milliseconds. */
const period = 30 * 60_000;

/** Milliseconds; unlike the wall clock, it is never adjusted while the process runs. */
export const steadyClock = (): number => performance.timeOrigin + performance.now();

/**
 * Computes how long ago something was done, in milliseconds, from Discord's timestamp. Discord's clock and ours may
 * differ by any amount: the fastest recent delivery shows by how much. Only recent ones count, because clocks drift.
 */
export function createInteractionAge(now: () => number): (createdAt: number) => number {
  let periodStart = Number.NEGATIVE_INFINITY;
  let minLag = Number.POSITIVE_INFINITY;
  let previousMinLag = Number.POSITIVE_INFINITY;
  return (createdAt) => {
    const time = now();
    const lag = time - createdAt;
    if (time - periodStart > period) {
      previousMinLag = time - periodStart > 2 * period ? Number.POSITIVE_INFINITY : minLag;
      [minLag, periodStart] = [Number.POSITIVE_INFINITY, time];
    }
    minLag = Math.min(minLag, lag);
    return lag - Math.min(minLag, previousMinLag);
  };
}

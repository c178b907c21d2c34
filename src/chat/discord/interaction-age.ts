/** How long the fastest delivery is remembered: between once and twice this time, in milliseconds. */
const period = 30 * 60_000;
/** By how much a delivery may be quicker than all before it, in milliseconds; and the last moment that an id can tell of. */
const step = 24 * 60 * 60_000;
const lastMoment = 2 ** 43;

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
    // An odd event must not become the measure for those after it.
    if (!Number.isFinite(lag) || lag < Math.min(minLag, previousMinLag, -lastMoment + time) - step) return 0;
    if (time - periodStart > period) {
      previousMinLag = time - periodStart > 2 * period ? Number.POSITIVE_INFINITY : minLag;
      [minLag, periodStart] = [Number.POSITIVE_INFINITY, time];
    }
    minLag = Math.min(minLag, lag);
    return lag - Math.min(minLag, previousMinLag);
  };
}

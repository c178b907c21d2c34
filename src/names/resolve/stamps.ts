import type { CableNames } from './entity.ts';
import type { Mention } from '../recognise/names-so-far.ts';

/** A line is a stamp, a mark of release, a distribution list when it stands in so many cables, and in such a share of all. */
const least = { cables: 15, share: 0.005 };

/**
 * Whether a mention stands in a line that many cables have alike: what an archive or an office stamped on them names nobody of
 * whom the cables speak.
 */
export function stampsIn(cables: readonly CableNames[]): (mention: Mention) => boolean {
  const counts = new Map<number, number>();
  for (const { names } of cables)
    for (const line of new Set(names.flatMap((one) => (one.line === undefined ? [] : [one.line]))))
      counts.set(line, (counts.get(line) ?? 0) + 1);
  const enough = Math.max(least.cables, least.share * cables.length);
  return ({ line }) => line !== undefined && (counts.get(line) ?? 0) >= enough;
}

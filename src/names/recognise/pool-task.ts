import type { ListedPhrases } from './names-so-far.ts';
import { readNames, type CableName } from './read-cable.ts';

/** Cables whose names are to be read. `listed`: names that are known beforehand; `floor`: how sure a name must be. */
export type ReadingTask = { cables: { subject: string; body: string }[]; listed: ListedPhrases; floor: number };

/** The names in each of the cables, in their order. What a thread of the pool runs. */
export default function read({ cables, listed, floor }: ReadingTask): CableName[][] {
  return cables.map((cable) => readNames(cable, listed).filter(({ sure }) => sure >= floor));
}

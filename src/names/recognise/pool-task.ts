import type { ListedPhrases } from './names-so-far.ts';
import { readNames, type CableName, type ReadText } from './read-cable.ts';

/** Cables to read names from. `listed`: names known beforehand; `floor`: minimum confidence of a mention. */
export type ReadingTask = { cables: ReadText[]; listed: ListedPhrases; floor: number };

/** The names in each of the cables, in order. Entry point of the pool's threads. */
export default function read({ cables, listed, floor }: ReadingTask): CableName[][] {
  return cables.map((cable) => readNames(cable, listed).filter(({ sure }) => sure >= floor));
}

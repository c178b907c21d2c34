import { toCable } from '../../cables/cables.ts';
import type { CableRow } from '../../cables/fields.ts';
import type { Copies } from './copies.ts';
import type { Engine } from './engine.ts';

/** Keeps an engine, and the near-copies beside it, at what the database holds. */
export type Upkeep = {
  /** Reads these cables unless they are held as they are; drops those that are gone. */
  put(rows: readonly number[]): void;
  remove(rows: readonly number[]): void;
  /** Of these rows with their hashes: those that are not held so, in order, and what is held besides. */
  compare(stored: readonly (readonly [number, string])[]): { wanted: number[]; gone: number[] };
  /** Whether all of this state of the database was read before, so that nothing need be compared. */
  isAt(state: string): boolean;
  /** Looks anew what is held: another process may write the same file. */
  recall(): void;
};

/** `rowOf` reads a cable from the database; `onChanged` is called after each change. */
export function createUpkeep(engine: Engine, copies: Copies, rowOf: (row: number) => CableRow | undefined, onChanged: () => void): Upkeep {
  /** Made when it is first needed: at most starts it is not. */
  let kept: Map<number, string> | undefined;
  const hashes = (): Map<number, string> => (kept ??= indexedHashes(engine, copies));
  const remove = (rows: readonly number[]): void => {
    if (rows.length === 0) return;
    engine.remove(rows);
    copies.remove(rows);
    for (const row of rows) hashes().delete(row);
    onChanged();
  };
  return {
    put(rows) {
      const found = rows.map((row) => [row, rowOf(row)] as const);
      remove(found.flatMap(([row, cable]) => (cable === undefined ? [row] : [])));
      const fresh = found.flatMap(([row, cable]) =>
        cable === undefined || hashes().get(row) === cable.hash ? [] : [{ row, hash: cable.hash, cable: toCable(cable) }],
      );
      if (fresh.length === 0) return;
      copies.put(fresh.map(({ row, hash, cable }) => ({ row, hash, text: cable })));
      engine.put(fresh);
      for (const { row, hash } of fresh) hashes().set(row, hash);
      onChanged();
    },
    remove,
    compare(stored) {
      const known = new Set(stored.map(([row]) => row));
      return {
        wanted: stored.flatMap(([row, hash]) => (hashes().get(row) === hash ? [] : [row])).sort((a, b) => a - b),
        gone: [...hashes().keys()].filter((row) => !known.has(row)),
      };
    },
    isAt: (state) => engine.covers() === state && engine.count() === copies.count(),
    recall() {
      kept = undefined;
    },
  };
}

/** The hash of each cable's text as it was indexed, so that an unchanged cable is not read again. */
function indexedHashes(engine: Engine, copies: Copies): Map<number, string> {
  const hashes = engine.held();
  // Cables in the engine have been compared for near-copies already, unless that file was lost.
  if (copies.count() === hashes.size) return hashes;
  const compared = copies.held();
  for (const [row, hash] of hashes) if (compared.get(row) !== hash) hashes.delete(row);
  return hashes;
}

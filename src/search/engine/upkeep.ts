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
  let kept: Held | undefined;
  const held = (): Held => (kept ??= heldBy(engine, copies));
  const isHeld = (row: number, hash: string): boolean => held().indexed.get(row) === hash && held().compared.get(row) === hash;
  const remove = (rows: readonly number[]): void => {
    if (rows.length === 0) return;
    engine.remove(rows);
    copies.remove(rows);
    for (const map of Object.values(held())) for (const row of rows) map.delete(row);
    onChanged();
  };
  return {
    put(rows) {
      const found = rows.map((row) => [row, rowOf(row)] as const);
      remove(found.flatMap(([row, cable]) => (cable === undefined ? [row] : [])));
      const fresh = found.flatMap(([row, cable]) =>
        cable === undefined || isHeld(row, cable.hash) ? [] : [{ row, hash: cable.hash, cable: toCable(cable) }],
      );
      if (fresh.length === 0) return;
      // Where one of the two was lost, the other is not made anew.
      const { indexed, compared } = held();
      const lackedBy = (map: ReadonlyMap<number, string>) => fresh.filter(({ row, hash }) => map.get(row) !== hash);
      const [toCompare, toIndex] = [lackedBy(compared), lackedBy(indexed)];
      if (toCompare.length > 0) copies.put(toCompare.map(({ row, hash, cable }) => ({ row, hash, text: cable })));
      if (toIndex.length > 0) engine.put(toIndex);
      for (const map of [indexed, compared]) for (const { row, hash } of fresh) map.set(row, hash);
      onChanged();
    },
    remove,
    compare(stored) {
      const known = new Set(stored.map(([row]) => row));
      return {
        wanted: stored.flatMap(([row, hash]) => (isHeld(row, hash) ? [] : [row])).sort((a, b) => a - b),
        gone: [...new Set(Object.values(held()).flatMap((map) => [...map.keys()].filter((row) => !known.has(row))))],
      };
    },
    isAt: (state) => engine.covers() === state && engine.count() === copies.count(),
    recall() {
      kept = undefined;
    },
  };
}

/** The hash of each cable's text as it was indexed, and as it was compared: an unchanged cable is not read again. */
type Held = { indexed: Map<number, string>; compared: Map<number, string> };

function heldBy(engine: Engine, copies: Copies): Held {
  const indexed = engine.held();
  // Of as many cables, both hold the same ones.
  return { indexed, compared: copies.count() === indexed.size ? indexed : copies.held() };
}

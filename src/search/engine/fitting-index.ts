import type { EngineName } from './engine.ts';
import type { SearchIndex } from './search-index.ts';

/** An index that goes on with another engine when the trove has outgrown the one that it was opened with. */
export type FittingIndex = SearchIndex & {
  /**
   * Looks which engine suits the cables as they are now. Where it is another one, builds it from the database while the one
   * before goes on answering, then changes over. Returns whether it did: what is in the database is searchable then.
   */
  fit(): Promise<boolean>;
};

/** `choose`: the engine for the cables as they are now; `open`: opens an index with it. */
export function createFittingIndex(choose: () => EngineName, open: (engine: EngineName) => SearchIndex): FittingIndex {
  let current = open(choose());
  /** The one that is being built. */
  let next: SearchIndex | undefined;
  return {
    get engine() {
      return current.engine;
    },
    put: (rows) => current.put(rows),
    remove: (rows) => current.remove(rows),
    sync: () => current.sync(),
    find: (query, options) => current.find(query, options),
    similar: (row, limit, without) => current.similar(row, limit, without),
    suggest: (word, limit, without) => current.suggest(word, limit, without),
    progress: () => (next ?? current).progress(),
    ready: () => current.ready(),
    async fit() {
      const engine = choose();
      if (engine === current.engine || next !== undefined) return false;
      next = open(engine);
      try {
        await next.ready();
        const before = current;
        current = next;
        await before.close();
        return true;
      } finally {
        next = undefined;
      }
    },
    close: async () => void (await Promise.all([current.close(), next?.close()])),
  };
}

import type { EngineName } from './engine.ts';
import type { SearchIndex } from './search-index.ts';

/** An index that goes on with another engine when the trove has outgrown the one that it was opened with. */
export type FittingIndex = SearchIndex & {
  /**
   * Looks which engine suits the cables as they are now. Where it is another one, builds it from the database while the one
   * before goes on answering, then changes over. Returns whether it did: what is in the database is searchable then.
   */
  fit(): Promise<boolean>;
  /** Ends the engine, has its files set aside, and builds it anew from the database; searches wait meanwhile. */
  renew(setAside: () => void): Promise<void>;
};

/** `choose`: the engine for the cables as they are now; `open`: opens an index with it. */
export function createFittingIndex(choose: () => EngineName, open: (engine: EngineName) => SearchIndex): FittingIndex {
  let current = open(choose());
  /** The one that is being built. */
  let next: SearchIndex | undefined;
  let renewal = Promise.resolve();
  const there = async (): Promise<SearchIndex> => {
    await renewal;
    return current;
  };
  return {
    get engine() {
      return current.engine;
    },
    put: async (rows) => (await there()).put(rows),
    remove: async (rows) => (await there()).remove(rows),
    sync: async () => (await there()).sync(),
    find: async (query, options) => (await there()).find(query, options),
    similar: async (row, limit, without) => (await there()).similar(row, limit, without),
    suggest: async (word, limit, without) => (await there()).suggest(word, limit, without),
    progress: () => (next ?? current).progress(),
    ready: async () => (await there()).ready(),
    async renew(setAside) {
      await renewal;
      const replace = async (): Promise<void> => {
        await current.close();
        setAside();
        current = open(choose());
      };
      renewal = replace();
      await renewal;
      await current.ready();
    },
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

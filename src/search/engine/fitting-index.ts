import { noteAsked } from '../../reply/absence.ts';
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
  /** Changes under way: a question may be answered between two parts of one. */
  let changes = 0;
  async function changing<T>(change: (index: SearchIndex) => Promise<T>): Promise<T> {
    changes += 1;
    try {
      return await change(await there());
    } finally {
      changes -= 1;
    }
  }
  async function asking<T>(ask: (index: SearchIndex) => Promise<T>): Promise<T> {
    const before = changes;
    const answer = await ask(await there());
    noteAsked('texts', before + changes === 0);
    return answer;
  }
  return {
    get engine() {
      return current.engine;
    },
    put: (rows) => changing((index) => index.put(rows)),
    remove: (rows) => changing((index) => index.remove(rows)),
    // Done in one go: a question is answered before or after it.
    sync: async () => (await there()).sync(),
    find: (query, options) => asking((index) => index.find(query, options)),
    rows: (query, options) => asking((index) => index.rows(query, options)),
    counts: (query, field, options) => asking((index) => index.counts(query, field, options)),
    similar: (row, limit, without) => asking((index) => index.similar(row, limit, without)),
    suggest: (word, limit, without) => asking((index) => index.suggest(word, limit, without)),
    progress: () => (next ?? current).progress(),
    isWhole: () => changes === 0 && next === undefined && current.isWhole(),
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

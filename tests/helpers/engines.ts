import { engineNames } from '../../src/search/engine/engine.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import type { SearchIndex } from '../../src/search/engine/search-index.ts';
import { archiveFiles } from '../../src/store/database.ts';
import { isLong } from './random.ts';

export type ComparedEngine = (typeof engineNames)[number] | 'fts5';
/** The engines, and in the long run SQLite's FTS5, which they are compared with. */
export const comparedEngines: readonly ComparedEngine[] = isLong ? [...engineNames, 'fts5'] : engineNames;

/** What the file of each is called in an archive. */
export const indexFiles = { ...archiveFiles, fts5: archiveFiles.former } as const;

/** An index over the cables of a database, by any of them. */
export function openIndex(engine: ComparedEngine, at: { database: string; file: string }): SearchIndex {
  if (engine !== 'fts5') return createWorkerIndex({ ...at, engine });
  // The thread is of one engine, whatever it is told.
  return createWorkerIndex({ ...at, engine: 'packed', script: new URL('./fts5/thread.ts', import.meta.url) });
}

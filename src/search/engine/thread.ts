import { serve, type Inside } from '../../threads/thread.ts';
import { searchFunctions, type ThreadData } from './answering.ts';
import { openMiniSearchEngine } from './minisearch-engine.ts';
import { openPackedEngine } from './packed-engine.ts';

const engines = { minisearch: openMiniSearchEngine, packed: openPackedEngine };

/** Answers with the engine that it is told of. */
export const searchThread = serve((data: ThreadData, inside: Inside<{ done: number; total: number }>) =>
  searchFunctions(engines[data.engine], data, inside),
);

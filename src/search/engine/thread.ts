import { serve, type Inside } from '../../threads/thread.ts';
import { searchFunctions } from './answering.ts';
import { openMiniSearchEngine } from './minisearch-engine.ts';
import { openPackedEngine } from './packed-engine.ts';
import type { IndexProgress, ThreadData } from './reading.ts';

const engines = { minisearch: openMiniSearchEngine, packed: openPackedEngine };

/** Answers with the engine that it is told of. What speaks to clusters is loaded where there is one. */
export const searchThread = serve(async (data: ThreadData, inside: Inside<IndexProgress>) => {
  if (data.engine !== 'opensearch') return searchFunctions(engines[data.engine], data, inside);
  const { clusterFunctions } = await import('./opensearch/functions.ts');
  return clusterFunctions(data, inside);
});

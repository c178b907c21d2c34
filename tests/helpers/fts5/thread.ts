import { searchFunctions } from '../../../src/search/engine/answering.ts';
import type { ThreadData } from '../../../src/search/engine/reading.ts';
import { serve, type Inside } from '../../../src/threads/thread.ts';
import { openFtsEngine } from './engine.ts';

/** The thread of a search, with FTS5 for an engine. */
serve((data: ThreadData, inside: Inside<{ done: number; total: number }>) => searchFunctions(openFtsEngine, data, inside));

import { createWorkerIndex } from '../src/search/worker-index.ts';
import { testSearchIndex } from './search-index.contract.ts';

testSearchIndex((database) => createWorkerIndex({ engine: 'fts5', database, file: `${database}.fts5` }));

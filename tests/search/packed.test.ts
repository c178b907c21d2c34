import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import { testSearchIndex } from './search-index.contract.ts';

testSearchIndex((database) => createWorkerIndex({ engine: 'packed', database, file: `${database}.packed` }));

import { createMiniSearchIndex } from '../src/search/minisearch.ts';
import { testSearchIndex } from './search-index.contract.ts';

testSearchIndex((database) => createMiniSearchIndex({ database }));

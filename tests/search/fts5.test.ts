import { openIndex } from '../helpers/engines.ts';
import { testSearchIndex } from './search-index.contract.ts';

testSearchIndex((database) => openIndex('fts5', { database, file: `${database}.fts5` }));

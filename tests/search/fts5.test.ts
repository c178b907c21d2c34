import { describe } from 'vitest';
import { openIndex } from '../helpers/engines.ts';
import { isLong } from '../helpers/random.ts';
import { testSearchIndex } from './search-index.contract.ts';

describe.runIf(isLong)('SQLite’s FTS5, which the engines are compared with', () => {
  testSearchIndex((database) => openIndex('fts5', { database, file: `${database}.fts5` }));
});

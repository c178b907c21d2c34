import { describe } from 'vitest';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import type { SearchIndex } from '../../src/search/engine/search-index.ts';
import { hasNode, urlVariable } from '../helpers/cluster/nodes.ts';
import { isLong } from '../helpers/random.ts';
import { testSearchIndex } from '../search/search-index.contract.ts';

describe.skipIf(!hasNode()).each([1, 2])('opensearch, %i shards', (shards) => {
  const urls = [process.env[urlVariable] ?? ''];
  const index = (database: string): SearchIndex =>
    createWorkerIndex({ engine: 'opensearch', database, file: `${database}.opensearch`, cluster: { urls, shards, replicas: 0 } });
  // Where other tests wait, one trove is enough. A hundred take hours: a long run tries twenty, and one with another seed twenty others.
  const troves = isLong ? 20 : undefined;
  testSearchIndex(index, process.env['CABLEDESK_CLUSTER'] === 'quick' ? 1 : troves);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { parseQuery } from '../../src/query/query.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import { tempFolder } from '../helpers/temp.ts';
import { testSearchIndex } from './search-index.contract.ts';

testSearchIndex((database) => createWorkerIndex({ engine: 'minisearch', database, file: `${database}.minisearch` }));

/** A worker that writes how often it was started, and dies at once or at the first question. */
function dyingWorker(whenItDies: 'at once' | 'when asked, the first time') {
  const folder = tempFolder();
  const path = join(folder, 'worker.mjs');
  writeFileSync(
    path,
    `import { appendFileSync, readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
appendFileSync(workerData.database, 'x');
if (${whenItDies === 'at once'}) throw new Error('broken file');
const starts = readFileSync(workerData.database, 'utf8').length;
parentPort.on('message', ({ id, kind }) => {
  if (starts === 1) process.exit(1);
  parentPort.postMessage({ kind: 'answer', id, value: { total: starts, hits: [], ms: 0 } });
});
parentPort.postMessage({ kind: 'ready' });
`,
  );
  return { engine: 'minisearch', script: pathToFileURL(path), database: join(folder, 'starts'), file: join(folder, 'snapshot') } as const;
}

const options = { sort: 'best', offset: 0, limit: 1 } as const;

test('a search reports that its thread died, and a new thread answers the next one', async () => {
  const index = createWorkerIndex(dyingWorker('when asked, the first time'));
  await expect(index.find(parseQuery('iran'), options)).rejects.toThrow('The search was interrupted. Try again.');
  await expect(index.find(parseQuery('iran'), options)).resolves.toMatchObject({ total: 2 });
  await index.close();
});

test('stops restarting a thread that dies immediately', async () => {
  const index = createWorkerIndex(dyingWorker('at once'));
  const { message } = await index.ready().then(
    () => expect.unreachable('it cannot be ready'),
    (error: Error) => error,
  );
  expect(message).toContain('broke off 5 times within a minute');
  await expect(index.find(parseQuery('iran'), options)).rejects.toMatchObject({ message, cause: { message: 'broken file' } });
  await expect(index.put([1])).rejects.toThrow(message);
  await index.close();
});

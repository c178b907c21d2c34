import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { parseQuery } from '../../src/query/query.ts';
import { plural, said } from '../../src/reply/text.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import { tempFolder } from '../helpers/temp.ts';
import { testSearchIndex } from './search-index.contract.ts';

testSearchIndex((database) => createWorkerIndex({ engine: 'minisearch', database, file: `${database}.minisearch` }));

/** A thread that dies at each of its first starts, or over the first question to the first one; its answers say how often it was started. */
function dyingThread({ starts, questions }: { starts: number; questions: number }) {
  const folder = tempFolder();
  const path = join(folder, 'thread.mjs');
  writeFileSync(
    path,
    `import { appendFileSync, readFileSync } from 'node:fs';
import { serve } from '${new URL('../../src/threads/thread.ts', import.meta.url).href}';
serve(({ database }) => {
  appendFileSync(database, 'x');
  const total = readFileSync(database, 'utf8').length;
  if (total <= ${starts}) throw new Error('broken file');
  const answer = () => (total <= ${questions} ? process.exit(1) : { total, hits: [], ms: 0 });
  return { find: answer, put: answer };
});
`,
  );
  return { engine: 'minisearch', script: pathToFileURL(path), database: join(folder, 'starts'), file: join(folder, 'snapshot') } as const;
}

const options = { sort: 'best', offset: 0, limit: 1 } as const;

test('a search reports that its thread died, and a new thread answers the next one', async () => {
  const index = createWorkerIndex(dyingThread({ starts: 0, questions: 1 }));
  await expect(index.find(parseQuery('iran'), options)).rejects.toThrow('The search was interrupted.');
  await expect(index.find(parseQuery('iran'), options)).resolves.toMatchObject({ total: 2 });
  await index.close();
});

test('goes on restarting a thread that dies immediately, and says when; searches work again as soon as it lives', async () => {
  const pauses: number[] = [];
  let resume = (): void => {};
  const alarm = (milliseconds: number, ring: () => void): (() => void) => {
    // Not the search's deadline and the time-out for closing.
    if (milliseconds < 5000) {
      pauses.push(milliseconds);
      resume = ring;
    }
    return () => {};
  };
  const index = createWorkerIndex({ ...dyingThread({ starts: 4, questions: 0 }), alarm });
  await expect(index.ready()).rejects.toThrow('The search was interrupted.');
  for (const pause of [1000, 2000, 4000]) {
    await expect.poll(() => pauses.at(-1)).toBe(pause);
    await expect(index.find(parseQuery('iran'), options)).rejects.toMatchObject({
      message: 'The search was interrupted.',
      hint: said`It starts again within ${plural(pause / 1000, 'second')}; try again then.`,
      cause: { message: 'broken file' },
    });
    await expect(index.put([1])).rejects.toThrow('The search was interrupted.');
    resume();
  }
  await index.ready();
  await expect(index.find(parseQuery('iran'), options)).resolves.toMatchObject({ total: 5 });
  await index.close();
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { parseQuery } from '../../src/query/query.ts';
import { plain } from '../../src/reply/text.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import type { SearchIndex } from '../../src/search/engine/search-index.ts';
import { testArchive, type TestArchive } from '../helpers/archive.ts';
import { hasNode, startNodes, type Nodes } from '../helpers/cluster/nodes.ts';
import { ask, importRecords, quiet, testDesk, wordsOf } from '../helpers/desk.ts';

const options = { sort: 'best', offset: 0, limit: 10 } as const;
const draft = (i: number) => ({
  id: `F-${i}`,
  ref: `F-${i}`,
  subject: `Report ${i}`,
  body: `alpha number${i} ${i % 3 === 0 ? 'third' : 'other'}`,
});

/** An archive of so many cables, of which a third says "third". */
async function archiveOf(count: number): Promise<TestArchive> {
  const desk = testDesk();
  await importRecords(
    desk,
    Array.from({ length: count }, (_, i) => draft(i)),
  );
  const { folder } = desk.archive;
  await desk.close();
  return testArchive(folder, 'test');
}

const open = ({ path }: TestArchive, urls: readonly string[], shards = 2, replicas = 0): SearchIndex =>
  createWorkerIndex({ engine: 'opensearch', database: path, file: `${path}.opensearch`, cluster: { urls, shards, replicas } });

/** The total, or what is said instead. */
const totalOr = (index: SearchIndex, query: string): Promise<number | string> =>
  index.find(parseQuery(query), options).then(
    ({ total }) => total,
    (error: unknown) => (error instanceof DeskError ? plain(error.text) : String(error)),
  );

describe.skipIf(!hasNode())('a cluster that loses nodes', () => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(2);
  });
  afterAll(() => nodes.stop());
  const settled = () => fetch(`${nodes.urls[0]}/_cluster/health?wait_for_status=green&wait_for_no_relocating_shards=true&timeout=60s`);

  test('one of two nodes dies in the course of 300 searches: no wrong total; without a replica a refusal each time', async () => {
    const archive = await archiveOf(200);
    const [kept, bare] = [open(archive, nodes.urls, 2, 1), open(await archiveOf(200), nodes.urls, 2, 0)];
    await Promise.all([kept.ready(), bare.ready()]);
    await settled();
    const answers: { after: number; kept: number | string; bare: number | string }[] = [];
    let killed = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 300; i += 1) {
      if (i === 40) {
        killed = performance.now();
        void nodes.kill(1);
      }
      answers.push({ after: performance.now() - killed, kept: await totalOr(kept, 'alpha'), bare: await totalOr(bare, 'alpha') });
    }
    const wrong = answers.filter(({ kept: one, bare: other }) => [one, other].some((total) => typeof total === 'number' && total !== 200));
    expect(wrong).toEqual([]);
    const later = answers.filter(({ after }) => after > 5000);
    console.log(
      `300 searches, a node killed at the 41st: ${answers.filter(({ kept: one }) => typeof one === 'string').length} refused with a replica, ` +
        `${later.filter(({ kept: one }) => typeof one === 'string').length} of ${later.length} after 5 s; without one ` +
        `${answers.filter(({ bare: one }) => typeof one === 'string').length} of 260`,
    );
    expect(later.filter(({ kept: one }) => one !== 200)).toEqual([]);
    expect(new Set(answers.slice(-50).map(({ bare: one }) => one))).toEqual(new Set(['1 of 2 parts of the index does not answer.']));
    await nodes.start(1);
    await settled();
    await expect.poll(() => totalOr(bare, 'alpha')).toBe(200);
    await Promise.all([kept.close(), bare.close()]);
  });

  test('away at the start and in mid-search: the reason is told, cables open by their ref, and searches go on once it is back', async () => {
    const cluster = { urls: nodes.urls, shards: 2, replicas: 0 };
    const desk = testDesk({ engine: 'opensearch', cluster });
    await importRecords(desk, [draft(1), draft(2), draft(3)]);
    const bot = await createBot(desk, quiet);
    const search = async (): Promise<string> => wordsOf((await ask(bot, 'search', { query: 'alpha' })).reply);
    expect(await search()).toContain('3 cables for');
    await nodes.kill(1);
    await nodes.kill(0);
    expect(await search()).toContain('The search cluster does not answer.');
    expect(wordsOf((await ask(bot, 'cable', { ref: 'F-2' })).reply)).toContain('Report 2');
    await desk.close();

    const again = testDesk({ engine: 'opensearch', cluster, folder: desk.folder });
    const other = await createBot(again, quiet);
    expect(wordsOf((await ask(other, 'search', { query: 'alpha' })).reply)).toContain('The search cluster does not answer.');
    expect(wordsOf((await ask(other, 'cable', { ref: 'F-2' })).reply)).toContain('Report 2');
    await Promise.all([nodes.start(0), nodes.start(1)]);
    await settled();
    await expect.poll(async () => wordsOf((await ask(other, 'search', { query: 'alpha' })).reply)).toContain('3 cables for');
    await again.close();
  });

  test('away in the middle of reading: what is left is read once it is back, and nothing is answered before', async () => {
    const archive = await archiveOf(3000);
    const index = open(archive, nodes.urls);
    await expect.poll(() => index.progress().done).toBeGreaterThan(0);
    await nodes.kill(1);
    await nodes.kill(0);
    expect(typeof (await totalOr(index, 'third'))).toBe('string');
    await Promise.all([nodes.start(0), nodes.start(1)]);
    await settled();
    await expect.poll(() => totalOr(index, 'third')).toBe(1000);
    expect([index.isWhole(), index.progress()]).toEqual([true, { done: 3000, total: 3000 }]);
    await index.close();
  });
});

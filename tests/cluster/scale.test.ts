import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../src/query/query.ts';
import { rowBits } from '../../src/query/row-set.ts';
import type { QueryNode } from '../../src/query/tree.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import { roaringBitmap } from '../../src/search/engine/opensearch/bitmap.ts';
import type { SearchIndex } from '../../src/search/engine/search-index.ts';
import { testArchive } from '../helpers/archive.ts';
import { knownAs } from '../helpers/cluster/known-as.ts';
import { hasNode, urlVariable } from '../helpers/cluster/nodes.ts';
import { importRecords, testDesk } from '../helpers/desk.ts';
import { randomFrom, seedOf } from '../helpers/random.ts';

const url = process.env[urlVariable] ?? '';
const open = (path: string, shards = 2): SearchIndex =>
  createWorkerIndex({ engine: 'opensearch', database: path, file: `${path}.opensearch`, cluster: { urls: [url], shards, replicas: 0 } });
const best = { sort: 'best', offset: 0, limit: 10 } as const;
const records = (count: number, word: string) =>
  Array.from({ length: count }, (_, i) => ({ id: `${word}-${i}`, body: `${word} report number${i}` }));

/** An archive with these records, and where it is. */
async function archiveWith(...given: Record<string, unknown>[][]): Promise<string> {
  const desk = testDesk();
  for (const [i, some] of given.entries()) await importRecords(desk, some, `${i}.jsonl`);
  const { folder } = desk.archive;
  await desk.close();
  return join(folder, 'archive.sqlite');
}
const asked = async (method: string, path: string, body?: unknown): Promise<unknown> =>
  (
    await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  ).json();
/** The indices of an archive. */
const indicesOf = async (path: string): Promise<string[]> =>
  Object.keys((await asked('GET', `/${knownAs(`${path}.opensearch`)}-*`)) as object).toSorted();

describe.skipIf(!hasNode())('a cluster at work', () => {
  test('pages beyond 10,000 hits, and copies folded there: each cable once', async () => {
    const archive = testArchive();
    archive.db.transaction(() => {
      for (let i = 0; i < 10_050; i += 1)
        archive.add({
          line: i,
          ref: `P-${String(i).padStart(5, '0')}`,
          subject: `Page ${i}`,
          body: `alpha page${i % 7}`,
          date: '2018-01-01',
        });
    })();
    const index = open(archive.path);
    await index.ready();
    const all = await index.find(parseQuery('alpha'), { sort: 'newest', offset: 0, limit: Number.MAX_SAFE_INTEGER });
    expect([all.total, all.hits.length, new Set(all.hits.map(({ row }) => row)).size]).toEqual([10_050, 10_050, 10_050]);
    const page = await index.find(parseQuery('alpha'), { sort: 'newest', offset: 10_040, limit: 5 });
    expect(page.hits.map(({ row }) => row)).toEqual(all.hits.slice(10_040, 10_045).map(({ row }) => row));
    const folded = await index.find(parseQuery('alpha'), { sort: 'newest', offset: 0, limit: Number.MAX_SAFE_INTEGER, fold: true });
    expect([folded.total, folded.hits.length]).toEqual([10_050, folded.shown]);
    await index.close();
  });

  test('300,000 rows of state travel as a bitmap: a right total, in 200 kB at most', async () => {
    const path = await archiveWith(records(300, 'alpha'));
    const index = open(path);
    await index.ready();
    const random = randomFrom(seedOf('bitmap'));
    const all = (await index.find(parseQuery('alpha'), { ...best, limit: 1000 })).hits.map(({ row }) => row);
    for (const size of [999, 1001, 300_000]) {
      const rows = Array.from({ length: size }, () => Math.floor(random() * 1_000_000));
      const chosen = all.filter(() => random() < 0.4);
      const given = new Set([...rows, ...chosen]);
      const inside = all.filter((row) => given.has(row)).length;
      const not: QueryNode = { kind: 'not', node: { kind: 'rows', rows: rowBits(given) } };
      const { root } = parseQuery('alpha');
      const [found, excluded, without] = await Promise.all([
        index.find(parseQuery('alpha'), { ...best, rows: rowBits(given) }),
        index.find({ ...parseQuery('alpha'), root: { kind: 'and', nodes: [root, not] } }, best),
        index.find(parseQuery('alpha'), { ...best, without: rowBits(given) }),
      ]);
      expect([size, found.total, excluded.total, without.total]).toEqual([size, inside, all.length - inside, all.length - inside]);
    }
    expect(roaringBitmap(rowBits(Array.from({ length: 300_000 }, (_, i) => 3 * i + 1))).length).toBeLessThan(200_000);
    await index.close();
  });

  test('another number of shards: an index is built beside, and both change places; what a crash left is removed', async () => {
    const path = await archiveWith(records(50, 'alpha'));
    const first = open(path, 1);
    await first.ready();
    await first.close();
    const [one = ''] = await indicesOf(path);
    // As if the building of another had been broken off.
    await asked('PUT', `/${one.replace(/-[^-]+$/, '')}-broken`);
    const second = open(path, 3);
    await second.ready();
    await expect.poll(async () => (await indicesOf(path)).filter((name) => name !== one)).toHaveLength(1);
    expect((await second.find(parseQuery('alpha'), best)).total).toBe(50);
    await second.close();
    expect(await indicesOf(path)).not.toContain(one);
  });

  test('a first reading that breaks off goes on where it was', async () => {
    const archive = testArchive();
    archive.db.transaction(() => {
      for (let i = 0; i < 3000; i += 1) archive.add({ line: i, ref: `P-${i}`, subject: '', body: `alpha number${i}` });
    })();
    const first = open(archive.path);
    await expect.poll(() => first.progress().done).toBeGreaterThan(0);
    await first.close();
    const [name] = await indicesOf(archive.path);
    const second = open(archive.path);
    await second.ready();
    expect(await indicesOf(archive.path)).toEqual([name]);
    expect((await second.find(parseQuery('alpha'), best)).total).toBe(3000);
    await second.close();
  });

  test.each([0, 4])('an index that was made when there were %i cables, short ones, orders hits as one that is made now', async (before) => {
    const archive = testArchive();
    const random = randomFrom(seedOf('order'));
    const words = Array.from({ length: 40 }, (_, i) => `word${i}`);
    const add = (i: number, length: number): number =>
      archive.add({
        line: i,
        ref: `O-${String(i).padStart(3, '0')}`,
        subject: `Report ${i}`,
        body: Array.from({ length }, () => words[Math.floor(random() ** 2 * words.length)]).join(' '),
      });
    for (let i = 0; i < before; i += 1) add(i, 5);
    const index = open(archive.path);
    await index.ready();
    await index.put(Array.from({ length: 300 }, (_, i) => add(before + i, 50 + Math.floor(random() * 400))));
    await index.sync();
    const copy = `${archive.path}.copied`;
    archive.db.pragma('wal_checkpoint(TRUNCATE)');
    cpSync(archive.path, copy);
    const fresh = open(copy);
    await fresh.ready();
    for (const asked of ['word1 word39', 'word0 word20 word30', 'word38']) {
      const query = parseQuery(asked, { match: 'any' });
      const [{ hits }, { hits: wanted }] = await Promise.all([
        index.find(query, { ...best, limit: 50 }),
        fresh.find(query, { ...best, limit: 50 }),
      ]);
      expect(hits).toEqual(wanted);
      expect(hits.length).toBeGreaterThan(20);
    }
    await Promise.all([index.close(), fresh.close()]);
  });

  test('two archives on one cluster: one reads cables while the other is searched, and neither knows of the other', async () => {
    const [mine, theirs] = [
      open(await archiveWith(records(40, 'alpha'))),
      open(await archiveWith(records(600, 'alpha'), records(5, 'beta'))),
    ];
    await mine.ready();
    const totals = new Set<string>();
    const end = theirs.ready().then(() => 'read');
    do {
      const found = await mine.find(parseQuery('alpha'), best);
      totals.add(`${found.total} ${(await mine.suggest('bets', 3)).join()}`);
    } while ((await Promise.race([end, Promise.resolve('reading')])) === 'reading');
    expect([...totals]).toEqual(['40 ']);
    expect((await theirs.find(parseQuery('alpha'), best)).total).toBe(600);
    await Promise.all([mine.close(), theirs.close()]);
  });

  test('a copy of an archive’s folder is another index', async () => {
    const path = await archiveWith(records(3, 'alpha'));
    const index = open(path);
    await index.ready();
    await index.close();
    const copy = `${path}.copied`;
    for (const ending of ['', '.opensearch']) cpSync(`${path}${ending}`, `${copy}${ending}`);
    const other = open(copy);
    await other.ready();
    expect(new Set([...(await indicesOf(path)), ...(await indicesOf(copy))]).size).toBe(2);
    await other.close();
  });

  test('an index from a snapshot is taken as it is, and one that is lost is built again', async () => {
    const path = await archiveWith(records(30, 'alpha'));
    const first = open(path);
    await first.ready();
    await first.close();
    const [name = ''] = await indicesOf(path);
    expect(await asked('PUT', '/_snapshot/drill', { type: 'fs', settings: { location: 'drill' } })).toEqual({ acknowledged: true });
    const made = await asked('PUT', `/_snapshot/drill/${name}?wait_for_completion=true`, { indices: name, include_global_state: false });
    expect(made).toMatchObject({ snapshot: { state: 'SUCCESS' } });
    await asked('DELETE', `/${name}`);
    await asked('POST', `/_snapshot/drill/${name}/_restore?wait_for_completion=true`, { indices: name, include_aliases: true });
    const second = open(path);
    await second.ready();
    expect([(await second.find(parseQuery('alpha'), best)).total, (await indicesOf(path)).includes(name)]).toEqual([30, true]);
    await asked('DELETE', `/${name}`);
    await expect(second.find(parseQuery('alpha'), best)).rejects.toThrow('has lost the index');
    await expect
      .poll(() =>
        second.find(parseQuery('alpha'), best).then(
          ({ total }) => total,
          () => -1,
        ),
      )
      .toBe(30);
    await second.close();
  });
});

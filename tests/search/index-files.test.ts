import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archiveFiles } from '../../src/store/database.ts';
import { bringBack, removeTrove } from '../../src/cables/removal.ts';
import { testArchive } from '../helpers/archive.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { parseQuery } from '../../src/query/query.ts';
import { engineFor } from '../../src/search/engine/choose-engine.ts';
import type { engineNames } from '../../src/search/engine/engine.ts';
import type { SearchIndex } from '../../src/search/engine/search-index.ts';
import { readSnapshot, writeSnapshot } from '../../src/search/engine/snapshot.ts';
import { said } from '../../src/reply/text.ts';
import type { Alarm } from '../../src/threads/thread.ts';
import { createFittingIndex } from '../../src/search/engine/fitting-index.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import { importRecords, testDesk } from '../helpers/desk.ts';
import { comparedEngines, openIndex, type ComparedEngine } from '../helpers/engines.ts';
import { randomFrom, sampleOf, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const open = (desk: Desk, engine: ComparedEngine, file: string): SearchIndex =>
  openIndex(engine, { database: join(desk.archive.folder, archiveFiles.database), file });
const total = async (index: SearchIndex, query: string): Promise<number> =>
  (await index.find(parseQuery(query), { sort: 'best', offset: 0, limit: 1 })).total;

const reused = reusedDesk(async () => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  await importRecords(
    desk,
    Array.from({ length: 40 }, (_, i) => ({ id: `C-${i}`, body: `alpha number${i} was reported in the summary` })),
  );
  return desk;
});

/** Cables, and a file of their index of the test's own. */
async function builtOnce(engine: ComparedEngine): Promise<{ desk: Desk; file: string }> {
  const desk = await reused();
  const file = join(tempFolder(), 'index');
  const index = open(desk, engine, file);
  await index.ready();
  expect(await total(index, 'alpha')).toBe(40);
  // A snapshot is written beside and moved into place: it is there whole, or not at all.
  await expect.poll(() => existsSync(file)).toBe(true);
  await index.close();
  return { desk, file };
}

test.each(comparedEngines)('%s: what was built is used again, and what changed meanwhile is seen', async (engine) => {
  const { desk, file } = await builtOnce(engine);
  await importRecords(desk, [
    { id: 'C-0', body: 'beta now' },
    { id: 'new', body: 'alpha new' },
  ]);
  const index = open(desk, engine, file);
  await index.ready();
  expect([await total(index, 'alpha'), await total(index, 'beta'), await total(index, 'number1'), await total(index, 'number0')]).toEqual([
    40, 1, 1, 0,
  ]);
  expect([await total(index, 'numb*'), await total(index, '=alpha'), await total(index, '"alpha new"')]).toEqual([39, 40, 1]);
  expect(await index.suggest('alhpa', 1)).toEqual(['alpha']);
  await index.close();
});

test('packed: where only the file of near-copies is lost, only that is made anew', async () => {
  const { desk, file } = await builtOnce('packed');
  const parts = readFileSync(file, 'utf8');
  for (const ending of ['', '-wal', '-shm']) rmSync(`${file}.copies${ending}`, { force: true });
  const index = open(desk, 'packed', file);
  await index.ready();
  expect(existsSync(`${file}.copies`)).toBe(true);
  expect(await index.find(parseQuery('alpha'), { sort: 'best', offset: 0, limit: 1, fold: true })).toMatchObject({ total: 40, shown: 40 });
  await index.close();
  expect(readFileSync(file, 'utf8')).toBe(parts);
});

test('minisearch: an index that is closed at once is saved first', async () => {
  const desk = testDesk();
  await importRecords(desk, [{ id: 'C-1', body: 'alpha' }]);
  const file = join(tempFolder(), 'index');
  const index = open(desk, 'minisearch', file);
  await index.ready();
  await index.close();
  expect(existsSync(file)).toBe(true);
});

test.each(comparedEngines)('%s: an index file that was damaged, cut off, replaced or emptied is made anew', async (engine) => {
  const { desk, file } = await builtOnce(engine);
  const whole = readFileSync(file);
  const damaged: Buffer[] = [
    whole.subarray(0, Math.floor(whole.length / 2)),
    Buffer.alloc(0),
    Buffer.from('not an index'),
    Buffer.alloc(whole.length, 7),
  ];
  if (engine === 'minisearch')
    for (const at of sampleOf([3, 200, Math.floor(whole.length / 2), whole.length - 1], 1, randomFrom(seedOf('damage')))) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      damaged.push(flipped);
    }
  for (const bytes of damaged) {
    writeFileSync(file, bytes);
    const index = open(desk, engine, file);
    await index.ready();
    expect([await total(index, 'alpha'), await total(index, '"number7 was reported"')]).toEqual([40, 1]);
    await index.close();
  }
});

test('fts5: notices damaged pages and answers the next search from a rebuilt index', async () => {
  const { desk, file } = await builtOnce('fts5');
  const bytes = readFileSync(file);
  // All but the first page, which says what the file is.
  bytes.fill(0x5a, 4096);
  writeFileSync(file, bytes);
  const index = open(desk, 'fts5', file);
  const answer = await index
    .ready()
    .then(() => total(index, 'alpha'))
    .catch(() => total(index, 'alpha'));
  expect(answer).toBe(40);
  await index.close();
});

test.each([
  ['is taken away', (file: string) => rmSync(file)],
  ['is written over', (file: string) => writeFileSync(file, 'not a manifest')],
])('packed: a manifest that %s while it is open is missed, and all is read again', async (_, harm) => {
  const { desk, file } = await builtOnce('packed');
  const index = open(desk, 'packed', file);
  await index.ready();
  expect(await total(index, 'alpha')).toBe(40);
  harm(file);
  await expect(total(index, 'alpha')).rejects.toThrow('The search was interrupted.');
  expect(await total(index, 'alpha')).toBe(40);
  harm(file);
  await expect(index.put(desk.cables.rows().slice(0, 1))).rejects.toThrow('The search was interrupted.');
  expect(await total(index, 'alpha')).toBe(40);
  await index.close();
});

test('a search past its deadline is stopped, and the one behind it is answered', async () => {
  const { desk, file } = await builtOnce('minisearch');
  let deadlines = 0;
  const alarm: Alarm = (milliseconds, ring) => {
    if (milliseconds === 10_000 && ++deadlines === 1) queueMicrotask(ring);
    return () => {};
  };
  const index = createWorkerIndex({ engine: 'minisearch', database: join(desk.archive.folder, archiveFiles.database), file, alarm });
  const [stopped, answered] = [total(index, 'alpha'), total(index, 'alpha')];
  await expect(stopped).rejects.toMatchObject({
    message: 'That search took too long and was stopped.',
    hint: said`Try fewer or rarer words.`,
  });
  expect([await answered, deadlines]).toEqual([40, 2]);
  await index.close();
});

test('a snapshot restores what was saved, or nothing', () => {
  const file = join(tempFolder(), 'snapshot');
  expect(readSnapshot(file, 'a')).toBeUndefined();
  const state = { map: new Map([[1, new Set(['x'])]]), array: Int32Array.of(1, 2) };
  writeSnapshot(file, 'a', state);
  expect(readSnapshot(file, 'a')).toEqual(state);
  expect(readSnapshot(file, 'b')).toBeUndefined();
  expect(existsSync(file)).toBe(false);
});

test('the engine depends on the size of the trove unless one is set', () => {
  const { db, add } = testArchive();
  expect(engineFor(db, 'auto')).toBe('minisearch');
  for (let i = 0; i < 20; i += 1) add({ id: `L-${i}`, ref: `L-${i}`, body: `${i} ${'word '.repeat(140_000)}`, line: 1 });
  expect(engineFor(db, 'auto')).toBe('packed');
  expect(engineFor(db, 'minisearch')).toBe('minisearch');
  db.close();
});

test('a trove that has outgrown its engine is read by the other one, and searches are answered throughout', async () => {
  const desk = testDesk();
  await importRecords(desk, [{ id: 'A', body: 'alpha in the summary' }]);
  const folder = tempFolder();
  let engine: (typeof engineNames)[number] = 'minisearch';
  const index = createFittingIndex(
    () => engine,
    () => open(desk, engine, join(folder, engine)),
  );
  expect([await index.fit(), await total(index, 'alpha'), index.engine]).toEqual([false, 1, 'minisearch']);
  engine = 'packed';
  const changing = index.fit();
  expect(await total(index, 'alpha')).toBe(1);
  expect([await changing, await total(index, 'alpha'), index.engine]).toEqual([true, 1, 'packed']);
  expect(existsSync(join(folder, 'packed'))).toBe(true);
  await index.close();
});

test.each(comparedEngines)('%s: two processes that write the same files lose nothing of each other’s', async (engine) => {
  const archive = testArchive();
  const file = join(tempFolder(), 'index');
  const both = [1, 2].map(() => openIndex(engine, { database: archive.path, file }));
  await Promise.all(both.map((index) => index.ready()));
  const [first, second] = both as [SearchIndex, SearchIndex];
  for (let i = 0; i < 15; i += 1) {
    const row = archive.add({ id: `N-${i}`, body: `fresh${i}word came along`, line: 1 });
    await Promise.all(i % 2 === 0 ? [first.put([row]), second.sync()] : [second.sync(), first.put([row])]);
    expect(await Promise.all(both.map((index) => total(index, `fresh${i}word`)))).toEqual([1, 1]);
  }
  await Promise.all(both.map((index) => index.close()));
});

test.each(comparedEngines)('%s: a trove that was taken out, and another brought back, while nobody looked', async (engine) => {
  const folder = tempFolder();
  const [first, second] = [testArchive(folder, 't'), testArchive(folder, 'u')];
  first.add({ id: 'a', body: 'alpha stayed', line: 1 });
  for (const id of ['b', 'c']) first.add({ id, body: `beta ${id}`, line: 1 });
  second.add({ id: 'd', body: 'alpha left', line: 1 });
  const file = join(folder, 'index');
  const totals = async (): Promise<number[]> => {
    const index = openIndex(engine, { database: first.path, file });
    await index.ready();
    const found = [await total(index, 'alpha'), await total(index, 'beta')];
    await index.close();
    return found;
  };
  expect(await totals()).toEqual([2, 2]);
  removeTrove(first.db, 'u', 1);
  expect(await totals()).toEqual([1, 2]);
  bringBack(first.db, 'u');
  removeTrove(first.db, 't', 2);
  expect(await totals()).toEqual([1, 0]);
  for (const { db } of [first, second]) db.close();
});

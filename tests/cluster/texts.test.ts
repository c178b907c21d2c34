import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { nameTrove, restoreTrove, takeOutTrove, withdrawForAll } from '../../src/import/change-trove.ts';
import { archiveFiles } from '../../src/store/database.ts';
import { databaseFaults } from '../../src/store/verify.ts';
import { knownAs } from '../helpers/cluster/known-as.ts';
import { hasNode, startNodes, urlVariable, type Nodes } from '../helpers/cluster/nodes.ts';
import { ask, importRecords, quiet, sampleData, testDesk, wordsOf } from '../helpers/desk.ts';

const cluster = () => ({ urls: [process.env[urlVariable] ?? ''], shards: 2, replicas: 0 });
const importer = (folder?: string, urls = cluster().urls): Desk =>
  testDesk({ engine: 'opensearch', cluster: { ...cluster(), urls, keepsTexts: true }, ...(folder === undefined ? {} : { folder }) });
const nameOf = ({ archive }: Desk): string => knownAs(join(archive.folder, archiveFiles.opensearch));
const follower = (of: string, folder?: string, urls = cluster().urls): Desk =>
  testDesk({
    engine: 'opensearch',
    cluster: { ...cluster(), urls },
    copied: { cluster: of },
    ...(folder === undefined ? {} : { folder }),
  });

const carried = ['troves', 'former_names', 'withdrawn', 'imports', 'cables', 'cable_versions', 'cited', 'refkeys', 'other_fields'];
/** Every row of every table that is carried. */
const allOf = ({ archive: { db } }: Desk): unknown => [
  db.prepare("SELECT value FROM about WHERE name = 'id'").all(),
  ...carried.map((table) =>
    db
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => JSON.stringify(row))
      .toSorted(),
  ),
];
async function same(copy: Desk, original: Desk): Promise<void> {
  await expect.poll(() => JSON.stringify(allOf(copy)) === JSON.stringify(allOf(original)), { interval: 200 }).toBe(true);
}

describe.skipIf(!hasNode())('a desk that has nothing but the address of a cluster', () => {
  async function withSample(): Promise<Desk> {
    const desk = importer(await sampleData());
    await desk.index.ready();
    return desk;
  }

  test('copies the cables, and follows whatever becomes of them', async () => {
    const first = await withSample();
    const second = follower(nameOf(first));
    await second.index.ready();
    await same(second, first);
    const bots = await Promise.all([first, second].map((desk) => createBot(desk, quiet)));
    const words = async (command: string, options: Record<string, string>): Promise<string[]> =>
      Promise.all(bots.map(async (bot) => wordsOf((await ask(bot, command, options)).reply).replaceAll(/\d+ ms|receipt \d+/g, '')));
    for (const [command, options] of [
      ['search', { query: 'crimea -turkey' }],
      ['search', { query: '"hot zone"' }],
      ['cable', { ref: 'COREU/KYI/0039/18' }],
      ['cables', {}],
      ['about', {}],
    ] as const) {
      // Names are read here, too.
      await expect.poll(async () => new Set(await words(command, options)).size, { interval: 200 }).toBe(1);
    }

    await importRecords(first, [
      { id: 'N-1', body: 'entirely novel words' },
      { id: 'N-2', body: 'another novel' },
    ]);
    await importRecords(first, [
      { id: 'N-1', body: 'entirely novel words, amended' },
      { id: 'N-2', body: 'another novel' },
    ]);
    await same(second, first);
    expect((await words('search', { query: 'amended novel' }))[1]).toContain('1 cable for');
    await nameTrove(first, 'test', 'renamed');
    await same(second, first);
    await withdrawForAll(first, 'N-2', 'a court', false);
    await same(second, first);
    await takeOutTrove(first, 'renamed');
    await same(second, first);
    expect((await words('search', { query: 'amended novel' }))[1]).toContain('No cable');
    await restoreTrove(first, 'renamed');
    await same(second, first);
    expect((await words('search', { query: 'amended novel' }))[1]).toContain('1 cable for');

    expect(databaseFaults(join(second.archive.folder, archiveFiles.database), 'archive')).toEqual([]);
    await expect(importRecords(second, [{ id: 'M-1', body: 'mine' }])).rejects.toThrow('are a copy');
    await expect(takeOutTrove(second, 'renamed')).rejects.toThrow('are a copy');
  });

  test('goes on where it was after a restart, and after the texts were kept anew', async () => {
    const first = await withSample();
    const name = nameOf(first);
    const copy = follower(name);
    await copy.index.ready();
    await copy.close();
    await importRecords(first, [{ id: 'R-1', body: 'while it was away' }], 'more.jsonl');
    await nameTrove(first, 'test', 'other');
    await withdrawForAll(first, 'R-1', 'a court', false);
    // The importing machine need not be there.
    const left = JSON.stringify(allOf(first));
    await first.close();
    const again = follower(name, copy.folder);
    await again.index.ready();
    expect(JSON.stringify(allOf(again))).toBe(left);
    await fetch(`${cluster().urls[0]}/${name.replace('cabledesk-', 'cabledesk-texts-')}`, { method: 'DELETE' });
    const back = importer(first.folder);
    await importRecords(back, [{ id: 'R-2', body: 'kept anew' }], 'anew.jsonl', 'anew');
    await same(again, back);
    expect(again.cables.count()).toBe(back.cables.count());
  });

  test('takes no other archive’s cables for its own, and none over its own', async () => {
    const [first, other] = [await withSample(), importer()];
    await importRecords(other, [{ id: 'O-1', body: 'other' }]);
    await other.index.sync();
    const unsure = follower('');
    await expect(unsure.index.ready()).rejects.toThrow('several archives');
    await unsure.close();
    const mine = testDesk();
    await importRecords(mine, [{ id: 'M-1', body: 'mine' }]);
    await mine.close();
    expect(() => follower(nameOf(first), mine.folder)).toThrow('holds other cables');
    const theirs = follower(nameOf(other));
    await theirs.index.ready();
    await theirs.close();
    expect(() => follower(nameOf(first), theirs.folder)).toThrow('holds other cables');
    const own = testDesk({ folder: theirs.folder, copied: 'own' });
    await importRecords(own, [{ id: 'M-1', body: 'mine' }]);
    expect(own.cables.count()).toBe(2);
  });
});

describe.skipIf(!hasNode())('a cluster of one archive that goes away', () => {
  test('cables are read and answered meanwhile from the copy, and it goes on once the cluster is back', async () => {
    const nodes: Nodes = await startNodes(1);
    try {
      const first = importer(undefined, nodes.urls);
      await importRecords(first, [{ id: 'A-1', body: 'alpha' }]);
      await first.index.sync();
      const second = follower('', undefined, nodes.urls);
      await second.index.ready();
      await nodes.kill(0);
      const bot = await createBot(second, quiet);
      expect(wordsOf((await ask(bot, 'cable', { ref: 'A-1' })).reply)).toContain('alpha');
      expect(wordsOf((await ask(bot, 'search', { query: 'alpha' })).reply)).toContain('does not answer');
      await nodes.start(0);
      const stored = importRecords(first, [{ id: 'A-2', body: 'alpha two' }], 'two.jsonl');
      await stored;
      await same(second, first);
      await expect.poll(async () => wordsOf((await ask(bot, 'search', { query: 'alpha' })).reply)).toContain('2 cables for');
      await Promise.all([first.close(), second.close()]);
    } finally {
      await nodes.stop();
    }
  });
});

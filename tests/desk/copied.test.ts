import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { backUp } from '../../src/store/backup.ts';
import { archiveFiles } from '../../src/store/database.ts';
import { databaseFaults } from '../../src/store/verify.ts';
import { ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A desk whose cables are copied from a file that another machine has left in a shared folder. */

async function published(desk: Desk, file: string): Promise<void> {
  const backup = join(tempFolder(), 'desk.backup');
  await backUp(desk, backup);
  for (const ending of ['', '.sha256']) copyFileSync(`${backup}.archive${ending}`, `${file}${ending}`);
}

test('what the file holds is searched and read, follows it with each start, and keeps what the desk holds about it', async () => {
  const file = join(tempFolder(), 'archive.sqlite');
  const importer = testDesk();
  await importRecords(importer, [{ id: 'A-1', body: 'alpha one' }]);
  await published(importer, file);

  const reader = testDesk({ copied: { file } });
  const bot = await createBot(reader, quiet);
  const found = async (query: string): Promise<string> => wordsOf((await ask(bot, 'search', { query })).reply);
  expect(await found('alpha')).toContain('1 cable for');
  expect((await ask(bot, 'tag add', { ref: 'A-1', tag: 'seen' }, someone('editor'))).ok).toBe(true);
  await expect(importRecords(reader, [{ id: 'B-1', body: 'beta' }])).rejects.toThrow('are a copy');
  await reader.close();

  await importRecords(importer, [{ id: 'A-2', body: 'alpha two' }], 'two.jsonl');
  await published(importer, file);
  const again = testDesk({ copied: { file }, folder: reader.folder });
  await again.index.ready();
  const other = await createBot(again, quiet);
  expect(wordsOf((await ask(other, 'search', { query: 'alpha' })).reply)).toContain('2 cables for');
  expect(wordsOf((await ask(other, 'search', { query: 'tag:seen' })).reply)).toContain('1 cable for');
  expect(databaseFaults(join(again.archive.folder, archiveFiles.database), 'archive')).toEqual([]);
  await again.close();

  // From now on they are its own.
  const own = testDesk({ copied: 'own', folder: reader.folder });
  await importRecords(own, [{ id: 'B-1', body: 'beta' }]);
  expect(own.cables.count()).toBe(3);
  await own.close();
  expect(() => testDesk({ copied: { file }, folder: reader.folder })).toThrow('holds other cables');
});

test('a file that is in use, was not copied whole, or is none of ours, is refused, and what was there stays', async () => {
  const file = join(tempFolder(), 'archive.sqlite');
  const importer = testDesk();
  await importRecords(importer, [{ id: 'A-1', body: 'alpha one' }]);
  await published(importer, file);
  const reader = testDesk({ copied: { file } });
  await reader.close();

  const open = (from: string): Desk => testDesk({ copied: { file: from }, folder: reader.folder });
  expect(() => open(join(importer.archive.folder, archiveFiles.database))).toThrow('is in use');
  writeFileSync(`${file}.sha256`, `${'0'.repeat(64)}  archive.sqlite`);
  await importRecords(importer, [{ id: 'A-2', body: 'alpha two' }], 'two.jsonl');
  const backup = join(tempFolder(), 'desk.backup');
  await backUp(importer, backup);
  copyFileSync(`${backup}.archive`, file);
  expect(() => open(file)).toThrow('does not fit the checksum');
  expect(() => open(backup)).toThrow('cabledesk');
  const still = testDesk({ folder: reader.folder });
  expect(still.cables.count()).toBe(1);
});

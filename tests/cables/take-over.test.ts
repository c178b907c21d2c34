import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { takeOver } from '../../src/cables/take-over.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { restore } from '../../src/store/backup.ts';
import { archiveFiles, files, openDatabase, openReader, schemas, type Db } from '../../src/store/database.ts';
import { takesOverBefore } from '../../src/store/migrations.ts';
import { someone, testDesk } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * A data folder made by commit 9a62184, in which cables and facts lay in one database: seven cables of two troves, one of
 * them in its second version, with two tags, a note, a claim and a withdrawal. Beside it the files that were imported.
 */
const sources = join(import.meta.dirname, '../fixtures/sources-of-9a62184');

function oldFolder(): string {
  const folder = tempFolder();
  const packed = readFileSync(join(import.meta.dirname, '../fixtures/desk-of-9a62184.sqlite.gz'));
  writeFileSync(join(folder, files.database), gunzipSync(packed));
  return folder;
}

const refsOf = (desk: ReturnType<typeof testDesk>, kind: 'tag' | 'note' | 'work' | 'mask') =>
  desk.facts
    .all('terminal', kind)
    .map(({ cable, key }) => `${desk.cables.byRow(cable)?.ref ?? 'nothing'} ${kind === 'note' ? '' : key}`.trim());

test('an old data folder is taken over: cables, versions and facts as they were', async () => {
  const desk = testDesk({ folder: oldFolder() });
  await desk.index.ready();
  expect(desk.troves.list().map(({ name, cables }) => [name, cables])).toEqual([
    ['leak', 5],
    ['tables', 2],
  ]);
  expect(refsOf(desk, 'tag').toSorted()).toEqual(['1 copper', 'COREU/OSL/0001/16 pumps', 'unnamed customs']);
  expect([refsOf(desk, 'note'), refsOf(desk, 'work'), refsOf(desk, 'mask')]).toEqual([['A-2'], ['COREU/BAK/0001/16'], ['2']]);
  const changed = desk.cables.get('A-3');
  expect(changed?.body).toContain('quota of this year');
  expect(desk.cables.versions(changed?.row ?? 0)).toHaveLength(1);
  expect(desk.as(someone('reader', { desk: 'terminal' })).cables.get('2')).toBeUndefined();
  expect(desk.db.prepare("SELECT name FROM main.sqlite_schema WHERE name = 'cables'").get()).toBeUndefined();
});

test('the files that were imported then are the same now', async () => {
  const desk = testDesk({ folder: oldFolder() });
  const leak = ['list.jsonl', 'cable.txt', 'unnamed.txt'].map((name) => join(sources, name));
  // The second version of A-3 was imported from a file that is not there any more.
  expect(await importFiles({ desk, paths: leak, trove: 'leak', by: 'test' })).toMatchObject({ added: 0, changed: 1, same: 4 });
  expect(await importFiles({ desk, paths: [join(sources, 'tables')], by: 'test' })).toMatchObject({ added: 0, changed: 0, same: 2 });
  expect(refsOf(desk, 'tag').toSorted()).toEqual(['1 copper', 'COREU/OSL/0001/16 pumps', 'unnamed customs']);
});

test('the database is copied first, and the copy can be put back', async () => {
  const folder = oldFolder();
  await openDesk({ folder, exposure: 'desk' }).close();
  const copy = join(folder, `${files.database}.before-schema-${schemas.desk.length}`);
  expect(existsSync(copy)).toBe(true);
  const other = tempFolder();
  await restore(copy, other, 0);
  const db = openReader(join(other, files.database));
  expect(db.pragma('user_version', { simple: true })).toBe(7);
  expect(db.prepare('SELECT count(*) FROM cables').pluck().get()).toBe(7);
  db.close();
  const again = testDesk({ folder: other });
  expect(again.cables.count()).toBe(7);
});

test('cut short at any step, it begins anew and loses nothing', () => {
  const folder = oldFolder();
  const archive = join(folder, files.archive);
  for (let step = 7; step < schemas.desk.length; step += 1) {
    const cut = (): void => {
      throw new Error('power cut');
    };
    const before = new Map([[takesOverBefore, (desk: Db) => takeOver(desk, archive)]]).set(step, cut);
    expect(() => openDatabase(join(folder, files.database), 'desk', before)).toThrow('power cut');
    expect(existsSync(join(archive, archiveFiles.database))).toBe(step > takesOverBefore);
  }
  const desk = testDesk({ folder });
  expect(desk.cables.count()).toBe(7);
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPacker, createUnpacker, type CarriedPiece } from '../../src/cables/carried.ts';
import { nameTrove, withdrawForAll } from '../../src/import/change-trove.ts';
import { archiveFiles, openDatabase, type Db } from '../../src/store/database.ts';
import { databaseFaults } from '../../src/store/verify.ts';
import { importRecords, sampleData, testDesk } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

const tables = [
  'troves',
  'former_names',
  'withdrawn',
  'imports',
  'cables',
  'cable_versions',
  'contents',
  'cited',
  'refkeys',
  'other_fields',
];
const allOf = (db: Db): Record<string, string[]> =>
  Object.fromEntries(
    tables.map((table) => [
      table,
      db
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .map((row) => JSON.stringify(row))
        .toSorted(),
    ]),
  );
const take = (db: Db, pieces: readonly Omit<CarriedPiece, 'hash'>[]): void => {
  db.pragma('foreign_keys = OFF');
  const unpacker = createUnpacker(db);
  db.transaction(() => {
    for (const piece of pieces) unpacker.put(piece);
  })();
};

test('an archive that is carried in pieces is the same, sealed and whole; what changes changes its hash', async () => {
  const desk = testDesk({ folder: await sampleData() });
  const changing = { id: 'C-1', ref: 'C-1', body: 'See COREU/KYI/0039/18.', signer: 'Ann' };
  await importRecords(desk, [changing, { id: 'C-2', body: 'other' }]);
  const { db } = desk.archive;
  const packer = createPacker(db);
  const hashes = (): Map<number, string> => new Map(packer.hashes(0, Number.MAX_SAFE_INTEGER));
  const row = desk.cables.rowOf('C-1') ?? 0;
  const [before, archive] = [hashes(), packer.archive().hash];
  await importRecords(desk, [
    { ...changing, body: 'Amended.' },
    { id: 'C-2', body: 'other' },
  ]);
  expect([...hashes()].filter(([one, hash]) => before.get(one) !== hash).map(([one]) => one)).toEqual([row]);
  await withdrawForAll(desk, 'C-2', 'a court', false);
  await nameTrove(desk, 'test', 'renamed');
  expect(packer.archive().hash).not.toBe(archive);

  const path = join(tempFolder(), archiveFiles.database);
  const copy = openDatabase(path, 'archive');
  const pieces = [
    packer.archive(),
    ...desk.cables
      .rows()
      .map((one) => packer.cable(one))
      .filter((one) => one !== undefined),
  ];
  // Twice is as good as once.
  take(copy, pieces);
  take(copy, pieces);
  expect(allOf(copy)).toEqual(allOf(db));
  const unpacker = createUnpacker(copy);
  expect([unpacker.hashOf(row), unpacker.hashOf(999_999)]).toEqual([hashes().get(row), undefined]);
  unpacker.remove(row);
  expect(copy.prepare('SELECT count(*) FROM cable_versions WHERE row = ?').pluck().get(row)).toBe(0);
  copy.close();
  expect(databaseFaults(path, 'archive')).toEqual([]);
});

test('a piece puts nothing anywhere but into the tables of its own cable', async () => {
  const desk = testDesk();
  await importRecords(desk, [
    { id: 'A-1', body: 'alpha' },
    { id: 'A-2', body: 'beta' },
  ]);
  const packer = createPacker(desk.archive.db);
  const text = packer.cable(1)?.text ?? '';
  const copy = openDatabase(join(tempFolder(), archiveFiles.database), 'archive');
  const forged = text.replace('"row":1', '"row":2').replace('"tables":{', '"tables":{"about":[{"name":"id","value":"forged"}],');
  expect(forged).toContain('forged');
  const about = copy.prepare('SELECT * FROM about').all();
  take(copy, [{ row: 1, text: forged }]);
  expect(copy.prepare('SELECT row FROM cables').pluck().all()).toEqual([1]);
  expect(copy.prepare('SELECT * FROM about').all()).toEqual(about);
  expect(() => take(copy, [{ row: 1, text: '{"tables":{"cables":[{"row":1}]}}' }])).toThrow(/Missing named parameter/);
  expect(() => take(copy, [{ row: 1, text: text.replace('"alpha"', '{"a":1}') }])).toThrow(/Invalid input/);
  expect(copy.prepare('SELECT body FROM cables').pluck().all()).toEqual(['alpha']);
  copy.close();
});

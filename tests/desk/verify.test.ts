import Database from 'better-sqlite3';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { headText, typedAnchor } from '../../src/desk/verify/anchors.ts';
import type { VerifyReport } from '../../src/desk/verify/verify.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { openDatabase } from '../../src/store/database.ts';
import { setName } from '../../src/store/backup-sets.ts';
import { sha256OfFile } from '../../src/store/hash.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { ref, verify, told, file, dataFolder, backUpInto, meddle, headOf } from '../helpers/written-folder.ts';

test('finds nothing in a folder that is as it was written, whatever was done in it', async () => {
  const folder = await dataFolder();
  expect(told(verify(folder))).toBe('');
  expect(verify(folder, 2_000)).toMatchObject({ isWhole: true, before: 1_000, audit: headOf(folder) });
});

test.each([
  ['a text of a cable', 'archive', "UPDATE cables SET body = replace(body, 'hot zone', 'hot stone') WHERE ref = 'COREU/KYI/0039/18'"],
  ['an older text', 'archive', "UPDATE cable_versions SET cable = replace(cable, 'a', 'b')"],
  ['a cable taken out', 'archive', "DELETE FROM cables WHERE ref = 'COREU/KYI/0039/18'"],
  ['a fact', 'desk', "UPDATE facts SET member = 'somebody else' WHERE kind = 'tag'"],
  ['a fact that nobody set', 'desk', "INSERT INTO facts SELECT desk, kind, cable, key || '2', value, member, at, act FROM facts"],
  ['an entry of the reading ledger', 'desk', 'DELETE FROM reads WHERE id = 1'],
  ['a trigger that holds the log', 'desk', 'DROP TRIGGER audit_no_delete'],
] as const)('finds what another program changed: %s', async (_, name, sql) => {
  const folder = await dataFolder();
  verify(folder, 900);
  meddle(file(folder, name), (db) => {
    db.pragma('foreign_keys = OFF');
    db.exec(sql);
  });
  const report = verify(folder);
  expect(report.isWhole, told(report)).toBe(false);
  expect(report.faults[0]).toMatchObject({ file: file(folder, name), since: 900 });
});

test('says which cable it is, since when, and which backup has it as it was written', async () => {
  const folder = await dataFolder();
  const older = join(folder, 'backups', setName(500));
  verify(folder, 900);
  meddle(file(folder, 'archive'), (db) => db.prepare("UPDATE cables SET body = 'planted' WHERE ref = ?").run(ref));
  backUpInto(folder, 950);
  expect(verify(folder, 1_000).faults).toMatchObject([{ ref, part: 'cables', since: 900, copy: older }]);
  // It is the same fault the next night, and as old.
  expect(verify(folder, 2_000)).toMatchObject({ faults: [{ ref, since: 900, copy: older }], before: 900 });
});

test('a report, or the manifest of a backup, that cannot be read is reported', async () => {
  const folder = await dataFolder();
  expect(verify(folder, 900).isWhole).toBe(true);
  writeFileSync(join(folder, 'verified.json'), '{');
  const manifest = join(folder, 'backups', setName(500), 'manifest.json');
  writeFileSync(manifest, '{');
  expect(verify(folder, 1_000).faults.map(({ file: path }) => path)).toEqual([join(folder, 'verified.json'), join(manifest, '..')]);
});

test.each([
  ['emptied', (db: Database.Database) => db.exec('DROP TRIGGER audit_no_delete; DELETE FROM audit')],
  ['shortened', (db: Database.Database) => db.exec('DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq > 2')],
])('an audit log that was %s is found against each of its anchors, though seals and schema were made to fit', async (_, shorten) => {
  const folder = await dataFolder();
  const head = headOf(folder);
  const forge = (where: string): VerifyReport => {
    meddle(file(folder, 'desk'), (db) => {
      const made = db.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'audit_no_delete'").pluck().get() ?? '';
      shorten(db);
      db.exec(made);
    });
    // Whoever knows this program can seal again what they changed.
    const path = file(folder, 'desk');
    meddle(path, (db) => {
      const version = Number(db.pragma('user_version', { simple: true }));
      db.exec(`DROP TABLE seals; ALTER TABLE roster DROP COLUMN greeted; PRAGMA user_version = ${version - 2}`);
    });
    openDatabase(path, 'desk').close();
    const report = verify(
      folder,
      1_000,
      where === 'typed' ? { anchors: [typedAnchor(headText(head))].filter((one) => one !== undefined) } : {},
    );
    for (const name of globSync('*.before-schema-*', { cwd: folder })) rmSync(join(folder, name));
    return report;
  };
  expect(told(forge('backup'))).toContain(`row ${head.seq}, as printed in the backup`);
  rmSync(join(folder, 'backups'), { recursive: true });
  rmSync(join(folder, 'verified.json'));
  expect(told(forge('nothing'))).toBe('');
  expect(told(forge('typed'))).toContain(`row ${head.seq}, as printed in typed`);
});

test('pages of zeros are found, and the cables on them are named', async () => {
  const folder = await dataFolder();
  const path = file(folder, 'archive');
  const page = meddle(path, (db) =>
    db.prepare<[], number>("SELECT max(pageno) FROM dbstat WHERE name = 'cables' AND pagetype = 'leaf'").pluck().get(),
  );
  const bytes = readFileSync(path);
  bytes.fill(0, ((page ?? 1) - 1) * 4096, (page ?? 1) * 4096);
  writeFileSync(path, bytes);
  const { isWhole, faults } = verify(folder);
  expect(isWhole).toBe(false);
  expect(faults.some(({ part, cable, copy }) => part === 'cables' && cable !== undefined && copy !== undefined)).toBe(true);
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test.each(['desk', 'archive'] as const)(
  'another program’s SQLite file in the place of the %s is refused and left as it was',
  async (name) => {
    const folder = await dataFolder();
    const path = file(folder, name);
    rmSync(path);
    meddle(path, (db) => db.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)'));
    const before = readFileSync(path);
    expect(() => openDesk({ folder, exposure: 'desk' })).toThrow(DeskError);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(verify(folder).isWhole).toBe(false);
  },
);

test('damaged derived files are set aside when they are opened, and rebuilt', async () => {
  const folder = await dataFolder();
  for (const name of ['search.minisearch', 'names.sqlite']) {
    const path = join(folder, 'archive', name);
    writeFileSync(path, readFileSync(path).fill(0, 50, 3000));
  }
  const before = verify(folder);
  expect(before.isWhole, told(before)).toBe(true);
  expect(new Set(before.derived.map((one) => one.file)).size).toBe(2);
  const desk = openDesk({ folder, exposure: 'desk' });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  await desk.close();
  expect(told(verify(folder))).toBe('');
  expect(globSync('archive/*.damaged-*', { cwd: folder })).toHaveLength(2);
});

/** All that can be read of a file. */
function contentOf(path: string): string {
  if (!path.endsWith('.sqlite')) return sha256OfFile(path);
  return meddle(path, (db) => {
    const whole = db.pragma('integrity_check', { simple: true });
    const made = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid').raw().all();
    const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    const rows = tables.map((table) => db.prepare(`SELECT * FROM "${table}" ORDER BY 1, 2`).raw().all());
    return JSON.stringify([whole, made, rows, db.pragma('user_version')]);
  });
}

test('every flipped bit of every file is found, or changes nothing that can be read', async () => {
  const seed = seedOf('flipped bits');
  const random = randomFrom(seed);
  const folder = await dataFolder();
  const paths = globSync(['*.sqlite', 'archive/*.{sqlite,minisearch}', 'backups/*/*.sqlite', 'backups/*/*.archive'], { cwd: folder })
    .map((name) => join(folder, name))
    .filter((path) => readFileSync(path).length > 0);
  expect(paths).toHaveLength(7);
  const missed: string[] = [];
  let [found, harmless] = [0, 0];
  for (let i = 0; i < (isLong ? 500 : 24); i += 1) {
    const path = paths[i % paths.length] ?? '';
    const before = readFileSync(path);
    const bit = Math.floor(random() * before.length * 8);
    const bytes = Buffer.from(before);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    rmSync(join(folder, 'verified.json'), { force: true });
    writeFileSync(path, bytes);
    const report = verify(folder);
    if (report.isWhole && report.derived.length === 0) {
      harmless += 1;
      writeFileSync(path, before);
      const is = contentOf(path);
      writeFileSync(path, bytes);
      if (contentOf(path) !== is) missed.push(`bit ${bit} of ${path}`);
    } else found += 1;
    for (const ending of ['-wal', '-shm']) rmSync(path + ending, { force: true });
    writeFileSync(path, before);
  }
  console.log(`flipped bits: ${found} found, ${harmless} harmless by proof`);
  expect(missed, `seed ${seed}`).toEqual([]);
  expect(told(verify(folder))).toBe('');
});

import Database from 'better-sqlite3';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDerived, readDerived, removeDerived } from '../../src/store/derived-file.ts';
import { tempFolder } from '../helpers/temp.ts';

const derived = { version: 'one', schema: 'CREATE TABLE kept (word TEXT) STRICT;' };
const words = (db: Database.Database | undefined): unknown[] | undefined => db?.prepare('SELECT word FROM kept').pluck().all();

function madeFile(): string {
  const file = join(tempFolder(), 'derived.sqlite');
  const db = openDerived(file, derived);
  db.exec("INSERT INTO kept VALUES ('alpha')");
  db.close();
  return file;
}

test('keeps a derived file of the same version and schema', () => {
  const file = madeFile();
  expect(words(openDerived(file, derived))).toEqual(['alpha']);
  expect(words(readDerived(file, derived))).toEqual(['alpha']);
});

test.each([
  ['version', { ...derived, version: 'two' }],
  ['schema', { ...derived, schema: 'CREATE TABLE kept (word TEXT, count INTEGER) STRICT;' }],
])('makes a derived file of another %s anew, and shows readers none until then', (_, newer) => {
  const file = madeFile();
  expect(readDerived(file, newer)).toBeUndefined();
  expect(words(openDerived(file, newer))).toEqual([]);
  expect(words(readDerived(file, newer))).toEqual([]);
});

test.each([
  ['emptied', () => Buffer.alloc(0)],
  ['cut off', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
  ['replaced by text', () => Buffer.from('not a database, but long enough to be read as one '.repeat(100))],
  ['of another program', () => foreignFile()],
])('makes a derived file anew that was %s, whatever its log holds', (_, damage) => {
  const file = madeFile();
  const whole = readFileSync(file);
  writeFileSync(file, damage(whole));
  for (const ending of ['-wal', '-shm']) writeFileSync(file + ending, whole);
  expect(readDerived(file, derived)).toBeUndefined();
  const db = openDerived(file, derived);
  expect(words(db)).toEqual([]);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
});

function foreignFile(): Buffer {
  const file = join(tempFolder(), 'foreign.sqlite');
  const db = new Database(file);
  db.exec('CREATE TABLE theirs (x)');
  db.close();
  return readFileSync(file);
}

test('leaves a derived file alone that somebody else is using', () => {
  const file = madeFile();
  const other = new Database(file);
  other.pragma('locking_mode = EXCLUSIVE');
  other.exec('BEGIN EXCLUSIVE');
  expect(() => openDerived(file, { ...derived, version: 'two' })).toThrow(/locked/);
  other.exec('ROLLBACK');
  other.close();
  expect(words(openDerived(file, derived))).toEqual(['alpha']);
});

test('removes a derived file with its log', () => {
  const file = madeFile();
  const db = openDerived(file, derived);
  expect(existsSync(`${file}-wal`)).toBe(true);
  removeDerived(file);
  expect(['', '-wal', '-shm'].filter((ending) => existsSync(file + ending))).toEqual([]);
  db.close();
});

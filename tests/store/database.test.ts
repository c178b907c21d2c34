import Database from 'better-sqlite3';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { files, lockFolder, makeFolder, openDatabase, schemas } from '../../src/store/database.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { tempFolder } from '../helpers/temp.ts';

const open = (folder: string) => openDatabase(join(folder, files.database), 'desk');

function failureOf(work: () => unknown): DeskError {
  try {
    work();
  } catch (error) {
    if (error instanceof DeskError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('runs in WAL mode with synchronous=FULL, also after a transaction and reopening', () => {
  const folder = tempFolder();
  for (let i = 0; i < 2; i += 1) {
    const db = open(folder);
    db.prepare('INSERT INTO settings VALUES (?, ?) ON CONFLICT DO NOTHING').run(`a${i}`, 'b');
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('user_version', { simple: true })).toBe(schemas.desk.length);
    db.close();
  }
});

test.each(['desk', 'archive'] as const)('rejects a database of a newer version and leaves it unchanged: %s', (schema) => {
  const path = join(tempFolder(), files.database);
  openDatabase(path, schema).close();
  const raw = new Database(path);
  raw.pragma(`user_version = ${schemas[schema].length + 1}`);
  raw.close();
  const before = readFileSync(path);
  const failure = failureOf(() => openDatabase(path, schema));
  expect(failure.kind).toBe('config');
  expect(failure.message).toContain('newer cabledesk');
  expect(readFileSync(path).equals(before)).toBe(true);
});

test.each([
  ['not a database', Buffer.from('just some words, '.repeat(200)), 'is not a database'],
  ['an empty file', Buffer.alloc(0), 'is empty'],
])('rejects %s and leaves it unchanged', (_, content, sentence) => {
  const folder = tempFolder();
  const path = join(folder, files.database);
  writeFileSync(path, content);
  const failure = failureOf(() => open(folder));
  expect(failure.kind).toBe('config');
  expect(failure.message).toContain(sentence);
  expect(failure.hint).toBeDefined();
  expect(readFileSync(path).equals(content)).toBe(true);
});

test('rejects a damaged database without repairing it', () => {
  const folder = tempFolder();
  open(folder).close();
  const path = join(folder, files.database);
  const bytes = readFileSync(path);
  bytes.fill(0xff, 100, 3000);
  writeFileSync(path, bytes);
  expect(failureOf(() => open(folder)).kind).toBe('config');
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test('a folder has one owner, and the lock is released', () => {
  const folder = tempFolder();
  const unlock = lockFolder(folder);
  expect(unlock).toBeTypeOf('function');
  expect(lockFolder(folder)).toBeUndefined();
  unlock?.();
  const again = lockFolder(folder);
  expect(again).toBeTypeOf('function');
  again?.();
});

test('rejects a data folder that is a file or not writable, by name', () => {
  const folder = tempFolder();
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  expect(failureOf(() => makeFolder(file)).message).toContain(file);
  const closed = join(folder, 'closed');
  makeFolder(closed);
  chmodSync(closed, 0o500);
  // The superuser may write anywhere, so the refusal can only be seen as another user.
  expect(process.getuid?.() === 0 ? 'config' : failureOf(() => makeFolder(closed)).kind).toBe('config');
});

test('a new data folder is readable by its owner only', () => {
  const folder = join(tempFolder(), 'desk');
  makeFolder(folder);
  expect(statSync(folder).mode & 0o077).toBe(0);
});

test('the audit log cannot be changed', () => {
  const db = open(tempFolder());
  db.prepare("INSERT INTO audit VALUES (1, 'd', 0, 'm', 'lead', 'terminal', 'open', NULL, '{}', 'h')").run();
  expect(() => db.prepare("UPDATE audit SET member = 'x'").run()).toThrow('append-only');
  expect(() => db.prepare('DELETE FROM audit').run()).toThrow('append-only');
  db.close();
});

import Database from 'better-sqlite3';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import { usualFloor } from '../../src/names/names.ts';
import { createReader } from '../../src/names/reader.ts';
import { archiveFiles, files } from '../../src/store/database.ts';
import type { Alarm } from '../../src/threads/thread.ts';
import { tempFolder } from '../helpers/temp.ts';
import { isLong } from '../helpers/random.ts';
import { ask, importRecords, openSample, quiet, sampleCount, someone, testDesk } from '../helpers/desk.ts';

/** The file of names, and the threads that fill it. */

const none: ReadonlySet<number> = new Set();

let desk: Desk;

beforeAll(async () => {
  desk = await openSample();
});

afterAll(() => desk.close());

test('rebuilds a names file that is damaged or outdated', async () => {
  const mine = testDesk();
  await importRecords(mine, [{ id: 'D1', ref: 'D1', body: 'Mr. Anton Alphason came to Serbia.' }]);
  await mine.names.settled();
  const file = join(mine.archive.folder, archiveFiles.names);
  await mine.close();
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  writeFileSync(file, 'this is no database at all, but it is long enough to be read as one'.repeat(100));
  const again = testDesk({ folder: mine.folder });
  await again.names.settled();
  expect(again.names.named('Alphason', 'individual', none)).toHaveLength(1);
});

async function hide(mine: Desk): Promise<void> {
  const bot = await createBot(mine, quiet);
  const hidden = await ask(bot, 'names hide', { name: 'Alphason', sure: true }, someone('editor', { desk: mine.home() }));
  expect(hidden.ok).toBe(true);
}

test('resolves names again when what they rest on changed, and not before', async () => {
  const first = testDesk();
  await importRecords(first, [{ id: 'D1', ref: 'D1', body: 'Mr. Anton Alphason came to Serbia.' }]);
  await first.names.settled();
  await first.close();
  const file = join(first.archive.folder, archiveFiles.names);
  // A mark that only a new resolution removes.
  const mark = (): void => {
    const names = new Database(file);
    names.exec("UPDATE entities SET date = 'marked'");
    names.close();
  };
  const isMarked = (): boolean => {
    const names = new Database(file, { readonly: true });
    const marked = names.prepare("SELECT count(*) FROM entities WHERE date = 'marked'").pluck().get() as number;
    names.close();
    return marked > 0;
  };
  mark();
  const changes: [what: string, change: (desk: Desk) => unknown][] = [
    ['nothing', () => undefined],
    ['a new cable', (mine) => importRecords(mine, [{ id: 'D2', ref: 'D2', body: 'Ms. Berta Betason left Serbia.' }])],
    ['a changed cable', (mine) => importRecords(mine, [{ id: 'D2', ref: 'D2', body: 'Ms. Berta Betason stayed.' }])],
    ['a judgment', hide],
    ['nothing once more', () => undefined],
  ];
  const resolvedAfter: string[] = [];
  for (const [what, change] of changes) {
    const mine = testDesk({ folder: first.folder });
    await change(mine);
    await mine.names.settled();
    await mine.close();
    if (!isMarked()) resolvedAfter.push(what);
    mark();
  }
  expect(resolvedAfter).toEqual(['a new cable', 'a changed cable', 'a judgment']);
});

test('a thread that cannot read goes on trying, and reads everything as soon as it can', async () => {
  const mine = testDesk();
  await importRecords(mine, [{ id: 'D1', ref: 'D1', body: 'Mr. Anton Alphason came to Serbia.' }]);
  await mine.close();
  const folder = tempFolder();
  const archive = join(folder, archiveFiles.database);
  const database = { desk: join(mine.folder, files.database), archive };
  const pauses: number[] = [];
  let resume = (): void => {};
  const alarm: Alarm = (milliseconds, ring) => {
    pauses.push(milliseconds);
    resume = ring;
    return () => {};
  };
  const reader = createReader({ database, file: join(folder, archiveFiles.names), floor: usualFloor }, { alarm });
  await expect(reader.settled()).rejects.toMatchObject({ name: 'DeskError', message: 'The names in the cables could not be read.' });
  await expect(reader.changed()).rejects.toThrow('The names in the cables could not be read.');
  expect([await reader.settledSoon(), pauses]).toEqual([false, [1000]]);
  copyFileSync(join(mine.archive.folder, archiveFiles.database), archive);
  resume();
  await reader.settled();
  expect(reader.progress()).toEqual({ done: 1, total: 1 });
  await reader.close();
});

test('while a long reading goes on, one caller waits for it in vain, and nobody after them until it has ended', async () => {
  const mine = testDesk();
  await importRecords(mine, [{ id: 'D1', ref: 'D1', body: 'Mr. Anton Alphason came to Serbia.' }]);
  await mine.names.settled();
  await mine.close();
  const database = { desk: join(mine.folder, files.database), archive: join(mine.archive.folder, archiveFiles.database) };
  const file = join(mine.archive.folder, archiveFiles.names);
  const held = new Database(file);
  onTestFinished(() => void held.close());
  for (const table of ['entities', 'names', 'mentions', 'read_cables']) held.exec(`DELETE FROM ${table}`);
  held.exec("DELETE FROM about WHERE name = 'resolved'; BEGIN IMMEDIATE");
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const reader = createReader({ database, file, floor: usualFloor });
  const first = reader.settledSoon();
  vi.advanceTimersByTime(2000);
  expect(await first).toBe(false);
  const second = reader.settledSoon();
  expect(vi.getTimerCount()).toBe(0);
  expect(await second).toBe(false);
  held.exec('ROLLBACK');
  await reader.settled();
  expect(await reader.settledSoon()).toBe(true);
  await reader.close();
});

test('several threads read a large import as one thread would', async () => {
  // Several from 200 on; the short run has the shorter half of the texts.
  const count = isLong ? 330 : 220;
  const different = isLong ? sampleCount : Math.floor(sampleCount / 2);
  const mine = testDesk();
  const bodies = [...desk.cables.all()].map(({ body }) => body).toSorted((a, b) => a.length - b.length);
  const records = Array.from({ length: count }, (_, i) => ({ id: `R${i}`, ref: `R${i}`, body: `${i}. ${bodies[i % different] ?? ''}` }));
  await importRecords(mine, records);
  await mine.names.settled();
  expect(mine.names.progress()).toEqual({ done: count, total: count });
  for (const cable of mine.cables.all()) {
    const own = readNames(cable).filter(({ sure }) => sure >= usualFloor);
    const spans = (of: readonly { part: string; start: number; end: number; kind: string; rule: string }[]): string[] =>
      [...new Set(of.map(({ part, start, end, kind, rule }) => `${part} ${start} ${end} ${kind} ${rule}`))].toSorted();
    expect(spans(mine.names.inCable(cable.row)), cable.ref).toEqual(spans(own));
  }
  await mine.close();
});

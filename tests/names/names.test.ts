import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Desk } from '../../src/desk/desk.ts';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import { usualFloor } from '../../src/names/names.ts';
import { importRecords, openSample, testDesk } from '../helpers/desk.ts';

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
  const file = join(mine.folder, 'names.sqlite');
  await mine.close();
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  writeFileSync(file, 'this is no database at all, but it is long enough to be read as one'.repeat(100));
  const again = testDesk({ folder: mine.folder });
  await again.names.settled();
  expect(again.names.named('Alphason', 'individual', none)).toHaveLength(1);
});

test('several threads read a large import as one thread would', async () => {
  const mine = testDesk();
  const bodies = [...desk.cables.all()].map(({ body }) => body);
  const records = Array.from({ length: 330 }, (_, i) => ({ id: `R${i}`, ref: `R${i}`, body: `${i}. ${bodies[i % bodies.length] ?? ''}` }));
  await importRecords(mine, records);
  await mine.names.settled();
  expect(mine.names.progress()).toEqual({ done: 330, total: 330 });
  for (const cable of mine.cables.all()) {
    const own = readNames(cable).filter(({ sure }) => sure >= usualFloor);
    const spans = (of: readonly { part: string; start: number; end: number; kind: string; rule: string }[]): string[] =>
      [...new Set(of.map(({ part, start, end, kind, rule }) => `${part} ${start} ${end} ${kind} ${rule}`))].toSorted();
    expect(spans(mine.names.inCable(cable.row)), cable.ref).toEqual(spans(own));
  }
  await mine.close();
});

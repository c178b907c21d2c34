import { spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { files } from '../../src/store/database.ts';
import { someone } from '../helpers/desk.ts';
import { builtDoor } from '../helpers/built.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Power cuts while a whole trove is moved: by the migration of an old folder, by its removal, by its return. */

const kills = isLong ? 75 : 1;

/** Runs a verb in a process of its own; killed after that many milliseconds, if any. Returns whether it ended by itself. */
async function verb(folder: string, args: readonly string[], killAfter?: number): Promise<boolean> {
  const child = spawn(process.execPath, [await builtDoor(), ...args, '--data', folder], { stdio: 'ignore' });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return code === 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** What the desk in this folder holds, and whether its databases are whole. */
async function look<T>(folder: string, read: (desk: Desk) => T): Promise<T> {
  const desk = openDesk({ folder, exposure: 'desk' });
  try {
    expect(desk.db.pragma('main.integrity_check', { simple: true })).toBe('ok');
    expect(desk.archive.db.pragma('integrity_check', { simple: true })).toBe('ok');
    return read(desk);
  } finally {
    await desk.close();
  }
}

const tagged = (desk: Desk): string[] =>
  desk.facts
    .all(desk.home(), 'tag')
    .map(({ key, cable }) => `${key} ${desk.cables.byRow(cable)?.ref ?? 'nothing'}`)
    .toSorted();

test(`kill -9 at ${kills} random moments of a migration: the old folder or the new one, never less`, async () => {
  const random = randomFrom(seedOf('kill-migration'));
  const old = gunzipSync(readFileSync(join(import.meta.dirname, '../fixtures/desk-of-9a62184.sqlite.gz')));
  const make = (): string => {
    const folder = tempFolder();
    writeFileSync(join(folder, files.database), old);
    return folder;
  };
  const whole = await timed(() => verb(make(), ['cables']));
  for (let i = 0; i < kills; i += 1) {
    const folder = make();
    await verb(folder, ['cables'], random() * whole);
    expect(await look(folder, (desk) => [desk.cables.count(), tagged(desk), desk.facts.all('terminal', 'mask').length])).toEqual([
      7,
      ['copper 1', 'customs unnamed', 'pumps COREU/OSL/0001/16'],
      1,
    ]);
  }
}, 3_600_000);

test(`kill -9 at ${kills} random moments of removals and returns of a trove: it is in or out, and what the desk holds is with it`, async () => {
  const random = randomFrom(seedOf('kill-trove'));
  const folder = tempFolder();
  const source = join(tempFolder(), 'list.jsonl');
  const all = 400;
  writeFileSync(
    source,
    Array.from({ length: all }, (_, i) => JSON.stringify({ id: `R-${i}`, body: `Text ${i} of the pumps.` })).join('\n'),
  );
  const desk = openDesk({ folder, exposure: 'desk' });
  await importFiles({ desk, paths: [source], trove: 'leak', by: 'test' });
  for (const row of [1, 7, 399])
    desk.act(someone('lead', { desk: desk.home() }), { act: 'tag' }, ({ put }) => put('tag', row, `t${row}`, {}));
  await desk.close();
  const copy = (): string => {
    const made = tempFolder();
    cpSync(folder, made, { recursive: true });
    return made;
  };
  const tried = copy();
  const whole = Math.max(
    await timed(() => verb(tried, ['troves', 'remove', 'leak', '--yes'])),
    await timed(() => verb(tried, ['troves', 'restore', 'leak'])),
  );
  const on = { cables: all, tags: ['t1 R-0', 't399 R-398', 't7 R-6'] };
  let isIn = true;
  for (let i = 0; i < kills; i += 1) {
    const ended = await verb(folder, isIn ? ['troves', 'remove', 'leak', '--yes'] : ['troves', 'restore', 'leak'], random() * whole);
    const found = await look(folder, (opened) => ({ cables: opened.cables.count(), tags: tagged(opened) }));
    expect([on, { cables: 0, tags: [] }]).toContainEqual(found);
    const isInNow = found.cables > 0;
    // What was acknowledged has happened.
    expect(ended && isInNow === isIn).toBe(false);
    isIn = isInNow;
  }
  if (!isIn) await verb(folder, ['troves', 'restore', 'leak']);
  expect(await look(folder, (opened) => ({ cables: opened.cables.count(), tags: tagged(opened) }))).toEqual(on);
}, 3_600_000);

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDesk } from '../../src/desk/desk.ts';
import { brokenAuditRow } from '../../src/desk/audit.ts';
import { files, openDatabase } from '../../src/store/database.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * The power is cut: of what was written after the last sync of a file, some is on the disk and some is not, in any order, a
 * block of 512 bytes perhaps in half. Killing a process shows none of this, because the system still writes what it was given.
 * All writes of a process are recorded, and the disk is made as a cut at any moment could have left it.
 */

const fixtures = join(import.meta.dirname, '../fixtures/power');
const cuts = isLong ? 1000 : 40;
const acts = isLong ? 300 : 60;
const hasCompiler = spawnSync('cc', ['--version']).status === 0;

type Operation = { what: 'W' | 'S' | 'T'; path: string; offset: number; data: Buffer };

/** What a process wrote, in order. */
function readLog(file: string): Operation[] {
  const log = readFileSync(file);
  const all: Operation[] = [];
  for (let at = 0; at < log.length;) {
    const what = String.fromCharCode(log.readUInt8(at)) as Operation['what'];
    const [path, offset, length] = [1, 9, 17].map((i) => Number(log.readBigInt64LE(at + i))) as [number, number, number];
    const from = at + 25 + path;
    const isWritten = what === 'W';
    all.push({
      what,
      path: log.toString('utf8', at + 25, from),
      offset,
      data: isWritten ? log.subarray(from, from + length) : Buffer.alloc(0),
    });
    at = from + (isWritten ? length : 0);
  }
  return all;
}

/** A file as it lies on a disk, written in place. */
class OnDisk {
  private bytes: Buffer;
  private length: number;

  constructor(before: Buffer, operations: readonly Operation[]) {
    const ends = operations.map(({ offset, data }) => offset + data.length);
    this.bytes = Buffer.alloc(ends.reduce((most, end) => Math.max(most, end), before.length));
    this.length = before.copy(this.bytes);
  }

  apply({ what, offset, data }: Operation): void {
    if (what === 'S') return;
    const end = offset + data.copy(this.bytes, offset);
    if (what === 'T') this.bytes.fill(0, Math.min(offset, this.length), this.length);
    this.length = what === 'T' ? offset : Math.max(this.length, end);
  }

  content(): Buffer {
    return this.bytes.subarray(0, this.length);
  }
}

/** A file after a cut: what was synced, and of the rest what chance has left. */
function afterCut(before: Buffer, operations: readonly Operation[], random: () => number): Buffer {
  const file = new OnDisk(before, operations);
  const synced = operations.findLastIndex(({ what }) => what === 'S');
  for (const one of operations.slice(0, synced + 1)) file.apply(one);
  const rest = operations.slice(synced + 1).filter(() => random() < 0.5);
  for (const { one } of rest.map((each) => ({ one: each, place: random() })).toSorted((x, y) => x.place - y.place)) {
    const blocks = Math.floor(one.data.length / 512);
    const isTorn = blocks > 0 && random() < 0.3;
    file.apply(isTorn ? { ...one, data: one.data.subarray(0, 512 * Math.floor(random() * blocks)) } : one);
  }
  return file.content();
}

type Recorded = { folder: string; operations: Operation[] };

/** Runs the acts in a process whose writes are recorded. */
async function record(synchronous: string): Promise<Recorded> {
  const [folder, outside] = [join(tempFolder(), 'desk'), tempFolder()];
  const desk = openDesk({ folder, exposure: 'desk' });
  await desk.close();
  const library = join(outside, 'record.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(fixtures, 'record.c'), '-ldl', '-lpthread']);
  const work = join(outside, 'desk');
  cpSync(folder, work, { recursive: true });
  const log = join(outside, 'log');
  const acks = join(work, 'acks');
  writeFileSync(acks, '');
  const env = { ...process.env, LD_PRELOAD: library, POWER_ROOT: work, POWER_LOG: log };
  spawnSync(process.execPath, [join(fixtures, 'acts.ts'), work, acks, String(acts), synchronous], { env, stdio: 'ignore' });
  const operations = readLog(log).map((one) => ({ ...one, path: one.path.slice(work.length + 1) }));
  return { folder, operations };
}

/** How many of the acts that were said to be saved are gone after a cut, by chance, and whether the rest is whole. */
function cutAt({ folder, operations }: Recorded, at: number, random: () => number): { lost: number; isWhole: boolean; acked: number } {
  const done = operations.slice(0, at);
  const acked = done.filter(({ what, path }) => what === 'W' && path === 'acks').length;
  const scratch = tempFolder();
  mkdirSync(scratch, { recursive: true });
  for (const [path, some] of Map.groupBy(done, (one) => one.path)) {
    if (!path.startsWith(files.database) || path.endsWith('-shm')) continue;
    const before = existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : Buffer.alloc(0);
    writeFileSync(join(scratch, path), afterCut(before, some, random));
  }
  if (!existsSync(join(scratch, files.database))) cpSync(join(folder, files.database), join(scratch, files.database));
  const db = openDatabase(join(scratch, files.database), 'desk');
  const kept = new Set(db.prepare<[], string>("SELECT key FROM facts WHERE kind = 'label'").pluck().all());
  const lost = Array.from({ length: acked }, (_, i) => `tag-${i}`).filter((tag) => !kept.has(tag)).length;
  const isWhole = db.pragma('integrity_check', { simple: true }) === 'ok' && brokenAuditRow(db) === undefined;
  db.close();
  rmSync(scratch, { recursive: true });
  return { lost, isWhole, acked };
}

test.skipIf(!hasCompiler)(
  `of ${cuts} power cuts none loses what was said to be saved; without syncing most do`,
  { timeout: 600_000 },
  async () => {
    const random = randomFrom(seedOf('power'));
    const pick = pickerFrom(random);
    const figures: Record<string, { cuts: number; withLoss: number; broken: number }> = {};
    for (const synchronous of ['', 'NORMAL']) {
      const recorded = await record(synchronous);
      const from = recorded.operations.findIndex(({ path }) => path === 'acks');
      const places = Array.from({ length: recorded.operations.length - from }, (_, i) => from + i + 1);
      const results = Array.from({ length: cuts }, () => cutAt(recorded, pick(places), random));
      expect(Math.max(...results.map(({ acked }) => acked)), 'acts were done').toBeGreaterThan(acts / 2);
      figures[synchronous || 'as it is'] = {
        cuts,
        withLoss: results.filter(({ lost }) => lost > 0).length,
        broken: results.filter(({ isWhole }) => !isWhole).length,
      };
    }
    console.info(`power cuts: ${JSON.stringify(figures)}`);
    expect(figures['as it is']).toEqual({ cuts, withLoss: 0, broken: 0 });
    // Otherwise the cuts would prove nothing.
    expect(figures['NORMAL']?.withLoss).toBeGreaterThan(cuts / 2);
  },
);

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backupFiles, backupsIn, keptTimes, rotateBackups, setName, unfinished } from '../../src/store/backup-sets.ts';
import { tempFolder } from '../helpers/temp.ts';

const day = 24 * 60 * 60_000;
const start = Date.UTC(2026, 0, 1, 3);

function addBackup(folder: string, madeAt: number): void {
  const path = join(folder, setName(madeAt));
  mkdirSync(path);
  const audit = { seq: 1, hash: 'h' };
  const manifest = { madeAt, drilledAt: madeAt, audit, counts: { cables: 1, facts: 1, audit: 1 }, encrypted: false, files: [] };
  writeFileSync(join(path, backupFiles.manifest), JSON.stringify(manifest));
}

test('of two years of nights, rotated each night, the last 7 days, 4 weeks and 12 months stay', () => {
  let times: number[] = [];
  for (let night = 0; night < 730; night += 1) {
    times.push(start + night * day);
    const kept = keptTimes(times);
    times = times.filter((at) => kept.has(at));
  }
  const last = start + 729 * day;
  const days = times.map((at) => Math.round((last - at) / day));
  expect(times.length).toBeGreaterThanOrEqual(7 + 2 + 10);
  expect(times.length).toBeLessThanOrEqual(7 + 4 + 12);
  for (let i = 0; i < 7; i += 1) expect(days).toContain(i);
  expect(new Set(times.map((at) => new Date(at).toISOString().slice(0, 7))).size).toBe(12);
  expect(Math.max(...days)).toBeGreaterThan(320);
});

test('ten backups of one day are one day of seven', () => {
  const times = [
    ...Array.from({ length: 10 }, (_, i) => start + 8 * day + i * 60_000),
    ...Array.from({ length: 7 }, (_, i) => start + i * day),
  ];
  const kept = keptTimes(times);
  expect(kept).toContain(start + 8 * day + 9 * 60_000);
  for (let i = 1; i < 7; i += 1) expect(kept).toContain(start + i * day);
  expect(kept.size).toBeLessThanOrEqual(10);
});

test('only finished backups count; what was cut short is dropped, and nothing that is not ours', () => {
  const folder = tempFolder();
  for (let i = 0; i < 40; i += 1) addBackup(folder, start + i * day);
  const half = join(folder, `${setName(start + 50 * day)}${unfinished}`);
  mkdirSync(half);
  const without = join(folder, setName(start + 51 * day));
  mkdirSync(without);
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  expect(backupsIn(folder).map(({ madeAt }) => madeAt)[0]).toBe(start + 39 * day);
  rotateBackups(folder);
  expect(existsSync(half)).toBe(false);
  expect(existsSync(without)).toBe(true);
  expect(readdirSync(folder)).toContain('mine.txt');
  expect(backupsIn(folder).length).toBeLessThanOrEqual(13);
});

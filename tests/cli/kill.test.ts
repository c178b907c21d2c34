import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { tempFolder } from '../helpers/temp.ts';

const start = join(import.meta.dirname, '../../src/start.mjs');
const records = 3000;
const kills = process.env['CABLEDESK_LONG'] === '1' ? 50 : 4;

/** A small generator with a printed seed (mulberry32), so that a failing run can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Imports in a process of its own; killed after `delay` ms when given. Returns the records it said were saved. */
async function importIn(folder: string, file: string, delay?: number): Promise<{ saved: number; ended: boolean }> {
  const child = spawn(process.execPath, [start, 'import', file, '--data', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const timer = delay === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), delay);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  const saved = [...output.matchAll(/([\d,]+) records saved/g)].map((match) => Number(match[1]?.replaceAll(',', '')));
  return { saved: Math.max(0, ...saved), ended: code === 0 };
}

test(`kill -9 at ${kills} random points of an import: integrity holds, nothing acknowledged is lost, the import can be repeated to completion`, async () => {
  const seed = Number(process.env['CABLEDESK_SEED'] ?? Date.now() % 1_000_000);
  console.log(`kill seed: ${seed} (repeat with CABLEDESK_SEED=${seed})`);
  const next = random(seed);
  const file = join(tempFolder(), 'records.jsonl');
  writeFileSync(
    file,
    Array.from({ length: records }, (_, i) =>
      JSON.stringify({ id: `R-${i}`, date: '2018-03-07', subject: `Subject ${i}`, body: `Text ${i} `.repeat(120) }),
    ).join('\n'),
  );

  const whole = await timed(() => importIn(tempFolder(), file));
  expect(whole.result).toEqual({ saved: records, ended: true });

  let interrupted = 0;
  const repeated: { saved: number; ended: boolean; kept: unknown }[] = [];
  let folder = tempFolder();
  for (let i = 0; i < kills; i += 1) {
    const { saved, ended } = await importIn(folder, file, 150 + next() * whole.ms);
    if (!ended) interrupted += 1;
    const db = openDatabase(folder);
    const kept = db.prepare('SELECT count(*) FROM cables').pluck().get() as number;
    const counted = db.prepare('SELECT sum(added) FROM imports').pluck().get() as number | null;
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(kept).toBeGreaterThanOrEqual(saved === 0 ? 0 : Math.min(saved, records));
    expect(counted ?? 0).toBe(kept);
    db.close();
    // Now and then the same folder goes on, so that a repeated import is killed too.
    if (next() < 0.5) {
      const again = await importIn(folder, file);
      const done = openDatabase(folder);
      repeated.push({ ...again, kept: done.prepare('SELECT count(*) FROM cables').pluck().get() });
      done.close();
      folder = tempFolder();
    }
  }
  expect(repeated).toEqual(repeated.map(() => ({ saved: records, ended: true, kept: records })));
  expect(interrupted).toBeGreaterThan(0);
  expect(await importIn(folder, file)).toEqual({ saved: records, ended: true });
}, 600_000);

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const started = performance.now();
  return { result: await work(), ms: performance.now() - started };
}

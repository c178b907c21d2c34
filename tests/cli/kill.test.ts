import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archiveFiles, files, openDatabase } from '../../src/store/database.ts';
import { builtDoor } from '../helpers/built.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const records = isLong ? 3000 : 600;
const words = isLong ? 120 : 40;
const kills = isLong ? 50 : 2;
const archiveIn = (folder: string): string => join(folder, files.archive, archiveFiles.database);

/**
 * Imports in a process of its own, even what an import before has read to its end, killed when it has reported its progress `killAt` times; to the end when it is not given.
 * Returns how many records it said were saved, and how often it reported.
 */
async function importIn(folder: string, file: string, killAt?: number): Promise<{ saved: number; ended: boolean; reports: number }> {
  const child = spawn(process.execPath, [await builtDoor(), 'import', file, '--reread', '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const saved = () => [...output.matchAll(/([\d,]+) records saved/g)].map((match) => Number(match[1]?.replaceAll(',', '')));
  const onData = (chunk: Buffer): void => {
    output += chunk.toString();
    if (killAt !== undefined && saved().length >= killAt) child.kill('SIGKILL');
  };
  child.stdout.on('data', onData);
  child.stderr.on('data', onData);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { saved: Math.max(0, ...saved()), ended: code === 0, reports: saved().length };
}

test(`kill -9 at ${kills} random points of an import: integrity holds, nothing acknowledged is lost, the import can be repeated to completion`, async () => {
  const next = randomFrom(seedOf('kill'));
  const file = join(tempFolder(), 'records.jsonl');
  writeFileSync(
    file,
    Array.from({ length: records }, (_, i) =>
      JSON.stringify({ id: `R-${i}`, date: '2018-03-07', subject: `Subject ${i}`, body: `Text ${i} `.repeat(words) }),
    ).join('\n'),
  );
  const complete = { saved: records, ended: true };
  const whole = await importIn(tempFolder(), file);
  expect(whole).toMatchObject(complete);

  let interrupted = 0;
  const repeated: unknown[] = [];
  let folder = tempFolder();
  for (let i = 0; i < kills; i += 1) {
    // The first report comes on every machine; how many follow depends on its speed.
    const { saved, ended } = await importIn(folder, file, i === 0 ? 1 : 1 + Math.floor(next() * whole.reports));
    if (!ended) interrupted += 1;
    const db = openDatabase(archiveIn(folder), 'archive');
    const kept = db.prepare('SELECT count(*) FROM cables').pluck().get() as number;
    const counted = db.prepare('SELECT sum(added) FROM imports').pluck().get() as number | null;
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(kept).toBeGreaterThanOrEqual(Math.min(saved, records));
    expect(counted ?? 0).toBe(kept);
    db.close();
    // Now and then the same folder goes on, so that a repeated import is killed too.
    if (next() < 0.5) {
      const again = await importIn(folder, file);
      const done = openDatabase(archiveIn(folder), 'archive');
      repeated.push({ ...again, kept: done.prepare('SELECT count(*) FROM cables').pluck().get() });
      done.close();
      folder = tempFolder();
    }
  }
  for (const again of repeated) expect(again).toMatchObject({ ...complete, kept: records });
  expect(interrupted).toBeGreaterThan(0);
  expect(await importIn(folder, file)).toMatchObject(complete);
}, 3_600_000);

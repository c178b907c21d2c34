import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleData } from '../helpers/desk.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Every n-th write and sync of the desk's database fails: once, or from then on, with EIO or ENOSPC, below SQLite. */

const fixtures = join(import.meta.dirname, '../fixtures');
const library = join(tempFolder(), 'faulty-disk.so');
const compiled =
  process.platform === 'linux' &&
  spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, join(fixtures, 'faulty-disk.c'), '-ldl']).status === 0;

type Result = { calls?: number; wrong: string[]; integrity?: string };

/** Runs tests/fixtures/faulty-run.ts on a copy of the sample. */
async function run(points: readonly (string | number)[]): Promise<Result> {
  const env = { ...process.env, LD_PRELOAD: library, FAULTY_DISK_COUNT: join(tempFolder(), 'count') };
  const args = [join(fixtures, 'faulty-run.ts'), await sampleData(), ...points.map(String)];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  return JSON.parse(out) as Result;
}

// Where there is no compiler, the other tests of a broken disk stand alone.
test.skipIf(!compiled)(
  'whichever write or sync fails: reading goes on, what is said to be saved is, nothing is torn, all comes back',
  async () => {
    const { calls = 0, wrong } = await run(['count']);
    expect(wrong).toEqual([]);
    expect(calls).toBeGreaterThan(10);
    const random = randomFrom(seedOf('faulty disk'));
    const all = Array.from({ length: calls }, (_, i) => i + 1);
    const points = isLong ? all : all.filter(() => random() < 6 / calls);
    const outcome = await run(points.length === 0 ? [1] : points);
    console.log(`${calls} writes and syncs in a round; ${points.length} of them failed in three ways each`);
    expect(outcome).toEqual({ wrong: [], integrity: 'ok' });
  },
);

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { isLong } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/** What a desk with state of so many cables answers, and takes, in a process with 48 MB for objects. */
async function deskWith(cables: number) {
  const script = join(import.meta.dirname, 'state-at-scale-desk.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--max-old-space-size=48',
    script,
    String(cables),
    tempFolder(),
  ]);
  return JSON.parse(stdout) as {
    totals: number[];
    counts: [string, number][];
    found: number[];
    news: number[];
    request: number;
    kept: number;
  };
}

test('however much state a desk holds, a question about it is right, and takes one bit for each cable at most', async () => {
  const [few, many] = [50_000, isLong ? 5_000_000 : 1_000_000];
  const [small, large] = [await deskWith(few), await deskWith(many)];
  for (const [cables, { totals, counts, found, news }] of [
    [few, small],
    [many, large],
  ] as const) {
    // Of 300 cables: unread, not tagged, nobody's, untouched.
    expect(totals).toEqual([150, 200, 240, 80]);
    // The unread ones that are not held back are each seventh that is odd; every fourth cable, from the first on, came from Kyiv.
    const left = Array.from({ length: 300 }, (_, i) => i + 1).filter((row) => row % 7 === 0 && row % 2 === 1);
    expect(found).toEqual(left);
    const fromKyiv = left.filter((row) => (row - 1) % 4 === 0).length;
    // Held back and not told of: those that neither 2 nor 7 divides.
    expect(news).toEqual([Math.ceil(cables / 2) - Math.floor((cables + 7) / 14), 1, 3, 5]);
    expect(Object.fromEntries(counts)).toEqual({ Kyiv: fromKyiv, Poti: left.length - fromKyiv });
  }
  // The question itself, and what four of them hold.
  const more = (many - few) / 8;
  expect(large.request - small.request).toBeLessThan(more * 1.1);
  expect(large.kept - small.kept).toBeLessThan(4 * more * 1.1 + 500_000);
}, 600_000);

import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFolderVariable } from './temp.ts';

/** Before all test files: the folder that holds everything they write, and the seed in print. After them: the folder is removed. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(quickFolder(), 'cabledesk-test-'));
  process.env[runFolderVariable] = folder;
  console.log(`Seed of this run: ${process.env['CABLEDESK_SEED']} (repeat it with CABLEDESK_SEED)`);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Where Linux lends memory as a folder, and enough of it, nothing waits for a disk. */
function quickFolder(): string {
  const memory = '/dev/shm';
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 4e9 ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

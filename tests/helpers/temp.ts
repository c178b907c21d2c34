import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder of this run; set by tests/helpers/run-folder.ts for all test files together. */
export const runFolderVariable = 'CABLEDESK_TEST_FOLDER';

/** Where everything of this run lies: gone when the run is over, so no test has to clean up. */
export function runFolder(): string {
  const given = process.env[runFolderVariable];
  if (given !== undefined && existsSync(given)) return given;
  const made = mkdtempSync(join(tmpdir(), 'cabledesk-test-'));
  process.env[runFolderVariable] = made;
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** An empty folder of its own, gone when the run is over. */
export const tempFolder = (): string => mkdtempSync(join(runFolder(), 'folder-'));

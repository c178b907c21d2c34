import { rmSync } from 'node:fs';
import { runFolder } from './temp.ts';

/** Before all test files: the folder that holds everything they write. After them: it is removed. */
export default function setup(): () => void {
  const folder = runFolder();
  return () => rmSync(folder, { recursive: true, force: true });
}

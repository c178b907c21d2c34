import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** Where the package is kept, below the folder in which it finds its libraries. */
const shelf = join(root, 'node_modules/.cache/built');

/**
 * The door of the package, made of the sources as they are now, by the first test that asks and for all later runs with the
 * same sources: as a process it starts in half the time that the sources themselves take, and it is what operators run.
 */
export const builtDoor = (() => {
  let made: Promise<string> | undefined;
  return () => (made ??= build());
})();

async function build(): Promise<string> {
  const sources = globSync('{src,commands,release,data/{gazetteer,sample,second-reader,tagger}}/**', {
    cwd: root,
    withFileTypes: true,
  }).filter((one) => one.isFile());
  const about = createHash('sha1');
  for (const path of ['package-lock.json', ...sources.map(({ parentPath, name }) => join(parentPath, name)).toSorted()]) {
    const { size, mtimeMs } = statSync(join(root, path.replace(`${root}/`, '')));
    about.update(`${path} ${size} ${mtimeMs}\n`);
  }
  const folder = join(shelf, about.digest('hex').slice(0, 16));
  const door = join(folder, 'lib/start.js');
  if (existsSync(door)) return door;
  mkdirSync(shelf, { recursive: true });
  // Those of other sources, but for one that another run may be using.
  for (const old of globSync('*', { cwd: shelf }).map((name) => join(shelf, name)))
    if (Date.now() - statSync(old).mtimeMs > 3_600_000) rmSync(old, { recursive: true });
  const fresh = `${folder}.${process.pid}`;
  await promisify(execFile)(process.execPath, [join(root, 'release/build.ts'), fresh], { cwd: root });
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // The other worker was quicker: one is as good as the other.
    if (!existsSync(door)) throw error;
    rmSync(fresh, { recursive: true });
  }
  return door;
}

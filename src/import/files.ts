import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep, isAbsolute } from 'node:path';

/**
 * A file to read, or a path that holds none or is passed over, with a sentence that says why. `modified`: when, in
 * milliseconds; `state`: what tells it from what may lie at that path another time.
 */
export type FoundFile = { path: string; modified: number; state: string } | { problem: Passed } | { passed: Passed };
type Passed = { path: string; reason: string };

/** Said of a folder that could be read and is empty. */
export const noFile = 'the folder has no file to read (hidden files, README.md and trove.json do not count)';

/** Files found beside cables that are not cables. */
const besides = new Set(['readme.md', 'trove.json']);

/**
 * The files under the given files and folders: folders with all that is in them, sorted by name, each file once. Hidden
 * files, README.md, trove.json and links that leave the folder are passed over, unless a file is named itself; the links are
 * told of.
 * Never throws: what is missing, unreadable, empty or not a file comes as a problem with its path.
 */
export async function* findFiles(paths: readonly string[]): AsyncGenerator<FoundFile> {
  const seen = new Set<string>();
  for (const path of paths) yield* findUnder(path, seen);
}

async function* findUnder(path: string, seen: Set<string>): AsyncGenerator<FoundFile> {
  try {
    const root = await realpath(path);
    if (!(await stat(root)).isDirectory()) {
      yield* findFile(path, root, seen);
      return;
    }
    let any = false;
    for await (const found of walk(path, root, seen)) {
      any = true;
      yield found;
    }
    if (!any) yield problem(path, noFile);
  } catch (error) {
    yield problem(path, reasonOf(error));
  }
}

async function* walk(folder: string, root: string, seen: Set<string>): AsyncGenerator<FoundFile> {
  const real = await realpath(folder);
  // A link to a parent folder would otherwise recurse for ever.
  if (seen.has(real)) return;
  seen.add(real);
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield problem(folder, reasonOf(error));
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry;
    if (name.startsWith('.') || besides.has(name.toLowerCase())) continue;
    const path = join(folder, name);
    try {
      if (!entry.isSymbolicLink()) {
        if (entry.isDirectory()) yield* walk(path, root, seen);
        else yield* findFile(path, join(real, name), seen);
      } else {
        const target = await realpath(path);
        if (!isInside(root, target)) yield { passed: { path, reason: 'a link that leads out of the folder' } };
        else if ((await stat(target)).isDirectory()) yield* walk(path, root, seen);
        else yield* findFile(path, target, seen);
      }
    } catch (error) {
      // Names that are not UTF-8 come with signs that stand for nothing, and name no file.
      yield problem(path, name.includes('\uFFFD') ? 'its name is not UTF-8: rename it (convmv -f latin1 -t utf8)' : reasonOf(error));
    }
  }
}

/** `real`: the path without links, by which a file is told from others. */
async function* findFile(path: string, real: string, seen: Set<string>): AsyncGenerator<FoundFile> {
  if (seen.has(real)) return;
  seen.add(real);
  const file = await stat(path, { bigint: true });
  const { size, mtimeNs, ctimeNs, ino, dev } = file;
  if (!file.isFile()) yield problem(path, 'not a file but a device, a pipe or a socket');
  else if (size === 0n) yield problem(path, 'the file is empty');
  else yield { path, modified: Number(mtimeNs / 1_000_000n), state: [size, mtimeNs, ctimeNs, ino, dev].join(' ') };
}

/** Whether a file is one of these paths, or lies in one of them. */
export const isUnder = (roots: readonly string[], file: string): boolean => roots.some((root) => root === file || isInside(root, file));

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const problem = (path: string, reason: string): FoundFile => ({ problem: { path, reason } });

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'no such file or folder; is the name spelled right?';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user; check its permissions';
  if (code === 'ELOOP') return 'a link that leads back to itself';
  return `cannot be read (${code === '' ? 'unknown reason' : code})`;
}

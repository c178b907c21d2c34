import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { terminalDesk } from '../desk/home.ts';
import { lookInto } from '../desk/look-into.ts';
import { DeskError } from '../reply/failure.ts';
import { plain, plural, quoted, said } from '../reply/text.ts';
import { sha256 } from '../store/hash.ts';

/** Where the program is: in an installed package nothing may be kept, the next version replaces it. */
const place = fileURLToPath(new URL('../..', import.meta.url));
/** The demo's own data, so that trying things out never touches a desk's. */
const demoFolder = join(place.includes('node_modules') ? process.cwd() : place, 'data/demo');

/** The data folder that a verb works on. */
export type Chosen = {
  folder: string;
  /** Whether the sample belongs there. */
  isSample: boolean;
  /** Why this one, where the person did not name it. */
  why?: string;
};

type Typed = { verb: string; named?: string | undefined; paths?: readonly string[] };

/**
 * The folder named; else one of its own for the documents that `start` is to open; else the desk's. Where there is no
 * token, and the desk's folder has neither cables nor a server, the demo's. An import makes the desk. Throws a DeskError
 * (data) when one of the documents is not there.
 */
export function chooseFolder(config: Config, { verb, named, paths = [] }: Typed): Chosen {
  if (named !== undefined) return { folder: resolve(named), isSample: false };
  const own = resolve(config.data);
  if (verb === 'start' && paths.length > 0) return { folder: folderFor(paths, dirname(own)), isSample: false };
  if (config.discord !== undefined || verb === 'import') return { folder: own, isSample: false };
  if (config.copied !== undefined) return { folder: own, isSample: false };
  const held = lookInto(own, config.archive);
  const isInUse = held !== undefined && (held.cables !== 0 || held.home !== terminalDesk);
  if (verb !== 'start') {
    if (isInUse) return { folder: own, isSample: false };
    const why = `(no token, and no cables in ${shown(own)}: this is the demo with the sample trove; --data DIR names another folder)`;
    return { folder: demoFolder, isSample: true, why };
  }
  if (!isInUse) {
    const why = `There are no cables in ${shown(own)}: the demo opens ${shown(demoFolder)}, with the sample.`;
    return { folder: demoFolder, isSample: true, why };
  }
  const cables = plain([plural(held.cables ?? 0, 'cable')]);
  return { folder: own, isSample: false, why: `${shown(own)} holds ${cables}: the demo opens there, without the sample.` };
}

/** A path as people type it. */
const shown = (folder: string): string => {
  const short = relative(process.cwd(), folder);
  return short.startsWith('..') ? folder : short;
};

/** The folder for documents that are tried out: beside the desk's, and the same again for the same paths. */
function folderFor(paths: readonly string[], parent: string): string {
  const real = realPaths(paths);
  const name = basename(real[0] ?? '')
    .replace(/(?:\.\w{1,8}){1,3}$/, '')
    .replaceAll(/[^\w-]+/g, '-');
  return join(parent, 'tried', `${name.slice(0, 40)}-${sha256(real.join('\n')).slice(0, 8)}`);
}

/** These files and folders, each once and sorted, without links. Throws a DeskError (data) when one is not there. */
export const realPaths = (paths: readonly string[]): string[] => [...new Set(paths.map(realPath))].toSorted();

function realPath(path: string): string {
  if (path.trim() === '') throw new DeskError(said`One of the paths is empty.`, { kind: 'usage', hint: said`Is a shell variable unset?` });
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new DeskError(said`There is no file or folder ${quoted(path)}.`, { kind: 'data', hint: said`Is the name spelled right?`, cause });
  }
}

import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { findFiles } from '../import/files.ts';

export type FolderWatch = {
  path: string;
  /** Imports these files, or the folder itself. Resolves with false when that has to be tried again. */
  bringIn(paths: readonly string[]): Promise<boolean>;
  signal: AbortSignal;
  /** Waits between two looks. Only tests replace it. */
  pause?: (signal: AbortSignal) => Promise<void>;
};

/** Milliseconds between two looks. */
const interval = 5000;

const untilNext = (signal: AbortSignal): Promise<void> => setTimeout(interval, undefined, { signal }).catch(() => undefined);

/**
 * Brings in what lies in a folder, and then what arrives or changes there, until the signal. A file is taken once it has
 * stayed as it is from one look to the next, so that none is read while it is being copied. When files were taken away, the
 * whole folder is read again, so that their cables are marked.
 */
export async function watchFolder({ path, bringIn, signal, pause = untilNext }: FolderWatch): Promise<void> {
  const taken = new Map<string, string>();
  let before = new Map<string, string>();
  while (!signal.aborted) {
    const now = await look(path);
    const settled = [...now].filter(([file, state]) => before.get(file) === state);
    const arrived = settled.filter(([file, state]) => taken.get(file) !== state);
    const lost = [...taken.keys()].filter((file) => !now.has(file));
    // The whole folder only while nothing in it is being copied.
    const isWhole = lost.length > 0 && settled.length === now.size;
    if ((isWhole || arrived.length > 0) && (await bringIn(isWhole ? [path] : arrived.map(([file]) => file)))) {
      for (const [file, state] of arrived) taken.set(file, state);
      if (isWhole) for (const file of lost) taken.delete(file);
    }
    before = now;
    await pause(signal);
  }
}

/** The files of a folder, each with what changes when it is written. */
async function look(path: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const found of findFiles([path])) {
    if (!('path' in found)) continue;
    // It may have been taken away since.
    const state = await stat(found.path).catch(() => undefined);
    if (state !== undefined) files.set(found.path, `${state.size} ${state.mtimeMs}`);
  }
  return files;
}

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { archiveFiles } from '../../store/database.ts';
import { isRunning } from '../../store/running.ts';
import { engineNames, type EngineName } from './engine.ts';

/** How the names of an index's files end, after the name of the first. */
const endings: Readonly<Record<(typeof engineNames)[number] | 'former', RegExp>> = {
  minisearch: /^(?:\.(\d+)\.new)?$/,
  packed: /^(?:\.(?:\d+(?:\.new)?|new|merge-(\d+)-[\w-]+(?:\.new)?))?$/,
  former: /^(?:-wal|-shm)?$/,
};

/**
 * Removes the files that other engines have made of the cables in an archive's folder: all are made anew from the cables where
 * they are needed again. Returns their names. What a process that runs is writing stays.
 */
export function removeFormerFiles(folder: string, engine: EngineName): string[] {
  const others = ([...engineNames, 'former'] as const).filter((name) => name !== engine);
  const found = readdirSync(folder).filter((file) =>
    others.some((name) => {
      if (!file.startsWith(archiveFiles[name])) return false;
      const [match, pid] = endings[name].exec(file.slice(archiveFiles[name].length)) ?? [];
      return match !== undefined && (pid === undefined || !isRunning(Number(pid)));
    }),
  );
  for (const file of found) rmSync(join(folder, file), { force: true });
  return found;
}

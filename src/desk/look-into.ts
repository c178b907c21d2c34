import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { archiveFiles, files, reading } from '../store/database.ts';
import { homeIn } from './home.ts';

/**
 * Whose desk a data folder holds, and over how many cables, without opening it: another process may have it.
 * `elsewhere`: the archive it stands on, where that is not its own. Undefined when
 * there is none. What cannot be read counts as a desk with cables: opening it says what is wrong.
 */
export function lookInto(folder: string, elsewhere?: string): { home: string; cables: number | undefined } | undefined {
  const path = join(folder, files.database);
  if (!existsSync(path)) return undefined;
  const archive = join(elsewhere ?? join(folder, files.archive), archiveFiles.database);
  try {
    const home = reading(path, homeIn);
    // Before there were archives, the cables were in the desk's database.
    const cables = reading(existsSync(archive) ? archive : path, (db) =>
      db.prepare<[], number>('SELECT count(*) FROM cables').pluck().get(),
    );
    return { home, cables };
  } catch {
    return { home: '', cables: undefined };
  }
}

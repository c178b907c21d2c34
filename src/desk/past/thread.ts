import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { archiveFiles, files, type Databases } from '../../store/database.ts';
import { serve } from '../../threads/thread.ts';
import { rebuildArchive, type ChangedSince } from './archive-then.ts';
import { rebuildDesk } from './desk-then.ts';

/** Writes a data folder as it was at a moment: in a thread, because a large trove takes a while. */
export const pastThread = serve(() => ({ rebuild }));

function rebuild(now: Databases, folder: string, at: number): ChangedSince {
  const archive = join(folder, files.archive);
  mkdirSync(archive, { recursive: true, mode: 0o700 });
  const path = join(archive, archiveFiles.database);
  const changed = rebuildArchive(path, now.archive, at);
  rebuildDesk(join(folder, files.database), { now: now.desk, archive: path, at });
  return changed;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { copyFile, settleCopy, type CopiedFrom } from '../cables/copied.ts';
import { takeOver } from '../cables/take-over.ts';
import { DeskError } from '../reply/failure.ts';
import { quoted, said, type Text } from '../reply/text.ts';
import { archiveFiles, attachArchive, files, lockFolder, makeFolder, openDatabase, type Db } from '../store/database.ts';
import { takesOverBefore } from '../store/migrations.ts';
import { holdFacts } from './held.ts';

/** The cables that a desk stands on: their folder, and the connection that writes them. */
export type Archive = { readonly folder: string; readonly db: Db };

/**
 * Opens a data folder, locked for this process until `unlock`, on its own archive or the one that lies `elsewhere`; `copied`: where
 * its own comes from, if that is to be settled. What the desk holds about cables stands on the same documents afterwards as before, whatever became of the archive meanwhile.
 * `mended`: a sentence for each file that others had access to until now. Throws a DeskError when that fails.
 */
export function openFolder(
  folder: string,
  elsewhere?: string,
  copied?: CopiedFrom,
): { db: Db; archive: Archive; unlock: () => void; mended: Text[] } {
  const mended = makeFolder(folder);
  const unlock = lockFolder(folder);
  if (unlock === undefined) {
    throw new DeskError(said`Another process is using the data folder ${quoted(folder)}.`, {
      kind: 'busy',
      hint: said`Only one process may own a data folder. End the other one, or give this one its own folder with --data.`,
    });
  }
  const own = join(folder, files.archive);
  const archive = elsewhere ?? own;
  const opened: Db[] = [];
  try {
    const db = openDatabase(join(folder, files.database), 'desk', new Map([[takesOverBefore, (desk) => takeOver(desk, own)]]));
    opened.push(db);
    const path = join(archive, archiveFiles.database);
    if (archive !== own && !existsSync(path))
      throw new DeskError(said`There is no archive in ${quoted(archive)}.`, {
        kind: 'config',
        hint: said`CABLEDESK_ARCHIVE names the folder "archive" in the data folder of the desk that has the cables.`,
      });
    mended.push(...makeFolder(archive));
    if (typeof copied === 'object' && 'file' in copied) copyFile(copied.file, path);
    const writer = openDatabase(path, 'archive');
    opened.push(writer);
    if (copied !== undefined) settleCopy(writer, copied);
    attachArchive(db, path);
    holdFacts(db);
    return { db, archive: { folder: archive, db: writer }, unlock, mended };
  } catch (error) {
    for (const one of opened) one.close();
    unlock();
    throw error;
  }
}

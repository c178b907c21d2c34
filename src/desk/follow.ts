import { errorFields, type Log } from '../log.ts';
import { lockFolder, type Db } from '../store/database.ts';

/** How often a desk looks whether another one has changed the archive that both stand on; milliseconds. */
const interval = 1000;

/**
 * Calls `onChange` when the archive in `folder` was changed, by another desk's process too, until the returned function is
 * called; not before whoever changes it is done.
 */
export function followArchive(db: Db, folder: string, log: Log, onChange: () => Promise<void>): () => void {
  const changed = db.prepare<[], string>("SELECT value FROM archive.about WHERE name = 'changed'").pluck();
  let seen = changed.get();
  const look = async (): Promise<void> => {
    const now = changed.get();
    if (now === seen) return;
    const unlock = lockFolder(folder);
    if (unlock === undefined) return;
    unlock();
    seen = now;
    await onChange();
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => {
      // Tried again with the next look.
      seen = undefined;
      log.error(errorFields(error), 'a change of the archive could not be taken up');
    });
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}

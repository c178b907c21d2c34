import { DeskError } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';

/** Does this; what SQLite then says about the file is thrown as a sentence with the remedy. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(path, error);
  }
}

/** Turns what SQLite says about a file into a sentence with the remedy. Other errors are returned as they are. */
export function explain(path: string, error: unknown): unknown {
  if (error instanceof DeskError) return error;
  const code = sqliteCode(error);
  const config = (text: ReturnType<typeof said>, hint: ReturnType<typeof said>) =>
    new DeskError(text, { kind: 'config', hint, cause: error });
  const restore = said`Restore a backup (npm run -s cabledesk -- restore FILE), or set CABLEDESK_DATA to another folder. The file was left as it is.`;
  if (code === 'SQLITE_NOTADB') return config(said`${quoted(path)} is not a database of cabledesk.`, restore);
  if (code.startsWith('SQLITE_CORRUPT')) return config(said`${quoted(path)} is damaged.`, restore);
  if (code.startsWith('SQLITE_FULL'))
    return config(
      said`The disk that holds ${quoted(path)} is full: nothing more can be saved.`,
      said`Make room. A running bot still answers; none can be started.`,
    );
  if (code.startsWith('SQLITE_IOERR'))
    return config(
      said`${quoted(path)} could not be read or written: the disk is full, over its quota, or failing.`,
      said`Make room, and check the disk. Nothing that was confirmed is lost.`,
    );
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_PERM'))
    return config(said`${quoted(path)} cannot be written.`, said`Fix the permissions of the data folder.`);
  if (code.startsWith('SQLITE_CANTOPEN'))
    return config(said`${quoted(path)} cannot be opened.`, said`Check that the folder exists and is writable.`);
  if (code.startsWith('SQLITE_BUSY')) {
    return new DeskError(said`${quoted(path)} is in use by another process.`, {
      kind: 'busy',
      hint: said`Try again in a moment.`,
      cause: error,
    });
  }
  return error;
}

/** Whether a write failed for the disk: full, read-only, failing, or held by another process. */
export const isDiskTrouble = (error: unknown): boolean =>
  /^SQLITE_(?:FULL|IOERR|READONLY|CANTOPEN|BUSY|PERM)/.test(sqliteCode(error)) ||
  (error instanceof DeskError && isDiskTrouble(error.cause));

/** SQLite's code of an error, `SQLITE_BUSY` for example; '' for an error of another kind. */
export const sqliteCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** SQLite's code of an error, or else its message. */
export const reason = (error: unknown): string => sqliteCode(error) || (error instanceof Error ? error.message : 'unknown');

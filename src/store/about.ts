import { randomUUID } from 'node:crypto';
import type { Db } from './database.ts';

/** What an archive says of itself as a whole, by name: its `id`, when it was `changed`, of what it is a `copy`. */
export const aboutArchive = (db: Db, name: string): string | undefined =>
  db.prepare<[string], string>('SELECT value FROM about WHERE name = ?').pluck().get(name);

/** Notes it, through the connection that writes the archive; undefined: not any more. */
export function noteAboutArchive(db: Db, name: string, value: string | undefined): void {
  if (value === undefined) db.prepare('DELETE FROM about WHERE name = ?').run(name);
  else db.prepare('INSERT INTO about (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value').run(name, value);
}

/** Notes in an archive that its cables were changed. Call it at the end of the change, through the connection that wrote it. */
export const noteChange = (archive: Db): void => noteAboutArchive(archive, 'changed', randomUUID());

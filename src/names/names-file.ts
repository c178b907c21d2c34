import { openReader, type Db } from '../store/database.ts';
import type { Entity } from './resolve/entity.ts';
import { asSeen, formsSeen } from './seen.ts';
import { toEntity, type EntityRow } from './store.ts';

/** The database of names, read only. Until the reading thread has made it, every question has an empty answer. */
export type NamesFile = {
  db(): Db | undefined;
  all<T>(sql: string, ...values: (string | number)[]): T[];
  close(): void;
};

/** Opens the file of names with the first question after the reading thread has made it. */
export function openNamesFile(file: string): NamesFile {
  let opened: Db | undefined;
  const db = (): Db | undefined => {
    if (opened !== undefined) return opened;
    try {
      const reader = openReader(file);
      reader.prepare('SELECT 1 FROM names LIMIT 1').get();
      opened = reader;
    } catch {
      return undefined;
    }
    return opened;
  };
  return {
    db,
    all: <T>(sql: string, ...values: (string | number)[]): T[] =>
      db()
        ?.prepare<(string | number)[], T>(sql)
        .all(...values) ?? [],
    close: () => opened?.close(),
  };
}

/** Rows or ids as the one value that `json_each(?)` takes. */
export const jsonList = (values: Iterable<string | number>): string => JSON.stringify([...values]);

/** Mentions `m` outside the cables that the asker may not see; takes `jsonList(without)`. */
export const isVisible = 'm.row NOT IN (SELECT value FROM json_each(?))';

/** These entities as they are called by somebody who may not see the cables `without`; most of them are not named there, and stay as they are. */
export function asCalled(names: NamesFile, rows: readonly EntityRow[], without: ReadonlySet<number>): Map<string, Entity> {
  const touched = new Set(
    without.size === 0
      ? []
      : names
          .all<{ entity: string }>(
            // A country's name comes from the gazetteer, not from a cable.
            `SELECT DISTINCT entity FROM mentions WHERE row IN (SELECT value FROM json_each(?)) AND kind <> 'country' AND entity IN (SELECT value FROM json_each(?))`,
            jsonList(without),
            jsonList(rows.map(({ id }) => id)),
          )
          .map(({ entity }) => entity),
  );
  const db = names.db();
  const forms = db === undefined || touched.size === 0 ? undefined : formsSeen(db, [...touched], without);
  return new Map(
    rows.map((row) => [
      row.id,
      forms !== undefined && touched.has(row.id) ? asSeen(toEntity(row), forms.get(row.id) ?? new Map()).entity : toEntity(row),
    ]),
  );
}

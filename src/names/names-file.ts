import { RowSet } from '../query/row-set.ts';
import type { Db } from '../store/database.ts';
import type { Entity } from './resolve/entity.ts';
import { asSeen, formsSeen, guessedWithout } from './seen.ts';
import { openMadeNames, toEntity, type EntityRow } from './store.ts';

/** The names database, read-only. Every query returns nothing until the reader thread has created it. */
export type NamesFile = {
  db(): Db | undefined;
  all<T>(sql: string, ...values: (string | number)[]): T[];
  /** The rows of cables in a query's only column. */
  rows(sql: string, ...values: string[]): RowSet;
  /** The next query opens it again. */
  close(): void;
};

/** Opens the names database on the first query after the reader thread has created it. */
export function openNamesFile(file: string): NamesFile {
  let opened: Db | undefined;
  const db = (): Db | undefined => (opened ??= openMadeNames(file));
  return {
    db,
    all: <T>(sql: string, ...values: (string | number)[]): T[] =>
      db()
        ?.prepare<(string | number)[], T>(sql)
        .all(...values) ?? [],
    rows: (sql, ...values) =>
      new RowSet().add(
        db()
          ?.prepare<string[], number>(sql)
          .pluck()
          .iterate(...values) ?? [],
      ),
    close() {
      opened?.close();
      opened = undefined;
    },
  };
}

/** Rows or ids as the single parameter of `json_each(?)`. */
export const jsonList = (values: Iterable<string | number>): string => JSON.stringify([...values]);

/** SQL condition: the mention `m` is in a cable the caller may see. Bind `jsonList(without)`. */
export const isVisible = 'm.row NOT IN (SELECT value FROM json_each(?))';

/** SQL condition: the entity `e` has a page, a line in lists, ties. */
export const isShown = 'e.hidden = 0 AND e.perhaps = 0';

/**
 * These entities without what only the cables `without` say of them, and without those that only these show to be names. Most
 * are not named there and are returned unchanged.
 */
export function entitiesSeen(names: NamesFile, rows: readonly EntityRow[], without: ReadonlySet<number>): Map<string, Entity> {
  const touched = new Set(
    without.size === 0
      ? []
      : names
          .all<{ entity: string }>(
            // Country names come from the gazetteer, not from cables.
            `SELECT DISTINCT entity FROM mentions WHERE row IN (SELECT value FROM json_each(?)) AND kind <> 'country' AND entity IN (SELECT value FROM json_each(?))`,
            jsonList(without),
            jsonList(rows.map(({ id }) => id)),
          )
          .map(({ entity }) => entity),
  );
  const db = names.db();
  const guessed = db === undefined ? new Set<string>() : guessedWithout(db, [...touched], without);
  const forms = db === undefined || touched.size === 0 ? undefined : formsSeen(db, [...touched], without);
  return new Map(
    rows
      .filter(({ id }) => !guessed.has(id))
      .map((row) => [
        row.id,
        forms !== undefined && touched.has(row.id) ? asSeen(toEntity(row), forms.get(row.id) ?? new Map()).entity : toEntity(row),
      ]),
  );
}

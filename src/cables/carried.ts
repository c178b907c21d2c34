import { z } from 'zod';
import { aboutArchive, noteAboutArchive } from '../store/about.ts';
import type { Db } from '../store/database.ts';
import { sha256 } from '../store/hash.ts';

/**
 * An archive in pieces that can be carried to another machine: each cable with all that belongs to it, and, as row 0, what is so of
 * the archive as a whole. Put together again they are the same tables, with the same numbers. Rejects and removed troves stay behind.
 */

const ofCable = ['cables', 'cable_versions', 'contents', 'cited', 'refkeys', 'other_fields'] as const;
const ofArchive = ['troves', 'former_names', 'withdrawn', 'imports'] as const;

/** `hash`: another one whenever the piece is another. */
export type CarriedPiece = { row: number; hash: string; text: string };

const piece = z.object({
  id: z.string().optional(),
  tables: z.record(z.string(), z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))),
});
type Content = z.infer<typeof piece>;

type Briefly = { row: number; hash: string; trove: string; file: string; line: number; gone: number; versions: number };
const briefly = `SELECT row, hash, trove, file, line, gone_at AS gone, (SELECT count(*) FROM cable_versions AS v WHERE v.row = c.row) AS versions FROM cables AS c`;
const hashOf = ({ row, hash, trove, file, line, gone, versions }: Briefly): string =>
  sha256(JSON.stringify([row, hash, trove, file, line, gone, versions]));

/** What takes an archive apart. */
export function createPacker(db: Db) {
  const between = db.prepare<[number, number], Briefly>(`${briefly} WHERE row > ? AND row <= ? ORDER BY row`);
  const one = db.prepare<[number], Briefly>(`${briefly} WHERE row = ?`);
  const rowsOf = ofCable.map((table) => [table, db.prepare<[number], object>(`SELECT * FROM ${table} WHERE row = ?`)] as const);
  return {
    /** The hashes of the cables with these numbers, in their order; reads no text. */
    *hashes(after: number, upTo: number): Generator<[row: number, hash: string]> {
      for (const cable of between.iterate(after, upTo)) yield [cable.row, hashOf(cable)];
    },
    cable(row: number): CarriedPiece | undefined {
      const found = one.get(row);
      if (found === undefined) return undefined;
      const tables = Object.fromEntries(rowsOf.map(([table, rows]) => [table, rows.all(row)]));
      return { row, hash: hashOf(found), text: JSON.stringify({ tables }) };
    },
    archive(): CarriedPiece {
      const tables = Object.fromEntries(ofArchive.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all()]));
      const text = JSON.stringify({ id: aboutArchive(db, 'id'), tables });
      return { row: 0, hash: sha256(text), text };
    },
  };
}

/** What puts an archive together, in the caller's transaction. Foreign keys must be off: pieces come one by one. */
export function createUnpacker(db: Db) {
  const tableOf = (table: string, ofOne: boolean) => {
    const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
    const insert = db.prepare<[object]>(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
    );
    const empty = db.prepare(`DELETE FROM ${table}${ofOne ? ' WHERE row = @row' : ''}`);
    return (row: number, { tables }: Content): void => {
      if (ofOne) empty.run({ row });
      else empty.run();
      for (const values of tables[table] ?? []) insert.run(ofOne ? { ...values, row } : values);
    };
  };
  const [cable, archive] = [ofCable.map((table) => tableOf(table, true)), ofArchive.map((table) => tableOf(table, false))];
  // What the text of a cable is recognised by stays known when it goes.
  const leave = ofCable.filter((table) => table !== 'contents').map((table) => db.prepare<[number]>(`DELETE FROM ${table} WHERE row = ?`));
  const hash = db.prepare<[number], Briefly>(`${briefly} WHERE row = ?`);
  return {
    /** The hash of the cable as it is here; undefined where it is not. */
    hashOf(row: number): string | undefined {
      const found = hash.get(row);
      return found && hashOf(found);
    },
    put({ row, text }: Omit<CarriedPiece, 'hash'>): void {
      const content = piece.parse(JSON.parse(text));
      for (const put of row === 0 ? archive : cable) put(row, content);
      if (row === 0) noteAboutArchive(db, 'id', content.id);
    },
    remove(row: number): void {
      for (const statement of leave) statement.run(row);
    },
  };
}

import type { Db } from './database.ts';
import { createHash } from 'node:crypto';

/**
 * Seals: table `seals` keeps, of every other table and for every cable that its rows are about (0 for those about none), how
 * many rows there are and the sum of their hashes, over every column. Triggers of the connection that writes keep it, in the
 * transaction of the change itself, whoever makes it. A row that is changed by anything else (a bad disk, another program)
 * does not fit its seal any more. Seals hold no secret: who knows this program and may write the file can make them anew,
 * which is what the anchors of the audit log are for.
 */

/** Of a database that has seals: its schema's last step makes this table, and seals what is there. */
export const sealsTable = `
  -- What each table holds about each cable (0: about none): how many rows, and the sum of their hashes.
  CREATE TABLE seals (
    part TEXT NOT NULL,
    cable INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    sum BLOB NOT NULL CHECK (length(sum) = 16),
    PRIMARY KEY (part, cable)
  ) STRICT, WITHOUT ROWID;
`;

/** A table that is sealed, its columns, and the one that says which cable a row is about. */
type Sealed = { table: string; columns: string[]; about: string | undefined };

/** What a part of the database was when this program wrote it last. */
export type Seal = { rows: number; sum: Buffer };

/** A seal that does not fit. `rows`: those that are there; undefined when they cannot be read. `expected`: undefined where there is no seal. */
export type BrokenSeal = { part: string; cable: number; rows: number | undefined; expected: Seal | undefined };

const bound = 1n << 128n;
const number = (sum: Buffer): bigint => BigInt(`0x${sum.toString('hex')}`);
const bytes = (sum: bigint): Buffer => Buffer.from(sum.toString(16).padStart(32, '0'), 'hex');
const none = bytes(0n);

/** The hash of one row: of all its columns, in their order. */
const rowHash = (...values: readonly unknown[]): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(values.map((value) => (Buffer.isBuffer(value) ? { blob: value.toString('hex') } : value))))
    .digest()
    .subarray(0, 16);

/** Every table of the database but the seals themselves, SQLite's own, and those of full-text search. */
function sealedTables(db: Db): Sealed[] {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'seals'",
    )
    .pluck()
    .all();
  const columnsOf = db.prepare<[string], { name: string; type: string }>(
    "SELECT name, type FROM pragma_table_info(?, 'main') ORDER BY cid",
  );
  return tables.map((table) => {
    const columns = columnsOf.all(table);
    const about = columns.find(
      ({ name, type }) => ((name === 'row' || name === 'cable') && type === 'INTEGER') || (name === 'row' && type === 'INT'),
    );
    return { table, columns: columns.map(({ name }) => `"${name}"`), about: about?.name };
  });
}

/** Keeps the seals of what this connection writes. To be called once for a connection, when its schema is complete. */
export function keepSeals(db: Db): void {
  // A row that another one takes the place of goes through the trigger of deletions, too.
  db.pragma('recursive_triggers = ON');
  addFunctions(db);
  for (const { table, columns, about } of sealedTables(db)) {
    const hash = (row: 'OLD' | 'NEW'): string => `row_hash(${columns.map((name) => `${row}.${name}`).join(', ')})`;
    const cable = (row: 'OLD' | 'NEW'): string => (about === undefined ? '0' : `${row}.${about}`);
    const add = `INSERT INTO seals SELECT '${table}', ${cable('NEW')}, 0, zeroblob(16) WHERE NOT EXISTS (SELECT 1 FROM seals WHERE part = '${table}' AND cable = ${cable('NEW')});
      UPDATE seals SET rows = rows + 1, sum = seal_plus(sum, ${hash('NEW')}) WHERE part = '${table}' AND cable = ${cable('NEW')};`;
    const take = `UPDATE seals SET rows = rows - 1, sum = seal_minus(sum, ${hash('OLD')}) WHERE part = '${table}' AND cable = ${cable('OLD')};`;
    db.exec(`
      CREATE TEMP TRIGGER seal_${table}_in AFTER INSERT ON main.${table} BEGIN ${add} END;
      CREATE TEMP TRIGGER seal_${table}_out AFTER DELETE ON main.${table} BEGIN ${take} END;
      CREATE TEMP TRIGGER seal_${table}_over AFTER UPDATE ON main.${table} BEGIN ${take} ${add} END;
    `);
  }
}

function addFunctions(db: Db): void {
  const options = { deterministic: true };
  db.function('row_hash', { ...options, varargs: true }, (...values: unknown[]) => rowHash(...values));
  db.function('seal_plus', options, (sum, hash) => bytes((number(sum as Buffer) + number(hash as Buffer)) % bound));
  db.function('seal_minus', options, (sum, hash) => bytes((bound + number(sum as Buffer) - number(hash as Buffer)) % bound));
}

/** Seals everything as it is now. To be called in the transaction that completes the schema. */
export function sealAnew(db: Db): void {
  db.exec('DELETE FROM seals');
  const insert = db.prepare('INSERT INTO seals (part, cable, rows, sum) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  for (const sealed of sealedTables(db))
    for (const [cable, { rows, sum }] of sumsOf(db, sealed)) insert.run(sealed.table, cable, rows, bytes(sum));
  for (const [table, row] of lastNumbers(db)) insert.run(table, row, 0, none);
  const { rows, sum } = schemaSum(db);
  insert.run(schemaPart, 0, rows, sum);
}

const schemaPart = 'sqlite_schema';

/** What the database is made of, by its own words. */
function schemaSum(db: Db): Seal {
  const made = db.prepare<[], unknown[]>('SELECT type, name, tbl_name, sql FROM main.sqlite_schema').raw().all();
  const sum = made.reduce((all, row) => (all + number(rowHash(...row))) % bound, 0n);
  return { rows: made.length, sum: bytes(sum) };
}

type Sum = { rows: number; sum: bigint };

function sumsOf(db: Db, { table, columns, about }: Sealed, where = ''): Map<number, Sum> {
  const sums = new Map<number, Sum>();
  const rows = db.prepare<[], unknown[]>(`SELECT ${about ?? '0'}, ${columns.join(', ')} FROM main."${table}" ${where}`).raw();
  for (const [cable, ...values] of rows.iterate()) {
    const key = Number(cable);
    const sum = sums.get(key) ?? { rows: 0, sum: 0n };
    sums.set(key, { rows: sum.rows + 1, sum: (sum.sum + number(rowHash(...values))) % bound });
  }
  return sums;
}

/** The last numbers that were given, of tables that give each once and never again. */
const lastNumbers = (db: Db): [string, number][] =>
  db.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'").get() === undefined
    ? []
    : db.prepare<[], [string, number]>('SELECT name, seq FROM main.sqlite_sequence').raw().all();

/**
 * What does not fit its seal, in every table, for each cable; nothing when every column of every row is as this program wrote
 * it. To be called in a transaction where others may write. Throws what SQLite throws when the seals themselves cannot be read.
 */
export function brokenSeals(db: Db): BrokenSeal[] {
  const kept = db.prepare<[], Seal & { part: string; cable: number }>('SELECT * FROM main.seals').all();
  const byTable = Map.groupBy(kept, ({ part }) => part);
  const tables = sealedTables(db);
  const names = new Set(tables.map(({ table }) => table));
  const numbers = lastNumbers(db).filter(([table, row]) => row !== Math.max(...(byTable.get(table) ?? []).map(({ cable }) => cable)));
  const isSchema = ({ part }: { part: string }): boolean => part === schemaPart;
  const made = schemaSum(db);
  return [
    ...kept
      .filter((one) => isSchema(one) && !one.sum.equals(made.sum))
      .map(({ part, cable, ...expected }) => ({ part, cable, rows: made.rows, expected })),
    ...kept
      .filter((one) => !isSchema(one) && !names.has(one.part))
      .map(({ part, cable, rows, sum }) => ({ part, cable, rows: 0, expected: { rows, sum } })),
    ...numbers.map(([table]): BrokenSeal => ({ part: `the last number of ${table}`, cable: 0, rows: 1, expected: undefined })),
    ...tables.flatMap((sealed) => brokenIn(db, sealed, new Map((byTable.get(sealed.table) ?? []).map((seal) => [seal.cable, seal])))),
  ];
}

function brokenIn(db: Db, sealed: Sealed, kept: ReadonlyMap<number, Seal>): BrokenSeal[] {
  const part = sealed.table;
  let found: Map<number, Sum>;
  try {
    found = sumsOf(db, sealed);
  } catch {
    // A page of the table cannot be read: those of each cable alone tell which cables are on it.
    return [...kept].flatMap(([cable, expected]) =>
      fitsSeal(db, part, cable, expected) ? [] : [{ part, cable, rows: undefined, expected }],
    );
  }
  const broken = [...kept].filter(([cable, seal]) => !fits(found.get(cable), seal));
  return [
    ...broken.map(([cable, expected]) => ({ part, cable, rows: found.get(cable)?.rows ?? 0, expected })),
    ...[...found].filter(([cable]) => !kept.has(cable)).map(([cable, { rows }]) => ({ part, cable, rows, expected: undefined })),
  ];
}

const fits = (is: Sum | undefined, { rows, sum }: Seal): boolean => (is?.rows ?? 0) === rows && bytes(is?.sum ?? 0n).equals(sum);

/** Whether what a table of this database says of a cable is what a seal says, which may be another database's. */
export function fitsSeal(db: Db, part: string, cable: number, seal: Seal): boolean {
  try {
    const sealed = sealedTables(db).find(({ table }) => table === part);
    if (sealed === undefined) return false;
    return fits(sumsOf(db, sealed, sealed.about === undefined ? '' : `WHERE ${sealed.about} = ${cable}`).get(cable), seal);
  } catch {
    return false;
  }
}

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { archiveFiles, openDatabase, type Db } from '../store/database.ts';
import { fieldColumns, fromColumns, toColumns, type CableFields, type CableRow } from './fields.ts';
import { contentOf, identityOf, knownName } from './identity.ts';
import { moreFieldKeys } from '../query/more-fields.ts';
import { hashOf } from './storing.ts';

/**
 * Makes the archive of a data folder whose cables still lie in the desk's own database, as up to schema 8: their rows, refs
 * and versions stay as they are; what each is told from others by is found from what was kept of it. Does nothing where
 * there are no cables. It is made beside and moved into place, so that a crash leaves none or a whole one.
 */
export function takeOver(desk: Db, archive: string): void {
  const count = (table: string): number => desk.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  if (count('troves') + count('imports') === 0) return;
  mkdirSync(archive, { recursive: true, mode: 0o700 });
  const path = join(archive, archiveFiles.database);
  const partial = `${path}.partial`;
  const now = Date.now();
  for (const ending of ['', '-wal', '-shm']) {
    rmSync(`${partial}${ending}`, { force: true });
    // Left by a migration that was cut short, or by a newer version before an old backup was put back: nobody knows.
    if (existsSync(path + ending)) renameSync(path + ending, `${path}.replaced-${now}${ending}`);
  }
  const made = openDatabase(partial, 'archive');
  try {
    made.transaction(() => {
      copy(desk, made, 'troves', ['name', 'about', 'imported_at']);
      copyCables(desk, made);
      copy(desk, made, 'cable_versions', ['row', 'replaced_at', 'hash', 'cable']);
      copy(desk, made, 'cited', ['row', 'key', 'printed', 'place']);
      copy(desk, made, 'refkeys', ['key', 'row']);
      copy(desk, made, 'imports', ['id', 'trove', 'paths', 'by', 'started_at', 'ended_at', 'added', 'changed', 'same', 'rejected']);
      copy(desk, made, 'rejects', ['import', 'file', 'line', 'reason', 'text']);
    })();
    made.pragma('journal_mode = DELETE');
  } finally {
    made.close();
  }
  renameSync(partial, path);
  // They are made anew from the archive.
  const folder = dirname(archive);
  for (const name of [archiveFiles.names, archiveFiles.copies, archiveFiles.minisearch, archiveFiles.packed, archiveFiles.former])
    if (existsSync(join(folder, name)))
      for (const ending of ['', '-wal', '-shm']) rmSync(join(folder, `${name}${ending}`), { force: true });
}

function copy(from: Db, to: Db, table: string, columns: readonly string[]): void {
  const insert = to.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  for (const values of from
    .prepare<[], unknown[]>(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY 1, 2`)
    .raw()
    .iterate())
    insert.run(...values);
}

function copyCables(desk: Db, archive: Db): void {
  const columns = ['row', 'words', ...fieldColumns];
  const insert = archive.prepare<[object]>(
    `INSERT INTO cables (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  const addField = archive.prepare('INSERT INTO other_fields (key, row) VALUES (?, ?)');
  const addContent = archive.prepare('INSERT INTO contents (content, row) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const areRowNumbers = desk
    .prepare<[string], number>("SELECT NOT EXISTS (SELECT 1 FROM cables WHERE trove = ? AND id GLOB '*[^0-9]*')")
    .pluck();
  const numbered = new Map<string, boolean>();
  for (const row of desk.prepare<[], CableRow & { words: number }>('SELECT * FROM cables ORDER BY row').iterate()) {
    const trove = String(row['trove']);
    const isNumbered = numbered.get(trove) ?? areRowNumbers.get(trove) === 1;
    numbered.set(trove, isNumbered);
    const cable = named(fromColumns(row), row.words, isNumbered);
    insert.run({ ...toColumns(cable), row: row.row, words: row.words });
    addContent.run(cable.content, row.row);
    for (const key of moreFieldKeys(cable.extra)) addField.run(key, row.row);
  }
  for (const { row, cable } of desk.prepare<[], { row: number; cable: string }>('SELECT row, cable FROM cable_versions').iterate()) {
    const version = JSON.parse(cable) as CableRow & { words: number };
    addContent.run(contentOf({ ...fromColumns(version), words: version.words }), row);
  }
}

/** The cable with its identity. A record's id was the name of its file, or its place in it, where it had no other. */
function named(old: CableFields, words: number, isNumbered: boolean): CableFields {
  const plain = (name: string): string => knownName(name.replace(/ \(\d+\)$/, ''));
  const stem = basename(old.file)
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z0-9]{1,8}$/i, '');
  const isNone = isNumbered || plain(old.id) === stem || old.id.startsWith('sha256:');
  const id = isNone ? '' : plain(old.id);
  // A ref that is the record's id again, or the name of its file, was not printed.
  const ref = [stem, plain(old.id)].includes(plain(old.ref)) || old.ref.startsWith('sha256:') ? '' : plain(old.ref);
  const number = knownName(old.number) === plain(old.id) || knownName(old.number) === stem ? '' : knownName(old.number);
  const hash = hashOf(toColumns({ ...old, number: number || ref }));
  const cable: CableFields = { ...old, id, number: number || ref, hash, goneAt: 0, identity: '', content: '' };
  return { ...cable, identity: identityOf({ ...cable, ref }), content: contentOf({ ...cable, words }) };
}

import { join } from 'node:path';
import { createCables, type Cables } from '../../src/cables/cables.ts';
import type { Draft } from '../../src/cables/draft.ts';
import { cableOf, createStore } from '../../src/cables/storing.ts';
import type { Language } from '../../src/language/stems.ts';
import { archiveFiles, openDatabase, type Db } from '../../src/store/database.ts';
import { tempFolder } from './temp.ts';

/** An archive without a desk: one trove, filled without reading files. */
export type TestArchive = { db: Db; path: string; cables: Cables; add(draft: Draft, known?: { at: number; language: Language }): number };

/** An archive of its own, or the one in this folder, with a trove of this name. */
export function testArchive(folder = tempFolder(), trove = 't'): TestArchive {
  const path = join(folder, archiveFiles.database);
  const db = openDatabase(path, 'archive');
  db.prepare('INSERT OR IGNORE INTO troves (name, imported_at) VALUES (?, 0)').run(trove);
  const store = createStore(db);
  return {
    db,
    path,
    cables: createCables(db, store),
    add: (draft, known = { at: 0, language: '' }) => store.add(cableOf(draft, { trove, file: 'f', name: 'f' }), known).row,
  };
}

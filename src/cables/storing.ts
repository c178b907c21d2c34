import { sha256 } from '../store/hash.ts';
import { countWords } from '../language/tokens.ts';
import { type Db } from '../store/database.ts';
import { citedKey } from './cited-key.ts';
import type { Draft } from './draft.ts';
import { fieldColumns, hashedColumns, toColumns, unsaid, type CableFields } from './fields.ts';
import { contentOf, identityOf, knownName } from './identity.ts';
import type { Language } from '../language/stems.ts';
import { moreFieldKeys } from '../query/more-fields.ts';

/** Where a record comes from. `name`: what it is called if it has neither ref nor id. */
export type Provenance = { trove: string; file: string; name: string };

/** A record as a cable, before it is stored: its ref may be another's still, and nobody has recognised its language. */
export type NewCable = Omit<CableFields, 'language' | 'importedAt' | 'changedAt' | 'goneAt'> & { words: number };

/** How a cable came to be stored. `clash`: the ref that it has instead of its own, which another one has. */
export type Stored = { row: number; clash?: string };

/** The only path by which records become cables. Writes inside the caller's transaction. */
export type Store = {
  add(cable: NewCable, known: { at: number; language: Language }): Stored;
  /** Gives a cable another text. The old one is kept, and so is its ref. */
  replace(row: number, cable: NewCable, known: { at: number; language: Language }): void;
  /** Notes where a cable is found now whose text is the same. */
  found(row: number, at: { file: string; line: number }): void;
  /** Notes that the source of these cables does not hold them any more. */
  gone(rows: readonly number[], at: number): void;
};

/** The cable that a record is, with what it is told from others by. */
export function cableOf(draft: Draft, { trove, file, name }: Provenance): NewCable {
  const originPlace = draft.extra?.['origin_place'];
  const id = knownName(draft.id ?? '');
  const ref = knownName(draft.ref ?? '');
  const number = knownName(draft.number ?? '');
  const said = {
    ...unsaid,
    ...draft,
    id,
    number: number || ref,
    subject: draft.subject ?? draft.title ?? '',
    originPlace: typeof originPlace === 'string' ? originPlace : '',
    trove,
    file,
    words: countWords(draft.body),
  };
  const hash = hashOf(toColumns(said));
  return {
    ...said,
    ref: ref || id || number || draft.name || `${name} ${hash.slice(0, 8)}`,
    hash,
    identity: identityOf({ ...said, ref, hash }),
    content: contentOf(said),
  };
}

/** SHA-256 over all that a source says of a cable, but for what it is called. `columns`: as they are stored. */
export const hashOf = (columns: Readonly<Record<string, string | number>>): string =>
  sha256(JSON.stringify(hashedColumns.map((name) => columns[name])));

const columns = [...fieldColumns, 'words'];
/** A new version leaves alone which document it is, what the desk knows it by, and when the first one came. */
const replaced = columns.filter((name) => !['trove', 'identity', 'ref', 'imported_at'].includes(name));
const named = (names: readonly string[]): string => names.map((name) => `@${name}`).join(', ');

/** Prepares the statements once: that takes longer than running them. */
export function createStore(db: Db): Store {
  const isTaken = db
    .prepare<[object], number>('SELECT row FROM cables WHERE ref = @ref UNION ALL SELECT row FROM removed_cables WHERE ref = @ref')
    .pluck();
  const insert = db.prepare<[object]>(`INSERT INTO cables (${columns.join(', ')}) VALUES (${named(columns)})`);
  const current = db.prepare<[number], { hash: string; ref: string }>('SELECT * FROM cables WHERE row = ?');
  const keepOld = db.prepare('INSERT INTO cable_versions (row, replaced_at, hash, cable) VALUES (?, ?, ?, ?)');
  const update = db.prepare<[object]>(`UPDATE cables SET ${replaced.map((name) => `${name} = @${name}`).join(', ')} WHERE row = @row`);
  const move = db.prepare('UPDATE cables SET file = @file, line = @line, gone_at = 0 WHERE row = @row');
  const lose = db.prepare('UPDATE cables SET gone_at = @at WHERE row = @row AND gone_at = 0');
  const addContent = db.prepare('INSERT INTO contents (content, row) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const forgetCited = db.prepare('DELETE FROM cited WHERE row = ?');
  const cite = db.prepare('INSERT INTO cited (row, key, printed, place) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const forgetKeys = db.prepare('DELETE FROM refkeys WHERE row = ?');
  const nameKey = db.prepare('INSERT INTO refkeys (key, row) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const forgetFields = db.prepare('DELETE FROM other_fields WHERE row = ?');
  const addField = db.prepare('INSERT INTO other_fields (key, row) VALUES (?, ?)');
  /** The next number behind a ref that several have, so that thousands of them need not be tried anew. */
  const next = new Map<string, number>();

  /** The ref itself, or with the first free number behind it: `A`, `A (2)`, `A (3)`. */
  const freeRef = (ref: string): string => {
    if (isTaken.get({ ref }) === undefined) return ref;
    for (let n = next.get(ref) ?? 2; ; n += 1) {
      if (isTaken.get({ ref: `${ref} (${n})` }) !== undefined) continue;
      next.set(ref, n);
      return `${ref} (${n})`;
    }
  };
  /** Notes what the cable cites, under which keys others may cite it, its other fields, and what its text is recognised by. */
  const noteKeys = (row: number, cable: NewCable): void => {
    const year = cable.date.slice(0, 4);
    forgetCited.run(row);
    for (const [place, printed] of cable.refs.entries()) cite.run(row, citedKey(printed, year), printed, place);
    forgetKeys.run(row);
    for (const name of [cable.ref, cable.number]) if (name !== '') nameKey.run(citedKey(name, year), row);
    forgetFields.run(row);
    for (const key of moreFieldKeys(cable.extra)) addField.run(key, row);
    addContent.run(cable.content, row);
  };
  return {
    add(cable, { at, language }) {
      const ref = freeRef(cable.ref);
      const values = { ...toColumns({ ...cable, ref, language, importedAt: at, changedAt: at, goneAt: 0 }), words: cable.words };
      const row = Number(insert.run(values).lastInsertRowid);
      noteKeys(row, { ...cable, ref });
      return { row, ...(ref === cable.ref ? {} : { clash: ref }) };
    },
    replace(row, cable, { at, language }) {
      const before = current.get(row);
      keepOld.run(row, at, before?.hash ?? '', JSON.stringify(before));
      update.run({ ...toColumns({ ...cable, language, changedAt: at, goneAt: 0 }), words: cable.words, row });
      noteKeys(row, { ...cable, ref: before?.ref ?? '' });
    },
    found: (row, { file, line }) => void move.run({ row, file, line }),
    gone: (rows, at) => {
      for (const row of rows) lose.run({ row, at });
    },
  };
}

import { sha256 } from '../store/hash.ts';
import { countWords } from '../language/tokens.ts';
import { type Db } from '../store/database.ts';
import { citedKey } from './cited-key.ts';
import type { Draft } from './draft.ts';
import { fieldColumns, toColumns, unsaid, type CableFields } from './fields.ts';
import type { Language } from '../language/stems.ts';

/** The outcome of storing a draft; `row` is the cable's. */
export type Stored = {
  row: number;
  result: 'added' | 'changed' | 'same';
  /** The ref it has instead of the one it asked for, which another record has. */
  clash?: string;
};

/** Stores one record inside the caller's transaction. `seen` holds the ids met before in the same import. */
export type Store = (draft: Draft, from: { trove: string; file: string; at: number; seen: Set<string>; language: Language }) => Stored;

const columns = [...fieldColumns, 'words'];
/** A new version leaves alone when the first one came. */
const replaced = columns.filter((name) => name !== 'imported_at');
type Columns = Record<string, string | number>;

/** The only path by which records become cables. Prepares its statements once: that takes longer than running them. */
export function createStore(db: Db): Store {
  const known = db.prepare<[string, string], { row: number; hash: string; ref: string }>(
    'SELECT row, hash, ref FROM cables WHERE trove = ? AND id = ?',
  );
  const isTaken = db.prepare<[string, number], number>('SELECT row FROM cables WHERE ref = ? AND row <> ?').pluck();
  const insert = db.prepare<[Columns]>(
    `INSERT INTO cables (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  const current = db.prepare<[number], { hash: string }>('SELECT * FROM cables WHERE row = ?');
  const keepOld = db.prepare('INSERT INTO cable_versions (row, replaced_at, hash, cable) VALUES (?, ?, ?, ?)');
  const replace = db.prepare<[Columns]>(`UPDATE cables SET ${replaced.map((name) => `${name} = @${name}`).join(', ')} WHERE row = @row`);
  const forgetCited = db.prepare('DELETE FROM cited WHERE row = ?');
  const cite = db.prepare('INSERT INTO cited (row, key, printed, place) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const forgetKeys = db.prepare('DELETE FROM refkeys WHERE row = ?');
  const nameKey = db.prepare('INSERT INTO refkeys (key, row) VALUES (?, ?) ON CONFLICT DO NOTHING');

  /** Notes what the cable cites, and under which keys others may cite it. */
  const noteCitations = (row: number, draft: Draft, names: readonly string[]): void => {
    const year = draft.date?.slice(0, 4);
    forgetCited.run(row);
    for (const [place, printed] of (draft.refs ?? []).entries()) cite.run(row, citedKey(printed, year), printed, place);
    forgetKeys.run(row);
    for (const name of names) if (name !== '') nameKey.run(citedKey(name, year), row);
  };

  return (draft, { trove, file, at, seen, language }) => {
    const hash = sha256(JSON.stringify(contentOf(draft)));
    const id = firstFree(draft.id ?? draft.ref ?? `sha256:${hash.slice(0, 16)}`, (name) => !seen.has(name));
    seen.add(id);
    const before = known.get(trove, id);
    if (before?.hash === hash) return { row: before.row, result: 'same' };

    const wanted = draft.ref ?? id;
    const ref = firstFree(wanted, (name) => isTaken.get(name, before?.row ?? -1) === undefined);
    const values = columnsOf(draft, { trove, id, ref, hash, file, language, importedAt: at, changedAt: at });
    let row: number;
    if (before === undefined) {
      row = Number(insert.run(values).lastInsertRowid);
    } else {
      row = before.row;
      // The old text is kept beside the new one.
      keepOld.run(row, at, before.hash, JSON.stringify(current.get(row)));
      replace.run({ ...values, row });
    }
    noteCitations(row, draft, [ref, draft.number ?? '']);
    return { row, result: before === undefined ? 'added' : 'changed', ...(ref === wanted ? {} : { clash: ref }) };
  };
}

/** What makes two copies of a record the same: every field that the source printed. */
function contentOf({ line: _line, ...content }: Draft): Record<string, unknown> {
  return content;
}

/** The name itself, or with the first free number behind it: `A`, `A (2)`, `A (3)`. */
function firstFree(name: string, isFree: (name: string) => boolean): string {
  if (isFree(name)) return name;
  for (let n = 2; ; n += 1) if (isFree(`${name} (${n})`)) return `${name} (${n})`;
}

/** The columns of a cable, from what its source says and what is known of it besides. */
function columnsOf(draft: Draft, own: Omit<CableFields, keyof Draft | 'originPlace'> & { id: string; ref: string }): Columns {
  const originPlace = draft.extra?.['origin_place'];
  const cable: CableFields = {
    ...unsaid,
    ...draft,
    ...own,
    number: draft.number ?? draft.ref ?? '',
    subject: draft.subject ?? draft.title ?? '',
    originPlace: typeof originPlace === 'string' ? originPlace : '',
  };
  return { ...toColumns(cable), words: countWords(draft.body) };
}

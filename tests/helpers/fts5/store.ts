import { keptIn, labelFields, valuesOf, type Field, type LabelField, type Searchable } from '../../../src/query/text-fields.ts';
import { eachWord, readings, tokenise, type Token } from '../../../src/language/tokens.ts';
import type { Db } from '../../../src/store/database.ts';
import { openDerived } from '../../../src/store/derived-file.ts';
import { rules } from '../../../src/search/engine/engine.ts';
import { lengthOf } from '../../../src/search/engine/scoring.ts';

/**
 * The columns of the full-text tables. `apart` is the body again, with words broken at line ends left as two.
 * Labels have tables of their own, because a word without a field is not looked for in them.
 */
const textColumns = ['subject', 'body', 'apart', 'ref', 'origin', 'recipients', 'cites', 'more'] as const;
export type Column = (typeof textColumns)[number] | LabelField;
export type Table = 'texts' | 'labels';

/** The table and columns that hold the words of a field. */
export function columnsOf(field: Field | undefined): { table: Table; columns: readonly Column[] } {
  if (field === undefined) return { table: 'texts', columns: textColumns };
  if (field === 'text') return { table: 'texts', columns: ['body', 'apart'] };
  if (field === 'to') return { table: 'texts', columns: ['recipients'] };
  const column = keptIn(field);
  const label = labelFields.find((one) => one === column);
  return label === undefined ? { table: 'texts', columns: [column as Column] } : { table: 'labels', columns: [label] };
}

/** What a column holds of a cable's head. */
const fieldOf: Readonly<Partial<Record<Column, Field>>> = { recipients: 'to' };
const headValues = (cable: Searchable, column: Column): readonly string[] =>
  column === 'cites' ? cable.refs : valuesOf(cable, fieldOf[column] ?? (column as Field));

/**
 * The texts themselves are not kept here, only their stems (`texts`, `labels`, with positions) and their words as written
 * (`text_forms`, `label_forms`, without). FTS5's ascii tokenizer splits only at blanks, because it never sees any other
 * ASCII character that is not a letter or digit (see encode).
 */
const tableOf = (name: string, columns: readonly string[], detail: string): string =>
  `CREATE VIRTUAL TABLE ${name} USING fts5(${columns.map((column) => `c_${column}`).join(', ')}, content = '', contentless_delete = 1, detail = ${detail}, tokenize = 'ascii');`;

const schema = `
  ${tableOf('texts', textColumns, 'full')}
  ${tableOf('labels', labelFields, 'full')}
  ${tableOf('text_forms', textColumns, 'column')}
  ${tableOf('label_forms', labelFields, 'column')}
  -- The order in which hits are scored anew: a word in the header says less about the content of a cable.
  INSERT INTO texts(texts, rank) VALUES ('rank', 'bm25(1.0, 1.0, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5)');
  CREATE VIRTUAL TABLE stems USING fts5vocab(texts, 'row');
  CREATE TABLE docs (
    row INTEGER PRIMARY KEY, hash TEXT NOT NULL, ref TEXT NOT NULL, date TEXT NOT NULL,
    -- Words of body, subject and the rest of the head, without stop words: what BM25 calls their lengths.
    body INTEGER NOT NULL, subject INTEGER NOT NULL, head INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX docs_by_date ON docs(date, ref);
  CREATE INDEX docs_by_ref ON docs(ref);
  -- Every word of the trove as it is written, folded. Some words stay after their cables are gone: they find nothing.
  CREATE TABLE words (
    folded TEXT PRIMARY KEY, surface TEXT NOT NULL, shouted INTEGER NOT NULL, count INTEGER NOT NULL, size INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX words_by_size ON words(size, count);
`;

/** Opens the index file, and makes it anew when it has another version, is damaged, or cannot be read. */
export function openFtsStore(file: string): Db {
  const db = openDerived(file, { version: `fts5 ${rules}`, schema });
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = MEMORY');
  return db;
}

/** Separates the values of a column, so that no phrase runs from one into the next. Never a stem: stems are letters and digits. */
const border = '¦';

/** A word exactly as it is written, as one token: ASCII punctuation and capitals are moved to code points that FTS5 neither folds nor splits at. */
export const encode = (surface: string): string =>
  `≡${surface.normalize('NFC').replaceAll(/[\0-/:-`{-\x7f]/g, (character) => String.fromCharCode(0xe000 + character.charCodeAt(0)))}`;

const stemsOf = (tokens: readonly Token[]): string => tokens.map(({ stem }) => stem).join(' ');

type Writing = { row: number; hash: string; cable: Searchable };
type WordCount = { surface: string; shouted: number; count: number };

/** Writes and removes cables, each call in one transaction. */
export function createWriter(db: Db): { put(cables: readonly Writing[]): void; remove(rows: readonly number[]): void } {
  const insertInto = (table: string, columns: readonly string[]) =>
    db.prepare(
      `INSERT INTO ${table} (rowid, ${columns.map((column) => `c_${column}`).join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`,
    );
  const inserts = {
    texts: insertInto('texts', textColumns),
    labels: insertInto('labels', labelFields),
    text_forms: insertInto('text_forms', textColumns),
    label_forms: insertInto('label_forms', labelFields),
  };
  const deletes = Object.keys(inserts).map((table) => db.prepare(`DELETE FROM ${table} WHERE rowid = ?`));
  const insertDoc = db.prepare('INSERT INTO docs (row, hash, ref, date, body, subject, head) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const deleteDoc = db.prepare('DELETE FROM docs WHERE row = ?');
  const keepWord = db.prepare(`INSERT INTO words (folded, surface, shouted, count, size) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (folded) DO UPDATE SET count = count + excluded.count, shouted = min(shouted, excluded.shouted),
      surface = CASE WHEN shouted > excluded.shouted THEN excluded.surface ELSE surface END`);

  const removeOne = (row: number): void => {
    if (deleteDoc.run(row).changes > 0) for (const one of deletes) one.run(row);
  };

  const putOne = ({ row, hash, cable }: Writing, words: Map<string, WordCount>): void => {
    removeOne(row);
    const body = tokenise(cable.body, cable.language);
    const lists = new Map<Column, Token[][]>();
    for (const column of [...textColumns, ...labelFields])
      if (column !== 'body' && column !== 'apart')
        lists.set(
          column,
          headValues(cable, column).map((value) => tokenise(value, cable.language)),
        );
    const [, apart] = readings(body);
    const stems = (column: Column): string | null =>
      column === 'body'
        ? stemsOf(body)
        : column === 'apart'
          ? apart === undefined
            ? null
            : stemsOf(apart)
          : (lists.get(column) ?? []).flatMap((tokens) => readings(tokens).map(stemsOf)).join(` ${border} `) || null;
    const forms = (column: Column): string | null =>
      formsOf(column === 'body' ? body : column === 'apart' ? [] : (lists.get(column) ?? []).flat()) || null;
    inserts.texts.run(row, ...textColumns.map(stems));
    inserts.labels.run(row, ...labelFields.map(stems));
    inserts.text_forms.run(row, ...textColumns.map(forms));
    inserts.label_forms.run(row, ...labelFields.map(forms));
    const subject = (lists.get('subject') ?? []).flat();
    const head = (['ref', 'origin', 'recipients', 'cites', 'more'] as const).flatMap((column) => (lists.get(column) ?? []).flat());
    insertDoc.run(row, hash, cable.ref, cable.date, lengthOf(body), lengthOf(subject), lengthOf(head));
    for (const token of eachWord([...subject, ...body, ...head])) countWord(words, token, token.halves === undefined ? 1 : 0);
    for (const column of labelFields) for (const token of (lists.get(column) ?? []).flat()) countWord(words, token, 0);
  };

  return {
    put: db.transaction((cables: readonly Writing[]) => {
      const words = new Map<string, WordCount>();
      for (const one of cables) putOne(one, words);
      for (const [folded, { surface, shouted, count }] of words) keepWord.run(folded, surface, shouted, count, folded.length);
    }),
    remove: db.transaction((rows: readonly number[]) => rows.forEach(removeOne)),
  };
}

/** Each word once, folded and as it is written. */
function formsOf(tokens: readonly Token[]): string {
  const forms = new Set<string>();
  for (const { folded, surface } of eachWord(tokens)) {
    forms.add(folded);
    forms.add(encode(surface));
  }
  return [...forms].join(' ');
}

function countWord(words: Map<string, WordCount>, { folded, surface }: Token, times: number): void {
  const known = words.get(folded);
  const shouted = surface.length > 1 && surface === surface.toUpperCase() && surface !== surface.toLowerCase() ? 1 : 0;
  if (known === undefined) words.set(folded, { surface, shouted, count: times });
  else {
    known.count += times;
    // Text shows how a name is written better than a heading in capitals.
    if (known.shouted > shouted) Object.assign(known, { surface, shouted });
  }
}

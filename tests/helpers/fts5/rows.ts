import { isWithin } from '../../../src/query/dates.ts';
import { holds, looksInBody, matches } from '../../../src/query/matching.ts';
import { isOther, valuesOf, type Field } from '../../../src/query/text-fields.ts';
import type { Bound, PatternNode, PhraseNode, PhrasePlace, WordNode } from '../../../src/query/tree.ts';
import type { Db } from '../../../src/store/database.ts';
import type { EngineParts } from '../../../src/search/engine/engine.ts';
import { allOfWords, anyOfWords, ftsQuestion, inColumns } from './question.ts';
import { columnsOf, encode } from './store.ts';
import type { FtsWords } from './words.ts';
import { requiredPieces } from '../../../src/query/regex-needs.ts';
import { regexOf } from '../../../src/query/regex.ts';
import type { RowSource } from '../../../src/search/engine/rows.ts';

/** Words in one question to FTS5. */
const wordsAtOnce = 200;

/** How many texts one question has read, how many it needs to read, and until when it may. */
export type TextsRead = { looked: number; of: number; until: number };

type Within = ReadonlySet<number> | undefined;

/**
 * The rows of FTS5's tables, as a source for one question after another. Where the index alone does not say enough the
 * texts are read, until the time for that has run out; `read` counts them.
 */
export function createFtsRows(
  db: Db,
  words: FtsWords,
  all: () => ReadonlySet<number>,
  cableOf: EngineParts['cableOf'],
): (read: TextsRead) => RowSource {
  const matching = (table: string) => db.prepare<[string], number>(`SELECT rowid FROM ${table} WHERE ${table} MATCH ?`).pluck();
  const select = {
    texts: { stems: matching('texts'), forms: matching('text_forms') },
    labels: { stems: matching('labels'), forms: matching('label_forms') },
  };
  const datedBetween = createDated(db);

  /** Rows that answer this question to FTS5 in the columns of a field. */
  const ask = (field: Field | undefined, question: string): number[] =>
    select[columnsOf(field).table].stems.all(inColumns(field, question));

  /** Rows that hold one of these words as they are spelled. */
  const formRows = (field: Field | undefined, forms: readonly string[]): Set<number> => {
    const rows = new Set<number>();
    for (let i = 0; i < forms.length; i += wordsAtOnce)
      for (const row of select[columnsOf(field).table].forms.all(inColumns(field, anyOfWords(forms.slice(i, i + wordsAtOnce)))))
        rows.add(row);
    return rows;
  };

  const isHeld = (row: number, node: WordNode | PhraseNode | PatternNode): boolean => {
    const cable = cableOf(row);
    return cable !== undefined && matches(node, { ...cable, row });
  };
  const isInHead = (row: number, node: PhraseNode): boolean => {
    const cable = cableOf(row);
    return cable !== undefined && valuesOf(cable, node.field).some((value) => holds(value, cable.language, node));
  };

  const leafRows = (node: WordNode | PhraseNode, within: Within, read: TextsRead): ReadonlySet<number> => {
    const { field } = node;
    if (node.kind === 'phrase' && node.places !== undefined) {
      const found = rowsWithPlaces(node.places, all, (place) =>
        place.kind === 'word'
          ? ask(field, anyOfWords(place.stems))
          : formRows(field, place.how === 'exact' ? [encode(place.pattern)] : words.like(place)),
      );
      return lookInto(limited(found, within), read, (row) => isHeld(row, node));
    }
    const question = ftsQuestion(node);
    if (question === undefined) {
      const rows = node.kind === 'word' ? [node.stems] : node.stems;
      return lookInto(limited(ask(field, allOfWords(rows)), within), read, (row) => isHeld(row, node));
    }
    const found = limited(ask(field, question), within);
    // Their column holds all other fields together.
    if (isOther(field)) return lookInto(found, read, (row) => isHeld(row, node));
    if (node.kind === 'word' || node.near === undefined || field === 'text') return found;
    // In a header the words may be near each other across the border between two values: those rows are checked.
    const sure = limited(looksInBody(field) ? ask('text', question) : [], within);
    return sure.union(lookInto(found.difference(sure), read, (row) => isInHead(row, node)));
  };

  const patternRows = (node: PatternNode, within: Within, read: TextsRead): ReadonlySet<number> => {
    if (node.how !== 'regex') {
      const found = limited(formRows(node.field, node.how === 'exact' ? [encode(node.pattern)] : words.like(node)), within);
      return isOther(node.field) ? lookInto(found, read, (row) => isHeld(row, node)) : found;
    }
    let candidates: ReadonlySet<number> = within ?? all();
    for (const piece of requiredPieces(regexOf(node).needs))
      candidates = limited(formRows(node.field, words.containing(piece)), candidates);
    return lookInto(candidates, read, (row) => isHeld(row, node));
  };

  return (read) => ({
    all,
    leaf: (node, within) => leafRows(node, within, read),
    pattern: (node, within) => patternRows(node, within, read),
    dated: ({ from, to }, within) => limited(datedBetween(from, to), within),
  });
}

/** The rows in which each place of a phrase fits something; `*` fits anything. */
function rowsWithPlaces(
  ways: readonly (readonly PhrasePlace[])[],
  all: () => ReadonlySet<number>,
  rowsFor: (place: PhrasePlace) => Iterable<number>,
): Set<number> {
  const rows = new Set<number>();
  for (const places of ways) {
    const sets = places.flatMap((place) => (place.kind === 'word' || /[^*?]/.test(place.pattern) ? [new Set(rowsFor(place))] : []));
    for (const row of sets.reduce((some, one) => some.intersection(one), sets[0] ?? new Set(all()))) rows.add(row);
  }
  return rows;
}

/** The rows dated between two bounds. */
function createDated(db: Db): (from: Bound | undefined, to: Bound | undefined) => number[] {
  const rows = db
    .prepare<[string, string], [number, string]>("SELECT row, date FROM docs WHERE date >= ? AND date <= ? AND date <> ''")
    .raw();
  return (from, to) => {
    const found: number[] = [];
    for (const [row, date] of rows.iterate(from?.day.slice(0, 4) ?? '', to?.day ?? '~')) if (isWithin(date, from, to)) found.push(row);
    return found;
  };
}

function limited(rows: Iterable<number>, within: Within): Set<number> {
  const found = new Set(rows);
  return within === undefined ? found : within.size < found.size ? new Set(within).intersection(found) : found.intersection(within);
}

/** The rows whose texts are what is meant, as far as there is time to read them. */
function lookInto(rows: ReadonlySet<number>, read: TextsRead, isMeant: (row: number) => boolean): Set<number> {
  const found = new Set<number>();
  read.of += rows.size;
  for (const row of rows) {
    if (performance.now() > read.until) break;
    read.looked += 1;
    if (isMeant(row)) found.add(row);
  }
  return found;
}

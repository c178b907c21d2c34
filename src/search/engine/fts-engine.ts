import { holds, looksInBody, matches, valuesOf } from '../../query/matching.ts';
import { fits } from '../../query/patterns.ts';
import { isWithin } from '../../query/dates.ts';
import { anyOf, type DateNode, type Field, type PatternNode, type PhraseNode, type WordNode } from '../../query/tree.ts';
import { fold, isStopWord, tokenise } from '../../language/tokens.ts';
import { DamagedIndex, type Engine, type EngineParts } from './engine.ts';
import { createRanking } from './fts-ranking.ts';
import { columnsOf, createWriter, discard, encode, openStore } from './fts-store.ts';
import { requiredPieces } from './regex-pieces.ts';
import { rowsMatching, type RowSource } from './rows.ts';
import type { Hit } from './search-index.ts';
import { similarTo } from './similar.ts';
import { mayBeNear, nearWords, type VocabularyEntry } from './vocabulary.ts';

/** Milliseconds that texts are read for one question, where the index alone does not say enough. */
const patience = 4000;
/** Words in one question to FTS5. */
const wordsAtOnce = 200;

const quote = (word: string): string => `"${word}"`;
const anyQuoted = (words: readonly string[]): string => words.map(quote).join(' OR ');

/** What FTS5 is asked for in the columns of a field; a word without a field needs no filter in a table without labels. */
export function inColumns(field: Field | undefined, question: string): string {
  if (field === undefined) return `(${question})`;
  return `({${columnsOf(field)
    .columns.map((column) => `c_${column}`)
    .join(' ')}} : (${question}))`;
}

/** A word or phrase as FTS5 reads it, in any of its languages; undefined for what FTS5 alone cannot decide. */
export function ftsQuestion(node: WordNode | PhraseNode): string | undefined {
  if (node.kind === 'word') return anyQuoted(node.stems);
  const { near } = node;
  if (near === undefined) return node.stems.map((row) => quote(row.join(' '))).join(' OR ');
  // FTS5 takes one word for two of the same, and counts what stands between the outermost, the words themselves among it.
  if (node.stems.some((row) => new Set(row).size < row.length)) return undefined;
  return node.stems.map((row) => `NEAR(${row.map(quote).join(' ')}, ${near + row.length - 2})`).join(' OR ');
}

/** SQLite's FTS5, for troves of any size: the index is a file, and memory does not grow with the trove. */
export function openFtsEngine({ file, bodyOf, cableOf }: EngineParts): Engine {
  const db = openStore(file);
  const writer = createWriter(db);
  const select = {
    texts: db.prepare<[string], number>('SELECT rowid FROM texts WHERE texts MATCH ?').pluck(),
    labels: db.prepare<[string], number>('SELECT rowid FROM labels WHERE labels MATCH ?').pluck(),
    textForms: db.prepare<[string], number>('SELECT rowid FROM text_forms WHERE text_forms MATCH ?').pluck(),
    labelForms: db.prepare<[string], number>('SELECT rowid FROM label_forms WHERE label_forms MATCH ?').pluck(),
  };
  const allRows = db.prepare<[], number>('SELECT row FROM docs').pluck();
  const datedRows = db
    .prepare<[string, string], [number, string]>("SELECT row, date FROM docs WHERE date >= ? AND date <= ? AND date <> ''")
    .raw();
  const bySize = db.prepare<[number], VocabularyEntry>('SELECT folded, surface, count FROM words WHERE size = ? AND count > 0');
  const isWord = db.prepare<[string], number>('SELECT count(*) FROM words WHERE folded = ?').pluck();
  const everyWord = db.prepare<[string, string], { folded: string; count: number }>(
    'SELECT folded, count FROM words WHERE folded >= ? AND folded < ?',
  );
  const sizedWords = db.prepare<[number, number], { folded: string; count: number }>(
    'SELECT folded, count FROM words WHERE size BETWEEN ? AND ?',
  );
  const holding = db.prepare<[string], string>('SELECT folded FROM words WHERE instr(folded, ?) > 0').pluck();
  const ranking = createRanking(db, cableOf);
  let everything: ReadonlySet<number> | undefined;

  /** A damaged file is thrown away; the thread ends, and the next one makes it anew. */
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!/^SQLITE_(?:CORRUPT|NOTADB|IOERR)/.test(String((error as { code?: unknown }).code))) throw error;
      db.close();
      discard(file);
      throw new DamagedIndex('the index file is damaged and is made anew', { cause: error });
    }
  };
  const guardedOrder = function* (hits: Generator<Hit>): Generator<Hit> {
    try {
      for (let next = guarded(() => hits.next()); next.done !== true; next = guarded(() => hits.next())) yield next.value;
    } finally {
      hits.return(undefined);
    }
  };
  const all = (): ReadonlySet<number> => (everything ??= new Set(allRows.all()));
  const limited = (rows: Iterable<number>, within: ReadonlySet<number> | undefined): Set<number> => {
    const found = new Set(rows);
    return within === undefined ? found : within.size < found.size ? new Set(within).intersection(found) : found.intersection(within);
  };

  const wordsFrom = (start: string) => everyWord.iterate(start, `${start}\u{10ffff}`);
  const wordsOfSize = (size: number, most: number) => sizedWords.iterate(size - most, size + most);
  /** Nodes are new with each question, so what is known of one never goes stale. */
  const alike = new WeakMap<PatternNode, string[]>();
  /** Words that look like a pattern, most frequent first. */
  const like = (node: PatternNode): string[] => {
    const known = alike.get(node);
    if (known !== undefined) return known;
    const isMeant = fits(node);
    const words =
      node.how === 'fuzzy'
        ? wordsOfSize(fold(node.pattern).length, node.most ?? 0)
        : wordsFrom(fold(/^[^*?]*/.exec(node.pattern)?.[0] ?? ''));
    const wanted = node.how === 'fuzzy' ? fold(node.pattern) : undefined;
    const found: { folded: string; count: number }[] = [];
    for (const word of words)
      if ((wanted === undefined || mayBeNear(word.folded, wanted, node.most ?? 0)) && isMeant(word)) found.push(word);
    const sorted = found.sort((a, b) => b.count - a.count || (a.folded < b.folded ? -1 : 1)).map(({ folded }) => folded);
    alike.set(node, sorted);
    return sorted;
  };

  const createSource = (looked: { done: number; of: number; until: number }): RowSource => {
    const formRows = (field: Field | undefined, forms: readonly string[]): Set<number> => {
      const from = columnsOf(field).table === 'labels' ? select.labelForms : select.textForms;
      const rows = new Set<number>();
      for (let i = 0; i < forms.length; i += wordsAtOnce)
        for (const row of from.all(inColumns(field, anyQuoted(forms.slice(i, i + wordsAtOnce))))) rows.add(row);
      return rows;
    };
    /** Reads texts until the patience is at its end; what it did not come to is counted. */
    const lookInto = (rows: ReadonlySet<number>, isMeant: (row: number) => boolean): Set<number> => {
      const found = new Set<number>();
      looked.of += rows.size;
      for (const row of rows) {
        if (performance.now() > looked.until) break;
        looked.done += 1;
        if (isMeant(row)) found.add(row);
      }
      return found;
    };
    const isHeld = (row: number, node: PhraseNode | PatternNode): boolean => {
      const cable = cableOf(row);
      return cable !== undefined && matches(node, { ...cable, row });
    };
    const isInHead = (row: number, node: PhraseNode): boolean => {
      const cable = cableOf(row);
      return cable !== undefined && valuesOf(cable, node.field).some((value) => holds(value, cable.language, node));
    };

    return {
      all,
      leaf(node, within) {
        const { field } = node;
        const from = select[columnsOf(field).table];
        const question = ftsQuestion(node);
        if (question === undefined) {
          const words = (node as PhraseNode).stems.map((row) => `(${row.map(quote).join(' AND ')})`).join(' OR ');
          return lookInto(limited(from.all(inColumns(field, words)), within), (row) => isHeld(row, node as PhraseNode));
        }
        if (node.kind === 'word' || node.near === undefined || field === 'text')
          return limited(from.all(inColumns(field, question)), within);
        // Nearness runs over the border between two values of a header: those are looked at.
        const inBody = looksInBody(field) ? from.all(inColumns('text', question)) : [];
        const sure = limited(inBody, within);
        const heads = limited(from.all(inColumns(field, question)), within).difference(sure);
        return sure.union(lookInto(heads, (row) => isInHead(row, node)));
      },
      pattern(node, within) {
        if (node.how === 'exact') return limited(formRows(node.field, [encode(node.pattern)]), within);
        if (node.how !== 'regex') return limited(formRows(node.field, like(node)), within);
        let candidates: ReadonlySet<number> = within ?? all();
        for (const piece of requiredPieces(node.pattern)) candidates = limited(formRows(node.field, holding.all(piece)), candidates);
        return lookInto(candidates, (row) => isHeld(row, node));
      },
      dated({ from, to }: DateNode, within) {
        const found: number[] = [];
        for (const [row, date] of datedRows.iterate(from?.day.slice(0, 4) ?? '', to?.day ?? '~'))
          if (isWithin(date, from, to)) found.push(row);
        return limited(found, within);
      },
    };
  };

  return {
    held: () => new Map(db.prepare<[], [number, string]>('SELECT row, hash FROM docs').raw().all()),
    put(cables) {
      everything = undefined;
      guarded(() => writer.put(cables));
    },
    remove(rows) {
      everything = undefined;
      guarded(() => writer.remove(rows));
    },
    tidy() {},
    rest() {
      guarded(() => db.pragma('wal_checkpoint(PASSIVE)'));
    },
    close() {
      db.close();
    },
    find: (root, options) =>
      guarded(() => {
        const asked = options.match === 'any' ? anyOf(root) : root;
        const within = options.rows === undefined ? undefined : new Set(options.rows).intersection(all());
        const looked = { done: 0, of: 0, until: performance.now() + patience };
        const rows = rowsMatching(asked, createSource(looked), within);
        const partial = looked.done < looked.of ? { partial: { looked: looked.done, of: looked.of } } : {};
        return { rows, hits: guardedOrder(ranking.order(asked, rows, options.sort, like)), ...partial };
      }),
    suggest: (word, limit) =>
      guarded(() =>
        nearWords(
          word,
          limit,
          (size) => bySize.all(size),
          ({ folded }) => (isWord.get(folded) ?? 0) > 0 && select.textForms.get(quote(folded)) !== undefined,
        ),
      ),
    similar: (row, limit, without) =>
      guarded(() => {
        const cable = cableOf(row);
        if (cable === undefined) return [];
        const tokens = [...valuesOf(cable, 'subject'), bodyOf(row)]
          .flatMap((value) => tokenise(value, cable.language))
          .filter(({ folded }) => !isStopWord(folded));
        return similarTo(tokens, row, limit, new Set(without), {
          count: all().size,
          frequency: ranking.frequency,
          postings: (stem) => select.texts.all(quote(stem)),
        });
      }),
  };
}

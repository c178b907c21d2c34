import MiniSearch, { type AsPlainObject, type Options } from 'minisearch';
import { holds, looksInBody, valuesOf, type Searchable, type SearchableHead } from '../../query/matching.ts';
import { isWithin } from '../../query/dates.ts';
import { anyOf, positives, type Field, type PatternNode, type PhraseNode, type QueryNode, type WordNode } from '../../query/tree.ts';
import { eachWord, isStopWord, tokenise, type Token } from '../../language/tokens.ts';
import { rules, type Engine, type EngineParts } from './engine.ts';
import { rowsMatching, type RowSource } from './rows.ts';
import { headWeight, lengthOf, mostLike, parameters, scoreOf, timesIn, type Lengths, type Term } from './scoring.ts';
import type { FindOptions } from './search-index.ts';
import { similarTo } from './similar.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { createStreams, type Streams, type StreamsState } from './streams.ts';
import { createVocabulary, type VocabularyState } from './vocabulary.ts';
import { createWords, type Words, type WordsState } from './words.ts';

/**
 * How MiniSearch sees a cable. `text` is what is ranked: subject and body as one stream without stop words. `head` is what
 * else a word without a field may stand in. `common` holds the stop words of both, so that they are found but do not
 * lengthen the others. `labels` can be asked for by field only.
 */
type Part = 'text' | 'head' | 'common' | 'labels';
type Entry = Record<Part, string | undefined> & { row: number };

/** A word in the header says that a cable is meant, but less about what it tells. */
const weights: Record<Part, number> = { text: 1, head: headWeight, common: 1e-6, labels: 1e-6 };

const labelFields: ReadonlySet<Field> = new Set(['marking', 'type', 'lang', 'trove', 'code']);
const headFields: ReadonlySet<Field> = new Set(['ref', 'origin', 'to']);

/** Where MiniSearch keeps the words that a field's values hold; a stem may be a stop word's and another's. */
function partsOf(field: Field | undefined): Part[] {
  if (field === undefined) return ['text', 'head', 'common'];
  if (labelFields.has(field)) return ['labels'];
  return headFields.has(field) ? ['head', 'common'] : ['text', 'common'];
}

/** So many of the first hits are weighed anew. */
const lookedAt = 100;

const indexOptions: Options<Entry> = {
  idField: 'row',
  fields: ['text', 'head', 'common', 'labels'],
  storeFields: [],
  // Its own vacuuming pauses half-way through the tree and breaks when cables are added meanwhile (7.2.0): see tidy().
  autoVacuum: false,
  // Tokens are made by tokens.ts and handed over as stems between blanks.
  tokenize: (stems) => stems.split(' '),
  processTerm: (stem) => stem,
  searchOptions: { bm25: parameters, boost: weights, prefix: false, fuzzy: false },
};

/** All that the engine holds, as plain data. */
type State = {
  index: AsPlainObject;
  heads: Map<number, SearchableHead>;
  hashes: Map<number, string>;
  lengths: Map<number, Lengths>;
  streams: StreamsState;
  vocabulary: VocabularyState;
  words: WordsState;
};
const version = `minisearch ${rules}`;

/**
 * MiniSearch, for troves that fit into memory: everything is in this thread's heap, and kept as a snapshot in `file` so
 * that the next start need not read the texts again.
 */
export function openMiniSearchEngine({ file, bodyOf }: EngineParts): Engine {
  const saved = readSnapshot(file, version) as State | undefined;
  const heads = saved?.heads ?? new Map<number, SearchableHead>();
  const hashes = saved?.hashes ?? new Map<number, string>();
  const lengths = saved?.lengths ?? new Map<number, Lengths>();
  const wordsOf = (row: number, text: string): Token[] => tokenise(text, heads.get(row)?.language ?? '');
  const streams = createStreams((row) => wordsOf(row, bodyOf(row)), saved?.streams);
  const vocabulary = createVocabulary(saved?.vocabulary);
  const words = createWords(saved?.words);
  const index = saved === undefined ? new MiniSearch<Entry>(indexOptions) : MiniSearch.loadJS<Entry>(saved.index, indexOptions);

  const remove = (row: number) => {
    if (!heads.delete(row)) return;
    hashes.delete(row);
    lengths.delete(row);
    index.discard(row);
    streams.remove(row);
    words.remove(row);
  };

  const put = (row: number, hash: string, { body, ...rest }: Searchable) => {
    remove(row);
    hashes.set(row, hash);
    const head = headOf(rest);
    heads.set(row, head);
    const bodyTokens = wordsOf(row, body);
    const text = [...valuesOf(head, 'subject').flatMap((value) => wordsOf(row, value)), ...bodyTokens];
    const other = [...valuesOf(head, undefined)].slice(valuesOf(head, 'subject').length).flatMap((value) => wordsOf(row, value));
    const labels = [...labelFields].flatMap((field) => valuesOf(head, field)).flatMap((value) => wordsOf(row, value));
    index.add({
      row,
      text: stemsOf(text, false),
      head: stemsOf(other, false),
      common: commonOf([...text, ...other]),
      labels: stemsOf(labels, true),
    });
    lengths.set(row, { text: lengthOf(text), head: lengthOf(other) });
    streams.put(row, bodyTokens);
    vocabulary.add(text);
    vocabulary.add(other);
    words.put(row, eachWord([...text, ...other]));
  };

  /** Rows that hold a stem in these parts, with their scores. A search for one word, so that nothing is multiplied. */
  const postings = (stem: string, field: Field | undefined): Map<number, number> =>
    new Map(index.search(stem, { fields: partsOf(field) }).map(({ id, score }) => [Number(id), score]));

  /**
   * MiniSearch takes the number of different words for the length of a text; the first hits are weighed by their true
   * lengths (FRUS summaries: nDCG@10 up by two points).
   */
  const weighAnew = (hits: Ranked[], terms: readonly Term[]): void => {
    const sums = { text: 0, head: 0 };
    for (const { text, head } of lengths.values()) {
      sums.text += text;
      sums.head += head;
    }
    const count = lengths.size;
    const weighed = hits.slice(0, lookedAt).map(({ row, score }) => {
      const length = lengths.get(row);
      const head = heads.get(row);
      if (length === undefined || head === undefined || terms.length === 0) return { row, score };
      const subjects = valuesOf(head, 'subject');
      const inSubject = timesIn(subjects.flatMap((value) => wordsOf(row, value)));
      const inHead = timesIn(
        valuesOf(head, undefined)
          .slice(subjects.length)
          .flatMap((value) => wordsOf(row, value)),
      );
      const inText = (stem: string): number => (inSubject.get(stem) ?? 0) + streams.count(row, stem);
      return {
        row,
        score: scoreOf(terms, {
          inText,
          inHead: (stem) => inHead.get(stem) ?? 0,
          length,
          mean: { text: sums.text / count, head: sums.head / count },
          count,
        }),
      };
    });
    weighed.sort(orderOf('best', heads));
    hits.splice(0, weighed.length, ...weighed);
  };

  return {
    held: () => new Map(hashes),
    put(cables) {
      for (const { row, hash, cable } of cables) put(row, hash, cable);
    },
    remove: (rows) => rows.forEach(remove),
    rest: () =>
      writeSnapshot(file, version, {
        index: index.toJSON(),
        heads,
        hashes,
        lengths,
        streams: streams.state(),
        vocabulary: vocabulary.state(),
        words: words.state(),
      } satisfies State),
    close() {},
    // Gives back the memory of what was removed, once that is a tenth of the index.
    tidy() {
      // One batch of all terms, so that nothing can be added in between.
      if (index.dirtCount > 1000 && index.dirtFactor > 0.1) void index.vacuum({ batchSize: Number.MAX_SAFE_INTEGER, batchWait: 0 });
    },
    find(root, options) {
      const asked = options.match === 'any' ? anyOf(root) : root;
      const search = createSearch({ heads, postings, streams, words, bodyOf });
      const within = options.rows === undefined ? undefined : new Set(options.rows.filter((row) => heads.has(row)));
      const rows = rowsMatching(asked, search, within);
      const scores = search.scoresOf(asked);
      const hits = Array.from(rows, (row) => ({ row, score: scores.get(row) ?? 0 }));
      hits.sort(orderOf(options.sort, heads));
      if (options.sort === 'best') weighAnew(hits, search.termsOf(asked));
      return { rows, hits };
    },
    similar(row, limit, without) {
      const head = heads.get(row);
      if (head === undefined) return [];
      const tokens = [...valuesOf(head, 'subject').flatMap((value) => wordsOf(row, value)), ...wordsOf(row, bodyOf(row))];
      return similarTo(tokens, row, limit, new Set(without), {
        count: heads.size,
        frequency: (stem) => postings(stem, undefined).size,
        postings: (stem) => postings(stem, undefined).keys(),
      });
    },
    suggest: (word, limit) => vocabulary.near(word, limit, (stem) => index.search(stem, { fields: ['text', 'head'] }).length > 0),
  };
}

/** What a query can look at, and nothing else that a cable may carry. */
function headOf({
  ref,
  number,
  date,
  origin,
  originPlace,
  destination,
  info,
  subject,
  title,
  marking,
  subjectCodes,
  refs,
  type,
  lang,
  language,
  trove,
}: SearchableHead): SearchableHead {
  return {
    ref,
    number,
    date,
    origin,
    originPlace,
    destination,
    info,
    subject,
    title,
    marking,
    subjectCodes,
    refs,
    type,
    lang,
    language,
    trove,
  };
}

type Index = {
  heads: ReadonlyMap<number, SearchableHead>;
  postings: (stem: string, field: Field | undefined) => Map<number, number>;
  streams: Pick<Streams, 'holds'>;
  words: Pick<Words, 'like'>;
  bodyOf: (row: number) => string;
};

/** Answers one question; what it has looked up it keeps until it is done. */
function createSearch({
  heads,
  postings,
  streams,
  words,
  bodyOf,
}: Index): RowSource & { scoresOf(root: QueryNode): Map<number, number>; termsOf(root: QueryNode): Term[] } {
  const known = new Map<string, Map<number, number>>();

  const lookUp = (stem: string, field: Field | undefined): Map<number, number> => {
    const key = `${partsOf(field).join()} ${stem}`;
    const found = known.get(key) ?? postings(stem, field);
    known.set(key, found);
    return found;
  };

  const isWanted = (row: number, within: ReadonlySet<number> | undefined): boolean =>
    within === undefined ? heads.has(row) : within.has(row);

  /** By the stems of each language in turn; where stems alone do not say enough, the text is looked at. */
  const leaf = (node: WordNode | PhraseNode, within?: ReadonlySet<number>): Set<number> => {
    const isSure = node.kind === 'word' && node.field === undefined;
    const found = new Set<number>();
    for (const row of node.kind === 'word' ? node.stems.map((stem) => [stem]) : node.stems) {
      const lists = [...new Set(row)].map((stem) => lookUp(stem, node.field)).sort((a, b) => a.size - b.size);
      for (const candidate of lists[0]?.keys() ?? [])
        if (isWanted(candidate, within) && lists.every((list) => list.has(candidate)) && (isSure || isHeld(candidate, node)))
          found.add(candidate);
    }
    return found;
  };

  /** Words that look like it, then the texts where the words alone do not say enough. A regular expression reads them all. */
  const pattern = (node: PatternNode, within?: ReadonlySet<number>): Set<number> => {
    const isAnywhere = node.field === undefined;
    // Words of labels are not among those of the texts; they are few, and looked at one by one.
    const isListed = node.how !== 'regex' && (isAnywhere || !labelFields.has(node.field ?? 'text'));
    const candidates = isListed ? likeRows(node) : (within ?? heads.keys());
    const isSure = isAnywhere && (node.how === 'fuzzy' || node.how === 'wildcard');
    return pick(candidates, (row) => isWanted(row, within) && (isSure || isMeant(row, node)));
  };
  const likeRows = (node: PatternNode): Set<number> => {
    const rows = new Set<number>();
    for (const one of words.like(node)) for (const row of one.rows) rows.add(row);
    return rows;
  };

  const isMeant = (row: number, node: PatternNode): boolean => {
    const head = heads.get(row);
    if (head === undefined) return false;
    if (valuesOf(head, node.field).some((value) => holds(value, head.language, node))) return true;
    return looksInBody(node.field) && holds(bodyOf(row), head.language, node);
  };
  const isHeld = (row: number, node: WordNode | PhraseNode): boolean => {
    const head = heads.get(row);
    if (head === undefined) return false;
    if (valuesOf(head, node.field).some((value) => holds(value, head.language, node))) return true;
    if (!looksInBody(node.field)) return false;
    return node.kind === 'word'
      ? streams.holds(
          row,
          node.stems.map((stem) => [stem]),
        )
      : streams.holds(row, node.stems, node.near);
  };

  /** For each row the sum of its scores for the different words asked for. */
  const scoresOf = (root: QueryNode): Map<number, number> => {
    const scores = new Map<number, number>();
    const counted = new Set<string>();
    for (const one of positives(root)) {
      for (const stem of stemsIn(one)) {
        const key = `${partsOf(one.field).join()} ${stem}`;
        if (counted.has(key)) continue;
        counted.add(key);
        for (const [row, score] of lookUp(stem, one.field)) scores.set(row, (scores.get(row) ?? 0) + score * (one.boost ?? 1));
      }
    }
    return scores;
  };

  /** What is asked for, word by word, with how many cables hold it. */
  const termsOf = (root: QueryNode): Term[] => {
    const terms = new Map<string, Term>();
    for (const one of positives(root))
      for (const stem of stemsIn(one)) {
        const key = `${one.field ?? ''} ${stem}`;
        const frequency = terms.has(key) ? 0 : lookUp(stem, undefined).size;
        if (frequency > 0) terms.set(key, { stem, field: one.field, boost: one.boost ?? 1, frequency });
      }
    return [...terms.values()];
  };

  /** Stems that a leaf counts by; of a pattern the most frequent of the words that look like it. */
  const stemsIn = (one: WordNode | PhraseNode | PatternNode): readonly string[] => {
    if (one.kind === 'word') return one.stems;
    if (one.kind === 'phrase') return one.stems.flat();
    if (one.how === 'regex') return [];
    const like = words.like(one).toSorted((a, b) => b.rows.size - a.rows.size || (a.folded < b.folded ? -1 : 1));
    return [...new Set(like.slice(0, mostLike).map(({ stem }) => stem))];
  };

  return {
    all: () => new Set(heads.keys()),
    leaf,
    pattern,
    dated: ({ from, to }, within) => pick(within ?? heads.keys(), (row) => isWithin(heads.get(row)?.date ?? '', from, to)),
    scoresOf,
    termsOf,
  };
}

function pick(rows: Iterable<number>, isWanted: (row: number) => boolean): Set<number> {
  const picked = new Set<number>();
  for (const row of rows) if (isWanted(row)) picked.add(row);
  return picked;
}

type Ranked = { row: number; score: number };

/** Undated cables come last either way; equals are in the order of their refs. */
function orderOf(sort: FindOptions['sort'], heads: ReadonlyMap<number, SearchableHead>): (a: Ranked, b: Ranked) => number {
  const byRef = (a: Ranked, b: Ranked) => compare(heads.get(a.row)?.ref ?? '', heads.get(b.row)?.ref ?? '') || a.row - b.row;
  if (sort === 'best') return (a, b) => b.score - a.score || byRef(a, b);
  const direction = sort === 'newest' ? -1 : 1;
  return (a, b) => {
    const [first, second] = [heads.get(a.row)?.date ?? '', heads.get(b.row)?.date ?? ''];
    if (first === '' || second === '') return Number(first === '') - Number(second === '') || byRef(a, b);
    return direction * compare(first, second) || byRef(a, b);
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Stems between blanks, undefined for none. */
function stemsOf(tokens: readonly Token[], withCommon: boolean): string | undefined {
  const stems: string[] = [];
  for (const { folded, stem } of eachWord(tokens)) if (withCommon || !isStopWord(folded)) stems.push(stem);
  return stems.length === 0 ? undefined : stems.join(' ');
}

/** The stems of stop words, each once. */
function commonOf(tokens: readonly Token[]): string | undefined {
  const stems = new Set<string>();
  for (const { folded, stem } of eachWord(tokens)) if (isStopWord(folded)) stems.add(stem);
  return stems.size === 0 ? undefined : Array.from(stems).join(' ');
}

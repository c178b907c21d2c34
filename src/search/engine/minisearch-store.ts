import MiniSearch, { type AsPlainObject, type Options } from 'minisearch';
import {
  keptIn,
  labelFields,
  searchableHead,
  textFields,
  valuesOf,
  type Field,
  type Searchable,
  type SearchableHead,
} from '../../query/text-fields.ts';
import { eachWord, isStopWord, tokenise, type Token } from '../../language/tokens.ts';
import { rules, type EngineParts } from './engine.ts';
import { lengthOf, type Lengths } from './scoring.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { createStreams, type Streams, type StreamsState } from './streams.ts';
import { createVocabulary, type Vocabulary, type VocabularyState } from './vocabulary.ts';
import { createWords, type Words, type WordsState } from './words.ts';

/**
 * How MiniSearch sees a cable. `text` is what is ranked: subject and body as one stream without stop words. `head` is
 * whatever else a word without a field may stand in. `common` holds the stop words of both, so that they are found but do
 * not lengthen the others. `labels` can be asked for by field only.
 */
type Part = 'text' | 'head' | 'common' | 'labels';
type Entry = Record<Part, string | undefined> & { row: number };

/** MiniSearch's own order only says which rows are scored where not all texts are in memory. */
const weights: Record<Part, number> = { text: 1, head: 0.5, common: 1e-6, labels: 1e-6 };

/** The parts in which MiniSearch keeps the words of a field; a stop word and another word may share a stem. */
export function partsOf(field: Field | undefined): Part[] {
  if (field === undefined) return ['text', 'head', 'common'];
  const { place } = textFields[keptIn(field)];
  return place === 'label' ? ['labels'] : [place, 'common'];
}

const indexOptions: Options<Entry> = {
  idField: 'row',
  fields: ['text', 'head', 'common', 'labels'],
  storeFields: [],
  // Its own vacuuming pauses halfway through the tree and breaks when cables are added meanwhile (7.2.0): see vacuum().
  autoVacuum: false,
  // Our own tokenizer (language/tokens.ts) makes the tokens and hands them over as stems separated by blanks.
  tokenize: (stems) => stems.split(' '),
  processTerm: (stem) => stem,
  searchOptions: { bm25: { k: 1.6, b: 0.85, d: 0 }, boost: weights, prefix: false, fuzzy: false },
};

/** All that the engine holds in memory. */
export type MiniSearchStore = {
  readonly index: MiniSearch<Entry>;
  readonly heads: Map<number, SearchableHead>;
  readonly hashes: Map<number, string>;
  readonly lengths: Map<number, Lengths>;
  readonly streams: Streams;
  readonly vocabulary: Vocabulary;
  readonly words: Words;
};

/** The same as plain data, for the snapshot. */
type State = Pick<MiniSearchStore, 'heads' | 'hashes' | 'lengths'> & {
  index: AsPlainObject;
  streams: StreamsState;
  vocabulary: VocabularyState;
  words: WordsState;
};
const version = `minisearch 2, ${rules}`;

/** Restores the store from its snapshot, or starts an empty one. */
export function openMiniSearchStore({ file, bodyOf }: Pick<EngineParts, 'file' | 'bodyOf'>): MiniSearchStore {
  const saved = readSnapshot(file, version) as State | undefined;
  const heads = saved?.heads ?? new Map<number, SearchableHead>();
  return {
    index: saved === undefined ? new MiniSearch<Entry>(indexOptions) : MiniSearch.loadJS<Entry>(saved.index, indexOptions),
    heads,
    hashes: saved?.hashes ?? new Map<number, string>(),
    lengths: saved?.lengths ?? new Map<number, Lengths>(),
    streams: createStreams((row) => tokenise(bodyOf(row), heads.get(row)?.language ?? ''), saved?.streams),
    vocabulary: createVocabulary(saved?.vocabulary),
    words: createWords(saved?.words),
  };
}

/** Writes the snapshot, so that the next start need not read the texts again. */
export function saveStore({ index, heads, hashes, lengths, streams, vocabulary, words }: MiniSearchStore, file: string): void {
  writeSnapshot(file, version, {
    index: index.toJSON(),
    heads,
    hashes,
    lengths,
    streams: streams.state(),
    vocabulary: vocabulary.state(),
    words: words.state(),
  } satisfies State);
}

/** Adds a cable, in place of what the store holds of it. */
export function putCable(store: MiniSearchStore, row: number, hash: string, { body, ...rest }: Searchable): void {
  removeCable(store, row);
  store.hashes.set(row, hash);
  const head = searchableHead(rest);
  store.heads.set(row, head);
  const tokensIn = (values: readonly string[]): Token[] => values.flatMap((value) => tokenise(value, head.language));
  const subjects = valuesOf(head, 'subject');
  const bodyTokens = tokenise(body, head.language);
  const subjectTokens = tokensIn(subjects);
  const text = [...subjectTokens, ...bodyTokens];
  const other = tokensIn(valuesOf(head, undefined).slice(subjects.length));
  const labels = tokensIn(labelFields.flatMap((field) => valuesOf(head, field)));
  store.index.add({
    row,
    text: stemsOf(text, false),
    head: stemsOf(other, false),
    common: commonOf([...text, ...other]),
    labels: stemsOf(labels, true),
  });
  store.lengths.set(row, { body: lengthOf(bodyTokens), subject: lengthOf(subjectTokens), head: lengthOf(other) });
  store.streams.put(row, bodyTokens);
  store.vocabulary.add(text);
  store.vocabulary.add(other);
  store.words.put(row, eachWord(bodyTokens), eachWord([...subjectTokens, ...other]));
}

/** Removes a cable, if the store holds it. */
export function removeCable(store: MiniSearchStore, row: number): void {
  if (!store.heads.delete(row)) return;
  store.hashes.delete(row);
  store.lengths.delete(row);
  store.index.discard(row);
  store.streams.remove(row);
  store.words.remove(row);
}

/** Frees the memory of removed cables, once they are a tenth of the index. */
export function vacuum({ index }: MiniSearchStore): void {
  // One batch of all terms, so that nothing can be added in between.
  if (index.dirtCount > 1000 && index.dirtFactor > 0.1) void index.vacuum({ batchSize: Number.MAX_SAFE_INTEGER, batchWait: 0 });
}

/** Rows that hold a stem in the parts of a field, with their scores. */
export type Postings = (stem: string, field: Field | undefined) => ReadonlyMap<number, number>;

/** The same without some rows. */
export const postingsWithout = (postings: Postings, without: ReadonlySet<number>): Postings =>
  without.size === 0 ? postings : (stem, field) => new Map([...postings(stem, field)].filter(([row]) => !without.has(row)));

/** Looks a stem up: a search for one word, so that MiniSearch multiplies nothing. */
export const postingsIn =
  ({ index }: MiniSearchStore): Postings =>
  (stem, field) =>
    new Map(index.search(stem, { fields: partsOf(field) }).map(({ id, score }) => [Number(id), score]));

/** The same, remembering what was looked up: for the time of one question. */
export function rememberedPostings(store: MiniSearchStore): Postings {
  const lookUp = postingsIn(store);
  const known = new Map<string, ReadonlyMap<number, number>>();
  return (stem, field) => {
    const key = `${partsOf(field).join()} ${stem}`;
    const found = known.get(key) ?? lookUp(stem, field);
    known.set(key, found);
    return found;
  };
}

/** Stems separated by blanks, undefined for none. */
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

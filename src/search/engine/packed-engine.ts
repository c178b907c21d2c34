import { tokenise } from '../../language/tokens.ts';
import { matches } from '../../query/matching.ts';
import { RowSet, type RowBits } from '../../query/row-set.ts';
import { valuesOf } from '../../query/text-fields.ts';
import type { PatternNode, PhraseNode, QueryNode, WordNode } from '../../query/tree.ts';
import { DamagedIndex, type Answered, type Engine, type EngineParts } from './engine.ts';
import { Bits } from './packed/bits.ts';
import { tallyOf } from './packed/columns.ts';
import { beginCounts } from './packed/counts.ts';
import { Holdings, type CountedSegment } from './packed/holdings.ts';
import { fieldsMeant } from './packed/layout.ts';
import { documentsMatching, type AskedSegment } from './packed/matching.ts';
import type { Places } from './packed/places.ts';
import { inOrder } from './packed/ranking.ts';
import { frequencyOf, type Matched } from './packed/scores.ts';
import { DamagedFile } from './packed/sealed-file.ts';
import { suggestWords } from './packed/suggestions.ts';
import { hasNot } from './rows.ts';
import type { FindOptions, Hit, Similar } from './search-index.ts';
import { similarTo } from './similar.ts';

/** Milliseconds that texts are read for one question, where the index alone does not say enough. */
const readingTime = 4000;

/**
 * Our own index, for troves of any size: segments in files that never change, read in place (docs/search-engine.md).
 * Memory grows with the number of different words, not with the texts.
 */
export function openPackedEngine({ file, bodyOf, cableOf, now = () => performance.now(), ...parts }: EngineParts): Engine {
  const holdings = new Holdings(file, parts);

  /** A damaged segment is left out; the thread ends, and the next one reads its cables again. */
  const damaged = (error: unknown): unknown => {
    if (!(error instanceof DamagedFile)) return error;
    holdings.dropDamaged();
    return new DamagedIndex('the index file is damaged and is rebuilt', { cause: error });
  };
  /** In the course of an answer: the index stays as it was when the question came. */
  const going = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw damaged(error);
    }
  };
  const guarded = <T>(work: () => T): T =>
    going(() => {
      holdings.begin();
      return work();
    });

  const find = (root: QueryNode, options: Pick<FindOptions, 'sort' | 'rows' | 'without'>): Answered => {
    beginCounts();
    const until = now() + readingTime;
    const read = { looked: 0, of: 0, isOver: () => now() > until };
    const among = holdings.counted(options.without ?? new Uint8Array());
    const within = options.rows === undefined ? undefined : holdings.places().documents(options.rows);
    const matched = among.map((one, i): Matched => {
      const { segment, out, lost } = one;
      let unread: Bits | undefined;
      const asked: AskedSegment = {
        segment,
        documents: (rows) => holdings.places().documentsIn(i, rows),
        look(documents, node) {
          unread ??= new Bits(segment.count);
          return lookInto({ ...one, unread, cableOf, read }, documents, node);
        },
      };
      const documents = documentsMatching(asked, root, within?.[i]);
      if (lost > 0) documents.without(out);
      // Of what was not read, nobody knows that it does not hold something.
      if (unread !== undefined && hasNot(root)) documents.without(unread);
      return { ...one, documents, count: documents.count() };
    });
    let places: Places | undefined;
    return {
      total: matched.reduce((sum, { count }) => sum + count, 0),
      rows: () => rowsOf(matched),
      has(row) {
        places ??= holdings.places();
        const place = places.of(row);
        return place !== undefined && matched[place.index]?.documents.has(place.doc) === true;
      },
      hits: { [Symbol.iterator]: () => guardedOrder(going, inOrder(matched, root, options.sort)) },
      tally: (field) => going(() => tallyOf(matched, field)),
      ...(read.looked < read.of ? { partial: { looked: read.looked, of: read.of } } : {}),
    };
  };

  return {
    held: () => guarded(() => holdings.hashes()),
    count: () => guarded(() => holdings.count()),
    covers: () => guarded(() => holdings.covers()),
    put: (cables) => guarded(() => holdings.put(cables)),
    remove: (rows) => guarded(() => rows.forEach((row) => holdings.remove(row))),
    settle: (covers) =>
      guarded(() => {
        holdings.seal(covers);
        void holdings.mergeSoon(false);
      }),
    rest() {},
    improve: () => guarded(() => void holdings.mergeSoon(true)),
    close: () => holdings.close(),
    find: (root, options) => guarded(() => find(root, options)),
    suggest: (word, limit, without) => guarded(() => suggestWords(holdings.counted(without), word, limit)),
    similar: (row, limit, without) => guarded(() => similarIn(holdings, { bodyOf, cableOf }, row, limit, without)),
  };
}

function similarIn(
  holdings: Holdings,
  { bodyOf, cableOf }: Pick<EngineParts, 'bodyOf' | 'cableOf'>,
  row: number,
  limit: number,
  without: RowBits,
): Similar[] {
  const cable = cableOf(row);
  if (cable === undefined || holdings.places().of(row) === undefined) return [];
  const tokens = [...valuesOf(cable, 'subject'), bodyOf(row)].flatMap((value) => tokenise(value, cable.language));
  const among = holdings.counted(without);
  return similarTo(tokens, row, limit, new RowSet(without), {
    count: among.reduce((sum, { segment, lost }) => sum + segment.count - lost, 0),
    frequency: (stem) => frequencyOf(stem, among),
    postings: (stem) => rowsWithStem(among, stem),
  });
}

function* guardedOrder(guarded: <T>(work: () => T) => T, hits: Generator<Hit>): Generator<Hit> {
  for (let next = guarded(() => hits.next()); next.done !== true; next = guarded(() => hits.next())) yield next.value;
}

function* rowsOf(matched: readonly Matched[]): Generator<number> {
  for (const { segment, documents } of matched) for (const doc of documents) yield segment.rows[doc] ?? 0;
}

function* rowsWithStem(among: readonly CountedSegment[], stem: string): Generator<number> {
  for (const { segment, out } of among) {
    const found = new Bits(segment.count);
    for (const list of segment.listsOfStem(stem, fieldsMeant(undefined))) segment.mark([list], found);
    for (const doc of found.without(out)) yield segment.rows[doc] ?? 0;
  }
}

/** Where texts are looked into: of which documents, and how far that has come. `unread`: those for which there was no time. */
type Looking = CountedSegment & {
  unread: Bits;
  cableOf: EngineParts['cableOf'];
  read: { looked: number; of: number; isOver(): boolean };
};

/** Reads the texts of documents that count, as long as there is time, and keeps those that hold what is asked for. */
function lookInto({ segment, out, unread, cableOf, read }: Looking, documents: Bits, node: WordNode | PhraseNode | PatternNode): Bits {
  const found = new Bits(segment.count);
  const wanted = documents.copy().without(out);
  read.of += wanted.count();
  for (const doc of wanted) {
    if (read.isOver()) unread.add(doc);
    else {
      read.looked += 1;
      const row = segment.rows[doc] ?? 0;
      const cable = cableOf(row);
      if (cable !== undefined && matches(node, { ...cable, row })) found.add(doc);
    }
  }
  return found;
}

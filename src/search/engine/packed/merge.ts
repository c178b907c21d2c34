import { keptValues } from '../counted.ts';
import { Cursor } from './cursor.ts';
import { byDate, type Doc } from './layout.ts';
import { frequencyOf } from './scores.ts';
import { byWord } from './run.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { Segment } from './segment.ts';

/** Writes the documents of several segments, less those that are gone, as one. */
export function mergeSegments(segments: readonly Segment[], path: string): void {
  const { docs, places } = mergedDocs(segments);
  const left = segments.map((segment) => ({ segment, out: segment.gone, lost: segment.gone.count() }));
  const writer = new SegmentWriter(path, docs.length);
  try {
    mergeLists(writer, segments, places);
    const joins = segments.flatMap((segment, i) =>
      segment.allJoins().flatMap((one) => {
        const doc = places[i]?.[one.doc] ?? -1;
        return doc === -1 ? [] : [{ ...one, doc }];
      }),
    );
    writer.finish(
      docs,
      joins.sort((a, b) => a.doc - b.doc || a.field - b.field),
      (stem) => frequencyOf(stem, left),
    );
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** The documents in their new order, and for each segment the new number of each document: -1 for those that are gone. */
function mergedDocs(segments: readonly Segment[]): { docs: Doc[]; places: Int32Array[] } {
  const all = segments.flatMap((segment, i) => docsOf(segment).map((one) => ({ ...one, i })));
  all.sort((a, b) => byDate(a.doc, b.doc));
  const places = segments.map(({ count }) => new Int32Array(count).fill(-1));
  for (const [place, { at, i }] of all.entries()) {
    const ofSegment = places[i];
    if (ofSegment !== undefined) ofSegment[at] = place;
  }
  return { docs: all.map(({ doc }) => doc), places };
}

/** The documents of a segment that are not gone, with their numbers. */
function docsOf(segment: Segment): { doc: Doc; at: number }[] {
  const hashes = segment.hashes();
  const columns = keptValues.map((field) => segment.column(field));
  const kept = columns.map(({ values }) => Array.from({ length: values.count }, (_, i) => values.get(i)));
  const found: { doc: Doc; at: number }[] = [];
  for (let date = 0; date < segment.dates.count; date += 1)
    for (let at = segment.dateDocs[date] ?? 0; at < (segment.dateDocs[date + 1] ?? 0); at += 1)
      if (!segment.gone.has(at))
        found.push({
          at,
          doc: {
            row: segment.rows[at] ?? 0,
            hash: hashes.get(at),
            ref: segment.refs.get(at),
            date: segment.dates.get(date),
            kept: columns.map(({ numbers }, i) => kept[i]?.[numbers.get(at)] ?? ''),
            body: segment.lengths.body[at] ?? 0,
            subject: segment.lengths.subject[at] ?? 0,
            head: segment.lengths.head[at] ?? 0,
          },
        });
  return found;
}

/** Takes the lists of all segments in the order of their words; those of the same word become one. */
function mergeLists(writer: SegmentWriter, segments: readonly Segment[], places: readonly Int32Array[]): void {
  const sources = segments.map((segment, i) => new ListSource(segment, places[i] ?? new Int32Array(0)));
  for (;;) {
    let first: ListSource | undefined;
    for (const source of sources)
      if (source.word !== undefined && (first?.word === undefined || byWord(source.word, first.word) < 0)) first = source;
    const word = first?.word;
    if (word === undefined) return;
    const same = sources.filter((source) => source.word !== undefined && byWord(source.word, word) === 0);
    for (const source of same) source.open();
    mergePostings(writer, same);
    writer.endList(word.folded, word.surface, word.kind);
    for (const source of same) source.next();
  }
}

function mergePostings(writer: SegmentWriter, sources: readonly ListSource[]): void {
  const [only] = sources;
  if (sources.length === 1 && only !== undefined) {
    for (; only.doc !== -1; only.step()) only.copy(writer);
    return;
  }
  for (;;) {
    let first: ListSource | undefined;
    for (const source of sources) if (source.doc !== -1 && (first === undefined || source.doc < first.doc)) first = source;
    if (first === undefined) return;
    first.copy(writer);
    first.step();
  }
}

/** Reads the lists of a segment one after the other, and each of them document by document, under the new numbers. */
class ListSource {
  word: { folded: string; surface: string; kind: number } | undefined;
  /** The document it stands at; -1 behind the last one. */
  doc = -1;
  private list = -1;
  private nextWord = 0;
  private form = -1;
  private cursor: Cursor | undefined;

  private readonly segment: Segment;
  private readonly places: Int32Array;

  constructor(segment: Segment, places: Int32Array) {
    this.segment = segment;
    this.places = places;
    this.next();
  }

  next(): void {
    const { formWords, wordLists, lists } = this.segment;
    this.list += 1;
    if (this.list >= lists.kinds.length) {
      this.word = undefined;
      return;
    }
    const kind = lists.kinds[this.list] ?? 0;
    if (this.list < wordLists.get(this.nextWord) && this.word !== undefined) {
      this.word = { ...this.word, kind };
      return;
    }
    if (this.nextWord === formWords.get(this.form + 1)) this.form += 1;
    this.word = { folded: this.segment.forms.get(this.form), surface: this.segment.surface(this.form, this.nextWord), kind };
    this.nextWord += 1;
  }

  /** Begins the list that it stands at. */
  open(): void {
    const { file } = this.segment;
    const [at, length] = this.segment.positionsOf(this.list);
    const bytes = file.read(at, length);
    this.cursor = new Cursor(this.segment.postings(this.list), (start, end) => bytes.subarray(start, end), length);
    this.step();
  }

  /** Goes to the next document that is not gone. */
  step(): void {
    do {
      const doc = this.cursor?.next() ?? -1;
      if (doc === -1) {
        this.doc = -1;
        return;
      }
      this.doc = this.places[doc] ?? -1;
    } while (this.doc === -1);
  }

  /** Writes the document that it stands at. */
  copy({ list }: SegmentWriter): void {
    this.cursor?.positionsInto(list.positions);
    list.add(this.doc, this.cursor?.found ?? 0);
  }
}

/** So many segments of about one size become one: each word is written log(n) times. */
const fanIn = 8;
/** Segments below 8^6 = 262,144 words count as one size. */
const smallest = 5;

/**
 * The segments, by index, that are to be written as one. When idle, all of them are once the smaller ones together are a good
 * part of the largest, for each segment more is another look-up for each word; or when much of one is gone.
 */
export function toMerge(segments: readonly Segment[], isIdle: boolean): number[] {
  const sizes = segments.map(
    ({ about, gone, count }) => (about.body + about.subject + about.head) * (1 - gone.count() / Math.max(1, count)),
  );
  const tiers = new Map<number, number[]>();
  for (const [i, size] of sizes.entries()) {
    const tier = Math.max(0, Math.floor(Math.log(size + 1) / Math.log(fanIn)) - smallest);
    tiers.set(tier, [...(tiers.get(tier) ?? []), i]);
  }
  const full = [...tiers].toSorted(([a], [b]) => a - b).find(([, ones]) => ones.length >= fanIn);
  if (full !== undefined) return full[1];
  const largest = Math.max(...sizes);
  const others = sizes.reduce((sum, size) => sum + size, 0) - largest;
  const isWasteful = segments.some(({ gone, count }) => gone.count() > count / 4);
  return isIdle && (others > largest / 4 || segments.length > fanIn / 2 || isWasteful) ? segments.map((_, i) => i) : [];
}

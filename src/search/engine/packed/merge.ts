import { blockSize, byDate, type Doc } from './layout.ts';
import { StoredList } from './stored-list.ts';
import { frequencyOf } from './ranking.ts';
import { byWord } from './run.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { Segment } from './segment.ts';

/** Writes the documents of several segments, less those that are gone, as one. */
export function mergeSegments(segments: readonly Segment[], path: string): void {
  const { docs, places } = mergedDocs(segments);
  const left = segments.map((segment) => ({ segment, out: segment.gone, lost: segment.gone.count() }));
  const writer = new SegmentWriter(path);
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
  private postings: StoredList | undefined;
  private positions: Uint8Array = new Uint8Array(0);
  private block = 0;
  private count = 0;
  private at = 0;
  private byte = 0;
  private readonly docs = new Int32Array(blockSize);
  private readonly times = new Int32Array(blockSize);

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
    if (this.list < (wordLists[this.nextWord] ?? 0) && this.word !== undefined) {
      this.word = { ...this.word, kind };
      return;
    }
    if (this.nextWord === (formWords[this.form + 1] ?? 0)) this.form += 1;
    this.word = { folded: this.segment.forms.get(this.form), surface: this.segment.surface(this.form, this.nextWord), kind };
    this.nextWord += 1;
  }

  /** Begins the list that it stands at. */
  open(): void {
    const { lists, file } = this.segment;
    const [at, size, length] = [lists.at[this.list] ?? 0, lists.size[this.list] ?? 0, lists.positions[this.list] ?? 0];
    const bytes = file.read(at, size + length);
    this.postings = new StoredList(bytes.subarray(0, size), lists.docs[this.list] ?? 0);
    this.positions = bytes.subarray(size);
    this.block = 0;
    this.count = this.postings.unpack(0, this.docs, this.times);
    this.at = -1;
    this.byte = 0;
    this.step();
  }

  /** Goes to the next document that is not gone. */
  step(): void {
    this.at += 1;
    for (;;) {
      if (this.at >= this.count) {
        this.block += 1;
        if (this.postings === undefined || this.block >= this.postings.blockCount) {
          this.doc = -1;
          return;
        }
        this.count = this.postings.unpack(this.block, this.docs, this.times);
        this.at = 0;
      }
      this.doc = this.places[this.docs[this.at] ?? 0] ?? -1;
      if (this.doc !== -1) return;
      this.byte = this.behind(this.times[this.at] ?? 0);
      this.at += 1;
    }
  }

  /** Writes the document that it stands at. */
  copy(writer: SegmentWriter): void {
    const times = this.times[this.at] ?? 0;
    const end = this.behind(times);
    writer.positions.append(this.positions.subarray(this.byte, end));
    this.byte = end;
    writer.posting(this.doc, times);
  }

  /** Where so many more positions end. */
  private behind(times: number): number {
    let byte = this.byte;
    for (let left = times; left > 0;) if ((this.positions[byte++] ?? 0) < 128) left -= 1;
    return byte;
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

import type { Bits } from './bits.ts';
import type { Numbers } from './bytes.ts';
import { blockSize } from './layout.ts';

/** The documents of one list, packed; `count` of them. */
export class StoredList {
  private readonly blocks: number;
  /** Of each block: its last document, and where it ends, in bytes of documents and of positions. None for a single block. */
  private readonly skips: Int32Array;
  private readonly base: number;

  private readonly bytes: Uint8Array;
  readonly count: number;

  constructor(bytes: Uint8Array, count: number) {
    this.bytes = bytes;
    this.count = count;
    this.blocks = Math.max(1, Math.ceil(count / blockSize));
    this.skips = this.blocks === 1 ? new Int32Array(0) : new Int32Array(bytes.buffer, bytes.byteOffset, this.blocks * 3);
    this.base = this.skips.length * 4;
  }

  get size(): number {
    return this.bytes.length;
  }

  /** The first block from `from` on that may hold the document: the number of blocks where none may. */
  blockOf(doc: number, from: number): number {
    let [low, high] = [from, this.skips.length === 0 ? 1 : this.blocks];
    if (this.skips.length === 0) return from;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.skips[middle * 3] ?? 0) < doc) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get blockCount(): number {
    return this.blocks;
  }

  /** Unpacks a block; returns how many documents it has. */
  unpack(block: number, docs: Int32Array, times: Int32Array): number {
    const { bytes, skips } = this;
    let at = this.base + (block === 0 ? 0 : (skips[block * 3 - 2] ?? 0));
    let doc = block === 0 ? -1 : (skips[block * 3 - 3] ?? 0);
    const count = Math.min(blockSize, this.count - block * blockSize);
    for (let i = 0; i < count; i += 1) {
      let byte = bytes[at++] ?? 0;
      let value = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++] ?? 0;
        value |= (byte & 127) << shift;
      }
      doc += (value >>> 1) + 1;
      docs[i] = doc;
      if ((value & 1) === 1) times[i] = 1;
      else {
        byte = bytes[at++] ?? 0;
        value = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = bytes[at++] ?? 0;
          value |= (byte & 127) << shift;
        }
        times[i] = value;
      }
    }
    return count;
  }

  /** Calls `found` with each document and how often the word stands there. */
  each(found: (doc: number, times: number) => void): void {
    for (let block = 0; block < this.blocks; block += 1) {
      const count = this.unpack(block, docsOf, timesOf);
      for (let i = 0; i < count; i += 1) found(docsOf[i] ?? 0, timesOf[i] ?? 0);
    }
  }

  /** Where the positions of a block begin and end; the end of the last one is that of the list. */
  positionsOf(block: number, whole: number): [start: number, end: number] {
    if (this.skips.length === 0) return [0, whole];
    return [block === 0 ? 0 : (this.skips[block * 3 - 1] ?? 0), this.skips[block * 3 + 2] ?? 0];
  }
}

/** A document that is looked for in a list costs about as much as so many that are read in a row. */
export const seekCost = 24;

/** Bytes of positions that are read at once. */
const readAhead = 1 << 15;

const docsOf = new Int32Array(blockSize);
const timesOf = new Int32Array(blockSize);

/** Adds the documents of a list to a set. */
export function mark(postings: StoredList, found: Bits): void {
  const { words } = found;
  for (let block = 0; block < postings.blockCount; block += 1) {
    const count = postings.unpack(block, docsOf, timesOf);
    for (let i = 0; i < count; i += 1) {
      const doc = docsOf[i] ?? 0;
      words[doc >>> 5] = (words[doc >>> 5] ?? 0) | (1 << (doc & 31));
    }
  }
}

/** Adds how often a word stands in each of its documents. */
export function addTimes(postings: StoredList, sums: Int32Array): void {
  for (let block = 0; block < postings.blockCount; block += 1) {
    const count = postings.unpack(block, docsOf, timesOf);
    for (let i = 0; i < count; i += 1) {
      const doc = docsOf[i] ?? 0;
      sums[doc] = (sums[doc] ?? 0) + (timesOf[i] ?? 0);
    }
  }
}

/** Reads a list in the order of its documents, skipping whatever is not asked for. */
export class Cursor {
  private block = -1;
  private count = 0;
  private at = 0;
  private readonly docs = new Int32Array(blockSize);
  private readonly times = new Int32Array(blockSize);
  /** The positions of the block that was read last, and how far they have been read. */
  private positionsBlock = -1;
  private positions: Uint8Array = new Uint8Array(0);
  private positionsStart = 0;
  private positionsEnd = 0;
  private read = 0;
  private byte = 0;

  readonly postings: StoredList;
  private readonly readPositions: (start: number, end: number) => Uint8Array;
  private readonly positionsSize: number;

  constructor(postings: StoredList, readPositions: (start: number, end: number) => Uint8Array, positionsSize: number) {
    this.readPositions = readPositions;
    this.postings = postings;
    this.positionsSize = positionsSize;
  }

  /** Goes to this document; false when the list lacks it. Documents are asked for in ascending order. */
  seek(doc: number): boolean {
    if (this.block === -1 || doc > (this.docs[this.count - 1] ?? 0)) {
      const block = this.postings.blockOf(doc, this.block + 1);
      if (block >= this.postings.blockCount) return false;
      this.block = block;
      this.count = this.postings.unpack(block, this.docs, this.times);
      this.at = 0;
    }
    const { docs, count } = this;
    let at = this.at;
    while (at < count && (docs[at] ?? 0) < doc) at += 1;
    this.at = at;
    return at < count && docs[at] === doc;
  }

  /** How often the word stands in the document that was found. */
  get found(): number {
    return this.times[this.at] ?? 0;
  }

  /** Appends the positions of the word in the document that was found; once for each document. */
  positionsInto(out: Numbers): void {
    if (this.positionsBlock !== this.block) this.openPositions();
    const { positions } = this;
    let byte = this.byte;
    let skip = 0;
    for (let i = this.read; i < this.at; i += 1) skip += this.times[i] ?? 0;
    while (skip > 0) if ((positions[byte++] ?? 0) < 128) skip -= 1;
    let position = 0;
    for (let left = this.times[this.at] ?? 0; left > 0; left -= 1) {
      let part = positions[byte++] ?? 0;
      let value = part & 127;
      for (let shift = 7; part > 127; shift += 7) {
        part = positions[byte++] ?? 0;
        value |= (part & 127) << shift;
      }
      position += value;
      out.push(position);
    }
    this.byte = byte;
    this.read = this.at + 1;
  }

  /** Positions are read from the file in pieces that hold many blocks. */
  private openPositions(): void {
    const [start, end] = this.postings.positionsOf(this.block, this.positionsSize);
    if (end > this.positionsEnd) {
      this.positionsStart = start;
      this.positionsEnd = Math.min(this.positionsSize, Math.max(end, start + readAhead));
      this.positions = this.readPositions(start, this.positionsEnd);
    }
    this.positionsBlock = this.block;
    this.read = 0;
    this.byte = start - this.positionsStart;
  }
}

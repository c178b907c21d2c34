import { unsigned, type Numbers } from './bytes.ts';
import { blockSize } from './layout.ts';
import type { StoredList } from './stored-list.ts';

/** Bytes of positions that are read at once. */
const readAhead = 1 << 15;

/** Reads a list in the order of its documents, skipping whatever is not asked for. */
export class Cursor {
  private block = -1;
  private count = 0;
  private at = 0;
  private readonly docs = new Int32Array(blockSize);
  private readonly times = new Int32Array(blockSize);
  /** What was read of the positions last. */
  private bytes: Uint8Array = new Uint8Array(0);
  private bytesStart = 0;
  /** The positions of the block that was asked for last, and where those of each of its documents begin. */
  positions: Uint8Array | Uint16Array | Uint32Array = new Uint16Array(0);
  private positionsBlock = -1;
  private readonly starts = new Int32Array(blockSize + 1);
  /** Where in `positions` those are that were located. */
  from = 0;
  to = 0;

  private readonly postings: StoredList;
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
      this.open(block);
    }
    const { docs, count } = this;
    let at = this.at;
    while (at < count && (docs[at] ?? 0) < doc) at += 1;
    this.at = at;
    return at < count && docs[at] === doc;
  }

  /** Goes to the next document: -1 behind the last one. */
  next(): number {
    this.at += 1;
    while (this.at >= this.count) {
      if (this.block + 1 >= this.postings.blockCount) return -1;
      this.open(this.block + 1);
    }
    return this.docs[this.at] ?? 0;
  }

  private open(block: number): void {
    this.block = block;
    this.count = this.postings.unpack(block, this.docs, this.times);
    this.at = 0;
  }

  /** How often the word stands in the document that was found. */
  get found(): number {
    return this.times[this.at] ?? 0;
  }

  /** Finds the positions of the word in the document that was found: from `from` to before `to`. */
  locate(): void {
    if (this.positionsBlock !== this.block) this.openPositions();
    this.from = this.starts[this.at] ?? 0;
    this.to = this.starts[this.at + 1] ?? 0;
  }

  /** Appends them. */
  positionsInto(out: Numbers): void {
    this.locate();
    const { positions, from, to } = this;
    const { data, length } = out.reserve(to - from);
    for (let i = from; i < to; i += 1) data[length + i - from] = positions[i] ?? 0;
    out.length += to - from;
  }

  /** Positions are read from the file in pieces that hold many blocks. */
  private openPositions(): void {
    const [start, end] = this.postings.positionsOf(this.block, this.positionsSize);
    if (end > this.bytesStart + this.bytes.length) {
      this.bytesStart = start;
      this.bytes = this.readPositions(start, Math.min(this.positionsSize, Math.max(end, start + readAhead)));
    }
    let count = 0;
    for (let i = 0; i < this.count; i += 1) {
      count += this.times[i] ?? 0;
      this.starts[i + 1] = count;
    }
    this.positions = unsigned(this.bytes.subarray(start - this.bytesStart, end - this.bytesStart), count);
    this.positionsBlock = this.block;
  }
}

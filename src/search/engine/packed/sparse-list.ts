import type { Bits } from './bits.ts';
import { Bytes, Numbers } from './bytes.ts';
import { blockSize } from './layout.ts';

/** The documents of a word that few have, packed as varints; above one block, with what each block ends with in front. */
export class SparseList {
  readonly blockCount: number;
  private readonly bytes: Uint8Array;
  private readonly count: number;
  /** Of each block: its last document, and where it ends, in bytes of documents and of positions. None for a single block. */
  private readonly skips: Int32Array;
  private readonly base: number;

  constructor(bytes: Uint8Array, count: number) {
    this.bytes = bytes;
    this.count = count;
    this.blockCount = Math.max(1, Math.ceil(count / blockSize));
    this.skips = this.blockCount === 1 ? new Int32Array(0) : new Int32Array(bytes.buffer, bytes.byteOffset, this.blockCount * 3);
    this.base = this.skips.length * 4;
  }

  get size(): number {
    return this.bytes.length;
  }

  blockOf(doc: number, from: number): number {
    if (this.skips.length === 0) return from;
    let [low, high] = [from, this.blockCount];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.skips[middle * 3] ?? 0) < doc) low = middle + 1;
      else high = middle;
    }
    return low;
  }

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

  positionsOf(block: number, whole: number): [start: number, end: number] {
    if (this.skips.length === 0) return [0, whole];
    return [block === 0 ? 0 : (this.skips[block * 3 - 1] ?? 0), this.skips[block * 3 + 2] ?? 0];
  }

  mark({ words }: Bits): void {
    for (let block = 0; block < this.blockCount; block += 1) {
      const count = this.unpack(block, docsOf, timesOf);
      for (let i = 0; i < count; i += 1) {
        const doc = docsOf[i] ?? 0;
        words[doc >>> 5] = (words[doc >>> 5] ?? 0) | (1 << (doc & 31));
      }
    }
  }

  addAllTimes(sums: Int32Array): void {
    addPacked(this.bytes, this.base, this.count, sums);
  }

  addTimes(sums: Int32Array, { words: wanted }: Bits): void {
    for (let block = 0; block < this.blockCount; block += 1) {
      const count = this.unpack(block, docsOf, timesOf);
      for (let i = 0; i < count; i += 1) {
        const doc = docsOf[i] ?? 0;
        if (((wanted[doc >>> 5] ?? 0) & (1 << (doc & 31))) !== 0) sums[doc] = (sums[doc] ?? 0) + (timesOf[i] ?? 0);
      }
    }
  }
}

/** Adds how often a word stands in each of so many documents that are packed from `from` on to that document's number. */
export function addPacked(bytes: Uint8Array, from: number, documents: number, sums: Int32Array): void {
  let at = from;
  let doc = -1;
  for (let left = documents; left > 0; left -= 1) {
    let byte = bytes[at++] ?? 0;
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++] ?? 0;
      value |= (byte & 127) << shift;
    }
    doc += (value >>> 1) + 1;
    let times = 1;
    if ((value & 1) === 0) {
      byte = bytes[at++] ?? 0;
      times = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++] ?? 0;
        times |= (byte & 127) << shift;
      }
    }
    sums[doc] = (sums[doc] ?? 0) + times;
  }
}

const docsOf = new Int32Array(blockSize);
const timesOf = new Int32Array(blockSize);

/** Packs documents; `ends`: for each block of them, the bytes of positions up to its end. */
export function packedSparse(docs: Int32Array, times: Int32Array, ends: Int32Array): Uint8Array {
  const bytes = new Bytes();
  const skips = new Numbers();
  let last = -1;
  for (const [i, doc] of docs.entries()) {
    const delta = doc - last - 1;
    const often = times[i] ?? 0;
    bytes.varint(often === 1 ? (delta << 1) | 1 : delta << 1);
    if (often !== 1) bytes.varint(often);
    last = doc;
    if ((i + 1) % blockSize === 0 || i + 1 === docs.length) {
      skips.push(doc);
      skips.push(bytes.length);
      skips.push(ends[Math.floor(i / blockSize)] ?? 0);
    }
  }
  if (docs.length <= blockSize) return bytes.written();
  return Buffer.concat([new Uint8Array(skips.data.buffer, 0, skips.length * 4), bytes.written()]);
}

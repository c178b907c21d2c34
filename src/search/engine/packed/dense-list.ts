import { ones, type Bits } from './bits.ts';
import { unsigned, unsignedSize } from './bytes.ts';
import { blockSize } from './layout.ts';

/** Words of bits in a block. */
const wordsInBlock = blockSize / 32;
/** Bytes of bits and skips for each block. */
const bytesInBlock = blockSize / 8 + 8;

/** Whether a list of so many documents in a segment of `all` is kept as bits: that is shorter then, and sets are made of it at once. */
export const isDense = (count: number, all: number): boolean => count > blockSize && count * 8 > all;

/**
 * The documents of a word that many have, packed: a bit for each document of the segment; for each block of them, how many
 * documents and bytes of positions there are up to its end; how often the word stands in each document.
 */
export class DenseList {
  readonly blockCount: number;
  readonly size: number;
  private readonly bits: Int32Array;
  private readonly skips: Int32Array;
  private readonly times: Uint8Array | Uint16Array | Uint32Array;

  constructor(bytes: Uint8Array, count: number, all: number) {
    this.size = bytes.length;
    this.blockCount = Math.ceil(all / blockSize);
    const { buffer, byteOffset } = bytes;
    this.bits = new Int32Array(buffer, byteOffset, this.blockCount * wordsInBlock);
    this.skips = new Int32Array(buffer, byteOffset + this.bits.byteLength, this.blockCount * 2);
    this.times = unsigned(bytes.subarray(this.blockCount * bytesInBlock), count);
  }

  blockOf(doc: number, from: number): number {
    return Math.max(from, Math.floor(doc / blockSize));
  }

  unpack(block: number, docs: Int32Array, times: Int32Array): number {
    const { bits, times: all } = this;
    const first = block === 0 ? 0 : (this.skips[block * 2 - 2] ?? 0);
    let count = 0;
    for (let at = block * wordsInBlock; at < (block + 1) * wordsInBlock; at += 1)
      for (let word = bits[at] ?? 0; word !== 0; word &= word - 1) {
        docs[count] = at * 32 + 31 - Math.clz32(word & -word);
        times[count] = all[first + count] ?? 0;
        count += 1;
      }
    return count;
  }

  positionsOf(block: number): [start: number, end: number] {
    return [block === 0 ? 0 : (this.skips[block * 2 - 1] ?? 0), this.skips[block * 2 + 1] ?? 0];
  }

  mark({ words }: Bits): void {
    const { bits } = this;
    for (let i = 0; i < words.length; i += 1) words[i] = (words[i] ?? 0) | (bits[i] ?? 0);
  }

  addAllTimes(sums: Int32Array): void {
    const { bits, times } = this;
    let count = 0;
    for (let at = 0; at < bits.length; at += 1)
      for (let word = bits[at] ?? 0; word !== 0; word &= word - 1) {
        const doc = at * 32 + 31 - Math.clz32(word & -word);
        sums[doc] = (sums[doc] ?? 0) + (times[count] ?? 0);
        count += 1;
      }
  }

  addTimes(sums: Int32Array, { words: wanted }: Bits): void {
    const { bits, times } = this;
    let count = 0;
    for (let at = 0; at < wanted.length; at += 1) {
      const word = bits[at] ?? 0;
      const meant = wanted[at] ?? 0;
      if ((word & meant) === 0) count += ones(word);
      else
        for (let left = word; left !== 0; left &= left - 1) {
          const bit = left & -left;
          const doc = at * 32 + 31 - Math.clz32(bit);
          if ((meant & bit) !== 0) sums[doc] = (sums[doc] ?? 0) + (times[count] ?? 0);
          count += 1;
        }
    }
  }
}

/** Packs documents of a segment of `all`; `ends`: for each block of documents, the bytes of positions up to its end. */
export function packedDense(docs: Int32Array, times: Int32Array, all: number, ends: Int32Array): Uint8Array {
  const blocks = Math.ceil(all / blockSize);
  const width = unsignedSize(times);
  const bytes = new Uint8Array(blocks * bytesInBlock + docs.length * width);
  const bits = new Int32Array(bytes.buffer, 0, blocks * wordsInBlock);
  const skips = new Int32Array(bytes.buffer, bits.byteLength, blocks * 2);
  for (const doc of docs) bits[doc >>> 5] = (bits[doc >>> 5] ?? 0) | (1 << (doc & 31));
  let before = 0;
  for (let block = 0; block < blocks; block += 1) {
    while (before < docs.length && (docs[before] ?? 0) < (block + 1) * blockSize) before += 1;
    skips[block * 2] = before;
    skips[block * 2 + 1] = ends[block] ?? 0;
  }
  unsigned(bytes.subarray(blocks * bytesInBlock), docs.length).set(times);
  return bytes;
}

import type { Bits } from './bits.ts';
import { DenseList, isDense } from './dense-list.ts';
import { blockSize } from './layout.ts';
import { SparseList } from './sparse-list.ts';

/** The documents of one list, and how often its word stands in each, in blocks. */
export type StoredList = {
  /** Bytes that it takes. */
  readonly size: number;
  readonly blockCount: number;
  /** The first block from `from` on that may hold the document: the number of blocks where none may. */
  blockOf(doc: number, from: number): number;
  /** Unpacks a block; returns how many documents it has: at most `blockSize`. */
  unpack(block: number, docs: Int32Array, times: Int32Array): number;
  /** Where the positions of a block begin and end among those of the list, which are `whole` bytes. */
  positionsOf(block: number, whole: number): [start: number, end: number];
  /** Adds the documents to a set. */
  mark(found: Bits): void;
  /** Adds how often the word stands in each document to that document's number. */
  addAllTimes(sums: Int32Array): void;
  /** The same as far as documents are wanted. */
  addTimes(sums: Int32Array, wanted: Bits): void;
};

/** A list of `count` documents in a segment of `all`. */
export const storedList = (bytes: Uint8Array, count: number, all: number): StoredList =>
  isDense(count, all) ? new DenseList(bytes, count, all) : new SparseList(bytes, count);

/** A document that is looked for in a list costs about as much as so many that are read in a row. */
export const seekCost = 24;

const docsOf = new Int32Array(blockSize);
const timesOf = new Int32Array(blockSize);

/** Calls `found` with each document and how often the word stands there. */
export function eachPosting(postings: StoredList, found: (doc: number, times: number) => void): void {
  for (let block = 0; block < postings.blockCount; block += 1) {
    const count = postings.unpack(block, docsOf, timesOf);
    for (let i = 0; i < count; i += 1) found(docsOf[i] ?? 0, timesOf[i] ?? 0);
  }
}

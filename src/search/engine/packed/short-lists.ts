import type { Bits } from './bits.ts';
import { addPacked } from './sparse-list.ts';
import { blockSize } from './layout.ts';
import { Kept } from './kept.ts';
import type { PackedNumbers } from './packed-numbers.ts';
import type { SealedReader } from './sealed-file.ts';

/** Bytes that are read and kept at once. */
const pageSize = 1 << 15;
/** No short list takes more: two varints for each document. */
const longest = blockSize * 10;

/**
 * The lists of at most one block, which nearly all words have: they lie side by side, in the order of the words, and are read
 * many at a time. A pattern looks through thousands of them, so they are gone through where they lie.
 */
export class ShortLists {
  /** `starts`: where the list of each number begins; one that is not short takes no room. */
  readonly starts: PackedNumbers;
  private readonly file: SealedReader;
  private readonly kept = new Kept<Uint8Array>();
  private page = -1;
  private data: Uint8Array = new Uint8Array(0);

  constructor(file: SealedReader, starts: PackedNumbers) {
    this.file = file;
    this.starts = starts;
  }

  /** The bytes of a list. */
  bytes(list: number): Uint8Array {
    const start = this.open(list);
    return this.data.subarray(start, start + this.starts.get(list + 1) - this.starts.get(list));
  }

  /** Adds the documents of a list, `count` of them, to a set. */
  mark(list: number, count: number, { words }: Bits): void {
    let at = this.open(list);
    const { data } = this;
    let doc = -1;
    for (let left = count; left > 0; left -= 1) {
      let byte = data[at++] ?? 0;
      let value = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = data[at++] ?? 0;
        value |= (byte & 127) << shift;
      }
      doc += (value >>> 1) + 1;
      words[doc >>> 5] = (words[doc >>> 5] ?? 0) | (1 << (doc & 31));
      // How often the word stands there is passed over.
      if ((value & 1) === 0) while ((data[at++] ?? 0) > 127);
    }
  }

  /** Adds how often the word of a list stands in each of its documents, `count` of them, to that document's number. */
  addAllTimes(list: number, count: number, sums: Int32Array): void {
    const at = this.open(list);
    addPacked(this.data, at, count, sums);
  }

  /** Brings the page in which a list begins to `data`; returns where it begins there. */
  private open(list: number): number {
    const start = this.starts.get(list);
    const page = Math.floor(start / pageSize);
    if (page !== this.page) {
      this.data = this.kept.get(page) ?? this.kept.set(page, this.read(page), pageSize + longest);
      this.page = page;
    }
    return start - page * pageSize;
  }

  /** A page, and behind it as much as the last list in it may take. */
  private read(page: number): Uint8Array {
    const [at, length] = this.file.place('short lists');
    return this.file.read(at + page * pageSize, Math.min(pageSize + longest, length - page * pageSize));
  }
}

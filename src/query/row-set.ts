/** Rows of cables as bits, as they are stored, and travel to threads: row `n` is bit `n & 7` of byte `n >> 3`. */
export type RowBits = Uint8Array;

/** Bits of each byte that are set. */
const ones = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/**
 * A set of rows in one bit for each row that an archive ever gave: 625 kB for five million, however many of them it holds. Numbers
 * below zero stand for documents that are gone, and are in none.
 */
export class RowSet implements Iterable<number> {
  private bits: Uint8Array;

  constructor(bits: RowBits = new Uint8Array()) {
    this.bits = bits;
  }

  has(row: number): boolean {
    return ((this.bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }

  add(rows: Iterable<number>): this {
    for (const row of rows) this.addOne(row);
    return this;
  }

  addOne(row: number): void {
    if (row < 0) return;
    const at = row >> 3;
    if (at >= this.bits.length) this.grow(at + 1);
    this.bits[at] = (this.bits[at] ?? 0) | (1 << (row & 7));
  }

  private grow(least: number): void {
    const more = new Uint8Array(Math.max(least, this.bits.length * 2));
    more.set(this.bits);
    this.bits = more;
  }

  get size(): number {
    let size = 0;
    for (const byte of this.bits) size += ones[byte] ?? 0;
    return size;
  }

  /** In ascending order. */
  *[Symbol.iterator](): Generator<number> {
    const { bits } = this;
    for (let at = 0; at < bits.length; at += 1)
      for (let byte = bits[at] ?? 0; byte !== 0; byte &= byte - 1) yield at * 8 + 31 - Math.clz32(byte & -byte);
  }

  /** The first so many, in ascending order. */
  *first(most: number): Generator<number> {
    let left = most;
    for (const row of this) {
      if (left <= 0) return;
      left -= 1;
      yield row;
    }
  }

  /** Those that are not in the other. */
  without(other: RowSet): RowSet {
    return new RowSet(this.bits.map((byte, at) => byte & ~(other.bits[at] ?? 0)));
  }

  /** A copy, as long as it needs to be. */
  bytes(): RowBits {
    let end = this.bits.length;
    while (end > 0 && this.bits[end - 1] === 0) end -= 1;
    return this.bits.slice(0, end);
  }
}

export const rowBits = (rows: Iterable<number>): RowBits => new RowSet().add(rows).bytes();

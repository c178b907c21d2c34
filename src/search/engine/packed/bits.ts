/** A set of a segment's documents, one bit for each. */
export class Bits {
  readonly words: Int32Array;

  readonly size: number;

  constructor(size: number) {
    this.size = size;
    this.words = new Int32Array((size + 31) >>> 5);
  }

  static all(size: number): Bits {
    return new Bits(size).addRange(0, size);
  }

  /** The documents, of `size`, for which there is a number other than 0. */
  static where(numbers: Int32Array, size: number): Bits {
    const found = new Bits(size);
    const { words } = found;
    for (let doc = 0; doc < size; doc += 1) if (numbers[doc] !== 0) words[doc >>> 5] = (words[doc >>> 5] ?? 0) | (1 << (doc & 31));
    return found;
  }

  has(doc: number): boolean {
    return ((this.words[doc >>> 5] ?? 0) & (1 << (doc & 31))) !== 0;
  }

  add(doc: number): void {
    const { words } = this;
    words[doc >>> 5] = (words[doc >>> 5] ?? 0) | (1 << (doc & 31));
  }

  delete(doc: number): void {
    const { words } = this;
    words[doc >>> 5] = (words[doc >>> 5] ?? 0) & ~(1 << (doc & 31));
  }

  /** Adds the documents from `start` to before `end`. */
  addRange(start: number, end: number): this {
    let doc = start;
    for (; doc < end && (doc & 31) !== 0; doc += 1) this.add(doc);
    for (; doc + 32 <= end; doc += 32) this.words[doc >>> 5] = -1;
    for (; doc < end; doc += 1) this.add(doc);
    return this;
  }

  count(): number {
    const { words } = this;
    let all = 0;
    for (let i = 0; i < words.length; i += 1) {
      const word = words[i] ?? 0;
      if (word !== 0) all += ones(word);
    }
    return all;
  }

  /** The first document from this one on, or -1. */
  next(from: number): number {
    const { words } = this;
    let at = from >>> 5;
    if (at >= words.length) return -1;
    let word = (words[at] ?? 0) & (-1 << (from & 31));
    while (word === 0) {
      at += 1;
      if (at >= words.length) return -1;
      word = words[at] ?? 0;
    }
    return (at << 5) + 31 - Math.clz32(word & -word);
  }

  /** Writes the documents in order to the beginning of `found`, which has room for them. */
  listInto(found: Int32Array): void {
    const { words } = this;
    let filled = 0;
    for (let at = 0; at < words.length; at += 1)
      for (let word = words[at] ?? 0; word !== 0; word &= word - 1) {
        found[filled] = at * 32 + 31 - Math.clz32(word & -word);
        filled += 1;
      }
  }

  *[Symbol.iterator](): Generator<number> {
    for (let doc = this.next(0); doc !== -1; doc = this.next(doc + 1)) yield doc;
  }

  copy(): Bits {
    const made = new Bits(this.size);
    made.words.set(this.words);
    return made;
  }

  /** Keeps what the other set holds, too. */
  and(other: Bits): this {
    for (let i = 0; i < this.words.length; i += 1) this.words[i] = (this.words[i] ?? 0) & (other.words[i] ?? 0);
    return this;
  }

  or(other: Bits): this {
    for (let i = 0; i < this.words.length; i += 1) this.words[i] = (this.words[i] ?? 0) | (other.words[i] ?? 0);
    return this;
  }

  /** Drops what the other set holds. */
  without(other: Bits): this {
    for (let i = 0; i < this.words.length; i += 1) this.words[i] = (this.words[i] ?? 0) & ~(other.words[i] ?? 0);
    return this;
  }
}

/** How many bits of a number are set (Warren, Hacker's Delight, 5-1). */
export function ones(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

import { VarintReader } from './bytes.ts';

/** Texts kept as one string, in which a word is looked for as quickly as in a list of them, and which takes a fifth of its room. */
export class Texts {
  readonly count: number;
  readonly joined: string;
  private readonly starts: Int32Array;

  /** The texts one behind the other in UTF-8, and the length of each (UTF-16 units, as varints). */
  constructor(bytes: Uint8Array, lengths: Uint8Array, count: number) {
    this.joined = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    this.count = count;
    this.starts = new Int32Array(count + 1);
    const reader = new VarintReader(lengths);
    for (let i = 0; i < count; i += 1) this.starts[i + 1] = (this.starts[i] ?? 0) + reader.next();
  }

  get(index: number): string {
    return this.joined.slice(this.start(index), this.start(index + 1));
  }

  start(index: number): number {
    return this.starts[index] ?? 0;
  }

  end(index: number): number {
    return this.starts[index + 1] ?? 0;
  }

  /** Where a text stands in a sorted list; -1 where it does not. */
  find(text: string): number {
    const found = this.from(text);
    return found < this.count && this.get(found) === text ? found : -1;
  }

  /** The first text of a sorted list, from `start` to before `end`, that is not before this one. */
  from(text: string, start = 0, end = this.count): number {
    let [low, high] = [start, end];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.get(middle) < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

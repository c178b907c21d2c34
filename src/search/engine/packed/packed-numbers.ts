/** Every so many numbers, it is known where they are. */
const step = 64;

/**
 * Whole numbers that stay packed as varints: one byte for most, where an array takes four. Where every 64th is, and the sum
 * of all before it, is found out once.
 */
export class PackedNumbers {
  readonly count: number;
  private readonly bytes: Uint8Array;
  private readonly places: Int32Array;
  private readonly sums: Float64Array;
  /** Where the next number is read. */
  private at = 0;

  constructor(bytes: Uint8Array, count: number) {
    this.bytes = bytes;
    this.count = count;
    const blocks = Math.floor(count / step) + 1;
    this.places = new Int32Array(blocks);
    this.sums = new Float64Array(blocks);
    for (let block = 1; block < blocks; block += 1) {
      this.sums[block] = this.addNext(step, this.sums[block - 1] ?? 0);
      this.places[block] = this.at;
    }
  }

  get(index: number): number {
    this.sum(index);
    return this.addNext(1, 0);
  }

  /** The sum of all before this one. */
  sum(index: number): number {
    const block = Math.floor(index / step);
    this.at = this.places[block] ?? 0;
    return this.addNext(index - block * step, this.sums[block] ?? 0);
  }

  /** The sums of all: before the first, before the second, and so on. */
  allSums(): Int32Array {
    const all = new Int32Array(this.count + 1);
    this.at = 0;
    for (let i = 0; i < this.count; i += 1) all[i + 1] = this.addNext(1, all[i] ?? 0);
    return all;
  }

  /** Reads so many numbers and adds them. */
  private addNext(count: number, to: number): number {
    const { bytes } = this;
    let at = this.at;
    let sum = to;
    for (let left = count; left > 0; left -= 1) {
      let byte = bytes[at++] ?? 0;
      sum += byte & 127;
      for (let unit = 128; byte > 127; unit *= 128) {
        byte = bytes[at++] ?? 0;
        sum += (byte & 127) * unit;
      }
    }
    this.at = at;
    return sum;
  }
}

/** Firsts of what is numbered in a row: the first of each, as packed by `packedAscending`, and behind them where the last one ends. */
export class Firsts {
  private readonly sizes: PackedNumbers;

  constructor(bytes: Uint8Array, count: number) {
    this.sizes = new PackedNumbers(bytes, count + 1);
  }

  /** The first of a group. */
  first(group: number): number {
    return this.sizes.sum(group + 1);
  }

  /** The group that one belongs to. */
  of(index: number): number {
    let [low, high] = [0, this.sizes.count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.first(middle + 1) <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

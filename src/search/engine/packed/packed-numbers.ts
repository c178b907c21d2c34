/** So many numbers make a block: they have one width, and each is written as what it exceeds the least of them by. */
const step = 32;

/**
 * Whole numbers in one to four bytes each, read where they lie: any of them is found at once, and nothing is worked out
 * when a file is opened. In front the least number of each block, then where the block is and how wide its numbers are.
 */
export class PackedNumbers {
  readonly count: number;
  private readonly data: Uint8Array;
  private readonly least: Float64Array;
  /** Of each block: where it is << 3 | the width of its numbers. */
  private readonly places: Uint32Array;

  constructor(bytes: Uint8Array, count: number) {
    this.count = count;
    const blocks = Math.ceil(count / step);
    this.least = new Float64Array(bytes.buffer, bytes.byteOffset, blocks);
    this.places = new Uint32Array(bytes.buffer, bytes.byteOffset + blocks * 8, blocks);
    this.data = bytes.subarray(blocks * 12);
  }

  get(index: number): number {
    const { data } = this;
    const block = index >>> 5;
    const place = this.places[block] ?? 0;
    const width = place & 7;
    const at = (place >>> 3) + (index & 31) * width;
    let value = 0;
    if (width > 0) value = data[at] ?? 0;
    if (width > 1) value |= (data[at + 1] ?? 0) << 8;
    if (width > 2) value |= (data[at + 2] ?? 0) << 16;
    if (width > 3) value += (data[at + 3] ?? 0) * 2 ** 24;
    return value + (this.least[block] ?? 0);
  }

  /** All of them, where none is above 2^31 - 1. */
  all(): Int32Array {
    const values = new Int32Array(this.count);
    for (let i = 0; i < values.length; i += 1) values[i] = this.get(i);
    return values;
  }
}

/** Packs whole numbers, of which none in a block is 2^32 above another. */
export function packedNumbers(values: ArrayLike<number>): Uint8Array {
  const blocks = Math.ceil(values.length / step);
  const bytes = new Uint8Array(blocks * 12 + values.length * 4);
  const least = new Float64Array(bytes.buffer, 0, blocks);
  const places = new Uint32Array(bytes.buffer, blocks * 8, blocks);
  const data = bytes.subarray(blocks * 12);
  let at = 0;
  for (let block = 0; block < blocks; block += 1) {
    const end = Math.min(values.length, (block + 1) * step);
    let [low, high] = [Number.POSITIVE_INFINITY, 0];
    for (let i = block * step; i < end; i += 1) {
      low = Math.min(low, values[i] ?? 0);
      high = Math.max(high, values[i] ?? 0);
    }
    const width = Math.ceil(Math.log2(high - low + 1) / 8);
    least[block] = low;
    places[block] = at * 8 + width;
    for (let i = block * step; i < end; i += 1)
      for (let byte = 0, left = (values[i] ?? 0) - low; byte < width; byte += 1, left = Math.floor(left / 256)) data[at++] = left & 255;
  }
  return bytes.slice(0, blocks * 12 + at);
}

/** Packs where each of a row of sizes begins, and where the last one ends. */
export function packedSums(sizes: ArrayLike<number>): Uint8Array {
  const sums = new Float64Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i += 1) sums[i + 1] = (sums[i] ?? 0) + (sizes[i] ?? 0);
  return packedNumbers(sums);
}

/** Of numbers that never fall, the last that is not above `value`: the group that something belongs to, where each has its first. */
export function lastNotAbove(numbers: PackedNumbers, value: number): number {
  let [low, high] = [0, numbers.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers.get(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A buffer that grows, with numbers as varints: seven bits a byte, the lowest first, the eighth set on all but the last. */
export class Bytes {
  data: Uint8Array;
  length = 0;

  constructor(room = 256) {
    this.data = new Uint8Array(room);
  }

  /** Room for so many bytes more. */
  reserve(more: number): void {
    if (this.length + more <= this.data.length) return;
    const grown = new Uint8Array(Math.max(this.data.length * 2, this.length + more));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  /** Appends a whole number from 0 to 2^32 - 1. */
  varint(value: number): void {
    this.reserve(5);
    let left = value;
    while (left > 127) {
      this.data[this.length++] = (left & 127) | 128;
      left >>>= 7;
    }
    this.data[this.length++] = left;
  }

  /** Appends bytes as they are. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.data.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What was written so far: valid until the next write. */
  written(): Uint8Array {
    return this.data.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

/** Whole numbers in an array that grows. */
export class Numbers {
  data: Int32Array;
  length = 0;

  constructor(room = 64) {
    this.data = new Int32Array(room);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Room for so many numbers more. */
  reserve(more: number): this {
    if (this.length + more > this.data.length) {
      const grown = new Int32Array(Math.max(this.data.length * 2, this.length + more));
      grown.set(this.data);
      this.data = grown;
    }
    return this;
  }

  written(): Int32Array {
    return this.data.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

/** Reads varints one after the other. */
export class VarintReader {
  private readonly data: Uint8Array;

  at = 0;

  constructor(data: Uint8Array) {
    this.data = data;
  }

  next(): number {
    let byte = this.data[this.at++] ?? 0;
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = this.data[this.at++] ?? 0;
      value |= (byte & 127) << shift;
    }
    return value >>> 0;
  }
}

/** Numbers that never fall, as the varints of their differences. */
export function packedAscending(values: Iterable<number>): Uint8Array {
  const bytes = new Bytes(4096);
  let before = 0;
  for (const value of values) {
    bytes.varint(value - before);
    before = value;
  }
  return bytes.written();
}

/** So many numbers that were packed, or as many as there are. */
export function unpacked(bytes: Uint8Array, count?: number): Int32Array {
  const reader = new VarintReader(bytes);
  if (count === undefined) {
    const found = new Numbers();
    while (reader.at < bytes.length) found.push(reader.next());
    return found.written();
  }
  const values = new Int32Array(count);
  for (let i = 0; i < count; i += 1) values[i] = reader.next();
  return values;
}

/** Adds up what each number is more than the one before it; returns the same array. */
export function summed(values: Int32Array): Int32Array {
  for (let i = 1; i < values.length; i += 1) values[i] = (values[i] ?? 0) + (values[i - 1] ?? 0);
  return values;
}

/** In numbers that never fall, the index of the first that is not below `value`; how many there are where all are. */
export function firstNotBelow(values: Int32Array | Float64Array, value: number, count = values.length): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bytes that each of these numbers needs: 1, 2 or 4. */
export function unsignedSize(values: Int32Array): 1 | 2 | 4 {
  let all = 0;
  for (const value of values) all |= value;
  return all >>> 8 === 0 ? 1 : all >>> 16 === 0 ? 2 : 4;
}

/** Bytes as so many numbers of 1, 2 or 4 bytes: in place, where they lie so that this is possible. */
export function unsigned(bytes: Uint8Array, count: number): Uint8Array | Uint16Array | Uint32Array {
  const width = count === 0 ? 1 : bytes.length / count;
  if (width === 1) return bytes;
  const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return width === 2 ? new Uint16Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
}

/** The hashes of spaCy: its models know words by them, so they must be the same to the last bit. */

const mask = (1n << 64n) - 1n;
const multiplier = 0xc6a4a7935bd1e995n;

/** MurmurHash64A of a text in UTF-8, with spaCy's seed. */
export function wordHash(text: string): bigint {
  const bytes = Buffer.from(text, 'utf8');
  let hash = 1n ^ ((BigInt(bytes.length) * multiplier) & mask);
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) {
    let block = (bytes.readBigUInt64LE(at) * multiplier) & mask;
    block ^= block >> 47n;
    hash = ((hash ^ ((block * multiplier) & mask)) * multiplier) & mask;
  }
  if (whole < bytes.length) {
    let rest = 0n;
    for (let at = bytes.length - 1; at >= whole; at -= 1) rest = (rest << 8n) | BigInt(bytes[at] ?? 0);
    hash = ((hash ^ rest) * multiplier) & mask;
  }
  hash = ((hash ^ (hash >> 47n)) * multiplier) & mask;
  return hash ^ (hash >> 47n);
}

const finished = (value: bigint): bigint => {
  let mixed = ((value ^ (value >> 33n)) * 0xff51afd7ed558ccdn) & mask;
  mixed = ((mixed ^ (mixed >> 33n)) * 0xc4ceb9fe1a85ec53n) & mask;
  return mixed ^ (mixed >> 33n);
};

/** The four of `rows` rows that a key is the sum of: MurmurHash3, 128 bits, of one 64-bit number. */
export function rowsOf(key: bigint, seed: number, rows: number): number[] {
  const start = BigInt(seed) ^ 8n;
  let one = (key * 0x87c37b91114253d5n) & mask;
  one = ((one << 31n) | (one >> 33n)) & mask;
  one = ((one * 0x4cf5ad432745937fn) & mask) ^ start;
  one = (one + start) & mask;
  let two = finished((start + one) & mask);
  one = (finished(one) + two) & mask;
  two = (two + one) & mask;
  return [one & 0xffffffffn, one >> 32n, two & 0xffffffffn, two >> 32n].map((part) => Number(part) % rows);
}

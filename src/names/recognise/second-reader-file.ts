import type { TokenRules } from './second-reader-tokens.ts';

/**
 * The file of the second reader, unpacked (tests/bench/second-reader.ts writes it): a head in JSON with the lists of words,
 * then one part after another, in the order and with the types that the head names.
 */

/** A table of numbers: a row is `width` whole numbers, in units of the row's scale. */
export type Rows = { values: Int8Array | Int16Array; scales: Float32Array; width: number };

/** A layer of the network: outputs by inputs, and what is added. */
export type NetLayer = { weights: Float32Array; bias: Float32Array; inputs: number; outputs: number };

/** A layer whose outputs are the largest of three each, then brought to one scale. */
export type MaxoutLayer = NetLayer & { gain: Float32Array; shift: Float32Array };

export type SecondModel = {
  labels: readonly string[];
  rules: TokenRules;
  /** Words whose key is not their hash, but a small number. */
  symbols: ReadonlyMap<string, bigint>;
  /** Norm, prefix, suffix and shape, hashed. */
  tables: readonly Rows[];
  vectors: Rows;
  /** The low halves of the hashes of words that have a vector, in order; and which one. */
  keys: Uint32Array;
  vectorOf: Uint16Array;
  mix: MaxoutLayer;
  windows: readonly MaxoutLayer[];
  narrow: NetLayer;
  lower: NetLayer;
  /** What stands for a token that there is not, by feature. */
  padding: Float32Array;
  upper: NetLayer;
};

const types = { i8: Int8Array, i16: Int16Array, u8: Uint8Array, f32: Float32Array } as const;
export type ModelPart = { name: string; type: keyof typeof types; count: number };
export type ModelHead = {
  labels: string[];
  pieces: [string, [string, string?][]][];
  norms: [string, string][];
  symbols: [string, number][];
  parts: ModelPart[];
};

/** The model in an unpacked file. Throws what JSON.parse and typed arrays throw for a damaged one. */
export function secondModel(bytes: Buffer): SecondModel {
  const size = bytes.readUInt32LE(0);
  const head = JSON.parse(bytes.toString('utf8', 4, 4 + size)) as ModelHead;
  const parts = new Map<string, Int8Array | Int16Array | Uint8Array | Float32Array>();
  let at = 4 + size;
  for (const { name, type, count } of head.parts) {
    const Type = types[type];
    const length = count * Type.BYTES_PER_ELEMENT;
    parts.set(name, new Type(Uint8Array.from(bytes.subarray(at, at + length)).buffer));
    at += length;
  }
  const floats = (name: string): Float32Array => Float32Array.from(parts.get(name) ?? []);
  const rows = (name: string): Rows => {
    const values = parts.get(name);
    if (!(values instanceof Int8Array || values instanceof Int16Array)) throw new Error(`The second reader's file has no ${name}.`);
    const scales = floats(`${name} scales`);
    return { values, scales, width: values.length / scales.length };
  };
  const layer = (name: string): NetLayer => {
    const { values, scales, width } = rows(name);
    const weights = Float32Array.from(values, (value, i) => value * (scales[Math.floor(i / width)] ?? 0));
    return { weights, bias: floats(`${name} bias`), inputs: width, outputs: scales.length };
  };
  const maxout = (name: string): MaxoutLayer => ({ ...layer(name), gain: floats(`${name} gain`), shift: floats(`${name} shift`) });
  return {
    labels: head.labels,
    rules: { pieces: new Map(head.pieces), norms: new Map(head.norms) },
    symbols: new Map(head.symbols.map(([name, id]) => [name, BigInt(id)])),
    tables: ['norm', 'prefix', 'suffix', 'shape'].map(rows),
    vectors: rows('vectors'),
    ...keysFrom(['key steps 0', 'key steps 1', 'key steps 2', 'key rows 0', 'key rows 1'].map((name) => parts.get(name) ?? [])),
    mix: maxout('mix'),
    windows: ['window 0', 'window 1', 'window 2', 'window 3'].map(maxout),
    narrow: layer('narrow'),
    lower: layer('lower'),
    padding: floats('padding'),
    upper: layer('upper'),
  };
}

/** Keys are kept as steps of three bytes from one to the next, byte by byte, so that they can be compressed. */
function keysFrom([low = [], middle = [], high = [], rowLow = [], rowHigh = []]: ArrayLike<number>[]) {
  const keys = new Uint32Array(low.length);
  const vectorOf = new Uint16Array(low.length);
  let key = 0;
  for (let i = 0; i < keys.length; i += 1) {
    key += (low[i] ?? 0) + ((middle[i] ?? 0) << 8) + ((high[i] ?? 0) << 16);
    keys[i] = key;
    vectorOf[i] = (rowLow[i] ?? 0) + ((rowHigh[i] ?? 0) << 8);
  }
  return { keys, vectorOf };
}

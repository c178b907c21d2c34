/**
 * `npm run train -- GOLD_FOLDER [--cv]`: trains the tagger from CrossNER politics (train and dev) and Universal NER English
 * EWT (dev), and writes data/tagger/weights.br, and capitals.br from copies in capitals; with --cv measures it instead, by five folds. The same bytes each time.
 */
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { readWithRules } from '../../src/names/recognise/recognise.ts';
import { buckets, decode, featuresOf, labels, tag, type Weights } from '../../src/names/recognise/tagger.ts';
import { randomFrom } from '../helpers/random.ts';

const count = labels.length;
const rounds = 12;

type Span = { start: number; end: number; label: string };
export type Sentence = { id: string; text: string; spans: Span[] };
export type Sample = { sentence: Sentence; features: Int32Array[]; gold: Int8Array };

/** Weights as the shipped files hold them; `unpack` reads them. */
export function pack({ of, next, scale }: Weights): Buffer {
  const head = Buffer.alloc(4);
  head.writeFloatLE(scale);
  return Buffer.concat([head, Buffer.from(next.buffer, next.byteOffset, next.length), Buffer.from(of.buffer, of.byteOffset, of.length)]);
}

export const readGold = (folder: string, name: string): Sentence[] =>
  readFileSync(join(folder, `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Sentence);

const kinds: Readonly<Record<string, number>> = { PERSON: 1, ORGANIZATION: 3, LOCATION: 5 };

/** Folds are blocks: neighbours are often sentences of one text, and must not stand on both sides. */
export const foldOf = (i: number, count: number): number => Math.floor((i * 5) / count);

/** A sentence as the tagger learns from it. */
export function sampleOf(sentence: Sentence): Sample {
  const { reading, rules } = readWithRules(sentence.text);
  const gold = new Int8Array(reading.words.length);
  for (const { start, end, label } of sentence.spans) {
    const kind = kinds[label];
    if (kind === undefined) continue;
    let isFirst = true;
    for (const [i, word] of reading.words.entries()) {
      if (word.start < start || word.start >= end) continue;
      gold[i] = isFirst ? kind : kind + 1;
      isFirst = false;
    }
  }
  return { sentence, features: featuresOf(reading, rules), gold };
}

/** Sentences as a telegram prints them; those that grow by it (ß) are left out. */
export const inCapitals = (sentences: readonly Sentence[]): Sentence[] =>
  sentences
    .map((sentence) => ({ ...sentence, text: sentence.text.toUpperCase() }))
    .filter(({ text }, i) => text.length === sentences[i]?.text.length);

/** An averaged structured perceptron; the order of sentences in each round follows the seed. */
export function train(samples: readonly Sample[], seed = 1): Weights {
  const of = new Float64Array(buckets * count);
  const sumOf = new Float64Array(buckets * count);
  const next = new Float64Array(count * count);
  const sumNext = new Float64Array(count * count);
  const random = randomFrom(seed);
  let step = 1;
  for (let round = 0; round < rounds; round += 1) {
    const order = samples.map((_, i) => i);
    for (let i = order.length - 1; i > 0; i -= 1) {
      const k = Math.floor(random() * (i + 1));
      [order[i], order[k]] = [order[k] ?? 0, order[i] ?? 0];
    }
    for (const index of order) {
      const { features, gold } = samples[index] ?? { features: [], gold: new Int8Array() };
      const { path } = decode(
        features,
        (feature, label) => of[feature * count + label] ?? 0,
        (before, label) => next[before * count + label] ?? 0,
      );
      const change = (row: Int8Array, by: number): void => {
        row.forEach((label, i) => {
          for (const feature of features[i] ?? []) {
            of[feature * count + label] = (of[feature * count + label] ?? 0) + by;
            sumOf[feature * count + label] = (sumOf[feature * count + label] ?? 0) + by * step;
          }
          if (i > 0) {
            const at = (row[i - 1] ?? 0) * count + label;
            next[at] = (next[at] ?? 0) + by;
            sumNext[at] = (sumNext[at] ?? 0) + by * step;
          }
        });
      };
      if (path.some((label, i) => label !== gold[i])) {
        change(gold, 1);
        change(path, -1);
      }
      step += 1;
    }
  }
  // The mean over all steps; in 255 steps of size, with the largest hundredth of a percent cut off.
  const mean = of.map((value, i) => value - (sumOf[i] ?? 0) / step);
  const meanNext = next.map((value, i) => value - (sumNext[i] ?? 0) / step);
  const sizes = mean
    .filter((value) => value !== 0)
    .map(Math.abs)
    .sort();
  const scale = (sizes[Math.floor(sizes.length * 0.9995)] ?? 1) / 127;
  const cut = (value: number): number => Math.max(-127, Math.min(127, Math.round(value / scale)));
  return { of: Int8Array.from(mean, cut), next: Int8Array.from(meanNext, cut), scale };
}

type Counts = { right: number; found: number; wanted: number };
/** Exact spans of the three kinds, the learned part alone. */
export function measure(samples: readonly Sample[], weights: Weights): Counts {
  const counts = { right: 0, found: 0, wanted: 0 };
  for (const { sentence } of samples) {
    const { reading, rules } = readWithRules(sentence.text);
    const wanted = new Set(
      sentence.spans.filter(({ label }) => kinds[label] !== undefined).map(({ start, end, label }) => `${start} ${end} ${label}`),
    );
    const names = { individual: 'PERSON', organization: 'ORGANIZATION', place: 'LOCATION', country: '', event: '' };
    const found = tag(reading, rules, weights).map(
      ({ from, to, kind }) => `${reading.words[from]?.start ?? 0} ${reading.words[to - 1]?.end ?? 0} ${names[kind]}`,
    );
    counts.found += found.length;
    counts.wanted += wanted.size;
    counts.right += found.filter((one) => wanted.has(one)).length;
  }
  return counts;
}
const f1 = ({ right, found, wanted }: Counts): string => ((200 * right) / (found + wanted)).toFixed(1);

if (process.argv[1]?.endsWith('train.ts') === true) {
  const [folder = '', flag] = process.argv.slice(2);
  const politics = [...readGold(folder, 'crossner-politics.train'), ...readGold(folder, 'crossner-politics.dev')].map(sampleOf);
  const web = readGold(folder, 'uner-ewt.dev').map(sampleOf);
  if (flag === '--cv') {
    for (const [name, own, other] of [
      ['politics', politics, web],
      ['ewt', web, politics],
    ] as const) {
      const sum = { right: 0, found: 0, wanted: 0 };
      for (let fold = 0; fold < 5; fold += 1) {
        const weights = train([...own.filter((_, i) => foldOf(i, own.length) !== fold), ...other]);
        const { right, found, wanted } = measure(
          own.filter((_, i) => foldOf(i, own.length) === fold),
          weights,
        );
        sum.right += right;
        sum.found += found;
        sum.wanted += wanted;
      }
      console.log(
        `${name}: strict F1 ${f1(sum)} (precision ${((100 * sum.right) / sum.found).toFixed(1)}, recall ${((100 * sum.right) / sum.wanted).toFixed(1)}) over five folds`,
      );
    }
  } else {
    const target = join(import.meta.dirname, '../../data/tagger');
    mkdirSync(target, { recursive: true });
    const loud = inCapitals([...politics, ...web].map(({ sentence }) => sentence)).map(sampleOf);
    for (const [name, samples] of [
      ['weights.br', [...politics, ...web]],
      ['capitals.br', loud],
    ] as const) {
      const packed = brotliCompressSync(pack(train(samples)), {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 },
      });
      writeFileSync(join(target, name), packed);
      console.log(`${name}: ${(packed.length / 1e6).toFixed(2)} MB`);
    }
  }
}

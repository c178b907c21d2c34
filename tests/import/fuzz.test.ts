import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSourceReader, type FoundRecord } from '../../src/import/reader.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { sampleFiles } from '../helpers/sample-files.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Damaged files of every format: each gives records or says why not, and the next one is read. */

const files = isLong ? 100_000 : 400;

type Damage = (bytes: Buffer, other: Buffer, random: () => number) => Buffer;
const at = (bytes: Buffer, random: () => number): number => Math.floor(random() * (bytes.length + 1));
const damages: readonly Damage[] = [
  (bytes, _, random) => bytes.subarray(0, Math.max(1, at(bytes, random))),
  (bytes, _, random) => {
    const flipped = Buffer.from(bytes);
    for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips -= 1) {
      const place = Math.floor(random() * bytes.length);
      flipped[place] = (flipped[place] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    return flipped;
  },
  (bytes, _, random) => {
    const [from, to] = [at(bytes, random), at(bytes, random)].toSorted((a, b) => a - b);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to), Buffer.from(' ')]);
  },
  (bytes, _, random) => {
    const [from, to] = [at(bytes, random), at(bytes, random)].toSorted((a, b) => a - b);
    const piece = bytes.subarray(from, to);
    return Buffer.concat([
      bytes.subarray(0, to),
      ...Array.from({ length: 1 + Math.floor(random() * 40) }, () => piece),
      bytes.subarray(to),
    ]);
  },
  (bytes, other, random) => Buffer.concat([bytes.subarray(0, at(bytes, random)), other.subarray(at(other, random)), Buffer.from('\n')]),
  (bytes, _, random) => {
    const place = at(bytes, random);
    const noise = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 256)));
    return Buffer.concat([bytes.subarray(0, place), noise, bytes.subarray(place)]);
  },
  (bytes, _, random) =>
    Buffer.from(
      bytes.toString('latin1').replaceAll(/\d+/g, (digits) => (random() < 0.3 ? '9'.repeat(1 + Math.floor(random() * 12)) : digits)),
      'latin1',
    ),
];

test(`${files} damaged files: none ends the reading, none is passed over without a word`, { timeout: 3 * 3_600_000 }, async () => {
  const seeds = Object.entries(await sampleFiles());
  const folder = tempFolder();
  const random = randomFrom(seedOf('fuzz'));
  const pick = pickerFrom(random);
  const reader = createSourceReader({ trove: 't' });
  const [silent, slow]: [string[], string[]] = [[], []];
  const found = { records: 0, faults: 0 };
  try {
    for (const [name, whole] of seeds)
      expect(
        (await read(join(folder, name), whole)).filter((one) => 'cable' in one),
        name,
      ).not.toEqual([]);
    for (let i = 0; i < files; i += 1) {
      const [name, whole] = pick(seeds);
      const damaged = pick(damages)(Buffer.from(whole), Buffer.from(pick(seeds)[1]), random);
      const started = performance.now();
      const records = await read(join(folder, `now-${name}`), damaged);
      if (records.length === 0) silent.push(`${name} ${damaged.toString('base64').slice(0, 2000)}`);
      if (performance.now() - started > 20_000) slow.push(name);
      for (const record of records) found['fault' in record ? 'faults' : 'records'] += 1;
    }
  } finally {
    await reader.close();
  }
  async function read(path: string, bytes: Uint8Array): Promise<FoundRecord[]> {
    writeFileSync(path, bytes);
    return Array.fromAsync(reader.records(path));
  }
  console.log(
    `fuzz: ${files} files, ${found.records} records, ${found.faults} faults, ${slow.length} slower than 20 s: ${[...new Set(slow)].join(' ')}`,
  );
  expect(silent).toEqual([]);
});

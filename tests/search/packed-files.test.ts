import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Searchable } from '../../src/query/text-fields.ts';
import { matches } from '../../src/query/matching.ts';
import { parseQuery } from '../../src/query/query.ts';
import { byFrequency, countedFields, countedValue, tallied } from '../../src/search/engine/counted.ts';
import { DamagedIndex, type Engine } from '../../src/search/engine/engine.ts';
import { openPackedEngine } from '../../src/search/engine/packed-engine.ts';
import { Holdings } from '../../src/search/engine/packed/holdings.ts';
import { mergeSegments } from '../../src/search/engine/packed/merge.ts';
import { damagedFiles, SegmentStore } from '../../src/search/engine/packed/store.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';
import { byItself, cableOfWords, killedWords } from './packed-writer.ts';
import { record, tree } from './search-index.contract.ts';

type Held = { row: number; hash: string; cable: Searchable };

/** An engine over cables that are kept in a map. */
function openOver(file: string, cables: ReadonlyMap<number, Held>): Engine {
  return openPackedEngine({
    file,
    bodyOf: (row) => cables.get(row)?.cable.body ?? '',
    cableOf: (row) => cables.get(row)?.cable,
    ...byItself,
  });
}

/** Merges all segments of an index, as the background does. */
function mergeAll(file: string): void {
  const store = new SegmentStore(file);
  const merged = store.segments.filter(({ segment }) => segment.count > 0);
  if (merged.length > 1) {
    mergeSegments(
      merged.map(({ segment }) => segment),
      `${file}.merge-test`,
    );
    store.replace(
      merged,
      merged.map(({ segment }) => [...segment.gone]),
      `${file}.merge-test`,
    );
  }
  store.close();
}

const firstHits = (engine: Engine, asked: string, sort: 'best' | 'newest' | 'oldest', without: readonly number[] = []) => {
  const { total, hits } = engine.find(parseQuery(asked).root, { sort, without });
  return { total, hits: Array.from(hits, ({ row, score }) => [row, score.toFixed(9)]) };
};

test('many segments, changed cables and merged segments answer as one segment does, in the same order', () => {
  const seed = seedOf('segments');
  for (let round = 0; round < (isLong ? 60 : 3); round += 1) {
    const random = randomFrom(seed + round);
    const pick = pickerFrom(random);
    const records = fc.sample(fc.array(record, { minLength: 12, maxLength: 30 }), { seed: seed + round, numRuns: 1 })[0] ?? [];
    const cables = new Map<number, Held>();
    const file = join(tempFolder(), 'index');
    const engine = openOver(file, cables);
    for (const [i, fields] of records.entries()) {
      // One in three takes the place of an earlier one, one in ten goes again.
      const row = random() < 0.33 && cables.size > 0 ? pick([...cables.keys()]) : i + 1;
      const held = { row, hash: `${i}`, cable: cableOfWords(row, fields) };
      cables.set(row, held);
      engine.put([held]);
      if (random() < 0.1) {
        cables.delete(row);
        engine.remove([row]);
      }
      engine.settle();
    }
    const fresh = openOver(join(tempFolder(), 'index'), cables);
    fresh.put([...cables.values()]);
    fresh.settle();
    const hidden = [...cables.keys()].filter(() => random() < 0.2);
    const compare = (one: Engine): void => {
      for (const asked of fc.sample(tree, { seed: seed + round, numRuns: isLong ? 100 : 25 })) {
        const { root } = parseQuery(asked);
        const wanted = [...cables.values()].filter(({ row, cable }) => matches(root, { ...cable, row }));
        for (const sort of ['best', 'newest', 'oldest'] as const) {
          const found = firstHits(one, asked, sort);
          expect({ asked, sort, total: found.total }).toEqual({ asked, sort, total: wanted.length });
          expect({ asked, sort, ...found }).toEqual({ asked, sort, ...firstHits(fresh, asked, sort) });
          expect({ asked, ...firstHits(one, asked, sort, hidden) }).toEqual({ asked, ...firstHits(fresh, asked, sort, hidden) });
        }
        for (const field of countedFields) {
          const counts = byFrequency(one.find(root, { sort: 'newest' }).tally(field));
          expect({ asked, field, counts }).toEqual({
            asked,
            field,
            counts: byFrequency(tallied(wanted.map(({ cable }) => countedValue(cable, field)))),
          });
        }
      }
      expect(one.held()).toEqual(new Map([...cables].map(([row, { hash }]) => [row, hash])));
    };
    compare(engine);
    engine.close();
    mergeAll(file);
    expect(damagedFiles(file)).toEqual([]);
    expect(readdirSync(join(file, '..')).length).toBe(2);
    const merged = openOver(file, cables);
    compare(merged);
    merged.close();
    fresh.close();
  }
}, 600_000);

test('what is withdrawn does not count: the order is that of an index that never held it', () => {
  const seed = seedOf('hidden');
  const records = fc.sample(fc.array(record, { minLength: 20, maxLength: 20 }), { seed, numRuns: 1 })[0] ?? [];
  const cables = new Map(records.map((fields, i) => [i + 1, { row: i + 1, hash: '', cable: cableOfWords(i + 1, fields) }]));
  const hidden = [2, 5, 6, 11];
  const [all, less] = [openOver(join(tempFolder(), 'index'), cables), openOver(join(tempFolder(), 'index'), cables)];
  all.put([...cables.values()]);
  less.put([...cables.values()].filter(({ row }) => !hidden.includes(row)));
  for (const engine of [all, less]) engine.settle();
  for (const asked of fc.sample(tree, { seed, numRuns: 200 }))
    expect({ asked, ...firstHits(all, asked, 'best', hidden) }).toEqual({ asked, ...firstHits(less, asked, 'best') });
});

/** What the work returns; undefined when it throws this. */
function answerOr<T>(kind: new () => Error, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof kind) return undefined;
    throw error;
  }
}

/** Cables that are held after a file was left out: all but its own. */
const damagedHeld = (path: string, manifest: string): number => (path === manifest ? 0 : 40);

/** Opens the index again and puts what it lacks, as a start does. */
function mend(file: string, cables: ReadonlyMap<number, Held>, asked: string): { held: number; mended: ReturnType<typeof firstHits> } {
  const engine = openOver(file, cables);
  const held = engine.held();
  engine.put([...cables.values()].filter(({ row }) => !held.has(row)));
  engine.settle();
  const mended = firstHits(engine, asked, 'best');
  engine.close();
  return { held: held.size, mended };
}

test('every damaged byte is found, and only the cables of its segment are read again', () => {
  const random = randomFrom(seedOf('damaged bytes'));
  const file = join(tempFolder(), 'index');
  const cables = new Map(
    Array.from({ length: 60 }, (_, i) => [i + 1, { row: i + 1, hash: `h${i}`, cable: cableOfWords(i + 1, { body: killedWords(i) }) }]),
  );
  const engine = openOver(file, cables);
  for (let i = 0; i < 60; i += 20) {
    engine.put([...cables.values()].slice(i, i + 20));
    engine.settle();
  }
  const asked = 'alpha';
  const right = firstHits(engine, asked, 'best');
  engine.close();
  const names = readdirSync(join(file, '..')).filter((name) => name.startsWith('index'));
  expect(names.length).toBe(4);
  for (let i = 0; i < (isLong ? 500 : 60); i += 1) {
    const path = join(file, '..', pickerFrom(random)(names));
    const whole = readFileSync(path);
    const damaged = Buffer.from(whole);
    const at = Math.floor(random() * damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    writeFileSync(path, damaged);
    expect({ at, path, found: damagedFiles(file) }).toEqual({ at, path, found: [path] });
    const kept = new Map(names.map((name) => [name, readFileSync(join(file, '..', name))]));
    // Either what was damaged is not read for this question, or it is noticed: no answer is wrong.
    const opened = openOver(file, cables);
    const answer = opened.held().size === 60 ? answerOr(DamagedIndex, () => firstHits(opened, asked, 'best')) : undefined;
    opened.close();
    const { held, mended } = answer === undefined ? mend(file, cables, asked) : { held: damagedHeld(path, file), mended: answer };
    expect({ at, held, ...mended }).toEqual({ at, held: damagedHeld(path, file), ...right });
    for (const [name, bytes] of kept) writeFileSync(join(file, '..', name), bytes);
    writeFileSync(path, whole);
  }
}, 600_000);

test('killed while it writes and merges: what was acknowledged is there, and nothing is wrong', async () => {
  const random = randomFrom(seedOf('kills'));
  const file = join(tempFolder(), 'index');
  let acknowledged = -1;
  let last = -1;
  for (let i = 0; i < (isLong ? 1000 : 6); i += 1) {
    const writer = spawn(process.execPath, [join(import.meta.dirname, 'packed-writer.ts'), file, String(last + 1)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let [started, output] = [false, ''];
    const ended = once(writer, 'exit');
    for await (const chunk of writer.stdout as AsyncIterable<Buffer>) {
      output += chunk.toString();
      // It is killed after a number of acknowledged writes, at whatever it does then.
      if (!started && output.split('\n').length > 2 + random() * 20) {
        started = true;
        setTimeout(() => writer.kill('SIGKILL'), random() * 8);
      }
    }
    await ended;
    const numbers = output.split('\n').slice(0, -1).map(Number);
    acknowledged = numbers.at(-1) ?? acknowledged;
    const cables = new Map(
      Array.from({ length: acknowledged + 40 }, (_, n) => [
        n + 1,
        { row: n + 1, hash: `${n}`, cable: cableOfWords(n + 1, { body: killedWords(n) }) },
      ]),
    );
    const engine = openOver(file, cables);
    expect(damagedFiles(file)).toEqual([]);
    const held = engine.held();
    for (let n = 0; n <= acknowledged; n += 1) expect(held.get(n + 1)).toBe(`${n}`);
    last = Math.max(acknowledged, ...[...held.keys()].map((row) => row - 1));
    const wanted = [...held.keys()].filter((row) => killedWords(row - 1).includes('gamma')).sort((a, b) => a - b);
    const found = engine.find(parseQuery('gamma').root, { sort: 'best' });
    expect({ total: found.total, rows: Array.from(found.hits, ({ row }) => row).sort((a, b) => a - b) }).toEqual({
      total: wanted.length,
      rows: wanted,
    });
    engine.close();
  }
}, 3_600_000);

/** Cables of these bodies, by row from 1. */
const bodies = (...texts: readonly string[]): Map<number, Held> =>
  new Map(texts.map((body, i) => [i + 1, { row: i + 1, hash: body, cable: cableOfWords(i + 1, { body }) }]));
const totalOf = (engine: Engine, asked: string): number => engine.find(parseQuery(asked).root, { sort: 'best' }).total;

test('two writers: neither takes away what the other has written, and a question is answered from one state', () => {
  const file = join(tempFolder(), 'index');
  const cables = bodies('alpha one', 'alpha two', 'alpha three');
  const [first, second] = [openOver(file, cables), openOver(file, cables)];
  first.put([...cables.values()].slice(0, 1));
  first.settle();
  expect(totalOf(second, 'alpha')).toBe(1);
  first.put([...cables.values()].slice(1, 2));
  first.settle();
  second.settle();
  expect([totalOf(first, 'alpha'), totalOf(second, 'alpha')]).toEqual([2, 2]);
  second.put([...cables.values()].slice(2));
  second.settle();
  const answered = first.find(parseQuery('alpha').root, { sort: 'best' });
  second.remove([1]);
  second.settle();
  expect([answered.total, answered.has(1), new Set(Array.from(answered.hits, ({ row }) => row))]).toEqual([3, true, new Set([1, 2, 3])]);
  expect(totalOf(first, 'alpha')).toBe(2);
  for (const engine of [first, second]) engine.close();
});

test('a write that fails loses nothing: what was put is written the next time', () => {
  const file = join(tempFolder(), 'index');
  const cables = bodies('alpha one', 'alpha two');
  const engine = openOver(file, cables);
  engine.put([...cables.values()].slice(0, 1));
  engine.settle();
  // Where the manifest is written before it takes its place.
  mkdirSync(`${file}.new`);
  engine.put([{ row: 1, hash: 'changed', cable: cableOfWords(1, { body: 'alpha changed' }) }, ...[...cables.values()].slice(1)]);
  expect(() => engine.settle()).toThrow('EISDIR');
  rmdirSync(`${file}.new`);
  engine.settle();
  expect([totalOf(engine, 'alpha'), totalOf(engine, 'changed'), totalOf(engine, 'one')]).toEqual([2, 1, 0]);
  engine.close();
  const again = openOver(file, cables);
  expect(again.held()).toEqual(
    new Map([
      [1, 'changed'],
      [2, 'alpha two'],
    ]),
  );
  again.close();
});

test('what could not be read in time is no hit because of a NOT', () => {
  const cables = bodies(...Array.from({ length: 12 }, (_, i) => `alpha number${i}`));
  let now = 0;
  const engine = openPackedEngine({
    file: join(tempFolder(), 'index'),
    bodyOf: () => '',
    cableOf(row) {
      // The sixth text that is read, in the order of the refs (C-1, C-10, ...), takes all the time that there is.
      if (row === 3) now += 5000;
      return cables.get(row)?.cable;
    },
    now: () => now,
    ...byItself,
  });
  engine.put([...cables.values()]);
  engine.settle();
  const { total, partial } = engine.find(parseQuery('-/number[0-9]+/').root, { sort: 'best' });
  expect({ total, partial }).toEqual({ total: 0, partial: { looked: 6, of: 12 } });
  engine.close();
});

test('questions at the limits find what brute force finds', () => {
  const many = Array.from({ length: 66 }, (_, i) => `w${String.fromCharCode(97 + Math.floor(i / 26), 97 + (i % 26))}`);
  const cables = bodies('go no on', 'gold gold\ufe0f', many.join(' '), 'the x of '.repeat(2000), 'a b');
  const engine = openOver(join(tempFolder(), 'index'), cables);
  engine.put([...cables.values()]);
  engine.settle();
  for (const asked of [
    `${'x'.repeat(256)}~2`,
    'gold*',
    `"${many.join(' ')}"~3`,
    '"the of"',
    '"x of the"',
    `"a ${'* '.repeat(101)}b"`,
    '"a *"',
    '"* b"',
  ]) {
    const { root } = parseQuery(asked);
    const wanted = [...cables.values()].filter(({ row, cable }) => matches(root, { ...cable, row })).length;
    expect({ asked, total: totalOf(engine, asked) }).toEqual({ asked, total: wanted });
  }
  engine.close();
});

test('a suggestion is written as the word mostly is, however its cables lie in segments', () => {
  const cables = bodies('Kissinger Kissinger Kissinger kissinger kissinger', 'kissinger kissinger', 'KISSINGER '.repeat(9));
  for (const atOnce of [1, 3]) {
    const engine = openOver(join(tempFolder(), 'index'), cables);
    for (let i = 0; i < 3; i += atOnce) {
      engine.put([...cables.values()].slice(i, i + atOnce));
      engine.settle();
    }
    expect(engine.suggest('kisinger', 2, [])).toEqual(['kissinger']);
    expect(engine.suggest('kisinger', 2, [2])).toEqual(['Kissinger']);
    expect(engine.suggest('kisinger', 2, [1, 2])).toEqual(['KISSINGER']);
    engine.close();
  }
});

const textsIn = (holdings: Holdings): string[] => [...holdings.hashes().values()].toSorted();

test('a merge that comes too late leaves everything as it is, also where the cables are', async () => {
  const file = join(tempFolder(), 'index');
  const cables = [...bodies(...Array.from({ length: 9 }, (_, i) => `alpha ${'x '.repeat(i)}`)).values()];
  const holdings = new Holdings(file, byItself);
  for (const cable of cables.slice(0, 8)) {
    holdings.put([cable]);
    holdings.seal();
  }
  expect(holdings.places().of(8)).toEqual({ index: 7, doc: 0 });
  const merging = holdings.mergeSoon(false);
  mergeAll(file);
  const other = openOver(file, new Map());
  other.put(cables.slice(8));
  other.settle();
  await merging;
  // It has seen meanwhile what the others did.
  expect(holdings.segments().map(({ count }) => count)).toEqual([8, 1]);
  expect([holdings.places().of(8)?.index, holdings.places().of(9)?.index]).toEqual([0, 1]);
  expect(holdings.counted([9]).map(({ lost }) => lost)).toEqual([0, 1]);
  for (const one of [holdings, other]) one.close();
});

test('what changes while segments are merged is not lost, and a segment of which much is gone is written anew', async () => {
  const file = join(tempFolder(), 'index');
  const cables = [...bodies(...Array.from({ length: 16 }, (_, i) => `alpha text${i}`)).values()];
  const holdings = new Holdings(file, byItself);
  for (let i = 0; i < 16; i += 2) {
    holdings.put(cables.slice(i, i + 2));
    holdings.seal();
  }
  const merging = holdings.mergeSoon(false);
  holdings.remove(1);
  holdings.put([{ row: 3, hash: 'changed', cable: cableOfWords(3, { body: 'changed' }) }]);
  holdings.seal();
  await merging;
  const left = ['changed', ...cables.flatMap(({ row, hash }) => (row === 1 || row === 3 ? [] : [hash]))].toSorted();
  expect([holdings.segments().map(({ count }) => count), textsIn(holdings)]).toEqual([[1, 16], left]);
  for (let row = 4; row <= 8; row += 1) holdings.remove(row);
  holdings.seal();
  await holdings.mergeSoon(true);
  expect([holdings.segments().map(({ count }) => count), textsIn(holdings).length]).toEqual([[10], 10]);
  holdings.close();
});

test('a merge that meets damage leaves the damaged segment out, and says so', async () => {
  const file = join(tempFolder(), 'index');
  const holdings = new Holdings(file, byItself);
  for (const cable of bodies(...Array.from({ length: 8 }, (_, i) => `alpha text${i}`)).values()) {
    holdings.put([cable]);
    holdings.seal();
  }
  const path = holdings.segments()[3]?.file.path ?? '';
  const bytes = readFileSync(path);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  await expect(holdings.mergeSoon(false)).rejects.toThrow(DamagedIndex);
  expect(holdings.count()).toBe(7);
  holdings.close();
});

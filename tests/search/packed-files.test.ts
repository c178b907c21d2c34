import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseQuery } from '../../src/query/query.ts';
import { DamagedIndex } from '../../src/search/engine/engine.ts';
import { damagedFiles } from '../../src/search/engine/packed/store.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';
import { cableOfWords, killedWords } from './packed-writer.ts';
import { type Held, openOver, firstHits, bodies, totalOf } from './packed-cables.ts';

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
function repair(file: string, cables: ReadonlyMap<number, Held>, asked: string): { held: number; repaired: ReturnType<typeof firstHits> } {
  const engine = openOver(file, cables);
  const held = engine.held();
  engine.put([...cables.values()].filter(({ row }) => !held.has(row)));
  engine.settle();
  const repaired = firstHits(engine, asked, 'best');
  engine.close();
  return { held: held.size, repaired };
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
    const { held, repaired } = answer === undefined ? repair(file, cables, asked) : { held: damagedHeld(path, file), repaired: answer };
    expect({ at, held, ...repaired }).toEqual({ at, held: damagedHeld(path, file), ...right });
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

test('two writers: neither removes what the other has written, and a question is answered from one state', () => {
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

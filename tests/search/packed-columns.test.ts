import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseQuery } from '../../src/query/query.ts';
import { openPackedEngine } from '../../src/search/engine/packed-engine.ts';
import { Bits } from '../../src/search/engine/packed/bits.ts';
import { lastNotAbove, packedNumbers, packedSums, PackedNumbers } from '../../src/search/engine/packed/packed-numbers.ts';
import { SegmentWriter } from '../../src/search/engine/packed/segment-writer.ts';
import { Segment } from '../../src/search/engine/packed/segment.ts';
import { pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';
import { byItself, cableOfWords } from './packed-writer.ts';

const random = randomFrom(seedOf('packed columns'));
const pick = pickerFrom(random);
const upTo = (most: number): number => Math.floor(random() * most);

test('numbers of any width are read as they were written, and so is where sizes begin', () => {
  for (let round = 0; round < 200; round += 1) {
    const count = pick([0, 1, 31, 32, 33, 500]);
    const most = pick([1, 2, 256, 257, 65_536, 65_537, 2 ** 24, 2 ** 24 + 1, 2 ** 31]);
    const base = pick([0, 7, 2 ** 33]);
    const values = Array.from({ length: count }, () => base + (random() < 0.5 ? upTo(most) : pick([0, most - 1])));
    const read = new PackedNumbers(packedNumbers(values), count);
    expect(values.map((_, i) => read.get(i))).toEqual(values);

    const sizes = Array.from({ length: count }, () => (random() < 0.3 ? 0 : upTo(Math.min(most, 2 ** 20))));
    const starts = new PackedNumbers(packedSums(sizes), count + 1);
    let sum = 0;
    for (const [i, size] of sizes.entries()) {
      expect([starts.get(i), starts.get(i + 1)]).toEqual([sum, sum + size]);
      // What takes no room has nothing in it: the group is the last that begins there.
      expect(size === 0 ? i : lastNotAbove(starts, sum + upTo(size))).toBe(i);
      sum += size;
    }
  }
});

test('short lists are read as they were written, also those that begin on one page and end on the next', () => {
  const path = join(tempFolder(), 'short');
  const all = 3000;
  const writer = new SegmentWriter(path, all);
  const written: Map<number, number>[] = [];
  for (let list = 0; list < 1500; list += 1) {
    const docs = new Map<number, number>();
    for (let doc = upTo(900); doc < all && docs.size < 128; doc += 1 + upTo(pick([3, 30])))
      docs.set(doc, random() < 0.8 ? 1 : 1 + upTo(300));
    for (const [doc, times] of docs) {
      for (let position = 0; position < times; position += 1) writer.list.positions.push(position * 3);
      writer.list.add(doc, times);
    }
    const word = String(list).padStart(6, '0');
    writer.endList(word, word, 0);
    if (docs.size > 0) written.push(docs);
  }
  writer.finish(
    Array.from({ length: all }, (_, doc) => ({
      row: doc + 1,
      hash: '',
      ref: `C-${doc}`,
      date: '',
      kept: ['', '', '', '', ''],
      body: 9,
      subject: 0,
      head: 0,
    })),
    [],
    () => 1,
  );
  const segment = new Segment(path);
  expect(segment.file.place('short lists')[1]).toBeGreaterThan(2 * 32_768);
  const times = new Int32Array(all);
  for (const list of [...written.keys()].sort(() => random() - 0.5)) {
    const docs = written[list] ?? new Map<number, number>();
    expect([...segment.mark([list], new Bits(all))]).toEqual([...docs.keys()]);
    times.fill(0);
    segment.addAllTimes(list, times);
    expect([...docs.keys()].map((doc) => times[doc])).toEqual([...docs.values()]);
    expect(times.reduce((sum, count) => sum + count, 0)).toBe(segment.lists.times.get(list));
    const cursor = segment.cursor(list);
    const [last = 0] = [...docs.keys()].slice(-1);
    expect([cursor.seek(last), cursor.found]).toEqual([true, docs.get(last)]);
  }
  segment.close();
});

test('hits are read on as they were, also after another question', () => {
  const engine = openPackedEngine({ file: join(tempFolder(), 'index'), bodyOf: () => '', cableOf: () => undefined, ...byItself });
  const words = ['harbour', 'harbours', 'harvest', 'wheat', 'weather'];
  engine.put(
    Array.from({ length: 300 }, (_, i) => ({
      row: i + 1,
      hash: `${i}`,
      cable: cableOfWords(i + 1, { body: Array.from({ length: 1 + upTo(40) }, () => pick(words)).join(' ') }),
    })),
  );
  engine.settle();
  const ask = (text: string) => engine.find(parseQuery(text).root, { sort: 'best' }).hits;
  const [whole, other] = [[...ask('harb* wheat')], [...ask('wea*')]];
  expect(whole.length).toBeGreaterThan(100);
  const [hits, others] = [ask('harb* wheat')[Symbol.iterator](), ask('wea*')[Symbol.iterator]()];
  for (const hit of whole) expect(hits.next().value).toEqual(hit);
  for (const hit of other) expect(others.next().value).toEqual(hit);
  const again = ask('harb* wheat')[Symbol.iterator]();
  for (const [i, hit] of whole.entries()) {
    if (i % 50 === 0) Array.from(ask('wea*'));
    expect(again.next().value).toEqual(hit);
  }
  engine.close();
});

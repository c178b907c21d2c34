import { expect, test } from 'vitest';
import { Bits } from '../../src/search/engine/packed/bits.ts';
import { Numbers } from '../../src/search/engine/packed/bytes.ts';
import { Cursor } from '../../src/search/engine/packed/cursor.ts';
import { isDense } from '../../src/search/engine/packed/dense-list.ts';
import { ListWriter } from '../../src/search/engine/packed/list-writer.ts';
import { storedList } from '../../src/search/engine/packed/stored-list.ts';
import { pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';

const random = randomFrom(seedOf('packed lists'));
const pick = pickerFrom(random);
const upTo = (most: number): number => Math.floor(random() * most);

/** One list, read back in every way that it is read. */
function readBack(all: number, postings: ReadonlyMap<number, readonly number[]>): void {
  const writer = new ListWriter();
  for (const [doc, positions] of postings) {
    for (const position of positions) writer.positions.push(position);
    writer.add(doc, positions.length);
  }
  const { documents, positions } = writer.packed(all);
  const list = storedList(documents.slice(), postings.size, all);
  const marked = new Bits(all);
  list.mark(marked);
  expect([...marked]).toEqual([...postings.keys()]);
  const wanted = new Bits(all);
  for (let doc = 0; doc < all; doc += 1) if (random() < 0.7) wanted.add(doc);
  const times = new Int32Array(all);
  list.addTimes(times, wanted);
  expect(times).toEqual(Int32Array.from({ length: all }, (_, doc) => (wanted.has(doc) ? (postings.get(doc)?.length ?? 0) : 0)));

  const cursor = (): Cursor => new Cursor(list, (start, end) => positions.slice(start, end), positions.length);
  const inRow = cursor();
  for (const doc of postings.keys()) expect(inRow.next()).toBe(doc);
  expect(inRow.next()).toBe(-1);
  const seeking = cursor();
  const step = pick([1, 3, 50, 900]);
  for (let doc = upTo(step); doc < all; doc += 1 + upTo(step)) {
    const held = postings.get(doc);
    expect(seeking.seek(doc)).toBe(held !== undefined);
    if (held === undefined || random() < 0.3) continue;
    const found = new Numbers();
    seeking.positionsInto(found);
    expect([seeking.found, ...found.written()]).toEqual([held.length, ...held]);
  }
}

test('a list of few or of many documents, long ones among them, is read as it was written', () => {
  let inBits = 0;
  for (let round = 0; round < 60; round += 1) {
    const all = pick([1, 127, 128, 129, 500, 3000]);
    const share = pick([0.01, 0.1, 0.13, 0.5, 0.95, 1]);
    const [mostTimes, longest] = [pick([1, 3, 300]), pick([200, 65_000, 200_000])];
    const postings = new Map<number, number[]>();
    for (let doc = 0; doc < all; doc += 1) {
      if (random() >= share) continue;
      const times = random() < 0.02 ? 1 + upTo(mostTimes) : 1 + upTo(Math.min(mostTimes, 4));
      const end = random() < 0.01 ? longest : 900;
      postings.set(
        doc,
        [...new Set(Array.from({ length: times }, () => upTo(end)))].toSorted((a, b) => a - b),
      );
    }
    if (postings.size > 0) readBack(all, postings);
    if (isDense(postings.size, all)) inBits += 1;
  }
  expect(inBits).toBeGreaterThan(0);
});

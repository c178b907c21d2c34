import { expect, test } from 'vitest';
import { rowBits, RowSet } from '../../src/query/row-set.ts';
import { randomFrom, seedOf } from '../helpers/random.ts';

test('a row set holds exactly what was added, each once and in order, and travels as its bytes', () => {
  const random = randomFrom(seedOf('row set'));
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let round = 0; round < 50; round += 1) {
    const rows = Array.from({ length: below(40) }, () => 1 + below(3000));
    const set = new RowSet(rowBits(rows.slice(0, 20))).add(rows.slice(20));
    const wanted = [...new Set(rows)].toSorted((a, b) => a - b);
    expect([...set]).toEqual(wanted);
    expect([...new RowSet(structuredClone(set.bytes()))]).toEqual(wanted);
    expect(set.size).toBe(wanted.length);
    expect(Array.from({ length: 3100 }, (_, row) => row).filter((row) => set.has(row))).toEqual(wanted);
    expect(set.bytes().length).toBe(wanted.length === 0 ? 0 : ((wanted.at(-1) ?? 0) >> 3) + 1);
  }
});

test('what one set has and another has not, and the first of them', () => {
  const random = randomFrom(seedOf('row set without'));
  const drawn = () => Array.from({ length: 60 }, () => 1 + Math.floor(random() * 200));
  for (let round = 0; round < 50; round += 1) {
    const [mine, theirs] = [drawn(), drawn()];
    const left = [...new Set(mine)].filter((row) => !theirs.includes(row)).toSorted((a, b) => a - b);
    const found = new RowSet().add(mine).without(new RowSet().add(theirs));
    expect([[...found], [...found.first(5)], [...found.first(500)]]).toEqual([left, left.slice(0, 5), left]);
  }
});

test('documents that are gone are in no set', () => {
  const set = new RowSet().add([-3, 5]);
  expect([[...set], set.has(-3), set.size]).toEqual([[5], false, 1]);
});

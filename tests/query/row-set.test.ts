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

test('documents that are gone are in no set', () => {
  const set = new RowSet().add([-3, 5]);
  expect([[...set], set.has(-3), set.size]).toEqual([[5], false, 1]);
});

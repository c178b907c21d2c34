import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rowBits } from '../../src/query/row-set.ts';
import { DamagedIndex } from '../../src/search/engine/engine.ts';
import { Holdings } from '../../src/search/engine/packed/holdings.ts';
import { tempFolder } from '../helpers/temp.ts';
import { byItself, cableOfWords } from './packed-writer.ts';
import { openOver, mergeAll, bodies } from './packed-cables.ts';

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
  // By now it has seen what the others did.
  expect(holdings.segments().map(({ count }) => count)).toEqual([8, 1]);
  expect([holdings.places().of(8)?.index, holdings.places().of(9)?.index]).toEqual([0, 1]);
  expect(holdings.counted(rowBits([9])).map(({ lost }) => lost)).toEqual([0, 1]);
  for (const one of [holdings, other]) one.close();
});

test('what changes while segments are merged is not lost, and a segment of which much is gone is rewritten', async () => {
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

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches } from '../../src/query/matching.ts';
import { rowBits } from '../../src/query/row-set.ts';
import { parseQuery } from '../../src/query/query.ts';
import { byFrequency, countedFields, countedValue, tallied } from '../../src/search/engine/counted.ts';
import type { Engine } from '../../src/search/engine/engine.ts';
import { openPackedEngine } from '../../src/search/engine/packed-engine.ts';
import { damagedFiles } from '../../src/search/engine/packed/store.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';
import { byItself, cableOfWords } from './packed-writer.ts';
import { record, tree } from './random-cables.ts';
import { type Held, openOver, mergeAll, firstHits, bodies, totalOf } from './packed-cables.ts';

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

test('withdrawn cables do not count: the order is that of an index that never held it', () => {
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

test('a suggestion is written as the word mostly is, however its cables are spread over segments', () => {
  const cables = bodies('Kissinger Kissinger Kissinger kissinger kissinger', 'kissinger kissinger', 'KISSINGER '.repeat(9));
  for (const atOnce of [1, 3]) {
    const engine = openOver(join(tempFolder(), 'index'), cables);
    for (let i = 0; i < 3; i += atOnce) {
      engine.put([...cables.values()].slice(i, i + atOnce));
      engine.settle();
    }
    expect(engine.suggest('kisinger', 2, rowBits([]))).toEqual(['kissinger']);
    expect(engine.suggest('kisinger', 2, rowBits([2]))).toEqual(['Kissinger']);
    expect(engine.suggest('kisinger', 2, rowBits([1, 2]))).toEqual(['KISSINGER']);
    engine.close();
  }
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGlossary, sumUpTerms } from '../../src/names/glossary.ts';
import { openNamesFile } from '../../src/names/names-file.ts';
import { openNames } from '../../src/names/store.ts';
import { randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

type Place = { row: number; start: number; key: string; term: string; folded: string; meaning: string };

function glossaryOf(places: readonly Place[]) {
  const file = join(tempFolder(), 'names.sqlite');
  const db = openNames(file);
  const insert = db.prepare('INSERT INTO spelled_out VALUES (@row, @start, 9, @term, @key, @meaning, @folded)');
  for (const place of places) insert.run(place);
  sumUpTerms(db);
  db.close();
  return createGlossary(openNamesFile(file));
}

test('with some cables hidden, every sum, order, spelling and place is as if they had never been there', () => {
  const random = randomFrom(seedOf('glossary-sums'));
  const upTo = (n: number): number => Math.floor(random() * n);
  for (let round = 0; round < 25; round += 1) {
    const places = Array.from({ length: 40 }, (_, start): Place => {
      const key = `K${upTo(8)}`;
      const folded = `m${upTo(3)}`;
      return {
        row: 1 + upTo(15),
        start,
        key,
        term: [key, `${key}.`, key.toLowerCase()][upTo(3)] ?? key,
        folded,
        meaning: upTo(2) === 0 ? folded : folded.toUpperCase(),
      };
    });
    const hidden = new Set(Array.from({ length: upTo(6) }, () => 1 + upTo(15)));
    const [all, left] = [glossaryOf(places), glossaryOf(places.filter(({ row }) => !hidden.has(row)))];
    const keys = Array.from({ length: 8 }, (_, i) => `K${i}`);
    for (const limit of [1, 3, 10])
      for (let offset = 0; offset < 10; offset += limit)
        expect(all.terms({ offset, limit, without: hidden }), `${offset} ${limit}`).toEqual(left.terms({ offset, limit }));
    for (const key of keys) {
      expect(all.term(key, hidden)).toEqual(left.term(key));
      expect(all.meanings(key, hidden)).toEqual(left.meanings(key));
    }
    for (const most of [2, 20]) expect(all.completeTerms('k', most, hidden)).toEqual(left.completeTerms('k', most));
    expect(all.knownTerms(keys, hidden)).toEqual(left.knownTerms(keys));
  }
});

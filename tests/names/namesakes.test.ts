import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import type { CableNames } from '../../src/names/resolve/entity.ts';
import { resolve } from '../../src/names/resolve/resolve.ts';
import { isLong } from '../helpers/random.ts';

/** Who is meant by a name that several people have, or had in other years. */

const cable = (ref: string, text: string, date: string, origin = ''): CableNames => ({
  ref,
  trove: '',
  row: Number(ref.replaceAll(/\D/g, '')),
  date,
  origin,
  names: readNames({ subject: '', body: text }),
});
const idsOf = (cables: readonly CableNames[]): string[][] =>
  resolve(cables, [], []).of.map((ids) => [...new Set(ids)].filter((id) => id.startsWith('individual:')));
const entityIn = (cables: readonly CableNames[], id: string) => resolve(cables, [], []).entities.find((one) => one.id === id);

describe('who is who in time', () => {
  const then = cable('A1', 'Mr. Dornic signed it. We thanked Mr. Dornic.', '1864-03-01');
  const now = cable('A2', 'We met Ms. Anna Dornic. Ms. Dornic agreed.', '2011-03-01');

  test('a surname does not mean somebody who lived at another time', () => {
    expect(idsOf([then, now])).toEqual([['individual:dornic'], ['individual:anna dornic']]);
  });

  test('two people of one name in two centuries are two', () => {
    const ids = idsOf([
      cable('B1', 'General Anna Dornic came.', '1864-03-01'),
      cable('B2', 'General Anna Dornic left.', '1866-03-01'),
      cable('B3', 'Ambassador Anna Dornic came.', '2011-03-01'),
    ]);
    expect(ids).toEqual([['individual:anna dornic'], ['individual:anna dornic'], ['individual:anna dornic 2011']]);
  });

  test('a lord is no Mr., and the sender of another post or year is somebody else of the name', () => {
    const lord = cable('C1', 'Lord John Quorvath came. Lord Quorvath left.', '1894-03-01');
    expect(idsOf([lord, cable('C2', 'Mr. Quorvath came.', '1895-03-01')])[1]).toEqual(['individual:quorvath']);
    const then = cable('C3', 'Robert Quorvath came.', '1894-03-01', 'Mr. Quorvath');
    expect(idsOf([then, cable('C4', 'Mr. Quorvath to Mr. Dornic.', '1895-03-01', 'Mr. Quorvath')])[1]).toContain(
      'individual:robert quorvath',
    );
    expect(idsOf([then, cable('C5', 'Mr. Quorvath to Mr. Dornic.', '1884-03-01', 'Mr. Quorvath')])[1]).toContain('individual:quorvath');
  });

  test('a name between given name and surname may be a father’s, in other years', () => {
    const full = cable('C1', 'Mr. Augusto Quorvath Belfrage came.', '1979-03-01');
    const short = (date: string): CableNames => cable('C2', 'Mr. Augusto Belfrage came.', date);
    expect(idsOf([full, short('1979-06-01')])[1]).toEqual(['individual:augusto quorvath belfrage']);
    expect(idsOf([full, short('1974-06-01')])[1]).toEqual(['individual:augusto belfrage']);
  });

  test('a pope is not an ambassador of his name', () => {
    const [one, other] = idsOf([cable('C1', 'We saw Ambassador Dornic.', '2015-03-01'), cable('C2', 'We saw Pope Dornic.', '2015-04-01')]);
    expect(one).toEqual(['individual:dornic']);
    expect(other).toEqual(['individual:dornic pope']);
    expect(entityIn([cable('C2', 'We saw Pope Dornic.', '2015-04-01')], 'individual:dornic pope')?.name).toBe('Pope Dornic');
  });

  test('of two people with one surname, the one who shares the sender is meant; else those who may be, likeliest first', () => {
    const told = [
      cable('D1', 'We met Mr. Paul Dornic.', '2015-03-01', 'Embassy Sofia'),
      cable('D2', 'We met Mr. Peter Dornic.', '2015-03-01', 'Embassy Minsk'),
      cable('D3', 'We met Mr. Peter Dornic again.', '2015-03-01', 'Embassy Minsk'),
    ];
    expect(idsOf([...told, cable('D4', 'Mr. Dornic called.', '2015-04-01', 'Embassy Sofia')])[3]).toEqual(['individual:paul dornic']);
    const unknown = [...told, cable('D4', 'Mr. Dornic called.', '2015-04-01', 'Embassy Rome')];
    expect(idsOf(unknown)[3]).toEqual(['individual:dornic']);
    expect(entityIn(unknown, 'individual:dornic')).toMatchObject({
      ambiguous: true,
      candidates: ['individual:peter dornic', 'individual:paul dornic'],
    });
  });

  test('a first name in a letter means whoever has it there', () => {
    const { of, grounds } = resolve(
      [
        cable(
          'E1',
          `From: Dornic, Jacob J\nTo: Quorvath, Anna\n\n${'It was said that all would be well. '.repeat(9)}We thank Jake for it.`,
          '2012-01-01',
        ),
      ],
      [],
      [],
    );
    expect(of[0]?.at(-1)).toBe('individual:jacob j dornic');
    expect(grounds[0]?.at(-1)).toBe('before');
  });

  test('the order of an import changes nobody', () => {
    const texts = [
      'Mr. Dornic came.',
      'Mr. Paul Dornic came.',
      'Pope Dornic came.',
      'Ms. Anna Dornic came. Dornic left.',
      'Dornic said no.',
    ];
    const one = fc.record({
      text: fc.constantFrom(...texts),
      year: fc.constantFrom('1861', '1880', '1936', '2010', ''),
      origin: fc.constantFrom('', 'Embassy Sofia', 'Embassy Minsk'),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 9 }), fc.integer(), (drawn, seed) => {
        const cables = drawn.map(({ text, year, origin }, i) => cable(`F${i}`, text, year === '' ? '' : `${year}-05-01`, origin));
        const order = cables.map((_, i) => i).toSorted((a, b) => Math.sin(seed + a * 7) - Math.sin(seed + b * 7));
        const [straight, shuffled] = [
          resolve(cables, [], []),
          resolve(
            order.map((i) => cables[i]).filter((x) => x !== undefined),
            [],
            [],
          ),
        ];
        expect(shuffled.entities).toEqual(straight.entities);
        expect(shuffled.of).toEqual(order.map((i) => straight.of[i]));
        expect(shuffled.grounds).toEqual(order.map((i) => straight.grounds[i]));
      }),
      { numRuns: isLong ? 2000 : 150 },
    );
  });
});

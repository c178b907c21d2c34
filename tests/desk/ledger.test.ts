import { expect, test } from 'vitest';
import { covered, openedOrNot, type Shown } from '../../src/desk/ledger.ts';
import { testDesk } from '../helpers/desk.ts';

const anna = { desk: 'desk', member: 'anna' };
const piece = (cable: number, at: number, length = 10): Shown => ({ cable, at, length, isOpened: false });

test('what was shown to whom, when and by which command comes back, of one member and one cable', () => {
  const { ledger } = testDesk();
  ledger.record(anna, 'search', [piece(1, 0), { ...piece(2, 5), version: 3, isOpened: true }], 100);
  ledger.record({ ...anna, member: 'ben' }, 'cable', [piece(1, 7)], 200);
  ledger.record({ ...anna, desk: 'other' }, 'cable', [piece(1, 8)], 50);
  ledger.record(anna, 'cable', [piece(1, 20)], 300);
  ledger.record(anna, 'cable', [], 400);
  const [first, second, third] = [
    { member: 'anna', when: 100, command: 'search', cable: 1, at: 0, length: 10, isOpened: false },
    { member: 'anna', when: 100, command: 'search', cable: 2, at: 5, length: 10, isOpened: true, version: 3 },
    { member: 'anna', when: 300, command: 'cable', cable: 1, at: 20, length: 10, isOpened: false },
  ];
  expect(ledger.since(anna, 99)).toStrictEqual([first, second, third]);
  expect(ledger.since(anna, 100)).toStrictEqual([third]);
  expect(ledger.of(anna, 1)).toStrictEqual([first, third]);
  expect([ledger.first(anna), ledger.first({ ...anna, member: 'nobody' })]).toEqual([100, undefined]);
  const listed = (of: { member?: string; cable?: number }, offset = 0, limit = 10) => {
    const { total, rows } = ledger.list('desk', of, offset, limit);
    return [total, ...rows.map(({ at }) => at)];
  };
  expect(listed({})).toEqual([4, 20, 7, 5, 0]);
  expect(listed({}, 1, 2)).toEqual([4, 7, 5]);
  expect(listed({ member: 'anna' })).toEqual([3, 20, 5, 0]);
  expect(listed({ cable: 1 })).toEqual([3, 20, 7, 0]);
  expect(listed({ member: 'anna', cable: 2 })).toEqual([1, 5]);
  ledger.forget(200);
  expect(listed({})).toEqual([2, 20, 7]);
});

test('what could not be written counts for whom it was, and is written once, with the next', () => {
  const { db, ledger } = testDesk();
  db.exec("CREATE TRIGGER full BEFORE INSERT ON reads BEGIN SELECT raise(ABORT, 'disk full'); END");
  ledger.record(anna, 'search', [piece(1, 0)], 100);
  ledger.record({ ...anna, member: 'ben' }, 'search', [piece(1, 1)], 150);
  ledger.record({ ...anna, desk: 'other' }, 'search', [piece(1, 2)], 160);
  expect(ledger.problem).toBe('disk full');
  expect([ledger.since(anna, 0), ledger.since(anna, 99), ledger.since(anna, 100)].map((reads) => reads.length)).toEqual([1, 1, 0]);
  expect([ledger.of(anna, 1), ledger.of(anna, 2)].map((reads) => reads.map(({ at }) => at))).toEqual([[0], []]);
  expect(ledger.list('desk', {}, 0, 9).total).toBe(0);
  db.exec('DROP TRIGGER full');
  // An answer without any text is occasion enough.
  ledger.record(anna, 'help', [], 200);
  expect(ledger.problem).toBeUndefined();
  expect(ledger.list('desk', {}, 0, 9).rows.map(({ at }) => at)).toEqual([1, 0]);
  ledger.record(anna, 'help', [], 300);
  expect(ledger.of(anna, 1)).toHaveLength(1);
});

test('what was written in a transaction that is rolled back is not lost, and what stays is not written twice', () => {
  const { db, ledger } = testDesk();
  const undone = (): void =>
    db.transaction(() => {
      ledger.record(anna, 'cable', [piece(1, 0)], 100);
      expect(ledger.of(anna, 1), 'inside').toHaveLength(1);
      throw new Error('rolled back');
    })();
  const undoneUnseen = (): void =>
    db.transaction(() => {
      ledger.record(anna, 'cable', [piece(1, 30)], 210);
      throw new Error('rolled back');
    })();
  expect(undone).toThrow('rolled back');
  expect(ledger.list('desk', {}, 0, 9).total).toBe(0);
  expect(ledger.since(anna, 0), 'it was shown').toHaveLength(1);
  ledger.record(anna, 'help', [], 200);
  expect(ledger.list('desk', {}, 0, 9).total).toBe(1);
  // Nobody need ask in between.
  expect(undoneUnseen).toThrow('rolled back');
  ledger.record(anna, 'help', [], 250);
  expect(ledger.list('desk', {}, 0, 9).rows.map(({ when }) => when)).toEqual([210, 100]);
  db.transaction(() => ledger.record(anna, 'cable', [piece(2, 0)], 300))();
  ledger.record(anna, 'cable', [piece(3, 0)], 400);
  expect(ledger.list('desk', {}, 0, 9).rows.map(({ cable }) => cable)).toEqual([3, 2, 1, 1]);
  expect(ledger.of(anna, 2)).toHaveLength(1);
});

test('a cable counts as opened from so many characters together, or nearly all of it', () => {
  const opened = (lengths: readonly number[], whole: number): boolean[] =>
    openedOrNot(
      lengths.map((length, i) => ({ cable: 1, at: i * 1000, length })),
      () => whole,
    ).map(({ isOpened }) => isOpened);
  expect(opened([640], 5000)).toEqual([false]);
  expect(opened([641], 5000)).toEqual([true]);
  expect(opened([320, 321], 5000)).toEqual([true, true]);
  expect(opened([89], 100)).toEqual([false]);
  expect(opened([90], 100)).toEqual([true]);
  // Each cable for itself.
  const mixed = [piece(1, 0, 600), piece(2, 0, 95), piece(1, 700, 30), piece(2, 95, 5)];
  expect(openedOrNot(mixed, (cable) => (cable === 1 ? 5000 : 100)).map(({ cable, isOpened }) => [cable, isOpened])).toEqual([
    [1, false],
    [1, false],
    [2, true],
    [2, true],
  ]);
});

test('pieces that overlap are counted once, in whatever order', () => {
  expect(covered([])).toBe(0);
  expect(covered([piece(1, 5, 10)])).toBe(10);
  expect(covered([piece(1, 10, 5), piece(1, 0, 10)])).toBe(15);
  expect(covered([piece(1, 20, 10), piece(1, 0, 10), piece(1, 5, 10)])).toBe(25);
  expect(covered([piece(1, 0, 100), piece(1, 10, 10), piece(1, 50, 60)])).toBe(110);
});

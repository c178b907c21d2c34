import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { createGroup } from '../../src/store/group-commit.ts';
import { countCommits } from '../helpers/commits.ts';
import { tempFolder } from '../helpers/temp.ts';

function database() {
  const db = openDatabase(join(tempFolder(), 'desk.sqlite'), 'desk');
  const insert = db.prepare('INSERT INTO settings (name, value) VALUES (?, ?)');
  return { db, group: createGroup(db), add: (name: string, value = '') => void insert.run(name, value) };
}

const kept = (db: ReturnType<typeof database>['db']): number =>
  Number(db.prepare("SELECT count(*) FROM settings WHERE name LIKE 'n%'").pluck().get());

test('what sixty people write at the same time waits for the disk once', async () => {
  const { db, group, add } = database();
  const commits = countCommits(db);
  const done = await Promise.all(Array.from({ length: 60 }, (_, i) => group(() => (add(`n${i}`), i))));
  expect(done).toEqual(Array.from({ length: 60 }, (_, i) => i));
  expect([kept(db), commits()]).toEqual([60, 1]);
});

test('nobody is told before it is on disk, and whoever waits is woken one at a time', async () => {
  const { db, group, add } = database();
  const commits = countCommits(db);
  const order: string[] = [];
  const event = (n: number): void => void (order.push(`event ${n}`), n < 3 && setImmediate(event, n + 1));
  const all = ['n1', 'n2', 'n3'].map(async (name) => {
    await group(() => add(name));
    order.push(`${name} ${commits()}`);
  });
  setImmediate(event, 1);
  await Promise.all(all);
  // Events come in between those who are woken.
  expect(order).toEqual(['n1 1', 'event 1', 'n2 1', 'event 2', 'n3 1']);
});

test('one that fails takes back its own writes and no other', async () => {
  const { db, group, add } = database();
  const outcomes = await Promise.allSettled([
    group(() => add('n1')),
    group(() => {
      add('n2');
      throw new Error('mine');
    }),
    group(() => add('n3')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(kept(db)).toBe(2);
});

test('when the disk takes too little for all, each is tried alone', async () => {
  const { db, group, add } = database();
  const pages = Number(db.pragma('page_count', { simple: true }));
  db.pragma(`max_page_count = ${pages + 1}`);
  const outcomes = await Promise.allSettled([
    group(() => add('n1')),
    group(() => add('n2', 'x'.repeat(1_000_000))),
    group(() => add('n3')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(kept(db)).toBe(2);
  db.pragma('max_page_count = 1000000');
  await group(() => add('n2', 'x'.repeat(1_000_000)));
  expect(kept(db)).toBe(3);
});

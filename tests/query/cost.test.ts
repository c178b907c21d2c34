import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { costOf, mostCost } from '../../src/query/cost.ts';
import { parseQuery } from '../../src/query/query.ts';
import { ask, importRecords, quiet, testDesk, wordsOf } from '../helpers/desk.ts';

const cost = (query: string, cables: number): number => costOf(parseQuery(query).root, cables).total;
const endings = Array.from({ length: 32 }, (_, i) => `*tion${String.fromCharCode(97 + (i % 26))}${i}`).join(' OR ');

test('what reads more of the trove costs more, wherever it stands in a query', () => {
  const ordered = ['ferry', '"hot zone"', 'ferr*', 'ferrry~', '*ation', '/fer+y/'].map((query) => cost(query, 25_000));
  expect(ordered).toEqual(ordered.toSorted((a, b) => a - b));
  expect(cost('(ferry OR *ation) -*ition', 25_000)).toBe(cost('ferry', 25_000) + 2 * cost('*ation', 25_000));
  expect(cost('*ation', 250_000)).toBe(10 * cost('*ation', 25_000));
});

test('any plain search may be asked of a quarter of a million cables; 32 endings only where they cost little', () => {
  expect(cost('iran nuclear deal "snap back" from:washington', 250_000)).toBeLessThan(mostCost);
  expect(cost(endings, 1100)).toBeLessThan(mostCost);
  expect(cost(endings, 25_000)).toBeGreaterThan(mostCost);
});

test('a search that costs too much is refused before it is run, and says what costs', async () => {
  const desk = testDesk();
  await importRecords(
    desk,
    Array.from({ length: 4300 }, (_, i) => ({ ref: `R/${i}`, date: '2011-03-04', body: `Word${i}` })),
  );
  await desk.index.ready();
  const { ok, failure, reply } = await ask(await createBot(desk, quiet), 'search', { query: endings });
  expect([ok, failure]).toEqual([false, 'usage']);
  expect(wordsOf(reply)).toMatch(/costs 2 times the limit.*\n.*\*tion/s);
});

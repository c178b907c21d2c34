import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { ask, importRecords, quiet, testDesk, wordsOf } from '../helpers/desk.ts';

test('a search within a range says how many cables with a year or a month only it leaves out', async () => {
  const desk = testDesk();
  const bot = await createBot(desk, quiet);
  await importRecords(desk, [
    { id: 'A', date: '2018-07-16', body: 'Tea and talks.' },
    { id: 'B', date: '2018', body: 'Tea in that year.' },
    { id: 'C', date: '2018-07', body: 'Tea in that month.' },
    { id: 'D', date: '2017', body: 'Tea, a year before.' },
    { id: 'E', date: '2018', body: 'Coffee.' },
    { id: 'F', body: 'Tea without a date.' },
  ]);
  const page = async (options: Record<string, string>, command = 'search') => wordsOf((await ask(bot, command, options)).reply);
  const remark = 'Not in this range: 2 cables with a year or a month only.';
  expect(await page({ query: 'tea date:[2018-07-10 TO 2018-07-20]' })).toContain(remark);
  expect(await page({ query: 'tea', since: '2018-07-10', until: '2018-07-20' })).toContain(remark);
  expect(await page({ query: 'date:2018-07-16' })).toContain('Not in this range: 3 cables');
  expect(await page({ query: 'tea', since: '2018-07-10', kind: 'stats' }, 'analysis')).toContain(remark);
  // In July: C is, B may be.
  expect(await page({ query: 'tea date:2018-07' })).toContain('Not in this range: 1 cable with');
  for (const query of ['tea date:2018', 'tea', 'tea date:[2019-01-01 TO *]', 'tea -date:2018-07'])
    expect(await page({ query }), query).not.toContain('Not in this range');
  const byMonth = await page({ kind: 'coverage', by: 'month' }, 'analysis');
  expect(byMonth).toContain('4 cables without a date that exact are not counted by month.');
});

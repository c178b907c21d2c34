import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { noCable } from '../../src/desk/facts.ts';
import { ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

const record = (n: number) => ({ ref: `A/${n}`, date: '2018-05-01', from: 'Washington', subject: `Subject ${n}`, body: 'Oil.' });
const lead = () => someone('lead');

test('status:read and status:irrelevant find what somebody marked so, whoever has it as work', async () => {
  const desk = testDesk();
  const bot = await createBot(desk, quiet);
  await importRecords(desk, [1, 2, 3, 4].map(record));
  await ask(bot, 'work claim', { ref: 'A/1' }, lead());
  await ask(bot, 'work read', { ref: 'A/1', irrelevant: true, why: 'seating plans' }, lead());
  await ask(bot, 'work read', { ref: 'A/2' }, lead());
  await ask(bot, 'work status', { ref: 'A/3', status: 'irrelevant' }, lead());
  const found = async (query: string): Promise<string[]> => [
    ...new Set(wordsOf((await ask(bot, 'search', { query, sort: 'oldest' }, lead())).reply).match(/A\/\d/g) ?? []),
  ];
  expect(await found('status:irrelevant')).toEqual(['A/1', 'A/3']);
  expect(await found('status:read')).toEqual(['A/2']);
  expect(await found('status:claimed')).toEqual(['A/1']);
});

test('tagged: and noted: find cables by the day on which it was done, in the zone of the desk', async () => {
  const clock = { now: Date.parse('2026-11-02T09:00:00Z') };
  const desk = testDesk({ now: () => clock.now });
  const bot = await createBot(desk, quiet);
  await importRecords(desk, [1, 2, 3].map(record));
  await ask(bot, 'tag add', { ref: 'A/1', tag: 'energy', new: true }, lead());
  await ask(bot, 'note', { ref: 'A/2', text: 'Who told him?' }, lead());
  // Half past eleven in the evening here is the next day in Brussels.
  clock.now = Date.parse('2026-11-03T23:30:00Z');
  await ask(bot, 'tag add', { ref: 'A/2', tag: 'energy' }, lead());
  await ask(bot, 'note', { ref: 'A/3', text: 'And when?' }, lead());
  const found = async (query: string): Promise<string[]> => [
    ...new Set(wordsOf((await ask(bot, 'search', { query }, lead())).reply).match(/A\/\d/g) ?? []),
  ];
  expect(await found('tagged:2026-11-02')).toEqual(['A/1']);
  expect(await found('tagged:2026-11-03')).toEqual(['A/2']);
  expect(await found('tagged:>2026-10')).toEqual(['A/1', 'A/2']);
  expect(await found('tagged:>2026-11')).toEqual([]);
  expect(await found('tagged:[2026-11-02 TO 2026-11-03] noted:2026-11-02')).toEqual(['A/2']);
  expect(await found('noted:<=2026-11-03')).toEqual(['A/2', 'A/3']);
  expect(await found('oil -noted:2026')).toEqual(['A/1']);
  desk.act(lead(), { act: 'schedule' }, ({ put }) =>
    put('daily', noCable, 'digest', { time: '08:00', zone: 'Europe/Brussels', floor: '2026-11-03' }),
  );
  expect(await found('tagged:2026-11-03')).toEqual([]);
  expect(await found('tagged:2026-11-04')).toEqual(['A/2']);
  expect(await found('noted:2026-11-04')).toEqual(['A/3']);
});

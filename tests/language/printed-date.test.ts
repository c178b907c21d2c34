import { expect, test } from 'vitest';
import { fullYear, readDate } from '../../src/language/printed-date.ts';

test.each([
  ['2018-07-16', { date: '2018-07-16' }],
  ['2018-07', { date: '2018-07' }],
  ['2016', { date: '2016' }],
  ['2018-07-26 17:40Z', { date: '2018-07-26', datetime: '2018-07-26 17:40Z' }],
  ['2018-07-26T17:40:00.123Z', { date: '2018-07-26', datetime: '2018-07-26T17:40:00.123Z' }],
  ['2018-02-30T10:00Z', { reason: 'the date 2018-02-30 is impossible' }],
])('the date %s', (printed, expected) => {
  expect(readDate(printed)).toEqual(expected);
});

test('two digits of a year', () => {
  expect(['74', '40', '39', '09', '1974'].map(fullYear)).toEqual(['1974', '1940', '2039', '2009', '1974']);
});

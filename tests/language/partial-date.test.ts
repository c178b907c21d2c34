import { expect, test } from 'vitest';
import { partialDate } from '../../src/language/partial-date.ts';

test.each([
  ['2018', '2018'],
  ['2018-7', '2018-07'],
  ['2018-07-5', '2018-07-05'],
  [' 2016-02-29 ', '2016-02-29'],
  ['2018-02-29', undefined],
  ['2018-13', undefined],
  ['2018-00-01', undefined],
  ['16/07/2018', undefined],
  ['yesterday', undefined],
])('the date %j is %j', (text, date) => {
  expect(partialDate(text)).toBe(date);
});

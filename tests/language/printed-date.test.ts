import { expect, test } from 'vitest';
import { fullYear, readDate } from '../../src/language/printed-date.ts';

test.each([
  ['2018-07-16', { date: '2018-07-16' }],
  ['2018-07', { date: '2018-07' }],
  ['2016', { date: '2016' }],
  ['2018-07-26 17:40Z', { date: '2018-07-26', datetime: '2018-07-26 17:40Z' }],
  ['2018-07-26T17:40:00.123Z', { date: '2018-07-26', datetime: '2018-07-26T17:40:00.123Z' }],
  ['2018-7-3', { date: '2018-07-03' }],
  ['2018/07/03', { date: '2018-07-03' }],
  ['20120912', { date: '2012-09-12' }],
  ['1262304000', { date: '2010-01-01', datetime: '2010-01-01T00:00:00.000Z' }],
  ['1262304000000', { date: '2010-01-01', datetime: '2010-01-01T00:00:00.000Z' }],
  ['28 Feb 1972', { date: '1972-02-28' }],
  ['3. März 1981', { date: '1981-03-03' }],
  ['1er février 1981', { date: '1981-02-01' }],
  ['3 de marzo de 1981', { date: '1981-03-03' }],
  ['14 мая 1998', { date: '1998-05-14' }],
  ['March 3, 1981', { date: '1981-03-03' }],
  ['Sept. 14th, 2009', { date: '2009-09-14' }],
  ['March 1981', { date: '1981-03' }],
  ['14-May-76', { date: '1976-05-14' }],
  ['Wed, 23 Dec 2009 12:26:44 +0000', { date: '2009-12-23', datetime: 'Wed, 23 Dec 2009 12:26:44 +0000' }],
  ['Monday, September 14, 2009 7:32 AM', { date: '2009-09-14', datetime: 'Monday, September 14, 2009 7:32 AM' }],
  ['16.07.2018', { date: '2018-07-16' }],
  ['12/28/1966 18:48', { date: '1966-12-28', datetime: '12/28/1966 18:48', order: 'month' }],
  ['28/12/1966', { date: '1966-12-28', order: 'day' }],
  ['5/5/1966', { date: '1966-05-05' }],
  ['02/05/1972', { reason: 'the date 02/05/1972 can be 1972-05-02 or 1972-02-05', isAmbiguous: true }],
  ['31/31/1966', { reason: 'the date 31/31/1966 is impossible' }],
  ['0000-00-00 00:00:00', { isNone: true }],
  ['Unknown', { isNone: true }],
  ['2018-02-30T10:00Z', { reason: 'the date 2018-02-30 is impossible' }],
  ['2018-31-12', { reason: 'the date 2018-31-12 is impossible; day and month swapped? 2018-12-31' }],
  ['next Tuesday', { reason: 'the date "next Tuesday" is not understood; write YYYY-MM-DD, YYYY-MM or YYYY' }],
])('the date %s', (printed, expected) => {
  expect(readDate(printed)).toEqual(expected);
});

test('a date that can be read in two ways is read as its source writes them', () => {
  expect(readDate('02/05/1972', { order: 'month' })).toEqual({ date: '1972-02-05' });
  expect(readDate('02/05/1972', { order: 'day' })).toEqual({ date: '1972-05-02' });
  expect(readDate('3 March 12', { span: [1905, 1918] })).toEqual({ date: '1912-03-03' });
  expect(readDate('3 March 12')).toEqual({ date: '2012-03-03' });
});

test('two digits of a year', () => {
  expect(['74', '40', '39', '09', '1974'].map(fullYear)).toEqual(['1974', '1940', '2039', '2009', '1974']);
});

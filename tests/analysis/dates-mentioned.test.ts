import { describe, expect, test } from 'vitest';
import { datesMentioned } from '../../src/analysis/dates-mentioned.ts';

describe('dates in texts', () => {
  test.each([
    ['met on 16 July 2018 in', '2018-08-01', ['2018-07-16']],
    ['on July 16, 2018, and on 17 July', '2018-07-20', ['2018-07-16', '2018-07-17']],
    ['A March 7 cable', '2018-12-18', ['2018-03-07']],
    ['on 5 January', '2018-12-18', ['2019-01-05']],
    ['le 1er août 2018 et le 3 août', '2018-08-10', ['2018-08-01', '2018-08-03']],
    ['am 7. März 2018', '2018-04-01', ['2018-03-07']],
    ['in July 2017 already', '2018-04-01', ['2017-07']],
    ['by 16.07.2018 and 16/7/2018', '2018-04-01', ['2018-07-16', '2018-07-16']],
    ['2018-07-16T10:00', '2018-04-01', ['2018-07-16']],
    ['on 31 February 2018 and 45 May', '2018-04-01', []],
    ['page 12 may be read; 10 mayors; marched 3 miles; 14 to 27 men', '2018-04-01', []],
    ['on 16 July', '', []],
    ['on 16 July', '2018', []],
    ['the talks of 16-18 July and of July 3 to 5, 2017', '2018-08-01', ['2018-07-16', '2017-07-03']],
    ['by 7/16/2018 and in July of 2017', '2018-08-01', ['2018-07-16', '2017-07']],
    ['July 9 to 10 men', '2018-08-01', ['2018-07-09']],
    ['12/2018/07 and 1.2.3.2018', '2018-04-01', []],
  ])('%s', (text, sent, dates) => {
    const found = datesMentioned(text, sent);
    expect(found.map(({ date }) => date)).toEqual(dates);
    for (const { start, end } of found) expect(text.slice(start, end)).toMatch(/\d/);
  });

  test('tells what it inferred, and the last of several days', () => {
    expect(datesMentioned('16-18 July, on 5/6/2018, 13/6/2018 and July 3 to 5, 2017', '2018-08-01')).toMatchObject([
      { date: '2018-07-16', until: '2018-07-18', inferred: 'year' },
      { date: '2018-06-05', inferred: 'order' },
      { date: '2018-06-13' },
      { date: '2017-07-03', until: '2017-07-05' },
    ]);
    expect(datesMentioned('13/6/2018, 16 July 2018', '2018-08-01').map((one) => one.inferred)).toEqual([undefined, undefined]);
  });
});

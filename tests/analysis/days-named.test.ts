import { describe, expect, test } from 'vitest';
import { daysNamed } from '../../src/analysis/days-named.ts';

const shown = (text: string, sent = '2018-08-10', language = ''): string[] =>
  daysNamed(text, sent, language).map(({ date, inferred = 'said', until }) =>
    [date, inferred, ...(until === undefined ? [] : [until])].join(' '),
  );

describe('the days that a sentence names', () => {
  test.each([
    ['He left on 16 July 2018.', ['2018-07-16 said']],
    ['He left on 16 July.', ['2018-07-16 year']],
    ['Talks are planned for 3 to 5 September 2018.', ['2018-09-03 said 2018-09-05']],
    ['He left in July, and will be back by the end of September.', ['2018-07 year', '2018-09 year']],
    ['It began last October and ends next March.', ['2017-10 year', '2019-03 year']],
    ['In May he may march in March.', ['2018-05 year', '2018-03 year']],
    ['Minister since 1996, he had been in prison in early 1988.', ['1996 said', '1988 said']],
    ['He works from 1800 to 2000, and by 1930 he is tired.', []],
    ['He left in 2000 hours.', []],
    ['He was dismissed yesterday; the decree was signed the day before yesterday.', ['2018-08-09 day', '2018-08-08 day']],
    ['We shall see him tomorrow and saw her this morning.', ['2018-08-11 day', '2018-08-10 day']],
    ['On May 3 and June 5, 1961, he voted.', ['1961-05-03 said', '1961-06-05 said']],
    ['It is due not later than November 1, and lasts until June.', ['2018-11-01 year', '2019-06 year']],
    ['A speech is planned for December; he cabled instructions on 5 May.', ['2018-12 year', '2018-05-05 year']],
    ['In 1981 the term ends, with elections in May of that year and talks on 3 June of the same year.', ['1981 said']],
    ['Your note of the 7th instant, and his of the 25th ultimo.', ['2018-08-07 day', '2018-07-25 day']],
    ['We plan a speech in November.', ['2018-11 year']],
    ['It ran from February to July, 1972.', ['1972-02 said', '1972-07 said']],
  ])('%s', (text, days) => {
    expect(shown(text)).toEqual(days);
  });

  test.each([
    'Your 104, December 13, 7 p.m., and 106, December 14, received.',
    'With reference to telegram from the Minister number 30, January 26, 5 p.m., this is known.',
    'See the Department’s telegram No. 10 of January 26, 1934, on this.',
    'Embassy telegram 57 of June 5 refers.',
    'My despatch No. 343 of June 10 was read.',
    'See COREU/WAS/0107/18 of 16 July 2018.',
    'The dispatches of April 7 last and July 6 last have come.',
    'From: A. Sent: Monday, June 01, 2009 11:10 AM To: B',
    'On 3 March 2018, at 10:00, Mr. Olsen wrote: no.',
  ])('the date of a document is none of the day: %s', (text) => {
    expect(shown(text)).toEqual([]);
  });

  test('a letter is an event', () => {
    expect(shown('He handed over the letter of 12 July.')).toEqual(['2018-07-12 year']);
  });

  test('words of another language are read in that language only', () => {
    expect(shown('Er kam gestern und geht im Oktober.', '2018-08-10', 'de')).toEqual(['2018-08-09 day', '2018-10 year']);
    expect(shown('Il est parti hier ; il revient en septembre.', '2018-08-10', 'fr')).toEqual(['2018-08-09 day', '2018-09 year']);
    expect(shown('Ms. Hier and Mr. Demain met.')).toEqual([]);
  });

  test('without a day of sending nothing is told from it', () => {
    expect(shown('Yesterday, on 3 May, in June, in 1996.', '')).toEqual(['1996 said']);
    expect(shown('Yesterday, on 3 May, in June 1996.', '2018')).toEqual(['1996-06 said']);
  });
});

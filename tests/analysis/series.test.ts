import { describe, expect, test } from 'vitest';
import { missingIn, seriesOf, weekNumber } from '../../src/analysis/series.ts';
import { fittingLength, stepBy, stepsFrom } from '../../src/analysis/steps.ts';
import type { Head } from '../../src/analysis/data.ts';

describe('steps and series', () => {
  test('steps through days, months and years', () => {
    expect(stepsFrom('2016-02-27', '2016-03-01')).toEqual(['2016-02-27', '2016-02-28', '2016-02-29', '2016-03-01']);
    expect(stepsFrom('2017-11', '2018-02')).toEqual(['2017-11', '2017-12', '2018-01', '2018-02']);
    expect([stepBy('1999', 1), stepBy('2018-01', -3), stepBy('2018-03-01', -1), stepBy('2018-12', 1)]).toEqual([
      '2000',
      '2017-10',
      '2018-02-28',
      '2019-01',
    ]);
    expect(stepsFrom('9998-11', '9999-12')).toHaveLength(14);
    expect(stepsFrom('9998', '9999')).toEqual(['9998', '9999']);
    expect([fittingLength('2018-01-01', '2018-01-20'), fittingLength('2016', '2018'), fittingLength('1861', '2016')]).toEqual([10, 7, 4]);
  });

  const head = (subject: string, date: string, origin = 'Oslo'): Head => ({
    row: 1,
    ref: `${origin} ${date}`,
    date,
    origin,
    marking: '',
    lang: '',
    type: '',
    subject,
  });
  const gaps = (heads: readonly Head[]) => seriesOf(heads).flatMap(missingIn);

  test('counts weeks across the new year', () => {
    const weeks = [
      ['51', '2017-12-22'],
      ['52', '2017-12-29'],
      ['2', '2018-01-12'],
      ['3', '2018-01-19'],
    ] as const;
    const found = gaps(weeks.map(([week, date]) => head(`Weekly report, week ${week}`, date)));
    expect(found.map(({ number, expected }) => ({ ...weekNumber(number), expected }))).toEqual([
      { week: 1, year: 2018, expected: '2018-01-05' },
    ]);
  });

  test('finds no gap without a run, across a long pause, in foreign numbers, or when none is missing', () => {
    const weekly = (numbers: readonly number[], origin?: string) =>
      numbers.map((n) => head(`Weekly report, week ${n}: notes`, `2018-0${Math.ceil(n / 5)}-1${n % 10}`, origin));
    expect(gaps(weekly([1, 2, 3, 4, 5]))).toEqual([]);
    expect(gaps(weekly([1, 2, 4, 7, 9]))).toEqual([]);
    expect(gaps(weekly([1, 2, 9, 10]))).toEqual([]);
    expect(gaps([...weekly([1, 2], 'Oslo'), ...weekly([4, 5], 'Riga')])).toEqual([]);
    expect(gaps(weekly([1, 2, 4, 5]))).toHaveLength(1);
    expect(gaps([head('', '2018-01-01'), head('12', '2018-01-02'), head('Sitrep 3', ''), head('Sitrep 4', '2018')])).toEqual([]);
  });
});

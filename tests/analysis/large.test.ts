import { describe, expect, test } from 'vitest';
import { sampleTexts } from '../../src/analysis/counting.ts';
import type { Data, Head } from '../../src/analysis/data.ts';
import { map } from '../../src/analysis/map.ts';
import { matrix } from '../../src/analysis/matrix.ts';
import { network } from '../../src/analysis/network.ts';
import { timeline } from '../../src/analysis/timeline.ts';
import { gaps } from '../../src/analysis/gaps.ts';
import { trends } from '../../src/analysis/trends.ts';
import { stats } from '../../src/analysis/stats.ts';
import { plain } from '../../src/reply/text.ts';
import { citedKey } from '../../src/cables/cited-key.ts';

/** Analyses are pure over their data: a trove of any size and shape, made up. */
function madeUp(cables: readonly Head[], more: Partial<Data> = {}): Data {
  return {
    cables,
    all: cables,
    others: [],
    rest: [],
    named: () => new Map(),
    counts: () => new Map(),
    entity: () => undefined,
    naming: () => new Set(),
    places: () => [],
    text: () => '',
    body: () => '',
    language: () => '',
    absent: () => [],
    tags: () => new Map(),
    done: () => new Map(),
    senders: () => [],
    ...more,
  };
}

const asked = { label: 'all', otherLabel: '', words: [], isAll: true } as const;

const many = (n: number): Head[] =>
  Array.from({ length: n }, (_, row) => ({
    row,
    ref: `R${row}`,
    date: `201${row % 8}-0${1 + (row % 9)}-1${row % 10}`,
    origin: `O${row % 7}`,
    marking: '',
    lang: '',
    type: '',
    subject: '',
  })).toSorted((a, b) => (a.date < b.date ? -1 : 1));

describe('troves too large to read', () => {
  test('samples evenly, nothing twice, and fewer cables when they are long', () => {
    const cables = many(9000);
    const short = sampleTexts(madeUp(cables, { text: () => 'x'.repeat(100) }), cables, { max: 5000, characters: 8_000_000 });
    expect(short).toHaveLength(5000);
    const long = sampleTexts(madeUp(cables, { text: () => 'x'.repeat(10_000) }), cables, { max: 5000, characters: 8_000_000 });
    expect(long).toHaveLength(800);
    for (const chosen of [short, long]) {
      expect(new Set(chosen.map(({ row }) => row)).size).toBe(chosen.length);
      for (const [i, one] of chosen.entries()) expect(Math.abs(cables.indexOf(one) / cables.length - i / chosen.length)).toBeLessThan(0.01);
    }
  });

  test('says what was sampled, and links no inexact number to its cables', () => {
    const cables = many(70_000);
    const entity = { id: 'country:no', kind: 'country', name: 'Norway', date: '' } as const;
    const other = { id: 'country:se', kind: 'country', name: 'Sweden', date: '' } as const;
    const data = madeUp(cables, {
      named: (heads) => new Map(heads.map(({ row }) => [row, row % 3 === 0 ? [entity, other] : row % 3 === 1 ? [entity] : []])),
      text: (row) => (row % 2 === 0 ? 'pumps on 3 March 2015' : 'sacks on 4 May 2016'),
    });
    for (const [analyse, question] of [
      [map, asked],
      [network, asked],
      [matrix, asked],
      [trends, asked],
    ] as const) {
      const found = analyse(data, question);
      expect(found.notes.map(plain).join(' '), analyse.name).toMatch(/spread evenly/);
      expect(
        found.figures.flatMap(({ shows }) => shows),
        analyse.name,
      ).toEqual([]);
    }
    const found = timeline(data, asked);
    expect(found.notes.map(plain).join(' ')).toContain('read in 12,000 of 70,000 cables');
    const sent = found.figures.flatMap(({ shows }) => shows);
    expect(sent.every(({ what }) => what.startsWith('sent'))).toBe(true);
    expect(sent.reduce((sum, shown) => sum + shown.cables, 0)).toBe(70_000);
  });

  test('does not loop over dates of other centuries', () => {
    const cables = many(300).map((cable, i) => ({ ...cable, date: i === 0 ? '9999-12-31' : i === 1 ? '0001-01-01' : '2018-05-01' }));
    const far = Array.from({ length: 400 }, (_, i) => `on ${1 + (i % 28)} May ${1800 + (i % 200)}`).join('; ');
    for (const by of ['day', 'month', 'year'] as const) {
      const found = timeline(madeUp(cables, { text: () => far }), { ...asked, by });
      expect(found.chart?.form === 'time' && found.chart.steps.length).toBeGreaterThan(0);
      expect(
        timeline(madeUp(cables.slice(2), { text: () => far }), { ...asked, by })
          .notes.map(plain)
          .join(' '),
      ).toContain('dates before or after');
    }
  });

  test('places a missing cited telegram between its numeric neighbours; ignores dates and remarks', () => {
    const cables = many(6).map((cable, i) => ({
      ...cable,
      ref: `1974LAPAZ0${3000 + 10 * i}`,
      date: `1974-06-${10 + i}`,
      subject: `On ${i}`,
    }));
    const absent = (printed: string) => ({ printed, key: citedKey(printed, '1974'), row: cables[5]?.row ?? 0 });
    const scraps = [
      'A PAZ 3179 OF MAY 16',
      'ATE 13866; D)',
      'MBER 9',
      '(BL LA PAZ 5083',
      '1974 (B) STATE',
      'A-110 OF MAY 31',
      'AND',
      'STATE',
    ];
    const data = madeUp(cables, {
      absent: () =>
        ['LA PAZ 3025 TO DEPT OF TRADE', 'MEMCON OF AUGUST 22', 'JUNE 15, 1974', 'STATE 48512', 'STATE 7', ...scraps].map(absent),
    });
    const found = gaps(data, asked);
    expect(stats(data, asked).figures.find(({ cells: [what] }) => what === 'Cited refs that are not here')?.cells[1]).toBe('3');
    expect(found.figures.map(({ cells }) => cells.slice(0, 3))).toEqual([
      ['cited, not here', 'LA PAZ 3025', 'about 1974-06-13'],
      ['cited, not here', 'STATE 48512', '1974-06-15 at the latest'],
      ['cited, not here', 'STATE 7', '1974-06-15 at the latest'],
    ]);
  });

  test('draws the 25 strongest of 5,000 names', () => {
    const cables = many(3000);
    const names = Array.from(
      { length: 5000 },
      (_, i) => ({ id: `individual:${i}`, kind: 'individual', name: `Name ${i} ${'x'.repeat(300)}`, date: '' }) as const,
    );
    const data = madeUp(cables, {
      named: (heads) =>
        new Map(
          heads.map(({ row }) => [
            row,
            Array.from({ length: 12 }, (_, k) => names[(row * 5 + k * (row % 3 === 0 ? 1 : 17)) % 5000]).filter((one) => one !== undefined),
          ]),
        ),
    });
    const found = network(data, asked);
    const nodes = found.chart?.form === 'network' ? found.chart.nodes : [];
    expect(nodes.length).toBeGreaterThan(5);
    expect(nodes.length).toBeLessThanOrEqual(25);
    const scores = found.figures.map(({ cells }) => Number(cells[3]));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });
});

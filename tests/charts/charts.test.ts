import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { datesMentioned } from '../../src/analysis/dates-mentioned.ts';
import { logOdds } from '../../src/analysis/log-odds.ts';
import { missingIn, seriesOf, weekNumber } from '../../src/analysis/series.ts';
import { fittingLength, stepBy, stepsFrom } from '../../src/analysis/steps.ts';
import { sampleTexts } from '../../src/analysis/counting.ts';
import type { Data, Head } from '../../src/analysis/data.ts';
import { map } from '../../src/analysis/map.ts';
import { matrix } from '../../src/analysis/matrix.ts';
import { network } from '../../src/analysis/network.ts';
import { timeline } from '../../src/analysis/timeline.ts';
import { gaps } from '../../src/analysis/gaps.ts';
import { trends } from '../../src/analysis/trends.ts';
import { plain } from '../../src/reply/text.ts';
import type { Chart } from '../../src/charts/chart.ts';
import { drawSvg } from '../../src/charts/draw.ts';
import { labelEnds, labelLines, labelText, room } from '../../src/charts/label.ts';
import { pngOf } from '../../src/charts/png.ts';
import { inkOn, theme, themes } from '../../src/charts/theme.ts';
import { tiles } from '../../src/charts/tiles.ts';
import { sha256 } from '../../src/store/hash.ts';
import { citedKey } from '../../src/cables/cited-key.ts';

/** Pictures: the same bytes everywhere, readable, and safe whatever a label says. And the arithmetic beside them. */

const hostile = '</text><script>alert(1)</script> "&amp;" \u202Egnp.exe \u0000\uD800 *** @everyone '.repeat(6).slice(0, 300);
const wide = 'Ω'.repeat(300);
const months = stepsFrom('2016-01', '2018-12');

const charts: Readonly<Record<string, Chart>> = {
  bars: {
    form: 'bars',
    title: 'Words that set “Иран” apart',
    sides: ['before', 'after'],
    groups: ['Words', 'Names'],
    bars: [
      { label: 'Санкции', value: 5.2, shown: 'z 5.2', group: 0 },
      { label: 'Αθήνα', value: 3, shown: 'z 3.0', group: 1 },
      { label: 'pumps', value: -4.1, shown: 'z −4.1', group: 0 },
    ],
  },
  heat: {
    form: 'heat',
    title: 'Missions and countries',
    rows: ['EU Delegation Washington', 'Représentation à Genève'],
    columns: ['Iran', 'United States', 'Bosnia and Herzegovina', 'Chad', 'Peru', 'Serbia', 'Kosovo', 'Greece'],
    cells: [
      [0, 1, 2, 3, 4, 5, 6, 7],
      [10, 12, 3, 0, 0, 0, 1, 1],
    ].map((row) => row.map((value) => ({ value, shown: value === 0 ? '' : String(value) }))),
  },
  time: {
    form: 'time',
    steps: months,
    panels: ['By date sent', 'By dates mentioned'].map((title, k) => ({
      title,
      series: ['iran', 'ukraine OR kyiv'].map((name, i) => ({ name, values: months.map((_, at) => (at * (3 + i) + k) % 11) })),
    })),
    marks: [
      { letter: 'A', step: 10 },
      { letter: 'B', step: 11 },
      { letter: 'C', step: 34 },
    ],
  },
  network: {
    form: 'network',
    title: 'Named in the same cables',
    nodes: Array.from({ length: 25 }, (_, i) => ({
      name: `${['Dmitry O. Rogozin', 'European Council', 'Iran', 'Helsinki meeting'][i % 4] ?? ''} ${i}`,
      kind: (['individual', 'organization', 'country', 'event'] as const)[i % 4] ?? 'event',
      cables: 1 + i * 3,
    })),
    edges: Array.from({ length: 40 }, (_, i) => ({ a: i % 25, b: (i * 7 + 3) % 25, weight: (i % 10) / 10 })).filter(({ a, b }) => a !== b),
  },
  tiles: {
    form: 'tiles',
    title: 'Cables that name the country',
    counts: [
      { code: 'US', count: 1200 },
      { code: 'IR', count: 40 },
      { code: 'XK', count: 3 },
    ],
  },
};

/** The pictures as they were looked at and found good: whoever changes how they are drawn looks at them again. */
const golden: Readonly<Record<string, string>> = {
  'bars dark': '4342922d36dbd3a3',
  'bars light': '5a560e94bb2a1046',
  'heat dark': 'e321de744b5ada67',
  'heat light': 'bb07f3b929e7fcb3',
  'network dark': '7acedff59fff7915',
  'network light': 'aadffcb6905340b1',
  'tiles dark': '6bef89e04d7f3d4a',
  'tiles light': '5d37a05ac0b474c7',
  'time dark': 'e951b422757b40d9',
  'time light': '1cd3536a98d7c79d',
};

describe('pictures', () => {
  test.each(Object.keys(charts).flatMap((name) => themes.map((one) => ({ name, one }))))(
    '$name, $one: as it was looked at',
    async ({ name, one }) => {
      const svg = await drawSvg(charts[name] as Chart, one);
      expect(sha256(svg).slice(0, 16)).toBe(golden[`${name} ${one}`]);
      expect(await drawSvg(charts[name] as Chart, one)).toBe(svg);
      const sizes = [...svg.matchAll(/font-size="(\d+)px"/g)].map(
        ([, size]) => (Number(size) * 1200) / Number(/width="(\d+)"/.exec(svg)?.[1]),
      );
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(23.9);
      expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(1215);
      const pngs = await Promise.all([pngOf(svg), pngOf(svg)]);
      expect(Buffer.from(pngs[0] ?? []).equals(Buffer.from(pngs[1] ?? []))).toBe(true);
    },
  );

  test('Latin, Greek and Cyrillic letters are drawn: each makes other bytes than none', async () => {
    const of = async (label: string) =>
      Buffer.from(await pngOf(await drawSvg({ form: 'bars', title: '', bars: [{ label, value: 1, shown: '1' }] }, 'dark')));
    const none = await of('');
    const missing = await of('\uE000\uE000\uE000\uE000');
    for (const label of ['Oslo', 'Αθήνα', 'Киев']) {
      expect((await of(label)).equals(none), label).toBe(false);
      expect((await of(label)).equals(missing), label).toBe(false);
    }
  });

  test.each(['dark', 'light'] as const)(
    '%s: labels of 300 signs, of hostile text and of none draw a picture of the same width',
    async (one) => {
      for (const name of [hostile, wide, '', 'W'.repeat(300)]) {
        const all: Chart[] = [
          { form: 'bars', title: name, sides: [name, name], groups: [name, name], bars: [{ label: name, value: -1, shown: name }] },
          {
            form: 'heat',
            title: name,
            rows: [name, name],
            columns: Array.from({ length: 9 }, () => name),
            cells: [[{ value: 1, shown: name }], []],
          },
          {
            form: 'time',
            steps: ['2018-01'],
            panels: [
              {
                title: name,
                series: [
                  { name, values: [0] },
                  { name: `${name}2`, values: [1] },
                ],
              },
            ],
            marks: [{ letter: 'A', step: 0 }],
          },
          {
            form: 'network',
            title: name,
            nodes: [
              { name, kind: 'event', cables: 1 },
              { name, kind: 'country', cables: 0 },
            ],
            edges: [{ a: 0, b: 1, weight: 1 }],
          },
          { form: 'tiles', title: name, counts: [{ code: name, count: 3 }] },
        ];
        for (const chart of all) {
          const svg = await drawSvg(chart, one);
          for (const live of ['<script', '\u202E', '\u0000']) expect(svg).not.toContain(live);
          expect(Number(/width="(\d+)"/.exec(svg)?.[1]), chart.form).toBeLessThanOrEqual(1215);
          expect((await pngOf(svg)).length).toBeGreaterThan(500);
        }
      }
    },
  );

  test('without anything to draw there is still a picture', async () => {
    for (const chart of [
      { form: 'bars', title: 't', bars: [] },
      { form: 'heat', title: 't', rows: [], columns: [], cells: [] },
      { form: 'network', title: 't', nodes: [], edges: [] },
      { form: 'tiles', title: 't', counts: [] },
      { form: 'time', steps: ['2018'], panels: [{ title: 't', series: [{ name: 'n', values: [0] }] }], marks: [] },
    ] as const)
      expect((await pngOf(await drawSvg(chart, 'dark'))).length).toBeGreaterThan(200);
  });

  test('names of a network never lie on each other, and all are inside the frame', async () => {
    const svg = await drawSvg(charts['network'] as Chart, 'light');
    const texts = [
      ...svg.matchAll(/<text text-anchor="middle" transform="translate\(([\d.]+),([\d.]+)\)"[^>]*fill="#1e1f22"[^>]*>([^<]*)</g),
    ].map(([, x, y, text = '']) => ({
      x: Number(x),
      y: Number(y),
      half: room(text) * 6.5,
      text,
    }));
    expect(texts.length).toBeGreaterThanOrEqual(25);
    for (const [i, a] of texts.entries()) {
      expect(a.x - a.half).toBeGreaterThan(-8);
      expect(a.x + a.half).toBeLessThan(908);
      expect(a.y).toBeLessThan(1360);
      for (const b of texts.slice(i + 1))
        expect(Math.abs(a.y - b.y) >= 20 || Math.abs(a.x - b.x) >= (a.half + b.half) * 0.85, `${a.text} on ${b.text}`).toBe(true);
    }
  });

  test('every country has one tile', () => {
    const codes = (
      JSON.parse(readFileSync(join(import.meta.dirname, '../../data/gazetteer/countries.json'), 'utf8')) as { code: string }[]
    ).map(({ code }) => code);
    expect(tiles.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
    expect(new Set(tiles.map(({ column, row }) => `${column} ${row}`)).size).toBe(tiles.length);
  });

  test('text stands out from its ground by 4.5 at least, and the steps of the ramp rise or fall all the way', () => {
    const light = (colour: string): number => {
      const channel = (at: number) => {
        const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
        return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      };
      return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    };
    const contrast = (a: string, b: string): number => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    for (const one of themes) {
      const { back, text, faint, ramp, series } = theme[one];
      for (const colour of [text, faint]) expect(contrast(colour, back), `${one} ${colour}`).toBeGreaterThan(4.5);
      for (const colour of series) expect(contrast(colour, back), `${one} ${colour}`).toBeGreaterThan(3);
      for (const colour of ramp) expect(contrast(inkOn(colour), colour), `${one} ${colour}`).toBeGreaterThan(4.5);
      const steps = ramp.map(light);
      expect(steps).toEqual(steps.toSorted((a, b) => (one === 'dark' ? a - b : b - a)));
    }
  });
});

describe('labels', () => {
  test('what nobody sees is gone, what is too long is cut with an ellipsis', () => {
    expect(labelText('a\u202Eb\u0000 \n c', 10)).toBe('a b c');
    expect(labelText('a'.repeat(300), 10)).toBe(`${'a'.repeat(8)}…`);
    expect(labelEnds('EU Delegation Belgrade and Podgorica', 20)).toMatch(/^EU D.*….*gorica$/);
    expect(labelLines('United Nations Security Council', 14).length).toBe(2);
    for (const text of [hostile, wide, '👩‍👩‍👧‍👦'.repeat(50), 'é'.normalize('NFD').repeat(99), 'z\u0301\u0301\u0301\u0301\u0301'])
      for (const cut of [labelText(text, 12), labelEnds(text, 12), ...labelLines(text, 12)]) {
        expect(room(cut)).toBeLessThanOrEqual(12.001);
        expect(cut.isWellFormed()).toBe(true);
      }
  });
});

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
    ['12/2018/07 and 1.2.3.2018', '2018-04-01', []],
  ])('%s', (text, sent, dates) => {
    const found = datesMentioned(text, sent);
    expect(found.map(({ date }) => date)).toEqual(dates);
    for (const { start, end } of found) expect(text.slice(start, end)).toMatch(/\d/);
  });
});

describe('log-odds', () => {
  test('follows the published formula, is odd in its sides, and 0 for what is alike', () => {
    const rates = [
      { first: 30, second: 5 },
      { first: 10, second: 10 },
      { first: 0, second: 12 },
      { first: 60, second: 73 },
    ];
    const z = logOdds(rates, 100);
    // Monroe et al. 2008, equations 16, 22, 23, written out for the first.
    const [n1, n2, a0] = [100, 100, 100];
    const a = (100 * 35) / 200;
    const delta = Math.log((30 + a) / (n1 + a0 - 30 - a)) - Math.log((5 + a) / (n2 + a0 - 5 - a));
    expect(z[0]).toBeCloseTo(delta / Math.sqrt(1 / (30 + a) + 1 / (5 + a)), 10);
    expect(z[1]).toBeCloseTo(0, 10);
    const turned = logOdds(
      rates.map(({ first, second }) => ({ first: second, second: first })),
      100,
    );
    for (const [i, value] of z.entries()) expect(turned[i]).toBeCloseTo(-value, 10);
    expect(logOdds([{ first: 0, second: 0 }])).toEqual([0]);
  });
});

/** Analyses are pure over their data: a trove of any size and shape, made up. */
function madeUp(cables: readonly Head[], more: Partial<Data> = {}): Data {
  return {
    cables,
    all: cables,
    others: [],
    rest: [],
    named: () => new Map(),
    entity: () => undefined,
    places: () => [],
    text: () => '',
    body: () => '',
    language: () => '',
    absent: () => [],
    tags: () => new Map(),
    done: () => new Map(),
    senders: () => [],
    searches: () => undefined,
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

describe('more than can be read', () => {
  test('a sample is spread evenly, holds nothing twice, and gets smaller where cables are long', () => {
    const cables = many(9000);
    const short = sampleTexts(madeUp(cables, { text: () => 'x'.repeat(100) }), cables, { most: 5000, signs: 8_000_000 });
    expect(short).toHaveLength(5000);
    const long = sampleTexts(madeUp(cables, { text: () => 'x'.repeat(10_000) }), cables, { most: 5000, signs: 8_000_000 });
    expect(long).toHaveLength(800);
    for (const chosen of [short, long]) {
      expect(new Set(chosen.map(({ row }) => row)).size).toBe(chosen.length);
      for (const [i, one] of chosen.entries()) expect(Math.abs(cables.indexOf(one) / cables.length - i / chosen.length)).toBeLessThan(0.01);
    }
  });

  test('what was sampled is said, and no number that is not exact promises its cables', () => {
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

  test('dates of other centuries, and the last there can be, are not waited for', () => {
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

  test('a telegram that is cited and absent is expected between its neighbours in number; dates and remarks are no refs', () => {
    const cables = many(6).map((cable, i) => ({
      ...cable,
      ref: `1974LAPAZ0${3000 + 10 * i}`,
      date: `1974-06-${10 + i}`,
      subject: `On ${i}`,
    }));
    const absent = (printed: string) => ({ printed, key: citedKey(printed, '1974'), row: cables[5]?.row ?? 0 });
    const found = gaps(
      madeUp(cables, { absent: () => ['LA PAZ 3025', 'MEMCON OF AUGUST 22', 'JUNE 15, 1974', 'STATE 48512'].map(absent) }),
      asked,
    );
    expect(found.figures.map(({ cells }) => cells.slice(0, 3))).toEqual([
      ['cited, not here', 'LA PAZ 3025', 'about 1974-06-13'],
      ['cited, not here', 'STATE 48512', 'by 1974-06-15'],
    ]);
  });

  test('5,000 names: at most 25 are drawn, the strongest', () => {
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

describe('steps and series', () => {
  test('days, months and years follow each other', () => {
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

  test('weeks are reckoned through the turn of the year', () => {
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

  test('no gap where the neighbours are no run, where the pause is long, where others number themselves, or nothing is missing', () => {
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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stepsFrom } from '../../src/analysis/steps.ts';
import type { Chart } from '../../src/charts/chart.ts';
import { drawSvg } from '../../src/charts/draw.ts';
import { labelEnds, labelLines, labelText, textWidth } from '../../src/charts/label.ts';
import { pngOf } from '../../src/charts/png.ts';
import { inkOn, theme, themes } from '../../src/charts/theme.ts';
import { tiles } from '../../src/charts/tiles.ts';
import { sha256 } from '../../src/store/hash.ts';

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
      group: (['individual', 'organization', 'country', 'event'] as const)[i % 4] ?? 'event',
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
  'bars dark': 'ac32252b791c1694',
  'bars light': '6ee160b5bc6206d4',
  'heat dark': 'dfe778d29addee0e',
  'heat light': 'cde99f8427272d52',
  'network dark': 'ef3e64ed941937e1',
  'network light': 'd004ab3da043332f',
  'tiles dark': '8e86969349b80de7',
  'tiles light': '03ace3693f1ece23',
  'time dark': '3cd520da3f738cde',
  'time light': 'bb485c9fcbaa4e82',
};

/** How wide a picture is shown on a phone of 390 points, inside of a message. */
const phoneWidth = 294;

/** The letters on the tiles of the map, which the list under it repeats. */
const isOnTile = (name: string, shown: string): boolean => name === 'tiles' && /^[A-Z]{2}$/.test(shown);

describe('pictures', () => {
  test.each(Object.keys(charts).flatMap((name) => themes.map((one) => ({ name, one }))))(
    '$name, $one: as it was looked at',
    async ({ name, one }) => {
      const svg = await drawSvg(charts[name] as Chart, one);
      expect(sha256(svg).slice(0, 16)).toBe(golden[`${name} ${one}`]);
      expect(await drawSvg(charts[name] as Chart, one)).toBe(svg);
      const drawnWidth = Number(/width="(\d+)"/.exec(svg)?.[1]);
      const sizes = [...svg.matchAll(/font-size="(\d+)px"[^>]*>([^<]*)</g)].flatMap(([, size, shown = '']) =>
        isOnTile(name, shown) ? [] : [(Number(size) * phoneWidth) / drawnWidth],
      );
      expect(sizes.length).toBeGreaterThan(2);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
      expect(drawnWidth).toBeLessThanOrEqual(640);
      const pngs = await Promise.all([pngOf(svg), pngOf(svg)]);
      expect(Buffer.from(pngs[0] ?? []).equals(Buffer.from(pngs[1] ?? []))).toBe(true);
    },
  );

  test('draws Latin, Greek and Cyrillic letters', async () => {
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
              { name, group: 'event', cables: 1 },
              { name, group: 'country', cables: 0 },
            ],
            edges: [{ a: 0, b: 1, weight: 1 }],
          },
          { form: 'tiles', title: name, counts: [{ code: name, count: 3 }] },
        ];
        for (const chart of all) {
          const svg = await drawSvg(chart, one);
          for (const live of ['<script', '\u202E', '\u0000']) expect(svg).not.toContain(live);
          expect(Number(/width="(\d+)"/.exec(svg)?.[1]), chart.form).toBeLessThanOrEqual(640);
          expect((await pngOf(svg)).length).toBeGreaterThan(500);
        }
      }
    },
  );

  test('draws a picture even of nothing', async () => {
    for (const chart of [
      { form: 'bars', title: 't', bars: [] },
      { form: 'heat', title: 't', rows: [], columns: [], cells: [] },
      { form: 'network', title: 't', nodes: [], edges: [] },
      { form: 'tiles', title: 't', counts: [] },
      { form: 'time', steps: ['2018'], panels: [{ title: 't', series: [{ name: 'n', values: [0] }] }], marks: [] },
    ] as const)
      expect((await pngOf(await drawSvg(chart, 'dark'))).length).toBeGreaterThan(200);
  });

  test('places the names of a network inside the frame without overlap', async () => {
    const svg = await drawSvg(charts['network'] as Chart, 'light');
    const texts = [
      ...svg.matchAll(/<text text-anchor="middle" transform="translate\(([\d.]+),([\d.]+)\)"[^>]*fill="#1e1f22"[^>]*>([^<]*)</g),
    ].map(([, x, y, text = '']) => ({
      x: Number(x),
      y: Number(y),
      half: textWidth(text) * 6.5,
      text,
    }));
    expect(texts.length).toBeGreaterThanOrEqual(25);
    for (const [i, a] of texts.entries()) {
      expect(a.x - a.half).toBeGreaterThan(-8);
      expect(a.x + a.half).toBeLessThan(648);
      expect(a.y).toBeLessThan(1500);
      for (const b of texts.slice(i + 1))
        expect(Math.abs(a.y - b.y) >= 20 || Math.abs(a.x - b.x) >= (a.half + b.half) * 0.85, `${a.text} on ${b.text}`).toBe(true);
    }
  });

  test('has one tile for each country of today', () => {
    const codes = (
      JSON.parse(readFileSync(join(import.meta.dirname, '../../data/gazetteer/countries.json'), 'utf8')) as {
        code: string;
        until?: number;
      }[]
    ).flatMap(({ code, until }) => (until === undefined ? [code] : []));
    expect(tiles.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
    expect(new Set(tiles.map(({ column, row }) => `${column} ${row}`)).size).toBe(tiles.length);
  });

  test('keeps a contrast of 4.5 for text, and a monotonic colour ramp', () => {
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
  test('drops invisible characters and cuts long text with an ellipsis', () => {
    expect(labelText('a\u202Eb\u0000 \n c', 10)).toBe('a b c');
    expect(labelText('a'.repeat(300), 10)).toBe(`${'a'.repeat(8)}…`);
    expect(labelEnds('EU Delegation Belgrade and Podgorica', 20)).toMatch(/^EU D.*….*gorica$/);
    expect(labelLines('United Nations Security Council', 14).length).toBe(2);
    for (const text of [hostile, wide, '👩‍👩‍👧‍👦'.repeat(50), 'é'.normalize('NFD').repeat(99), 'z\u0301\u0301\u0301\u0301\u0301'])
      for (const cut of [labelText(text, 12), labelEnds(text, 12), ...labelLines(text, 12)]) {
        expect(textWidth(cut)).toBeLessThanOrEqual(12.001);
        expect(cut.isWellFormed()).toBe(true);
      }
  });
});

import type { BarsChart } from './chart.ts';
import { labelEnds, labelText } from './label.ts';
import { lines, pixels, rects, texts, titleLines, type Spec } from './spec.ts';
import { width, type Theme } from './theme.ts';

/** Distinguish groups without relying on colour. */
const glyphs = ['●', '■', '▲', '◆'];
const rowHeight = 74;
const left = 24;
const valueMargin = 130;
const legend = { columns: 2, width: 300, height: 38 };

/** Horizontal bars, each with its name above it and its number at its end; a legend names the groups. */
export function barsSpec({ title, sides, bars, groups = [] }: BarsChart, theme: Theme): Spec {
  const heading = titleLines(title, theme);
  const legendTop = 76 + heading.below;
  const top = legendTop + Math.ceil(groups.length / legend.columns) * legend.height + (sides === undefined ? 0 : 46);
  const height = top + Math.max(1, bars.length) * rowHeight + 16;
  const maxValue = Math.max(...bars.map(({ value }) => Math.abs(value)), 1e-9);
  const isTwoSided = bars.some(({ value }) => value < 0);
  const zero = isTwoSided ? width / 2 : left;
  const reach = width - left - zero - valueMargin;
  const colour = (group = 0): string => theme.series[group % theme.series.length] ?? theme.text;
  const y = (i: number): number => top + i * rowHeight;
  const end = (value: number): number => zero + (value / maxValue) * reach;
  const place = (i: number) => ({
    x: left + (i % legend.columns) * legend.width,
    y: legendTop + Math.floor(i / legend.columns) * legend.height,
  });
  const glyph = (group = 0): string => (groups.length === 0 ? '' : `${glyphs[group % glyphs.length] ?? ''} `);
  return pixels(height, theme, [
    heading.layer,
    rects(groups.map((_, i) => ({ x: place(i).x, y: place(i).y, x2: place(i).x + 24, y2: place(i).y + 24, colour: colour(i) }))),
    texts(
      groups.map((name, i) => ({ x: place(i).x + 36, y: place(i).y + 12, text: `${glyph(i)}${labelText(name, 14)}`, colour: theme.text })),
    ),
    ...(sides === undefined
      ? []
      : [
          texts([{ x: zero - 16, y: top - 22, text: `◀ ${labelText(sides[0], 16)}`, colour: theme.text }], { align: 'right' }),
          texts([{ x: zero + 16, y: top - 22, text: `${labelText(sides[1], 16)} ▶`, colour: theme.text }]),
        ]),
    rects(
      bars.map(({ value, group }, i) => ({
        x: Math.min(zero, end(value)),
        x2: Math.max(zero, end(value)),
        y: y(i) + 36,
        y2: y(i) + 62,
        colour: colour(group),
      })),
      { cornerRadius: 3 },
    ),
    lines([{ x: zero, x2: zero, y: top + 4, y2: height - 10, colour: theme.faint }], { strokeWidth: 2 }),
    texts(
      bars.map(({ label, group }, i) => ({
        x: left + 6,
        y: y(i) + 18,
        text: `${glyph(group)}${labelEnds(label, 38)}`,
        colour: theme.text,
      })),
    ),
    ...(['right', 'left'] as const).map((align) =>
      texts(
        bars.flatMap(({ value, shown }, i) =>
          value < 0 === (align === 'right')
            ? [{ x: end(value) + (value < 0 ? -10 : 10), y: y(i) + 49, text: labelText(shown, 9), colour: theme.text }]
            : [],
        ),
        { align },
      ),
    ),
  ]);
}

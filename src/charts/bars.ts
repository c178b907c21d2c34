import type { BarsChart } from './chart.ts';
import { labelEnds, labelText } from './label.ts';
import { lines, pixels, rects, texts, type Spec } from './spec.ts';
import { font, width, type Theme } from './theme.ts';

/** Distinguish groups without relying on colour. */
const glyphs = ['●', '■', '▲', '◆'];
const rowHeight = 48;
const left = 310;
const valueMargin = 116;

/** Horizontal bars, each with its name on the left and its number at its end; a legend names the groups. */
export function barsSpec({ title, sides, bars, groups }: BarsChart, theme: Theme): Spec {
  const top = (groups === undefined ? 70 : 118) + (sides === undefined ? 0 : 46);
  const height = top + Math.max(1, bars.length) * rowHeight + 16;
  const maxValue = Math.max(...bars.map(({ value }) => Math.abs(value)), 1e-9);
  const isTwoSided = bars.some(({ value }) => value < 0);
  const zero = isTwoSided ? left + (width - left) / 2 : left;
  const reach = (isTwoSided ? (width - left) / 2 : width - left) - valueMargin;
  const colour = (group = 0): string => theme.series[group % theme.series.length] ?? theme.text;
  const y = (i: number): number => top + i * rowHeight + rowHeight / 2;
  const end = (value: number): number => zero + (value / maxValue) * reach;
  return pixels(height, theme, [
    texts([{ x: 24, y: 38, text: labelText(title, 46), colour: theme.text }], { fontSize: font.size, fontWeight: 'bold' }),
    ...(groups === undefined
      ? []
      : [
          rects(groups.map((_, i) => ({ x: 24 + i * 285, y: 76, x2: 48 + i * 285, y2: 100, colour: colour(i) }))),
          texts(
            groups.map((name, i) => ({
              x: 60 + i * 285,
              y: 88,
              text: `${glyphs[i % glyphs.length] ?? ''} ${labelText(name, 12)}`,
              colour: theme.text,
            })),
          ),
        ]),
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
        y: y(i) - 16,
        y2: y(i) + 16,
        colour: colour(group),
      })),
      { cornerRadius: 3 },
    ),
    lines([{ x: zero, x2: zero, y: top - 4, y2: height - 10, colour: theme.faint }], { strokeWidth: 2 }),
    texts(
      bars.map(({ label, group = 0 }, i) => ({
        x: isTwoSided ? left - 24 : left - 16,
        y: y(i),
        text: `${groups === undefined ? '' : `${glyphs[group % glyphs.length] ?? ''} `}${labelEnds(label, groups === undefined ? 20 : 18)}`,
        colour: theme.text,
      })),
      { align: 'right' },
    ),
    ...(['right', 'left'] as const).map((align) =>
      texts(
        bars.flatMap(({ value, shown }, i) =>
          value < 0 === (align === 'right')
            ? [{ x: end(value) + (value < 0 ? -10 : 10), y: y(i), text: labelText(shown, 12), colour: theme.text }]
            : [],
        ),
        { align },
      ),
    ),
  ]);
}

import type { HeatChart } from './chart.ts';
import { labelEnds, labelLines, labelText, textWidth } from './label.ts';
import { pixels, rects, texts, titleLines, type Spec } from './spec.ts';
import { inkOn, rampStep, width, type Theme } from './theme.ts';

const rowHeight = 64;
const left = 226;
/** Of a row's name, on two lines; in the units of labelLines. */
const nameWidth = 14;
const lineHeight = 28;

/** A heat map: the higher the value, the stronger the contrast with the background; every cell shows its number. */
export function heatSpec({ title, rows, columns, cells }: HeatChart, theme: Theme): Spec {
  // Column names are horizontal where they fit, else slanted.
  const step = (width - left - 16) / Math.max(1, columns.length);
  const labelWidth = step / 14.5;
  const isFlat = columns.every((name) => labelLines(name, labelWidth).every((line) => !line.endsWith('…')));
  const longest = Math.max(...columns.map((name) => textWidth(labelEnds(name, 18))), 1);
  const head = isFlat ? 80 : 24 + longest * 14;
  const heading = titleLines(title, theme);
  const top = 70 + heading.below + head;
  const height = top + Math.max(1, rows.length) * rowHeight + 20;
  const maxValue = Math.max(0, ...cells.flat().map(({ value }) => value));
  const fill = (value: number): string => theme.ramp[rampStep(value, maxValue)] ?? theme.back;
  const x = (i: number): number => left + i * step;
  const y = (i: number): number => top + i * rowHeight;
  const boxes = cells.flatMap((row, r) => row.map((cell, c) => ({ ...cell, r, c, colour: fill(cell.value) })));
  return pixels(height, theme, [
    heading.layer,
    rects(
      boxes.map(({ r, c, colour }) => ({ x: x(c) + 2, x2: x(c) + step - 2, y: y(r) + 2, y2: y(r) + rowHeight - 2, colour })),
      { cornerRadius: 4 },
    ),
    texts(
      boxes.flatMap(({ r, c, shown, colour }) =>
        shown === ''
          ? []
          : [
              {
                x: x(c) + step / 2,
                y: y(r) + rowHeight / 2,
                text: labelText(shown, Math.max(2, Math.floor(step / 14))),
                colour: inkOn(colour),
              },
            ],
      ),
      { align: 'center' },
    ),
    texts(
      rows.flatMap((name, r) =>
        labelLines(name, nameWidth).map((text, i, all) => ({
          x: left - 12,
          y: y(r) + rowHeight / 2 + (i - (all.length - 1) / 2) * lineHeight,
          text,
          colour: theme.text,
        })),
      ),
      { align: 'right' },
    ),
    ...(isFlat
      ? [
          texts(
            columns.flatMap((name, c) =>
              labelLines(name, labelWidth).map((text, i, all) => ({
                x: x(c) + step / 2,
                y: top - 18 - (all.length - 1 - i) * 30,
                text,
                colour: theme.text,
              })),
            ),
            { align: 'center' },
          ),
        ]
      : [
          texts(
            columns.map((name, c) => ({ x: x(c) + step / 2, y: top - 12, text: labelEnds(name, 18), colour: theme.text })),
            { angle: 290 },
          ),
        ]),
  ]);
}

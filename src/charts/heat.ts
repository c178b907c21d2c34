import type { HeatChart } from './chart.ts';
import { labelEnds, labelLines, labelText, room } from './label.ts';
import { pixels, rects, texts, type Spec } from './spec.ts';
import { font, inkOn, rampStep, width, type Theme } from './theme.ts';

const rowHeight = 52;

/** A table of cells, the fuller the further from the ground's colour; every number is written in its cell. */
export function heatSpec({ title, rows, columns, cells }: HeatChart, theme: Theme): Spec {
  // Names of columns lie flat where they fit, else they climb.
  const left = 300;
  const step = (width - left - 16) / Math.max(1, columns.length);
  const flat = step / 14.5;
  const isFlat = columns.every((name) => labelLines(name, flat).every((line) => !line.endsWith('…')));
  const longest = Math.max(...columns.map((name) => room(labelEnds(name, 18))), 1);
  const head = isFlat ? 80 : 24 + longest * 14;
  const top = 70 + head;
  const height = top + Math.max(1, rows.length) * rowHeight + 20;
  const most = Math.max(0, ...cells.flat().map(({ value }) => value));
  const fill = (value: number): string => theme.ramp[rampStep(value, most)] ?? theme.back;
  const x = (i: number): number => left + i * step;
  const y = (i: number): number => top + i * rowHeight;
  const boxes = cells.flatMap((row, r) => row.map((cell, c) => ({ ...cell, r, c, colour: fill(cell.value) })));
  return pixels(height, theme, [
    texts([{ x: 24, y: 38, text: labelText(title, 46), colour: theme.text }], { fontSize: font.size, fontWeight: 'bold' }),
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
      rows.map((name, r) => ({ x: left - 14, y: y(r) + rowHeight / 2, text: labelEnds(name, 19), colour: theme.text })),
      { align: 'right' },
    ),
    ...(isFlat
      ? [
          texts(
            columns.flatMap((name, c) =>
              labelLines(name, flat).map((text, i, all) => ({
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

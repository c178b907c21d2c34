import type { TimeChart } from './chart.ts';
import { labelLines, labelText } from './label.ts';
import { config, type Spec } from './spec.ts';
import { font, width, type Theme } from './theme.ts';

const dashes = [
  [1, 0],
  [12, 8],
];
const shapes = ['circle', 'triangle-up'];
/** Space for the numbers of the y axis, and right of the last step; pixels. */
const margin = 104;
const inner = width - margin - 40;

type Panel = TimeChart['panels'][number];
/** Shared by all panels: the time axis, the names of the series, the marks. */
type Frame = {
  steps: readonly string[];
  names: readonly string[];
  marks: TimeChart['marks'];
  x: Record<string, unknown>;
  axis: Record<string, unknown>;
  theme: Theme;
};
type Value = { step: number; value: number; name: string };

/** Panels of counts on one time axis: bars for one series, lines with different dashes and points for two; marks are letters on a rule. */
export function timeSpec({ steps, panels, marks }: TimeChart, theme: Theme): Spec {
  const ticks = ticksOf(steps);
  const frame: Frame = {
    steps,
    names: [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))],
    marks,
    x: {
      field: 'step',
      type: 'quantitative',
      scale: { domain: [-0.6, steps.length - 0.4], nice: false, zero: false },
    },
    axis: {
      values: ticks,
      labelExpr: `${JSON.stringify(Object.fromEntries(ticks.map((i) => [i, steps[i] ?? ''])))}[datum.value]`,
      title: null,
      grid: false,
      labelFlush: false,
      labelOverlap: false,
      labelPadding: 8,
    },
    theme,
  };
  return {
    ...config(theme),
    padding: { left: 16, right: 24, top: 16, bottom: 16 },
    spacing: 28,
    resolve: { scale: { x: 'shared' } },
    vconcat: panels.map((panel) => panelSpec(panel, frame)),
  };
}

function panelSpec({ title, series }: Panel, frame: Frame): Spec {
  const maxValue = Math.max(1, ...series.flatMap(({ values }) => values));
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { domain: [0, maxValue * 1.12], nice: false },
    axis: { title: null, tickCount: 4, format: maxValue < 10 ? 'd' : '~s', tickMinStep: 1, minExtent: 64, maxExtent: 64 },
  };
  const values = series.flatMap((one) => one.values.map((value, step): Value => ({ step, value, name: labelText(one.name, 28) })));
  const isSingle = frame.names.length < 2;
  return {
    width: inner,
    height: 250,
    title: { text: labelLines(title, 23), limit: width },
    layer: [
      ...(isSingle ? [bars(values, y, frame)] : linesWithPoints(values, y, frame)),
      ...markLayers(maxValue * 1.12, y, frame),
      ...(isSingle ? peakLayers(values, y, frame) : []),
    ],
  };
}

function bars(values: readonly Value[], y: Spec, { steps, x, axis, theme }: Frame): Spec {
  const barWidth = Math.max(1, Math.min(70, (inner / Math.max(1, steps.length)) * 0.78));
  return {
    data: { values },
    mark: { type: 'bar', width: barWidth, color: theme.series[0] },
    encoding: { x: { ...x, axis }, y },
  };
}

/** Series differ in colour, dash and shape, so that colour is never the only cue. */
function linesWithPoints(values: readonly Value[], y: Spec, { steps, names, x, axis, theme }: Frame): Spec[] {
  const bySeries = (range: readonly unknown[]): Spec => ({
    field: 'name',
    type: 'nominal',
    scale: { domain: names.map((name) => labelText(name, 28)), range },
    legend: {
      title: null,
      orient: 'bottom',
      direction: 'vertical',
      labelFontSize: font.small,
      labelColor: theme.text,
      symbolSize: 300,
      labelLimit: inner - 60,
    },
  });
  return [
    {
      data: { values },
      mark: { type: 'line', strokeWidth: 4 },
      encoding: { x: { ...x, axis }, y, color: bySeries(theme.series.slice(0, 2)), strokeDash: bySeries(dashes) },
    },
    {
      data: { values: steps.length > 60 ? values.filter(({ value }) => value > 0) : values },
      mark: { type: 'point', filled: true, size: steps.length > 60 ? 90 : 200, opacity: 1 },
      encoding: { x: { ...x, axis }, y, color: bySeries(theme.series.slice(0, 2)), shape: bySeries(shapes) },
    },
  ];
}

/** A rule at each mark, with its letter at the top of the panel. */
function markLayers(top: number, y: Spec, { steps, marks, x, theme }: Frame): Spec[] {
  return [
    {
      data: { values: marks.map(({ letter, step }) => ({ letter, step })) },
      mark: { type: 'rule', color: theme.faint, strokeWidth: 2, strokeDash: [4, 6] },
      encoding: { x },
    },
    ...(['left', 'right'] as const).map((align) => ({
      data: {
        values: lettersOf(marks, steps.length).flatMap((one) => (one.align === align ? [{ ...one, value: top }] : [])),
      },
      mark: {
        type: 'text',
        fontSize: font.small,
        fontWeight: 'bold',
        color: theme.text,
        align,
        dx: align === 'left' ? 8 : -8,
        dy: 14,
      },
      encoding: { x, y: { ...y }, text: { field: 'letter', type: 'nominal' } },
    })),
  ];
}

/** The highest value, written above its bar. */
function peakLayers(values: readonly Value[], y: Spec, { x, theme }: Frame): Spec[] {
  const peak = values.reduce((best, one) => (one.value > best.value ? one : best), { step: 0, value: 0, name: '' });
  if (peak.value === 0) return [];
  return [
    {
      data: { values: [{ ...peak, shown: String(peak.value) }] },
      mark: { type: 'text', fontSize: font.small, color: theme.text, baseline: 'bottom', dy: -4 },
      encoding: { x, y, text: { field: 'shown', type: 'nominal' } },
    },
  ];
}

/** Joins the letters of marks too close to each other; near the right edge letters go to the left of their rule. */
function lettersOf(marks: TimeChart['marks'], steps: number): { letter: string; step: number; align: 'left' | 'right' }[] {
  const found: { letter: string; step: number; align: 'left' | 'right' }[] = [];
  for (const { letter, step } of marks.toSorted((a, b) => a.step - b.step)) {
    const last = found.at(-1);
    if (last !== undefined && ((step - last.step) / steps) * inner < 20 * (last.letter.length + 2)) last.letter += ` ${letter}`;
    else found.push({ letter, step, align: step > steps * 0.85 ? 'right' : 'left' });
  }
  return found;
}

/** Which steps are labelled on the axis: a few, preferably the starts of years, quarters or months. */
function ticksOf(steps: readonly string[]): number[] {
  const length = steps[0]?.length ?? 4;
  const maxTicks = length >= 10 ? 3 : length >= 7 ? 4 : 6;
  if (steps.length <= maxTicks) return steps.map((_, i) => i);
  const matching = (rule: RegExp): number[] => steps.flatMap((step, i) => (rule.test(step) ? [i] : []));
  for (const found of [matching(/-0[147]$|-10$/), matching(/-0[17]$/), matching(/-01$/), matching(/-01$/).filter((_, i) => i % 2 === 0)])
    if (length === 7 && found.length >= 2 && found.length <= maxTicks) return found;
  const every = Math.ceil(steps.length / maxTicks);
  return steps.flatMap((_, i) => (i % every === 0 ? [i] : []));
}

import { labelLines } from './label.ts';
import { font, width, type Theme } from './theme.ts';

/** A Vega-Lite specification; its own types are too wide to help here. */
export type Spec = Record<string, unknown>;
export type Layer = { data: { values: readonly object[] }; mark: Record<string, unknown>; encoding: Record<string, unknown> };

/** Without a scale a value is a position in pixels. */
const place = (field: string): Record<string, unknown> => ({ field, type: 'quantitative', axis: null, scale: null });

/** A picture in pixel coordinates: x to the right, y downwards. */
export function pixels(height: number, theme: Theme, layers: readonly Layer[]): Spec {
  return { ...config(theme), width, height, padding: 0, autosize: { type: 'none' }, layer: layers };
}

/** Encodes the position of a mark in pixels, for the layers of `pixels`. */
export function at(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { x: place('x'), y: place('y'), ...more };
}

/** The same for marks from one point to another. */
export const span = (more: Record<string, unknown> = {}): Record<string, unknown> =>
  at({ x2: { field: 'x2' }, y2: { field: 'y2' }, ...more });

export const ownColour = { color: { field: 'colour', type: 'nominal', scale: null, legend: null } };

export type TextMark = { x: number; y: number; text: string; colour: string };

export function texts(values: readonly TextMark[], mark: Record<string, unknown> = {}): Layer {
  return {
    data: { values },
    mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: font.small, font: font.family, ...mark },
    encoding: at({ text: { field: 'text', type: 'nominal' }, ...ownColour }),
  };
}

export type RectMark = { x: number; y: number; x2: number; y2: number; colour: string };

export function rects(values: readonly RectMark[], mark: Record<string, unknown> = {}): Layer {
  return { data: { values }, mark: { type: 'rect', ...mark }, encoding: span(ownColour) };
}

export function lines(values: readonly (RectMark & { size?: number })[], mark: Record<string, unknown> = {}): Layer {
  return { data: { values }, mark: { type: 'rule', ...mark }, encoding: span(ownColour) };
}

/** The title of a picture, on two lines at most, and how far it pushes down what is under it. */
export function titleLines(title: string, theme: Theme): { layer: Layer; below: number } {
  const shown = labelLines(title, 30);
  const values = shown.map((text, i) => ({ x: 24, y: 38 + i * titleHeight, text, colour: theme.text }));
  return { layer: texts(values, { fontSize: font.size, fontWeight: 'bold' }), below: (shown.length - 1) * titleHeight };
}
const titleHeight = 34;

/** Background and typography of the whole picture. */
export function config(theme: Theme): Spec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: theme.back,
    config: {
      font: font.family,
      aria: false,
      view: { stroke: null },
      axis: {
        labelFontSize: font.small,
        titleFontSize: font.small,
        labelColor: theme.text,
        titleColor: theme.text,
        gridColor: theme.grid,
        domainColor: theme.faint,
        tickColor: theme.faint,
        titleFontWeight: 'normal',
      },
      title: { fontSize: font.size, color: theme.text, anchor: 'start', fontWeight: 'bold' },
    },
  };
}

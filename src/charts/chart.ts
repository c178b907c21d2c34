/*
 * The room of charts: from plain numbers to a picture, one file per form. It knows nothing about cables, names or the
 * desk, and uses no drawing library outside draw.ts, png.ts and the layout of network.ts. analysis/ draws in its thread;
 * pages may draw small pictures.
 */

/** What a picture shows, independent of any library. Labels may come from documents: drawing cleans and shortens them. */
export type Chart = TimeChart | BarsChart | HeatChart | NetworkChart | TilesChart;

/** Counts over time: stacked panels on one axis of days, months or years, each with one series or two to compare. */
export type TimeChart = {
  form: 'time';
  /** Labels of consecutive steps, such as `2018-07`. */
  steps: readonly string[];
  panels: readonly { title: string; series: readonly { name: string; values: readonly number[] }[] }[];
  /** Letters that mark a step. */
  marks: readonly { letter: string; step: number }[];
};

/** Named values, one per row; negative ones extend to the left. */
export type BarsChart = {
  form: 'bars';
  title: string;
  /** What the two sides mean, if there are two. */
  sides?: readonly [left: string, right: string];
  bars: readonly { label: string; value: number; shown: string; group?: number }[];
  groups?: readonly string[];
};

/** A table whose cells are shaded by value and show their number. */
export type HeatChart = {
  form: 'heat';
  title: string;
  rows: readonly string[];
  columns: readonly string[];
  /** By row, then column: the value (for the colour), and the cell's text. */
  cells: readonly (readonly { value: number; shown: string }[])[];
};

/** The kind of a network node, which sets its colour and shape. */
export type NodeGroup = 'individual' | 'organization' | 'country' | 'event';

export type NetworkChart = {
  form: 'network';
  title: string;
  nodes: readonly { name: string; group: NodeGroup; cables: number; centre?: boolean }[];
  /** `a` and `b` are indexes of nodes; `weight` is from 0 to 1. */
  edges: readonly { a: number; b: number; weight: number }[];
};

/** Countries as tiles, placed roughly as on a map. */
export type TilesChart = { form: 'tiles'; title: string; counts: readonly { code: string; count: number }[] };

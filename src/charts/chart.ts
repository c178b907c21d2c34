import type { EntityKind } from '../names/resolve/entity.ts';

/** What a picture shows, in no library's words. Labels may be words of documents: they are cleaned and cut when drawn. */
export type Chart = TimeChart | BarsChart | HeatChart | NetworkChart | TilesChart;

/** Counts over time: panels above each other on one axis of days, months or years, one series each or two to compare. */
export type TimeChart = {
  form: 'time';
  /** What the counts are of: `2018-07` and so on, without gaps. */
  steps: readonly string[];
  panels: readonly { title: string; series: readonly { name: string; values: readonly number[] }[] }[];
  /** Marked by a letter at a step. */
  marks: readonly { letter: string; step: number }[];
};

/** Named amounts one under the other; amounts below 0 go to the left. */
export type BarsChart = {
  form: 'bars';
  title: string;
  /** What the sides mean, where there are two. */
  sides?: readonly [left: string, right: string];
  bars: readonly { label: string; value: number; shown: string; group?: number }[];
  groups?: readonly string[];
};

/** A table whose cells are the darker (or lighter) the more they hold; each says its number. */
export type HeatChart = {
  form: 'heat';
  title: string;
  rows: readonly string[];
  columns: readonly string[];
  /** By row, then column: how much (for the colour), and what is written in the cell. */
  cells: readonly (readonly { value: number; shown: string }[])[];
};

export type NetworkChart = {
  form: 'network';
  title: string;
  nodes: readonly { name: string; kind: EntityKind; cables: number; centre?: boolean }[];
  /** By index of nodes; `weight` from 0 to 1. */
  edges: readonly { a: number; b: number; weight: number }[];
};

/** Countries as tiles that stand about where the country lies. */
export type TilesChart = { form: 'tiles'; title: string; counts: readonly { code: string; count: number }[] };

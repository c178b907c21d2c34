import { english } from '../reply/text.ts';
import type { Chart } from '../charts/chart.ts';
import type { ThemeName } from '../charts/theme.ts';
import { DeskError } from '../reply/failure.ts';
import type { Text } from '../reply/text.ts';
import type { Data } from './data.ts';

/**
 * Analyses: from cables to numbers, words and a chart, one file per kind. They are pure and run in a worker thread
 * (`thread.ts`), whose client is `analyst.ts`. pages/ holds what chat shows, charts/ how a chart is drawn. Only the desk
 * calls the analyst.
 */

/** The kinds of analysis, in menu order. */
export const analysisKinds = [
  'timeline',
  'trends',
  'distinctive',
  'network',
  'matrix',
  'map',
  'gaps',
  'compare',
  'coverage',
  'stats',
] as const;
export type AnalysisKind = (typeof analysisKinds)[number];

/** What cables can be counted by. */
export const measures = english([
  'mission',
  'month',
  'year',
  'day',
  'country',
  'person',
  'organization',
  'event',
  'tag',
  'marking',
] as const);
export type Measure = (typeof measures)[number];

/** The parameters of an analysis, apart from its cables. */
export type AnalysisQuestion = {
  /** Display names of the cables analysed and of those they are compared with. */
  label: string;
  otherLabel: string;
  /** The query's search words. */
  words: readonly string[];
  /** Whether the whole trove is analysed. */
  isAll: boolean;
  /** The searches that the desk keeps: told over the whole trove. */
  searches?: { total: number; without: number; members: number } | undefined;
  by?: Measure | undefined;
  across?: Measure | undefined;
  /** Id of an entity: the centre of a network, or the event that separates two periods. */
  about?: string | undefined;
  /** `YYYY-MM-DD` or shorter: start of the second of two periods. */
  split?: string | undefined;
};

/**
 * Cables behind a figure: how many, and the query filters that find exactly those among the cables analysed. `column`: the
 * index of the cell that says how many, if one does.
 */
export type CablesBehind = { what: string; cables: number; filters: readonly string[]; side?: 'other'; column?: number };

/** One row of the numbers. Cells may quote documents. */
export type Figure = { cells: readonly string[]; shows: readonly CablesBehind[] };

/** A sentence quoted from a cable. */
export type CitedSentence = {
  ref: string;
  row: number;
  /** where it begins in the text */ at: number;
  date: string;
  origin: string;
  text: string;
  marks: readonly [number, number][];
};

/** The result of an analysis: plain data that can be posted between threads. */
export type Analysed = {
  title: Text;
  /** The method, in one line. */
  method: Text;
  /** Caveats: what was left out, sampled, or undated. */
  notes: readonly Text[];
  columns: readonly string[];
  figures: readonly Figure[];
  /** A narrower version for phones: a table of short columns, or lines; the first ten are shown. */
  brief?: { columns: readonly string[]; rows: readonly (readonly string[])[] } | { lines: readonly Text[] };
  /** Passages; headings may quote documents. */
  passages?: readonly { head: Text; sentences: readonly CitedSentence[] }[];
  chart: Chart | undefined;
  /** Alt text of the picture. */
  alt: string;
  files?: readonly { name: string; text: string }[];
};

/** A pure function of the data. Throws NothingToShow where these cables give no result. */
export type Analyse = (data: Data, question: AnalysisQuestion) => Analysed;

/** No result, with a message for people and a hint at what may help. */
export class NothingToShow extends DeskError {
  constructor(text: Text, hint?: Text) {
    super(text, { hint });
  }
}

/** A request to the worker thread. `rows` undefined: every cable but the hidden ones. */
export type AnalysisAsk = {
  kind: AnalysisKind;
  desk: string;
  hidden?: readonly number[];
  rows?: Int32Array | undefined;
  others?: Int32Array | undefined;
  question: AnalysisQuestion;
  theme: ThemeName;
};
export type Drawn = Analysed & { png: Uint8Array | undefined };

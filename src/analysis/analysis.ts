import { english } from '../reply/text.ts';
import type { Chart } from '../charts/chart.ts';
import type { ThemeName } from '../charts/theme.ts';
import { DeskError } from '../reply/failure.ts';
import type { Text } from '../reply/text.ts';
import type { RowBits } from '../query/row-set.ts';
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
  aboutName?: string | undefined;
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

/** Where a sentence stands: `REF¶3`; without a paragraph in the subject of that cable. */
export type LinePlace = { ref: string; row: number; paragraph?: number };

/**
 * A line of a timeline: a sentence, word for word, and when what it tells took place. `how`: by a day that it names, or, where it
 * names none, by the day the cable was sent. `inferred`: what of the date it does not say itself.
 */
export type DatedLine = LinePlace & {
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; '' where the cable has no date. */
  date: string;
  until?: string;
  how: 'sent' | 'named';
  inferred?: 'day' | 'year' | 'order';
  /** Where it begins in the text. */
  at: number;
  text: string;
  marks: readonly [number, number][];
  /** Of its cable. */
  sent: string;
  origin: string;
  /** Other cables with the same sentence. */
  also: readonly LinePlace[];
  /** Cables that may tell the same and date it differently. */
  against: readonly (LinePlace & { date: string })[];
};

/** The lines of a timeline. `left`: how many more there were; `sought`: what else a sentence had to name, in all its forms. */
export type DatedLines = { lines: readonly DatedLine[]; left: number; sought: readonly string[] };

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
  /** Dated sentences in order, of a timeline. */
  told?: DatedLines;
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
  /** Later pages of an answer show no picture. */
  withoutPicture?: boolean;
  desk: string;
  hidden?: readonly number[];
  rows?: RowBits | undefined;
  others?: RowBits | undefined;
  question: AnalysisQuestion;
  theme: ThemeName;
};
export type Drawn = Analysed & { png: Uint8Array | undefined };

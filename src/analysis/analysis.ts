import type { Chart } from '../charts/chart.ts';
import type { ThemeName } from '../charts/theme.ts';
import type { Text } from '../reply/text.ts';
import type { Data } from './data.ts';

/**
 * Analyses: from cables to numbers, words and a chart, one file a kind. They are pure and run in a thread of their own
 * (`thread.ts`), which `analyst.ts` speaks to. What chat shows of them is in pages/, how a chart is drawn in charts/. The
 * desk asks the analyst; nobody else comes in.
 */

/** What can be asked, in the order in which it is offered. */
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

/** By what cables can be counted. */
export const measures = ['mission', 'month', 'year', 'day', 'country', 'person', 'organization', 'event', 'tag', 'marking'] as const;
export type Measure = (typeof measures)[number];

/** What an analysis is asked, beside its cables. */
export type AnalysisQuestion = {
  /** The cables looked at, and those they are compared with, as people read it. */
  label: string;
  otherLabel: string;
  /** The words that the query asks for. */
  words: readonly string[];
  /** Whether all cables of the trove are looked at. */
  isAll: boolean;
  by?: Measure | undefined;
  across?: Measure | undefined;
  /** Id of an entity: the centre of a network, the event before and after which is compared. */
  about?: string | undefined;
  /** `YYYY-MM-DD` or shorter: where the second of two periods begins. */
  split?: string | undefined;
};

/** Cables behind a figure: how many, and the filters of the query language that find exactly those among the cables looked at. */
export type CablesBehind = { what: string; cables: number; filters: readonly string[]; side?: 'other' };

/** One line of the numbers. Cells may be words of documents. */
export type Figure = { cells: readonly string[]; shows: readonly CablesBehind[] };

/** A sentence out of a cable, with its place. */
export type CitedSentence = { ref: string; date: string; origin: string; text: string; marks: readonly [number, number][] };

/** The result of an analysis: plain data that can be sent between threads. */
export type Analysed = {
  title: Text;
  /** How it was done, in one line. */
  method: Text;
  /** What must be known to read it: what was left out, sampled, or not dated. */
  notes: readonly Text[];
  columns: readonly string[];
  figures: readonly Figure[];
  /** The same for a phone, where it is narrower: a table of short columns, or lines; the first ten are shown. */
  brief?: { columns: readonly string[]; rows: readonly (readonly string[])[] } | { lines: readonly Text[] };
  /** Passages under headings of our own or of documents. */
  passages?: readonly { head: Text; told: readonly CitedSentence[] }[];
  chart: Chart | undefined;
  /** What the picture shows, in words. */
  alt: string;
  files?: readonly { name: string; text: string }[];
};

/** An analysis: pure over the data it is given. Throws a Nothing when these cables have nothing to say. */
export type Analyse = (data: Data, question: AnalysisQuestion) => Analysed;

/** There is nothing to show: in words for people, with what may help. */
export class NothingToShow extends Error {
  readonly text: Text;
  readonly hint: Text | undefined;
  constructor(text: Text, hint?: Text) {
    super('nothing to show');
    this.text = text;
    this.hint = hint;
  }
}

/** What the thread of analyses is asked. `rows` undefined: every cable but the hidden ones. */
export type AnalysisAsk = {
  kind: AnalysisKind;
  desk: string;
  member: string;
  hidden: readonly number[];
  rows?: Int32Array | undefined;
  others?: Int32Array | undefined;
  question: AnalysisQuestion;
  theme: ThemeName;
};
export type Drawn = Analysed & { png: Uint8Array | undefined };

import type { RowBits } from '../../query/row-set.ts';
import type { Searchable } from '../../query/text-fields.ts';
import type { QueryNode } from '../../query/tree.ts';
import { EndsThread } from '../../threads/thread.ts';
import type { CountedField, Tally } from './counted.ts';
import type { FindOptions, Hit, Similar } from './search-index.ts';

/**
 * An engine behind the seam, inside the worker: the cables it holds, and the questions it answers about them. It may block;
 * nothing else runs in its thread.
 */
export type Engine = {
  /** The cables it already holds, with the hash of each text: those are not read again. */
  held(): Map<number, string>;
  /** How many those are. */
  count(): number;
  /** What `settle` was last told that the engine covers; undefined once anything has changed since, or where it does not keep that. */
  covers(): string | undefined;
  /** Indexes these as one batch; cables it already holds are replaced. */
  put(cables: readonly { row: number; hash: string; cable: Searchable }[]): void;
  remove(rows: readonly number[]): void;
  /** After changes, before anybody else may write: makes them last as far as the engine does that at once, and frees what is no longer needed. `covers`: a state of the database of which it holds all. */
  settle(covers?: string): void;
  /** Nothing has changed for a while, or all ends: saves whatever makes the next start quicker. */
  rest(): void;
  /** Nothing has changed for a while: may begin work in the background that makes answers quicker. */
  improve(): void;
  /** What matches, and the hits in order, produced as they are read; a caller that stops early ends the iteration. */
  find(root: QueryNode, options: Pick<FindOptions, 'sort' | 'rows' | 'without'>): Answered;
  suggest(word: string, limit: number, without: RowBits): string[];
  similar(row: number, limit: number, without: RowBits): Similar[];
  close(): void;
};

/** `total` rows match, which `has` tells, and `tally` counts by a value; to be used before the next question. */
export type Answered = {
  total: number;
  /** All of them, in no order. */
  rows(): Iterable<number>;
  has(row: number): boolean;
  hits: Iterable<Hit>;
  tally(field: CountedField): Tally;
  partial?: { looked: number; of: number };
};

/** The engine's file was damaged and has been thrown away; the next thread builds it again. */
export class DamagedIndex extends EndsThread {}

/** What an engine is built on. `bodyOf` reads a body from the database, '' when the cable is gone; it ends the thread if that has been asked. */
export type EngineParts = {
  /** Where the engine may keep its index; derived, so it may be thrown away. */
  file: string;
  bodyOf(row: number): string;
  cableOf(row: number): Searchable | undefined;
  /** Runs work while no other process writes the engine's files. */
  alone<T>(work: () => T): T;
  /** The same once that is so; questions are answered meanwhile. */
  onceAlone<T>(work: () => T): Promise<T>;
  /** Milliseconds from any moment on: the time that texts are read for one question is measured by it. */
  now?(): number;
};

/** Changes with the tokens, the stems or what is kept of them: an index made by other rules is built again. */
export const rules = '5';

/** Those that keep their index in the archive's folder. */
export const engineNames = ['minisearch', 'packed'] as const;
export type EngineName = (typeof engineNames)[number] | 'opensearch';

import type { Searchable } from '../../query/matching.ts';
import type { QueryNode } from '../../query/tree.ts';
import type { FindOptions, Hit, Similar } from './search-index.ts';

/**
 * What is behind the seam, inside the worker: the cables an engine holds, and the questions it answers about them. It may
 * block; nothing else runs in its thread.
 */
export type Engine = {
  /** The cables it holds from before, with the hash of each text: those are not read again. */
  held(): Map<number, string>;
  /** Takes these in, in one go; cables it holds are replaced. */
  put(cables: readonly { row: number; hash: string; cable: Searchable }[]): void;
  remove(rows: readonly number[]): void;
  /** After a change: gives back what is no longer needed. */
  tidy(): void;
  /** Nothing will be asked for a while: whatever makes the next start quicker. */
  rest(): void;
  /** The rows that answer, and the same in order, as far as anybody reads on; an order that is not read to its end is given back. */
  find(root: QueryNode, options: Pick<FindOptions, 'sort' | 'match' | 'rows'>): Answered;
  suggest(word: string, limit: number): string[];
  similar(row: number, limit: number, without: readonly number[]): Similar[];
  close(): void;
};

export type Answered = { rows: ReadonlySet<number>; hits: Iterable<Hit>; partial?: { looked: number; of: number } };

/** What the engine kept cannot be used any more and has been thrown away. */
export class DamagedIndex extends Error {}

/** What an engine is made from. `bodyOf` reads a body from the database, '' when it is gone; it ends the thread if that is asked. */
export type EngineParts = {
  /** Where the engine may keep what it made; derived, so it may be thrown away. */
  file: string;
  bodyOf(row: number): string;
  cableOf(row: number): Searchable | undefined;
};

/** Changes whenever tokens, stems or what is kept of them do: what was made by other rules is made anew. */
export const rules = '2';

export const engineNames = ['minisearch', 'fts5'] as const;
export type EngineName = (typeof engineNames)[number];

import type { Query } from '../../query/query.ts';
import type { RowBits } from '../../query/row-set.ts';
import type { Sort } from '../../query/tree.ts';
import type { CountedField } from './counted.ts';
import type { EngineName } from './engine.ts';

/*
 * The room of the search index: the seam that the desk asks, the worker thread behind it, and the engines in that thread
 * (minisearch-*, packed*) with what they share. It knows cables and queries, but neither the desk nor its state. Other rooms
 * import this file's types; only the desk opens an index (index-in-thread.ts).
 */

/**
 * SEAM 1. A search index over the cables of one data folder. The database is the truth; an index is derived from it and
 * may be thrown away. Every engine answers the same query with the same set (tests/search/search-index.contract.ts holds each
 * one against brute force over the query's tree); only the order among hits is an engine's own.
 */
export type SearchIndex = {
  readonly engine: EngineName;
  /** (Re)reads these cables (row numbers) from the database and makes them searchable. Resolves once they are. */
  put(rows: readonly number[]): Promise<void>;
  remove(rows: readonly number[]): Promise<void>;
  /** Reads whatever was changed in the database by another process. Resolves once it is searchable. */
  sync(): Promise<void>;
  find(query: Query, options: FindOptions): Promise<Found>;
  /** How many of the cables that a query finds have each value of a field; exact, whatever their number. */
  counts(query: Query, field: CountedField, options?: CountOptions): Promise<ValueCounts>;
  /** All that a query finds, in no order: one bit each, however many they are. */
  rows(query: Query, options?: CountOptions): Promise<FoundRows>;
  /**
   * Cables most like this one, best first, by its most distinctive words; each with the words that both share, as they are
   * written. Empty for a cable that is not in the index or has no such words.
   */
  similar(row: number, limit: number, without?: RowBits): Promise<Similar[]>;
  /** Words of the trove near `word` in spelling, best first, as written, not stems; `without`: rows whose words do not count. */
  suggest(word: string, limit: number, without?: RowBits): Promise<string[]>;
  /** How far the index is built: `done` of `total` cables. */
  progress(): { done: number; total: number };
  /** Whether every cable that it was told of is searchable. */
  isWhole(): boolean;
  /** Resolves when every cable that was in the database at the start is searchable. */
  ready(): Promise<void>;
  close(): Promise<void>;
};

export type Similar = { row: number; score: number; words: string[] };

export type FindOptions = {
  sort: Sort;
  offset: number;
  limit: number;
  /** Withdrawn rows: not found, and not counted in how rare a word is or how long the texts are. */
  without?: RowBits;
  /** Restrict to these rows (the result of a filter on the desk's own state). */
  rows?: RowBits;
  /** Who asks: the searches of different people take turns. */
  by?: string;
  /** Of near-copies only the best is a hit, and lists the others; they count in the total. */
  fold?: boolean;
};

export type CountOptions = Pick<FindOptions, 'without' | 'rows' | 'by'>;

/** `partial`: as of `find`. */
export type FoundRows = { rows: RowBits } & Pick<Found, 'partial'>;

/** Of `total` cables, so many have each value, the most frequent first; a cable without one counts in the total alone. */
export type ValueCounts = Pick<Found, 'total' | 'partial'> & { values: { value: string; cables: number }[] };

export type Found = {
  /** Exact number of cables that match, never capped. */
  total: number;
  /** Hits in all: the total, or fewer when near-copies are folded. */
  shown: number;
  hits: Hit[];
  /** Milliseconds in the engine. */
  ms: number;
  /** Set when texts had to be read and the time for that ran out after `looked` of them. The hits found are right. */
  partial?: { looked: number; of: number };
};

export type Hit = {
  row: number;
  score: number;
  /** Near-copies that match as well and are folded into this hit. */
  copies?: number[];
};

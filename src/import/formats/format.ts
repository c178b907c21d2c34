import type { Draft } from '../../cables/draft.ts';

/**
 * The interface of every input format. A format recognises its files by content and turns them into drafts; it knows
 * nothing of the database. One file a format; `formats.ts` lists them.
 */

/** A record that cannot be read, with its reason in plain words and the value that was wrong. */
export type RecordFault = { line: number; reason: string; /** first 200 characters of what was read */ text: string };

export type ReadRecord = { draft: Draft } | { fault: RecordFault };

/** An opened file: its name and its text, decoded strictly as UTF-8 and cut into lines, never whole in memory unless a format asks. */
export type Source = {
  /** Path as given by the person, for messages. */
  path: string;
  /** File name without folders, `.gz` and ending. */
  stem: string;
  /** First 64 KiB of the text, for recognising. */
  head: string;
  /** Lines without their line ends; a line that cannot be decoded or is too long comes as a fault. */
  lines(): AsyncIterable<{ line: number; text: string } | { fault: RecordFault }>;
  /** The whole text; throws a DeskError of kind `data` above the size limit of one document (25 MB). */
  whole(): Promise<string>;
};

export type Format = {
  name: string;
  /** What a person would call it, for messages. */
  description: string;
  /** How sure we are that this is the format, 0 (no) to 1, from the head of the text and, least of all, from the name. */
  recognise(source: Source): number;
  read(source: Source): AsyncIterable<ReadRecord>;
};

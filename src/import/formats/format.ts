import type { Draft } from '../../cables/draft.ts';
import type { DateReader } from './dates.ts';
import type { FieldNames } from './record.ts';

/**
 * The interface of every input format. A format recognises its files by content and turns them into drafts; it knows
 * nothing of the database. One file a format; `formats.ts` lists them.
 */

/** A record that cannot be read, with its reason in plain words and the value that was wrong. */
export type RecordFault = { line: number; reason: string; /** first 200 characters of what was read */ text: string };

/** Something to know about a record that is in. `kind`: how it is counted, in the plural (`dates not understood`). */
export type RecordWarning = { kind: string; detail: string };

/** A file inside a file, to be read by its own format: in an archive, or attached to a mail. `within`: what it belongs to, as a person would call it. */
export type InnerFile = { name: string; bytes: Uint8Array; within?: string };

export type ReadRecord = { draft: Draft; warnings?: readonly RecordWarning[] } | { fault: RecordFault } | { inner: InnerFile };

/** One line of a text, or why it cannot be read. */
export type SourceLine = { line: number; text: string } | { fault: RecordFault };

/**
 * An opened file: its name, its bytes, unpacked when it is a gzip, and its text, decoded as what it is. Never whole in memory
 * unless a format asks.
 */
export type Source = {
  /** Path as given by the person, for messages; of a file in an archive with its path there behind it. */
  path: string;
  /** Where the same bytes lie on the disk; undefined for what is unpacked, or in memory. */
  onDisk: string | undefined;
  /** File name without folders, `.gz` and ending. */
  stem: string;
  /** First 64 KiB of the bytes, for recognising. */
  start: Uint8Array;
  /** The same as text; empty when it is no text. */
  head: string;
  /** The encoding that was assumed for its text so far; undefined when there was no doubt. */
  readonly assumed: string | undefined;
  /** Reads the dates of the whole trove. */
  dates: DateReader;
  /** What the operator says columns and keys hold: the field by the folded name of the column, as `readFieldNames` makes it. */
  fieldNames: FieldNames;
  /** Lines without their line ends; a line that cannot be decoded or is too long comes as a fault. */
  lines(): AsyncIterable<SourceLine>;
  /** The same in groups: quicker where there are millions of them. */
  lineGroups(): AsyncIterable<readonly SourceLine[]>;
  /** The whole text; throws a DeskError of kind `data` above the size limit of one document (25 MB). */
  whole(): Promise<string>;
  /** All bytes; throws a DeskError of kind `data` above the size limit of one file that is no text (100 MB). */
  bytes(): Promise<Uint8Array>;
  /** All bytes, in pieces. */
  pieces(): AsyncIterable<Uint8Array>;
};

export type Format = {
  name: string;
  /** What a person would call it, for messages. */
  description: string;
  /** It is read in a thread of its own, which is ended when a file takes too long or too much memory. */
  isHeavy?: true;
  /** It decodes its texts by what they say themselves: what the file as a whole looks like is of no account. */
  decodesItself?: true;
  /** How sure we are that this is the format, 0 (no) to 1, from the head of the file and, least of all, from the name. */
  recognise(source: Source): number;
  read(source: Source): AsyncIterable<ReadRecord>;
};

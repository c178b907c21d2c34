import { createComparison, type Comparison } from './compare/compare.ts';
import { createLookup, type Lookup } from './lookup.ts';
import { createMentions, type Mentions } from './mentions.ts';
import { openNamesFile } from './names-file.ts';
import { createReader, type Reader } from './reader.ts';

/*
 * The room of names: who and what the cables name. recognise/ finds mentions in a text, resolve/ decides which entity each
 * one is, compare/ matches lists from outside against them, pages/ shows them. No commands and no desk below pages/; what
 * people decide about names is in team/judgments.ts. The desk opens it, analysis/ reads its files, everybody else asks
 * `desk.names`.
 */

/** Everything that can be asked about the names in the cables. */
export type Names = Lookup &
  Mentions &
  Reader & {
    /** Compares a list of names with the names in the cables: see Comparison. */
    cross: Comparison['run'];
  };

/** A name must be at least this sure to be kept, unless the operator says otherwise. */
export const usualFloor = 0.3;

/**
 * Who and what is named in the cables of `database`, kept in `file`, a database of its own with one writer, a worker
 * thread. It is derived from cables and judgments and rebuilt when it is lost. Reading goes on in the background;
 * questions are answered from what has been read so far.
 */
export function createNames({ database, file, floor = usualFloor }: { database: string; file: string; floor?: number }): Names {
  const reader = createReader({ database, file, floor });
  const comparison = createComparison(file);
  const names = openNamesFile(file);
  return {
    ...reader,
    ...createLookup(names),
    ...createMentions(names),
    cross: (task) => comparison.run(task),
    async close() {
      await comparison.close();
      await reader.close();
      names.close();
    },
  };
}

import { noteAsked } from '../reply/absence.ts';
import type { Databases } from '../store/database.ts';
import { createComparison, type Comparison } from './compare/compare.ts';
import { createGlossary, type Glossary } from './glossary.ts';
import { createLookup, type Lookup } from './lookup.ts';
import { createMentions, type Mentions } from './mentions.ts';
import { openNamesFile, type NamesFile } from './names-file.ts';
import { createReader, type Reader } from './reader.ts';

/*
 * The names room: who and what the cables name. recognise/ finds mentions in a text, resolve/ assigns each one to an
 * entity, compare/ matches external lists against the entities, pages/ shows them. Outside pages/, nothing imports commands
 * or the desk; editors' decisions about names are in team/judgments.ts. The desk opens this room, analysis/ reads its
 * files, everybody else asks `desk.names`.
 */

/** Queries about the names in the cables. */
export type Names = Lookup &
  Glossary &
  Mentions &
  Reader & {
    /** Matches a list of names with the names in the cables: see Comparison. */
    cross: Comparison['run'];
    /** Ends what uses the file, has it set aside, and reads all names anew in the background. */
    renew(setAside: () => void): Promise<void>;
  };

/** Default minimum confidence of a mention (0 to 1); less confident ones are dropped. */
export const usualFloor = 0.3;

/**
 * Who and what is named in the cables of `database`, kept in `file`, a separate database whose only writer is a worker
 * thread. It is derived from cables and judgments and rebuilt when lost. Reading runs in the background; queries are
 * answered from what has been read so far. `shared`: the names file of the archive's own desk, from which is taken what was
 * read there already; `evenJudged`: what its editors decided by then are the decisions here, too.
 */
export function createNames({
  floor = usualFloor,
  ...data
}: {
  database: Databases;
  file: string;
  shared?: string;
  evenJudged?: boolean;
  floor?: number;
}): Names {
  const { file } = data;
  let reader = createReader({ ...data, floor });
  let comparison = createComparison(file);
  const opened = openNamesFile(file);
  // Every look-up goes through here.
  const names: NamesFile = {
    ...opened,
    all: (...asked) => {
      noteAsked('names', reader.isWhole());
      return opened.all(...asked);
    },
  };
  const close = async (): Promise<void> => {
    await comparison.close();
    await reader.close();
    names.close();
  };
  return {
    progress: () => reader.progress(),
    isWhole: () => reader.isWhole(),
    stale: () => reader.stale(),
    changed: () => reader.changed(),
    settled: () => reader.settled(),
    settledSoon: () => reader.settledSoon(),
    second: (places) => reader.second(places),
    ...createLookup(names),
    ...createMentions(names),
    ...createGlossary(names),
    cross(task) {
      noteAsked('names', reader.isWhole());
      return comparison.run(task);
    },
    async renew(setAside) {
      await close();
      setAside();
      reader = createReader({ ...data, floor });
      comparison = createComparison(file);
    },
    close,
  };
}

import { nearness, type NearWord } from '../nearness.ts';
import { Numbers } from './bytes.ts';
import { isJoinedKind, placeFields } from './layout.ts';
import type { Segment } from './segment.ts';

/** What the nearness of a question's words adds to these documents, in their order: by the positions in the index. */
export function nearnessIn(segment: Segment, docs: readonly number[], words: readonly NearWord[], mean: number): number[] {
  const cursors = words.map(({ stems }) =>
    stems
      .flatMap((stem) => segment.listsOfStem(stem, placeFields.body))
      .filter((list) => !isJoinedKind(segment.lists.kinds[list] ?? 0) && !segment.isOfStopWord(list))
      .map((list) => segment.cursor(list)),
  );
  const positions = words.map(() => new Numbers());
  const added = new Map<number, number>();
  // Lists are read in the order of their documents.
  for (const doc of docs.toSorted((a, b) => a - b)) {
    for (const [i, ofWord] of cursors.entries()) {
      const here = positions[i];
      if (here === undefined) continue;
      here.clear();
      for (const cursor of ofWord) if (cursor.seek(doc)) cursor.positionsInto(here);
    }
    const written = positions.map((here) => here.written());
    added.set(doc, nearness(words, written, segment.lengths.body[doc] ?? 0, mean));
  }
  return docs.map((doc) => added.get(doc) ?? 0);
}

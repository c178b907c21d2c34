import { serve } from '../../../threads/thread.ts';
import { mergeSegments } from './merge.ts';
import { Segment } from './segment.ts';

/** A segment's file, and the documents of it that are gone. */
export type MergePart = { path: string; gone: readonly number[] };

/** Merges segments beside the thread that answers. */
export const mergeThread = serve(() => ({
  /** Writes what is left of the parts as one segment. */
  merge(parts: readonly MergePart[], target: string): void {
    const segments = parts.map(({ path, gone }) => {
      const segment = new Segment(path);
      for (const doc of gone) segment.gone.add(doc);
      return segment;
    });
    mergeSegments(segments, target);
    for (const segment of segments) segment.close();
  },
}));

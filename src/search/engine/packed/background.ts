import { rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { said } from '../../../reply/text.ts';
import { DamagedIndex } from '../engine.ts';
import { Thread } from '../../../threads/thread.ts';
import type { OpenSegment, SegmentStore } from './store.ts';
import type { mergeThread } from './thread.ts';

/**
 * Merges segments in a thread of its own, so that no question waits for it. What was changed meanwhile is taken over when
 * the merged one takes the place of the others; if one of those is gone by then, what was merged is thrown away.
 */
export class BackgroundMerge {
  private readonly store: SegmentStore;
  private readonly alone: <T>(work: () => T) => T;
  private readonly file: string;
  private running: Thread<typeof mergeThread> | undefined;

  /** `alone` runs work while no other process writes the index. */
  constructor(store: SegmentStore, file: string, alone: <T>(work: () => T) => T) {
    this.store = store;
    this.alone = alone;
    this.file = `${file}.merge-${process.pid}-${randomUUID()}`;
  }

  /** Begins, unless it is busy. `onDone` is called when the merged segment has taken the others' place. */
  start(chosen: readonly OpenSegment[], onDone: () => void): void {
    if (this.running !== undefined || chosen.length < 2) return;
    const thread = new Thread<typeof mergeThread>({
      script: new URL('./thread.ts', import.meta.url),
      data: undefined,
      broke: () => ({ text: said`The search index could not be tidied.` }),
      isForOneJob: true,
    });
    this.running = thread;
    void this.merge(thread, chosen, onDone);
  }

  private async merge(thread: Thread<typeof mergeThread>, chosen: readonly OpenSegment[], onDone: () => void): Promise<void> {
    const gone = chosen.map(({ segment }) => [...segment.gone]);
    try {
      await thread.ask('merge', [chosen.map(({ segment }, i) => ({ path: segment.file.path, gone: gone[i] ?? [] })), this.file]);
      if (this.alone(() => this.store.replace(chosen, gone, this.file))) onDone();
    } catch (error) {
      // Another process was quicker, or all is being closed: the index is as it was. What is damaged is read again by the next thread.
      if (this.alone(() => this.store.dropDamaged())) throw new DamagedIndex('the index file is damaged and is rebuilt', { cause: error });
    } finally {
      this.running = undefined;
      for (const path of [this.file, `${this.file}.new`]) rmSync(path, { force: true });
      await thread.close();
    }
  }
}

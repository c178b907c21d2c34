import { rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { said } from '../../../reply/text.ts';
import { Thread } from '../../../threads/thread.ts';
import { DamagedIndex, type EngineParts } from '../engine.ts';
import type { OpenSegment, SegmentStore } from './store.ts';
import type { mergeThread } from './thread.ts';

/**
 * Merges segments in a thread of its own, so that no question waits for it. What was changed meanwhile is taken over when
 * the merged one takes the place of the others; if one of those is gone by then, what was merged is thrown away.
 */
export class BackgroundMerge {
  private readonly store: SegmentStore;
  private readonly onceAlone: EngineParts['onceAlone'];
  private readonly file: string;
  private isBusy = false;

  constructor(store: SegmentStore, file: string, onceAlone: EngineParts['onceAlone']) {
    this.store = store;
    this.onceAlone = onceAlone;
    this.file = `${file}.merge-${process.pid}-${randomUUID()}`;
  }

  /** Merges these, unless it is busy; resolves when the merged segment has their place. Rejects with `DamagedIndex` when one is damaged. */
  async start(chosen: readonly OpenSegment[]): Promise<void> {
    if (this.isBusy || chosen.length === 0) return;
    this.isBusy = true;
    const thread = new Thread<typeof mergeThread>({
      script: new URL('./thread.ts', import.meta.url),
      data: undefined,
      broke: () => ({ text: said`The search index could not be tidied.` }),
      isForOneJob: true,
    });
    const gone = chosen.map(({ segment }) => [...segment.gone]);
    try {
      await thread.ask('merge', [chosen.map(({ segment }, i) => ({ path: segment.file.path, gone: gone[i] ?? [] })), this.file]);
      await this.onceAlone(() => this.store.replace(chosen, gone, this.file));
    } catch (error) {
      // Another process was quicker, or all is being closed: the index is as it was. What is damaged is read again by the next thread.
      if (await this.onceAlone(() => this.store.dropDamaged()))
        throw new DamagedIndex('the index file is damaged and is rebuilt', { cause: error });
    } finally {
      this.isBusy = false;
      for (const path of [this.file, `${this.file}.new`]) rmSync(path, { force: true });
      await thread.close();
    }
  }
}

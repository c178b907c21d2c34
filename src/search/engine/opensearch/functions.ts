import { setTimeout as pause } from 'node:timers/promises';
import type { RowBits } from '../../../query/row-set.ts';
import type { QueryNode } from '../../../query/tree.ts';
import { openReader } from '../../../store/database.ts';
import type { Inside } from '../../../threads/thread.ts';
import { cableReader, type IndexProgress, type ThreadData } from '../reading.ts';
import type { CountedField } from '../counted.ts';
import type { CountOptions, FindOptions } from '../search-index.ts';
import { countedIn, foundIn } from './counting.ts';
import { find, nearSpellings, similar, viewing, type CableTexts } from './answers.ts';
import { connect, type View } from './cluster.ts';
import { createKeeper } from './keeping.ts';
import { fillingSide, followingSide } from './sides.ts';
import { ClusterTrouble } from './trouble.ts';

/** Milliseconds for one answer: less than the deadline of whoever asks, at which the thread would be ended. */
const answerTime = 7500;

/**
 * The thread's side of a cluster: brings its index to what the database holds, or the database to what the cluster holds, and
 * answers. While the cluster is away, or does not hold every cable, questions are refused with the reason, and it is tried again
 * until it does.
 */
export async function clusterFunctions(data: ThreadData, { tell, stopIfEnding }: Inside<IndexProgress>) {
  const { cluster: settings } = data;
  if (settings === undefined) throw new Error('there are no settings of a cluster');
  const db = openReader(data.database);
  const { cableOf } = cableReader(db, stopIfEnding);
  const cluster = connect(settings);
  const lock = `${data.copiesFile}.lock`;
  let progress = { done: 0, total: 0 };
  const keeping = createKeeper({
    lock,
    mend: () => side.catchUp(),
    onOutage(outage) {
      const total = db.prepare<[], number>('SELECT count(*) FROM cables').pluck().get() ?? 0;
      tell({ done: Math.min(progress.done, total), total, trouble: outage });
    },
    onMended: () => tell(progress),
  });
  const side = await (settings.follows === undefined ? fillingSide : followingSide)(cluster, {
    data,
    settings,
    db,
    lock,
    stopIfEnding,
    tell(done, total) {
      stopIfEnding();
      progress = { done, total };
      if (keeping.outage() === undefined) tell(progress);
    },
  });
  const texts: CableTexts = { cableOf, now: () => performance.now(), known: side.known };
  async function answering<T>(ask: (view: View) => Promise<T>): Promise<T> {
    const outage = keeping.outage();
    if (outage !== undefined) throw new ClusterTrouble(outage);
    const until = performance.now() + answerTime;
    try {
      return await viewing(cluster, side.alias(), ask, answerTime);
    } catch (error) {
      if (!(error instanceof ClusterTrouble)) throw error;
      const { what } = error.outage;
      if (what === 'missing') keeping.fail(error);
      if (what === 'missing' || what === 'refused' || what === 'slow') throw error;
      // A node has gone: another has what it held, or nobody.
      await pause(200);
      const left = until - performance.now();
      if (left < answerTime / 2) throw error;
      return viewing(cluster, side.alias(), ask, left);
    }
  }
  const catchUp = (): Promise<void> => keeping.changing(() => side.catchUp());
  await catchUp().catch(keeping.fail);
  if (side.every !== undefined) void lookingEach(side.every);
  /** Until the thread ends. */
  async function lookingEach(milliseconds: number): Promise<never> {
    for (;;) {
      await pause(milliseconds);
      stopIfEnding();
      if (keeping.outage() === undefined) await catchUp().catch(keeping.fail);
    }
  }
  return {
    put: (rows: readonly number[]) => keeping.changing(() => side.put(rows)),
    remove: (rows: readonly number[]) => keeping.changing(() => side.remove(rows)),
    sync: catchUp,
    find: (root: QueryNode, options: FindOptions) => answering((view) => find(view, texts, root, options)),
    rows: (root: QueryNode, options: CountOptions) => answering((view) => foundIn(view, texts, root, options)),
    counts: (root: QueryNode, field: CountedField, options: CountOptions) =>
      answering((view) => countedIn(view, texts, root, field, options)),
    suggest: (word: string, limit: number, without: RowBits = new Uint8Array()) =>
      answering((view) => nearSpellings(view, texts, word, limit, without)),
    similar: (row: number, limit: number, without: RowBits) => answering((view) => similar(view, texts, row, limit, without)),
    end: () => cluster.close(),
  };
}

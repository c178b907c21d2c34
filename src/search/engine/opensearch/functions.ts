import { setTimeout as pause } from 'node:timers/promises';
import type { QueryNode } from '../../../query/tree.ts';
import { lockFile, openReader } from '../../../store/database.ts';
import type { Inside } from '../../../threads/thread.ts';
import { openCopies } from '../copies.ts';
import { cableReader, stateOf, type IndexProgress, type ThreadData } from '../reading.ts';
import type { FindOptions } from '../search-index.ts';
import { find, similar, suggest, viewing, type Texts } from './answers.ts';
import { connect } from './cluster.ts';
import { Filling } from './filling.ts';
import { aliasOf } from './identity.ts';
import { ClusterTrouble, type Trouble } from './trouble.ts';

/** Milliseconds between tries to reach a cluster that does not answer, growing to the last. */
const pauses = [500, 1000, 2000, 5000, 10_000, 20_000] as const;

/**
 * The thread's side of a cluster: brings its index to what the database holds, and answers. While the cluster is away, or does not
 * hold every cable, questions are refused with the reason, and it is tried again until it does.
 */
export async function clusterFunctions(data: ThreadData, { tell, stopIfEnding }: Inside<IndexProgress>) {
  if (data.cluster === undefined) throw new Error('there are no settings of a cluster');
  const db = openReader(data.database);
  const { rowOf, cableOf } = cableReader(db, stopIfEnding);
  const cluster = connect(data.cluster);
  const lock = `${data.copiesFile}.lock`;
  const { copies, alias } = await whenFree(lock, async () => ({ copies: openCopies(data.copiesFile, cableOf), alias: aliasOf(data.file) }));
  let progress = { done: 0, total: 0 };
  let trouble: Trouble | undefined;
  const filling = new Filling(cluster, alias, data.cluster, {
    db,
    copies,
    rowOf,
    state: () => stateOf(db),
    tell(done, total) {
      stopIfEnding();
      progress = { done, total };
      if (trouble === undefined || trouble.what === 'behind') tell(progress);
    },
  });
  const texts: Texts = { cableOf, now: () => performance.now() };

  let last: Promise<unknown> = Promise.resolve();
  /** One change after the other, here and in other processes that share the files. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(() => whenFree(lock, work));
    last = done.catch(() => {});
    return done;
  }
  /** What went wrong, for whoever asks until it is right again. */
  const fail = (error: unknown): void => {
    if (!(error instanceof ClusterTrouble)) throw error;
    const isNew = trouble === undefined;
    ({ trouble } = error);
    const total = db.prepare<[], number>('SELECT count(*) FROM cables').pluck().get() ?? 0;
    tell({ done: Math.min(progress.done, total), total, trouble });
    if (isNew) void recover();
  };
  async function recover(): Promise<void> {
    for (let i = 0; trouble !== undefined; i += 1) {
      await pause(pauses[Math.min(i, pauses.length - 1)]);
      stopIfEnding();
      try {
        await alone(async () => {
          // It answers again; how far it is is told from here on.
          await filling.catchUp();
          trouble = undefined;
          tell(progress);
        });
      } catch (error) {
        if (!(error instanceof ClusterTrouble)) throw error;
        trouble = error.trouble;
      }
    }
  }
  const changing = async (work: () => Promise<void>): Promise<void> => {
    if (trouble !== undefined) throw new ClusterTrouble(trouble);
    try {
      await alone(work);
    } catch (error) {
      fail(error);
      throw error;
    }
  };
  async function answering<T>(ask: (view: Parameters<Parameters<typeof viewing<T>>[2]>[0]) => Promise<T>): Promise<T> {
    if (trouble !== undefined) throw new ClusterTrouble(trouble);
    try {
      return await viewing(cluster, alias, ask);
    } catch (error) {
      if (!(error instanceof ClusterTrouble) || error.trouble.what === 'slow') throw error;
      if (error.trouble.what === 'missing') fail(error);
      if (error.trouble.what === 'missing' || error.trouble.what === 'refused') throw error;
      // A node has gone: another has what it held, or nobody.
      await pause(200);
      return viewing(cluster, alias, ask);
    }
  }
  const first = alone(() => filling.catchUp());
  await first.catch(fail);
  return {
    put: (rows: readonly number[]) => changing(() => filling.put(rows)),
    remove: (rows: readonly number[]) => changing(() => filling.remove(rows)),
    sync: () => changing(() => filling.catchUp()),
    find: (root: QueryNode, options: FindOptions) => answering((view) => find(view, texts, root, options)),
    suggest: (word: string, limit: number, without: readonly number[] = []) =>
      answering((view) => suggest(view, texts, word, limit, without)),
    similar: (row: number, limit: number, without: readonly number[]) => answering((view) => similar(view, texts, row, limit, without)),
    end: () => cluster.close(),
  };
}

/** Runs the work once no other process writes the same files. */
async function whenFree<T>(lock: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const unlock = lockFile(lock);
    if (unlock === undefined) await pause(50);
    else {
      try {
        return await work();
      } finally {
        unlock();
      }
    }
  }
}

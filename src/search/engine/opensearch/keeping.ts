import { setTimeout as pause } from 'node:timers/promises';
import { lockFile } from '../../../store/database.ts';
import { ClusterTrouble, type Outage } from './trouble.ts';

/** Milliseconds between tries to reach a cluster that does not answer, growing to the last. */
const pauses = [500, 1000, 2000, 5000, 10_000, 20_000] as const;

/** Whether the cluster can be relied on, and what is done until it can. */
export type Keeper = {
  outage(): Outage | undefined;
  /** One change after the other, here and in other processes; refused while the cluster cannot be relied on. */
  changing(work: () => Promise<void>): Promise<void>;
  /** Notes a failure, and tries to mend it until that is done. Throws what is no failure of the cluster. */
  fail(error: unknown): void;
};

/** `mend` brings the cluster to what the database holds; `lock` keeps other processes off; `onOutage` and `onMended` are told. */
export function createKeeper({
  lock,
  mend,
  onOutage,
  onMended,
}: {
  lock: string;
  mend(): Promise<void>;
  onOutage(outage: Outage): void;
  onMended(): void;
}): Keeper {
  let outage: Outage | undefined;
  let last: Promise<unknown> = Promise.resolve();
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(() => whenFree(lock, work));
    last = done.catch(() => {});
    return done;
  }
  async function mending(): Promise<void> {
    for (let i = 0; outage !== undefined; i += 1) {
      await pause(pauses[Math.min(i, pauses.length - 1)]);
      try {
        await alone(mend);
        outage = undefined;
        onMended();
      } catch (error) {
        if (!(error instanceof ClusterTrouble)) throw error;
        ({ outage } = error);
      }
    }
  }
  const fail = (error: unknown): void => {
    if (!(error instanceof ClusterTrouble)) throw error;
    const isNew = outage === undefined;
    ({ outage } = error);
    onOutage(error.outage);
    if (isNew) void mending();
  };
  return {
    outage: () => outage,
    fail,
    async changing(work) {
      if (outage !== undefined) throw new ClusterTrouble(outage);
      try {
        await alone(work);
      } catch (error) {
        fail(error);
        throw error;
      }
    },
  };
}

/** Runs the work once no other process writes the same files. */
export async function whenFree<T>(lock: string, work: () => Promise<T>): Promise<T> {
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

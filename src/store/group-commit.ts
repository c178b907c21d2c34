import type { Db } from './database.ts';
import { isDiskTrouble } from './sqlite-errors.ts';

/** Runs a small write with those of others. Resolves with what it returns once that is on disk; rejects with what it throws. */
export type GroupCommit = <T>(work: () => T) => Promise<T>;

type Job = { run: () => unknown; done: (outcome: Outcome) => void };
type Outcome = { value: unknown } | { error: unknown };

/**
 * Group commit: what many ask to be written at the same time goes into one transaction, so that a disk that takes 20 ms to
 * sync is waited for once, not sixty times. Each write has a savepoint of its own; when the transaction as a whole cannot be
 * committed, each is run again, alone. Whoever waits is woken one at a time, with time for new events in between.
 */
export function createGroup(db: Db): GroupCommit {
  let waiting: Job[] = [];
  const inTransaction = ({ run }: Job): Outcome => {
    let done: { value: unknown } | undefined;
    let isOpen = true;
    try {
      const work = db.transaction(() => {
        done = { value: run() };
        isOpen = db.inTransaction;
      });
      work();
      return done ?? { value: undefined };
    } catch (error) {
      // SQLite had rolled back before the work returned: it has put up with that itself.
      return done !== undefined && !isOpen ? done : { error };
    }
  };
  const alone = (job: Job): Outcome => {
    const outcome = inTransaction(job);
    if ('value' in outcome || !isDiskTrouble(outcome.error)) return outcome;
    // What need not be on disk waits in memory when it is written by itself.
    try {
      return { value: job.run() };
    } catch (error) {
      return { error };
    }
  };
  const together = db.transaction((jobs: readonly Job[]): Outcome[] =>
    jobs.map((job) => {
      const outcome = inTransaction(job);
      // A full or failing disk rolls back all of it.
      if (!db.inTransaction) throw new Error('rolled back');
      return outcome;
    }),
  );
  const commit = (jobs: readonly Job[]): Outcome[] => {
    if (jobs.length === 1) return jobs.map(alone);
    try {
      return together(jobs);
    } catch {
      return jobs.map(alone);
    }
  };
  const flush = (): void => {
    const jobs = waiting;
    waiting = [];
    const outcomes = commit(jobs);
    const wake = (i: number): void => {
      const [job, outcome] = [jobs[i], outcomes[i]];
      if (job === undefined || outcome === undefined) return;
      job.done(outcome);
      setImmediate(wake, i + 1);
    };
    wake(0);
  };
  return <T>(work: () => T): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const done = (outcome: Outcome): void => {
        if ('value' in outcome) resolve(outcome.value as T);
        else reject(outcome.error);
      };
      if (waiting.push({ run: work, done }) === 1) setImmediate(flush);
    });
}

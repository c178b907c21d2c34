import { Worker } from 'node:worker_threads';
import type { CompareMessage, CompareTask, ComparedName } from './thread.ts';
import { DeskError } from '../../reply/failure.ts';
import { said } from '../../reply/text.ts';

/** Matches a list of names against the names in the cables. */
export type Comparison = {
  /**
   * Possible matches of each entry among the names in the cables, except those `without`: in the order of the entries, in
   * batches. Throws a DeskError when it fails or is stopped by `close`.
   */
  run(task: Omit<CompareTask, 'file' | 'ending'>): AsyncGenerator<ComparedName[][]>;
  close(): Promise<void>;
};

/** Each run has its own thread, so that a list of thousands blocks nobody. `file`: the names database. */
export function createComparison(file: string): Comparison {
  const running = new Map<Worker, { ending: Int32Array; exited: Promise<void> }>();
  let closed = false;
  return {
    async *run(task) {
      if (closed) throw new DeskError(said`The desk is closing.`);
      const ending = new Int32Array(new SharedArrayBuffer(4));
      const worker = new Worker(new URL('./thread.ts', import.meta.url), {
        workerData: { ...task, file, ending } satisfies CompareTask,
      });
      const messages: CompareMessage[] = [];
      let failure: unknown;
      let hasExited = false;
      let wake = (): void => {};
      worker.on('message', (message: CompareMessage) => {
        messages.push(message);
        wake();
      });
      worker.on('error', (error) => {
        failure = error;
      });
      const exited = new Promise<void>((resolve) =>
        worker.once('exit', () => {
          hasExited = true;
          wake();
          resolve();
        }),
      );
      running.set(worker, { ending, exited });
      try {
        for (;;) {
          const message = messages.shift();
          if (message?.kind === 'end' && !closed) return;
          if (message?.kind === 'batch') yield message.matches;
          else if (hasExited && messages.length === 0)
            throw new DeskError(said`The list could not be compared with the cables.`, { cause: failure });
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
              if (messages.length > 0 || hasExited) resolve();
            });
        }
      } finally {
        Atomics.store(ending, 0, 1);
        await exited;
        running.delete(worker);
      }
    },
    async close() {
      closed = true;
      for (const { ending } of running.values()) Atomics.store(ending, 0, 1);
      await Promise.all([...running.values()].map(({ exited }) => exited));
    },
  };
}

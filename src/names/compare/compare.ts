import { Worker } from 'node:worker_threads';
import type { CompareSaid, CompareTask, ComparedName } from './thread.ts';
import { DeskError } from '../../reply/failure.ts';
import { said } from '../../reply/text.ts';

/** A list of names against those in the cables. */
export type Comparison = {
  /**
   * For each entry what it may stand for among the names of the cables but those `without`: in the order of the entries,
   * some at a time. Throws a DeskError when it is ended, or fails.
   */
  run(task: Omit<CompareTask, 'file' | 'ending'>): AsyncGenerator<ComparedName[][]>;
  close(): Promise<void>;
};

/** Runs in a thread of its own each, so that a list of thousands holds up no answer. `file` holds the names. */
export function createComparison(file: string): Comparison {
  const running = new Map<Worker, { ending: Int32Array; gone: Promise<void> }>();
  let closed = false;
  return {
    async *run(task) {
      if (closed) throw new DeskError(said`The desk is closing.`);
      const ending = new Int32Array(new SharedArrayBuffer(4));
      const worker = new Worker(new URL('./thread.ts', import.meta.url), {
        workerData: { ...task, file, ending } satisfies CompareTask,
      });
      const messages: CompareSaid[] = [];
      let failure: unknown;
      let isGone = false;
      let wake = (): void => {};
      worker.on('message', (message: CompareSaid) => {
        messages.push(message);
        wake();
      });
      worker.on('error', (error) => {
        failure = error;
      });
      const gone = new Promise<void>((resolve) =>
        worker.once('exit', () => {
          isGone = true;
          wake();
          resolve();
        }),
      );
      running.set(worker, { ending, gone });
      try {
        for (;;) {
          const message = messages.shift();
          if (message?.kind === 'end' && !closed) return;
          if (message?.kind === 'some') yield message.matches;
          else if (isGone && messages.length === 0)
            throw new DeskError(said`The list could not be compared with the cables.`, { cause: failure });
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
              if (messages.length > 0 || isGone) resolve();
            });
        }
      } finally {
        Atomics.store(ending, 0, 1);
        await gone;
        running.delete(worker);
      }
    },
    async close() {
      closed = true;
      for (const { ending } of running.values()) Atomics.store(ending, 0, 1);
      await Promise.all([...running.values()].map(({ gone }) => gone));
    },
  };
}

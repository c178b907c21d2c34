import { Worker } from 'node:worker_threads';
import { DeskError } from '../failure.ts';
import { said, type Text } from '../text.ts';
import type { Ask, Drawn } from './analysis.ts';

export type AnalystSaid = { id: number } & ({ drawn: Drawn } | { nothing: { text: Text; hint: Text | undefined } } | { failure: string });

/** Who computes and draws: in a thread of its own, so that no answer waits for it. */
export type Analyst = {
  /**
   * The result with its picture. Throws a DeskError when the cables have nothing to say, when it takes longer than a minute,
   * or when too many are waiting.
   */
  ask(ask: Ask): Promise<Drawn>;
  close(): Promise<void>;
};

const deadline = 60_000;
const mostWaiting = 40;
/** How long the thread may take to end by itself: it is not ended while it reads. */
const farewell = 2000;
/** The libraries for drawing take room: after so long without a question the thread is ended. */
const rest = 10 * 60_000;

type Waiting = { resolve(drawn: Drawn): void; reject(error: unknown): void; timer: NodeJS.Timeout };

/** The thread is started with the first question, and anew after it died. */
export function createAnalyst(files: { database: string; names: string; searches: 'team' | 'mine' | 'off' }): Analyst {
  let worker: Worker | undefined;
  let nextId = 1;
  let closed = false;
  let idle: NodeJS.Timeout | undefined;
  const waiting = new Map<number, Waiting>();

  const fail = (error: unknown): void => {
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    waiting.clear();
  };
  const end = async (): Promise<void> => {
    const ended = worker;
    worker = undefined;
    clearTimeout(idle);
    if (ended === undefined) return;
    const gone = new Promise<void>((resolve) => ended.once('exit', () => resolve()));
    ended.postMessage('end');
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([gone, new Promise((resolve) => (timer = setTimeout(resolve, farewell)))]);
    clearTimeout(timer);
    await ended.terminate();
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { workerData: files });
    started.on('message', (message: AnalystSaid) => {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      clearTimeout(asked?.timer);
      if (waiting.size === 0) idle = setTimeout(() => void end(), rest).unref();
      if ('drawn' in message) asked?.resolve(message.drawn);
      else if ('nothing' in message)
        asked?.reject(new DeskError(message.nothing.text, message.nothing.hint === undefined ? {} : { hint: message.nothing.hint }));
      else asked?.reject(new Error(message.failure));
    });
    const died = (cause: unknown): void => {
      if (worker !== started) return;
      worker = undefined;
      fail(new DeskError(said`The analysis broke off.`, { hint: said`Try again, or with fewer cables.`, cause }));
    };
    started.on('error', died);
    started.on('exit', died);
    return started;
  };

  return {
    ask(ask) {
      if (closed) return Promise.reject(new DeskError(said`The desk is closing.`));
      if (waiting.size >= mostWaiting)
        return Promise.reject(
          new DeskError(said`${waiting.size} pictures are being drawn already.`, { kind: 'busy', hint: said`Try again in a moment.` }),
        );
      clearTimeout(idle);
      worker ??= start();
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(
            new DeskError(said`The analysis took longer than a minute.`, {
              hint: said`Narrow it: query:, since: and until: choose fewer cables.`,
            }),
          );
          // What it is busy with would hold up all others.
          void end();
          fail(new DeskError(said`The analysis broke off.`, { hint: said`Try again in a moment.` }));
        }, deadline);
        waiting.set(id, { resolve, reject, timer });
        worker?.postMessage({ id, ask });
      });
    },
    async close() {
      closed = true;
      fail(new DeskError(said`The desk is closing.`));
      await end();
    },
  };
}

import { Worker } from 'node:worker_threads';
import { DeskError } from '../reply/failure.ts';
import { said } from '../reply/text.ts';
import type { Judgment } from './resolve/entity.ts';
import type { NamesRequest, NamesResponse } from './thread.ts';

/** Handle to the worker thread that finds names in cables and resolves them to entities. */
export type Reader = {
  /** Cables read for names so far, and all cables. */
  progress(): { done: number; total: number };
  /** Judgments that no longer match any name. */
  stale(): Judgment[];
  /** Reports that cables or judgments changed; resolves once they are processed. Throws a DeskError when that fails. */
  changed(): Promise<void>;
  /** Resolves once every change reported so far is processed. Throws a DeskError when that fails. */
  settled(): Promise<void>;
  /** Waits briefly for `settled`; false when it takes longer or fails. Never throws. */
  settledSoon(): Promise<boolean>;
  close(): Promise<void>;
};

type Waiting = { turn: number; resolve(): void; reject(error: unknown): void };

/** Milliseconds until a thread that does not end is terminated. */
const closeTimeout = 2000;
/** Milliseconds that a caller waits for names that are still being read. */
const settleTimeout = 2000;

/** Starts the thread, which begins with whatever it has not read yet. */
export function createReader(settings: { database: string; file: string; floor: number }): Reader {
  const ending = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { ...settings, ending } });
  const post = (message: NamesRequest): void => worker.postMessage(message);
  let progress = { done: 0, total: 0 };
  let stale: Judgment[] = [];
  let turn = 0;
  let settledTurn = -1;
  let failure: unknown;
  let closed = false;
  let waiting: Waiting[] = [];

  const settle = (reached: number): void => {
    settledTurn = Math.max(settledTurn, reached);
    for (const one of waiting.filter(({ turn: wanted }) => wanted <= reached)) one.resolve();
    waiting = waiting.filter(({ turn: wanted }) => wanted > reached);
  };
  const rejectAll = (error: DeskError): void => {
    for (const one of waiting) one.reject(error);
    waiting = [];
  };
  const fail = (error: unknown): void => {
    failure = error;
    rejectAll(readingFailed(error));
  };
  worker.on('message', (message: NamesResponse) => {
    if (message.kind === 'progress') progress = { done: message.done, total: message.total };
    else if (message.kind === 'settled') {
      stale = message.stale;
      failure = undefined;
      settle(message.turn);
    } else fail(new Error(message.message));
  });
  worker.on('error', fail);
  worker.on('exit', () => {
    if (!closed) fail(failure ?? new Error('the names thread exited unexpectedly'));
  });
  const whenSettled = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      if (settledTurn >= wanted) resolve();
      else if (failure !== undefined || closed) reject(readingFailed(failure));
      else waiting.push({ turn: wanted, resolve, reject });
    });
  // Catches up with earlier changes; no caller waits for this one.
  post({ kind: 'changed', turn });

  return {
    progress: () => progress,
    stale: () => stale,
    changed() {
      turn += 1;
      post({ kind: 'changed', turn });
      return whenSettled(turn);
    },
    settled: () => whenSettled(turn),
    settledSoon: () => resolvesSoon(whenSettled(turn)),
    async close() {
      closed = true;
      rejectAll(new DeskError(said`The desk is closing.`));
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      Atomics.store(ending, 0, 1);
      post({ kind: 'end' });
      await within(closeTimeout, exited);
      await worker.terminate();
    },
  };
}

const readingFailed = (cause: unknown): DeskError => new DeskError(said`The names in the cables could not be read.`, { cause });

const resolvesSoon = (promise: Promise<void>): Promise<boolean> =>
  within(
    settleTimeout,
    promise.then(
      () => true,
      () => false,
    ),
  ).then((isSettled) => isSettled === true);

/** The promise's value, or undefined when it takes longer. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, milliseconds, undefined)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

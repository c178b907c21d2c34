import { Worker } from 'node:worker_threads';
import { DeskError } from '../reply/failure.ts';
import { said } from '../reply/text.ts';
import type { Judgment } from './resolve/entity.ts';
import type { NamesAsk, NamesSaid } from './thread.ts';

/** The thread that reads cables for names and tells apart who is meant, as seen from outside. */
export type Reader = {
  /** How many cables have been read for names, of how many. */
  progress(): { done: number; total: number };
  /** Judgments that match no name any more. */
  stale(): Judgment[];
  /** Reports that cables or judgments changed; resolves when they have been read and resolved again. Throws a DeskError when that failed. */
  changed(): Promise<void>;
  /** Resolves when everything reported so far has been read. */
  settled(): Promise<void>;
  /** Waits for that for a moment; false when it takes longer. Never throws. */
  soon(): Promise<boolean>;
  close(): Promise<void>;
};

type Waiting = { turn: number; resolve(): void; reject(error: unknown): void };

const closeTimeout = 2000;
/** How long somebody who asks waits for names that are still being read. */
const patience = 2000;

/** Starts the thread, which reads whatever is new at once. */
export function createReader(settings: { database: string; file: string; floor: number }): Reader {
  const ending = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { ...settings, ending } });
  const tell = (message: NamesAsk): void => worker.postMessage(message);
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
    rejectAll(unreadable(error));
  };
  worker.on('message', (message: NamesSaid) => {
    if (message.kind === 'progress') progress = { done: message.done, total: message.total };
    else if (message.kind === 'settled') {
      stale = message.stale;
      settle(message.turn);
    } else fail(new Error(message.message));
  });
  worker.on('error', fail);
  worker.on('exit', () => {
    if (!closed) fail(failure ?? new Error('the thread that reads names has ended'));
  });
  const whenSettled = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      if (settledTurn >= wanted) resolve();
      else if (failure !== undefined || closed) reject(unreadable(failure));
      else waiting.push({ turn: wanted, resolve, reject });
    });
  // Nobody waits for the first reading.
  tell({ kind: 'changed', turn });

  return {
    progress: () => progress,
    stale: () => stale,
    changed() {
      turn += 1;
      tell({ kind: 'changed', turn });
      return whenSettled(turn);
    },
    settled: () => whenSettled(turn),
    soon: () => resolvesSoon(whenSettled(turn)),
    async close() {
      closed = true;
      rejectAll(new DeskError(said`The desk is closing.`));
      const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      Atomics.store(ending, 0, 1);
      tell({ kind: 'end' });
      await within(closeTimeout, gone);
      await worker.terminate();
    },
  };
}

const unreadable = (cause: unknown): DeskError => new DeskError(said`The names in the cables could not be read.`, { cause });

const resolvesSoon = (promise: Promise<void>): Promise<boolean> =>
  within(
    patience,
    promise.then(
      () => true,
      () => false,
    ),
  ).then((isThere) => isThere === true);

/** What the promise resolves to, or undefined when it takes longer than so many milliseconds. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, milliseconds, undefined)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

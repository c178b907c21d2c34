import { Worker } from 'node:worker_threads';
import { DeskError } from '../../reply/failure.ts';
import { said } from '../../reply/text.ts';
import type { EngineName } from './engine.ts';
import type { Found, SearchIndex, Similar } from './search-index.ts';

/** What the worker is asked. */
export type IndexQuestion =
  | { kind: 'put'; rows: readonly number[] }
  | { kind: 'remove'; rows: readonly number[] }
  | { kind: 'find'; root: unknown; options: unknown }
  | { kind: 'suggest'; word: string; limit: number }
  | { kind: 'similar'; row: number; limit: number; without: readonly number[] }
  | { kind: 'end' };

/** What the worker reports: how far it has read, and its answers. */
export type IndexReport =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'ready' }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failure'; id: number; message: string };

/** Milliseconds that a search may take. */
const deadline = 10_000;
/** Cables in one message to the worker: a search waits for one slice at most, not for a whole import. */
const slice = 200;
/** Milliseconds that a worker may take to end by itself. */
const closeTimeout = 5000;
/** After so many deaths within a minute the worker is not restarted: one that dies at once would be restarted for ever. */
const mostDeaths = 5;

type Waiting = { resolve(value: unknown): void; reject(error: unknown): void; timer: NodeJS.Timeout | undefined };

/**
 * An engine in a worker thread, so that no search holds up an answer. When the worker starts, and again after it has died
 * (a search past the deadline is ended by ending the worker), it reads the cables of `database` that the engine does not
 * hold yet in `file`; searches wait meanwhile.
 * Everything throws a DeskError when the worker dies meanwhile or has died 5 times within a minute, `find` and `suggest`
 * also after 10 s. `script` is for tests: a worker that misbehaves.
 */
export function createWorkerIndex({
  engine,
  database,
  file,
  copiesFile = `${file}.copies`,
  script = new URL('./thread.ts', import.meta.url),
}: {
  engine: EngineName;
  database: string;
  file: string;
  copiesFile?: string;
  script?: URL;
}): SearchIndex {
  const pending = createPending();
  let progress = { done: 0, total: 0 };
  let closed = false;
  // Set before a worker is to end: it looks at this before each read of the database.
  let ending = new Int32Array(new SharedArrayBuffer(4));
  let deaths: number[] = [];
  let cause: unknown;
  let ready = unobserved();
  let worker: Worker | undefined = start();

  function start(): Worker {
    ending = new Int32Array(new SharedArrayBuffer(4));
    const started = new Worker(script, { workerData: { database, file, copiesFile, engine, ending } });
    started.on('message', (message: IndexReport) => {
      if (message.kind === 'progress') progress = { done: message.done, total: message.total };
      else if (message.kind === 'ready') ready.resolve();
      else pending.settle(message);
    });
    started.on('error', (error) => {
      cause = error;
    });
    started.on('exit', () => {
      if (!closed) restart();
    });
    return started;
  }
  function restart(): void {
    deaths = [...deaths.filter((at) => at > performance.now() - 60_000), performance.now()];
    pending.failAll(new DeskError(said`The search was interrupted. Try again.`, { cause }));
    const isLast = deaths.length >= mostDeaths;
    const before = ready;
    ready = unobserved();
    worker = isLast ? undefined : start();
    if (isLast) ready.reject(broken(cause));
    before.resolve(ready.promise); // callers that waited for the last worker wait for this one
  }
  const end = async (): Promise<void> => (worker === undefined ? undefined : endWorker(worker, ending));
  function ask(question: IndexQuestion, limit?: number): Promise<unknown> {
    const asked = worker;
    if (asked === undefined) return Promise.reject(broken(cause));
    return pending.add((id) => asked.postMessage({ id, ...question }), limit, end);
  }
  async function askWhenReady(question: IndexQuestion): Promise<unknown> {
    await ready.promise;
    return ask(question, deadline);
  }
  async function inSlices(kind: 'put' | 'remove', rows: readonly number[]): Promise<void> {
    for (let i = 0; i < rows.length; i += slice) await ask({ kind, rows: rows.slice(i, i + slice) });
  }
  return {
    engine,
    put: (rows) => inSlices('put', rows),
    remove: (rows) => inSlices('remove', rows),
    find: async ({ root }, options) => (await askWhenReady({ kind: 'find', root, options })) as Found,
    suggest: async (word, limit) => (await askWhenReady({ kind: 'suggest', word, limit })) as string[],
    similar: async (row, limit, without) => (await askWhenReady({ kind: 'similar', row, limit, without })) as Similar[],
    progress: () => progress,
    ready: () => ready.promise,
    async close() {
      closed = true;
      pending.failAll(new DeskError(said`The desk is closing.`));
      await end();
    },
  };
}

/** A promise that may be rejected while nobody waits for it. */
function unobserved(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  made.promise.catch(() => {});
  return made;
}

function broken(cause: unknown): DeskError {
  return new DeskError(said`The search has stopped: it broke off ${mostDeaths} times within a minute.`, {
    hint: said`The bot has to be started again. If that does not help, the data folder's database should be looked at.`,
    cause,
  });
}

/** The questions that the worker has not answered yet. */
function createPending() {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  return {
    /** A question under a new id; after `limit` milliseconds without an answer it fails, and `end` is called. */
    add(send: (id: number) => void, limit: number | undefined, end: () => Promise<void>): Promise<unknown> {
      const id = nextId++;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const stop = (): void => {
        waiting.delete(id);
        reject(new DeskError(said`That search took too long and was stopped. Try fewer or rarer words.`));
        void end();
      };
      waiting.set(id, { resolve, reject, timer: limit === undefined ? undefined : setTimeout(stop, limit) });
      send(id);
      return promise;
    },
    settle(message: IndexReport & { kind: 'answer' | 'failure' }): void {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      clearTimeout(asked?.timer);
      if (message.kind === 'answer') asked?.resolve(message.value);
      else asked?.reject(new Error(message.message));
    },
    failAll(error: unknown): void {
      for (const asked of waiting.values()) {
        clearTimeout(asked.timer);
        asked.reject(error);
      }
      waiting.clear();
    },
  };
}

/**
 * Ends the worker, but never in the middle of a read of the database: a thread that is stopped inside native code can take
 * the whole process with it. So it is asked first, and stopped by force only when it does not respond, which is when it is
 * busy with JavaScript alone.
 */
async function endWorker(worker: Worker, ending: Int32Array): Promise<void> {
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  Atomics.store(ending, 0, 1);
  worker.postMessage({ id: 0, kind: 'end' });
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([gone, new Promise((resolve) => (timer = setTimeout(resolve, closeTimeout)))]);
  clearTimeout(timer);
  await worker.terminate();
}

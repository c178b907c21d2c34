import { Worker } from 'node:worker_threads';
import { DeskError } from '../../reply/failure.ts';
import { said } from '../../reply/text.ts';
import type { EngineName } from './engine.ts';
import type { Found, SearchIndex, Similar } from './search-index.ts';

/** What the worker is asked, and what it says. */
export type IndexAsk =
  | { kind: 'put'; rows: readonly number[] }
  | { kind: 'remove'; rows: readonly number[] }
  | { kind: 'find'; root: unknown; options: unknown }
  | { kind: 'suggest'; word: string; limit: number }
  | { kind: 'similar'; row: number; limit: number; without: readonly number[] }
  | { kind: 'end' };
export type IndexSaid =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'ready' }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failure'; id: number; message: string };

const deadline = 10_000;
/** Cables in one message to the worker: a search waits for one slice at most, not for a whole import. */
const slice = 200;
/** How long a worker may take to end by itself. */
const closeTimeout = 1000;
/** Deaths of the worker within a minute before we stop trying: one that dies at once would be started for ever. */
const mostDeaths = 5;

type Waiting = { resolve(value: unknown): void; reject(error: unknown): void; timer: NodeJS.Timeout | undefined };

/** A promise that may fail without anybody waiting for it. */
function promised(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  made.promise.catch(() => {});
  return made;
}

/**
 * An engine in a worker thread, so that no search holds up an answer. When it starts, and again after it has died (a
 * search past the deadline is ended by ending the worker), the worker reads the cables of `database` that the engine does
 * not hold yet in `file`; searches wait meanwhile.
 * Everything throws a DeskError when the worker dies under it or has died 5 times within a minute, `find` and `suggest`
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
  let progress = { done: 0, total: 0 };
  let nextId = 1;
  let closed = false;
  // Set before a worker is to end: it looks at this before each read of the database.
  let ending = new Int32Array(new SharedArrayBuffer(4));
  let deaths: number[] = [];
  let cause: unknown;
  const waiting = new Map<number, Waiting>();
  let ready = promised();
  let worker: Worker | undefined = start();

  function start(): Worker {
    ending = new Int32Array(new SharedArrayBuffer(4));
    const started = new Worker(script, { workerData: { database, file, copiesFile, engine, ending } });
    started.on('message', (message: IndexSaid) => {
      if (message.kind === 'progress') progress = { done: message.done, total: message.total };
      else if (message.kind === 'ready') ready.resolve();
      else {
        const asked = waiting.get(message.id);
        waiting.delete(message.id);
        clearTimeout(asked?.timer);
        if (message.kind === 'answer') asked?.resolve(message.value);
        else asked?.reject(new Error(message.message));
      }
    });
    started.on('error', (error) => {
      cause = error;
    });
    started.on('exit', () => {
      if (!closed) died();
    });
    return started;
  }
  function died(): void {
    deaths = [...deaths.filter((at) => at > performance.now() - 60_000), performance.now()];
    failAll(new DeskError(said`The search was interrupted. Try again.`, { cause }));
    const isLast = deaths.length >= mostDeaths;
    const before = ready;
    ready = promised();
    worker = isLast ? undefined : start();
    if (isLast) ready.reject(broken());
    before.resolve(ready.promise); // who waited for the last worker waits for this one
  }
  function broken(): DeskError {
    return new DeskError(said`The search has stopped: it broke off ${mostDeaths} times within a minute.`, {
      hint: said`The bot has to be started again. If that does not help, the data folder's database should be looked at.`,
      cause,
    });
  }
  /**
   * Ends the worker. Never in the middle of a read of the database: a thread that is stopped inside native code can take
   * the whole process with it. So it is asked first, and stopped by force only when it has not listened, which is when it
   * is busy with JavaScript alone.
   */
  async function end(): Promise<void> {
    const last = worker;
    if (last === undefined) return;
    const gone = new Promise<void>((resolve) => last.once('exit', () => resolve()));
    Atomics.store(ending, 0, 1);
    last.postMessage({ id: 0, kind: 'end' });
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([gone, new Promise((resolve) => (timer = setTimeout(resolve, closeTimeout)))]);
    clearTimeout(timer);
    await last.terminate();
  }
  function failAll(error: unknown): void {
    for (const asked of waiting.values()) {
      clearTimeout(asked.timer);
      asked.reject(error);
    }
    waiting.clear();
  }
  function ask(question: IndexAsk, limit?: number): Promise<unknown> {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      if (worker === undefined) return reject(broken());
      const timer =
        limit === undefined
          ? undefined
          : setTimeout(() => {
              waiting.delete(id);
              reject(new DeskError(said`That search took too long and was stopped. Try fewer or rarer words.`));
              void end();
            }, limit);
      waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, ...question });
    });
  }
  async function inSlices(kind: 'put' | 'remove', rows: readonly number[]): Promise<void> {
    for (let i = 0; i < rows.length; i += slice) await ask({ kind, rows: rows.slice(i, i + slice) });
  }
  return {
    engine,
    put: (rows) => inSlices('put', rows),
    remove: (rows) => inSlices('remove', rows),
    find: async ({ root }, options) => {
      await ready.promise;
      return (await ask({ kind: 'find', root, options }, deadline)) as Found;
    },
    suggest: async (word, limit) => {
      await ready.promise;
      return (await ask({ kind: 'suggest', word, limit }, deadline)) as string[];
    },
    similar: async (row, limit, without) => {
      await ready.promise;
      return (await ask({ kind: 'similar', row, limit, without }, deadline)) as Similar[];
    },
    progress: () => progress,
    ready: () => ready.promise,
    async close() {
      closed = true;
      failAll(new DeskError(said`The desk is closing.`));
      await end();
    },
  };
}

import { Worker } from 'node:worker_threads';
import { DeskError } from '../failure.ts';
import { said } from '../text.ts';
import type { Found, SearchIndex } from './search-index.ts';

/** What the worker is asked, and what it says. */
export type Ask =
  | { kind: 'put'; rows: readonly number[] }
  | { kind: 'remove'; rows: readonly number[] }
  | { kind: 'find'; root: unknown; options: unknown }
  | { kind: 'suggest'; word: string; limit: number };
export type Said =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'ready' }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failure'; id: number; message: string };

const deadline = 10_000;

type Waiting = { resolve(value: unknown): void; reject(error: unknown): void; timer: NodeJS.Timeout | undefined };

/** MiniSearch in a worker thread. */
export function createMiniSearchIndex({ database }: { database: string }): SearchIndex {
  let progress = { done: 0, total: 0 };
  let nextId = 1;
  let closed = false;
  const waiting = new Map<number, Waiting>();
  let markReady: () => void = () => {};
  let ready: Promise<void> = Promise.resolve();
  let worker = start();

  function start(): Worker {
    ready = new Promise((resolve) => {
      markReady = resolve;
    });
    const started = new Worker(new URL('./minisearch-worker.ts', import.meta.url), { workerData: { database } });
    started.on('message', (message: Said) => {
      if (message.kind === 'progress') progress = { done: message.done, total: message.total };
      else if (message.kind === 'ready') markReady();
      else {
        const asked = waiting.get(message.id);
        waiting.delete(message.id);
        clearTimeout(asked?.timer);
        if (message.kind === 'answer') asked?.resolve(message.value);
        else asked?.reject(new Error(message.message));
      }
    });
    started.on('exit', () => {
      if (closed || started !== worker) return;
      failAll(new DeskError(said`The search was interrupted. Try again.`));
      worker = start();
    });
    started.on('error', (e) => console.error(e));
    return started;
  }
  function failAll(error: unknown): void {
    for (const asked of waiting.values()) {
      clearTimeout(asked.timer);
      asked.reject(error);
    }
    waiting.clear();
  }
  function ask(question: Ask, limit?: number): Promise<unknown> {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      const timer =
        limit === undefined
          ? undefined
          : setTimeout(() => {
              waiting.delete(id);
              reject(new DeskError(said`That search took too long and was stopped. Try fewer or rarer words.`));
              void worker.terminate();
            }, limit);
      waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, ...question });
    });
  }
  return {
    engine: 'minisearch',
    put: async (rows) => void (await ask({ kind: 'put', rows })),
    remove: async (rows) => void (await ask({ kind: 'remove', rows })),
    find: async ({ root }, options) => {
      await ready;
      return (await ask({ kind: 'find', root, options }, deadline)) as Found;
    },
    suggest: async (word, limit) => {
      await ready;
      return (await ask({ kind: 'suggest', word, limit }, deadline)) as string[];
    },
    progress: () => progress,
    ready: () => ready,
    async close() {
      closed = true;
      failAll(new DeskError(said`The desk is closing.`));
      await worker.terminate();
    },
  };
}

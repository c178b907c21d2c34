import { Worker } from 'node:worker_threads';
import { DeskError } from '../reply/failure.ts';
import { said, type Text } from '../reply/text.ts';
import type { AnalysisAsk, Drawn } from './analysis.ts';

export type AnalystMessage = { id: number } & (
  | { begun: true }
  | { drawn: Drawn }
  | { nothing: { text: Text; hint: Text | undefined } }
  | { failure: string }
);

/** Computes and draws analyses in a worker thread, so that no other answer waits for them. */
export type Analyst = {
  /**
   * The result with its picture. Rejects with a DeskError when there is nothing to show, when the analysis takes longer
   * than a minute (time in the queue not counted), or when the queue is full.
   */
  ask(ask: AnalysisAsk): Promise<Drawn>;
  close(): Promise<void>;
};

const deadline = 60_000;
const maxPending = 40;
/** How long the thread may take to exit by itself, so that it is not terminated in the middle of a read; milliseconds. */
const closeTimeout = 2000;
/** The drawing libraries take memory: the thread is stopped after this long without a request; milliseconds. */
const idleTimeout = 10 * 60_000;

/** Calls `ring` after a delay; returns the function that cancels it. */
export type Alarm = (milliseconds: number, ring: () => void) => () => void;

const clockAlarm: Alarm = (milliseconds, ring) => {
  const timer = setTimeout(ring, milliseconds);
  return () => clearTimeout(timer);
};

/** `stopAlarm` is set once the thread has begun with the request. */
type Pending = { ask: AnalysisAsk; resolve(drawn: Drawn): void; reject(error: unknown): void; stopAlarm?: () => void };

type Files = { database: string; names: string; searches: 'team' | 'mine' | 'off' };

type State = {
  files: Files;
  alarm: Alarm;
  thread: URL;
  worker: Worker | undefined;
  pending: Map<number, Pending>;
  closed: boolean;
  idle: NodeJS.Timeout | undefined;
  /** Settles when the threads that timed out have exited. */
  ending: Promise<unknown>;
};

/**
 * Starts the thread on the first request, and again after it died or timed out: the request it was working on fails, the
 * queued ones are sent again.
 */
export function createAnalyst(
  files: Files,
  { alarm = clockAlarm, thread = new URL('./thread.ts', import.meta.url) }: { alarm?: Alarm; thread?: URL } = {},
): Analyst {
  const state: State = {
    files,
    alarm,
    thread,
    worker: undefined,
    pending: new Map(),
    closed: false,
    idle: undefined,
    ending: Promise.resolve(),
  };
  let nextId = 1;
  return {
    ask(ask) {
      const { pending } = state;
      if (state.closed) return Promise.reject(new DeskError(said`The desk is closing.`));
      if (pending.size >= maxPending)
        return Promise.reject(
          new DeskError(said`${pending.size} pictures are being drawn already.`, { kind: 'busy', hint: said`Try again in a moment.` }),
        );
      clearTimeout(state.idle);
      state.worker ??= startThread(state);
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        pending.set(id, { ask, resolve, reject });
        state.worker?.postMessage({ id, ask });
      });
    },
    async close() {
      state.closed = true;
      failAll(state, new DeskError(said`The desk is closing.`));
      await Promise.all([state.ending, endThread(state)]);
    },
  };
}

function failAll({ pending }: State, error: unknown): void {
  for (const { reject, stopAlarm } of pending.values()) {
    stopAlarm?.();
    reject(error);
  }
  pending.clear();
}

async function endThread(state: State): Promise<void> {
  const ended = state.worker;
  state.worker = undefined;
  clearTimeout(state.idle);
  if (ended === undefined) return;
  const exited = new Promise<void>((resolve) => ended.once('exit', () => resolve()));
  ended.postMessage('end');
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([exited, new Promise((resolve) => (timer = setTimeout(resolve, closeTimeout)))]);
  clearTimeout(timer);
  await ended.terminate();
}

/** Rejects the request that was running; a new thread takes the queued ones. */
function resumeWithout(state: State, begun: Pending | undefined, error: unknown): void {
  // A thread that dies before it begins anything would die every time.
  if (begun === undefined) {
    failAll(state, error);
    return;
  }
  begun.stopAlarm?.();
  begun.reject(error);
  if (state.pending.size === 0 || state.closed) return;
  const worker = startThread(state);
  state.worker = worker;
  for (const [id, { ask }] of state.pending) worker.postMessage({ id, ask });
}

/** The thread has begun with a request: its deadline runs from now. */
function begin(state: State, id: number): void {
  const begun = state.pending.get(id);
  if (begun === undefined) return;
  begun.stopAlarm = state.alarm(deadline, () => {
    state.pending.delete(id);
    state.ending = Promise.all([state.ending, endThread(state)]);
    resumeWithout(
      state,
      begun,
      new DeskError(said`The analysis took longer than a minute.`, {
        hint: said`Narrow it: query:, since: and until: choose fewer cables.`,
      }),
    );
  });
}

function startThread(state: State): Worker {
  const { pending } = state;
  const worker = new Worker(state.thread, { workerData: state.files });
  worker.on('message', (message: AnalystMessage) => {
    if (state.worker !== worker) return;
    if ('begun' in message) {
      begin(state, message.id);
      return;
    }
    const asked = pending.get(message.id);
    pending.delete(message.id);
    asked?.stopAlarm?.();
    if (pending.size === 0) state.idle = setTimeout(() => void endThread(state), idleTimeout).unref();
    if ('drawn' in message) asked?.resolve(message.drawn);
    else if ('nothing' in message)
      asked?.reject(new DeskError(message.nothing.text, message.nothing.hint === undefined ? {} : { hint: message.nothing.hint }));
    else asked?.reject(new Error(message.failure));
  });
  const onExit = (cause: unknown): void => {
    if (state.worker !== worker) return;
    state.worker = undefined;
    const [id, begun] = [...pending].find(([, { stopAlarm }]) => stopAlarm !== undefined) ?? [];
    if (id !== undefined) pending.delete(id);
    resumeWithout(state, begun, new DeskError(said`The analysis broke off.`, { hint: said`Try again, or with fewer cables.`, cause }));
  };
  worker.on('error', onExit);
  worker.on('exit', onExit);
  return worker;
}

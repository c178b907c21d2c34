import { Worker } from 'node:worker_threads';
import { DeskError } from '../reply/failure.ts';
import { said, type Text } from '../reply/text.ts';
import type { AnalysisAsk, Drawn } from './analysis.ts';

export type AnalystSaid = { id: number } & (
  | { begun: true }
  | { drawn: Drawn }
  | { nothing: { text: Text; hint: Text | undefined } }
  | { failure: string }
);

/** Who computes and draws: in a thread of its own, so that no answer waits for it. */
export type Analyst = {
  /**
   * The result with its picture. Throws a DeskError when the cables have nothing to say, when it takes longer than a minute
   * (waiting for others not counted), or when too many are waiting.
   */
  ask(ask: AnalysisAsk): Promise<Drawn>;
  close(): Promise<void>;
};

const deadline = 60_000;
const mostWaiting = 40;
/** How long the thread may take to end by itself: it is not ended while it reads. */
const closeTimeout = 2000;
/** The libraries for drawing take room: after so long without a question the thread is ended. */
const rest = 10 * 60_000;

/** Calls `ring` after so many milliseconds, unless what it returns is called before. */
export type Alarm = (milliseconds: number, ring: () => void) => () => void;

const clockAlarm: Alarm = (milliseconds, ring) => {
  const timer = setTimeout(ring, milliseconds);
  return () => clearTimeout(timer);
};

/** `stopAlarm` is there from when its turn came. */
type Waiting = { ask: AnalysisAsk; resolve(drawn: Drawn): void; reject(error: unknown): void; stopAlarm?: () => void };

type Files = { database: string; names: string; searches: 'team' | 'mine' | 'off' };

/** The thread, and who waits for it. */
type State = {
  files: Files;
  alarm: Alarm;
  thread: URL;
  worker: Worker | undefined;
  waiting: Map<number, Waiting>;
  closed: boolean;
  idle: NodeJS.Timeout | undefined;
  /** Threads that took too long and are being ended. */
  ending: Promise<unknown>;
};

/**
 * The thread is started with the first question, and anew after it died or took too long over one: that one is lost, those
 * behind it are asked again.
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
    waiting: new Map(),
    closed: false,
    idle: undefined,
    ending: Promise.resolve(),
  };
  let nextId = 1;
  return {
    ask(ask) {
      const { waiting } = state;
      if (state.closed) return Promise.reject(new DeskError(said`The desk is closing.`));
      if (waiting.size >= mostWaiting)
        return Promise.reject(
          new DeskError(said`${waiting.size} pictures are being drawn already.`, { kind: 'busy', hint: said`Try again in a moment.` }),
        );
      clearTimeout(state.idle);
      state.worker ??= startThread(state);
      const id = nextId;
      nextId += 1;
      return new Promise((resolve, reject) => {
        waiting.set(id, { ask, resolve, reject });
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

function failAll({ waiting }: State, error: unknown): void {
  for (const { reject, stopAlarm } of waiting.values()) {
    stopAlarm?.();
    reject(error);
  }
  waiting.clear();
}

async function endThread(state: State): Promise<void> {
  const ended = state.worker;
  state.worker = undefined;
  clearTimeout(state.idle);
  if (ended === undefined) return;
  const gone = new Promise<void>((resolve) => ended.once('exit', () => resolve()));
  ended.postMessage('end');
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([gone, new Promise((resolve) => (timer = setTimeout(resolve, closeTimeout)))]);
  clearTimeout(timer);
  await ended.terminate();
}

/** The one whose turn it was is told why it fails; a new thread goes on with the others. */
function goOnWithout(state: State, begun: Waiting | undefined, error: unknown): void {
  // A thread that ends before it began with anything would do so each time.
  if (begun === undefined) {
    failAll(state, error);
    return;
  }
  begun.stopAlarm?.();
  begun.reject(error);
  if (state.waiting.size === 0 || state.closed) return;
  const worker = startThread(state);
  state.worker = worker;
  for (const [id, { ask }] of state.waiting) worker.postMessage({ id, ask });
}

/** The turn of this one has come: from now on it has a deadline. */
function begin(state: State, id: number): void {
  const begun = state.waiting.get(id);
  if (begun === undefined) return;
  begun.stopAlarm = state.alarm(deadline, () => {
    state.waiting.delete(id);
    state.ending = Promise.all([state.ending, endThread(state)]);
    goOnWithout(
      state,
      begun,
      new DeskError(said`The analysis took longer than a minute.`, {
        hint: said`Narrow it: query:, since: and until: choose fewer cables.`,
      }),
    );
  });
}

function startThread(state: State): Worker {
  const { waiting } = state;
  const started = new Worker(state.thread, { workerData: state.files });
  started.on('message', (message: AnalystSaid) => {
    if (state.worker !== started) return;
    if ('begun' in message) {
      begin(state, message.id);
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    asked?.stopAlarm?.();
    if (waiting.size === 0) state.idle = setTimeout(() => void endThread(state), rest).unref();
    if ('drawn' in message) asked?.resolve(message.drawn);
    else if ('nothing' in message)
      asked?.reject(new DeskError(message.nothing.text, message.nothing.hint === undefined ? {} : { hint: message.nothing.hint }));
    else asked?.reject(new Error(message.failure));
  });
  const died = (cause: unknown): void => {
    if (state.worker !== started) return;
    state.worker = undefined;
    const [id, begun] = [...waiting].find(([, { stopAlarm }]) => stopAlarm !== undefined) ?? [];
    if (id !== undefined) waiting.delete(id);
    goOnWithout(state, begun, new DeskError(said`The analysis broke off.`, { hint: said`Try again, or with fewer cables.`, cause }));
  };
  started.on('error', died);
  started.on('exit', died);
  return started;
}

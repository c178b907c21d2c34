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

/**
 * The thread is started with the first question, and anew after it died or took too long over one: that one is lost, those
 * behind it are asked again.
 */
export function createAnalyst(
  files: { database: string; names: string; searches: 'team' | 'mine' | 'off' },
  { alarm = clockAlarm, thread = new URL('./thread.ts', import.meta.url) }: { alarm?: Alarm; thread?: URL } = {},
): Analyst {
  let worker: Worker | undefined;
  let nextId = 1;
  let closed = false;
  let idle: NodeJS.Timeout | undefined;
  /** Threads that took too long and are being ended. */
  let ending: Promise<unknown> = Promise.resolve();
  const waiting = new Map<number, Waiting>();

  const fail = (error: unknown): void => {
    for (const { reject, stopAlarm } of waiting.values()) {
      stopAlarm?.();
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
    await Promise.race([gone, new Promise((resolve) => (timer = setTimeout(resolve, closeTimeout)))]);
    clearTimeout(timer);
    await ended.terminate();
  };
  /** The one whose turn it was is told why it fails; a new thread goes on with the others. */
  const goOnWithout = (begun: Waiting | undefined, error: unknown): void => {
    // A thread that ends before it began with anything would do so each time.
    if (begun === undefined) {
      fail(error);
      return;
    }
    begun.stopAlarm?.();
    begun.reject(error);
    if (waiting.size === 0 || closed) return;
    worker = start();
    for (const [id, { ask }] of waiting) worker.postMessage({ id, ask });
  };
  const begin = (id: number): void => {
    const begun = waiting.get(id);
    if (begun === undefined) return;
    begun.stopAlarm = alarm(deadline, () => {
      waiting.delete(id);
      ending = Promise.all([ending, end()]);
      goOnWithout(
        begun,
        new DeskError(said`The analysis took longer than a minute.`, {
          hint: said`Narrow it: query:, since: and until: choose fewer cables.`,
        }),
      );
    });
  };
  const start = (): Worker => {
    const started = new Worker(thread, { workerData: files });
    started.on('message', (message: AnalystSaid) => {
      if (worker !== started) return;
      if ('begun' in message) {
        begin(message.id);
        return;
      }
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      asked?.stopAlarm?.();
      if (waiting.size === 0) idle = setTimeout(() => void end(), rest).unref();
      if ('drawn' in message) asked?.resolve(message.drawn);
      else if ('nothing' in message)
        asked?.reject(new DeskError(message.nothing.text, message.nothing.hint === undefined ? {} : { hint: message.nothing.hint }));
      else asked?.reject(new Error(message.failure));
    });
    const died = (cause: unknown): void => {
      if (worker !== started) return;
      worker = undefined;
      const [id, begun] = [...waiting].find(([, { stopAlarm }]) => stopAlarm !== undefined) ?? [];
      if (id !== undefined) waiting.delete(id);
      goOnWithout(begun, new DeskError(said`The analysis broke off.`, { hint: said`Try again, or with fewer cables.`, cause }));
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
        waiting.set(id, { ask, resolve, reject });
        worker?.postMessage({ id, ask });
      });
    },
    async close() {
      closed = true;
      fail(new DeskError(said`The desk is closing.`));
      await Promise.all([ending, end()]);
    },
  };
}

import { parentPort, Worker, workerData, type ResourceLimits } from 'node:worker_threads';
import { DeskError, type FailureKind } from '../reply/failure.ts';
import { inLanguage, languageOf, spoken, type SpokenLanguage, type LanguageCode } from '../reply/language.ts';
import { plural, said, type Text } from '../reply/text.ts';
import { busy, closing, type WaitingBound } from './turns.ts';

/*
 * The one way to ask a thread. Its side is a file `thread.ts` that hands `serve` what opens its functions; the other asks a `Thread`
 * for them by name. Order, deadlines, bounds, restarts and an orderly end are here, no cables; any room may come in.
 */

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;
type Open = (data: never, inside: never) => Functions | Promise<Functions>;
type FunctionsOf<O extends Open> = Awaited<ReturnType<O>>;
type AnswerOf<O extends Open, K extends keyof FunctionsOf<O>> = Awaited<ReturnType<FunctionsOf<O>[K]>>;
type EventOf<O extends Open> = Parameters<O>[1] extends Inside<infer Event> ? Event : never;

/** What a thread can do besides answering. */
export type Inside<Event = never> = {
  /** Reports something that nobody asked for, such as progress. */
  tell(event: Event): void;
  /** Ends the thread here if it has been asked to end. To be called only where no SQLite statement is running. */
  stopIfEnding(): void;
};

/** Thrown by a function that cannot go on: the thread ends, and a new one is started. */
export class EndsThread extends Error {}

/** What a thread is started with; `isServed` tells it from the data of other libraries' threads. */
type Start = { isServed: true; data: unknown; ending: Int32Array };
/** `language`: that of whoever asked. */
type Asked = { name: string; args: readonly unknown[]; language: LanguageCode | undefined };
type Answer = { value: unknown } | { refusal: Words & { kind: FailureKind } } | { bug: string };
type Message = Answer | 'ready' | { event: unknown };

/**
 * The thread's side: opens its functions, then answers with them. One named `end` is run before an orderly end. Returns `open`
 * and does nothing else when this is no thread, so that a test can open and call the functions themselves.
 */
export function serve<O extends Open>(open: O): O {
  const start = workerData as Partial<Start> | null;
  if (start?.isServed === true) void answerAll(open as unknown as UntypedOpen, start as Start);
  return open;
}

type UntypedOpen = (data: unknown, inside: Inside<unknown>) => Promise<Record<string, (...args: readonly unknown[]) => unknown>>;

async function answerAll(open: UntypedOpen, { data, ending }: Start): Promise<void> {
  const parent = parentPort;
  const post = (message: Message): void => parent?.postMessage(message);
  const stopIfEnding = (): void => {
    if (Atomics.load(ending, 0) === 1) process.exit();
  };
  const functions = await open(data, { tell: (event) => post({ event }), stopIfEnding });
  const answer = async (asked: Asked | 'end'): Promise<void> => {
    if (asked === 'end') {
      await functions['end']?.();
      process.exit();
    }
    stopIfEnding();
    try {
      post({ value: await inLanguage(languageOf(asked.language), () => functions[asked.name]?.(...asked.args)) });
    } catch (error) {
      if (error instanceof EndsThread) throw error;
      if (error instanceof DeskError) post({ refusal: { text: error.text, hint: error.hint, kind: error.kind } });
      else post({ bug: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  parent?.on('message', (asked: Asked | 'end') => void answer(asked));
  post('ready');
}

/** Calls `ring` after a delay; the returned function cancels that. */
export type Alarm = (milliseconds: number, ring: () => void) => () => void;

const timerAlarm: Alarm = (milliseconds, ring) => {
  const timer = setTimeout(ring, milliseconds);
  return () => clearTimeout(timer);
};

/** What people are told. */
type Words = { text: Text; hint?: Text | undefined };
/** Milliseconds from when the thread begins with a question, and what is said when they are over. */
export type Deadline = { after: number; words(): Words };

export type ThreadSettings<O extends Open> = {
  /** The thread's file. */
  script: URL;
  data: Parameters<O>[0];
  /** Said when the thread has died. */
  broke(): Words;
  /** For questions with a deadline, the one being answered included. Those without are work that has to be done. */
  bound?: WaitingBound;
  onEvent?(event: EventOf<O>): void;
  /** Called when a thread has been started in place of one that died. */
  onRestart?(): void;
  /** Milliseconds without a question after which the thread is ended; the first question starts it. */
  idle?: number;
  /** It holds what it was asked before: when it has ended, no other can take its place. */
  isForOneJob?: boolean;
  resourceLimits?: ResourceLimits;
  alarm?: Alarm;
};

type Question = Pick<Asked, 'name' | 'args'> & {
  language: SpokenLanguage | undefined;
  deadline: Deadline | undefined;
  by: string | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
};
type Live = { worker: Worker; ending: Int32Array; exited: Promise<void>; isReady: boolean; isEnding: boolean };

/** Milliseconds that a thread may take to end by itself: one that is given up, and one that saves what it holds when all is closed. */
const patience = { given: 5000, closing: 60_000 } as const;
/** Milliseconds before a restart. */
const longestPause = 60_000;

/**
 * A thread and the questions to it, which it gets one by one: those of one asker in order, different askers in turn. When it dies, the question it was busy with fails and
 * a new thread gets the others. One that dies again before it has answered anything is restarted after a growing pause, of a
 * minute at most, and whoever asks meanwhile is told. Only one that does not end by itself is stopped by force, which can end the process.
 */
export class Thread<O extends Open> {
  private readonly settings: ThreadSettings<O>;
  private readonly alarm: Alarm;
  private live: Live | undefined;
  private queue: Question[] = [];
  private running: Question | undefined;
  /** Instead of an answer. */
  private refusal: (() => DeskError) | undefined;
  private opened = unobserved();
  /** Who had a turn, the last one last. */
  private readonly served = new Set<string | undefined>();
  /** Since the last answer. */
  private deaths = 0;
  private closed: Promise<void> | undefined;
  /** There is one alarm at a time: a question's deadline, the end of idleness, or the end of a pause. */
  private cancelAlarm = (): void => {};

  constructor(settings: ThreadSettings<O>) {
    this.settings = settings;
    this.alarm = settings.alarm ?? timerAlarm;
    this.start();
  }

  /**
   * What the thread's function of this name returns. Rejects with a DeskError when the deadline passes, the thread dies or
   * pauses, too many wait, or the desk closes; with the signal's reason when that is aborted; and with what the function
   * throws: a DeskError as it is, anything else as an Error with the stack for a message.
   */
  async ask<K extends keyof FunctionsOf<O> & string>(
    name: K,
    args: Parameters<FunctionsOf<O>[K]>,
    { deadline, signal, by }: { deadline?: Deadline; signal?: AbortSignal; by?: string | undefined } = {},
  ): Promise<AnswerOf<O, K>> {
    signal?.throwIfAborted();
    if (this.refusal !== undefined) throw this.refusal();
    const { bound } = this.settings;
    const waiting = this.queue.length + (this.running === undefined ? 0 : 1);
    if (bound !== undefined && deadline !== undefined) {
      const own = by === undefined ? 0 : [...this.queue, this.running].filter((one) => one?.by === by).length;
      if (own >= (bound.mostEach ?? Infinity)) throw busy(bound, own);
      if (waiting >= bound.most) throw busy(bound, waiting);
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const question: Question = { name, args, language: spoken(), deadline, by, resolve, reject };
    signal?.addEventListener('abort', () => this.drop(question, signal.reason), { once: true });
    this.queue.push(question);
    this.next();
    return (await promise) as AnswerOf<O, K>;
  }

  /** Resolves when the thread's functions are open. Rejects with a DeskError when it dies twice before, and when the desk closes. */
  async ready(): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal();
    await this.opened.promise;
  }

  /** Ends the thread; whoever waits for it is told that the desk is closing. */
  close(): Promise<void> {
    this.refuse(closing);
    return (this.closed ??= this.end(patience.closing));
  }

  private start(): void {
    const { script, data, resourceLimits = {}, onEvent, onRestart, idle } = this.settings;
    if (idle !== undefined && this.queue.length === 0) return;
    const ending = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(script, { workerData: { isServed: true, data, ending } satisfies Start, resourceLimits });
    const exited = Promise.withResolvers<void>();
    const live: Live = { worker, ending, exited: exited.promise, isReady: false, isEnding: false };
    let cause: unknown;
    worker.on('message', (message: Message) => {
      if (live.isEnding) return;
      if (message !== 'ready') return 'event' in message ? onEvent?.(message.event as EventOf<O>) : this.settle(message);
      live.isReady = true;
      this.opened.resolve();
      this.next();
    });
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      exited.resolve();
      this.hasExited(live, cause);
    });
    this.live = live;
    if (this.deaths > 0) onRestart?.();
  }

  /** Gives the thread its next question if it is free. */
  private next(): void {
    const { live, settings } = this;
    if (live === undefined) return this.start();
    if (!live.isReady || live.isEnding || this.running !== undefined) return;
    this.cancelAlarm();
    const question = this.takeNext();
    if (question === undefined) {
      if (settings.idle !== undefined) this.setAlarm(settings.idle, () => void this.end());
      return;
    }
    const { name, args, language, deadline } = question;
    live.worker.postMessage({ name, args, language: language?.code } satisfies Asked);
    this.running = question;
    if (deadline !== undefined)
      this.setAlarm(deadline.after, () =>
        this.drop(
          question,
          inLanguage(language, () => failed(deadline.words())),
        ),
      );
  }

  /** The oldest question of whoever has waited longest since their last turn. */
  private takeNext(): Question | undefined {
    const turns = [...this.served];
    const [next] = this.queue.toSorted((a, b) => turns.indexOf(a.by) - turns.indexOf(b.by));
    if (next === undefined) return undefined;
    this.queue.splice(this.queue.indexOf(next), 1);
    this.served.delete(next.by);
    this.served.add(next.by);
    return next;
  }

  private settle(answer: Answer): void {
    const { running } = this;
    this.running = undefined;
    this.deaths = 0;
    if ('value' in answer) running?.resolve(answer.value);
    else running?.reject('bug' in answer ? new Error(answer.bug) : new DeskError(answer.refusal.text, answer.refusal));
    this.next();
  }

  /** Fails a question. The thread has to be ended if it is busy with it. */
  private drop(question: Question, error: unknown): void {
    question.reject(error);
    this.queue = this.queue.filter((one) => one !== question);
    if (this.running !== question) return;
    this.running = undefined;
    void this.end();
  }

  private async end(milliseconds: number = patience.given): Promise<void> {
    this.cancelAlarm();
    const { live } = this;
    if (live === undefined) return;
    live.isEnding = true;
    if (live.isReady) this.opened = unobserved();
    Atomics.store(live.ending, 0, 1);
    live.worker.postMessage('end');
    const cancel = this.alarm(milliseconds, () => void live.worker.terminate());
    await live.exited;
    cancel();
  }

  private hasExited({ isReady, isEnding }: Live, cause: unknown): void {
    const { broke, isForOneJob } = this.settings;
    this.live = undefined;
    this.cancelAlarm();
    if (this.closed !== undefined) return;
    if (isForOneJob === true) return this.refuse(() => failed(broke(), cause));
    if (isEnding) return this.start();
    if (isReady) this.opened = unobserved();
    const { running } = this;
    running?.reject(inLanguage(running.language, () => failed(broke(), cause)));
    this.running = undefined;
    this.deaths += 1;
    if (this.deaths === 1) return this.start();
    const pause = Math.min(longestPause, 1000 * 2 ** (this.deaths - 2));
    const hint = (): Text => said`It starts again within ${plural(pause / 1000, 'second')}; try again then.`;
    this.refuse(() => failed({ text: broke().text, hint: hint() }, cause));
    this.setAlarm(pause, () => {
      this.refusal = undefined;
      this.start();
    });
  }

  /** Fails whatever waits, and whatever comes from now on. */
  private refuse(refusal: () => DeskError): void {
    this.refusal = refusal;
    for (const waiting of [...this.queue, this.running]) waiting?.reject(inLanguage(waiting.language, refusal));
    this.opened.reject(refusal());
    this.running = undefined;
    this.queue = [];
    this.opened = unobserved();
  }

  private setAlarm(milliseconds: number, ring: () => void): void {
    this.cancelAlarm();
    this.cancelAlarm = this.alarm(milliseconds, ring);
  }
}

const failed = ({ text, hint }: Words, cause?: unknown): DeskError => new DeskError(text, { hint, cause });

/** A promise that may be rejected while nobody waits for it. */
function unobserved(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  made.promise.catch(() => {});
  return made;
}

import { EventEmitter } from 'node:events';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { MessageChannel, type MessagePort, type ResourceLimits, type Worker, type WorkerOptions } from 'node:worker_threads';
import type { Opening } from './kept-thread.ts';

/*
 * Threads that outlive the desk of a test: half of what the suite cost was starting hundreds of them, each of which loaded the same
 * modules and lists. One that has been closed in order waits for the next desk; one that died, or was stopped, is gone as it always
 * was. Real threads with the product's code in them, one opening after another.
 */

const threads = createRequire(import.meta.url)('node:worker_threads') as { Worker: typeof Worker };
const Real = threads.Worker;
const kept = Symbol.for('cabledesk kept threads');

/** Waiting for the next opening, by the product's file that they have loaded and the limits they were started with. */
const waiting = new Map<string, Worker[]>();

/** Of one file: few tests have more desks at a time. */
const most = 3;

function newThread(kind: string, resourceLimits: ResourceLimits): Worker {
  const worker = new Real(new URL('./kept-thread.ts', import.meta.url), { resourceLimits });
  // One that something left behind ends after all is given to nobody.
  worker.once('exit', () => waiting.set(kind, waiting.get(kind)?.filter((one) => one !== worker) ?? []));
  return worker;
}

/** What the product sees of a thread. */
class KeptWorker extends EventEmitter {
  private readonly worker: Worker;
  private readonly port: MessagePort;

  constructor(script: string, { workerData: data, resourceLimits = {} }: WorkerOptions) {
    super();
    const kind = `${script} ${JSON.stringify(resourceLimits)}`;
    const worker = waiting.get(kind)?.pop() ?? newThread(kind, resourceLimits);
    worker.ref();
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (message) => this.emit('message', message));
    const onError = (error: unknown): void => void this.emit('error', error);
    const onExit = (code: number): void => {
      worker.off('message', onEnded).off('error', onError).off('exit', onExit);
      port1.close();
      this.emit('exit', code);
    };
    const onEnded = (): void => {
      onExit(0);
      const others = waiting.get(kind) ?? [];
      if (others.length >= most) return void worker.terminate();
      worker.unref();
      waiting.set(kind, [...others, worker]);
    };
    worker.on('message', onEnded).on('error', onError).on('exit', onExit);
    worker.postMessage({ script, data, port: port2 } satisfies Opening, [port2]);
    this.worker = worker;
    this.port = port1;
  }

  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }

  terminate(): Promise<number> {
    return this.worker.terminate();
  }
}

/** Only the product's own threads: it says so in what it starts them with. */
const canBeKept = ({ workerData }: WorkerOptions): boolean => (workerData as { isServed?: boolean } | undefined)?.isServed === true;

// This file runs before each test file.
if (!(kept in Real)) {
  const construct = (_: typeof Worker, [script, options = {}]: [string | URL, WorkerOptions?]): object =>
    canBeKept(options) ? new KeptWorker(String(script), options) : new Real(script, options);
  threads.Worker = Object.assign(new Proxy(Real, { construct }), { [kept]: true });
  syncBuiltinESMExports();
}

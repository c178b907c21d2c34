import Database from 'better-sqlite3';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { parentPort, type MessagePort } from 'node:worker_threads';

/*
 * The inside of a kept thread (see kept-threads.ts). The product's side knows nothing of it: for each opening it sees a port, data
 * and an exit of its own. What the end of a thread would do for it is done here: databases are closed and timers are cleared.
 */

/** What an opening begins with: `port` is what the product takes for its parent. */
export type Opening = { script: string; data: unknown; port: MessagePort };

const require = createRequire(import.meta.url);
const threads = require('node:worker_threads') as Record<string, unknown>;
const waits = require('node:timers/promises') as Record<string, unknown>;
/** Bound now: `parentPort` becomes that of each opening. */
const home = parentPort;

const databases = new Set<Database.Database>();
for (const name of ['prepare', 'exec', 'pragma'] as const) {
  const own = Database.prototype[name] as (...args: unknown[]) => unknown;
  Object.assign(Database.prototype, {
    [name](this: Database.Database, ...args: unknown[]) {
      databases.add(this);
      return own.apply(this, args);
    },
  });
}

const timers = new Set<NodeJS.Timeout>();
const setOwnTimeout = globalThis.setTimeout;
Object.assign(globalThis, {
  setTimeout(...args: Parameters<typeof setTimeout>) {
    const timer = setOwnTimeout(...args);
    timers.add(timer);
    return timer;
  },
});

/** Unwinds what called `process.exit`. */
class Ended extends Error {}

let openings = 0;
/** The port of an opening that has been asked to end while nothing of it was running. */
let ending: MessagePort | undefined;
/** Questions that are being answered. */
let asked = 0;
/** Whether an opening has a thread of its own, or has waited for something in the background: only its end ends that. */
let isAlone = true;
for (const [from, name] of [
  [threads, 'Worker'],
  [waits, 'setTimeout'],
] as const) {
  const own = from[name] as (...args: unknown[]) => object;
  const noted = (call: () => object): object => {
    isAlone = false;
    return call();
  };
  from[name] = new Proxy(own, {
    construct: (target, args) => noted(() => Reflect.construct(target, args) as object),
    apply: (target, self, args) => noted(() => Reflect.apply(target, self, args)),
  });
}

const exit = process.exit.bind(process);
Object.assign(process, {
  exit(code?: number) {
    // In the middle of something the whole thread goes, as it does in the product.
    if (ending === undefined) return exit(code);
    for (const database of databases) database.close();
    databases.clear();
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    ending.removeAllListeners('message');
    ending.close();
    ending = undefined;
    home?.postMessage('ended');
    throw new Ended();
  },
});
process.on('unhandledRejection', (error) => {
  if (!(error instanceof Ended)) throw error;
});

home?.on('message', ({ script, data, port }: Opening) => {
  const [on, post] = [port.on.bind(port), port.postMessage.bind(port)];
  const listen = (name: 'message', listener: (message: unknown) => void): MessagePort =>
    on(name, (message: unknown) => {
      if (message !== 'end') asked += 1;
      else if (asked === 0 && isAlone) ending = port;
      listener(message);
    });
  const answer = (message: unknown): void => {
    if (message !== 'ready' && !Object.hasOwn(message as object, 'event')) asked -= 1;
    post(message);
  };
  Object.assign(port, { on: listen, postMessage: answer });
  Object.assign(threads, { parentPort: port, workerData: data });
  syncBuiltinESMExports();
  openings += 1;
  // The file that opens is evaluated again, all that it imports is there.
  void import(`${script}?opening=${openings}`);
});

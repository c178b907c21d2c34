import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { DeskError } from '../../reply/failure.ts';
import { said } from '../../reply/text.ts';
import { Thread, type Alarm, type Deadline } from '../../threads/thread.ts';
import type { EngineName } from './engine.ts';
import type { ClusterSettings } from './opensearch/cluster.ts';
import { ClusterTrouble } from './opensearch/trouble.ts';
import type { IndexProgress } from './reading.ts';
import type { SearchIndex } from './search-index.ts';
import type { searchThread } from './thread.ts';

const deadline: Deadline = {
  after: 10_000,
  words: () => ({ text: said`That search took too long and was stopped.`, hint: said`Try fewer or rarer words.` }),
};
/** Searches that may wait, the one that is being answered included: of all, and of one member. */
const mostWaiting = 100;
const mostOfOne = 5;
/** Cables in one question to the thread: a search waits for one slice at most, not for a whole import. */
const slice = 200;
/** The same for a cluster, where each slice is made searchable by itself. */
const clusterSlice = 250;
/** Milliseconds between tries, ten minutes in all. */
const pauses = [500, 1000, 2000, 5000, 10_000, ...Array.from({ length: 29 }, () => 20_000)];

/**
 * An engine in a worker thread, so that no search holds up an answer. Each time the thread starts, it reads the cables of
 * `database` that the engine does not hold yet in `file`; searches wait meanwhile. They throw a DeskError when the thread
 * dies, after 10 s, and when 100 others wait, or five of the same member. `script` and `alarm` are for tests.
 */
export function createWorkerIndex({
  engine,
  database,
  file,
  copiesFile = `${file}.copies`,
  script = new URL('./thread.ts', import.meta.url),
  cluster,
  ...options
}: {
  engine: EngineName;
  database: string;
  file: string;
  copiesFile?: string;
  script?: URL;
  /** Where the index is, for an engine that keeps it in a cluster. */
  cluster?: ClusterSettings | undefined;
  alarm?: Alarm;
}): SearchIndex {
  let progress: IndexProgress = { done: 0, total: 0 };
  let hasTold = false;
  const thread = new Thread<typeof searchThread>({
    script,
    data: { engine, database, file, copiesFile, cluster },
    broke: () => ({ text: said`The search was interrupted.`, hint: said`Try again.` }),
    bound: { most: mostWaiting, mostEach: mostOfOne, full: (waiting) => said`${waiting} searches are waiting for an answer already.` },
    onEvent(event) {
      progress = event;
      hasTold = true;
    },
    ...options,
  });
  /** What changes cables waits for a cluster that does not answer; questions have their turn meanwhile. */
  async function patiently(change: () => Promise<unknown>): Promise<void> {
    for (const wait of cluster === undefined ? [] : pauses) {
      try {
        return void (await change());
      } catch (error) {
        if (!(error instanceof DeskError) || error.kind !== 'busy') throw error;
        await setTimeoutPromise(wait);
      }
    }
    await change();
  }
  async function inSlices(kind: 'put' | 'remove', rows: readonly number[]): Promise<void> {
    const size = cluster === undefined ? slice : clusterSlice;
    for (let i = 0; i < rows.length; i += size) await patiently(() => thread.ask(kind, [rows.slice(i, i + size)]));
  }
  return {
    engine,
    put: (rows) => inSlices('put', rows),
    remove: (rows) => inSlices('remove', rows),
    sync: () => patiently(() => thread.ask('sync', [])),
    find: ({ root }, options) => thread.ask('find', [root, options], { deadline, by: options.by }),
    counts: ({ root }, field, options = {}) => thread.ask('counts', [root, field, options], { deadline, by: options.by }),
    rows: ({ root }, options = {}) => thread.ask('rows', [root, options], { deadline, by: options.by }),
    suggest: (...args) => thread.ask('suggest', args, { deadline }),
    similar: (row, limit, without = new Uint8Array()) => thread.ask('similar', [row, limit, without], { deadline }),
    progress: () => ({ done: progress.done, total: progress.total }),
    isWhole: () => hasTold && progress.trouble === undefined && progress.done >= progress.total,
    async ready() {
      await thread.ready();
      if (progress.trouble !== undefined) throw new ClusterTrouble(progress.trouble);
    },
    close: () => thread.close(),
  };
}

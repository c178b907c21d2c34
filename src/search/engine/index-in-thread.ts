import { said } from '../../reply/text.ts';
import { Thread, type Alarm, type Deadline } from '../../threads/thread.ts';
import type { EngineName } from './engine.ts';
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
  ...options
}: {
  engine: EngineName;
  database: string;
  file: string;
  copiesFile?: string;
  script?: URL;
  alarm?: Alarm;
}): SearchIndex {
  let progress = { done: 0, total: 0 };
  let hasTold = false;
  const thread = new Thread<typeof searchThread>({
    script,
    data: { engine, database, file, copiesFile },
    broke: () => ({ text: said`The search was interrupted.`, hint: said`Try again.` }),
    bound: { most: mostWaiting, mostEach: mostOfOne, full: (waiting) => said`${waiting} searches are waiting for an answer already.` },
    onEvent(event) {
      progress = event;
      hasTold = true;
    },
    ...options,
  });
  async function inSlices(kind: 'put' | 'remove', rows: readonly number[]): Promise<void> {
    for (let i = 0; i < rows.length; i += slice) await thread.ask(kind, [rows.slice(i, i + slice)]);
  }
  return {
    engine,
    put: (rows) => inSlices('put', rows),
    remove: (rows) => inSlices('remove', rows),
    sync: () => thread.ask('sync', []),
    find: ({ root }, options) => thread.ask('find', [root, options], { deadline, by: options.by }),
    suggest: (...args) => thread.ask('suggest', args, { deadline }),
    similar: (row, limit, without = []) => thread.ask('similar', [row, limit, without], { deadline }),
    progress: () => progress,
    isWhole: () => hasTold && progress.done >= progress.total,
    ready: () => thread.ready(),
    close: () => thread.close(),
  };
}

import type { Databases } from '../store/database.ts';
import { said } from '../reply/text.ts';
import { Thread, type Alarm, type Deadline } from '../threads/thread.ts';
import type { AnalysisAsk, Drawn } from './analysis.ts';
import type { analysisThread } from './thread.ts';

/** Computes and draws analyses in a worker thread, so that no other answer waits for them. */
export type Analyst = {
  /**
   * The result with its picture. Rejects with a DeskError when there is nothing to show, when the analysis takes longer
   * than a minute (time in the queue not counted), or when the queue is full.
   */
  ask(ask: AnalysisAsk): Promise<Drawn>;
  close(): Promise<void>;
};

const deadline: Deadline = {
  after: 60_000,
  words: () => ({
    text: said`The analysis took longer than a minute.`,
    hint: said`Narrow it: query:, since: and until: choose fewer cables.`,
  }),
};
const maxPending = 40;
/** The drawing libraries take memory: the thread is stopped after this long without a request; milliseconds. */
const idleTimeout = 10 * 60_000;

/** Starts the thread on the first request. `script` and `alarm` are for tests. */
export function createAnalyst(
  data: { database: Databases; names: string },
  { script = new URL('./thread.ts', import.meta.url), ...options }: { script?: URL; alarm?: Alarm } = {},
): Analyst {
  const thread = new Thread<typeof analysisThread>({
    script,
    data,
    broke: () => ({ text: said`The analysis failed.`, hint: said`Try again, or with fewer cables.` }),
    bound: { most: maxPending, full: (pending) => said`${pending} pictures are being drawn already.` },
    idle: idleTimeout,
    ...options,
  });
  return { ask: (ask) => thread.ask('draw', [ask], { deadline }), close: () => thread.close() };
}

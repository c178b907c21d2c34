import { said } from '../../reply/text.ts';
import { Thread, type Deadline } from '../../threads/thread.ts';
import type { PassagePlan, Ranked } from './plan.ts';
import type { passagesThread } from './thread.ts';

/** Ranks the passages of cables in a worker thread, so that no other answer waits for it. */
export type Passages = {
  /**
   * The best passages of these cables, of which there may be some hundred. Rejects with a DeskError when it takes longer than ten
   * seconds, and when too many wait. `by`: who asks; the questions of different people take turns.
   */
  rank(plan: PassagePlan, rows: readonly number[], most: number, by: string): Promise<Ranked>;
  close(): Promise<void>;
};

const deadline: Deadline = {
  after: 10_000,
  words: () => ({ text: said`That question took too long and was stopped.`, hint: said`Ask with fewer or rarer words.` }),
};
/** Milliseconds without a question after which the thread is ended. */
const idle = 10 * 60_000;

/** Starts the thread on the first question. `database`: the archive's. */
export function createPassages(database: string): Passages {
  const thread = new Thread<typeof passagesThread>({
    script: new URL('./thread.ts', import.meta.url),
    data: { database },
    broke: () => ({ text: said`The question was interrupted.`, hint: said`Try again.` }),
    bound: { most: 40, mostEach: 5, full: (waiting) => said`${waiting} questions are waiting for an answer already.` },
    idle,
  });
  return {
    rank: (plan, rows, most, by) => thread.ask('rank', [plan, rows, most], { deadline, by }),
    close: () => thread.close(),
  };
}

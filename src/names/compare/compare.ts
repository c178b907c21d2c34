import { said } from '../../reply/text.ts';
import { Thread } from '../../threads/thread.ts';
import { createTurns } from '../../threads/turns.ts';
import type { ComparedName, compareThread, ComparisonBasis } from './thread.ts';

/** Matches a list of names against the names in the cables. */
export type Comparison = {
  /**
   * Possible matches of each entry among the names in the cables, except those `without`: in the order of the entries, in
   * batches. Throws a DeskError when it fails, is stopped by `close`, or when too many lists wait for their turn.
   */
  run(task: Omit<ComparisonBasis, 'file'> & { entries: readonly string[] }): AsyncGenerator<ComparedName[][]>;
  close(): Promise<void>;
};

/** Entries per batch. */
const batchSize = 100;

/** Each run has its own thread, so that a list of thousands blocks nobody; two run at a time. `file`: the names database. */
export function createComparison(file: string): Comparison {
  const turns = createTurns(2, { most: 8, full: (waiting) => said`${waiting} other lists are waiting to be compared already.` });
  const running = new Set<Thread<typeof compareThread>>();

  async function* matchesOf(entries: readonly string[], basis: Omit<ComparisonBasis, 'file'>): AsyncGenerator<ComparedName[][]> {
    const thread = new Thread<typeof compareThread>({
      script: new URL('./thread.ts', import.meta.url),
      data: { ...basis, file },
      broke: () => ({ text: said`The list could not be compared with the cables.` }),
      isForOneJob: true,
      resourceLimits: { maxOldGenerationSizeMb: 768 },
    });
    running.add(thread);
    try {
      for (let from = 0; from < entries.length; from += batchSize) yield await thread.ask('match', [entries.slice(from, from + batchSize)]);
    } finally {
      await thread.close();
      running.delete(thread);
    }
  }
  return {
    async *run({ entries, ...basis }) {
      const endTurn = await turns.take();
      try {
        yield* matchesOf(entries, basis);
      } finally {
        endTurn();
      }
    },
    async close() {
      turns.close();
      await Promise.all([...running].map((thread) => thread.close()));
    },
  };
}

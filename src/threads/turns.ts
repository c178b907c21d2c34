import { DeskError } from '../reply/failure.ts';
import { said, type Text } from '../reply/text.ts';

/** How many may wait for threads, and what is said to those that may not. Only threads and what starts them come in. */

/** How many may wait, of all and of one asker, and what the next one is told. */
export type WaitingBound = { most: number; mostEach?: number; full(waiting: number): Text };
/** Said to whoever waits when everything ends. */
export const closing = (): DeskError => {
  const error = new DeskError(said`The desk is closing.`);
  closings.add(error);
  return error;
};
const closings = new WeakSet<object>();

/** Whether this is that: work that is left undone in an orderly end is no failure. */
export const isClosing = (error: unknown): boolean => error instanceof DeskError && closings.has(error);

/** Said to whoever comes when too many wait. */
export const busy = ({ full }: WaitingBound, waiting: number): DeskError =>
  new DeskError(full(waiting), { kind: 'busy', hint: said`Try again in a moment.` });

/** A bound on how many threads of a kind there are: `most` jobs have a turn at a time, and as many wait as `bound` allows. */
export function createTurns(most: number, bound: WaitingBound) {
  const queue: PromiseWithResolvers<void>[] = [];
  let held = 0;
  let isClosed = false;
  const end = (): void => {
    const next = queue.shift();
    if (next === undefined) held -= 1;
    else next.resolve();
  };
  return {
    /** Waits for a turn; resolves to what ends it. Rejects with a DeskError when too many wait, and when the desk closes. */
    async take(): Promise<() => void> {
      if (isClosed) throw closing();
      if (held < most) held += 1;
      else if (queue.length >= bound.most) throw busy(bound, queue.length);
      else await queue[queue.push(Promise.withResolvers()) - 1]?.promise;
      return end;
    },
    /** Nobody gets a turn any more. */
    close() {
      isClosed = true;
      for (const turn of queue.splice(0)) turn.reject(closing());
    },
  };
}

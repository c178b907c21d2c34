import type { Databases } from '../store/database.ts';
import { DeskError } from '../reply/failure.ts';
import { said, type Text } from '../reply/text.ts';
import { Thread, type Alarm } from '../threads/thread.ts';
import type { Judgment } from './resolve/entity.ts';
import type { NamePlace, SecondOpinion } from './second-opinions.ts';
import type { namesThread } from './thread.ts';

/** Handle to the worker thread that finds names in cables and resolves them to entities. */
export type Reader = {
  /** Cables read for names so far, and all cables. */
  progress(): { done: number; total: number };
  /** Whether every change reported so far is processed, so that what is not there is in no cable. */
  isWhole(): boolean;
  /** Judgments that no longer match any name. */
  stale(): Judgment[];
  /** Reports that cables or judgments changed; resolves once they are processed. Throws a DeskError when that fails. */
  changed(): Promise<void>;
  /** Resolves once every change reported so far is processed. Throws a DeskError when that fails. */
  settled(): Promise<void>;
  /** Waits briefly for `settled`; false when it takes longer or fails. Never throws. */
  settledSoon(): Promise<boolean>;
  /** What the second reader, which is independent of ours, sees at these places; undefined where it is not asked. Throws a DeskError when the thread fails. */
  second(places: readonly NamePlace[]): Promise<(SecondOpinion | undefined)[]>;
  close(): Promise<void>;
};

/** Milliseconds that a caller waits for names that are still being read. */
const settleTimeout = 2000;

/** Starts the thread, which begins with whatever it has not read yet, and does so again after it has died. `alarm` is for tests. */
export function createReader(
  data: { database: Databases; file: string; shared?: string; evenJudged?: boolean; floor: number },
  options: { alarm?: Alarm } = {},
): Reader {
  let progress = { done: 0, total: 0 };
  let stale: Judgment[] = [];
  const broke = (): Text => said`The names in the cables could not be read.`;
  const thread = new Thread<typeof namesThread>({
    script: new URL('./thread.ts', import.meta.url),
    data,
    broke: () => ({ text: broke() }),
    onEvent: (event) => (progress = event),
    onRestart: () => void changed(),
    ...options,
  });
  /** After it, every change reported so far is processed; changes reported before it begins are processed together. */
  let latest = Promise.resolve();
  let hasBegun = true;
  let isWhole = false;
  /** Somebody waited in vain: until something is settled, nobody else is kept waiting. */
  let isSlow = false;

  async function update(): Promise<void> {
    hasBegun = true;
    try {
      stale = await thread.ask('update', []);
      isWhole = hasBegun;
    } catch (cause) {
      throw cause instanceof DeskError ? cause : new DeskError(broke(), { cause });
    } finally {
      isSlow = false;
    }
  }
  function changed(): Promise<void> {
    isWhole = false;
    if (hasBegun) latest = latest.catch(() => {}).then(update);
    hasBegun = false;
    latest.catch(() => {}); // told to whoever waits for it
    return latest;
  }
  void changed();
  return {
    progress: () => progress,
    isWhole: () => isWhole,
    stale: () => stale,
    changed,
    settled: () => latest,
    async settledSoon() {
      if (isSlow) return false;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(() => {
          isSlow = true;
          resolve(false);
        }, settleTimeout);
      });
      const settled = latest.then(
        () => true,
        () => false,
      );
      return Promise.race([settled, late]).finally(() => clearTimeout(timer));
    },
    second: (places) => thread.ask('second', [places]),
    close: () => thread.close(),
  };
}

import { errorFields, type Log } from '../log.ts';
import { isDiskTrouble } from '../store/sqlite-errors.ts';

/** Whether the disk takes what is written. Leads and log are told once when it begins, and once when it is over. */
export type Trouble = {
  /** Notes that a write failed. Returns whether it is the disk's fault: reading goes on then, and what is written says why not. */
  note(error: unknown): boolean;
  /** Notes that a write succeeded. */
  over(): void;
  /** Since when the disk takes nothing, in milliseconds; undefined while it does. */
  since(): number | undefined;
  /** Called when it begins (with when that was) and when it is over (undefined). */
  onTrouble(listener: (since: number | undefined) => void): void;
};

export function createTrouble(log: Log, now: () => number): Trouble {
  const listeners: ((since: number | undefined) => void)[] = [];
  let since: number | undefined;
  const tell = (): void => listeners.forEach((listener) => listener(since));
  return {
    note(error) {
      if (!isDiskTrouble(error)) return false;
      if (since === undefined) {
        since = now();
        log.error(errorFields(error), 'the disk takes nothing: reading goes on, nothing more is saved');
        tell();
      }
      return true;
    },
    over() {
      if (since === undefined) return;
      since = undefined;
      log.warn('the disk takes what is written again');
      tell();
    },
    since: () => since,
    onTrouble: (listener) => void listeners.push(listener),
  };
}

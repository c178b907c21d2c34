import type { Desk } from '../desk/desk.ts';
import type { NextPost, PostedTo } from '../desk/outbox.ts';
import { errorFields, type Log } from '../log.ts';
import { inLanguage } from '../reply/language.ts';
import type { Post } from '../reply/reply.ts';
import { sqliteCode } from '../store/sqlite-errors.ts';

/** Shortest and longest delay before the next attempt, in milliseconds; it doubles after each failure. */
const minDelay = 1000;
const maxDelay = 15 * 60_000;
/** How many targets are written to at the same time. */
const mostAtOnce = 20;

/** A target that posts cannot be sent to now: how often in a row, and the timer that ends the wait for the next attempt. */
type Wait = { failures: number; timer: NodeJS.Timeout | undefined };

/** A reason why a post will never be sent, as one of our own sentences. */
export class NeverSent extends Error {}

/**
 * What follows from a failure: `refused` is final; `given up` is, too, after so many attempts; `not its fault` says nothing
 * of the post, because nothing gets through (no network, a dead token).
 */
export type SendVerdict = { outcome: 'refused' | 'given up' | 'again' | 'not its fault'; reason: string };

type Parts = {
  desk: Desk;
  log: Log;
  /** Which posts are its business. */
  to: PostedTo;
  /** Sends a post and returns what it became: a message's id, for example. The attempt is noted already. */
  send(row: NextPost): Promise<string>;
  judge(error: unknown, tries: number): SendVerdict;
  /** Who is told that a post will never be sent, and what. `post`: undefined where it cannot be read any more. */
  tell(row: NextPost, verdict: SendVerdict, post: Post | undefined): readonly Post[];
};

export type Sender = { nudge(): void; stop(): Promise<void> };

/**
 * Sends the posts that are due, from the first `nudge` on. Each target has a queue of its own: its posts go out in order,
 * one at a time, and one that fails holds up nobody else's. A post is marked as sent only after it was. A failure that may pass
 * leaves it due, and it is tried again after growing delays; a refusal is final, and its reason is stored.
 */
export function createQueues(parts: Parts): Sender {
  const { desk, log } = parts;
  let state: 'not started' | 'open' | 'stopped' = 'not started';
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Wait>();
  // What was sent, though the desk could not note it: it must be noted, never sent again.
  const unnoted = new Map<number, string>();

  const start = (): void => {
    if (state !== 'open') return;
    try {
      const held = [...waiting].filter(([, { timer }]) => timer !== undefined).map(([target]) => target);
      for (const row of desk.outbox.firstOfEach(mostAtOnce - running.size, [...running.keys(), ...held], parts.to))
        running.set(
          row.target,
          inLanguage(desk.language, () => attend(row)),
        );
    } catch (error) {
      log.error(errorFields(error), 'reading the outbox failed');
    }
  };

  const attend = async (row: NextPost): Promise<void> => {
    const isSettled = await settle(parts, row, unnoted);
    running.delete(row.target);
    const failures = isSettled ? 0 : (waiting.get(row.target)?.failures ?? 0) + 1;
    waiting.delete(row.target);
    if (state !== 'open') return;
    if (failures > 0) {
      const wait: Wait = { failures, timer: undefined };
      wait.timer = setTimeout(() => ((wait.timer = undefined), start()), Math.min(minDelay * 2 ** (failures - 1), maxDelay));
      waiting.set(row.target, wait);
    }
    start();
  };

  const stopWaiting = (): void => {
    for (const wait of waiting.values()) {
      clearTimeout(wait.timer);
      wait.timer = undefined;
    }
  };

  // Not in the middle of a transaction: only what is committed may be sent.
  desk.outbox.onAdded(() => void setImmediate(start));
  return {
    nudge() {
      if (state === 'not started') state = 'open';
      stopWaiting();
      start();
    },
    async stop() {
      state = 'stopped';
      stopWaiting();
      await Promise.all(running.values());
    },
  };
}

/** Sends a post and records what became of it. False: it stays due. Never throws. */
async function settle(parts: Parts, row: NextPost, unnoted: Map<number, string>): Promise<boolean> {
  const { desk, log } = parts;
  try {
    let message = unnoted.get(row.id);
    if (message === undefined) {
      // What cannot be noted is not sent.
      desk.outbox.attempt(row.id);
      message = await parts.send(row);
    }
    unnoted.set(row.id, message);
    desk.outbox.sent(row.id, message);
    unnoted.delete(row.id);
    return true;
  } catch (error) {
    try {
      if (sqliteCode(error).startsWith('SQLITE_')) throw error;
      return record(parts, row, error);
    } catch (next) {
      log.error({ post: row.id, ...errorFields(next) }, 'an attempt to send a post could not be noted');
      return false;
    }
  }
}

/** Notes that an attempt failed, or that there will be no other. False: the post stays due. Throws what SQLite throws. */
function record({ desk, log, judge, tell }: Parts, row: NextPost, error: unknown): boolean {
  const { id, target, tries } = row;
  const verdict = judge(error, tries + 1);
  const { outcome, reason } = verdict;
  if (outcome === 'again' || outcome === 'not its fault') {
    desk.outbox.again(id, reason, outcome === 'again');
    log.warn({ post: id, tries: tries + 1, ...errorFields(error) }, 'sending a post failed, will be tried again');
    return false;
  }
  const isNews = !desk.outbox.hasFailedBefore(target);
  const alarms = isNews ? tell(row, verdict, readable(row)) : [];
  desk.outbox.failed(id, reason, desk.now(), alarms);
  const fields = { post: id, reason, ...(error instanceof NeverSent ? {} : errorFields(error)) };
  if (isNews && outcome === 'given up') log.error({ ...fields, tries: tries + 1, told: alarms.length }, 'a post was given up');
  else log.warn(fields, 'a post will not be sent');
  return true;
}

function readable({ read }: NextPost): Post | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

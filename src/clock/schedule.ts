import cron, { type Logger } from 'node-cron';
import type { Desk } from '../desk/desk.ts';
import { sendDigest } from './digest.ts';
import { errorFields, type Log } from '../log.ts';
import { sendReminders } from './reminders.ts';
import { sendLetter } from './weekly.ts';
import { createWatcher } from './watcher.ts';
import { returnIdleWork, type Patience } from '../team/idle-work.ts';

/**
 * What happens by the clock: digest, weekly letter, reminders, watches, idle work, housekeeping. What is due is computed
 * from the database, so a missed minute loses nothing. The command line starts it; commands change schedules.
 */

/** How long it is kept that an interaction was answered, in milliseconds: Discord replays none that is older. */
const keptInteractions = 30 * 24 * 60 * 60_000;

/**
 * Every minute what is due is sent, every ten minutes idle work is looked after, every night what is no longer needed is
 * dropped. The clock only nudges. Returns the function that stops it.
 */
export function startSchedule(desk: Desk, patience: Patience, searchDays: number, log: Log): () => Promise<void> {
  const watcher = createWatcher(desk, log);
  watcher.nudge();
  const common = { noOverlap: true, logger: cronLogger(log) };
  const tasks = [
    cron.schedule('* * * * *', () => watcher.nudge(), { name: 'watches', ...common }),
    cron.schedule('* * * * *', () => desk.outbox.notify(), { name: 'outbox', ...common }),
    cron.schedule('* * * * *', () => sendDaily(desk, log), { name: 'daily', ...common }),
    cron.schedule('*/10 * * * *', () => void returnIdleWork(desk, patience), { name: 'claims', ...common }),
    cron.schedule('40 3 * * *', () => housekeep(desk, searchDays), { name: 'housekeeping', timezone: 'UTC', ...common }),
  ];
  return async () => {
    for (const task of tasks) await task.destroy();
    await watcher.stop();
  };
}

/**
 * Hands what node-cron has to say to our own log. Its warnings (a run is still going on, a run was missed while the
 * machine slept) need nobody's attention, because the next minute makes up for them: they are kept at `debug`.
 */
export function cronLogger(log: Log): Logger {
  const quiet = (message: string | Error): void => log.debug({ from: 'node-cron' }, String(message));
  return { info: quiet, warn: quiet, debug: quiet, error: (message, error) => log.error(errorFields(error ?? message), 'clock') };
}

/** The digest and the reminders, if their time has come. What goes wrong is tried again with the next minute. */
async function sendDaily(desk: Desk, log: Log): Promise<void> {
  try {
    sendReminders(desk);
    await desk.index.ready();
    await sendDigest(desk);
    await sendLetter(desk);
  } catch (error) {
    log.error(errorFields(error), 'daily posts');
  }
}

/** What is no longer needed. */
function housekeep(desk: Desk, searchDays: number): void {
  forgetInteractions(desk);
  desk.searches.forget(desk.now() - searchDays * 24 * 60 * 60_000);
}

/** Drops interactions that nobody will repeat any more. Returns how many. */
export function forgetInteractions(desk: Desk): number {
  return desk.db.prepare("DELETE FROM interactions WHERE at < ? AND id NOT LIKE 'digest-stopped:%'").run(desk.now() - keptInteractions)
    .changes;
}

import { inLanguage } from '../reply/language.ts';
import cron, { type Logger } from 'node-cron';
import type { BackupSettings } from '../desk/backups/make.ts';
import type { Desk } from '../desk/desk.ts';
import { sendDigest } from './digest.ts';
import { errorFields, type Log } from '../log.ts';
import { backUpNightly } from './nightly-backup.ts';
import { sendReminders } from './reminders.ts';
import { sendLetter } from './weekly.ts';
import { createWatcher } from './watcher.ts';
import { createBoardKeeper } from './pinned-board.ts';
import { tellWhoAsked } from './when-read.ts';
import { verifyNightly } from './nightly-verify.ts';
import { returnIdleWork, type Patience } from '../team/idle-work.ts';

/**
 * Scheduled work: digest, weekly letter, reminders, watches, idle work, housekeeping. What is due is computed from the
 * database, so a missed minute loses nothing. The command line starts it; commands change schedules.
 */

/** How long interaction ids are kept for deduplication; milliseconds. Discord replays none that is older. */
const interactionLifetime = 30 * 24 * 60 * 60_000;

/** How long the state of a button is kept after it was last shown; milliseconds. */
const viewLifetime = 180 * 24 * 60 * 60_000;

/** How long the reading ledger is kept; milliseconds. */
const readsLifetime = 400 * 24 * 60 * 60_000;

/** `searchDays`: days that searches are kept. `backups`: undefined for none. */
type Scheduled = { patience: Patience; searchDays: number; backups: BackupSettings | undefined };

/**
 * Sends what is due every minute, handles idle work every ten minutes, and deletes expired data every night. Returns the
 * function that stops it.
 */
export function startSchedule(desk: Desk, { patience, searchDays, backups }: Scheduled, log: Log): () => Promise<void> {
  return inLanguage(desk.language, () => startTasks(desk, { patience, searchDays, backups }, log));
}

function startTasks(desk: Desk, { patience, searchDays, backups }: Scheduled, log: Log): () => Promise<void> {
  const watcher = createWatcher(desk, log);
  watcher.nudge();
  const keepBoard = createBoardKeeper(desk);
  const common = { noOverlap: true, logger: cronLogger(log) };
  const tasks = [
    cron.schedule('* * * * *', () => watcher.nudge(), { name: 'watches', ...common }),
    cron.schedule('* * * * *', keepBoard, { name: 'board', ...common }),
    cron.schedule('* * * * *', () => desk.outbox.notify(), { name: 'outbox', ...common }),
    cron.schedule('* * * * *', () => void tellWhoAsked(desk), { name: 'told', ...common }),
    cron.schedule('* * * * *', () => sendDaily(desk, log), { name: 'daily', ...common }),
    cron.schedule('*/10 * * * *', () => void returnIdleWork(desk, patience), { name: 'claims', ...common }),
    cron.schedule('20 4 * * *', () => verifyAll(desk, log, backups?.folder), { name: 'verify', timezone: 'UTC', ...common }),
    ...(backups === undefined
      ? []
      : [cron.schedule('20 * * * *', async () => void (await backUpNightly(desk, backups)), { name: 'backup', ...common })]),
    cron.schedule('40 3 * * *', () => housekeep(desk, searchDays), { name: 'housekeeping', timezone: 'UTC', ...common }),
  ];
  return async () => {
    for (const task of tasks) await task.destroy();
    await watcher.stop();
  };
}

/**
 * Sends node-cron's messages to our log. Its warnings (a run is still going on, a run was missed while the machine slept)
 * are logged at `debug`, because the next minute makes up for them.
 */
export function cronLogger(log: Log): Logger {
  const quiet = (message: string | Error): void => log.debug({ from: 'node-cron' }, String(message));
  return {
    info: quiet,
    warn: quiet,
    debug: quiet,
    error: (message, error) => log.error(errorFields(error ?? message), 'scheduled task failed'),
  };
}

/** Sends the reminders, digest and weekly letter that are due. Failures are retried in the next minute. */
async function sendDaily(desk: Desk, log: Log): Promise<void> {
  try {
    await sendReminders(desk);
    await desk.index.ready();
    await sendDigest(desk);
    await sendLetter(desk);
  } catch (error) {
    log.error(errorFields(error), 'sending daily posts failed');
  }
}

/** Verifies everything that the desk keeps. A failure is logged, and the next night tries again. */
async function verifyAll(desk: Desk, log: Log, backups: string | undefined): Promise<void> {
  try {
    await verifyNightly(desk, log, backups);
  } catch (error) {
    log.error(errorFields(error), 'the nightly verify failed');
  }
}

function housekeep(desk: Desk, searchDays: number): void {
  forgetInteractions(desk);
  desk.outbox.dropTexts();
  desk.views.forget(desk.now() - viewLifetime);
  desk.searches.forget(desk.now() - searchDays * 24 * 60 * 60_000);
  desk.ledger.forget(desk.now() - readsLifetime);
}

/** Deletes interaction ids too old to be replayed. Returns how many. */
export function forgetInteractions(desk: Desk): number {
  return desk.db.prepare("DELETE FROM interactions WHERE at < ? AND id NOT LIKE 'digest-stopped:%'").run(desk.now() - interactionLifetime)
    .changes;
}

import cron from 'node-cron';
import type { Desk } from './desk.ts';
import { tendWork, type Patience } from './tending.ts';

/** How long it is kept that an interaction was answered, in milliseconds: Discord replays none that is older. */
const keptInteractions = 30 * 24 * 60 * 60_000;

/**
 * What happens by the clock: every minute what is due is sent, every ten minutes claims that lie still are looked after, every night what is no longer needed is dropped. The
 * clock only nudges; what is due is computed from the database. Returns the way to stop.
 */
export function startSchedule(desk: Desk, patience: Patience): () => Promise<void> {
  const tasks = [
    cron.schedule('* * * * *', () => desk.outbox.notify(), { name: 'outbox', noOverlap: true }),
    cron.schedule('*/10 * * * *', () => void tendWork(desk, patience), { name: 'claims', noOverlap: true }),
    cron.schedule('40 3 * * *', () => void forgetInteractions(desk), { name: 'housekeeping', timezone: 'UTC', noOverlap: true }),
  ];
  return async () => {
    for (const task of tasks) await task.destroy();
  };
}

/** Drops interactions that nobody will repeat any more. Returns how many. */
export function forgetInteractions(desk: Desk): number {
  return desk.db.prepare('DELETE FROM interactions WHERE at < ?').run(desk.now() - keptInteractions).changes;
}

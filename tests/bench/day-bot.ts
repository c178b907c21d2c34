import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import cron from 'node-cron';
import pino from 'pino';
import { createBot } from '../../src/bot/bot.ts';
import { createDiscordChat } from '../../src/chat/discord/discord.ts';
import type { DiscordSettings } from '../../src/chat/discord/settings.ts';
import { startSchedule } from '../../src/clock/schedule.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { backupsIn } from '../../src/store/backup-sets.ts';

/**
 * The bot of the day's benchmark, in a process of its own, with a clock that its parent moves: it runs what the real schedule
 * has for each minute of the next hour, one after the other, and then says what it holds. Run with --expose-gc.
 */
const [folder = '', settings = '{}', start = '0'] = process.argv.slice(2);
let now = Number(start);
const faults: string[] = [];
const log = pino({ level: 'warn', base: null }, { write: (line: string) => void faults.push(line) });
const desk = openDesk({ folder, exposure: 'desk', now: () => now, log });
await Promise.all([desk.index.ready(), desk.names.settled()]);
const backups = { folder: join(folder, 'backups') };
const stop = startSchedule(desk, { patience: { nudge: 2, giveBack: 4 }, searchDays: 90, backups }, log);
const chat = createDiscordChat({
  bot: await createBot(desk, log),
  settings: JSON.parse(settings) as DiscordSettings & { enrolment: boolean },
  log,
  strict: false,
});
await chat.start();

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;
const walOf = (path: string): number => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
const count = (sql: string): number => desk.db.prepare<[], number>(sql).pluck().get() ?? 0;
const runs: Record<string, number> = {};

async function passHour(): Promise<void> {
  for (let minute = 0; minute < 60; minute += 1) {
    now += 60_000;
    for (const task of cron.getTasks().values()) {
      if (!task.match(new Date(now))) continue;
      runs[task.name ?? ''] = (runs[task.name ?? ''] ?? 0) + 1;
      await task.execute();
    }
    await new Promise((done) => setImmediate(done));
  }
}

function measure(): object {
  // Code that was compiled and not run for a while goes, too: otherwise its growth of the first hours would hide any other.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heap: megabytes(heapUsed),
    external: megabytes(external),
    rss: megabytes(rss),
    descriptors: readdirSync('/proc/self/fd').length,
    wal: megabytes(walOf(join(folder, 'desk.sqlite'))),
    audit: count('SELECT count(*) FROM audit'),
    waiting: desk.outbox.due(1000).length,
    backups: backupsIn(backups.folder).length,
    daily: count("SELECT count(*) FROM daily WHERE state <> 'covered'"),
    runs,
    acts: Object.fromEntries(desk.db.prepare<[], [string, number]>('SELECT act, count(*) FROM audit GROUP BY act').raw().all()),
    faults: faults.splice(0),
  };
}

process.on('message', (asked) => {
  if (asked === 'hour') void passHour().then(() => process.send?.('passed'));
  else if (asked === 'measure') setImmediate(() => process.send?.(measure()));
});
process.on('SIGTERM', () => {
  void stop()
    .then(() => chat.stop())
    .then(() => desk.close())
    .then(() => process.exit(0));
});
process.send?.('ready');

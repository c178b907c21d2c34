import { openSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pino from 'pino';
import { createBot } from '../../src/bot/bot.ts';
import { createDiscordChat } from '../../src/chat/discord/discord.ts';
import type { DiscordSettings } from '../../src/chat/discord/settings.ts';
import { openDesk } from '../../src/desk/desk.ts';

/** The bot of the load benchmark, in a process of its own. Says on SIGTERM how long its event loop was held up. */
const [folder = '', settings = '{}', slow = '0'] = process.argv.slice(2);
const log = pino({ level: 'silent' });
const desk = openDesk({ folder, exposure: 'desk', quota: 'off', log });
await Promise.all([desk.index.ready(), desk.names.settled()]);
if (slow !== '0')
  try {
    // Arms tests/fixtures/faulty-disk.c, which is preloaded.
    openSync(`/faulty-disk/slow/${slow}`, 'r');
  } catch {
    // There is no such file: it was the opening that counts.
  }
const chat = createDiscordChat({
  bot: await createBot(desk, log),
  settings: JSON.parse(settings) as DiscordSettings & { enrolment: boolean },
  log,
  strict: false,
});
await chat.start();
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.send?.('ready');
process.on('SIGTERM', () => {
  const ms = (nanoseconds: number): number => Math.round(nanoseconds / 1e6);
  process.send?.({
    loop: { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) },
    rss: Math.round(process.memoryUsage().rss / 1e6),
  });
  void chat
    .stop()
    .then(() => desk.close())
    .then(() => process.exit(0));
});

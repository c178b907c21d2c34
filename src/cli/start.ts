import { backupSettings, openConfigured } from './open-configured.ts';
import { converse, openDemo, refuseRealDesk } from './demo.ts';
import type { StartOptions } from './demo.ts';
import openInBrowser from 'open';
import type { Bot } from '../bot/command.ts';
import type { Chat, Line } from '../chat/chat.ts';
import { createDiscordChat } from '../chat/discord/discord.ts';
import { createWebhookSender } from '../chat/webhooks.ts';
import type { WebhookRules } from '../desk/policy.ts';
import { terminal } from '../chat/neutralise.ts';
import { createBot } from '../bot/bot.ts';
import { type Desk } from '../desk/desk.ts';
import { refuseOtherServer } from '../desk/home.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import { readWebhooks } from './webhooks-file.ts';
import { handOver, takeTasks, type Io } from './socket.ts';
import { checkBackupSettings, checkMachine } from './doctor/machine.ts';
import { watchUncaught } from './uncaught.ts';
import { errorFields, newReference } from '../log.ts';
import { startSchedule } from '../clock/schedule.ts';
import { count, own, plain, plural, said } from '../reply/text.ts';
import { countAside } from '../desk/held.ts';
import { runTask } from './tasks.ts';
import { verifyAtStart } from '../clock/nightly-verify.ts';
import { version } from '../desk/version.ts';

type Closers = (() => Promise<void>)[];

/** Runs the bot until it is told to stop, on Discord or, without a token, on the demo's own. Resolves with the exit code. */
export async function start(options: StartOptions): Promise<number> {
  const { log } = options;
  const uncaught = watchUncaught(log);
  const closers: Closers = [async () => uncaught.release()];
  try {
    return await Promise.race([serve(options, closers), uncaught.ended]);
  } finally {
    // One that fails must not keep the others from closing.
    for (const close of closers.toReversed())
      await close().catch((error: unknown) => log.error({ reference: newReference(), ...errorFields(error) }, 'the end was not orderly'));
  }
}

async function serve(options: StartOptions, closers: Closers): Promise<number> {
  const { config, folder, log, tell, signal } = options;
  log.info({ version }, 'starting');
  const webhooks = readWebhooks(config.webhooks);
  const desk = await openOrPoint(options, webhooks.rules);
  closers.push(() => desk.close());
  if (config.discord === undefined) refuseRealDesk(desk);
  else refuseOtherServer(desk.db, folder, config.discord.guild);
  const backups = config.discord === undefined ? undefined : backupSettings(folder, config);
  if (config.discord !== undefined)
    for (const { state, says, fix = '' } of [...checkMachine(folder), ...checkBackupSettings(config)])
      if (state !== 'ok') tell(terminal(`${says}: ${fix}`));
  for (const fault of verifyAtStart(desk, log, backups?.folder)) tell(`${terminal(fault)}. More: npm run -s cabledesk -- verify`);
  let chat: Chat | undefined;
  const bot = await withHealth(await createBot(desk, log), options, closers, () => chat?.line());
  let address: string | undefined;
  closers.push(await takeTasks(folder, log, (task, io) => (task.verb === where ? say(io, address) : runTask(bot, task, io))));
  closers.push(startSchedule(desk, { patience: config.patience, searchDays: config.searches.days, backups }, log));
  const demo = config.discord === undefined ? await openDemo(bot, options) : undefined;
  if (demo !== undefined) closers.push(() => demo.discord.close());
  address = demo?.address;
  const settings = config.discord ?? demo?.settings;
  if (settings === undefined) return exitCodes.config;
  const sender = createWebhookSender({ desk, webhooks: webhooks.addresses, log });
  closers.push(() => sender.stop());
  sender.nudge();
  const discord = createDiscordChat({ bot, settings, log, tell: demo === undefined ? tell : () => {} });
  await discord.start();
  chat = discord;
  closers.push(() => discord.stop());
  tell(`Ready: ${plain([plural(desk.cables.count(), 'cable')])} in ${terminal(folder)}, exposure ${config.exposure}.`);
  const gone = countAside(desk.db);
  if (gone > 0)
    tell(`${count(gone)} documents this desk has work on are not in the archive: that work is set aside, and comes back with them.`);
  if (demo !== undefined && options.opens === true) await openInBrowser(demo.address);
  return await untilTheEnd(
    discord,
    signal,
    tell,
    demo === undefined ? undefined : () => converse({ demo: demo.discord, bot, options }, signal),
  );
}

/** The bot, with its answers counted and its health served where the settings say so. */
async function withHealth(
  bot: Bot,
  { config, folder, log, tell }: StartOptions,
  closers: Closers,
  line: () => Line | undefined,
): Promise<Bot> {
  if (config.healthPort === undefined) return bot;
  // What counts takes a twentieth of a second to load.
  const { serveHealth } = await import('./health/server.ts');
  const served = await serveHealth({ bot, folder, port: config.healthPort, log, line });
  closers.push(served.close);
  tell(`Health: ${served.address}/health and /metrics`);
  return served.bot;
}

/** Lets a second start on the same folder ask the first where its page is. */
const where = 'where';

async function say(io: Io, address: string | undefined): Promise<number> {
  if (address !== undefined) await io.out(address);
  return 0;
}

/** The desk of this folder. When another process has it, a DeskError says so, and where that one's page is. */
async function openOrPoint({ folder, config, log }: StartOptions, webhooks: WebhookRules): Promise<Desk> {
  try {
    return openConfigured(folder, config, log, webhooks);
  } catch (error) {
    if (!(error instanceof DeskError) || error.kind !== 'busy' || config.discord !== undefined) throw error;
    let address = '';
    const io: Io = { out: (text) => Promise.resolve(void (address += text)), err: () => {}, progress: () => {}, cwd: folder };
    await handOver(folder, { verb: where, args: {}, cwd: folder }, io);
    if (address === '') throw error;
    throw new DeskError(said`The demo is already running: ${own(address)}`, { kind: 'busy', hint: error.hint ?? [], cause: error });
  }
}

/** Waits for a signal, for Discord's last word, or for the person at the terminal to leave. */
async function untilTheEnd(chat: Chat, signal: AbortSignal, tell: (line: string) => void, talk?: () => Promise<number>): Promise<number> {
  const stopped = new Promise<number>((resolve) => {
    if (signal.aborted) resolve(0);
    signal.addEventListener('abort', () => resolve(0), { once: true });
  });
  const ended = chat.ended.then(({ reason, mayRestart }) => {
    tell(reason);
    return mayRestart ? exitCodes.refused : exitCodes.config;
  });
  const left = talk === undefined ? [] : [talk()];
  return Promise.race([stopped, ended, ...left]);
}

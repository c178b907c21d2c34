import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import openInBrowser from 'open';
import type { Chat } from '../chat/chat.ts';
import { createDiscordChat } from '../chat/discord/discord.ts';
import { terminal } from '../chat/neutralise.ts';
import { createBot } from '../bot/bot.ts';
import type { Bot } from '../bot/command.ts';
import type { DiscordSettings } from '../chat/discord/settings.ts';
import type { Config } from '../config.ts';
import { createColleague, type Colleague } from '../demo/colleague.ts';
import { createLocalDiscord, type LocalDiscord } from '../demo/discord/local-discord.ts';
import { createPage } from '../demo/serve-page.ts';
import { openDesk, type Desk } from '../desk/desk.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import { handOver, takeTasks, type Io } from './socket.ts';
import { importFiles } from '../import/import.ts';
import type { Log } from '../log.ts';
import { startSchedule } from '../clock/schedule.ts';
import { count, own, said, quoted } from '../reply/text.ts';
import { runTask } from './tasks.ts';

export type StartOptions = {
  config: Config;
  folder: string;
  log: Log;
  tell: (line: string) => void;
  script?: string | undefined;
  /** Opens the demo's page in the browser. */
  opens?: boolean | undefined;
  signal: AbortSignal;
};

const sampleFolder = fileURLToPath(new URL('../../data/sample/', import.meta.url));

/** Runs the bot until it is told to stop, on Discord or, without a token, on the demo's own. Resolves with the exit code. */
export async function start(options: StartOptions): Promise<number> {
  const { config, folder, log, tell, signal } = options;
  const desk = await openOrPoint(options);
  const closers: (() => Promise<void>)[] = [() => desk.close()];
  try {
    const bot = await createBot(desk, log);
    let address: string | undefined;
    closers.push(await takeTasks(folder, (task, io) => (task.verb === where ? say(io, address) : runTask(bot, task, io))));
    closers.push(startSchedule(desk, config.patience, config.searches.days, log));
    const demo = config.discord === undefined ? await openDemo(bot, options) : undefined;
    if (demo !== undefined) closers.push(() => demo.discord.close());
    address = demo?.address;
    const settings = config.discord ?? demo?.settings;
    if (settings === undefined) return exitCodes.config;
    const chat = createDiscordChat({ bot, settings, log, tell: demo === undefined ? tell : () => {} });
    await chat.start();
    closers.push(() => chat.stop());
    tell(`Ready: ${count(desk.cables.count())} cables in ${terminal(folder)}, exposure ${config.exposure}.`);
    if (demo !== undefined && options.opens === true) await openInBrowser(demo.address);
    return await untilTheEnd(chat, signal, tell, demo === undefined ? undefined : { demo: demo.discord, bot, options });
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

/** A second start on one folder asks the first one where its page is. */
const where = 'where';

async function say(io: Io, address: string | undefined): Promise<number> {
  if (address !== undefined) await io.out(address);
  return 0;
}

/** The desk of this folder. When another process has it, a DeskError says so, and where that one's page is. */
async function openOrPoint({ folder, config }: StartOptions): Promise<Desk> {
  try {
    return openDesk({
      folder,
      exposure: config.exposure,
      keeping: config.searches.keeping,
      engine: config.engine,
      sure: config.sure,
      model: config.model,
    });
  } catch (error) {
    if (!(error instanceof DeskError) || error.kind !== 'busy' || config.discord !== undefined) throw error;
    let address = '';
    const io: Io = { out: (text) => Promise.resolve(void (address += text)), err: () => {}, progress: () => {}, cwd: folder };
    await handOver(folder, { verb: where, args: {}, cwd: folder }, io);
    if (address === '') throw error;
    throw new DeskError(said`The demo runs already: ${own(address)}`, { kind: 'busy', hint: error.hint ?? [], cause: error });
  }
}

/** The demo: the sample trove, and a Discord of our own with three colleagues. */
async function openDemo(
  bot: Bot,
  { config, tell }: StartOptions,
): Promise<{ discord: LocalDiscord; settings: DiscordSettings; address: string }> {
  tell('No DISCORD_TOKEN is set, so this is the demo: the real bot on a Discord of its own on this machine.');
  const { added, changed } = await importFiles({ desk: bot.desk, paths: [sampleFolder], by: 'demo' });
  if (added + changed > 0) tell(`The sample trove: ${count(added + changed)} fictional cables imported.`);
  const discord = await createLocalDiscord({ port: config.demoPort, page: createPage(), memory: join(bot.desk.folder, 'demo.bin') });
  if (config.demoPort !== 0 && discord.port !== config.demoPort) tell(`Port ${config.demoPort} is taken; the demo uses ${discord.port}.`);
  const address = `http://127.0.0.1:${discord.port}/`;
  tell(`Open ${address} in a browser; ${address}?as=editor and ?as=lead are your colleagues.`);
  const { roles, channels } = discord;
  const settings = {
    token: discord.token,
    api: discord.url,
    guild: discord.guildId,
    roles: { reader: [roles.reader.id], editor: [roles.editor.id], lead: [roles.lead.id] },
    listed: [channels.listed.id],
  };
  return { discord, settings, address };
}

type Demo = { demo: LocalDiscord; bot: Bot; options: StartOptions };

/** Waits for a signal, for Discord's last word, or for the person at the terminal to leave. */
async function untilTheEnd(chat: Chat, signal: AbortSignal, tell: (line: string) => void, demo: Demo | undefined): Promise<number> {
  const stopped = new Promise<number>((resolve) => {
    if (signal.aborted) resolve(0);
    signal.addEventListener('abort', () => resolve(0), { once: true });
  });
  const ended = chat.ended.then(({ reason, mayRestart }) => {
    tell(reason);
    return mayRestart ? exitCodes.refused : exitCodes.config;
  });
  const left = demo === undefined ? [] : [converse(demo, signal)];
  return Promise.race([stopped, ended, ...left]);
}

/** The terminal as a colleague; without a terminal, nothing but waiting. */
async function converse({ demo, bot, options }: Demo, signal: AbortSignal): Promise<number> {
  const colleague = createColleague(demo, bot);
  if (options.script !== undefined) return play(colleague, options.script, options.tell);
  if (!process.stdin.isTTY) return new Promise(() => {});
  options.tell('\nType /search query:"hot zone" (Tab completes, /quit leaves, an empty word shows what else).\n');
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      colleague.complete(line).then(
        (found) => done(null, [found, line]),
        () => done(null, [[], line]),
      );
    },
  });
  signal.addEventListener('abort', () => lines.close(), { once: true });
  const ask = (): void => {
    lines.setPrompt(`${colleague.prompt} > `);
    lines.prompt();
  };
  ask();
  for await (const line of lines) {
    const answer = await colleague.type(line);
    if (answer === undefined) break;
    if (answer !== '') options.tell(`\n${answer}\n`);
    ask();
  }
  lines.close();
  return 0;
}

/** Types the lines of a file one after the other: for transcripts and tests. */
async function play(colleague: Colleague, path: string, tell: (line: string) => void): Promise<number> {
  if (!existsSync(path)) throw new DeskError(said`There is no file ${quoted(path)}.`, { kind: 'data' });
  for await (const line of createInterface({ input: createReadStream(path) })) {
    tell(`\n${colleague.prompt} > ${line}`);
    const answer = await colleague.type(line);
    if (answer === undefined) break;
    tell(`\n${answer}`);
  }
  return 0;
}

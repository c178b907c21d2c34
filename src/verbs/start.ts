import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { Chat } from '../chat/chat.ts';
import { createDiscordChat } from '../chat/discord.ts';
import { terminal } from '../chat/neutralise.ts';
import { createBot } from '../commands.ts';
import type { Bot } from '../command.ts';
import type { Config, DiscordSettings } from '../config.ts';
import { createColleague, type Colleague } from '../demo/colleague.ts';
import { createLocalDiscord, type LocalDiscord } from '../demo/local-discord.ts';
import { openDesk } from '../desk.ts';
import { DeskError, exitCodes } from '../failure.ts';
import { takeTasks } from '../handover.ts';
import { importFiles } from '../importer.ts';
import type { Log } from '../log.ts';
import { startSchedule } from '../schedule.ts';
import { count, said, quoted } from '../text.ts';
import { runTask } from './tasks.ts';

export type StartOptions = {
  config: Config;
  folder: string;
  log: Log;
  tell: (line: string) => void;
  script?: string | undefined;
  signal: AbortSignal;
};

const sampleFolder = fileURLToPath(new URL('../../data/sample/', import.meta.url));

/** Runs the bot until it is told to stop, on Discord or, without a token, on the demo's own. Resolves with the exit code. */
export async function start(options: StartOptions): Promise<number> {
  const { config, folder, log, tell, signal } = options;
  const desk = openDesk({ folder, exposure: config.exposure });
  const closers: (() => Promise<void>)[] = [() => desk.close()];
  try {
    const bot = await createBot(desk, log);
    closers.push(await takeTasks(folder, (task, io) => runTask(bot, task, io)));
    closers.push(startSchedule(desk));
    const demo = config.discord === undefined ? await openDemo(bot, options) : undefined;
    if (demo !== undefined) closers.push(() => demo.discord.close());
    const settings = config.discord ?? demo?.settings;
    if (settings === undefined) return exitCodes.config;
    const chat = createDiscordChat({ bot, settings, log, tell: demo === undefined ? tell : () => {} });
    await chat.start();
    closers.push(() => chat.stop());
    tell(`Ready: ${count(desk.cables.count())} cables in ${terminal(folder)}, exposure ${config.exposure}.`);
    return await untilTheEnd(chat, signal, tell, demo === undefined ? undefined : { demo: demo.discord, bot, options });
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

/** The demo: the sample trove, and a Discord of our own with three colleagues. */
async function openDemo(bot: Bot, { config, tell }: StartOptions): Promise<{ discord: LocalDiscord; settings: DiscordSettings }> {
  tell('No DISCORD_TOKEN is set, so this is the demo: the real bot on a Discord of its own on this machine.');
  const { added, changed } = await importFiles({ desk: bot.desk, paths: [sampleFolder], by: 'demo' });
  if (added + changed > 0) tell(`The sample trove: ${count(added + changed)} fictional cables imported.`);
  const discord = await createLocalDiscord({ port: config.demoPort });
  if (config.demoPort !== 0 && discord.port !== config.demoPort) tell(`Port ${config.demoPort} is taken; the demo uses ${discord.port}.`);
  tell(`The local Discord listens on 127.0.0.1:${discord.port}.`);
  const { roles, channels } = discord;
  const settings = {
    token: discord.token,
    api: discord.url,
    guild: discord.guildId,
    roles: { reader: [roles.reader.id], editor: [roles.editor.id], lead: [roles.lead.id] },
    listed: [channels.listed.id],
  };
  return { discord, settings };
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

import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bot } from '../bot/command.ts';
import type { DiscordSettings } from '../chat/discord/settings.ts';
import type { Config } from '../config.ts';
import { createColleague, type Colleague } from '../demo/colleague.ts';
import { createLocalDiscord, type LocalDiscord } from '../demo/discord/local-discord.ts';
import { createPage } from '../demo/serve-page.ts';
import { importFiles } from '../import/import.ts';
import type { Log } from '../log.ts';
import { DeskError } from '../reply/failure.ts';
import { count, quoted, said } from '../reply/text.ts';
import { sampleFolder } from './open-configured.ts';

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

/** The demo: the sample trove, and a Discord of our own with three colleagues. */
export async function openDemo(
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

/** The terminal as a colleague; without a terminal, just waits. */
export async function converse({ demo, bot, options }: Demo, signal: AbortSignal): Promise<number> {
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

import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bot } from '../bot/command.ts';
import type { DiscordSettings } from '../chat/discord/settings.ts';
import type { Config } from '../config.ts';
import { createColleague, type Colleague } from '../demo/colleague.ts';
import { createLocalDiscord, type LocalDiscord } from '../demo/discord/local-discord.ts';
import { recall } from '../demo/discord/memory.ts';
import { createPage } from '../demo/serve-page.ts';
import type { Desk } from '../desk/desk.ts';
import { demoServer, noteDemoServer, terminalDesk } from '../desk/home.ts';
import { importFiles } from '../import/import.ts';
import { errorFields, type Log } from '../log.ts';
import { DeskError } from '../reply/failure.ts';
import { terminal } from '../chat/neutralise.ts';
import { count, own, plural, plain, quoted, said } from '../reply/text.ts';
import type { Io } from './socket.ts';
import { realPaths } from './choose-folder.ts';
import { bringSample } from './open-configured.ts';

export type StartOptions = {
  config: Config;
  folder: string;
  /** Demo: whether the sample belongs into the folder. */
  isSample: boolean;
  /** Demo: why this folder, where nobody named it. */
  why?: string | undefined;
  /** Demo: files and folders to open in it. */
  paths: readonly string[];
  log: Log;
  tell: (line: string) => void;
  progress: Io['progress'];
  script?: string | undefined;
  /** Opens the demo's page in the browser. */
  opens?: boolean | undefined;
  signal: AbortSignal;
};

/** The demo: the sample trove or documents of one's own, and a Discord of our own with three colleagues. */
export async function openDemo(
  bot: Bot,
  options: StartOptions,
): Promise<{ discord: LocalDiscord; settings: DiscordSettings; address: string }> {
  const { config, tell } = options;
  const { desk } = bot;
  const why = options.paths.length > 0 ? 'You named documents' : 'No DISCORD_TOKEN is set';
  if (options.why !== undefined) tell(options.why);
  tell(`${why}, so this is the demo: the real bot on its own Discord on this machine.`);
  await bringCables(desk, options);
  const guild = { id: demoServer(desk.db), members: otherReporters, names: { second: 'Second reporter', third: 'Third reporter' } };
  const discord = await createLocalDiscord({ port: config.demoPort, page: createPage(), memory: memoryOf(desk), guild });
  noteDemoServer(desk.db, discord.guildId);
  if (config.demoPort !== 0 && discord.port !== config.demoPort) tell(`Port ${config.demoPort} is taken; the demo uses ${discord.port}.`);
  const address = `http://127.0.0.1:${discord.port}/`;
  tell(`Open ${address} in a browser; ${address}?as=editor and ?as=lead are your colleagues.`);
  const { roles, channels } = discord;
  const settings = {
    token: discord.token,
    api: discord.url,
    guild: discord.guildId,
    roles: { reader: [roles.reader.id], reporter: [roles.reporter.id], editor: [roles.editor.id], lead: [roles.lead.id] },
    listed: [channels.listed.id],
    enrolment: config.enrolment,
  };
  return { discord, settings, address };
}

/** Enough colleagues to share work out among. */
const otherReporters = { second: ['reporter'], third: ['reporter'] };

const memoryOf = (desk: Desk): string => join(desk.folder, 'demo.bin');

/** Throws a DeskError (config) for the desk of a real server. */
export function refuseRealDesk(desk: Desk): void {
  const home = desk.home();
  // An older version noted the demo's server nowhere but in its conversation.
  if ([terminalDesk, demoServer(desk.db), recall(memoryOf(desk))?.guild.id].includes(home)) return;
  throw new DeskError(
    said`The desk in ${quoted(desk.folder)} works on the server ${quoted(home)}, and DISCORD_TOKEN is not set. It is not opened in the demo, whose page has no password: every user of this machine would be a lead there.`,
    {
      kind: 'config',
      hint: said`Set DISCORD_TOKEN to run it on its server. To try things out, name documents: ${own('npm start -- PATH...')}, such as data/sample.`,
    },
  );
}

/** How many records that could not be read are named. */
const namedRejects = 5;

/** Brings in what the demo is to show. Throws a DeskError (data) when nothing in the documents named can be read. */
async function bringCables(desk: Desk, { paths, isSample, folder, tell, progress }: StartOptions): Promise<void> {
  if (paths.length === 0) {
    const brought = isSample ? await bringSample(desk) : 0;
    if (brought > 0) tell(`The sample trove: ${count(brought)} fictional cables imported.`);
    if (desk.cables.count() === 0)
      tell(`There are no cables in ${terminal(folder)}. To import some: npm run -s cabledesk -- import PATH... --data ${terminal(folder)}`);
    return;
  }
  // A trove is called by its first path: so whatever the order in which they were typed, it is the same trove.
  const { added, changed, same, rejects, warnings } = await importFiles({ desk, paths: realPaths(paths), by: 'demo', progress });
  const faults = rejects.map(({ file, line, reason }) => `${file}${line === 0 ? '' : `:${line}`}: ${reason}`);
  const some = faults.slice(0, namedRejects).map((fault) => `not read: ${fault}`);
  if (faults.length > some.length) some.push(`... and ${count(faults.length - some.length)} more`);
  if (desk.cables.count() === 0)
    throw new DeskError(said`Nothing in ${quoted(paths.join(', '))} could be read.`, {
      kind: 'data',
      hint: said`${quoted(some.join('\n'))}`,
    });
  tell(
    plain(
      said`${plural(added + changed + same, 'document')} read: ${added} new, ${changed} changed, ${same} unchanged. They are in ${quoted(terminal(folder))}, and stay there.`,
    ),
  );
  for (const line of [...warnings.slice(0, namedRejects), ...some]) tell(terminal(line));
}

type Demo = { demo: LocalDiscord; bot: Bot; options: StartOptions };

/** The terminal as a colleague; without a terminal, just waits. */
export async function converse({ demo, bot, options }: Demo, signal: AbortSignal): Promise<number> {
  const colleague = createColleague(demo, bot);
  if (options.script !== undefined) {
    // Nobody reads along who could try again in a moment.
    await bot.desk.index.ready();
    return play(colleague, options.script, options.tell);
  }
  if (!process.stdin.isTTY) return new Promise(() => {});
  const example = options.isSample ? '/search query:"hot zone"' : '/cables';
  options.tell(`\nType ${example} (Tab completes, /quit leaves, an empty word shows what else).\n`);
  const lines = createInterface({
    input: process.stdin,
    output: process.stdout,
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      colleague.complete(line).then(
        (found) => done(null, [found, line]),
        (error: unknown) => {
          options.log.warn(errorFields(error), 'completing failed');
          done(null, [[], line]);
        },
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

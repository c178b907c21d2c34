import { SingleBar } from 'cli-progress';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadEnvFile } from 'node:process';
import { fileURLToPath } from 'node:url';
import { restore } from './store/backup.ts';
import { roles } from './desk/roles.ts';
import { createBot } from './bot/bot.ts';
import { readConfig, type Config } from './config.ts';
import { openDesk, type Desk } from './desk/desk.ts';
import { DeskError, exitCodes } from './reply/failure.ts';
import { handOver, type Io, type Task } from './cli/socket.ts';
import { importFiles } from './import/import.ts';
import { createLog, errorFields, type Log } from './log.ts';
import { terminal } from './chat/neutralise.ts';
import { failureText } from './cli/say.ts';
import { start } from './cli/start.ts';
import { readTexts } from './cli/measure-names.ts';
import { runTask } from './cli/tasks.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The demo's own data, so that trying things out never touches a desk's. */
const demoFolder = join(root, 'data', 'demo');

/** The one door: runs what was typed and resolves with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const state: State = { log: createLog('warn'), code: 0 };
  // `cables | head`: whoever reads no further has what they wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    await program(state).parseAsync([...argv], { from: 'user' });
    return state.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    if (error instanceof DeskError) {
      console.error(failureText(error));
      return exitCodes[error.kind];
    }
    const reference = randomBytes(4).toString('hex').toUpperCase();
    state.log.error({ reference, ...errorFields(error) }, 'bug');
    console.error(`Something went wrong on cabledesk's side. Reference: ${reference} (in the log above).`);
    return 1;
  }
}

type State = { log: Log; code: number };
type Shared = { data?: string };

function program(state: State): Command {
  const cabledesk = new Command('cabledesk')
    .description('A chat bot for newsroom desks that investigate a trove of diplomatic cables')
    .exitOverride()
    .showHelpAfterError('(--help shows what can be typed)');
  const data = () => new Option('--data <dir>', "the desk's data folder (default: CABLEDESK_DATA)");
  const json = () => new Option('--json', 'as JSON');

  cabledesk
    .command('start')
    .description('run the bot; without DISCORD_TOKEN, the demo')
    .addOption(data())
    .option('--script <file>', 'demo: type the lines of a file, then leave')
    .option('--open', 'demo: open its page in the browser')
    .action(async ({ data: folder, script, open: opens }: Shared & { script?: string; open?: true }) => {
      const config = prepare(state);
      const own = config.discord === undefined ? demoFolder : config.data;
      // In the demo the terminal is a chat: the log speaks up only when something is wrong, unless asked to.
      if (config.discord === undefined && process.env['CABLEDESK_LOG'] === undefined) state.log = createLog('warn');
      state.code = await start({
        config,
        folder: resolve(folder ?? own),
        log: state.log,
        tell: (line) => console.log(line),
        script,
        opens,
        signal: untilSignal(),
      });
    });
  cabledesk
    .command('say')
    .description('run one command of the bot, such as \'/search query:"hot zone"\'')
    .argument('<line>')
    .addOption(data())
    .option('--as <name>', 'who asks', 'operator')
    .addOption(new Option('--role <role>', 'as whom').choices(roles).default('lead'))
    .addOption(json())
    .action((line: string, { data: folder, ...args }: Shared) => perform(state, folder, 'say', { line, ...args }));
  cabledesk
    .command('import')
    .description('bring cables in: files, folders, .gz')
    .argument('<path...>')
    .addOption(data())
    .option('--trove <name>', 'the trove they belong to')
    .addOption(json())
    .action((paths: string[], { data: folder, ...args }: Shared) => perform(state, folder, 'import', { paths, ...args }));
  cabledesk
    .command('cables')
    .description('list every cable')
    .addOption(data())
    .addOption(json())
    .action(({ data: folder, ...args }: Shared) => perform(state, folder, 'cables', args));
  cabledesk
    .command('search')
    .description('answer a file of plain questions, for measuring relevance')
    .requiredOption('--queries <file>', 'lines of {"id": "1", "text": "what is asked"}')
    .option('--top <n>', 'hits of each', wholeNumber, 100)
    .addOption(data())
    .action(({ data: folder, ...args }: Shared) => perform(state, folder, 'search', args));
  const texts = () => new Option('--texts <file>', 'lines of {"id": "1", "text": "what is to be read"}').makeOptionMandatory();
  const reading =
    (what: 'entities' | 'countries') =>
    async ({ texts: file }: { texts: string }) => {
      state.code = await readTexts(
        what,
        file,
        (text) => process.stdout.write(text),
        (text) => console.error(text),
      );
    };
  cabledesk
    .command('entities')
    .description('find the names in a file of texts, for measuring')
    .addOption(texts())
    .action(reading('entities'));
  cabledesk
    .command('countries')
    .description('say which countries each text of a file is about, for measuring')
    .addOption(texts())
    .action(reading('countries'));
  cabledesk
    .command('backup')
    .description('copy the database to a file, with its checksum; also while the bot runs')
    .argument('<file>')
    .addOption(data())
    .action((file: string, { data: folder }: Shared) => perform(state, folder, 'backup', { file }));
  cabledesk
    .command('restore')
    .description('put a backup in the place of the database; the old one is kept')
    .argument('<file>')
    .addOption(data())
    .action(async (file: string, { data: folder }: Shared) => {
      const config = prepare(state);
      const target = resolve(folder ?? config.data);
      const kept = await restore(resolve(file), target, Date.now());
      console.log(
        `Restored into ${terminal(target)}.${kept === undefined ? '' : ` The database that was there is now ${terminal(kept)}.`}`,
      );
    });
  return cabledesk;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('a whole number of 1 or more is needed');
  return Number(text);
}

/** Settings from the environment and .env, and the log at the level they name. */
function prepare(state: State): Config {
  if (existsSync('.env')) loadEnvFile('.env');
  const config = readConfig(process.env);
  state.log = createLog(config.logLevel);
  return config;
}

/** Runs a verb on the data folder: here when it is free, by the process that has it when not. */
async function perform(state: State, folder: string | undefined, verb: string, args: Record<string, unknown>): Promise<void> {
  const config = prepare(state);
  // What the terminal prints is for people; the log speaks up only when something is wrong.
  state.log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const { path, isDemo } = chooseFolder(config, folder, verb);
  const io = terminalIo();
  const task: Task = { verb, args, cwd: process.cwd() };
  try {
    const desk = await open(path, config);
    if (desk === undefined) {
      const code = await handOver(path, task, io);
      if (code === undefined)
        throw new DeskError(
          [
            { kind: 'said', text: 'Another process is using the data folder ' },
            { kind: 'quoted', text: path },
            { kind: 'said', text: ', and it does not answer.' },
          ],
          { kind: 'busy' },
        );
      state.code = code;
      return;
    }
    try {
      if (isDemo) await importFiles({ desk, paths: [join(root, 'data', 'sample')], by: 'demo' });
      state.code = await runTask(await createBot(desk, state.log), task, io);
    } finally {
      await desk.close();
    }
  } finally {
    io.done();
  }
}

/** The desk, or undefined when another process has its folder. */
async function open(folder: string, config: Config): Promise<Desk | undefined> {
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
    if (error instanceof DeskError && error.kind === 'busy') return undefined;
    throw error;
  }
}

/** The folder named, else the desk's; where neither a token nor a desk is there yet, the demo's. An import makes the desk. */
function chooseFolder(config: Config, named: string | undefined, verb: string): { path: string; isDemo: boolean } {
  if (named !== undefined) return { path: resolve(named), isDemo: false };
  const own = resolve(config.data);
  const isDemo = config.discord === undefined && verb !== 'import' && !existsSync(own);
  if (isDemo) console.error('(no token and no desk yet: this is the demo with the sample trove; --data DIR names another folder)');
  return { path: isDemo ? demoFolder : own, isDemo };
}

/** Words to this terminal, with a progress bar where it is one and plain lines where it is not. */
function terminalIo(): Io & { done(): void } {
  let bar: SingleBar | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
  const done = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    cwd: process.cwd(),
    out: (text) => {
      done();
      return new Promise((written) => {
        if (process.stdout.write(text)) written();
        else process.stdout.once('drain', written);
      });
    },
    err: (text) => {
      done();
      console.error(text);
    },
    progress: (finished, total, what) => {
      if (!process.stderr.isTTY) {
        // Plain lines for a file or a pipe: five a second are enough, the last one always.
        if (performance.now() - lastAt < 200 && finished < total) return;
        lastAt = performance.now();
        console.error(terminal(`${finished}/${total} ${what}`));
        return;
      }
      if (bar === undefined) {
        bar = new SingleBar({ format: '{bar} {value}/{total} {what}', stream: process.stderr, hideCursor: true, clearOnComplete: true });
        bar.start(total, finished, { what: '' });
      }
      bar.setTotal(total);
      bar.update(finished, { what: terminal(what).slice(0, 60) });
    },
    done,
  };
}

/** Aborted by the first SIGINT or SIGTERM; the second ends the process at once. */
function untilSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}

import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { createBot } from '../bot/bot.ts';
import { chooseFolder } from './choose-folder.ts';
import { readConfig, type Config } from '../config.ts';
import type { Desk } from '../desk/desk.ts';
import { createLog, type Log } from '../log.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';
import { ownerOnly } from '../store/modes.ts';
import { bringSample, openConfigured, tellMended } from './open-configured.ts';
import { handOver, type Io, type Task } from './socket.ts';
import { runTask } from './tasks.ts';
import { terminalIo } from './terminal-io.ts';
import { needsYes } from './verb.ts';

/** State of one run of the command line: its environment, its log, and the exit code it will end with. */
export type State = { environment: NodeJS.ProcessEnv; log: Log; code: number };

/** Settings from the environment and .env, and the log at the level they name. */
export function readSettings(state: State): Config {
  tellMended(ownerOnly(['.env']));
  if (existsSync('.env')) loadEnvFile('.env');
  const config = readConfig(state.environment);
  state.log = createLog(config.logLevel);
  return config;
}

/** Runs a verb on the data folder: here when it is free, by the process that has it when not. `io`: where its words go. */
export async function perform(
  state: State,
  folder: string | undefined,
  verb: string,
  args: Record<string, unknown>,
  io: Io & { done?(): void } = terminalIo(),
): Promise<void> {
  const config = readSettings(state);
  // What the terminal prints is for people; so only problems are logged.
  state.log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const { folder: path, isSample, why } = chooseFolder(config, { verb, named: folder });
  if (why !== undefined) console.error(why);
  const run = (task: Task): Promise<number> => runOrHandOver({ path, isSample, config, log: state.log }, task, io);
  try {
    const task: Task = { verb, args, cwd: process.cwd() };
    let code = await run(task);
    if (code === needsYes) code = (await isAgreed()) ? await run({ ...task, args: { ...args, yes: true } }) : exitCodes.refused;
    state.code = code;
  } finally {
    io.done?.();
  }
}

/** Asks the person at the terminal, if there is one. */
async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question('Go on? [y/N] ');
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

type Place = { path: string; isSample: boolean; config: Config; log: Log };

async function runOrHandOver({ path, isSample, config, log }: Place, task: Task, io: Io): Promise<number> {
  const desk = await openUnlessBusy(path, config, log);
  if (desk === undefined) {
    const code = await handOver(path, task, io);
    if (code !== undefined) return code;
    throw new DeskError(said`Another process is using the data folder ${quoted(path)}, and it does not answer.`, { kind: 'busy' });
  }
  try {
    if (isSample) await bringSample(desk);
    return await runTask(await createBot(desk, log), task, io);
  } finally {
    await desk.close();
  }
}

/** The desk, or undefined when another process has its folder. */
async function openUnlessBusy(folder: string, config: Config, log: Log): Promise<Desk | undefined> {
  try {
    return openConfigured(folder, config, log);
  } catch (error) {
    if (error instanceof DeskError && error.kind === 'busy') return undefined;
    throw error;
  }
}

import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { createBot } from '../bot/bot.ts';
import { chooseFolder } from './choose-folder.ts';
import { readConfig, type Config } from '../config.ts';
import type { Desk } from '../desk/desk.ts';
import { createLog, type Log } from '../log.ts';
import { DeskError } from '../reply/failure.ts';
import { bringSample, openConfigured } from './open-configured.ts';
import { handOver, type Task } from './socket.ts';
import { runTask } from './tasks.ts';
import { terminalIo } from './terminal-io.ts';

/** State of one run of the command line: its environment, its log, and the exit code it will end with. */
export type State = { environment: NodeJS.ProcessEnv; log: Log; code: number };

/** Settings from the environment and .env, and the log at the level they name. */
export function readSettings(state: State): Config {
  if (existsSync('.env')) loadEnvFile('.env');
  const config = readConfig(state.environment);
  state.log = createLog(config.logLevel);
  return config;
}

/** Runs a verb on the data folder: here when it is free, by the process that has it when not. */
export async function perform(state: State, folder: string | undefined, verb: string, args: Record<string, unknown>): Promise<void> {
  const config = readSettings(state);
  // What the terminal prints is for people; so only problems are logged.
  state.log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const { folder: path, isSample, why } = chooseFolder(config, { verb, named: folder });
  if (why !== undefined) console.error(why);
  const io = terminalIo();
  const task: Task = { verb, args, cwd: process.cwd() };
  try {
    const desk = await openUnlessBusy(path, config);
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
      if (isSample) await bringSample(desk);
      state.code = await runTask(await createBot(desk, state.log), task, io);
    } finally {
      await desk.close();
    }
  } finally {
    io.done();
  }
}

/** The desk, or undefined when another process has its folder. */
async function openUnlessBusy(folder: string, config: Config): Promise<Desk | undefined> {
  try {
    return openConfigured(folder, config);
  } catch (error) {
    if (error instanceof DeskError && error.kind === 'busy') return undefined;
    throw error;
  }
}

import type { Bot } from '../bot/command.ts';
import type { Io } from './socket.ts';

/**
 * The exit code of a verb that changes much and was not told `--yes`: what it would do has been said, and nothing was
 * changed. Never leaves this program: a person at a terminal is asked, everybody else gets `refused`.
 */
export const needsYes = 3;

/** Something an operator types in a terminal; run by whoever owns the data folder. Resolves with the exit code. */
export type Verb<Args> = (bot: Bot, args: Args, io: Io) => Promise<number>;

import type { Bot } from '../bot/command.ts';
import type { Io } from './socket.ts';

/** Something an operator types in a terminal; run by whoever owns the data folder. Resolves with the exit code. */
export type Verb<Args> = (bot: Bot, args: Args, io: Io) => Promise<number>;

import type { Bot } from '../command.ts';
import type { Io } from '../handover.ts';

/** Something an operator types in a terminal; run by whoever owns the data folder. Resolves with the exit code. */
export type Verb<Args> = (bot: Bot, args: Args, io: Io) => Promise<number>;

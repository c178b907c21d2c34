import type { Command, OptionSpecs, SimpleCommand } from '../../src/bot/command.ts';

/** A command that is none of the bot's, which buttons therefore do not know. */
export const testCommand = <const O extends OptionSpecs>(spec: Omit<SimpleCommand<O>, 'topic'>): Command => ({ topic: 'desk', ...spec });

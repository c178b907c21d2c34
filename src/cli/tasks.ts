import type { Bot } from '../bot/command.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import type { Io, Task } from './socket.ts';
import { quoted, said } from '../reply/text.ts';
import { backupArgs, runBackup } from './backup.ts';
import { cablesArgs, listCables } from './cables.ts';
import { copyDesk, deskCopyArgs, deskListArgs, listDesks } from './desk.ts';
import { importArgs, runImport } from './import.ts';
import { enrolArgs, runEnrol } from './enrol.ts';
import { forgetArgs, runForget } from './forget.ts';
import { failureText, say, sayArgs } from './say.ts';
import { searchArgs, searchQueries } from './measure-search.ts';
import { runTroves, trovesArgs } from './troves.ts';

/** Verbs run by the process that owns the data folder, for itself or for another process. */
const verbs: Record<string, (bot: Bot, args: Task['args'], io: Io) => Promise<number>> = {
  say: (bot, args, io) => say(bot, sayArgs.parse(args), io),
  import: (bot, args, io) => runImport(bot, importArgs.parse(args), io),
  cables: (bot, args, io) => listCables(bot, cablesArgs.parse(args), io),
  search: (bot, args, io) => searchQueries(bot, searchArgs.parse(args), io),
  troves: (bot, args, io) => runTroves(bot, trovesArgs.parse(args), io),
  'desk list': (bot, args, io) => listDesks(bot, deskListArgs.parse(args), io),
  'desk copy': (bot, args, io) => copyDesk(bot, deskCopyArgs.parse(args), io),
  enrol: (bot, args, io) => runEnrol(bot, enrolArgs.parse(args), io),
  forget: (bot, args, io) => runForget(bot, forgetArgs.parse(args), io),
  backup: (bot, args, io) => runBackup(bot, backupArgs.parse(args), io),
};

/** Runs a verb and reports its failures in plain words. Resolves with the exit code; throws only bugs. */
export async function runTask(bot: Bot, { verb, args }: Task, io: Io): Promise<number> {
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  try {
    if (run === undefined) throw new DeskError(said`There is no verb ${quoted(verb)}.`, { kind: 'usage' });
    return await run(bot, args, io);
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    io.err(failureText(error));
    return exitCodes[error.kind];
  }
}

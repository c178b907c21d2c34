import type { Bot } from '../bot/command.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import type { Io, Task } from './socket.ts';
import { quoted, said } from '../reply/text.ts';

type Run = (bot: Bot, args: Task['args'], io: Io) => Promise<number>;

/** Verbs run by the process that owns the data folder, for itself or for another process. Each is loaded when it is run. */
const verbs: Record<string, () => Promise<Run>> = {
  say: async () => {
    const { say, sayArgs } = await import('./say.ts');
    return (bot, args, io) => say(bot, sayArgs.parse(args), io);
  },
  import: async () => {
    const { importArgs, runImport } = await import('./import.ts');
    return (bot, args, io) => runImport(bot, importArgs.parse(args), io);
  },
  cables: async () => {
    const { cablesArgs, listCables } = await import('./cables.ts');
    return (bot, args, io) => listCables(bot, cablesArgs.parse(args), io);
  },
  search: async () => {
    const { searchArgs, searchQueries } = await import('./measure-search.ts');
    return (bot, args, io) => searchQueries(bot, searchArgs.parse(args), io);
  },
  troves: async () => {
    const { runTroves, trovesArgs } = await import('./troves.ts');
    return (bot, args, io) => runTroves(bot, trovesArgs.parse(args), io);
  },
  'desk list': async () => {
    const { deskListArgs, listDesks } = await import('./desk.ts');
    return (bot, args, io) => listDesks(bot, deskListArgs.parse(args), io);
  },
  'desk copy': async () => {
    const { copyDesk, deskCopyArgs } = await import('./desk.ts');
    return (bot, args, io) => copyDesk(bot, deskCopyArgs.parse(args), io);
  },
  'desk save': async () => {
    const { deskFileArgs, saveDesk } = await import('./desk-file.ts');
    return (bot, args, io) => saveDesk(bot, deskFileArgs.parse(args), io);
  },
  'desk load': async () => {
    const { deskFileArgs, readDesk } = await import('./desk-file.ts');
    return (bot, args, io) => readDesk(bot, deskFileArgs.parse(args), io);
  },
  enrol: async () => {
    const { enrolArgs, runEnrol } = await import('./enrol.ts');
    return (bot, args, io) => runEnrol(bot, enrolArgs.parse(args), io);
  },
  forget: async () => {
    const { forgetArgs, runForget } = await import('./forget.ts');
    return (bot, args, io) => runForget(bot, forgetArgs.parse(args), io);
  },
  'export ftm': async () => {
    const { exportFtm, exportFtmArgs } = await import('./export-ftm.ts');
    return (bot, args, io) => exportFtm(bot, exportFtmArgs.parse(args), io);
  },
  backup: async () => {
    const { backupArgs, runBackup } = await import('./backup.ts');
    return (bot, args, io) => runBackup(bot, backupArgs.parse(args), io);
  },
};

/** Runs a verb and reports its failures in plain words. Resolves with the exit code; throws only bugs. */
export async function runTask(bot: Bot, { verb, args }: Task, io: Io): Promise<number> {
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  try {
    if (load === undefined) throw new DeskError(said`There is no verb ${quoted(verb)}.`, { kind: 'usage' });
    return await (
      await load()
    )(bot, args, io);
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    const { failureText } = await import('./say.ts');
    io.err(failureText(error));
    return exitCodes[error.kind];
  }
}

import type { z } from 'zod';
import type { Bot } from '../bot/command.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import type { Io, Task } from './socket.ts';
import { quoted, said } from '../reply/text.ts';
import type { Verb } from './verb.ts';

type Run = Verb<Task['args']>;

/** A verb that takes what was typed once it has been checked. */
const taking =
  <Args>(shape: z.ZodType<Args>, run: Verb<Args>): Run =>
  (bot, args, io) =>
    run(bot, shape.parse(args), io);

/** Verbs run by the process that owns the data folder, for itself or for another process. Each is loaded when it is run. */
const verbs: Record<string, () => Promise<Run>> = {
  say: () => import('./say.ts').then(({ sayArgs, say }) => taking(sayArgs, say)),
  import: () => import('./import.ts').then(({ importArgs, runImport }) => taking(importArgs, runImport)),
  cables: () => import('./cables.ts').then(({ cablesArgs, listCables }) => taking(cablesArgs, listCables)),
  search: () => import('./measure-search.ts').then(({ searchArgs, searchQueries }) => taking(searchArgs, searchQueries)),
  troves: () => import('./troves.ts').then(({ trovesArgs, runTroves }) => taking(trovesArgs, runTroves)),
  'desk list': () => import('./desk.ts').then(({ deskListArgs, listDesks }) => taking(deskListArgs, listDesks)),
  'desk copy': () => import('./desk.ts').then(({ deskCopyArgs, copyDesk }) => taking(deskCopyArgs, copyDesk)),
  'desk save': () => import('./desk-file.ts').then(({ deskFileArgs, saveDesk }) => taking(deskFileArgs, saveDesk)),
  'desk load': () => import('./desk-file.ts').then(({ deskFileArgs, readDesk }) => taking(deskFileArgs, readDesk)),
  enrol: () => import('./enrol.ts').then(({ enrolArgs, runEnrol }) => taking(enrolArgs, runEnrol)),
  forget: () => import('./forget.ts').then(({ forgetArgs, runForget }) => taking(forgetArgs, runForget)),
  'export ftm': () => import('./export-ftm.ts').then(({ exportFtmArgs, exportFtm }) => taking(exportFtmArgs, exportFtm)),
  backup: () => import('./backup.ts').then(({ backupArgs, runBackup }) => taking(backupArgs, runBackup)),
};

/** Runs a verb and reports its failures in plain words. Resolves with the exit code; throws only bugs. */
export async function runTask(bot: Bot, { verb, args }: Task, io: Io): Promise<number> {
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  try {
    if (load === undefined) throw new DeskError(said`There is no verb ${quoted(verb)}.`, { kind: 'usage' });
    const run = await load();
    return await run(bot, args, io);
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    const { failureText } = await import('./say.ts');
    io.err(failureText(error));
    return exitCodes[error.kind];
  }
}

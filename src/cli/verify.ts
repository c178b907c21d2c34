import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { terminal } from '../chat/neutralise.ts';
import { typedAnchor } from '../desk/verify/anchors.ts';
import { verifyFolder, type FoundFault, type DeskPlace, type VerifyReport } from '../desk/verify/verify.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import { count, own, plain, plural, quoted, said } from '../reply/text.ts';
import { files, lockFolder } from '../store/database.ts';
import { isDiskTrouble } from '../store/sqlite-errors.ts';
import { setDerivedAside } from '../store/derived-file.ts';

export type VerifyOptions = Omit<DeskPlace, 'anchors'> & { anchor: string | undefined; json: boolean };

/**
 * Verifies a data folder, also while the bot runs, and also one that does not open any more. Damaged files that are derived are
 * set aside when no bot has the folder. Returns the exit code: 0 when all is whole,
 * 65 (data) when something is not. Throws DeskErrors: `data` for a folder without a desk, `usage` for what is no anchor.
 */
export function runVerify({ anchor, json, ...place }: VerifyOptions, out: (text: string) => void): number {
  if (!existsSync(join(place.folder, files.database)))
    throw new DeskError(said`There is no desk in ${quoted(place.folder)}.`, { kind: 'data', hint: said`Name its folder with --data.` });
  const typed = anchor === undefined ? undefined : typedAnchor(anchor);
  if (anchor !== undefined && typed === undefined)
    throw new DeskError(said`${quoted(anchor)} is not the head of an audit log.`, {
      kind: 'usage',
      hint: said`It is printed under every digest, a number and 12 digits: ${own('--anchor "1042 3f9a0c77d1e2"')}.`,
    });
  const report = verifyFolder({ ...place, ...(typed === undefined ? {} : { anchors: [typed] }) }, Date.now());
  const aside = setAside(place.folder, report);
  out(json ? `${JSON.stringify({ ...report, aside })}\n` : `${linesOf(report, aside).map(terminal).join('\n')}\n`);
  return report.isWhole && report.derived.length === 0 ? 0 : exitCodes.data;
}

/** Sets damaged files that are derived aside, so that they are made anew at the next start. Returns their new names. */
function setAside(folder: string, { derived }: VerifyReport): string[] {
  if (derived.length === 0) return [];
  const unlock = lockIfItCan(folder);
  if (unlock === undefined) return [];
  try {
    return [...new Set(derived.map(({ file }) => file))].map(setDerivedAside);
  } finally {
    unlock();
  }
}

/** As `lockFolder`. On a disk that takes nothing there is no lock, and what is damaged stays where it is. */
function lockIfItCan(folder: string): (() => void) | undefined {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (isDiskTrouble(error)) return undefined;
    throw error;
  }
}

/** Most faults that are told one by one. */
const most = 40;

/** A moment in UTC, to the minute. */
export const dayAndTime = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, 16);

function linesOf({ isWhole, faults, derived, audit, before, unkept }: VerifyReport, aside: readonly string[]): string[] {
  const noted = unkept === undefined ? [] : [`This could not be noted for the next verify: ${unkept}`];
  const head = audit.seq === 0 ? 'The audit log is empty.' : `Head of the audit log: ${audit.seq} ${audit.hash.slice(0, 12)}`;
  if (isWhole && derived.length === 0) return [`Everything is as it was written. ${head}`, ...noted];
  const shown = faults.slice(0, most).map(lineOf);
  return [
    ...(isWhole ? ['Everything that cannot be rebuilt is as it was written.'] : [`${plain([plural(faults.length, 'fault')])}:`]),
    ...shown,
    ...(faults.length > most ? [`  and ${count(faults.length - most)} more (--json has all)`] : []),
    ...derived.slice(0, most).map(lineOf),
    ...(derived.length === 0
      ? []
      : aside.length > 0
        ? [`Set aside, to be rebuilt at the next start: ${aside.join(', ')}`]
        : ['These files are derived: the bot that uses them rebuilds them tonight, or stop it and verify again.']),
    before === undefined ? 'No earlier verify found everything intact.' : `Everything was intact on ${dayAndTime(before)} UTC.`,
    ...(faults.some(({ copy }) => copy !== undefined)
      ? [`To put a backup back: end the bot, then npm run -s cabledesk -- restore FOLDER`]
      : []),
    head,
    ...noted,
  ];
}

function lineOf({ file, what, ref, since, copy }: FoundFault): string {
  const when = since === undefined ? '' : ` It was intact on ${dayAndTime(since)} UTC.`;
  const where = copy === undefined ? '' : ` As it was written, it is in ${copy}.`;
  return `  ${file}: ${ref === undefined ? '' : `${ref}: `}${what}.${when}${where}`;
}

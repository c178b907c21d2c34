import { basename, join } from 'node:path';
import { clockCaller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import type { verifyThread } from '../desk/verify/thread.ts';
import { quickFaults, type DeskPlace, type FoundFault, type VerifyReport } from '../desk/verify/verify.ts';
import type { Log } from '../log.ts';
import type { Post } from '../reply/reply.ts';
import { own, plural, quoted, ref, said, time } from '../reply/text.ts';
import { archiveFiles, files } from '../store/database.ts';
import { setDerivedAside } from '../store/derived-file.ts';
import { sha256 } from '../store/hash.ts';
import { Thread } from '../threads/thread.ts';

/** The whole verify of every night, in a thread while the bot answers, which makes damaged derived files anew, and the short one of every start. */

/** `backups`: their folder, where it is not in the data folder. */
const placeOf = (desk: Desk, backups = join(desk.folder, files.backups)): DeskPlace => ({
  folder: desk.folder,
  archive: desk.archive.folder,
  backups,
});

/** Verifies everything. The leads are told of what is not whole, once of the same faults. Rejects when it cannot be done. */
export async function verifyNightly(desk: Desk, log: Log, backups?: string): Promise<VerifyReport> {
  const thread = new Thread<typeof verifyThread>({
    script: new URL('../desk/verify/thread.ts', import.meta.url),
    data: placeOf(desk, backups),
    broke: () => ({ text: said`The nightly verify failed.` }),
    isForOneJob: true,
  });
  try {
    const report = await thread.ask('verify', [desk.now()]);
    if (report.unkept !== undefined) log.error({ why: report.unkept }, 'the report of the nightly verify could not be kept');
    tell(desk, log, [...report.faults, ...report.derived]);
    await renewDerived(desk, new Set(report.derived.map(({ file }) => file)));
    return report;
  } finally {
    await thread.close();
  }
}

/** Sets damaged files that are derived aside and makes them anew. Those of another desk's archive are left to that desk. */
async function renewDerived(desk: Desk, damaged: ReadonlySet<string>): Promise<void> {
  const own = [...damaged].filter((file) => file.startsWith(desk.folder));
  const [names, index] = [
    own.filter((file) => basename(file) === archiveFiles.names),
    own.filter((file) => basename(file) !== archiveFiles.names),
  ];
  if (names.length > 0) await desk.names.renew(() => names.forEach(setDerivedAside));
  if (index.length > 0) await desk.index.renew(() => index.forEach(setDerivedAside));
}

/** Looks at the audit log alone, with its anchors: what takes no time at a start. Returns what is wrong with it, in words. */
export function verifyAtStart(desk: Desk, log: Log, backups?: string): string[] {
  const faults = quickFaults(desk.db, placeOf(desk, backups));
  tell(desk, log, faults);
  return faults.map(({ file, what }) => `${file}: ${what}`);
}

function tell(desk: Desk, log: Log, faults: readonly FoundFault[]): void {
  if (faults.length === 0) return;
  log.error(
    { faults: faults.slice(0, 20).map(({ file, what }) => `${file}: ${what}`), count: faults.length },
    'not everything is as it was written',
  );
  const home = desk.home();
  const caller = clockCaller(home, `verify:${sha256(JSON.stringify(faults.map(({ file, what }) => [file, what])))}`);
  if (desk.wasDone(caller.interaction)) return;
  desk.act(caller, { act: 'alarm', detail: { why: 'verify', faults: faults.length } }, ({ post }) => {
    for (const { id } of desk.roster.leads(home)) post(() => damagePost(id, faults));
    return null;
  });
}

/** Most faults that a message tells of. */
const most = 5;

function damagePost(lead: string, faults: readonly FoundFault[]): Post {
  const shown = faults.slice(0, most).map(({ what, ref: named, since, copy }) => ({
    kind: 'text' as const,
    text: said`${named === undefined ? said`` : said`${ref(named)}: `}${quoted(what)}${since === undefined ? said`` : said`; it was intact ${time(since, 'both')}`}${copy === undefined ? said`` : said`; a backup has it as it was written`}`,
  }));
  const rest = faults.length - shown.length;
  return {
    to: { member: lead },
    reply: {
      tone: 'notice',
      blocks: [
        { kind: 'text', text: said`Not everything that the desk keeps is as it was written: ${plural(faults.length, 'fault')}.` },
        ...shown,
        ...(rest > 0 ? [{ kind: 'small' as const, text: said`and ${rest} more` }] : []),
        { kind: 'small', text: said`The operator sees all of it with: ${own('npm run -s cabledesk -- verify')}` },
      ],
    },
  };
}

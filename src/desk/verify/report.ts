import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { files } from '../../store/database.ts';
import type { LogAnchor } from './anchors.ts';
import type { VerifyReport } from './verify.ts';

/** What the last verify of a data folder found; kept beside the databases, and outside of them. */

const kept = z.object({
  at: z.number(),
  wholeAt: z.number().optional(),
  /** Each fault that is known, with when it was last found whole, if it ever was. */
  faults: z.record(z.string(), z.number().nullable()).default({}),
  anchors: z.array(z.object({ seq: z.number(), hash: z.string(), at: z.number(), where: z.string() })).default([]),
  /** The head of the log after a backup was put back: what was done later in the time that was given up is gone. */
  restored: z.object({ at: z.number(), seq: z.number() }).optional(),
});

type Kept = z.infer<typeof kept>;

/** How many heads of the log are kept. */
const maxAnchors = 30;

/** The last report of a folder; undefined when there is none, or when it cannot be read. */
export function lastReport(folder: string): Kept | undefined {
  const path = join(folder, files.verified);
  if (!existsSync(path)) return undefined;
  try {
    return kept.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Keeps what a verify found for the next one. */
export function writeReport(folder: string, { at, isWhole, faults, derived, audit }: VerifyReport, last: Kept | undefined): void {
  const anchor: LogAnchor = { ...audit, at, where: `the verify of ${new Date(at).toISOString().slice(0, 16)}` };
  const isLogWhole = audit.seq > 0 && faults.every(({ part }) => part !== 'audit');
  const known = [...faults, ...derived].map(({ file, what, since }) => [`${file}: ${what}`, since ?? null]);
  const report: Kept = {
    at,
    ...(isWhole ? { wholeAt: at } : last?.wholeAt === undefined ? {} : { wholeAt: last.wholeAt }),
    faults: Object.fromEntries(known) as Kept['faults'],
    anchors: [...(last?.anchors ?? []), ...(isLogWhole ? [anchor] : [])].slice(-maxAnchors),
    ...(last?.restored === undefined ? {} : { restored: last.restored }),
  };
  write(folder, report);
}

/** Notes that a backup was put back whose log ends with this row: what was done after it is not missed by the next verify. */
export const noteRestored = (folder: string, at: number, seq: number): void =>
  write(folder, { faults: {}, anchors: [], ...(lastReport(folder) ?? { at }), restored: { at, seq } });

function write(folder: string, report: Kept): void {
  const path = join(folder, files.verified);
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(report, undefined, 1)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}

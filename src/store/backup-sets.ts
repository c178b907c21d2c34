import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { addDays, weekdayOf } from '../language/zones.ts';

/**
 * A folder of backups: in it one folder for each, named by when it was made, with a manifest. One that is being made, or
 * dropped, has another name, so that what was cut short counts as none.
 */

const manifestShape = z.object({
  madeAt: z.number(),
  /** When it was restored into a scratch folder, and found whole. */
  drilledAt: z.number(),
  /** The end of the audit log: a log that is emptied or shortened later does not hold it. */
  audit: z.object({ seq: z.number(), hash: z.string() }),
  counts: z.object({ cables: z.number(), facts: z.number(), audit: z.number() }),
  encrypted: z.boolean(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
});

export type BackupManifest = z.infer<typeof manifestShape>;
export type BackupSet = BackupManifest & { path: string };

/** Files of a backup, by name; `.age` is added to those that are encrypted. */
export const backupFiles = { manifest: 'manifest.json', desk: 'desk.sqlite' } as const;

/** A folder in the making ends so. */
export const unfinished = '.partial';

/** What a backup's folder is called: its time, to the millisecond. */
export const setName = (at: number): string => new Date(at).toISOString().replaceAll(':', '-');
const isSetName = (name: string): boolean => /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/.test(name);

/** The finished backups in a folder, newest first, and the paths of those that do not count, because their manifest cannot be read. */
export function backupsAndBroken(folder: string): { backups: BackupSet[]; broken: string[] } {
  const names = existsSync(folder) ? readdirSync(folder).filter(isSetName).toSorted().toReversed() : [];
  const all = names.map((name) => ({ path: join(folder, name), manifest: readManifest(join(folder, name)) }));
  return {
    backups: all.flatMap(({ path, manifest }) => (manifest === undefined ? [] : [{ ...manifest, path }])),
    broken: all.flatMap(({ path, manifest }) => (manifest === undefined ? [path] : [])),
  };
}

/** The finished backups in a folder, newest first. */
export const backupsIn = (folder: string): BackupSet[] => backupsAndBroken(folder).backups;

/** What a backup's folder says of itself; undefined when it is none, or cannot be read. */
export function readManifest(path: string): BackupManifest | undefined {
  try {
    return manifestShape.parse(JSON.parse(readFileSync(join(path, backupFiles.manifest), 'utf8')));
  } catch {
    // Not there, cut short or changed: this folder does not count as a backup.
    return undefined;
  }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const weekOf = (at: number): string => addDays(dayOf(at), 1 - weekdayOf(dayOf(at)));

/** How many days, weeks and months one backup is kept of: the newest of each. */
const kept = [
  [dayOf, 7],
  [weekOf, 4],
  [(at: number) => dayOf(at).slice(0, 7), 12],
] as const;

/** Which of these times (milliseconds) are kept: the newest of each of the last 7 days, 4 weeks and 12 months that have one. */
export function keptTimes(times: readonly number[]): Set<number> {
  const sorted = times.toSorted((a, b) => b - a);
  const all = new Set<number>();
  for (const [unitOf, most] of kept) {
    const units = new Map<string, number>();
    for (const at of sorted) if (!units.has(unitOf(at))) units.set(unitOf(at), at);
    for (const at of [...units.values()].slice(0, most)) all.add(at);
  }
  return all;
}

/** Drops the backups that are not kept any longer, and what was left of those that were cut short. */
export function rotateBackups(folder: string): void {
  const sets = backupsIn(folder);
  const stays = keptTimes(sets.map(({ madeAt }) => madeAt));
  for (const { madeAt, path } of sets) if (!stays.has(madeAt)) renameSync(path, `${path}${unfinished}`);
  dropUnfinished(folder);
}

/** Drops what is left of backups that were cut short. */
function dropUnfinished(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.endsWith(unfinished) && isSetName(name.slice(0, -unfinished.length))) rmSync(join(folder, name), { recursive: true });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { damagedFiles } from '../../search/engine/packed/store.ts';
import { isDamagedSnapshot } from '../../search/engine/snapshot.ts';
import { archiveFiles, files, reading, type Db } from '../../store/database.ts';
import { archiveBeside } from '../../store/backup.ts';
import { backupsAndBroken, backupsIn, type BackupSet } from '../../store/backup-sets.ts';
import { sha256OfFile } from '../../store/hash.ts';
import { fitsSeal } from '../../store/seals.ts';
import { databaseFaults, derivedFaults, type Fault } from '../../store/verify.ts';
import { auditHead, brokenAuditRow, type AuditHead } from '../audit.ts';
import { anchorsInDigests, lostAnchors, type LogAnchor } from './anchors.ts';
import { lastReport, writeReport } from './report.ts';

/**
 * Verifying a data folder: what is found, of what is kept there, otherwise than it was written.
 *
 * It covers every column of every row of the desk's database and the archive's (troves, cables, older texts, audit, facts,
 * changes, the reading ledger, searches, outbox ...) by their seals, pages and indexes by SQLite's integrity_check, foreign keys,
 * the schema with its triggers, the chain of the audit log and its anchors outside; of what is derived, the search index by
 * its checksums, names and near-copies by seals; of backups, the checksum of each file. Not found is what changes nothing that can be read: free pages, and room between rows.
 */

/** Where a desk lies. `anchors`: those that the person knows. */
export type DeskPlace = { folder: string; archive: string; backups: string; anchors?: readonly LogAnchor[] };

/** A fault with the file that it is in. `since`: when a verify last found it whole. `copy`: the newest backup in which it is. */
export type FoundFault = Fault & { file: string; ref?: string; since?: number; copy?: string };

export type VerifyReport = {
  at: number;
  isWhole: boolean;
  /** In what cannot be made anew. */
  faults: FoundFault[];
  /** In files that are derived from the others, and are made anew. */
  derived: FoundFault[];
  audit: AuditHead;
  /** When a verify last found everything whole, before this one. */
  before: number | undefined;
  /** Why this report could not be kept for the next verify, which then knows of nothing that this one found; undefined when it was. */
  unkept?: string;
};

/** Reads everything that a folder keeps, and says what is not as it was written. Changes nothing but its report of itself. */
export function verifyFolder(place: DeskPlace, now: number): VerifyReport {
  const { folder, archive, backups: kept } = place;
  const desk = join(folder, files.database);
  const last = lastReport(folder);
  const { backups, broken } = backupsAndBroken(kept);
  let head: AuditHead = { seq: 0, hash: '' };
  const ofLog = (db: Db): Fault[] => {
    head = auditHead(db);
    return logFaults(db, anchorsFor(db, place));
  };
  const cables = join(archive, archiveFiles.database);
  const found: FoundFault[] = [
    ...databaseFaults(desk, 'desk', ofLog).map((fault) => ({ ...fault, file: desk })),
    ...databaseFaults(cables, 'archive').map((fault) => ({ ...fault, file: cables })),
  ];
  const faults = [
    ...withCopies(found, backups, cables),
    ...(last === undefined && existsSync(join(folder, files.verified))
      ? [{ file: join(folder, files.verified), what: 'cannot be read: what verifies before this one noted is lost' }]
      : []),
    ...broken.map((file) => ({ file, what: 'the manifest of this backup cannot be read' })),
    ...backups.flatMap(backupFaults),
  ];
  const derived = derivedIn(folder, archive);
  const dated = (one: FoundFault): FoundFault => {
    const known = last?.faults[`${one.file}: ${one.what}`];
    const since = known === undefined ? last?.at : (known ?? undefined);
    return since === undefined ? one : { ...one, since };
  };
  const report: VerifyReport = {
    at: now,
    isWhole: faults.length === 0,
    faults: faults.map(dated),
    derived: derived.map(dated),
    audit: head,
    before: last?.wholeAt,
  };
  try {
    writeReport(folder, report, last);
    return report;
  } catch (error) {
    // A full or read-only disk is no reason to keep what was found from whoever asks.
    return { ...report, unkept: error instanceof Error ? error.message : String(error) };
  }
}

const toAnchor = ({ audit, madeAt, path }: BackupSet): LogAnchor => ({ ...audit, at: madeAt, where: `the backup ${path}` });

/** All anchors of a desk's log. Those of a time that was given up when a backup was put back do not count. */
function anchorsFor(db: Db, { folder, backups, anchors = [] }: DeskPlace): LogAnchor[] {
  const last = lastReport(folder);
  const all = [...anchorsInDigests(db), ...backupsIn(backups).map(toAnchor), ...(last?.anchors ?? []), ...anchors];
  return all.filter(({ at, seq }) => last?.restored === undefined || at > last.restored.at || seq <= last.restored.seq);
}

/** What is wrong with the audit log alone: quickly found, at a start for example. Throws what SQLite throws. */
export const quickFaults = (db: Db, place: DeskPlace): FoundFault[] =>
  logFaults(db, anchorsFor(db, place)).map((fault) => ({ ...fault, file: join(place.folder, files.database) }));

/** What is wrong with the audit log: its chain, and anchors that it does not hold. */
function logFaults(db: Db, anchors: readonly LogAnchor[]): Fault[] {
  const broken = brokenAuditRow(db);
  return [
    ...(broken === undefined
      ? []
      : [{ what: `audit: row ${broken} does not follow from the rows before it: the log was changed from outside`, part: 'audit' }]),
    ...lostAnchors(db, anchors).map(({ seq, where }) => ({
      what: `audit: row ${seq}, as printed in ${where}, is not in the log any more: it was emptied, shortened or rewritten`,
      part: 'audit',
    })),
  ];
}

function backupFaults({ path, files: held }: BackupSet): FoundFault[] {
  return held.flatMap(({ name, sha256 }): FoundFault[] => {
    const file = join(path, name);
    if (!existsSync(file)) return [{ file, what: 'is not there, though the manifest of this backup names it' }];
    return sha256OfFile(file) === sha256 ? [] : [{ file, what: 'is not what was backed up: its checksum differs' }];
  });
}

/** The files that are derived, each with what is wrong with it. */
function derivedIn(folder: string, archive: string): FoundFault[] {
  const snapshot = join(archive, archiveFiles.minisearch);
  const databases = [archiveFiles.names, archiveFiles.copies].map((name) => join(archive, name));
  const sealed = [...(isDamagedSnapshot(snapshot) ? [snapshot] : []), ...damagedFiles(join(archive, archiveFiles.packed))];
  return [
    ...sealed.map((file) => ({ file, what: 'is not what was written: its checksum differs' })),
    ...[...databases, join(folder, archiveFiles.names)].flatMap((file) => derivedFaults(file).map((fault) => ({ ...fault, file }))),
  ];
}

/** Says of each fault which cable it is about, and which backup is the newest that has the same as it was written. */
function withCopies(found: readonly FoundFault[], backups: readonly BackupSet[], cables: string): FoundFault[] {
  if (found.length === 0) return [];
  const refs = new Map(
    refsIn(
      cables,
      found.flatMap(({ cable }) => cable ?? []),
    ),
  );
  const plain = backups.filter((one) => one.files.some(({ name }) => name === files.database) && backupFaults(one).length === 0);
  return found.map((fault): FoundFault => {
    const copy = plain.find(({ path }) => holds(join(path, fault.file === cables ? archiveBeside(files.database) : files.database), fault));
    const ref = fault.cable === undefined ? undefined : refs.get(fault.cable);
    return { ...fault, ...(ref === undefined ? {} : { ref }), ...(copy === undefined ? {} : { copy: copy.path }) };
  });
}

/** Whether a database has this part as it was written; any whole one where it is not known what was written. */
function holds(path: string, { part, cable = 0, seal }: Fault): boolean {
  if (!existsSync(path)) return false;
  if (part === undefined || seal === undefined) return true;
  return reading(path, (db) => fitsSeal(db, part, cable, seal));
}

/** The refs of these cables, as far as they can be read. */
function refsIn(path: string, cables: readonly number[]): [number, string][] {
  return cables.flatMap((cable): [number, string][] => {
    try {
      const ref = reading(path, (db) => db.prepare<[number], string>('SELECT ref FROM cables WHERE row = ?').pluck().get(cable));
      return ref === undefined ? [] : [[cable, ref]];
    } catch {
      // It is on a page that cannot be read: the number alone is told.
      return [];
    }
  });
}

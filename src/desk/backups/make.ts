import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DeskError } from '../../reply/failure.ts';
import { own, quoted, said } from '../../reply/text.ts';
import { archiveBeside, backUp, restore, sha256Of, syncToDisk } from '../../store/backup.ts';
import { decryptFile, encryptFile, makeTrialKey } from '../../store/backup-crypt.ts';
import {
  backupFiles,
  readManifest,
  rotateBackups,
  setName,
  unfinished,
  type BackupManifest,
  type BackupSet,
} from '../../store/backup-sets.ts';
import { makeFolder, type Db } from '../../store/database.ts';
import { ownerOnly } from '../../store/modes.ts';
import { Thread } from '../../threads/thread.ts';
import { noteRestored } from '../verify/report.ts';
import type { drillThread, DrillFound } from './thread.ts';

/** Where backups go, for whom they are encrypted, and the program that takes them elsewhere. */
export type BackupSettings = { folder: string; recipient?: string | undefined; command?: string | undefined };

type Source = { db: Db; archive: { db: Db }; now(): number };

/**
 * Makes a backup in a folder of its own, restores it into a scratch folder, and looks whether it is whole there; only then does
 * it count, and older ones are dropped. Encrypted ones are tried as they lie on the disk, with a key that is forgotten
 * afterwards. Then the operator's program is run with its path. Throws a DeskError when any of it fails: `data` for a
 * backup that is not whole (no older one is dropped then).
 */
export async function makeBackup(source: Source, { folder, recipient, command }: BackupSettings): Promise<BackupSet> {
  makeFolder(folder);
  const madeAt = source.now();
  const path = join(folder, setName(madeAt));
  const partial = `${path}${unfinished}`;
  mkdirSync(partial, { mode: 0o700 });
  try {
    await backUp(source, join(partial, backupFiles.desk));
    const trial = await makeTrialKey();
    if (recipient !== undefined) await encryptSet(partial, [recipient, trial.recipient]);
    const found = await drill(partial, recipient === undefined ? [] : [trial.identity], source.now());
    // Left by whoever read the copies; the manifest must not name what every reader changes.
    for (const name of readdirSync(partial)) if (/-(?:wal|shm)$/.test(name)) rmSync(join(partial, name));
    const manifest: BackupManifest = {
      madeAt,
      drilledAt: source.now(),
      audit: found.audit,
      counts: found.counts,
      encrypted: recipient !== undefined,
      files: await filesOf(partial),
    };
    const list = join(partial, backupFiles.manifest);
    writeFileSync(list, `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
    await syncToDisk(...readdirSync(partial).map((name) => join(partial, name)), partial);
    renameSync(partial, path);
    await syncToDisk(folder);
    rotateBackups(folder);
    await takeAway(command, path);
    return { ...manifest, path };
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

async function encryptSet(folder: string, recipients: readonly string[]): Promise<void> {
  for (const name of readdirSync(folder).filter((one) => !one.endsWith('.sha256'))) {
    const path = join(folder, name);
    await encryptFile(path, `${path}.age`, recipients);
    rmSync(path);
  }
}

async function filesOf(folder: string): Promise<BackupManifest['files']> {
  const all: BackupManifest['files'] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    all.push({ name, bytes: statSync(path).size, sha256: await sha256Of(path) });
  }
  return all;
}

/** Restores a backup into a scratch folder beside it and looks at it there. Throws a DeskError (data) when it is not whole. */
async function drill(path: string, identities: readonly string[], now: number): Promise<DrillFound> {
  const scratch = join(path, 'trial');
  const thread = new Thread<typeof drillThread>({
    script: new URL('./thread.ts', import.meta.url),
    data: undefined,
    broke: () => ({ text: said`The test restore of the backup failed.` }),
    isForOneJob: true,
  });
  try {
    await restoreSet(path, scratch, identities, now);
    const found = await thread.ask('look', [scratch]);
    if (found.faults.length > 0)
      throw new DeskError(said`The test restore found that the backup is not intact: ${quoted(found.faults.join('; '))}`, {
        kind: 'data',
        hint: said`What it is made from is damaged, or the disk is. Older backups are kept.`,
      });
    return found;
  } finally {
    await thread.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Puts a backup (its file, or the folder of a nightly one) in the place of a data folder's databases. Throws DeskErrors:
 * `usage` for an encrypted one without an identity, and as `restore` does. Returns what was kept of what was there.
 */
export async function restoreBackup(path: string, folder: string, identities: readonly string[], now: number): Promise<string[]> {
  if (!existsSync(path)) throw new DeskError(said`There is no file ${quoted(path)}.`, { kind: 'data' });
  if (!statSync(path).isDirectory()) return restore(path, folder, now);
  ownerOnly([path, ...readdirSync(path).map((name) => join(path, name))]);
  const manifest = readManifest(path);
  if (manifest === undefined)
    throw new DeskError(said`${quoted(path)} is not a backup: it has no ${own(backupFiles.manifest)} that can be read.`, {
      kind: 'data',
      hint: said`Name the folder of one backup, or a file that ${own('backup FILE')} wrote.`,
    });
  for (const { name, sha256 } of manifest.files) {
    const file = join(path, basename(name));
    if (!existsSync(file) || (await sha256Of(file)) !== sha256)
      throw new DeskError(said`${quoted(file)} is not what was backed up: it is missing, or its checksum differs.`, {
        kind: 'data',
        hint: said`Restore another one. Nothing was changed.`,
      });
  }
  if (manifest.encrypted && identities.length === 0)
    throw new DeskError(said`${quoted(path)} is encrypted.`, {
      kind: 'usage',
      hint: said`Name the file that holds the identity: ${own('--identity FILE')}`,
    });
  const kept = await restoreSet(path, folder, identities, now);
  noteRestored(folder, now, manifest.audit.seq);
  return kept;
}

async function restoreSet(path: string, folder: string, identities: readonly string[], now: number): Promise<string[]> {
  const desk = join(path, backupFiles.desk);
  if (!existsSync(`${desk}.age`)) return restore(desk, folder, now);
  makeFolder(folder);
  const open = join(folder, `decrypted${unfinished}`);
  rmSync(open, { recursive: true, force: true });
  mkdirSync(open, { mode: 0o700 });
  try {
    const opened = join(open, backupFiles.desk);
    for (const [from, to] of [
      [desk, opened],
      [archiveBeside(desk), archiveBeside(opened)],
    ] as const) {
      await decryptFile(`${from}.age`, to, identities);
      writeFileSync(`${to}.sha256`, `${await sha256Of(to)}  ${basename(to)}\n`, { mode: 0o600 });
    }
    return await restore(opened, folder, now);
  } finally {
    rmSync(open, { recursive: true, force: true });
  }
}

/** Milliseconds that the operator's program may take. */
const longestWay = 6 * 60 * 60_000;

/** Runs the operator's program, if there is one, with the path of a backup. Throws a DeskError when it fails. */
export async function takeAway(command: string | undefined, path: string): Promise<void> {
  if (command === undefined) return;
  try {
    await promisify(execFile)(command, [resolve(path)], { timeout: longestWay, cwd: dirname(resolve(path)) });
  } catch (cause) {
    const words = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new DeskError(said`The backup is made, but was not copied off this machine: ${quoted(words)}`, {
      hint: said`Try CABLEDESK_BACKUP_COMMAND by hand, with the path ${quoted(path)}.`,
      cause,
    });
  }
}

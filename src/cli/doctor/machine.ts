import { accessSync, closeSync, constants, existsSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Config } from '../../config.ts';
import { version } from '../../desk/version.ts';
import { limits } from '../limits.ts';
import { found, type Check } from './check.ts';

/** Bytes: with less, nothing can be saved for long. */
const none = 20 * 1024 ** 2;
/** Milliseconds that a slow disk takes to keep one page: each act waits for that. */
const slow = 100;

/** Programs, and the disk under the data folder. */
export function checkMachine(folder: string): Check[] {
  const place = nearest(folder);
  return [
    found.ok('program', `cabledesk ${version}, Node ${process.versions.node}`),
    ...checkFolder(folder),
    checkRoom(place),
    ...checkSpeed(folder),
  ];
}

/** The folder itself, or the first one above it that is there. */
const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)));

/** Why nothing can be written in this folder, or it cannot be made where it is not there. */
export function whyNotMade(folder: string): string | undefined {
  const place = nearest(folder);
  if (!statSync(place).isDirectory()) return `${place} is a file`;
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return `this account cannot write in ${place}${codeOf(error)}`;
  }
}

const isOpen = (path: string): boolean => process.getuid !== undefined && (statSync(path).mode & 0o077) !== 0;

function checkFolder(folder: string): Check[] {
  const name = 'data folder';
  if (!existsSync(folder)) {
    const why = whyNotMade(folder);
    return [
      why === undefined
        ? found.ok(name, `${folder} is made at the first start`)
        : found.fault(name, `${folder} is not there, and ${why}`, 'make it, for the account of the bot, or set CABLEDESK_DATA to another'),
    ];
  }
  if (!statSync(folder).isDirectory()) return [found.fault(name, `${folder} is a file`, 'set CABLEDESK_DATA to a folder')];
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return [
      found.fault(
        name,
        `${folder} cannot be written by this account${codeOf(error)}`,
        `give it to the account of the bot: chown -R ACCOUNT ${folder}`,
      ),
    ];
  }
  return [
    isOpen(folder) ? found.look(name, `other accounts of this machine can enter ${folder}`, `chmod 700 ${folder}`) : found.ok(name, folder),
  ];
}

function checkRoom(place: string): Check {
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const says = `${free < limits.room ? `${Math.floor(free / 1024 ** 2)} MB` : `${(free / 1024 ** 3).toFixed(1)} GB`} free`;
  if (free < none) return found.fault('disk', says, 'make room: nothing can be saved');
  return free < limits.room ? found.look('disk', says, 'make room: backups and an import need some') : found.ok('disk', says);
}

function checkSpeed(folder: string): Check[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const path = join(folder, `.doctor-${process.pid}`);
  try {
    const file = openSync(path, 'w', 0o600);
    const started = performance.now();
    writeSync(file, Buffer.alloc(4096));
    fsyncSync(file);
    const took = Math.ceil(performance.now() - started);
    closeSync(file);
    const says = `a page is safe on the disk after ${took} ms`;
    return [
      took > slow ? found.look('disk speed', says, 'move the data to a local disk: each act waits for that') : found.ok('disk speed', says),
    ];
  } catch (error) {
    return [found.fault('disk speed', `nothing can be written there${codeOf(error)}`, 'make room, or check the disk')];
  } finally {
    rmSync(path, { force: true });
  }
}

/** What the settings name besides the data folder. */
export function checkBackupSettings({ discord, backups }: Config): Check[] {
  if (discord === undefined) return [];
  const { command, recipient, folder } = backups;
  if (folder === 'off') return [found.look('backups', 'off', 'unset CABLEDESK_BACKUPS, or be sure that somebody else makes them')];
  const isProgram = command === undefined || (isAbsolute(command) && canRun(command));
  return [
    ...(isProgram
      ? []
      : [found.fault('off-site copy', `${command} is no program that can be run`, 'name it with its whole path, and chmod +x it')]),
    ...(command !== undefined || folder !== undefined
      ? []
      : [found.look('off-site copy', 'backups stay on this disk', 'set CABLEDESK_BACKUP_COMMAND, or CABLEDESK_BACKUPS to another disk')]),
    ...(command !== undefined && recipient === undefined
      ? [found.look('encryption', 'backups leave the machine readable', 'set CABLEDESK_BACKUP_RECIPIENT (age-keygen)')]
      : []),
  ];
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '');

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { backupState } from '../../desk/backups/state.ts';
import { homeIn, terminalDesk } from '../../desk/home.ts';
import { lastReport } from '../../desk/verify/report.ts';
import { archiveFiles, files, reading, schemas, type Db, type SchemaName } from '../../store/database.ts';
import { sqliteCode } from '../../store/sqlite-errors.ts';
import { limits } from '../limits.ts';
import { dayAndTime } from '../verify.ts';
import { found, type Check } from './check.ts';

/** What lies in a data folder, read only: another process may have it. `archive`: where the cables are. */
export function checkData(folder: string, archive: string, config: Config, now: number): Check[] {
  const path = join(folder, files.database);
  if (!existsSync(path)) return [found.look('desk', 'there is none yet', 'start the bot, or import cables')];
  const cables = join(archive, archiveFiles.database);
  const checks = [
    checkDatabase('desk', path, 'desk'),
    existsSync(cables) ? checkDatabase('archive', cables, 'archive') : noArchive(archive, config),
  ];
  if (checks.some(({ state }) => state === 'fault')) return checks;
  return [
    ...checks,
    ...reading(path, (db) => inDesk(db, config, now)),
    ...reading(cables, inArchive),
    ...derived(archive),
    ...checkVerify(folder, now),
  ];
}

const noArchive = (archive: string, { archive: named }: Config): Check =>
  named === undefined
    ? found.fault('archive', `${archive} holds no cables’ database`, 'put it back from a backup: restore FOLDER')
    : found.fault('archive', `${archive} holds none`, 'correct CABLEDESK_ARCHIVE: it is the data folder of the first desk and /archive');

function checkDatabase(name: string, path: string, schema: SchemaName): Check {
  try {
    return reading(path, (db) => {
      const [present, known] = [Number(db.pragma('user_version', { simple: true })), schemas[schema].length];
      if (present > known)
        return found.fault(
          name,
          `${path} is of a newer cabledesk (schema ${present}, this one knows ${known})`,
          'update cabledesk, or restore a backup',
        );
      const state = String(db.pragma('quick_check(1)', { simple: true }));
      if (state !== 'ok') return found.fault(name, `${path} is damaged`, 'verify says what and since when; restore puts a backup back');
      return present < known
        ? found.look(name, `schema ${present}, to be brought to ${known}`, 'start the bot: it copies the database first')
        : found.ok(name, `schema ${present}, sound`);
    });
  } catch (error) {
    return found.fault(
      name,
      `${path} cannot be read as a database (${sqliteCode(error)})`,
      'restore FOLDER puts a backup back; set the file aside first',
    );
  }
}

function inDesk(db: Db, { discord, backups }: Config, now: number): Check[] {
  const home = homeIn(db);
  const last = db.prepare<[], number>('SELECT max(at) FROM audit').pluck().get() ?? 0;
  const due =
    db
      .prepare<[number], number>("SELECT count(*) FROM outbox WHERE state = 'due' AND made_at < ?")
      .pluck()
      .get(now - limits.post) ?? 0;
  return [
    discord === undefined || home === terminalDesk || home === discord.guild
      ? found.ok('server', home === terminalDesk ? 'not bound to one yet' : home)
      : found.fault(
          'server',
          `the desk belongs to ${home}, the settings say ${discord.guild}`,
          `correct DISCORD_GUILD_ID, or: desk move ${discord.guild}`,
        ),
    // Deadlines, digests and the order of acts go by it.
    last > now + 60_000
      ? found.fault('clock', `it is behind what was done last, at ${dayAndTime(last)} UTC`, 'set the clock: timedatectl set-ntp true')
      : found.ok('clock', `${dayAndTime(now)} UTC`),
    ...(due === 0
      ? []
      : [found.look('posts', `${due} have been waiting for a quarter of an hour`, 'is the bot running? its log says why they wait')]),
    // The demo makes none.
    ...(discord === undefined || backups.folder === 'off' ? [] : [checkBackup(db, now)]),
  ];
}

function checkBackup(db: Db, now: number): Check {
  const state = backupState(db);
  if (state?.trouble !== undefined)
    return found.look(
      'backups',
      `failing since ${dayAndTime(state.trouble.since)} UTC: ${state.trouble.why}`,
      'fix that; the next one is tried within the hour',
    );
  if (state?.madeAt === undefined) return found.look('backups', 'none has been made yet', 'let the bot run over night, or: backup');
  const says = `the last one is of ${dayAndTime(state.madeAt)} UTC${state.drilledAt === undefined ? '' : ', restored on trial'}`;
  return now - state.madeAt > limits.backup
    ? found.look('backups', says, 'let the bot run over night, or: backup')
    : found.ok('backups', says);
}

function inArchive(db: Db): Check[] {
  const cables = db.prepare<[], number>('SELECT count(*) FROM cables').pluck().get() ?? 0;
  return [cables === 0 ? found.look('cables', 'none', 'import PATH') : found.ok('cables', String(cables))];
}

/** Files that are made anew from the cables where they are missing. */
function derived(archive: string): Check[] {
  const isIndexed = existsSync(join(archive, archiveFiles.packed)) || existsSync(join(archive, archiveFiles.minisearch));
  return [
    found.ok('index', isIndexed ? 'there' : 'made at the next start'),
    found.ok('names', existsSync(join(archive, archiveFiles.names)) ? 'there' : 'read after the next start'),
  ];
}

function checkVerify(folder: string, now: number): Check[] {
  const last = lastReport(folder);
  if (last === undefined) return [found.look('verify', 'has not been run', 'verify')];
  const faults = Object.keys(last.faults);
  if (faults.length > 0)
    return [found.look('verify', `${faults.length} faults on ${dayAndTime(last.at)} UTC: ${faults[0] ?? ''}`, 'verify says what to do')];
  const says = `all was as it was written on ${dayAndTime(last.at)} UTC`;
  return [now - last.at > limits.verify ? found.look('verify', says, 'verify') : found.ok('verify', says)];
}

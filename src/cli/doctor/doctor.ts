import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCommands } from '../../bot/read-commands.ts';
import { examine } from '../../chat/discord/examine.ts';
import { terminal } from '../../chat/neutralise.ts';
import { readConfig, type Config } from '../../config.ts';
import { DeskError, exitCodes } from '../../reply/failure.ts';
import { plain } from '../../reply/text.ts';
import { files, lockFolder } from '../../store/database.ts';
import { archiveOf } from '../open-configured.ts';
import { readSettings, type State } from '../perform.ts';
import { found, type Check } from './check.ts';
import { checkData } from './data.ts';
import { checkWebhooks } from '../webhooks-file.ts';
import { checkBackupSettings, checkMachine } from './machine.ts';

/**
 * Looks at everything that a bot needs, and changes nothing: programs, settings, folders, databases, backups, and Discord, where
 * no bot is running in the folder. Prints a line for each, with what to do. Returns the exit code: 78 where there is a fault.
 */
export async function runDoctor(
  state: State,
  { data, json }: { data?: string; json?: boolean },
  out: (text: string) => void,
): Promise<number> {
  const { config, settings } = settingsOf(state, data);
  const folder = resolve(data ?? config.data);
  const archive = archiveOf(folder, config) ?? join(folder, files.archive);
  const checks = [
    ...checkMachine(folder),
    ...settings,
    ...checkBackupSettings(config),
    ...checkWebhooks(config),
    ...checkData(folder, archive, config, Date.now()),
    ...(await checkDiscord(folder, config)),
  ];
  out(json === true ? `${JSON.stringify(checks)}\n` : `${checks.flatMap(linesOf).join('\n')}\n`);
  return checks.some((one) => one.state === 'fault') ? exitCodes.config : 0;
}

function linesOf({ name, state, says, fix }: Check): string[] {
  const line = terminal(`${state.padEnd(6)} ${name.padEnd(14)} ${says}`);
  return fix === undefined ? [line] : [line, terminal(`${' '.repeat(22)}-> ${fix}`)];
}

/** The settings; those that are wrong are told, and the usual ones are gone by. */
function settingsOf(state: State, data: string | undefined): { config: Config; settings: Check[] } {
  try {
    const config = readSettings(state);
    return {
      config,
      settings: [
        found.ok('settings', config.discord === undefined ? 'right; without DISCORD_TOKEN this is the demo' : 'right'),
        ...checkRoles(config),
      ],
    };
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    const [first = '', ...faults] = plain(error.text).split('\n');
    const each = faults.length === 0 ? [first] : faults;
    return {
      config: readConfig({ CABLEDESK_DATA: data ?? state.environment['CABLEDESK_DATA'] }),
      settings: each.map((says) => found.fault('settings', says, 'correct it in .env, or in the environment')),
    };
  }
}

/** Whether there is anybody who can do more than read. */
export function checkRoles({ discord }: Config): Check[] {
  if (discord === undefined || (['reporter', 'editor', 'lead'] as const).some((role) => discord.roles[role].length > 0)) return [];
  return [
    found.look('roles', 'nobody can tag, note or claim: only readers have a role', 'set DISCORD_REPORTER_ROLES and DISCORD_LEAD_ROLES'),
  ];
}

/** Whether a bot has the folder now. */
export function isTaken(folder: string): boolean {
  if (!existsSync(join(folder, files.lock))) return false;
  try {
    const unlock = lockFolder(folder);
    unlock?.();
    return unlock === undefined;
  } catch {
    // What keeps the lock from being opened has been said of the folder.
    return false;
  }
}

async function checkDiscord(folder: string, { discord }: Config): Promise<Check[]> {
  if (discord === undefined) return [];
  if (isTaken(folder)) return [found.ok('discord', 'not checked: the bot is running; CABLEDESK_HEALTH_PORT lets it tell how it is')];
  const examined = await examine(discord, await readCommands());
  if ('refusal' in examined) return [found.fault('discord', examined.refusal, examined.fix)];
  const { name, invite, isOnServer, page, portal, missing, changedCommands } = examined;
  if (!isOnServer) return [found.fault('discord', `${name} is not on the server ${discord.guild}`, `invite it: ${invite}`)];
  return [
    found.ok('discord', `logged in as ${name}, on the server`),
    ...portal
      .filter(({ isWrong }) => isWrong)
      .map(({ set }) => found.look('portal', 'others could add the bot, or it gets what it does not need', `${page}: ${set}`)),
    ...missing.map((says) => found.look('discord', says, 'correct the setting, or the rights of the bot on the server')),
    changedCommands === 0
      ? found.ok('commands', 'registered as they are')
      : found.look(
          'commands',
          `${changedCommands} differences between what is registered and this version`,
          'start the bot: it registers them',
        ),
  ];
}

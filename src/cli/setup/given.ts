import { readFileSync } from 'node:fs';
import { settingFault, settings, type Env, type SettingFault, type SettingName } from '../../config.ts';
import type { EnvFile } from './env-file.ts';

/** What was typed behind `setup`. */
export type SetupOptions = {
  tokenFile?: string;
  server?: string;
  reader?: string[];
  reporter?: string[];
  editor?: string[];
  lead?: string[];
  exposure?: string;
  channel?: string[];
  data?: string;
  backups?: string;
  test?: string;
  /** False: no first backup. */
  backup?: boolean;
  file?: string;
  yes?: true;
  json?: true;
};

/** The values that are given already: by the options, else by the environment, else by the file. */
export function givenValues(
  environment: Env,
  { values }: EnvFile,
  options: SetupOptions,
): { given: Partial<Record<SettingName, string>>; faults: SettingFault[] } {
  const faults: SettingFault[] = [];
  const { tokenFile, reader, reporter, editor, lead, channel } = options;
  const typed: Partial<Record<SettingName, string | undefined>> = {
    DISCORD_TOKEN: tokenFile === undefined ? undefined : tokenIn(tokenFile, faults),
    DISCORD_GUILD_ID: options.server,
    DISCORD_READER_ROLES: reader?.join(','),
    DISCORD_REPORTER_ROLES: reporter?.join(','),
    DISCORD_EDITOR_ROLES: editor?.join(','),
    DISCORD_LEAD_ROLES: lead?.join(','),
    DISCORD_LISTED_CHANNELS: channel?.join(','),
    CABLEDESK_EXPOSURE: options.exposure,
    CABLEDESK_DATA: options.data,
    CABLEDESK_BACKUPS: options.backups,
  };
  const given: Partial<Record<SettingName, string>> = {};
  for (const { name } of settings) {
    const value = [typed[name], environment[name], values[name]].map((one) => one?.trim()).find((one) => one !== undefined && one !== '');
    if (value !== undefined) given[name] = value;
  }
  return { given, faults };
}

/** The token in a file, or in what is piped in (`-`): so that it is in no command line. */
function tokenIn(file: string, faults: SettingFault[]): string | undefined {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    faults.push(settingFault('DISCORD_TOKEN', undefined, `cannot be read from ${file} (${code})`));
    return undefined;
  }
}

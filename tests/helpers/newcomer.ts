import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { onTestFinished } from 'vitest';
import { createLocalDiscord, type LocalDiscord, type LocalDiscordOptions } from '../../src/demo/discord/local-discord.ts';
import { tempFolder } from './temp.ts';

/** A server, and an empty folder beside it. */
export async function newcomer(
  options: LocalDiscordOptions = {},
): Promise<{ discord: LocalDiscord; cwd: string; env: Record<string, string> }> {
  const discord = await createLocalDiscord({ ...options, guild: { name: 'Newsroom', ...options.guild } });
  onTestFinished(() => discord.close());
  return { discord, cwd: tempFolder(), env: { DISCORD_API_URL: discord.url } };
}

export const settingsIn = (cwd: string): Record<string, string | undefined> => parseEnv(readFileSync(join(cwd, '.env'), 'utf8'));
export const tokenFile = ({ discord, cwd }: { discord: LocalDiscord; cwd: string }): string => {
  writeFileSync(join(cwd, 'token'), `${discord.token}\n`);
  return 'token';
};

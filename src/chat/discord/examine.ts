import { Client, GatewayIntentBits } from 'discord.js';
import type { Command } from '../../bot/command.ts';
import { DeskError } from '../../reply/failure.ts';
import { plain } from '../../reply/text.ts';
import { differences, registeredCommands, registration } from './commands.ts';
import { login } from './connection.ts';
import type { DiscordSettings } from './settings.ts';
import { inviteLink, missingOn } from './setup.ts';

/** What Discord says of the settings. `refusal`: why the bot could not log in, and what to do; `missing`: see `missingOn`. */
export type Examined =
  | { refusal: string; fix: string }
  | { name: string; invite: string; isOnServer: boolean; missing: string[]; changedCommands: number };

/** Logs in as the bot, looks at its server, and leaves again. Changes nothing. */
export async function examine(settings: DiscordSettings, commands: readonly Command[]): Promise<Examined> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    ...(settings.api === undefined ? {} : { rest: { api: settings.api } }),
  });
  try {
    await login(client, settings);
    const application = client.application?.id ?? client.user?.id ?? '';
    const guild = client.guilds.cache.get(settings.guild);
    const registered = guild === undefined ? [] : await registeredCommands(client.rest, application, settings.guild);
    return {
      name: client.user?.username ?? '',
      invite: inviteLink(application, settings.guild),
      isOnServer: guild !== undefined,
      missing: guild === undefined ? [] : missingOn(guild, settings),
      changedCommands: differences(registration(commands), registered).length,
    };
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return { refusal: plain(error.text), fix: error.hint === undefined ? 'try again later' : plain(error.hint) };
  } finally {
    await client.destroy();
  }
}

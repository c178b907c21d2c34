import type { Command } from '../../bot/command.ts';
import { DeskError } from '../../reply/failure.ts';
import { plain } from '../../reply/text.ts';
import type { DiscordSettings } from './settings.ts';
import { visit, type PortalSetting } from './visit.ts';

/** What Discord says of the settings. `refusal`: why the bot could not log in, and what to do; `missing`: see `missingOn`. */
export type Examined =
  | { refusal: string; fix: string }
  | {
      name: string;
      invite: string;
      isOnServer: boolean;
      page: string;
      portal: PortalSetting[];
      missing: string[];
      changedCommands: number;
    };

/** Logs in as the bot, looks at its server, and leaves again. Changes nothing. */
export async function examine(settings: DiscordSettings, commands: readonly Command[]): Promise<Examined> {
  try {
    const visited = await visit(settings);
    try {
      const isOnServer = visited.servers().some(({ id }) => id === settings.guild);
      const { name, page, portal } = visited;
      return {
        name,
        invite: visited.invite(settings.guild),
        isOnServer,
        page,
        portal,
        missing: visited.missing(settings),
        changedCommands: isOnServer ? await visited.changedCommands(settings.guild, commands) : 0,
      };
    } finally {
      await visited.leave();
    }
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return { refusal: plain(error.text), fix: error.hint === undefined ? 'try again later' : plain(error.hint) };
  }
}

import { ApplicationFlags, ApplicationIntegrationType, ChannelType, Client, Events, GatewayIntentBits, type Guild } from 'discord.js';
import type { Command } from '../../bot/command.ts';
import { inLanguage, languageOf, type LanguageCode } from '../../reply/language.ts';
import { DeskError } from '../../reply/failure.ts';
import { own, plain, said } from '../../reply/text.ts';
import { differences, registeredCommands, registration } from './commands.ts';
import { disconnect, login } from './connection.ts';
import { isOffline, sentenceOf, statusOf } from './errors.ts';
import type { DiscordSettings } from './settings.ts';
import { faultsOfChannel, inviteLink, lackingIn, missingOn } from './setup.ts';

/** A server, role or channel, with the name that people know. */
type Named = { id: string; name: string };
/** A channel: why excerpts cannot be posted there, and what the bot lacks to write there at all. */
export type VisitedChannel = Named & { faults: string[]; lacks: string[] };
export type VisitedServer = Named & { roles: Named[]; channels: VisitedChannel[] };

/** Something to be set in the developer portal; `isWrong`: now it is set otherwise. */
export type PortalSetting = { set: string; isWrong: boolean };

/** The bot, logged in to see how things are, not to answer anybody. What it says is as of now. */
export type Visit = {
  name: string;
  /** The page of the bot in the developer portal, and what to set there. */
  page: string;
  portal: PortalSetting[];
  invite(server?: string): string;
  servers(): VisitedServer[];
  /** What is missing on the server of the settings, one sentence each. */
  missing(settings: DiscordSettings): string[];
  /** Why the commands cannot be registered on a server; undefined when they can. */
  commandsRefused(server: string): Promise<string | undefined>;
  /** How many differences there are between the registered commands and these. */
  changedCommands(server: string, commands: readonly Command[]): Promise<number>;
  /** Posts the message that ends `setup`. Resolves with why it could not. */
  postTest(channel: string, language: LanguageCode): Promise<string | undefined>;
  leave(): Promise<void>;
};

/** Logs in as the bot. Throws a DeskError when Discord refuses that or cannot be reached. */
export async function visit({ token, api }: Pick<DiscordSettings, 'token' | 'api'>): Promise<Visit> {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], ...(api === undefined ? {} : { rest: { api } }) });
  // A connection that breaks comes back by itself, and what fails because of it is told where it was asked for.
  client.on(Events.Error, () => {});
  try {
    return visitOf(client, await portalOf(await login(client, { token })));
  } catch (error) {
    await client.destroy();
    if (error instanceof DeskError) throw error;
    throw new DeskError(said`${own(toldOf(error))}`, {
      hint: said`Check the network, and DISCORD_API_URL if it is set.`,
      cause: error,
    });
  }
}

/** What Discord or the network said, for people; throws anything else on. */
function toldOf(error: unknown): string {
  if (statusOf(error) === undefined && !isOffline(error)) throw error;
  return sentenceOf(error);
}

function visitOf(client: Client, portal: PortalSetting[]): Visit {
  const application = client.application?.id ?? client.user?.id ?? '';
  const { guilds } = client;
  return {
    name: client.user?.username ?? '',
    page: `https://discord.com/developers/applications/${application}`,
    portal,
    invite: (server) => inviteLink(application, server),
    servers: () => guilds.cache.map(serverOf),
    missing: (settings) => {
      const guild = guilds.cache.get(settings.guild);
      return guild === undefined ? [] : missingOn(guild, settings);
    },
    commandsRefused: async (server) => {
      try {
        await registeredCommands(client.rest, application, server);
        return undefined;
      } catch (error) {
        if (statusOf(error) !== 403) return toldOf(error);
        return `Discord does not let the bot register its commands there; invite it again: ${inviteLink(application, server)}`;
      }
    },
    changedCommands: async (server, commands) =>
      differences(registration(commands), await registeredCommands(client.rest, application, server)).length,
    postTest: async (id, language) => {
      const channel = client.channels.cache.get(id);
      if (channel?.isSendable() !== true) return 'The channel does not exist, or it does not accept messages.';
      const content = inLanguage(languageOf(language), () =>
        plain(said`cabledesk is set up, and posts here. Once it is running, type /help.`),
      );
      try {
        await channel.send({ content, allowedMentions: { parse: [] } });
        return undefined;
      } catch (error) {
        return toldOf(error);
      }
    },
    leave: () => disconnect(client),
  };
}

function serverOf(guild: Guild): VisitedServer {
  return {
    id: guild.id,
    name: guild.name,
    // Highest first, as the server's settings show them. Those of other bots are nobody's.
    roles: [...guild.roles.cache.values()]
      .filter(({ id, managed }) => id !== guild.id && !managed)
      .toSorted((a, b) => b.position - a.position)
      .map(({ id, name }) => ({ id, name })),
    channels: [...guild.channels.cache.values()]
      .filter((channel) => channel.type === ChannelType.GuildText || channel.type === ChannelType.GuildAnnouncement)
      .toSorted((a, b) => a.position - b.position)
      .map((channel) => ({ id: channel.id, name: channel.name, faults: faultsOfChannel(channel), lacks: lackingIn(guild, channel) })),
  };
}

const intents =
  ApplicationFlags.GatewayPresence |
  ApplicationFlags.GatewayPresenceLimited |
  ApplicationFlags.GatewayGuildMembers |
  ApplicationFlags.GatewayGuildMembersLimited |
  ApplicationFlags.GatewayMessageContent |
  ApplicationFlags.GatewayMessageContentLimited;

/** What makes it a bot of one server, which nobody else can add, and to which Discord sends nothing that it does not need. */
async function portalOf({ application }: Client<true>): Promise<PortalSetting[]> {
  const { botPublic, flags, installParams, customInstallURL, integrationTypesConfig } = await application.fetch();
  const contexts = Object.entries(integrationTypesConfig ?? {});
  const hasLink =
    installParams !== null || customInstallURL !== null || contexts.some(([, { oauth2InstallParams }]) => oauth2InstallParams);
  return [
    {
      set: 'Installation > Installation Contexts: Guild Install, without User Install',
      isWrong: contexts.some(([type]) => type === String(ApplicationIntegrationType.UserInstall)),
    },
    { set: 'Installation > Install Link: None', isWrong: hasLink },
    { set: 'Bot > Public Bot: off', isWrong: botPublic === true },
    { set: 'Bot > Privileged Gateway Intents: all three off', isWrong: ((flags?.bitfield ?? 0) & intents) !== 0 },
  ];
}

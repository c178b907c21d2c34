import { PermissionFlagsBits, type Guild, type GuildBasedChannel, type PermissionsBitField } from 'discord.js';
import { roles } from '../../desk/roles.ts';
import { errorFields, type Log } from '../../log.ts';
import type { DiscordSettings } from './settings.ts';

/**
 * The permissions the bot needs on a server, and no others: to see the channels it posts in and write there, and to open
 * the thread of a cable (*Discuss*) and write in it. Answers to commands need none, even with files. No Embed Links, so
 * that Discord unfurls nothing of ours. No Attach Files: whole cables and pictures go to those who ask, never into posts.
 */
const needed = {
  'View Channels': PermissionFlagsBits.ViewChannel,
  'Send Messages': PermissionFlagsBits.SendMessages,
  'Create Public Threads': PermissionFlagsBits.CreatePublicThreads,
  'Send Messages in Threads': PermissionFlagsBits.SendMessagesInThreads,
};

/** Those permissions, as Discord's settings name them. */
export const neededPermissions = Object.keys(needed);

/** The link with which an administrator adds the bot, with exactly these permissions: to this server, or to one they choose. */
export function inviteLink(application: string, guild?: string): string {
  const query = new URLSearchParams({
    client_id: application,
    scope: 'bot applications.commands',
    permissions: Object.values(needed)
      .reduce((all, bit) => all | bit, 0n)
      .toString(),
    ...(guild === undefined ? {} : { guild_id: guild, disable_guild_select: 'true' }),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}

/** What is missing on the server, one sentence each; empty when nothing is. */
export function missingOn(guild: Guild, settings: DiscordSettings): string[] {
  const missing: string[] = [];
  for (const role of roles) {
    for (const id of settings.roles[role])
      if (!guild.roles.cache.has(id))
        missing.push(`The ${role} role ${id} does not exist on the server: check DISCORD_${role.toUpperCase()}_ROLES.`);
  }
  for (const id of settings.listed) {
    const channel = guild.channels.cache.get(id);
    if (channel === undefined) missing.push(`The listed channel ${id} does not exist, or I cannot see it: check DISCORD_LISTED_CHANNELS.`);
    else for (const fault of faultsOfChannel(channel)) missing.push(`The listed channel ${id}: ${fault}.`);
  }
  return missing;
}

/** Why excerpts cannot be posted in a channel of this server; empty when they can. */
export function faultsOfChannel(channel: GuildBasedChannel): string[] {
  const own = channel.guild.members.me;
  const lacking = own === null ? [] : namesNotIn(channel.permissionsFor(own), needed);
  return [
    ...(channel.isTextBased() ? [] : ['it is not a text channel']),
    ...(lacking.length === 0 ? [] : [`the bot needs ${lacking.join(', ')} there`]),
    ...(isOpenChannel(channel) ? ['everybody on the server can read it, so excerpts will not be posted there'] : []),
  ];
}

const namesNotIn = (held: Readonly<PermissionsBitField>, bits: Readonly<Record<string, bigint>>): string[] =>
  Object.entries(bits).flatMap(([name, bit]) => (held.has(bit) ? [] : [name]));

/** What writing in a channel takes, as Discord's settings name it. */
const writing = { 'View Channel': PermissionFlagsBits.ViewChannel, 'Send Messages': PermissionFlagsBits.SendMessages };
const writingInThread = {
  'View Channel': PermissionFlagsBits.ViewChannel,
  'Send Messages in Threads': PermissionFlagsBits.SendMessagesInThreads,
};

/** The rights that the bot lacks to write in this channel; `held`: its permissions there, where Discord has said them. */
export function lackingIn(guild: Guild, channel: GuildBasedChannel | undefined, held?: Readonly<PermissionsBitField>): string[] {
  const own = guild.members.me;
  const has = held ?? (channel === undefined || own === null ? undefined : channel.permissionsFor(own));
  if (has === undefined) return channel === undefined ? ['View Channel'] : [];
  return namesNotIn(has, channel?.isThread() === true ? writingInThread : writing);
}

/** True when everybody on the server can read the channel, or when that is unknown. */
export function isOpenChannel(channel: GuildBasedChannel): boolean {
  const place = channel.isThread() ? channel.parent : channel;
  return place === null || place.permissionsFor(channel.guild.roles.everyone).has(PermissionFlagsBits.ViewChannel);
}

/** The id to look up in the operator's list of channels: a thread counts as its channel. */
export const listedId = (channel: GuildBasedChannel): string => (channel.isThread() ? (channel.parentId ?? channel.id) : channel.id);

/** Leaves a server that is not the desk's own. Never throws: if it fails, people there still get no answers. */
export async function leave(guild: Guild, log: Log): Promise<void> {
  try {
    await guild.leave();
    log.warn({ guild: guild.id }, 'left a server that does not belong to the desk');
  } catch (error) {
    log.warn({ guild: guild.id, ...errorFields(error) }, 'could not leave a server that does not belong to the desk');
  }
}

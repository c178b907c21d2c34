import { PermissionFlagsBits, type Guild, type GuildBasedChannel, type PermissionsBitField } from 'discord.js';
import { roles } from '../../desk/roles.ts';
import { errorFields, type Log } from '../../log.ts';
import type { DiscordSettings } from './settings.ts';

/**
 * The permissions the bot needs on a server, and no others: to see the channels it posts in and write there, and to open
 * the thread of a cable (*Discuss*) and write in it. Answers to commands need none, even with files. No Embed Links, so
 * that Discord unfurls nothing of ours. No Attach Files: whole cables and pictures go to those who ask, never into posts.
 */
const needed =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.SendMessagesInThreads;

/** The link with which a server's administrator adds the bot, with exactly these permissions. */
export function inviteLink(application: string, guild: string): string {
  const query = new URLSearchParams({
    client_id: application,
    scope: 'bot applications.commands',
    permissions: needed.toString(),
    guild_id: guild,
    disable_guild_select: 'true',
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
    else missing.push(...missingIn(channel));
  }
  return missing;
}

function missingIn(channel: GuildBasedChannel): string[] {
  const missing: string[] = [];
  if (!channel.isTextBased()) missing.push(`The listed channel ${channel.id} is not a text channel.`);
  const own = channel.guild.members.me;
  if (own !== null && !channel.permissionsFor(own).has(needed))
    missing.push(
      `In the listed channel ${channel.id} I need View Channel, Send Messages, Create Public Threads and Send Messages in Threads.`,
    );
  if (isOpenChannel(channel))
    missing.push(`Everybody on the server can read the listed channel ${channel.id}: excerpts will not be posted there.`);
  return missing;
}

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
  return Object.entries(channel?.isThread() === true ? writingInThread : writing).flatMap(([name, bit]) => (has.has(bit) ? [] : [name]));
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

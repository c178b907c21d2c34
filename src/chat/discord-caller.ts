import type { Interaction } from 'discord.js';
import { roles, type Caller, type Place, type Role } from '../command.ts';
import type { DiscordSettings } from '../config.ts';
import { isOpen, listedId } from './discord-setup.ts';

/** Who asks, read from the event itself at each interaction: a role that was taken away counts at once. */
export function callerOf(interaction: Interaction, settings: DiscordSettings): Caller {
  const { member, user } = interaction;
  const held = member === null ? [] : Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
  return {
    desk: settings.guild,
    member: user.id,
    name: member !== null && 'displayName' in member ? member.displayName : user.username,
    role: roleOf(held, settings),
    via: 'discord',
    interaction: interaction.id,
    place: placeOf(interaction, settings),
  };
}

/** The highest of the desk's roles that somebody holds. Being an administrator of the server is none. */
export function roleOf(held: readonly string[], settings: DiscordSettings): Role | undefined {
  return roles.toReversed().find((role) => settings.roles[role].some((id) => held.includes(id)));
}

function placeOf({ channel, channelId }: Interaction, settings: DiscordSettings): Place | undefined {
  if (channel === null || channel.isDMBased()) return undefined;
  return { id: channelId ?? channel.id, name: channel.name, listed: settings.listed.includes(listedId(channel)), open: isOpen(channel) };
}

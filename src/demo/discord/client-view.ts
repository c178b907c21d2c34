import { allComponents, component } from '../../chat/lint/components.ts';
import { arrayIn, field, isBag, textIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import type { ShownMessage } from './answer.ts';
import type { Guild } from './guild.ts';
import { channelType } from './guild-records.ts';
import type { GuildChannel, GuildMember } from './guild-records.ts';
import type { Interactions } from './interactions.ts';
import type { KeptMessage } from './message-store.ts';
import type { Messages } from './messages.ts';
import { permission } from './permissions.ts';
import type { Reads } from './reads.ts';
import { isOffered } from './registry.ts';
import type { Registered, Registry } from './registry.ts';
import type { Message } from './wire.ts';

/** What somebody's client shows them, and lets them use. */
export type ClientParts = { guild: Guild; messages: Messages; registry: Registry; interactions: Interactions; reads: Reads };

/** The channel with this name or id. Throws a sentence when it does not exist or this person cannot see it. */
export function channelFor({ guild }: ClientParts, member: GuildMember, name: string): GuildChannel {
  const channel = guild.channels[name] ?? guild.channelById(name);
  if (channel === undefined) throw new Error(`There is no channel "${name}".`);
  if (!guild.isAllowed(member, channel, 'VIEW_CHANNEL')) throw new Error(`${member.key} cannot see the channel "${name}".`);
  return channel;
}

/** The command of this type and name. Throws a sentence when Discord does not offer it to this person in this channel. */
export function commandFor(
  { guild, registry }: ClientParts,
  member: GuildMember,
  channel: GuildChannel,
  type: number,
  name: string,
): Registered {
  const command = registry.find(type, name);
  if (command === undefined) throw new Error(`No command "${name}" is registered.`);
  const bits = guild.permissionsOf(member, channel);
  const mayUse = (bits & permission.USE_APPLICATION_COMMANDS) !== 0n;
  if (!mayUse || !isOffered(command, bits, channel.type === channelType.direct))
    throw new Error(`Discord does not offer "${name}" to ${member.key} here.`);
  return command;
}

/** A message in its current state, and its channel. Throws a sentence when it is gone, or this person does not see it. */
export function currentMessage(parts: ClientParts, member: GuildMember, { id }: Message): { entry: KeptMessage; channel: GuildChannel } {
  const entry = parts.messages.get(id);
  if (entry === undefined) throw new Error(`The message ${id} is gone.`);
  if (entry.visibleTo !== undefined && entry.visibleTo !== member.user.id) throw new Error(`${member.key} does not see the message ${id}.`);
  return { entry, channel: channelFor(parts, member, entry.message.channel_id) };
}

/** The component of a message with this custom_id or label. Throws a sentence when it cannot be used. */
export function componentOf(entry: KeptMessage, name: string, fits: (value: unknown) => boolean): Bag {
  const all = allComponents(entry.message.components, '').flatMap(({ value }) => (isBag(value) && fits(value) ? [value] : []));
  const found = all.find((value) => field(value, 'custom_id') === name) ?? all.find((value) => field(value, 'label') === name);
  if (found === undefined) throw new Error(`The message has no "${name}" to use.`);
  if (field(found, 'disabled') === true) throw new Error(`"${name}" is disabled.`);
  return found;
}

/** The entry with this label in a select of a message; undefined when a button has it, or nothing. */
export function entryNamed(entry: KeptMessage, label: string): { select: string; value: string } | undefined {
  const all = allComponents(entry.message.components, '').map(({ value }) => value);
  if (all.some((value) => field(value, 'label') === label && field(value, 'type') === component.button)) return undefined;
  return all.flatMap((select) =>
    arrayIn(select, 'options')
      .filter((option) => field(option, 'label') === label)
      .map((option) => ({ select: textIn(select, 'custom_id'), value: textIn(option, 'value') })),
  )[0];
}

/** The message itself, of a message as somebody sees it. */
export function messageIn(message: Message | ShownMessage): Message {
  return 'message' in message ? message.message : message;
}

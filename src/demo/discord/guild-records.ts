import type { Overwrite } from './permissions.ts';
import type { User } from './wire.ts';

/** https://discord.com/developers/docs/resources/channel#channel-object-channel-types */
export const channelType = { text: 0, direct: 1, publicThread: 11, privateThread: 12 } as const;

/** A channel, a thread, or the direct messages with one person. */
export type GuildChannel = {
  id: string;
  type: number;
  name: string;
  position: number;
  permission_overwrites: Overwrite[];
  parent_id: string | null;
  guild_id?: string;
  topic?: string | null;
  owner_id?: string;
  last_message_id: string | null;
  recipients?: User[];
  thread_metadata?: { archived: boolean; auto_archive_duration: number; archive_timestamp: string; locked: boolean };
};
/** A role in the shape of the API. */
export type GuildRole = {
  id: string;
  name: string;
  color: number;
  hoist: boolean;
  position: number;
  permissions: string;
  managed: boolean;
  mentionable: boolean;
  flags: number;
};
/** A member; `key` is the name by which the demo and tests call them. */
export type GuildMember = {
  key: string;
  user: User;
  roles: string[];
  joined_at: string;
  dmsOpen: boolean;
  /** The language of their Discord; British English unless they chose another. */
  locale?: string;
};

/** A new role that grants these permissions. */
export function newRole(id: string, name: string, position: number, bits: bigint): GuildRole {
  return { id, name, color: 0, hoist: false, position, permissions: bits.toString(), managed: false, mentionable: false, flags: 0 };
}

/** A new member with this account. */
export function newMember(user: User, key: string, roles: string[], joinedAt: number): GuildMember {
  return { key, user, roles, joined_at: new Date(joinedAt).toISOString(), dmsOpen: true };
}

/** The account of a person, shown under their key, capitalised, or under another name. */
export function newUser(id: string, key: string, shownAs: string | undefined): User {
  return { id, username: key.toLowerCase(), global_name: shownAs ?? capitalised(key), discriminator: '0', avatar: null };
}

/** The account of the bot. */
export function newBotUser(id: string, username: string): User {
  return { id, username, global_name: null, discriminator: '0', avatar: null, bot: true };
}

/** A new text channel. */
export function newTextChannel(id: string, guildId: string, name: string, position: number, overwrites: Overwrite[]): GuildChannel {
  return {
    ...newChannel(id, channelType.text, name, guildId),
    position,
    permission_overwrites: overwrites,
    topic: null,
  };
}

type NewThread = { id: string; guildId: string; parentId: string; ownerId: string; name: string; type: number; startedAt: number };

/** A new thread of a channel. */
export function newThread({ id, guildId, parentId, ownerId, name, type, startedAt }: NewThread): GuildChannel {
  const started = new Date(startedAt).toISOString();
  return {
    ...newChannel(id, type, name, guildId),
    parent_id: parentId,
    owner_id: ownerId,
    thread_metadata: { archived: false, auto_archive_duration: 1440, archive_timestamp: started, locked: false },
  };
}

/** The channel of direct messages between the bot and this person. */
export function newDirectChannel(id: string, user: User): GuildChannel {
  return { ...newChannel(id, channelType.direct, '', undefined), recipients: [user] };
}

function newChannel(id: string, type: number, name: string, guildId: string | undefined): GuildChannel {
  return {
    id,
    type,
    name,
    position: 0,
    permission_overwrites: [],
    parent_id: null,
    ...(guildId === undefined ? {} : { guild_id: guildId }),
    last_message_id: null,
  };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

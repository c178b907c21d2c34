import type { Guild } from './guild.ts';
import { guildJson, memberJson } from './guild-json.ts';
import type { GuildChannel, GuildMember } from './guild-records.ts';
import type { Messages } from './messages.ts';
import { bitsOf } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import type { Message } from './wire.ts';

/** What administrators of the guild do, and what happens to its members. The bot gets the events that Discord would send. */
export type Controls = {
  /** Opens the invite link for the bot. */
  inviteBot(): void;
  addMember(key: string, roles?: readonly string[], shownAs?: string): GuildMember;
  addChannel(name: string, readers?: 'everyone' | readonly string[]): GuildChannel;
  /** Gives a member these roles and no others. */
  setRoles(member: string, roles: readonly string[]): void;
  /** Denies the bot something in one channel. */
  denyBot(channel: string, ...permissions: PermissionName[]): void;
  /** Sets what a role (or "@everyone") is allowed and denied in one channel, replacing what was set before. */
  setOverwrite(channel: string, role: string, rule: { allow?: readonly PermissionName[]; deny?: readonly PermissionName[] }): void;
  removeChannel(name: string): void;
  removeMember(key: string): void;
  closeDms(member: string, isClosed?: boolean): void;
  /** Creates a message in the bot's name that the bot never sent, for forged buttons. */
  plant(channel: string, body: unknown): Message;
  /** Deletes a message, as a moderator would. */
  deleteMessage(id: string): void;
};

type Parts = { guild: Guild; messages: Messages; dispatch: (t: string, d: unknown, intent?: number) => void };

/** The privileged intent without which a bot gets no events about members; ours does not have it. */
const GUILD_MEMBERS = 1 << 1;

/** Makes the controls of a guild. */
export function createControls({ guild, messages, dispatch }: Parts): Controls {
  function channelNamed(name: string): GuildChannel {
    const channel = guild.channels[name] ?? guild.channelById(name);
    if (channel === undefined) throw new Error(`There is no channel "${name}".`);
    return channel;
  }

  function memberNamed(key: string): GuildMember {
    const member = guild.members[key];
    if (member === undefined) throw new Error(`There is no member "${key}".`);
    return member;
  }

  function roleId(name: string): string {
    const role = name === '@everyone' ? guild.everyone : guild.roles[name];
    if (role === undefined) throw new Error(`There is no role "${name}".`);
    return role.id;
  }

  function overwrite(channel: GuildChannel, id: string, type: 0 | 1, allow: bigint, deny: bigint): void {
    const others = channel.permission_overwrites.filter((entry) => entry.id !== id);
    channel.permission_overwrites = [...others, { id, type, allow: allow.toString(), deny: deny.toString() }];
    dispatch('CHANNEL_UPDATE', channel);
  }

  return {
    inviteBot: () => {
      guild.hasBot = true;
      dispatch('GUILD_CREATE', guildJson(guild));
    },
    addMember: (key, roles, shownAs) => {
      const before = Object.keys(guild.roles);
      const member = guild.addMember(key, roles, shownAs);
      for (const role of Object.values(guild.roles))
        if (!before.includes(role.name)) dispatch('GUILD_ROLE_CREATE', { guild_id: guild.id, role });
      return member;
    },
    addChannel: (name, readers = 'everyone') => {
      const channel = guild.addChannel(name, readers);
      dispatch('CHANNEL_CREATE', channel);
      return channel;
    },
    setRoles: (key, roles) => {
      const member = memberNamed(key);
      member.roles = roles.map(roleId);
      dispatch('GUILD_MEMBER_UPDATE', { ...memberJson(member), guild_id: guild.id }, GUILD_MEMBERS);
    },
    denyBot: (name, ...permissions) => overwrite(channelNamed(name), guild.bot.user.id, 1, 0n, bitsOf(permissions)),
    setOverwrite: (name, role, { allow = [], deny = [] }) => overwrite(channelNamed(name), roleId(role), 0, bitsOf(allow), bitsOf(deny)),
    removeChannel: (name) => {
      const channel = channelNamed(name);
      for (const key of Object.keys(guild.channels)) if (guild.channels[key] === channel) delete guild.channels[key];
      dispatch('CHANNEL_DELETE', channel);
    },
    removeMember: (key) => {
      const { user } = memberNamed(key);
      delete guild.members[key];
      dispatch('GUILD_MEMBER_REMOVE', { guild_id: guild.id, user }, GUILD_MEMBERS);
    },
    closeDms: (key, isClosed = true) => {
      memberNamed(key).dmsOpen = !isClosed;
    },
    plant: (channel, body) => structuredClone(messages.create({ channel: channelNamed(channel), author: guild.bot.user }, body).message),
    deleteMessage: (id) => {
      const entry = messages.get(id);
      if (entry === undefined) throw new Error(`There is no message ${id}.`);
      messages.remove(entry);
    },
  };
}

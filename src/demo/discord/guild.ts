import type { User } from './wire.ts';

/** https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags */
export const permission = {
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  CREATE_PRIVATE_THREADS: 1n << 36n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
} as const;
export type PermissionName = keyof typeof permission;

const ALL = Object.values(permission).reduce((sum, bit) => sum | bit, 0n);

export const channelType = { text: 0, direct: 1, publicThread: 11, privateThread: 12 } as const;

export type Overwrite = { id: string; type: 0 | 1; allow: string; deny: string };
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
export type GuildMember = { key: string; user: User; roles: string[]; joined_at: string; dmsOpen: boolean };

/** What differs from the usual guild; what is named here is added to it. */
export type GuildPlan = {
  name?: string;
  /** Further roles, above the usual ones. */
  roles?: readonly string[];
  /** Member key -> names of their roles. */
  members?: Readonly<Record<string, readonly string[]>>;
  /** Channel name -> names of the roles that may read it, or everyone. */
  channels?: Readonly<Record<string, 'everyone' | readonly string[]>>;
  /** Names to show, by member key. */
  names?: Readonly<Record<string, string>>;
  botName?: string;
  botPermissions?: readonly PermissionName[];
};

const BOT_PERMISSIONS: readonly PermissionName[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'READ_MESSAGE_HISTORY',
  'CREATE_PUBLIC_THREADS',
  'CREATE_PRIVATE_THREADS',
  'SEND_MESSAGES_IN_THREADS',
];
const EVERYONE: readonly PermissionName[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'READ_MESSAGE_HISTORY',
  'ATTACH_FILES',
  'EMBED_LINKS',
  'USE_APPLICATION_COMMANDS',
  'SEND_MESSAGES_IN_THREADS',
];
const DESK_ROLES = ['reader', 'editor', 'lead'] as const;

type Named<Name extends string, Thing> = Record<Name, Thing> & Record<string, Thing>;
export type GuildChannels = Named<'desk' | 'general' | 'listed', GuildChannel>;
export type GuildRoles = Named<(typeof DESK_ROLES)[number], GuildRole>;
export type GuildMembers = Named<(typeof DESK_ROLES)[number] | 'stranger', GuildMember>;

/** A Discord server with its people, roles, channels and the rules who may do what where. */
export type Guild = ReturnType<typeof createGuild>;

/** The sum of the bits of these permissions. */
export function bitsOf(names: readonly PermissionName[]): bigint {
  return names.reduce((sum, name) => sum | permission[name], 0n);
}

/** What is kept of a guild from one start to the next. */
export type SavedGuild = {
  id: string;
  ownerId: string;
  bot: User;
  roles: Record<string, GuildRole>;
  members: Record<string, GuildMember>;
  channels: Record<string, GuildChannel>;
  directs: Map<string, GuildChannel>;
};

/** Builds the guild: `desk` and `listed` are read by the desk's roles only, `general` by everyone. What was saved stays. */
export function createGuild(newId: () => string, now: () => number, plan: GuildPlan = {}, saved?: SavedGuild) {
  const id = saved?.id ?? newId();
  const ownerId = saved?.ownerId ?? newId();
  const roles: Record<string, GuildRole> = { ...saved?.roles };
  const members: Record<string, GuildMember> = { ...saved?.members };
  const channels: Record<string, GuildChannel> = { ...saved?.channels };
  const directs = new Map<string, GuildChannel>(saved?.directs);
  const everyone: GuildRole = roleOf(id, '@everyone', 0, bitsOf(EVERYONE));

  function addRole(name: string, bits = 0n): GuildRole {
    return (roles[name] ??= roleOf(newId(), name, Object.keys(roles).length + 1, bits));
  }

  function addMember(key: string, roleNames: readonly string[] = [], shownAs?: string): GuildMember {
    const user: User = {
      id: newId(),
      username: key.toLowerCase(),
      global_name: shownAs ?? capitalised(key),
      discriminator: '0',
      avatar: null,
    };
    const ids = roleNames.map((name) => addRole(name).id);
    return (members[key] = { key, user, roles: ids, joined_at: new Date(now()).toISOString(), dmsOpen: true });
  }

  function addChannel(name: string, readers: 'everyone' | readonly string[]): GuildChannel {
    const see = bitsOf(['VIEW_CHANNEL']).toString();
    const hidden: Overwrite[] =
      readers === 'everyone'
        ? []
        : [
            { id, type: 0, allow: '0', deny: see },
            { id: botRole.id, type: 0, allow: see, deny: '0' },
            ...readers.map((role): Overwrite => ({ id: addRole(role).id, type: 0, allow: see, deny: '0' })),
          ];
    const position = Object.keys(channels).length;
    return (channels[name] = {
      id: newId(),
      type: channelType.text,
      name,
      position,
      permission_overwrites: hidden,
      parent_id: null,
      guild_id: id,
      topic: null,
      last_message_id: null,
    });
  }

  function addThread(parent: GuildChannel, name: string, type: number, owner: string): GuildChannel {
    const started = new Date(now()).toISOString();
    return (channels[`${parent.name}/${name}`] = {
      id: newId(),
      type,
      name,
      position: 0,
      permission_overwrites: [],
      parent_id: parent.id,
      guild_id: id,
      owner_id: owner,
      last_message_id: null,
      thread_metadata: { archived: false, auto_archive_duration: 1440, archive_timestamp: started, locked: false },
    });
  }

  /** The channel of direct messages between the bot and this person: made at the first call. */
  function directChannel(user: User): GuildChannel {
    const found = directs.get(user.id);
    if (found !== undefined) return found;
    const made: GuildChannel = {
      id: newId(),
      type: channelType.direct,
      name: '',
      position: 0,
      permission_overwrites: [],
      parent_id: null,
      last_message_id: null,
      recipients: [user],
    };
    directs.set(user.id, made);
    return made;
  }

  function channelById(channelId: string): GuildChannel | undefined {
    return [...Object.values(channels), ...directs.values()].find((channel) => channel.id === channelId);
  }

  function memberById(userId: string): GuildMember | undefined {
    return [...Object.values(members), bot].find(({ user }) => user.id === userId);
  }

  /** https://discord.com/developers/docs/topics/permissions#permission-overwrites */
  function permissionsOf(member: GuildMember, channel?: GuildChannel): bigint {
    if (channel?.type === channelType.direct)
      return channel.recipients?.some(({ id: who }) => who === member.user.id || member === bot) ? ALL : 0n;
    const held = Object.values(roles).filter((role) => member.roles.includes(role.id));
    const base = [everyone, ...held].reduce((sum, role) => sum | BigInt(role.permissions), 0n);
    if ((base & permission.ADMINISTRATOR) !== 0n) return ALL;
    // A thread has no overwrites of its own: those of its channel hold.
    const ruling = channel?.parent_id ? (channelById(channel.parent_id) ?? channel) : channel;
    const layers = [[id], held.map((role) => role.id), [member.user.id]];
    return layers.reduce(
      (bits, ids) =>
        overwritten(
          bits,
          (ruling?.permission_overwrites ?? []).filter((entry) => ids.includes(entry.id)),
        ),
      base,
    );
  }

  const botRole = addRole(plan.botName ?? 'cabledesk', bitsOf(plan.botPermissions ?? BOT_PERMISSIONS));
  botRole.managed = true;
  const bot: GuildMember = {
    key: 'bot',
    user: saved?.bot ?? {
      id: newId(),
      username: plan.botName ?? 'cabledesk',
      global_name: null,
      discriminator: '0',
      avatar: null,
      bot: true,
    },
    roles: [botRole.id],
    joined_at: new Date(now()).toISOString(),
    dmsOpen: true,
  };
  for (const name of [...DESK_ROLES, ...(plan.roles ?? [])]) addRole(name);
  const planned = { general: 'everyone', desk: DESK_ROLES, listed: DESK_ROLES, ...plan.channels } as const;
  for (const [name, readers] of Object.entries(planned)) if (channels[name] === undefined) addChannel(name, readers);
  const people = { reader: ['reader'], editor: ['editor'], lead: ['lead'], stranger: [], ...plan.members };
  for (const [key, held] of Object.entries(people)) if (members[key] === undefined) addMember(key, held, plan.names?.[key]);

  return {
    id,
    name: plan.name ?? 'The desk',
    everyone,
    bot,
    ownerId,
    roles: roles as GuildRoles,
    members: members as GuildMembers,
    channels: channels as GuildChannels,
    addMember,
    addChannel,
    addThread,
    directChannel,
    channelById,
    memberById,
    permissionsOf,
    saved: (): SavedGuild => ({ id, ownerId, bot: bot.user, roles, members, channels, directs }),
    isAllowed: (member: GuildMember, channel: GuildChannel, name: PermissionName): boolean =>
      (permissionsOf(member, channel) & permission[name]) !== 0n,
  };
}

function overwritten(bits: bigint, overwrites: readonly Overwrite[]): bigint {
  const denied = overwrites.reduce((sum, { deny }) => sum | BigInt(deny), 0n);
  const allowed = overwrites.reduce((sum, { allow }) => sum | BigInt(allow), 0n);
  return (bits & ~denied) | allowed;
}

function roleOf(id: string, name: string, position: number, bits: bigint): GuildRole {
  return { id, name, color: 0, hoist: false, position, permissions: bits.toString(), managed: false, mentionable: false, flags: 0 };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import {
  channelType,
  newBotUser,
  newDirectChannel,
  newMember,
  newRole,
  newTextChannel,
  newThread,
  newUser,
  type GuildChannel,
  type GuildMember,
  type GuildRole,
} from './guild-records.ts';
import {
  ALL,
  bitsOf,
  BOT_PERMISSIONS,
  EVERYONE_PERMISSIONS,
  permission,
  ROLE_PERMISSIONS,
  permissionsWith,
  visibleOnlyTo,
} from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import type { User } from './wire.ts';

/** What a guild has beyond the usual one. */
export type GuildPlan = {
  /** Its id, where a desk knows it already. */
  id?: string | undefined;
  name?: string;
  /** Additional roles, above the usual ones. */
  roles?: readonly string[];
  /** Member key -> names of their roles. */
  members?: Readonly<Record<string, readonly string[]>>;
  /** Channel name -> names of the roles that may read it, or everyone. */
  channels?: Readonly<Record<string, 'everyone' | readonly string[]>>;
  /** Display names, by member key. */
  names?: Readonly<Record<string, string>>;
  botName?: string;
  botPermissions?: readonly PermissionName[];
  /** What everybody may do beyond the usual. */
  everyone?: readonly PermissionName[];
  /** Whether the bot is on it from the start. */
  hasBot?: boolean;
  /** What is set otherwise in the developer portal, in the shape of the API. */
  application?: Readonly<Record<string, unknown>>;
};

const DESK_ROLES = ['reader', 'reporter', 'editor', 'lead'] as const;

type Named<Name extends string, Thing> = Record<Name, Thing> & Record<string, Thing>;
/** Channels, roles and members by name; the usual ones always exist. */
export type GuildChannels = Named<'desk' | 'general' | 'listed', GuildChannel>;
export type GuildRoles = Named<(typeof DESK_ROLES)[number], GuildRole>;
export type GuildMembers = Named<(typeof DESK_ROLES)[number] | 'stranger', GuildMember>;

/** A Discord server: its people, roles and channels, and who may do what where. */
export type Guild = ReturnType<typeof createGuild>;

/** What is stored of a guild between two starts. */
export type SavedGuild = {
  id: string;
  ownerId: string;
  bot: User;
  roles: Record<string, GuildRole>;
  members: Record<string, GuildMember>;
  channels: Record<string, GuildChannel>;
  directs: Map<string, GuildChannel>;
};

/** Builds the guild: only the desk's roles can read `desk` and `listed`, everyone can read `general`. Saved parts stay. */
export function createGuild(newId: () => string, now: () => number, plan: GuildPlan = {}, saved?: SavedGuild) {
  const id = saved?.id ?? plan.id ?? newId();
  const ownerId = saved?.ownerId ?? newId();
  const roles: Record<string, GuildRole> = { ...saved?.roles };
  const members: Record<string, GuildMember> = { ...saved?.members };
  const channels: Record<string, GuildChannel> = { ...saved?.channels };
  const directs = new Map<string, GuildChannel>(saved?.directs);
  const everyone: GuildRole = newRole(id, '@everyone', 0, bitsOf([...EVERYONE_PERMISSIONS, ...(plan.everyone ?? [])]));

  function addRole(name: string, bits = 0n): GuildRole {
    return (roles[name] ??= newRole(newId(), name, Object.keys(roles).length + 1, bits));
  }

  function addMember(key: string, roleNames: readonly string[] = [], shownAs?: string): GuildMember {
    const user = newUser(newId(), key, shownAs);
    const roleIds = roleNames.map((name) => addRole(name).id);
    return (members[key] = newMember(user, key, roleIds, now()));
  }

  function addChannel(name: string, readers: 'everyone' | readonly string[]): GuildChannel {
    const overwrites = readers === 'everyone' ? [] : visibleOnlyTo([botRole.id, ...readers.map((role) => addRole(role).id)], id);
    return (channels[name] = newTextChannel(newId(), id, name, Object.keys(channels).length, overwrites));
  }

  function addThread(parent: GuildChannel, name: string, type: number, ownerOfThread: string): GuildChannel {
    const thread = { id: newId(), guildId: id, parentId: parent.id, ownerId: ownerOfThread, name, type, startedAt: now() };
    return (channels[`${parent.name}/${name}`] = newThread(thread));
  }

  /** The channel of direct messages between the bot and this person; created at the first call. */
  function directChannel(user: User): GuildChannel {
    const channel = directs.get(user.id) ?? newDirectChannel(newId(), user);
    directs.set(user.id, channel);
    return channel;
  }

  const channelById = (channelId: string): GuildChannel | undefined =>
    [...Object.values(channels), ...directs.values()].find((channel) => channel.id === channelId);
  const memberById = (userId: string): GuildMember | undefined => [...Object.values(members), bot].find(({ user }) => user.id === userId);

  const botName = plan.botName ?? 'cabledesk';
  const botRole = addRole(botName, bitsOf(plan.botPermissions ?? BOT_PERMISSIONS));
  botRole.managed = true;
  const bot = newMember(saved?.bot ?? newBotUser(newId(), botName), 'bot', [botRole.id], now());
  for (const name of [...DESK_ROLES, ...(plan.roles ?? [])]) addRole(name, bitsOf(ROLE_PERMISSIONS[name] ?? []));
  for (const [name, readers] of plannedChannels(plan)) if (channels[name] === undefined) addChannel(name, readers);
  for (const [key, held] of plannedMembers(plan)) if (members[key] === undefined) addMember(key, held, plan.names?.[key]);

  /** What a member may do in a channel, or in the guild as a whole. */
  function permissionsOf(member: GuildMember, channel?: GuildChannel): bigint {
    if (channel?.type === channelType.direct)
      return channel.recipients?.some(({ id: who }) => who === member.user.id || member === bot) ? ALL : 0n;
    const held = Object.values(roles).filter((role) => member.roles.includes(role.id));
    // A thread has no overwrites of its own: those of its channel apply.
    const ruling = channel?.parent_id ? (channelById(channel.parent_id) ?? channel) : channel;
    return permissionsWith(everyone, held, member.user.id, ruling?.permission_overwrites ?? []);
  }

  return {
    ...stateOfBot(plan),
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

/** Whether the bot has been invited, and what the developer portal says of it. */
const stateOfBot = ({ hasBot = true, application = {} }: GuildPlan) => ({ hasBot, application });

function plannedChannels(plan: GuildPlan): [string, 'everyone' | readonly string[]][] {
  return Object.entries({ general: 'everyone', desk: DESK_ROLES, listed: DESK_ROLES, ...plan.channels } as const);
}

function plannedMembers(plan: GuildPlan): [string, readonly string[]][] {
  return Object.entries({ reader: ['reader'], reporter: ['reporter'], editor: ['editor'], lead: ['lead'], stranger: [], ...plan.members });
}

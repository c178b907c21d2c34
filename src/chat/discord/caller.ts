import type { Bot, Call } from '../../bot/command.ts';
import { needs } from '../../bot/offered.ts';
import { PermissionFlagsBits, type Client, type Guild, type GuildMember, type Interaction, type User } from 'discord.js';
import type { Caller, Place } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { enrolledAs } from '../../desk/enrolment.ts';
import { mayRun, rightsOf } from '../../desk/policy.ts';
import { roles, type Role } from '../../desk/roles.ts';
import { statusOf } from './errors.ts';
import type { DiscordSettings } from './settings.ts';
import { isOpenChannel, lackingIn, listedId } from './setup.ts';

/** Who asks, read from the event itself at each interaction, so that a role that was taken away is gone at once. */
export function callerOf(interaction: Interaction, desk: Desk, settings: DiscordSettings): Caller {
  const { member, user } = interaction;
  const held = member === null ? [] : Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
  return {
    desk: settings.guild,
    member: user.id,
    name: member !== null && 'displayName' in member ? member.displayName : user.username,
    ...rightsIn(desk, user.id, held, settings),
    via: 'discord',
    interaction: interaction.id,
    place: placeOf(interaction, settings),
    deskRoles: deskRolesIn(settings),
    ...leadIn(interaction.guild, settings),
    ...rightsInChannels(interaction.guild, interaction),
  };
}

/**
 * The same for a press in a direct message, where the event holds no roles: the member is fetched from the server, at
 * each press. Undefined when they have left it. Other errors of Discord are thrown.
 */
async function callerInPrivate(
  interaction: Interaction,
  client: Client,
  desk: Desk,
  settings: DiscordSettings,
): Promise<Caller | undefined> {
  const guild = client.guilds.cache.get(settings.guild);
  const member = await guild?.members.fetch({ user: interaction.user.id, force: true }).catch((error: unknown) => {
    if (statusOf(error) === 404) return undefined;
    throw error;
  });
  if (member === undefined) return undefined;
  return {
    desk: settings.guild,
    member: member.id,
    name: member.displayName,
    ...rightsIn(desk, member.id, [...member.roles.cache.keys()], settings),
    via: 'discord',
    interaction: interaction.id,
    place: undefined,
    deskRoles: deskRolesIn(settings),
    ...leadIn(guild, settings),
    ...rightsInChannels(guild, interaction),
  };
}

const deskRolesIn = (settings: DiscordSettings): Record<string, Role> =>
  Object.fromEntries(roles.flatMap((role) => settings.roles[role].map((id) => [id, role])));

/** The role of the leads on the server, so that answers can name whom to ask. */
function leadIn(guild: Guild | null | undefined, settings: DiscordSettings): Pick<Caller, 'lead'> {
  const [id] = settings.roles.lead;
  return id === undefined ? {} : { lead: { kind: 'role', id, name: guild?.roles.cache.get(id)?.name ?? 'lead' } };
}

/** What the bot lacks in channels: what Discord says of the current one, and what follows from the overwrites of others. */
function rightsInChannels(guild: Guild | null | undefined, { channelId, appPermissions }: Interaction): Pick<Caller, 'lacksIn'> {
  if (guild === null || guild === undefined) return {};
  return { lacksIn: (channel) => lackingIn(guild, guild.channels.cache.get(channel), channel === channelId ? appPermissions : undefined) };
}

/** Who asks; undefined for somebody who is not on the server any more. */
export const whoAsks = async (
  interaction: Interaction,
  client: Client,
  desk: Desk,
  settings: DiscordSettings,
): Promise<Caller | undefined> =>
  interaction.guildId === null ? callerInPrivate(interaction, client, desk, settings) : callerOf(interaction, desk, settings);

/** Stores the current names and roles of the caller, and of those the interaction mentions, in the roster. */
export function notePeople(interaction: Interaction, { member: id, name, role }: Caller, desk: Desk, settings: DiscordSettings): void {
  for (const person of [{ id, name, role, isBot: false }, ...peopleIn(interaction, desk, settings)])
    desk.roster.seen(settings.guild, person, desk.now());
}

/**
 * Gets to know the members whom a command names by a ping or an id, though they never used the bot: each is
 * fetched from the server by their id, which needs no privileged intent (a role's members cannot be listed without one). Who is
 * not on the server stays unknown. Nobody is looked up for a caller who may not run the command.
 */
export async function meetNamed(call: Call, caller: Caller, client: Client, { desk, find }: Bot, settings: DiscordSettings): Promise<void> {
  const runnable = find(call.command);
  if (runnable === undefined || !mayRun(caller, needs(runnable, call.options)).allowed) return;
  const typed = Object.entries(call.options).filter(([name]) => runnable.options?.[name]?.type.startsWith('member') === true);
  const named = typed.flatMap(([, text]) =>
    [...String(text).matchAll(/(?<=<@!?|^\s*|[,;\n]\s*)\d{15,22}(?=>|\s*$|\s*[,;\n])/g)].map(([id]) => id),
  );
  const unknown = [...new Set(named)].filter((id) => desk.roster.get(settings.guild, id) === undefined).slice(0, mostMet);
  const guild = client.guilds.cache.get(settings.guild);
  for (const id of unknown) {
    const member = await guild?.members.fetch({ user: id, cache: false }).catch((error: unknown) => {
      if (statusOf(error) === 404) return undefined;
      throw error;
    });
    if (member !== undefined) desk.roster.seen(settings.guild, personOf(member.user, member, desk, settings), desk.now());
  }
}

/** So many unknown people are looked up for one command. */
const mostMet = 25;

type Person = { id: string; name: string; role: Role | undefined; isBot: boolean };
type Part = { users?: ReadonlyMap<string, User>; members?: ReadonlyMap<string, unknown> };

/** Everybody an interaction mentions, as described in it: the most recent data there is. */
function peopleIn(interaction: Interaction, desk: Desk, settings: DiscordSettings): Person[] {
  const parts: (Part | null)[] = [];
  if (interaction.isChatInputCommand() || interaction.isContextMenuCommand()) parts.push(interaction.options.resolved);
  if (interaction.isModalSubmit()) parts.push(...interaction.fields.fields.values().map((field) => field as Part));
  return parts.flatMap((part) =>
    [...(part?.users?.values() ?? [])].map((user) => personOf(user, part?.members?.get(user.id), desk, settings)),
  );
}

function personOf(user: User, member: unknown, desk: Desk, settings: DiscordSettings): Person {
  const { roles: held, displayName } = (member ?? {}) as Partial<Pick<GuildMember, 'displayName'>> & {
    roles?: string[] | GuildMember['roles'];
  };
  const ids = held === undefined ? [] : Array.isArray(held) ? held : [...held.cache.keys()];
  return { id: user.id, name: displayName ?? user.displayName, role: rightsIn(desk, user.id, ids, settings).role, isBot: user.bot };
}

/** The rights that these roles give: all of them, or as far as the second key goes where one is asked for. */
function rightsIn(desk: Desk, member: string, held: readonly string[], settings: DiscordSettings): Pick<Caller, 'role' | 'withoutKey'> {
  const role = roleOf(held, settings);
  return settings.enrolment === true ? rightsOf(role, enrolledAs(desk.facts, settings.guild, member)) : { role };
}

/** The highest of the desk's roles that somebody holds. Administrators of the server get none by that alone. */
export function roleOf(held: readonly string[], settings: DiscordSettings): Role | undefined {
  return roles.toReversed().find((role) => settings.roles[role].some((id) => held.includes(id)));
}

function placeOf({ channel, channelId, appPermissions }: Interaction, settings: DiscordSettings): Place | undefined {
  if (channel === null || channel.isDMBased()) return undefined;
  return {
    id: channelId ?? channel.id,
    name: channel.name,
    listed: settings.listed.includes(listedId(channel)),
    open: isOpenChannel(channel),
    mayPin: appPermissions.has(PermissionFlagsBits.PinMessages),
  };
}

import type { Guild } from './guild.ts';
import type { GuildMember } from './guild-records.ts';

/** A member in the shape of the API; in an interaction, with the permissions in its channel. */
export function memberJson(member: GuildMember, permissions?: bigint): Record<string, unknown> {
  return {
    user: member.user,
    roles: member.roles,
    joined_at: member.joined_at,
    nick: null,
    avatar: null,
    banner: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    premium_since: null,
    communication_disabled_until: null,
    ...(permissions === undefined ? {} : { permissions: permissions.toString() }),
  };
}

/** The guild in the shape of GUILD_CREATE and GET /guilds/:id; the bot is its only member, as with the intent Guilds alone. */
export function guildJson(guild: Guild): Record<string, unknown> {
  const channels = Object.values(guild.channels);
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    owner_id: guild.ownerId,
    preferred_locale: 'en-US',
    features: [],
    emojis: [],
    stickers: [],
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    description: null,
    premium_progress_bar_enabled: false,
    joined_at: guild.bot.joined_at,
    large: false,
    unavailable: false,
    member_count: Object.keys(guild.members).length + 1,
    members: [memberJson(guild.bot)],
    voice_states: [],
    presences: [],
    roles: [guild.everyone, ...Object.values(guild.roles)],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    channels: channels.filter(({ thread_metadata }) => thread_metadata === undefined),
    threads: channels.filter(({ thread_metadata }) => thread_metadata !== undefined),
  };
}

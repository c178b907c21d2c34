import type { Bag } from '../../chat/lint/report.ts';
import type { Guild } from './guild.ts';
import { memberJson } from './guild-json.ts';
import { channelType } from './guild-records.ts';
import type { InteractionRequest } from './interaction.ts';

/** The INTERACTION_CREATE event, except for its id and token. */
export function interactionEvent({ type, data, member, channel, source }: InteractionRequest, guild: Guild, applicationId: string): Bag {
  const isDirect = channel.type === channelType.direct;
  const person = isDirect
    ? { user: member.user, context: 1, authorizing_integration_owners: { '0': '0' } }
    : {
        guild_id: guild.id,
        guild: { id: guild.id, locale: 'en-US', features: [] },
        guild_locale: 'en-US',
        member: memberJson(member, guild.permissionsOf(member, channel)),
        context: 0,
        authorizing_integration_owners: { '0': guild.id },
      };
  return {
    application_id: applicationId,
    type,
    version: 1,
    channel_id: channel.id,
    channel: { ...channel, permissions: guild.permissionsOf(member, channel).toString() },
    ...person,
    app_permissions: guild.permissionsOf(guild.bot, channel).toString(),
    locale: member.locale ?? 'en-GB',
    entitlements: [],
    attachment_size_limit: 10 * 1024 * 1024,
    data,
    ...(source === undefined ? {} : { message: structuredClone(source.message) }),
  };
}

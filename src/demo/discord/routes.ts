import { flag } from '../../chat/lint/lint.ts';
import { numberIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import { channelRoutes, type ChannelParts } from './channel-routes.ts';
import type { Guild } from './guild.ts';
import { guildJson, memberJson } from './guild-json.ts';
import type { Interaction } from './interaction.ts';
import { editReply, followUp, messageOf, removeReply } from './interaction-replies.ts';
import type { Interactions } from './interactions.ts';
import { withoutTranslations } from './registry.ts';
import type { Registry } from './registry.ts';
import { ok, type Request, type Route } from './rest.ts';
import { refuse } from './wire.ts';

type Parts = ChannelParts & {
  interactions: Interactions;
  registry: Registry;
  applicationId: string;
  gatewayUrl: () => string;
};

/** All requests that the local Discord answers. */
export function createRoutes(parts: Parts): Route[] {
  return [...aboutRoutes(parts), ...commandRoutes(parts), ...interactionRoutes(parts), ...channelRoutes(parts)];
}

function aboutRoutes({ guild, applicationId, gatewayUrl }: Parts): Route[] {
  const application = (): Bag => ({
    id: applicationId,
    name: guild.bot.user.username,
    description: '',
    flags: 0,
    bot: guild.bot.user,
    bot_public: false,
    ...guild.application,
  });
  const inGuild = (request: Request): Guild => {
    if (request.params['guild'] !== guild.id || !guild.hasBot) throw refuse.unknownGuild();
    return guild;
  };
  const limits = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
  return [
    { method: 'GET', path: '/gateway/bot', handle: () => ok({ url: gatewayUrl(), shards: 1, session_start_limit: limits }) },
    { method: 'GET', path: '/gateway', isOpen: true, handle: () => ok({ url: gatewayUrl() }) },
    { method: 'GET', path: '/users/@me', handle: () => ok(guild.bot.user) },
    { method: 'GET', path: '/users/@me/guilds', handle: () => ok(guild.hasBot ? [{ id: guild.id, name: guild.name }] : []) },
    { method: 'GET', path: '/oauth2/applications/@me', handle: () => ok(application()) },
    { method: 'GET', path: '/applications/@me', handle: () => ok(application()) },
    { method: 'GET', path: '/guilds/:guild', handle: (request) => ok(guildJson(inGuild(request))) },
    { method: 'GET', path: '/guilds/:guild/roles', handle: (request) => ok(guildJson(inGuild(request))['roles']) },
    { method: 'GET', path: '/guilds/:guild/channels', handle: (request) => ok(guildJson(inGuild(request))['channels']) },
    {
      method: 'GET',
      path: '/guilds/:guild/members/:user',
      handle: (request) => {
        const member = inGuild(request).memberById(request.params['user'] ?? '');
        if (member === undefined) throw refuse.unknownMember();
        return ok(memberJson(member));
      },
    },
    {
      method: 'GET',
      path: '/users/:user',
      handle: ({ params }) => {
        const member = guild.memberById(params['user'] ?? '');
        if (member === undefined) throw refuse.unknownUser();
        return ok(member.user);
      },
    },
  ];
}

function commandRoutes({ guild, messages, registry, applicationId }: Parts): Route[] {
  const scopes = [
    { scope: 'global', path: '/applications/:application/commands' },
    { scope: 'guild', path: '/applications/:application/guilds/:guild/commands' },
  ] as const;
  const check = ({ params }: Request): void => {
    if (params['application'] !== applicationId) throw refuse.unknownApplication();
    if (params['guild'] !== undefined && (params['guild'] !== guild.id || !guild.hasBot)) throw refuse.missingAccess();
  };
  return scopes.flatMap(({ scope, path }): Route[] => [
    {
      method: 'GET',
      path,
      handle: (request) => {
        check(request);
        const list = registry.list(scope);
        return ok(request.query.get('with_localizations') === 'true' ? list : withoutTranslations(list));
      },
    },
    {
      method: 'PUT',
      path,
      handle: (request) => {
        check(request);
        messages.check('commands', request.body);
        return ok(registry.replace(scope, Array.isArray(request.body) ? request.body : []));
      },
    },
  ]);
}

function interactionRoutes({ interactions, ...parts }: Parts): Route[] {
  const path = '/webhooks/:application/:token/messages/:message';
  const opened = ({ params }: Request): Interaction => interactions.webhook(params['application'] ?? '', params['token'] ?? '');
  return [
    {
      method: 'POST',
      path: '/interactions/:id/:token/callback',
      isOpen: true,
      handle: ({ params, body, files, query }) => {
        const interaction = interactions.answer(params['id'] ?? '', params['token'] ?? '', body, files);
        return query.get('with_response') === 'true' ? ok(callbackResponse(interaction, numberIn(body, 'type') ?? 0)) : undefined;
      },
    },
    {
      method: 'GET',
      path,
      isOpen: true,
      handle: (request) => ok(messageOf(opened(request), request.params['message'] ?? '').message),
    },
    {
      method: 'PATCH',
      path,
      isOpen: true,
      handle: (request) => ok(editReply(parts, opened(request), request.params['message'] ?? '', request.body, request.files)),
    },
    {
      method: 'DELETE',
      path,
      isOpen: true,
      handle: (request) => {
        removeReply(parts, opened(request), request.params['message'] ?? '');
        return undefined;
      },
    },
    {
      method: 'POST',
      path: '/webhooks/:application/:token',
      isOpen: true,
      handle: (request) => ok(followUp(parts, opened(request), request.body, request.files)),
    },
  ];
}

function callbackResponse({ id, type, original }: Interaction, answer: number): Bag {
  const message = original?.message;
  const flags = message?.flags ?? 0;
  const about = {
    response_message_id: message?.id,
    response_message_loading: (flags & flag.loading) !== 0,
    response_message_ephemeral: (flags & flag.ephemeral) !== 0,
  };
  return { interaction: { id, type, ...about }, resource: { type: answer, ...(message === undefined ? {} : { message }) } };
}

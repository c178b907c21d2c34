import { field, isAbsent, arrayIn, numberIn, textIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import { flag } from '../../chat/lint/lint.ts';
import type { GuildChannel, Guild, PermissionName } from './guild.ts';
import { channelType } from './guild.ts';
import { guildJson, memberJson } from './guild-json.ts';
import type { Interaction, Interactions } from './interactions.ts';
import type { Messages } from './messages.ts';
import type { Registry } from './registry.ts';
import { withoutTranslations } from './registry.ts';
import type { RestReply, Request, Route } from './rest.ts';
import type { Message } from './wire.ts';
import { refuse, refuseForm } from './wire.ts';

type Parts = {
  guild: Guild;
  messages: Messages;
  interactions: Interactions;
  registry: Registry;
  applicationId: string;
  gatewayUrl: () => string;
  dispatch: (t: string, d: unknown, intent?: number) => void;
};

const ok = (body: unknown): RestReply => ({ status: 200, body });

/** All requests that this Discord understands. */
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
  });
  const inGuild = (request: Request): Guild => {
    if (request.params['guild'] !== guild.id) throw refuse.unknownGuild();
    return guild;
  };
  const limits = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
  return [
    { method: 'GET', path: '/gateway/bot', handle: () => ok({ url: gatewayUrl(), shards: 1, session_start_limit: limits }) },
    { method: 'GET', path: '/gateway', isOpen: true, handle: () => ok({ url: gatewayUrl() }) },
    { method: 'GET', path: '/users/@me', handle: () => ok(guild.bot.user) },
    { method: 'GET', path: '/users/@me/guilds', handle: () => ok([{ id: guild.id, name: guild.name }]) },
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
    if (params['guild'] !== undefined && params['guild'] !== guild.id) throw refuse.missingAccess();
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

function interactionRoutes({ interactions }: Parts): Route[] {
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
      handle: (request) => ok(interactions.messageOf(opened(request), request.params['message'] ?? '').message),
    },
    {
      method: 'PATCH',
      path,
      isOpen: true,
      handle: (request) => ok(interactions.edit(opened(request), request.params['message'] ?? '', request.body, request.files)),
    },
    {
      method: 'DELETE',
      path,
      isOpen: true,
      handle: (request) => {
        interactions.remove(opened(request), request.params['message'] ?? '');
        return undefined;
      },
    },
    {
      method: 'POST',
      path: '/webhooks/:application/:token',
      isOpen: true,
      handle: (request) => ok(interactions.followUp(opened(request), request.body, request.files)),
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

/** https://discord.com/developers/docs/events/gateway#gateway-intents */
const GUILD_MESSAGES = 1 << 9;
const DIRECT_MESSAGES = 1 << 12;

function channelRoutes({ guild, messages, dispatch }: Parts): Route[] {
  const { bot } = guild;

  /** The channel, where the bot may do this. Throws 10003, 50001 or 50013. */
  function channelFor({ params }: Request, ...needed: PermissionName[]): GuildChannel {
    const channel = guild.channelById(params['channel'] ?? '');
    if (channel === undefined) throw refuse.unknownChannel();
    if (!guild.isAllowed(bot, channel, 'VIEW_CHANNEL')) throw refuse.missingAccess();
    if (!needed.every((name) => guild.isAllowed(bot, channel, name))) throw refuse.missingPermission();
    return channel;
  }

  /** What the bot reads of a message: without the privileged intent nothing of what others wrote, unless it is named. */
  function readable(message: Message, channel: GuildChannel): Message {
    const mayRead =
      message.author.id === bot.user.id || channel.type === channelType.direct || message.mentions.some(({ id }) => id === bot.user.id);
    return mayRead ? message : { ...message, content: '', embeds: [], attachments: [], components: [] };
  }

  /** The bot's own message in this channel; ephemeral ones exist only for their webhook. Throws 10008. */
  function messageIn(channel: GuildChannel, request: Request) {
    const entry = messages.find(channel.id, request.params['message'] ?? '');
    if (entry.visibleTo !== undefined) throw refuse.unknownMessage();
    return entry;
  }

  function post(request: Request): RestReply {
    const found = guild.channelById(request.params['channel'] ?? '');
    const isThread = found?.thread_metadata !== undefined;
    const channel = channelFor(request, isThread ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES');
    const { body, files } = request;
    const nonce = field(body, 'nonce');
    if (files.length > 0 && !guild.isAllowed(bot, channel, 'ATTACH_FILES')) throw refuse.missingPermission();
    if (channel.recipients?.some(({ id }) => guild.memberById(id)?.dmsOpen === false)) throw refuse.directMessagesClosed();
    messages.check('message', body, { files: files.map(({ name, content }) => ({ name, size: content.length })) });
    checkReference(channel, body);
    const before = field(body, 'enforce_nonce') === true && !isAbsent(nonce) ? messages.byNonce(channel.id, nonce) : undefined;
    if (before !== undefined) return ok(before.message);
    const flags = (numberIn(body, 'flags') ?? 0) & ~flag.ephemeral;
    const said = typeof nonce === 'string' || typeof nonce === 'number' ? { nonce } : {};
    const reference = field(body, 'message_reference');
    const extra = { flags, ...said, ...(isAbsent(reference) ? {} : { type: 19, message_reference: reference as Bag }) };
    const { message } = messages.create({ channel, author: bot.user, extra }, body, files);
    if (!isAbsent(nonce)) messages.rememberNonce(channel.id, nonce, message.id);
    const isDirect = channel.type === channelType.direct;
    dispatch('MESSAGE_CREATE', { ...message, ...(isDirect ? {} : { guild_id: guild.id }) }, isDirect ? DIRECT_MESSAGES : GUILD_MESSAGES);
    return ok(message);
  }

  function checkReference(channel: GuildChannel, body: unknown): void {
    const reference = field(body, 'message_reference');
    if (isAbsent(reference) || field(reference, 'fail_if_not_exists') === false) return;
    if (messages.get(textIn(reference, 'message_id'))?.message.channel_id !== channel.id)
      throw refuseForm([{ path: 'message_reference', rule: 'replies-unknown-message', message: 'Unknown message' }]);
  }

  function startThread(request: Request, isFromMessage: boolean): RestReply {
    const type = isFromMessage ? channelType.publicThread : (numberIn(request.body, 'type') ?? channelType.privateThread);
    const needed = type === channelType.privateThread ? 'CREATE_PRIVATE_THREADS' : 'CREATE_PUBLIC_THREADS';
    const parent = channelFor(request, needed);
    const name = textIn(request.body, 'name');
    if (isFromMessage) messageIn(parent, request);
    if (name === '' || name.length > 100)
      throw refuseForm([{ path: 'name', rule: 'too-long', message: `The name has ${name.length} characters; 1 to 100 are allowed.` }]);
    const thread = guild.addThread(parent, name, type, bot.user.id);
    dispatch('THREAD_CREATE', { ...thread, newly_created: true });
    return { status: 201, body: thread };
  }

  const path = '/channels/:channel/messages/:message';
  return [
    { method: 'GET', path: '/channels/:channel', handle: (request) => ok(channelFor(request)) },
    { method: 'POST', path: '/channels/:channel/messages', handle: post },
    {
      method: 'GET',
      path: '/channels/:channel/messages',
      handle: (request) => {
        const channel = channelFor(request, 'READ_MESSAGE_HISTORY');
        const limit = Number(request.query.get('limit') ?? 50);
        const newestFirst = messages.list(channel.id).reverse().slice(0, limit);
        return ok(newestFirst.map((message) => readable(message, channel)));
      },
    },
    {
      method: 'GET',
      path,
      handle: (request) => {
        const channel = channelFor(request, 'READ_MESSAGE_HISTORY');
        return ok(readable(messageIn(channel, request).message, channel));
      },
    },
    {
      method: 'PATCH',
      path,
      handle: (request) => {
        const entry = messageIn(channelFor(request), request);
        if (entry.message.author.id !== bot.user.id) throw refuse.notYours();
        return ok(messages.edit(entry, request.body, request.files));
      },
    },
    {
      method: 'DELETE',
      path,
      handle: (request) => {
        const channel = channelFor(request);
        const entry = messageIn(channel, request);
        if (entry.message.author.id !== bot.user.id && !guild.isAllowed(bot, channel, 'MANAGE_MESSAGES')) throw refuse.missingPermission();
        messages.remove(entry);
        return undefined;
      },
    },
    { method: 'POST', path: '/channels/:channel/typing', handle: (request) => void channelFor(request, 'SEND_MESSAGES') },
    { method: 'POST', path: '/channels/:channel/threads', handle: (request) => startThread(request, false) },
    { method: 'POST', path: '/channels/:channel/messages/:message/threads', handle: (request) => startThread(request, true) },
    {
      method: 'POST',
      path: '/users/@me/channels',
      handle: ({ body }) => {
        const wanted = textIn(body, 'recipient_id') || String(arrayIn(body, 'recipients')[0]);
        const member = guild.memberById(wanted);
        if (member === undefined) throw refuse.unknownUser();
        return ok(guild.directChannel(member.user));
      },
    },
  ];
}

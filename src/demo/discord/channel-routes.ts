import { flag } from '../../chat/lint/lint.ts';
import { field, isAbsent, arrayIn, numberIn, textIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import type { Guild } from './guild.ts';
import { channelType } from './guild-records.ts';
import type { GuildChannel } from './guild-records.ts';
import type { Messages } from './messages.ts';
import type { PermissionName } from './permissions.ts';
import { ok, type RestReply, type Request, type Route } from './rest.ts';
import { refuse, refuseForm } from './wire.ts';
import type { Message } from './wire.ts';

/** What the requests about channels need; `intent` is the bit without which the bot does not get an event. */
export type ChannelParts = { guild: Guild; messages: Messages; dispatch: (t: string, d: unknown, intent?: number) => void };

/** https://discord.com/developers/docs/events/gateway#gateway-intents */
const GUILD_MESSAGES = 1 << 9;
const DIRECT_MESSAGES = 1 << 12;

/** The requests about channels, their messages and threads, and direct messages. */
export function channelRoutes(parts: ChannelParts): Route[] {
  const { guild, messages } = parts;
  const { bot } = guild;
  const path = '/channels/:channel/messages/:message';
  return [
    { method: 'GET', path: '/channels/:channel', handle: (request) => ok(channelFor(guild, request)) },
    { method: 'POST', path: '/channels/:channel/messages', handle: (request) => post(parts, request) },
    {
      method: 'GET',
      path: '/channels/:channel/messages',
      handle: (request) => {
        const channel = channelFor(guild, request, 'READ_MESSAGE_HISTORY');
        const limit = Number(request.query.get('limit') ?? 50);
        const newestFirst = messages.list(channel.id).reverse().slice(0, limit);
        return ok(newestFirst.map((message) => readable(guild, message, channel)));
      },
    },
    {
      method: 'GET',
      path,
      handle: (request) => {
        const channel = channelFor(guild, request, 'READ_MESSAGE_HISTORY');
        return ok(readable(guild, messageIn(messages, channel, request).message, channel));
      },
    },
    {
      method: 'PATCH',
      path,
      handle: (request) => {
        const entry = messageIn(messages, channelFor(guild, request), request);
        if (entry.message.author.id !== bot.user.id) throw refuse.notYours();
        return ok(messages.edit(entry, request.body, request.files));
      },
    },
    {
      method: 'DELETE',
      path,
      handle: (request) => {
        const channel = channelFor(guild, request);
        const entry = messageIn(messages, channel, request);
        if (entry.message.author.id !== bot.user.id && !guild.isAllowed(bot, channel, 'MANAGE_MESSAGES')) throw refuse.missingPermission();
        messages.remove(entry);
        return undefined;
      },
    },
    ...(['PUT', 'DELETE'] as const).map((method): Route => ({
      method,
      path: '/channels/:channel/messages/pins/:message',
      handle: (request) => {
        messageIn(messages, channelFor(guild, request, 'PIN_MESSAGES'), request).message.pinned = method === 'PUT';
        return undefined;
      },
    })),
    { method: 'POST', path: '/channels/:channel/typing', handle: (request) => void channelFor(guild, request, 'SEND_MESSAGES') },
    { method: 'POST', path: '/channels/:channel/threads', handle: (request) => startThread(parts, request, false) },
    { method: 'POST', path: '/channels/:channel/messages/:message/threads', handle: (request) => startThread(parts, request, true) },
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

/** The channel of a request, if the bot has these permissions there. Throws 10003, 50001 or 50013. */
function channelFor(guild: Guild, { params }: Request, ...needed: PermissionName[]): GuildChannel {
  const { bot } = guild;
  const channel = guild.channelById(params['channel'] ?? '');
  if (channel === undefined) throw refuse.unknownChannel();
  if (!guild.hasBot || !guild.isAllowed(bot, channel, 'VIEW_CHANNEL')) throw refuse.missingAccess();
  if (!needed.every((name) => guild.isAllowed(bot, channel, name))) throw refuse.missingPermission();
  return channel;
}

/** What the bot can read of a message: without the privileged intent, nothing of what others wrote without naming it. */
function readable({ bot }: Guild, message: Message, channel: GuildChannel): Message {
  const mayRead =
    message.author.id === bot.user.id || channel.type === channelType.direct || message.mentions.some(({ id }) => id === bot.user.id);
  return mayRead ? message : { ...message, content: '', embeds: [], attachments: [], components: [] };
}

/** The message of a request. Throws 10008, also for ephemeral messages: only their webhook knows them. */
function messageIn(messages: Messages, channel: GuildChannel, request: Request) {
  const entry = messages.find(channel.id, request.params['message'] ?? '');
  if (entry.visibleTo !== undefined) throw refuse.unknownMessage();
  return entry;
}

function post({ guild, messages, dispatch }: ChannelParts, request: Request): RestReply {
  const { bot } = guild;
  const found = guild.channelById(request.params['channel'] ?? '');
  const isThread = found?.thread_metadata !== undefined;
  const channel = channelFor(guild, request, isThread ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES');
  const { body, files } = request;
  const nonce = field(body, 'nonce');
  if (files.length > 0 && !guild.isAllowed(bot, channel, 'ATTACH_FILES')) throw refuse.missingPermission();
  if (channel.recipients?.some(({ id }) => guild.memberById(id)?.dmsOpen === false)) throw refuse.directMessagesClosed();
  messages.check('message', body, { files: files.map(({ name, content }) => ({ name, size: content.length })) });
  checkReference(messages, channel, body);
  const before = field(body, 'enforce_nonce') === true && !isAbsent(nonce) ? messages.byNonce(channel.id, nonce) : undefined;
  if (before !== undefined) return ok(before.message);
  const flags = (numberIn(body, 'flags') ?? 0) & ~flag.ephemeral;
  const echoed = typeof nonce === 'string' || typeof nonce === 'number' ? { nonce } : {};
  const reference = field(body, 'message_reference');
  const extra = { flags, ...echoed, ...(isAbsent(reference) ? {} : { type: 19, message_reference: reference as Bag }) };
  const { message } = messages.create({ channel, author: bot.user, extra }, body, files);
  if (!isAbsent(nonce)) messages.rememberNonce(channel.id, nonce, message.id);
  const isDirect = channel.type === channelType.direct;
  dispatch('MESSAGE_CREATE', { ...message, ...(isDirect ? {} : { guild_id: guild.id }) }, isDirect ? DIRECT_MESSAGES : GUILD_MESSAGES);
  return ok(message);
}

function checkReference(messages: Messages, channel: GuildChannel, body: unknown): void {
  const reference = field(body, 'message_reference');
  if (isAbsent(reference) || field(reference, 'fail_if_not_exists') === false) return;
  if (messages.get(textIn(reference, 'message_id'))?.message.channel_id !== channel.id)
    throw refuseForm([{ path: 'message_reference', rule: 'replies-unknown-message', message: 'Unknown message' }]);
}

function startThread({ guild, messages, dispatch }: ChannelParts, request: Request, isFromMessage: boolean): RestReply {
  const type = isFromMessage ? channelType.publicThread : (numberIn(request.body, 'type') ?? channelType.privateThread);
  const needed = type === channelType.privateThread ? 'CREATE_PRIVATE_THREADS' : 'CREATE_PUBLIC_THREADS';
  const parent = channelFor(guild, request, needed);
  const name = textIn(request.body, 'name');
  if (isFromMessage) messageIn(messages, parent, request);
  if (name === '' || name.length > 100)
    throw refuseForm([{ path: 'name', rule: 'too-long', message: `The name has ${name.length} characters; 1 to 100 are allowed.` }]);
  const thread = guild.addThread(parent, name, type, guild.bot.user.id);
  dispatch('THREAD_CREATE', { ...thread, newly_created: true });
  return { status: 201, body: thread };
}

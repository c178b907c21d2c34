import { english } from '../../reply/text.ts';
import { ChannelType, type Channel, type Client, type Guild, type SendableChannels } from 'discord.js';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { shownInChannel, shownToCaller, type VisibleParts } from '../../desk/policy.ts';
import type { Post } from '../../reply/reply.ts';
import { label } from '../neutralise.ts';
import { NeverSent } from '../sending.ts';
import { roleOf } from './caller.ts';
import { statusOf } from './errors.ts';
import type { DiscordSettings } from './settings.ts';
import { isOpenChannel, lackingIn, listedId } from './setup.ts';

/** Where messages can be sent and edited. */
export type Target = Pick<SendableChannels, 'send' | 'messages'>;

/** What finding a target needs. */
export type TargetParts = { client: Client; desk: Desk; settings: DiscordSettings };

/** The thread of a cable, and the channel that it is in or is to be opened in. */
type ThreadAddress = Extract<Post['to'], { thread: unknown }>;

/** Where a post goes, after checking that its contents may be seen there. Throws NeverSent. */
export function targetOf(parts: TargetParts, guild: Guild, post: Post): Promise<Target> {
  if ('member' in post.to) return directTo(parts, guild, post.to.member, post);
  if ('thread' in post.to) return threadFor(parts, guild, post.to, post);
  if ('webhook' in post.to) throw new NeverSent(english('It is not for Discord.'));
  return channelFor(parts, guild, post.to.channel, post);
}

/** The thread of a cable: the one on record, else the bot's own of that name in the channel, else a new one. */
async function threadFor(parts: TargetParts, guild: Guild, { thread, channel: id }: ThreadAddress, post: Post): Promise<Target> {
  const { client, desk, settings } = parts;
  const recorded = desk.facts.get(settings.guild, 'thread', thread.cable, '')?.value.thread;
  if (recorded !== undefined && (await fetched(client, recorded)) !== null) return channelFor(parts, guild, recorded, post);
  const channel = await channelFor(parts, guild, id, post);
  const parent = guild.channels.cache.get(id);
  if (parent?.type !== ChannelType.GuildText) throw new NeverSent(english('Threads can only be opened in a text channel.'));
  const name = label(thread.ref, 100);
  const existing = parent.threads.cache.find((one) => one.name === name && one.ownerId === client.user?.id);
  const opened = existing ?? (await parent.threads.create({ name, type: ChannelType.PublicThread, autoArchiveDuration: 10_080 }));
  const bot: Caller = {
    desk: settings.guild,
    member: client.user?.id ?? '',
    name: 'cabledesk',
    role: 'lead',
    via: 'discord',
    interaction: `thread:${opened.id}`,
    place: undefined,
  };
  desk.act(bot, { act: 'thread', cable: thread.ref, detail: { thread: opened.id } }, ({ put }) =>
    put('thread', thread.cable, '', { thread: opened.id }),
  );
  return opened.isSendable() ? opened : channel;
}

async function channelFor({ client, desk, settings }: TargetParts, guild: Guild, id: string, post: Post): Promise<Target> {
  const channel = guild.channels.cache.get(id) ?? (await fetched(client, id));
  if (channel === null || channel.isDMBased() || channel.guildId !== guild.id)
    throw new NeverSent(english('The channel does not exist, or I cannot see it.'));
  if (!channel.isSendable()) throw new NeverSent(english('The channel does not accept messages.'));
  if (lackingIn(guild, channel).length > 0) throw new NeverSent(english('I am not allowed to write in that channel.'));
  const place = { listed: settings.listed.includes(listedId(channel)), open: isOpenChannel(channel) };
  requireShown(shownInChannel(desk.exposure, place), post);
  return channel;
}

/** The direct messages of a member, if they still have one of the desk's roles. */
async function directTo({ desk, settings }: TargetParts, guild: Guild, id: string, post: Post): Promise<Target> {
  const member = await guild.members.fetch({ user: id, force: true });
  if (roleOf([...member.roles.cache.keys()], settings) === undefined)
    throw new NeverSent(english('The member no longer has a role at this desk.'));
  requireShown(shownToCaller(desk.exposure), post);
  return member.createDM();
}

/** The channel with this id; null when it does not exist or the bot cannot see it. */
function fetched(client: Client, id: string): Promise<Channel | null> {
  return client.channels.fetch(id).catch((error: unknown) => {
    const status = statusOf(error);
    if (status === 403 || status === 404) return null;
    throw error;
  });
}

function requireShown(shown: VisibleParts, { shows }: Post): void {
  if (shows !== undefined && !shown[shows]) throw new NeverSent(english('It shows more than is allowed there now.'));
}

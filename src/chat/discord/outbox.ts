import {
  MessageFlags,
  ChannelType,
  PermissionFlagsBits,
  type Channel,
  type Client,
  type Guild,
  type GuildBasedChannel,
  type SendableChannels,
} from 'discord.js';
import type { DiscordSettings } from './settings.ts';
import type { Desk } from '../../desk/desk.ts';
import { errorFields, type Log } from '../../log.ts';
import type { Caller } from '../../desk/caller.ts';
import { hiddenFrom } from '../../desk/withdrawn.ts';
import { label } from '../neutralise.ts';
import type { OutboxRow } from '../../desk/outbox.ts';
import { shownInChannel, shownToCaller, type VisibleParts } from '../../desk/policy.ts';
import type { Post, Reply } from '../../reply/reply.ts';
import { roleOf } from './caller.ts';
import { codeOf, sentenceOf, statusOf } from './errors.ts';
import type { Sending } from './payload.ts';
import { isOpenChannel, listedId } from './setup.ts';

type Parts = { client: Client; desk: Desk; settings: DiscordSettings; log: Log; sending: Sending };
type Target = Pick<SendableChannels, 'send'>;

/** First and longest wait between two tries, in milliseconds. */
const firstWait = 1000;
const longestWait = 5 * 60_000;

/** A reason for which a post will never be sent; in words of ours. */
class NeverSent extends Error {}

/**
 * Sends what is due, in order, one at a time, from the first `nudge` on. Each post is looked at again before it goes
 * (channel, setting, audience), goes with an enforced nonce, and is marked only after it went. Trouble of Discord's or
 * of the network leaves it due and is tried again later and later; refusals end it, with the reason kept.
 */
export function createSender({ client, desk, settings, log, sending }: Parts): { nudge(): void; stop(): Promise<void> } {
  let state: 'not begun' | 'open' | 'stopped' = 'not begun';
  let running: Promise<void> | undefined;
  let again = false;
  let wait = firstWait;
  let timer: NodeJS.Timeout | undefined;

  const drain = async (): Promise<void> => {
    do {
      again = false;
      for (const row of desk.outbox.due(20)) {
        if (state === 'stopped') return;
        if (!(await settle(row))) return later();
      }
    } while (again || desk.outbox.due(1).length > 0);
    wait = firstWait;
  };

  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(go, wait);
    wait = Math.min(wait * 2, longestWait);
  };

  const go = (): void => {
    again = true;
    if (state !== 'open' || running !== undefined) return;
    running = drain()
      .catch((error: unknown) => log.error(errorFields(error), 'outbox'))
      .finally(() => {
        running = undefined;
      });
  };

  /** False: the post stays due. */
  const settle = async (row: OutboxRow): Promise<boolean> => {
    try {
      desk.outbox.sent(row.id, await send(row));
      return true;
    } catch (error) {
      const reason = finalReason(error);
      if (reason === undefined) {
        desk.outbox.again(row.id, sentenceOf(error));
        log.warn({ post: row.id, tries: row.tries + 1, ...errorFields(error) }, 'a post waits');
        return false;
      }
      desk.outbox.failed(row.id, reason, desk.now());
      log.warn({ post: row.id, reason, ...(error instanceof NeverSent ? {} : errorFields(error)) }, 'a post was not sent');
      return true;
    }
  };

  /** Sends a post and returns its message's id. */
  const send = async ({ post, desk: owner, nonce }: OutboxRow): Promise<string> => {
    if (owner !== settings.guild) throw new NeverSent('It belongs to another desk.');
    const hidden = hiddenFrom(desk.facts, { desk: owner, role: 'reader' });
    if (post.about !== undefined && hidden.has(post.about)) throw new NeverSent('The cable was withdrawn meanwhile.');
    const guild = client.guilds.cache.get(settings.guild);
    if (guild === undefined) throw new NeverSent('I am not on the server any more.');
    const target = await targetOf(guild, post);
    const message = await target.send({
      ...payloadOf(post.reply, hidden),
      flags: MessageFlags.IsComponentsV2 | (post.silent === true ? MessageFlags.SuppressNotifications : 0),
      allowedMentions: { parse: [], users: post.ping ?? [] },
      nonce,
      enforceNonce: true,
    });
    return message.id;
  };

  const targetOf = (guild: Guild, post: Post): Promise<Target> => {
    if ('member' in post.to) return directTo(guild, post.to.member, post);
    if ('thread' in post.to) return threadFor(guild, post.to, post);
    return channelFor(guild, post.to.channel, post);
  };

  /** The thread of a cable; the one that is kept for it, one of its name that stands in the channel, or a new one. */
  const threadFor = async (
    guild: Guild,
    { thread, channel: id }: { thread: { cable: number; ref: string }; channel: string },
    post: Post,
  ): Promise<Target> => {
    const kept = desk.facts.get(settings.guild, 'thread', thread.cable, '')?.value['thread'];
    if (typeof kept === 'string' && (await fetched(kept)) !== null) return channelFor(guild, kept, post);
    const channel = await channelFor(guild, id, post);
    const parent = guild.channels.cache.get(id);
    if (parent?.type !== ChannelType.GuildText) throw new NeverSent('Threads can only be opened in a text channel.');
    const name = label(thread.ref, 100);
    const standing = parent.threads.cache.find((one) => one.name === name && one.ownerId === client.user?.id);
    const opened = standing ?? (await parent.threads.create({ name, type: ChannelType.PublicThread, autoArchiveDuration: 10_080 }));
    const self: Caller = {
      desk: settings.guild,
      member: client.user?.id ?? '',
      name: 'cabledesk',
      role: 'lead',
      via: 'discord',
      interaction: `thread:${opened.id}`,
      place: undefined,
    };
    desk.act(self, { act: 'thread', cable: thread.ref, detail: { thread: opened.id } }, ({ put }) =>
      put('thread', thread.cable, '', { thread: opened.id }),
    );
    return opened.isSendable() ? opened : channel;
  };

  /** A post that cannot be set today cannot be set tomorrow: it must not hold up those behind it. */
  const payloadOf = (reply: Reply, hidden: ReadonlySet<number>) => {
    try {
      return sending.payloadOf(withoutHidden(reply, hidden));
    } catch (error) {
      log.error(errorFields(error), 'a post could not be set');
      throw new NeverSent('It could not be set.');
    }
  };

  const channelFor = async (guild: Guild, id: string, post: Post): Promise<Target> => {
    const channel = guild.channels.cache.get(id) ?? (await fetched(id));
    if (channel === null || channel.isDMBased() || channel.guildId !== guild.id)
      throw new NeverSent('The channel is not there, or I cannot see it.');
    if (!channel.isSendable()) throw new NeverSent('The channel takes no messages.');
    if (!mayWrite(channel)) throw new NeverSent('I may not write in that channel.');
    const place = { listed: settings.listed.includes(listedId(channel)), open: isOpenChannel(channel) };
    requireShown(shownInChannel(desk.exposure, place), post);
    return channel;
  };

  const fetched = (id: string): Promise<Channel | null> =>
    client.channels.fetch(id).catch((error: unknown) => {
      const status = statusOf(error);
      if (status === 403 || status === 404) return null;
      throw error;
    });

  /** A member's own channel, if they still have a role of the desk. */
  const directTo = async (guild: Guild, id: string, post: Post): Promise<Target> => {
    const member = await guild.members.fetch({ user: id, force: true });
    if (roleOf([...member.roles.cache.keys()], settings) === undefined)
      throw new NeverSent('The member has none of the roles of this desk any more.');
    requireShown(shownToCaller(desk.exposure), post);
    return member.createDM();
  };

  desk.outbox.onAdded(go);
  return {
    nudge() {
      if (state === 'not begun') state = 'open';
      go();
    },
    async stop() {
      state = 'stopped';
      clearTimeout(timer);
      await running;
    },
  };
}

/** A reply without what it says of cables that were withdrawn since it was written. */
function withoutHidden(reply: Reply, hidden: ReadonlySet<number>): Reply {
  const isSeen = (row: number | undefined): boolean => row === undefined || !hidden.has(row);
  const { files, ...rest } = reply;
  return {
    ...rest,
    blocks: rest.blocks.map((block) =>
      block.kind === 'items' ? { ...block, items: block.items.filter(({ about }) => isSeen(about)) } : block,
    ),
    ...(files === undefined ? {} : { files: files.filter(({ about = [] }) => about.every(isSeen)) }),
  };
}

function mayWrite(channel: GuildBasedChannel): boolean {
  const { me } = channel.guild.members;
  const writing = channel.isThread() ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages;
  return me === null || channel.permissionsFor(me).has([PermissionFlagsBits.ViewChannel, writing]);
}

function requireShown(shown: VisibleParts, { shows }: Post): void {
  if (shows !== undefined && !shown[shows]) throw new NeverSent(`It shows more (${shows}) than may be seen there now.`);
}

/** Why a post will never be sent; undefined when another try may do. */
function finalReason(error: unknown): string | undefined {
  if (error instanceof NeverSent) return error.message;
  const status = statusOf(error);
  // What Discord refuses now it will refuse again, but for a lack of time (429), a dead token (401), or its own trouble.
  if (status === undefined || status >= 500 || status === 429 || status === 401) return undefined;
  return `${codeOf(error) ?? status}: ${sentenceOf(error)}`;
}

import { MessageFlags, PermissionFlagsBits, type Client, type SendableChannels } from 'discord.js';
import type { DiscordSettings } from '../config.ts';
import type { Desk } from '../desk.ts';
import { errorFields, type Log } from '../log.ts';
import type { OutboxRow } from '../outbox.ts';
import { shownInChannel } from '../policy.ts';
import type { Reply } from '../reply.ts';
import { codeOf, sentenceOf, statusOf } from './discord-errors.ts';
import { isOpen, listedId } from './discord-setup.ts';
import type { Payload } from './discord-send.ts';

type Parts = { client: Client; desk: Desk; settings: DiscordSettings; log: Log; payloadOf: (reply: Reply) => Payload };

/** Longest wait between two tries, in milliseconds. */
const longestWait = 5 * 60_000;

/**
 * Sends what is due, in order, one at a time. Each post is looked at again before it goes (channel, setting, audience),
 * goes with an enforced nonce, and is marked only after it went. Server errors leave it due and are tried again later
 * and later; refusals end it, with the reason kept.
 */
export function createSender({ client, desk, settings, log, payloadOf }: Parts): { nudge(): void; stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let wait = 1000;
  let timer: NodeJS.Timeout | undefined;

  const drain = async (): Promise<void> => {
    do {
      again = false;
      for (const row of desk.outbox.due(20)) {
        if (stopped) return;
        if (!(await send(row))) return later();
      }
    } while (again || desk.outbox.due(1).length > 0);
    wait = 1000;
  };

  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(nudge, wait);
    wait = Math.min(wait * 2, longestWait);
  };

  const nudge = (): void => {
    again = true;
    if (stopped || running !== undefined) return;
    running = drain()
      .catch((error: unknown) => log.error(errorFields(error), 'outbox'))
      .finally(() => {
        running = undefined;
      });
  };

  /** False: the post stays due. */
  const send = async (row: OutboxRow): Promise<boolean> => {
    const refusal = (problem: string): true => {
      desk.outbox.failed(row.id, problem);
      log.warn({ post: row.id, problem }, 'a post was not sent');
      return true;
    };
    try {
      const target = await targetOf(row);
      if (typeof target === 'string') return refusal(target);
      const { post } = row;
      const payload = payloadOf(post.reply);
      const message = await target.send({
        ...payload,
        flags: MessageFlags.IsComponentsV2 | (post.silent === true ? MessageFlags.SuppressNotifications : 0),
        allowedMentions: { parse: [], users: post.ping ?? [] },
        nonce: row.nonce,
        enforceNonce: true,
      });
      desk.outbox.sent(row.id, message.id);
      return true;
    } catch (error) {
      const status = statusOf(error);
      // What Discord refuses now it will refuse again, but for a lack of time (429) or trouble of its own.
      if (status !== undefined && status < 500 && status !== 429) return refusal(`${codeOf(error) ?? status}: ${sentenceOf(error)}`);
      desk.outbox.again(row.id, sentenceOf(error));
      log.warn({ post: row.id, tries: row.tries + 1, ...errorFields(error) }, 'a post waits');
      return false;
    }
  };

  /** Where the post goes, or why it must not. */
  const targetOf = async ({ post, desk: owner }: OutboxRow): Promise<SendableChannels | { send: SendableChannels['send'] } | string> => {
    if (owner !== settings.guild) return 'It belongs to another desk.';
    if ('member' in post.to) return client.users.createDM(post.to.member);
    const channel =
      client.guilds.cache.get(settings.guild)?.channels.cache.get(post.to.channel) ??
      (await client.channels.fetch(post.to.channel).catch(() => null));
    if (channel === null || channel.isDMBased() || channel.guildId !== settings.guild)
      return 'The channel is not there, or I cannot see it.';
    if (!channel.isSendable()) return 'The channel takes no messages.';
    const own = channel.guild.members.me;
    if (
      own !== null &&
      !channel
        .permissionsFor(own)
        .has([
          PermissionFlagsBits.ViewChannel,
          channel.isThread() ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages,
        ])
    )
      return 'I may not write in that channel.';
    const shown = shownInChannel(desk.exposure, { listed: settings.listed.includes(listedId(channel)), open: isOpen(channel) });
    const allowed = { none: true, metadata: shown.metadata, excerpt: shown.excerpt, text: shown.text }[post.shows ?? 'none'];
    return allowed ? channel : `The channel may not see that (${post.shows ?? 'none'}) any more.`;
  };

  desk.outbox.onAdded(nudge);
  return {
    nudge,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

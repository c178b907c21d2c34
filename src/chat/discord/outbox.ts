import { MessageFlags } from 'discord.js';
import type { OutboxRow } from '../../desk/outbox.ts';
import type { Cables } from '../../cables/cables.ts';
import { errorFields, type Log } from '../../log.ts';
import type { Reply } from '../../reply/reply.ts';
import { codeOf, sentenceOf, statusOf } from './errors.ts';
import type { Sending } from './payload.ts';
import { NeverSent, targetOf, type TargetParts } from './post-target.ts';

type Parts = TargetParts & { log: Log; sending: Sending };

/** Shortest and longest delay before the next attempt, in milliseconds; it doubles after each failure. */
const minDelay = 1000;
const maxDelay = 5 * 60_000;

/**
 * Sends the posts that are due, in order, one at a time, from the first `nudge` on. Each post is checked again before
 * it is sent (channel, setting, audience), is sent with an enforced nonce, and is marked as sent only afterwards. When
 * Discord or the network fails, the post stays due and is tried again after growing delays; a refusal is final, and its
 * reason is stored.
 */
export function createSender(parts: Parts): { nudge(): void; stop(): Promise<void> } {
  const { desk } = parts;
  let state: 'not started' | 'open' | 'stopped' = 'not started';
  let running: Promise<void> | undefined;
  let again = false;
  let delay = minDelay;
  let timer: NodeJS.Timeout | undefined;

  const drain = async (): Promise<void> => {
    do {
      again = false;
      for (const row of desk.outbox.due(20)) {
        if (state === 'stopped') return;
        if (!(await settle(parts, row))) return retryLater();
      }
    } while (again || desk.outbox.due(1).length > 0);
    delay = minDelay;
  };

  const retryLater = (): void => {
    clearTimeout(timer);
    timer = setTimeout(start, delay);
    delay = Math.min(delay * 2, maxDelay);
  };

  const start = (): void => {
    again = true;
    if (state !== 'open' || running !== undefined) return;
    running = drain()
      .catch((error: unknown) => parts.log.error(errorFields(error), 'sending the outbox failed'))
      .finally(() => {
        running = undefined;
      });
  };

  desk.outbox.onAdded(start);
  return {
    nudge() {
      if (state === 'not started') state = 'open';
      start();
    },
    async stop() {
      state = 'stopped';
      clearTimeout(timer);
      await running;
    },
  };
}

/** Sends a post and records what became of it. False: it stays due. */
async function settle(parts: Parts, row: OutboxRow): Promise<boolean> {
  const { desk, log } = parts;
  try {
    desk.outbox.sent(row.id, await send(parts, row));
    return true;
  } catch (error) {
    const reason = finalReason(error);
    if (reason === undefined) {
      desk.outbox.again(row.id, sentenceOf(error));
      log.warn({ post: row.id, tries: row.tries + 1, ...errorFields(error) }, 'sending a post failed, will be tried again');
      return false;
    }
    desk.outbox.failed(row.id, reason, desk.now());
    log.warn({ post: row.id, reason, ...(error instanceof NeverSent ? {} : errorFields(error)) }, 'a post will not be sent');
    return true;
  }
}

/** Sends a post and returns its message's id. */
async function send(parts: Parts, { post, desk: owner, nonce }: OutboxRow): Promise<string> {
  const { client, desk, settings } = parts;
  if (owner !== settings.guild) throw new NeverSent('It belongs to another desk.');
  const { cables } = desk.as({ desk: owner, role: 'reader' });
  if (post.about !== undefined && cables.existing([post.about]).length === 0) throw new NeverSent('The cable was withdrawn meanwhile.');
  const guild = client.guilds.cache.get(settings.guild);
  if (guild === undefined) throw new NeverSent('I am not on the server any more.');
  const target = await targetOf(parts, guild, post);
  const message = await target.send({
    ...payloadOf(parts, post.reply, cables),
    flags: MessageFlags.IsComponentsV2 | (post.silent === true ? MessageFlags.SuppressNotifications : 0),
    allowedMentions: { parse: [], users: post.ping ?? [] },
    nonce,
    enforceNonce: true,
  });
  return message.id;
}

/** A post that cannot be rendered today cannot be rendered tomorrow: it must not block the ones after it. */
function payloadOf({ sending, log }: Parts, reply: Reply, cables: Cables) {
  try {
    return sending.payloadOf(withoutWithdrawn(reply, cables));
  } catch (error) {
    log.error(errorFields(error), 'a post could not be rendered');
    throw new NeverSent('It could not be set.');
  }
}

/** A reply without what it says about cables that were withdrawn since it was written. */
function withoutWithdrawn(reply: Reply, cables: Cables): Reply {
  const isSeen = (row: number | undefined): boolean => row === undefined || cables.existing([row]).length === 1;
  const { files, ...rest } = reply;
  return {
    ...rest,
    blocks: rest.blocks.map((block) =>
      block.kind === 'items' ? { ...block, items: block.items.filter(({ about }) => isSeen(about)) } : block,
    ),
    ...(files === undefined ? {} : { files: files.filter(({ about = [] }) => about.every(isSeen)) }),
  };
}

/** Why a post will never be sent; undefined when another attempt may succeed. */
function finalReason(error: unknown): string | undefined {
  if (error instanceof NeverSent) return error.message;
  const status = statusOf(error);
  // What Discord refuses now it will refuse again, except for rate limits (429), a dead token (401) and its own failures.
  if (status === undefined || status >= 500 || status === 429 || status === 401) return undefined;
  return `${codeOf(error) ?? status}: ${sentenceOf(error)}`;
}

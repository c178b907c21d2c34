import { MessageFlags, type MessageEditOptions } from 'discord.js';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { NextPost } from '../../desk/outbox.ts';
import { withFilesFor } from '../../desk/policy.ts';
import type { Cables } from '../../cables/cables.ts';
import { errorFields, type Log } from '../../log.ts';
import type { Post, Reply } from '../../reply/reply.ts';
import { own, said, english } from '../../reply/text.ts';
import { codeOf, isOffline, sentenceOf, statusOf } from './errors.ts';
import type { Sending } from './payload.ts';
import { createQueues, NeverSent, type Sender, type SendVerdict } from '../sending.ts';
import { targetOf, type Target, type TargetParts } from './post-target.ts';

type Parts = TargetParts & { log: Log; sending: Sending };

/** After so many attempts a post is given up: about a day of Discord's failures, half a minute of our own. */
const mostTries = { discord: 100, own: 5 } as const;

/**
 * Sends the posts that are due on Discord. Each is checked again before it is sent (channel, setting, audience), and sent with an
 * enforced nonce. What is given up after many attempts is told to the leads and the log, once for a target until something gets
 * through.
 */
export const createSender = (parts: Parts): Sender =>
  createQueues({
    desk: parts.desk,
    log: parts.log,
    to: 'chat',
    send: (row) => sendOnRecord(parts, row),
    judge,
    tell: ({ desk: owner, target }, { outcome, reason }) =>
      outcome === 'given up' ? parts.desk.roster.leads(owner).map((lead) => givenUp(lead.id, target, reason)) : [],
  });

/** What the leads are told. */
function givenUp(lead: string, target: string, problem: string): Post {
  const to = JSON.parse(target) as Post['to'];
  const place = 'member' in to ? { kind: 'member' as const, id: to.member, name: to.member } : undefined;
  const where = place ?? { kind: 'channel' as const, id: 'channel' in to ? to.channel : '', name: 'channel' };
  return {
    to: { member: lead },
    reply: {
      tone: 'error',
      blocks: [
        { kind: 'text', text: said`A message for ${where} could not be sent. I tried several times and have now given up.` },
        { kind: 'text', text: said`The last answer: ${own(problem)}` },
        { kind: 'small', text: said`Other messages are not held up. You won’t be told again until something gets through there.` },
      ],
    },
  };
}

/** Sends a post, and returns its message's id. */
async function sendOnRecord(parts: Parts, { id, desk: owner, nonce, read }: NextPost): Promise<string> {
  const { client, desk, settings, log } = parts;
  // discord.js drops it after one 401, and would send nothing more until a restart.
  client.rest.setToken(settings.token);
  const post = read();
  if (owner !== settings.guild) throw new NeverSent(english('It belongs to another desk.'));
  const { cables } = desk.as({ desk: owner, role: 'reader' });
  if (post.about !== undefined && cables.existing([post.about]).length === 0)
    throw new NeverSent(english('The cable has been withdrawn since.'));
  const guild = client.guilds.cache.get(settings.guild);
  if (guild === undefined) throw new NeverSent(english('I am not on the server any more.'));
  const target = await targetOf(parts, guild, post);
  const payload = {
    ...payloadOf(parts, withFilesFor(desk.exposure, readerOf(desk, owner, post), post.reply), cables),
    allowedMentions: { parse: [], users: post.ping ?? [] },
  };
  if (post.edits !== undefined) return edited(parts, target, desk.outbox.messageOf(owner, post.edits), payload, post.pin === false);
  const message = await target.send({
    ...payload,
    flags: MessageFlags.IsComponentsV2 | (post.silent === true ? MessageFlags.SuppressNotifications : 0),
    nonce,
    enforceNonce: true,
  });
  // It is there: what fails now must not send it again.
  if (post.pin === true)
    await message.pin().catch((error: unknown) => log.warn({ post: id, ...errorFields(error) }, 'a post could not be pinned'));
  return message.id;
}

async function edited(
  { log }: Parts,
  target: Target,
  message: string | undefined,
  payload: MessageEditOptions,
  unpins: boolean,
): Promise<string> {
  if (message === undefined) throw new NeverSent(english('The message that it would change was never sent.'));
  const { id } = await target.messages.edit(message, { ...payload, flags: MessageFlags.IsComponentsV2 });
  if (unpins)
    await target.messages
      .unpin(message)
      .catch((error: unknown) => log.warn({ message, ...errorFields(error) }, 'a message could not be unpinned'));
  return id;
}

/** Who gets a post, as the rule of files knows them now: in a channel, anybody. */
const readerOf = (desk: Desk, owner: string, { to }: Post): Pick<Caller, 'role' | 'via'> => ({
  role: 'member' in to ? desk.roster.get(owner, to.member)?.role : 'reader',
  via: 'discord',
});

/** A post that cannot be rendered today cannot be rendered tomorrow: it must not block the ones after it. */
function payloadOf({ sending, log }: Parts, reply: Reply, cables: Cables) {
  try {
    return sending.payloadOf(withoutWithdrawn(reply, cables));
  } catch (error) {
    log.error(errorFields(error), 'a post could not be rendered');
    throw new NeverSent(english('It could not be formatted.'));
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

/** What follows from a failure. */
function judge(error: unknown, tries: number): SendVerdict {
  if (error instanceof NeverSent) return { outcome: 'refused', reason: error.message };
  const status = statusOf(error);
  const reason = sentenceOf(error);
  if (status === 401 || isOffline(error)) return { outcome: 'not its fault', reason };
  // What Discord refuses now it will refuse again, except for rate limits and its own failures.
  if (status !== undefined && status < 500 && status !== 429)
    return { outcome: 'refused', reason: `${codeOf(error) ?? status}: ${reason}` };
  return { outcome: tries >= (status === undefined ? mostTries.own : mostTries.discord) ? 'given up' : 'again', reason };
}

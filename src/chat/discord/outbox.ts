import { inLanguage } from '../../reply/language.ts';
import { MessageFlags, type MessageEditOptions } from 'discord.js';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { NextPost } from '../../desk/outbox.ts';
import { withFilesFor } from '../../desk/policy.ts';
import type { Cables } from '../../cables/cables.ts';
import { errorFields, type Log } from '../../log.ts';
import { sqliteCode } from '../../store/database.ts';
import type { Post, Reply } from '../../reply/reply.ts';
import { own, said, english } from '../../reply/text.ts';
import { codeOf, isOffline, sentenceOf, statusOf } from './errors.ts';
import type { Sending } from './payload.ts';
import { NeverSent, targetOf, type Target, type TargetParts } from './post-target.ts';

type Parts = TargetParts & { log: Log; sending: Sending };

/** Shortest and longest delay before the next attempt, in milliseconds; it doubles after each failure. */
const minDelay = 1000;
const maxDelay = 15 * 60_000;
/** After so many attempts a post is given up: about a day of Discord's failures, half a minute of our own. */
const mostTries = { discord: 100, own: 5 } as const;
/** How many targets are written to at the same time. */
const mostAtOnce = 20;

/** A target that posts cannot be sent to now: how often in a row, and the timer that ends the wait for the next attempt. */
type Wait = { failures: number; timer: NodeJS.Timeout | undefined };

/**
 * Sends the posts that are due, from the first `nudge` on. Each target has a queue of its own: its posts go out in order,
 * one at a time, and one that fails holds up nobody else's. Each post is checked again before it is sent (channel, setting,
 * audience), is sent with an enforced nonce, and is marked as sent only afterwards. When Discord or the network fails, the
 * post stays due and is tried again after growing delays; a refusal is final, and its reason is stored. What is given up
 * after many attempts is told to the leads and the log, once for a target until something gets through.
 */
export function createSender(parts: Parts): { nudge(): void; stop(): Promise<void> } {
  const { desk, log } = parts;
  let state: 'not started' | 'open' | 'stopped' = 'not started';
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Wait>();
  // What Discord has, though the desk could not note it: it must be noted, never sent again.
  const unnoted = new Map<number, string>();

  const start = (): void => {
    if (state !== 'open') return;
    try {
      const held = [...waiting].filter(([, { timer }]) => timer !== undefined).map(([target]) => target);
      for (const row of desk.outbox.firstOfEach(mostAtOnce - running.size, [...running.keys(), ...held]))
        running.set(
          row.target,
          inLanguage(desk.language, () => attend(row)),
        );
    } catch (error) {
      log.error(errorFields(error), 'reading the outbox failed');
    }
  };

  const attend = async (row: NextPost): Promise<void> => {
    const isSettled = await settle(parts, row, unnoted);
    running.delete(row.target);
    const failures = isSettled ? 0 : (waiting.get(row.target)?.failures ?? 0) + 1;
    waiting.delete(row.target);
    if (state !== 'open') return;
    if (failures > 0) {
      const wait: Wait = { failures, timer: undefined };
      wait.timer = setTimeout(() => ((wait.timer = undefined), start()), Math.min(minDelay * 2 ** (failures - 1), maxDelay));
      waiting.set(row.target, wait);
    }
    start();
  };

  const stopWaiting = (): void => {
    for (const wait of waiting.values()) {
      clearTimeout(wait.timer);
      wait.timer = undefined;
    }
  };

  // Not in the middle of a transaction: only what is committed may be sent.
  desk.outbox.onAdded(() => void setImmediate(start));
  return {
    nudge() {
      if (state === 'not started') state = 'open';
      stopWaiting();
      start();
    },
    async stop() {
      state = 'stopped';
      stopWaiting();
      await Promise.all(running.values());
    },
  };
}

/** Sends a post and records what became of it. False: it stays due. Never throws. */
async function settle(parts: Parts, row: NextPost, unnoted: Map<number, string>): Promise<boolean> {
  const { desk, log } = parts;
  try {
    const message = unnoted.get(row.id) ?? (await sendOnRecord(parts, row));
    unnoted.set(row.id, message);
    desk.outbox.sent(row.id, message);
    unnoted.delete(row.id);
    return true;
  } catch (error) {
    try {
      if (sqliteCode(error).startsWith('SQLITE_')) throw error;
      return record(parts, row, error);
    } catch (next) {
      log.error({ post: row.id, ...errorFields(next) }, 'an attempt to send a post could not be noted');
      return false;
    }
  }
}

/** Notes that an attempt failed, or that there will be no other. False: the post stays due. Throws what SQLite throws. */
function record({ desk, log }: Parts, { id, target, tries, ...row }: NextPost, error: unknown): boolean {
  const { outcome, reason } = judge(error, tries + 1);
  if (outcome === 'again' || outcome === 'not its fault') {
    desk.outbox.again(id, reason, outcome === 'again');
    log.warn({ post: id, tries: tries + 1, ...errorFields(error) }, 'sending a post failed, will be tried again');
    return false;
  }
  const isAlarm = outcome === 'given up' && !desk.outbox.hasFailedBefore(target);
  const alarms = isAlarm ? desk.roster.leads(row.desk).map((lead) => givenUp(lead.id, target, reason)) : [];
  desk.outbox.failed(id, reason, desk.now(), alarms);
  const fields = { post: id, reason, ...(error instanceof NeverSent ? {} : errorFields(error)) };
  if (isAlarm) log.error({ ...fields, tries: tries + 1, leads: alarms.length }, 'a post was given up');
  else log.warn(fields, 'a post will not be sent');
  return true;
}

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

/** Sends a post once the attempt is noted, and returns its message's id: what cannot be noted is not sent. */
async function sendOnRecord(parts: Parts, { id, desk: owner, nonce, read }: NextPost): Promise<string> {
  const { client, desk, settings, log } = parts;
  desk.outbox.attempt(id);
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

/**
 * What follows from a failure: `refused` is final; `given up` is, too, after so many attempts; `not its fault` says nothing
 * of the post, because nothing gets through (no network, a dead token).
 */
function judge(error: unknown, tries: number): { outcome: 'refused' | 'given up' | 'again' | 'not its fault'; reason: string } {
  if (error instanceof NeverSent) return { outcome: 'refused', reason: error.message };
  const status = statusOf(error);
  const reason = sentenceOf(error);
  if (status === 401 || isOffline(error)) return { outcome: 'not its fault', reason };
  // What Discord refuses now it will refuse again, except for rate limits and its own failures.
  if (status !== undefined && status < 500 && status !== 429)
    return { outcome: 'refused', reason: `${codeOf(error) ?? status}: ${reason}` };
  return { outcome: tries >= (status === undefined ? mostTries.own : mostTries.discord) ? 'given up' : 'again', reason };
}

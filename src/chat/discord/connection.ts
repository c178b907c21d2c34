import { Events, Status, type Client } from 'discord.js';
import { errorFields, type Log } from '../../log.ts';
import { DeskError } from '../../reply/failure.ts';
import { own, said } from '../../reply/text.ts';
import type { Chat, Line } from '../chat.ts';
import type { DiscordSettings } from './settings.ts';

/** How long to wait for Discord to say that the bot is ready, in milliseconds. */
const loginTimeout = 30_000;
/** The same for a connection that broke to come back before it is ended. */
const reconnectTimeout = 5000;
/** Close codes after which connecting again is useless. https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway */
const fatalCloses: Record<number, string> = {
  4004: 'Discord refused the token: DISCORD_TOKEN is wrong, or it was reset.',
  4010: 'Discord refused the shard.',
  4011: 'Discord wants more shards than one.',
  4012: 'Discord no longer supports this version of its gateway: update cabledesk.',
  4013: 'Discord did not understand the intents.',
  4014: 'Discord refused the intents.',
};

/** Logs when the client is connected, and its errors. Resolves with the reason when the connection has ended for good. */
export function watchConnection(client: Client, settings: DiscordSettings, log: Log, isClosing: () => boolean): Chat['ended'] {
  const { promise, resolve: end } = Promise.withResolvers<Awaited<Chat['ended']>>();
  client.on(Events.GuildDelete, (guild) => {
    if (guild.id === settings.guild && !isClosing())
      end({ reason: 'The bot was removed from the server: invite it again, then start it.', mayRestart: false });
  });
  // discord.js says it there, and nowhere else.
  client.on(Events.Debug, (line) => {
    if (line.startsWith('[INTERACTION]')) log.warn('an interaction of a kind that discord.js does not know was left unanswered');
  });
  client.on(Events.Error, (error) => log.warn(errorFields(error), 'discord.js reported an error'));
  for (const event of [Events.ShardReady, Events.ShardResume] as const) client.on(event, () => log.info('connected to Discord'));
  client.on(Events.ShardDisconnect, ({ code }) => {
    if (!isClosing())
      end({
        reason: fatalCloses[code] ?? `Discord closed the connection permanently (${code}).`,
        mayRestart: fatalCloses[code] === undefined,
      });
  });
  client.on(Events.Invalidated, () =>
    end({ reason: 'Discord ended the session: the token was reset or used elsewhere.', mayRestart: false }),
  );
  return promise;
}

/** How the connection is, as it goes by heartbeats: after a refused token discord.js still says that it is ready. */
export function watchLine(client: Client): () => Line {
  let eventAt = 0;
  client.on(Events.Raw, () => (eventAt = Date.now()));
  return () => ({
    isConnected: client.isReady() && client.ws.status === Status.Ready,
    answeredAt: Math.max(eventAt, ...client.ws.shards.map(({ lastPingTimestamp }) => lastPingTimestamp)),
    eventAt,
  });
}

/**
 * Ends the connection. Between a connection that broke and the next one, discord.js ends nothing and then connects, which keeps
 * the process from ending: the next one is waited for.
 */
export async function disconnect(client: Client): Promise<void> {
  if (client.ws.shards.some(({ status }) => status !== Status.Ready && status !== Status.Disconnected)) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, reconnectTimeout);
    for (const event of [Events.ShardReady, Events.ShardResume, Events.ShardDisconnect] as const) client.once(event, () => resolve());
    await promise;
    clearTimeout(timer);
  }
  await client.destroy();
}

/** Logs in and waits until Discord says that the bot is ready: the same client comes back. Throws a DeskError when the token is refused. */
export async function login(client: Client, { token }: Pick<DiscordSettings, 'token'>): Promise<Client<true>> {
  let timer: NodeJS.Timeout | undefined;
  const ready = new Promise<Client<true>>((resolve, reject) => {
    client.once(Events.ClientReady, resolve);
    client.once(Events.ShardDisconnect, ({ code }) =>
      reject(new DeskError(said`${own(fatalCloses[code] ?? `Discord closed the connection (${code}).`)}`, { kind: 'config' })),
    );
    timer = setTimeout(
      () =>
        reject(
          new DeskError(said`Discord did not answer within 30 seconds.`, {
            hint: said`Try again later; check that this machine can reach Discord.`,
          }),
        ),
      loginTimeout,
    );
  });
  // The rejection is handled where `ready` is awaited below; until then it must not end the process.
  ready.catch(() => {});
  try {
    await client.login(token);
    return await ready;
  } catch (error) {
    if (error instanceof DeskError) throw error;
    if (codeIn(error) === 'TokenInvalid')
      throw new DeskError(said`Discord refused the token: DISCORD_TOKEN is wrong, or it was reset.`, {
        kind: 'config',
        hint: said`Copy it again from the developer portal (Bot, Reset Token).`,
        cause: error,
      });
    throw new DeskError(said`Discord cannot be reached.`, {
      hint: said`Check the network, and DISCORD_API_URL if it is set.`,
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

const codeIn = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);

import { Client, Events, GatewayIntentBits, type Interaction } from 'discord.js';
import type { Bot } from '../../bot/command.ts';
import type { DiscordSettings } from './settings.ts';
import { DeskError } from '../../reply/failure.ts';
import { errorFields, type Log } from '../../log.ts';
import { own, quoted, said } from '../../reply/text.ts';
import type { Chat } from '../chat.ts';
import { syncCommands } from './commands.ts';
import { createHandler } from './handler.ts';
import { createSender } from './outbox.ts';
import { sentenceOf, statusOf } from './errors.ts';
import { createSending } from './payload.ts';
import { inviteLink, leave, missingOn } from './setup.ts';
import type { CommandIds } from './text.ts';

export type DiscordChatOptions = {
  bot: Bot;
  settings: DiscordSettings;
  log: Log;
  /** Told in plain lines how the start goes: the invite link, and what is missing on the server. */
  tell?: (line: string) => void;
  /** Under test: a message that breaks Discord's rules is an error, not a shortened message. */
  strict?: boolean;
};

/** How long to wait for Discord to say that the bot is in, in milliseconds. */
const loginWait = 30_000;
/** How long running answers may take at the end, in milliseconds. */
const lastAnswers = 5000;

/** Closes that no waiting mends. https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway */
const fatalCloses: Record<number, string> = {
  4004: 'Discord refused the token: DISCORD_TOKEN is wrong, or it was reset.',
  4010: 'Discord refused the shard.',
  4011: 'Discord wants more shards than one.',
  4012: 'Discord no longer speaks this version of its gateway: update cabledesk.',
  4013: 'Discord did not understand the intents.',
  4014: 'Discord refused the intents.',
};

/** The bot on Discord, by discord.js, with the intent Guilds alone. */
export function createDiscordChat({ bot, settings, log, tell = () => {}, strict = false }: DiscordChatOptions): Chat {
  const { desk } = bot;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [], repliedUser: false },
    ...(settings.api === undefined ? {} : { rest: { api: settings.api } }),
  });
  let commandIds: CommandIds = new Map();
  let closing = false;
  let end: (value: { reason: string; mayRestart: boolean }) => void = () => {};
  const ended = new Promise<{ reason: string; mayRestart: boolean }>((resolve) => {
    end = resolve;
  });
  const keep = (view: string): string => desk.views.keep(settings.guild, view);
  const sending = createSending({ context: () => ({ keep, commands: commandIds }), together: desk.views.together, strict, log });
  const handle = createHandler({ client, bot, settings, log, sending });
  const sender = createSender({ client, desk, settings, log, sending });
  const running = new Set<Promise<void>>();

  const onInteraction = (interaction: Interaction): void => {
    if (closing) return;
    const work = handle(interaction)
      .catch((error: unknown) => log.error({ interaction: interaction.id, ...errorFields(error) }, 'an answer failed'))
      .finally(() => running.delete(work));
    running.add(work);
  };

  client.on(Events.InteractionCreate, onInteraction);
  client.on(Events.GuildCreate, (guild) => {
    if (guild.id !== settings.guild) void leave(guild, log);
  });
  client.on(Events.GuildDelete, (guild) => {
    if (guild.id === settings.guild && !closing)
      end({ reason: 'The bot was removed from the server: let it in again, then start it.', mayRestart: false });
  });
  client.on(Events.Error, (error) => log.warn(errorFields(error), 'client'));
  client.on(Events.ShardDisconnect, ({ code }) => {
    if (!closing)
      end({
        reason: fatalCloses[code] ?? `Discord closed the connection for good (${code}).`,
        mayRestart: fatalCloses[code] === undefined,
      });
  });
  client.on(Events.Invalidated, () =>
    end({ reason: 'Discord ended the session: the token was reset or used elsewhere.', mayRestart: false }),
  );

  /** Looks at the server and makes it ready: roles, channels, commands. */
  const arrive = async (): Promise<void> => {
    const application = client.application?.id ?? client.user?.id ?? '';
    const invite = inviteLink(application, settings.guild);
    tell(`Invite link, with what the bot needs and no more: ${invite}`);
    await Promise.all(client.guilds.cache.filter(({ id }) => id !== settings.guild).map((other) => leave(other, log)));
    const guild = client.guilds.cache.get(settings.guild);
    if (guild === undefined)
      throw new DeskError(said`The bot is not on the server ${quoted(settings.guild)} (DISCORD_GUILD_ID).`, {
        kind: 'config',
        hint: said`Let it in with this link, then start again: ${quoted(invite)}`,
      });
    desk.setHome(settings.guild);
    for (const sentence of missingOn(guild, settings)) tell(sentence);
    commandIds = await syncCommands({ rest: client.rest, application, guild: settings.guild, commands: bot.commands, log }).catch(
      (error: unknown) => {
        throw notRegistered(error, invite);
      },
    );
    client.on(Events.ShardReady, () => sender.nudge());
    client.on(Events.ShardResume, () => sender.nudge());
    sender.nudge();
  };

  return {
    ended,
    async start() {
      try {
        await login(client, settings);
        await arrive();
      } catch (error) {
        closing = true;
        await client.destroy();
        throw error;
      }
    },
    async stop() {
      closing = true;
      const finished = Promise.all([Promise.allSettled(running), sender.stop()]);
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([finished, new Promise((resolve) => (timer = setTimeout(resolve, lastAnswers)))]);
      clearTimeout(timer);
      await client.destroy();
    },
  };
}

/** What Discord says against registering commands, in words; anything else as it is. */
function notRegistered(error: unknown, invite: string): unknown {
  const status = statusOf(error);
  if (status === undefined) return error;
  if (status === 403)
    return new DeskError(said`Discord does not let the bot register its commands on the server.`, {
      kind: 'config',
      hint: said`Let it in once more with this link, then start again: ${quoted(invite)}`,
      cause: error,
    });
  return new DeskError(said`The commands could not be registered: ${own(sentenceOf(error))}`, {
    hint: said`Start again in a moment.`,
    cause: error,
  });
}

/** Logs in and waits until Discord says that the bot is ready. Throws a DeskError when the token is refused. */
async function login(client: Client, settings: DiscordSettings): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    client.once(Events.ClientReady, () => resolve());
    client.once(Events.ShardDisconnect, ({ code }) =>
      reject(new DeskError(said`${own(fatalCloses[code] ?? `Discord closed the connection (${code}).`)}`, { kind: 'config' })),
    );
    timer = setTimeout(
      () =>
        reject(
          new DeskError(said`Discord did not answer within 30 seconds.`, {
            hint: said`Try again later; look whether this machine reaches Discord.`,
          }),
        ),
      loginWait,
    );
  });
  // Whoever waits below sees it; alone it must not end the process.
  ready.catch(() => {});
  try {
    await client.login(settings.token);
    await ready;
  } catch (error) {
    if (error instanceof DeskError) throw error;
    if (codeIn(error) === 'TokenInvalid')
      throw new DeskError(said`Discord refused the token: DISCORD_TOKEN is wrong, or it was reset.`, {
        kind: 'config',
        hint: said`Copy it anew from the developer portal (Bot, Reset Token).`,
        cause: error,
      });
    throw new DeskError(said`Discord cannot be reached.`, {
      hint: said`Look at the network, and at DISCORD_API_URL if it is set.`,
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

const codeIn = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);

import { Client, Events, GatewayIntentBits, type Interaction } from 'discord.js';
import type { Bot } from '../../bot/command.ts';
import { errorFields, type Log } from '../../log.ts';
import { DeskError } from '../../reply/failure.ts';
import { own, quoted, said } from '../../reply/text.ts';
import type { Chat } from '../chat.ts';
import { syncCommands } from './commands.ts';
import { disconnect, login, watchConnection, watchLine } from './connection.ts';
import { sentenceOf, statusOf } from './errors.ts';
import { tellOfDisk } from './disk-alarm.ts';
import { guardGateway } from './gateway-guard.ts';
import { createHandler } from './handler.ts';
import { createSender } from './outbox.ts';
import { createSending } from './payload.ts';
import { steadyClock } from './interaction-age.ts';
import type { DiscordSettings } from './settings.ts';
import { inviteLink, leave, missingOn } from './setup.ts';
import type { CommandIds } from './text.ts';

/** What the bot needs to be on Discord. */
export type DiscordChatOptions = {
  bot: Bot;
  settings: DiscordSettings;
  log: Log;
  /** Gets plain lines about the start: the invite link, and what is missing on the server. */
  tell?: (line: string) => void;
  /** Under test: a message that breaks Discord's rules is an error, not a shortened message. */
  strict?: boolean;
  /** The clock by which the age of interactions and the time between edits are measured, in milliseconds. */
  clock?: () => number;
};

/** How long running answers may take after `stop`, in milliseconds. */
const stopTimeout = 5000;

/** The bot on Discord, through discord.js, with the intent Guilds only. */
export function createDiscordChat({ bot, settings, log, tell = () => {}, strict = false, clock = steadyClock }: DiscordChatOptions): Chat {
  const { desk } = bot;
  const { promise: isLost, resolve: lose } = Promise.withResolvers<Awaited<Chat['ended']>>();
  const client: Client = new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [], repliedUser: false },
    ws: guardGateway({ log, rest: () => client.rest, lost: (reason) => lose({ reason, mayRestart: true }) }),
    ...(settings.api === undefined ? {} : { rest: { api: settings.api } }),
  });
  let commandIds: CommandIds = new Map();
  let closing = false;
  const store = { ...desk.views, keep: (view: string) => desk.views.keep(settings.guild, view) };
  const sending = createSending({ context: () => ({ store, commands: commandIds }), together: desk.views.together, strict, log });
  const handle = createHandler({ client, bot, settings, log, sending, clock });
  const sender = createSender({ client, desk, settings, log, sending });
  tellOfDisk({ client, desk, settings, log, sending });
  const line = watchLine(client);
  const running = new Set<Promise<void>>();

  const onInteraction = (interaction: Interaction): void => {
    if (closing) return;
    const work = handle(interaction)
      .catch((error: unknown) => log.error({ interaction: interaction.id, ...errorFields(error) }, 'an answer failed'))
      .finally(() => running.delete(work));
    running.add(work);
  };

  const ended = Promise.race([watchConnection(client, settings, log, () => closing), isLost]);
  client.on(Events.InteractionCreate, onInteraction);
  client.on(Events.GuildCreate, (guild) => {
    if (guild.id !== settings.guild) void leave(guild, log);
  });

  /** Checks the server's roles and channels, registers the commands, and starts to send posts. */
  const prepareServer = async (): Promise<void> => {
    const application = client.application?.id ?? client.user?.id ?? '';
    const invite = inviteLink(application, settings.guild);
    tell(`Invite link, with only the permissions the bot needs: ${invite}`);
    await Promise.all(client.guilds.cache.filter(({ id }) => id !== settings.guild).map((other) => leave(other, log)));
    const guild = client.guilds.cache.get(settings.guild);
    if (guild === undefined)
      throw new DeskError(said`The bot is not on the server ${quoted(settings.guild)} (DISCORD_GUILD_ID).`, {
        kind: 'config',
        hint: said`Invite it with this link, then start again: ${quoted(invite)}`,
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
    line,
    async start() {
      try {
        await login(client, settings);
        await prepareServer();
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
      await Promise.race([finished, new Promise((resolve) => (timer = setTimeout(resolve, stopTimeout)))]);
      clearTimeout(timer);
      await disconnect(client);
    },
  };
}

/** A refusal to register the commands, as an error for people; any other error unchanged. */
function notRegistered(error: unknown, invite: string): unknown {
  const status = statusOf(error);
  if (status === undefined) return error;
  if (status === 403)
    return new DeskError(said`Discord does not let the bot register its commands on the server.`, {
      kind: 'config',
      hint: said`Invite it again with this link, then start again: ${quoted(invite)}`,
      cause: error,
    });
  return new DeskError(said`The commands could not be registered: ${own(sentenceOf(error))}`, {
    hint: said`Start again in a moment.`,
    cause: error,
  });
}

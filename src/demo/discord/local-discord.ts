import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireEvent, WireLine } from '../page/protocol.ts';
import { createControls } from './controls.ts';
import type { Controls } from './controls.ts';
import { createFaults } from './faults.ts';
import type { FaultControls } from './faults.ts';
import { createGateway } from './gateway.ts';
import { createGuild } from './guild.ts';
import type { Guild, GuildChannels, GuildPlan, GuildMembers, GuildRoles } from './guild.ts';
import { guildJson } from './guild-json.ts';
import { createHttpServer } from './http-server.ts';
import { createInteractions } from './interactions.ts';
import { createMemory, recall } from './memory.ts';
import type { MessageEvent } from './message-store.ts';
import { createMessages } from './messages.ts';
import type { StrictSchema } from './messages.ts';
import { answerPage } from './page-api.ts';
import { feed } from './page-feed.ts';
import { createPeople } from './person.ts';
import type { Person } from './person.ts';
import { createReads } from './reads.ts';
import { createRegistry } from './registry.ts';
import type { Registered } from './registry.ts';
import { createRest } from './rest.ts';
import { createRoutes } from './routes.ts';
import { createSnowflakes } from './wire.ts';
import type { Message } from './wire.ts';
import { createWireLog } from './wire-log.ts';

/*
 * The room of the local Discord: a small Discord server on this machine, with REST, gateway and people, so that the real
 * bot runs in the demo and in tests. What it refuses follows chat/lint/ and Discord's documentation. It knows nothing of
 * cables or of the bot's commands. The page that shows it in a browser is in page/ and shares no code with it, only the
 * types of page/protocol.ts. The cli and tests start it through this file; colleague.ts uses it from a terminal. Nothing
 * else may import it.
 */

/** How a local Discord is set up; every part is optional. */
export type LocalDiscordOptions = {
  /** 0 (default): any free port. When this one is taken, the next free one. */
  port?: number;
  guild?: GuildPlan;
  /** The clock by which interactions expire, in milliseconds. */
  now?: () => number;
  /** How long the bot has for its first answer, in milliseconds: 3 s, as on Discord. */
  answerMs?: () => number;
  /** Additional checks of what the bot sends, such as Discord's published schema. */
  strictSchema?: StrictSchema;
  heartbeatMs?: number;
  /** Answers requests outside of /api, /attachments and /demo; returns false for those it does not know. */
  page?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** A file in which the conversation survives a restart. */
  memory?: string;
};

/** A small Discord on 127.0.0.1, for the demo and for tests. */
export type LocalDiscord = Controls & {
  /** The URL of its REST API, which the bot is told to use. */
  url: string;
  port: number;
  /** The only token that is accepted. */
  token: string;
  guildId: string;
  applicationId: string;
  channels: GuildChannels;
  roles: GuildRoles;
  members: GuildMembers;
  /** The commands that the bot has registered, those of the guild first. */
  commands(): Registered[];
  /** The requests of the bot so far. */
  wire: readonly WireLine[];
  faults: FaultControls;
  /** The intents of each IDENTIFY so far. */
  identified: readonly { intents: number }[];
  isConnected(): boolean;
  as(member: string): Person;
  /** The public messages of a channel, oldest first; direct messages by the id of their channel. */
  messages(channelId: string): Message[];
  /** The events sent to the bot so far. */
  events: readonly WireEvent[];
  /** Calls back at each message created, edited or deleted. Returns a function that stops it. */
  onMessage(listener: (event: MessageEvent) => void): () => void;
  close(): Promise<void>;
};

/** Starts a local Discord. Resolves when it accepts connections. */
export async function createLocalDiscord(options: LocalDiscordOptions = {}): Promise<LocalDiscord> {
  const now = options.now ?? Date.now;
  const newId = createSnowflakes(now);
  const token = `local.${randomBytes(16).toString('hex')}`;
  const saved = recall(options.memory);
  const guild = createGuild(newId, now, options.guild, saved?.guild);
  const applicationId = guild.bot.user.id;
  let port = 0;
  const wireLog = createWireLog();
  /** People, channels, commands or the bot's presence changed. */
  function changed(): void {
    memory.touch();
    wireLog.changed();
  }
  function onEvent(name: string | undefined, data?: unknown): void {
    if (name !== undefined) wireLog.addEvent(name, data);
    if (name === undefined || /^(?:GUILD|CHANNEL|THREAD)_/.test(name)) changed();
  }
  const gatewayUrl = (): string => `ws://127.0.0.1:${port}`;
  const gateway = createGateway({
    token,
    onEvent,
    now,
    url: gatewayUrl,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    ready: () => readyData(guild),
    greeting: () => (guild.hasBot ? [{ t: 'GUILD_CREATE', d: guildJson(guild) }] : []),
  });
  const { dispatch } = gateway;
  const messages = createMessages({ newId, now, guild, port: () => port, strictSchema: options.strictSchema, saved: saved?.messages });
  const registry = createRegistry({ newId, now, applicationId, guildId: guild.id, onChange: changed, saved: saved?.registry });
  const interactions = createInteractions({ newId, now, guild, messages, applicationId, dispatch, answerMs: options.answerMs });
  const reads = createReads(saved?.reads, () => memory.touch());
  const client = { guild, messages, registry, interactions, reads };
  const as = createPeople(client);
  const faultRules = createFaults(gateway.faults);
  const memory = createMemory(options.memory, { guild, messages, registry, reads });
  messages.onChange(memory.touch);
  const routes = createRoutes({ guild, messages, interactions, registry, applicationId, gatewayUrl, dispatch });
  const rest = createRest({ token, routes, hold: faultRules.hold, wrongAnswer: faultRules.wrongAnswer, log: wireLog.addRequest });
  const page = { ...client, as, isConnected: gateway.isConnected, wireLog };

  const server = createHttpServer({
    port: () => port,
    rest,
    attachment: messages.file,
    pageApi: (request, response, url) => answerPage(page, request, response, url),
    pageFiles: options.page,
    onFeed: (socket, url) => feed(page, socket, url),
    onGateway: gateway.connect,
  });
  port = await server.listen(options.port ?? 0);

  return {
    ...createControls({ guild, messages, dispatch }),
    url: `http://127.0.0.1:${port}/api`,
    port,
    token,
    guildId: guild.id,
    applicationId,
    channels: guild.channels,
    roles: guild.roles,
    members: guild.members,
    commands: registry.all,
    wire: wireLog.wire,
    events: wireLog.events,
    faults: faultRules.faults,
    identified: gateway.identified,
    isConnected: gateway.isConnected,
    as,
    messages: (channelId) => structuredClone(messages.list(channelId)),
    onMessage: messages.onChange,
    close: async () => {
      memory.close();
      interactions.close();
      gateway.close();
      await server.close();
    },
  };
}

/** The data of the READY event, except for the session. */
function readyData({ id, bot, hasBot }: Guild): Record<string, unknown> {
  return {
    user: bot.user,
    guilds: hasBot ? [{ id, unavailable: true }] : [],
    application: { id: bot.user.id, flags: 0 },
    private_channels: [],
  };
}

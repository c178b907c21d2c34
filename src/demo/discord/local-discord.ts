import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { createControls } from './controls.ts';
import type { Controls } from './controls.ts';
import { createDoor } from './door.ts';
import { createFaults } from './faults.ts';
import type { FaultControls } from './faults.ts';
import { createGateway } from './gateway.ts';
import { createGuild } from './guild.ts';
import { guildJson } from './guild-json.ts';
import type { GuildChannels, GuildPlan, GuildMembers, GuildRoles } from './guild.ts';
import { isBag } from '../../chat/lint/report.ts';
import { createMemory, recall } from './memory.ts';
import { createInteractions } from './interactions.ts';
import { createMessages } from './messages.ts';
import type { MessageEvent, StrictSchema } from './messages.ts';
import { createPeople } from './person.ts';
import type { Person } from './person.ts';
import { createRegistry } from './registry.ts';
import type { Registered } from './registry.ts';
import { createRest } from './rest.ts';
import { createRoutes } from './routes.ts';
import { createSnowflakes } from './wire.ts';
import type { Message, SentFile } from './wire.ts';
import type { WireEntry, WireEvent, WireLine } from '../page/protocol.ts';

export type LocalDiscordOptions = {
  /** 0 (usual): any free port. When a wanted one is taken, the next free one. */
  port?: number;
  guild?: GuildPlan;
  /** The clock by which interactions grow old; milliseconds. */
  now?: () => number;
  /** Further checks of what the bot sends, such as Discord's published schema. */
  strictSchema?: StrictSchema;
  heartbeatMs?: number;
  /** Answers requests outside of /api, /attachments and /demo; returns false when it does not want them. */
  page?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** A file in which the conversation outlives a restart. */
  memory?: string;
};

/** A small Discord on 127.0.0.1, for trying out the bot and for tests. */
export type LocalDiscord = Controls & {
  /** The REST address, to be given to the bot. */
  url: string;
  port: number;
  /** The one token that is let in. */
  token: string;
  guildId: string;
  applicationId: string;
  channels: GuildChannels;
  roles: GuildRoles;
  members: GuildMembers;
  /** What the bot has registered, guild commands first. */
  commands(): Registered[];
  /** All requests of the bot so far. */
  wire: readonly WireLine[];
  faults: FaultControls;
  /** Intents of each IDENTIFY so far. */
  identified: readonly { intents: number }[];
  isConnected(): boolean;
  as(member: string): Person;
  /** The public messages of a channel, oldest first; direct messages by the id of their channel. */
  messages(channelId: string): Message[];
  /** All events that went to the bot so far. */
  events: readonly WireEvent[];
  /** Calls back at each message made, edited or deleted. Returns the way to stop it. */
  onMessage(listener: (event: MessageEvent) => void): () => void;
  close(): Promise<void>;
};

/** As many requests are remembered. */
const KEPT = 5000;

/** Starts a Discord of our own. Resolves when it takes connections. */
export async function createLocalDiscord(options: LocalDiscordOptions = {}): Promise<LocalDiscord> {
  const now = options.now ?? Date.now;
  const newId = createSnowflakes(now);
  const token = `local.${randomBytes(16).toString('hex')}`;
  const saved = recall(options.memory);
  const guild = createGuild(newId, now, options.guild, saved?.guild);
  const applicationId = guild.bot.user.id;
  let port = 0;
  const wire: WireLine[] = [];
  const events: WireEvent[] = [];
  const watchers = new Set<(line: WireEntry | undefined) => void>();
  /** People, channels, commands or the bot's presence are others than before. */
  function changed(): void {
    memory.touch();
    watchers.forEach((watch) => watch(undefined));
  }
  function onEvent(t: string | undefined, d?: unknown): void {
    if (t === undefined) return changed();
    const event = { at: Date.now(), event: t, body: isBag(d) && 'token' in d ? { ...d, token: ':token' } : d };
    push(events, event);
    watchers.forEach((watch) => watch(event));
    if (/^(?:GUILD|CHANNEL|THREAD)_/.test(t)) changed();
  }
  const gatewayUrl = (): string => `ws://127.0.0.1:${port}`;

  const gateway = createGateway({
    token,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    ready: () => ({
      user: guild.bot.user,
      guilds: [{ id: guild.id, unavailable: true }],
      application: { id: applicationId, flags: 0 },
      private_channels: [],
    }),
    greeting: () => [{ t: 'GUILD_CREATE', d: guildJson(guild) }],
    url: gatewayUrl,
    onEvent,
    now,
  });
  const { dispatch } = gateway;
  const baseUrl = (): string => `http://127.0.0.1:${port}`;
  const messages = createMessages({ newId, now, guild, baseUrl, strictSchema: options.strictSchema, saved: saved?.messages });
  const registry = createRegistry({ newId, now, applicationId, guildId: guild.id, onChange: changed, saved: saved?.registry });
  const interactions = createInteractions({ newId, now, guild, messages, applicationId, dispatch });
  const as = createPeople({ guild, messages, registry, interactions });
  const book = createFaults(gateway.faults);
  const memory = createMemory(options.memory, () => ({ guild: guild.saved(), messages: messages.saved(), registry: registry.saved() }));
  messages.onChange(memory.touch);
  const log = (line: WireLine): void => {
    push(wire, line);
    watchers.forEach((watch) => watch(line));
  };
  const routes = createRoutes({ guild, messages, interactions, registry, applicationId, gatewayUrl, dispatch });
  const rest = createRest({ token, routes, hold: book.hold, wrongAnswer: book.wrongAnswer, log });
  const door = createDoor({ guild, messages, registry, interactions, as, isConnected: gateway.isConnected, wire, events, watchers });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = addressOf(request);
    if (url === undefined || !isFromHere(request, port)) return void response.writeHead(403).end();
    if (url.pathname.startsWith('/api/')) return rest(request, response, url);
    if (url.pathname.startsWith('/attachments/')) return sendFile(response, messages.file(url.pathname.split('/')[3] ?? ''));
    if (url.pathname.startsWith('/demo/')) return door.handle(request, response, url);
    if (options.page?.(request, response) !== true) response.writeHead(404).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A fault of our own, or a caller that left: it must neither hang the bot nor go unseen.
      if (response.headersSent) return void response.destroy();
      response.writeHead(500, { 'content-type': 'text/plain' }).end(error instanceof Error ? error.stack : 'Error');
    });
  });
  const sockets = new WebSocketServer({ server, verifyClient: ({ req }: { req: IncomingMessage }) => isFromHere(req, port) });
  // Errors of the server reach the socket server too; `listen` deals with them.
  sockets.on('error', () => undefined);
  sockets.on('connection', (socket, request) => {
    const url = addressOf(request);
    if (url?.pathname === '/demo/feed') door.feed(socket, url);
    else gateway.connect(socket);
  });
  port = await listen(server, options.port ?? 0);

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
    wire,
    events,
    faults: book.faults,
    identified: gateway.identified,
    isConnected: gateway.isConnected,
    as,
    messages: (channelId) => structuredClone(messages.list(channelId)),
    onMessage: messages.onChange,
    close: async () => {
      memory.close();
      interactions.close();
      gateway.close();
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function push<Line>(lines: Line[], line: Line): void {
  lines.push(line);
  if (lines.length > KEPT) lines.shift();
}

/** Listens on this port or, when it is taken, on the next free one. Resolves with the port. */
async function listen(server: Server, wanted: number): Promise<number> {
  for (let port = wanted; ; port += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || port >= wanted + 100) throw error;
    }
  }
}

function addressOf(request: IncomingMessage): URL | undefined {
  return URL.parse(request.url ?? '/', 'http://127.0.0.1') ?? undefined;
}

/** Only this machine may talk to us, and no page of another site: a browser says where its request comes from. */
function isFromHere(request: IncomingMessage, port: number): boolean {
  const here = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { origin, host } = request.headers;
  return here.includes(host ?? '') && (origin === undefined || here.some((name) => origin === `http://${name}`));
}

function sendFile(response: ServerResponse, file: SentFile | undefined): void {
  if (file === undefined) return void response.writeHead(404).end();
  // A file may hold anything; sent so, a browser neither guesses its type nor runs what is in it.
  const safe = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" };
  response.writeHead(200, { 'content-type': file.type, 'content-length': file.content.length, ...safe }).end(file.content);
}

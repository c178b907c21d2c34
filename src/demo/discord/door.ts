import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { field, isBag, arrayIn, textIn } from '../../chat/lint/report.ts';
import type { InteractionAnswer } from './answer.ts';
import { treesOf } from '../markdown-tree.ts';
import type { State, WireEntry, WireEvent, WireLine } from '../page/protocol.ts';
import type { FormValues } from './form.ts';
import type { Guild } from './guild.ts';
import type { Interactions } from './interactions.ts';
import type { MessageEvent, Messages } from './messages.ts';
import type { Options, Person } from './person.ts';
import type { Registry } from './registry.ts';
import type { UploadedFile } from './resolving.ts';
import { readBytes } from './rest.ts';
import { Refusal } from './wire.ts';
import type { Message } from './wire.ts';

type Parts = {
  guild: Guild;
  messages: Messages;
  registry: Registry;
  interactions: Interactions;
  as: (name: string) => Person;
  isConnected: () => boolean;
  wire: readonly WireLine[];
  events: readonly WireEvent[];
  /** Called with each line of the wire, and with nothing when people, channels or commands changed. */
  watchers: Set<(line: WireEntry | undefined) => void>;
};

/** As many lines of the wire are shown at first. */
const WIRE_SHOWN = 200;

/** What people do, over HTTP and WebSocket: the way in for a page. */
export function createDoor({ guild, messages, registry, interactions, as, isConnected, wire, events, watchers }: Parts) {
  /** Everything that this person sees. */
  function state(person: Person): unknown {
    const { member } = person;
    const seen = Object.values(guild.channels).filter((channel) => guild.isAllowed(member, channel, 'VIEW_CHANNEL'));
    const channels = [...seen, guild.directChannel(member.user)];
    const view: Record<keyof State, unknown> = {
      guild: { id: guild.id, name: guild.name },
      bot: { ...guild.bot.user, isConnected: isConnected() },
      you: member,
      members: Object.values(guild.members),
      roles: Object.values(guild.roles),
      channels,
      commands: registry.all(),
      offered: Object.fromEntries(channels.map(({ id }) => [id, person.offered(id)])),
      silent: channels.filter((channel) => !guild.isAllowed(member, channel, 'SEND_MESSAGES')).map(({ id }) => id),
      messages: Object.fromEntries(channels.map(({ id }) => [id, messages.list(id, member.user.id).map(withTrees)])),
    };
    return view;
  }

  function messageCalled(id: string): Message {
    const entry = messages.get(id);
    if (entry === undefined) throw new Error(`The message ${id} is gone.`);
    return entry.message;
  }

  function perform(person: Person, action: unknown): Promise<InteractionAnswer> {
    const text = (name: string): string => textIn(action, name);
    const options = withFiles(field(action, 'options')) as Options;
    const branch = Object.fromEntries(['subcommand', 'group'].flatMap((name) => (text(name) === '' ? [] : [[name, text(name)]])));
    switch (text('kind')) {
      case 'slash':
        return person.slash(text('channel'), text('name'), options, branch);
      case 'autocomplete':
        return person.autocomplete(text('channel'), text('name'), text('focused'), text('text'), options, branch);
      case 'press':
        return person.press(messageCalled(text('message')), text('custom_id'));
      case 'select':
        return person.select(messageCalled(text('message')), text('custom_id'), arrayIn(action, 'values').map(String));
      case 'submit': {
        const modal = interactions.byId(text('interaction'))?.modal;
        if (modal === undefined) throw new Error(`No form was opened by the interaction "${text('interaction')}".`);
        return person.submit(modal, withFiles(field(action, 'values')) as FormValues);
      }
      case 'message-menu':
        return person.contextMenu('message', text('name'), messageCalled(text('message')));
      case 'user-menu':
        return person.contextMenu('user', text('name'), text('user'), text('channel'));
      default:
        throw new Error(`"${text('kind')}" is nothing that a person can do.`);
    }
  }

  async function interact(body: unknown): Promise<unknown> {
    const person = as(textIn(body, 'as'));
    const files = withFiles(arrayIn(body, 'files')) as UploadedFile[];
    if (textIn(body, 'kind') === 'say') return { message: person.say(textIn(body, 'channel'), textIn(body, 'text'), files) };
    if (textIn(body, 'kind') === 'dismiss') return person.dismiss(messageCalled(textIn(body, 'message')));
    const answer = await (await perform(person, body)).answered;
    const { id, failed, deferred, modal, choices, messages: shown } = answer;
    return { id, failed, deferred, modal: modal && { ...modal, trees: treesOf(modal) }, choices, messages: shown };
  }

  async function handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    try {
      if (request.method === 'GET' && url.pathname === '/demo/state')
        return send(response, 200, state(as(url.searchParams.get('as') ?? 'reader')));
      if (request.method === 'GET' && url.pathname === '/demo/wire')
        return send(response, 200, [...wire, ...events].toSorted((a, b) => a.at - b.at).slice(-WIRE_SHOWN));
      if (request.method === 'POST' && url.pathname === '/demo/interactions')
        return send(response, 200, await interact(JSON.parse((await readBytes(request)).toString())));
      return send(response, 404, { error: `There is nothing at ${url.pathname}.` });
    } catch (error) {
      // What a person cannot do is a plain sentence; it is shown as such.
      return send(response, error instanceof Refusal ? error.status : 400, { error: error instanceof Error ? error.message : 'No.' });
    }
  }

  /** Streams what this person sees happening, one event a frame; with `wire=1`, also what the bot and Discord say to each other. */
  function feed(socket: WebSocket, url: URL): void {
    const person = personOrUndefined(url.searchParams.get('as') ?? 'reader');
    if (person === undefined) return socket.close(4000, 'There is no such person.');
    const { member } = person;
    const sees = ({ message, visibleTo }: MessageEvent): boolean => {
      const channel = guild.channelById(message.channel_id);
      return channel !== undefined && guild.isAllowed(member, channel, 'VIEW_CHANNEL') && (visibleTo ?? member.user.id) === member.user.id;
    };
    const tell = (event: unknown): void => socket.send(JSON.stringify(event));
    const stop = messages.onChange((event) => {
      if (sees(event)) tell({ ...event, message: withTrees(event.message) });
    });
    const hasWire = url.searchParams.get('wire') === '1';
    const watch = (line: WireEntry | undefined): void => {
      if (line === undefined) tell({ type: 'changed' });
      else if (hasWire) tell({ type: 'wire', line });
    };
    watchers.add(watch);
    socket.on('close', () => {
      stop();
      watchers.delete(watch);
    });
    socket.on('error', () => undefined);
    tell({ type: 'ready', as: member.key });
  }

  function personOrUndefined(name: string): Person | undefined {
    try {
      return as(name);
    } catch {
      return undefined;
    }
  }

  return { handle, feed };
}

const withTrees = (message: Message): Message & { trees: unknown } => ({ ...message, trees: treesOf(message) });

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}

/** A page sends files as `{ name, base64 }`. */
function withFiles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFiles);
  if (!isBag(value)) return value ?? {};
  if (typeof value['base64'] === 'string') return pickedFile(value['base64'], textIn(value, 'name'), textIn(value, 'contentType'));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, typeof inner === 'object' && inner !== null ? withFiles(inner) : inner]),
  );
}

function pickedFile(base64: string, name: string, contentType: string): UploadedFile {
  return { name, content: Buffer.from(base64, 'base64'), ...(contentType === '' ? {} : { contentType }) };
}

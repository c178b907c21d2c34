import type {
  PageChannel,
  PageCommand,
  UserAction,
  FeedEvent,
  PageMember,
  PageMessage,
  InteractionOutcome,
  PageState,
  PageUser,
  WireEntry,
} from './protocol.ts';
import { refresh } from './refresh.ts';

/** The person whose page this is: `?as=editor`. */
export const as = new URLSearchParams(location.search).get('as') ?? 'reporter';

/** What the page knows. Every change must be followed by `refresh`. */
export const model = {
  state: undefined as PageState | undefined,
  /** A sentence shown instead of the page: no such person, no server. */
  trouble: undefined as string | undefined,
  isConnected: false,
  /** Id of the current channel. */
  channel: '',
  /** Id of the first message that was new when the current channel was opened. */
  firstNew: undefined as string | undefined,
  wire: [] as WireEntry[],
  isWireOpen: false,
};

/** Shown when the server cannot be reached. */
export const noServer = 'The demo does not answer. Is it still running?';
const keptLines = 300;
let isFirst = true;

let onReturn = (): void => {};
/** Registers what happens when the server is back after an outage. */
export const whenBack = (run: () => void): void => void (onReturn = run);

/** Loads everything again; while the server is unreachable, what is known stays. */
export async function load(): Promise<void> {
  let body: PageState & { error?: string };
  try {
    const response = await fetch(`/demo/state?as=${encodeURIComponent(as)}`);
    body = (await response.json()) as PageState & { error?: string };
  } catch {
    return;
  }
  if (body.error !== undefined) {
    model.trouble = body.error;
    return refresh();
  }
  model.trouble = undefined;
  model.state = body;
  document.documentElement.lang = body.you.locale ?? 'en';
  const wanted = isFirst ? location.hash.slice(1) : model.channel;
  const known = body.channels.find(({ id, name }) => id === wanted || (name !== '' && name === wanted));
  model.channel = (known ?? body.channels.find(({ name }) => name === 'desk') ?? body.channels[0])?.id ?? '';
  isFirst = false;
  look();
  refresh();
}

let socket: WebSocket | undefined;

/** Follows what happens; after a lost connection, tries again until the server is back, then loads everything again. */
export function follow(): void {
  const address = new URL(`/demo/feed?as=${encodeURIComponent(as)}${model.isWireOpen ? '&wire=1' : ''}`, location.href);
  address.protocol = 'ws:';
  const made = new WebSocket(address);
  socket = made;
  made.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as FeedEvent));
  made.addEventListener('close', ({ code }) => {
    if (socket !== made) return;
    model.isConnected = false;
    if (model.state !== undefined) model.state.bot.isConnected = false;
    refresh();
    // 4000: there is no such person, so trying again is useless.
    if (code === 4000) void load();
    else setTimeout(follow, 1000);
  });
}

function receive(event: FeedEvent): void {
  if (event.type === 'ready') {
    if (!model.isConnected) onReturn();
    model.isConnected = true;
    void load();
  } else if (event.type === 'changed') loadSoon();
  else if (event.type === 'wire') model.wire = [...model.wire, event.line].slice(-keptLines);
  else take(event.type, event.message);
  refresh();
}

let timer: number | undefined;
function loadSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void load(), 50);
}

function take(type: 'message' | 'message-edited' | 'message-deleted', message: PageMessage): void {
  const lists = model.state?.messages;
  if (lists === undefined) return;
  const before = lists[message.channel_id];
  // A channel that was created after the page was loaded.
  if (before === undefined) return loadSoon();
  const others = before.filter(({ id }) => id !== message.id);
  if (type === 'message-deleted') lists[message.channel_id] = others;
  else if (others.length < before.length) lists[message.channel_id] = before.map((entry) => (entry.id === message.id ? message : entry));
  else lists[message.channel_id] = [...before, message];
  if (type === 'message' && message.channel_id === model.channel) look(false);
}

/** The messages of a channel that this person has not seen yet. */
export function newIn(channel: string): PageMessage[] {
  const seen = BigInt(state().read[channel] ?? '0');
  return (state().messages[channel] ?? []).filter(({ id, author }) => BigInt(id) > seen && author.id !== you().user.id);
}

/** How many of them are for this person: direct messages, and those that mention them. */
export const pingsIn = (channel: string): number =>
  newIn(channel).filter(({ mentions }) => channelOf(channel)?.type === 1 || mentions.some(({ id }) => id === you().user.id)).length;

/** What stands in the current channel has been seen, unless the window is in the background. `isReturning`: a line shows what is new. */
export function look(isReturning = true): void {
  const last = state().messages[model.channel]?.at(-1);
  if (document.hidden || last === undefined || state().read[model.channel] === last.id) return;
  if (isReturning) model.firstNew = newIn(model.channel)[0]?.id;
  state().read[model.channel] = last.id;
  void performAction({ kind: 'read', channel: model.channel });
}

let onLeave = (_from: string, _to: string): void => {};
/** Registers what happens before another channel is shown. */
export const whenLeaving = (run: (from: string, to: string) => void): void => void (onLeave = run);

let onCommandChosen = (_fullName: string): void => {};
/** Registers what happens when somebody clicks the name of a command. */
export const whenCommandChosen = (run: (fullName: string) => void): void => void (onCommandChosen = run);
/** Somebody clicked the name of a command: in a message, or in an empty channel. */
export const chooseCommand = (fullName: string): void => onCommandChosen(fullName);

/** Shows another channel; the browser's Back returns to the previous one. */
export function open(channel: string, isBack = false): void {
  onLeave(model.channel, channel);
  const hasChanged = model.channel !== channel;
  model.channel = channel;
  if (hasChanged) model.firstNew = undefined;
  look();
  const name = channelOf(channel)?.name;
  if (hasChanged && !isBack) history.pushState(null, '', `#${name === undefined || name === '' ? channel : name}`);
  refresh();
}

/** The channel in the address bar. */
export const channelInAddress = (): string | undefined =>
  state().channels.find(({ id, name }) => id === location.hash.slice(1) || (name !== '' && name === location.hash.slice(1)))?.id;

/** Opens or closes the drawer that shows the wire. */
export async function toggleWire(): Promise<void> {
  model.isWireOpen = !model.isWireOpen;
  if (model.isWireOpen) model.wire = (await (await fetch('/demo/wire')).json()) as WireEntry[];
  const before = socket;
  socket = undefined;
  before?.close();
  follow();
  refresh();
}

/** Performs an action as this person. Never throws: failures are in the outcome. */
export async function performAction(action: UserAction): Promise<InteractionOutcome> {
  try {
    const response = await fetch('/demo/interactions', { method: 'POST', body: JSON.stringify({ as, ...action }) });
    return (await response.json()) as InteractionOutcome;
  } catch {
    return { error: noServer };
  }
}

/** The state. Throws before it is loaded. */
export function state(): PageState {
  if (model.state === undefined) throw new Error('nothing is loaded yet');
  return model.state;
}

/** The name of a menu's entry in this person's language. */
export const localName = ({ name, name_localizations: names }: Pick<PageCommand, 'name' | 'name_localizations'>): string =>
  names?.[(you().locale ?? 'en-GB') as 'fr'] ?? name;

/** The member whose page this is. */
export const you = (): PageMember => state().you;

/** The channel, member or user with this id, as far as this person can see it. */
export const channelOf = (id: string): PageChannel | undefined => state().channels.find((channel) => channel.id === id);
export const memberOf = (id: string): PageMember | undefined => state().members.find(({ user }) => user.id === id);
export const userOf = (id: string): PageUser | undefined => (state().bot.id === id ? state().bot : memberOf(id)?.user);

/** The name to show for a user. */
export const displayName = (user: PageUser): string => user.global_name ?? user.username;
/** The name to show for a channel; for direct messages, that of the bot. */
export const channelName = ({ name, type }: PageChannel): string => (type === 1 ? displayName(state().bot) : name);

/** The commands of a type (1 slash, 2 user, 3 message) that are offered in a channel. */
export function offeredCommands(type: number, channel = model.channel): PageCommand[] {
  const ids = state().offered[channel] ?? [];
  return state().commands.filter((command) => (command.type as number) === type && ids.includes(command.id));
}

import type { WebSocket } from 'ws';
import type { Guild } from './guild.ts';
import type { MessageEvent } from './message-store.ts';
import type { Messages } from './messages.ts';
import { withTrees } from './page-state.ts';
import type { Person } from './person.ts';
import type { WireLog } from './wire-log.ts';

type FeedParts = { guild: Guild; messages: Messages; wireLog: WireLog; as: (name: string) => Person };

/** Streams what this person sees happening, one event a frame; with `wire=1`, also the traffic of the bot. */
export function feed({ guild, messages, wireLog, as }: FeedParts, socket: WebSocket, url: URL): void {
  const person = personOrUndefined(as, url.searchParams.get('as') ?? 'reporter');
  if (person === undefined) return socket.close(4000, 'There is no such person.');
  const { member } = person;
  const sees = ({ message, visibleTo }: MessageEvent): boolean => {
    const channel = guild.channelById(message.channel_id);
    return channel !== undefined && guild.isAllowed(member, channel, 'VIEW_CHANNEL') && (visibleTo ?? member.user.id) === member.user.id;
  };
  const push = (event: unknown): void => socket.send(JSON.stringify(event));
  const stopMessages = messages.onChange((event) => {
    if (sees(event)) push({ ...event, message: withTrees(event.message) });
  });
  const hasWire = url.searchParams.get('wire') === '1';
  const stopWatching = wireLog.watch((entry) => {
    if (entry === undefined) push({ type: 'changed' });
    else if (hasWire) push({ type: 'wire', line: entry });
  });
  socket.on('close', () => {
    stopMessages();
    stopWatching();
  });
  socket.on('error', () => undefined);
  push({ type: 'ready', as: member.key });
}

function personOrUndefined(as: (name: string) => Person, name: string): Person | undefined {
  try {
    return as(name);
  } catch {
    return undefined;
  }
}

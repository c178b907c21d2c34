import { refuse } from './wire.ts';
import type { Message } from './wire.ts';

/** A message in its current state. `visibleTo`: the only person who sees an ephemeral message, until they dismiss it. */
export type KeptMessage = { message: Message; visibleTo: string | undefined; isDeleted: boolean; isDismissed?: boolean };

/** A change that people see. */
export type MessageEvent = { type: 'message' | 'message-edited' | 'message-deleted'; message: Message; visibleTo: string | undefined };

/** Stores the messages, knows who sees them, and notifies of changes. */
export function createMessageStore(saved: ReadonlyMap<string, KeptMessage> | undefined) {
  const kept = new Map<string, KeptMessage>(saved);
  const listeners = new Set<(event: MessageEvent) => void>();

  function notify(type: MessageEvent['type'], { message, visibleTo }: KeptMessage): void {
    for (const listener of listeners) listener({ type, message: structuredClone(message), visibleTo });
  }

  function remove(entry: KeptMessage): void {
    entry.isDeleted = true;
    kept.delete(entry.message.id);
    notify('message-deleted', entry);
  }

  /** Hides an ephemeral message from the person who sees it; the bot is not told. */
  function dismiss(entry: KeptMessage): void {
    entry.isDismissed = true;
    notify('message-deleted', entry);
  }

  /** The message of this channel. Throws 10008 when there is none. */
  function find(channelId: string, id: string): KeptMessage {
    const entry = kept.get(id);
    if (entry === undefined || entry.message.channel_id !== channelId) throw refuse.unknownMessage();
    return entry;
  }

  return {
    kept,
    notify,
    remove,
    dismiss,
    find,
    get: (id: string): KeptMessage | undefined => kept.get(id),
    /** The messages of a channel, oldest first; ephemeral ones only for the viewer who may see them. */
    list: (channelId: string, viewer?: string): Message[] =>
      [...kept.values()]
        .filter(({ message }) => message.channel_id === channelId)
        .filter(({ visibleTo, isDismissed }) => visibleTo === undefined || (visibleTo === viewer && isDismissed !== true))
        .map(({ message }) => message),
    /** Calls back at each change. Returns a function that stops it. */
    onChange: (listener: (event: MessageEvent) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

import { flag, lintOutgoing } from '../../chat/lint/lint.ts';
import type { OutgoingKind, Surroundings } from '../../chat/lint/lint.ts';
import { numberIn } from '../../chat/lint/report.ts';
import type { LintFault } from '../../chat/lint/report.ts';
import { createAttachments } from './attachments.ts';
import type { Guild } from './guild.ts';
import { applyBody } from './message-body.ts';
import type { Message, SentFile, User } from './wire.ts';
import { refuse, refuseForm } from './wire.ts';
import type { GuildChannel } from './guild-records.ts';

/** A message in its current state. `visibleTo`: the only person who sees an ephemeral message, until they dismiss it. */
export type KeptMessage = { message: Message; visibleTo: string | undefined; isDeleted: boolean; isDismissed?: boolean };

/** What is stored of the messages between two starts. */
export type SavedMessages = { kept: Map<string, KeptMessage>; files: Map<string, SentFile> };

/** A change that people see. */
export type MessageEvent = { type: 'message' | 'message-edited' | 'message-deleted'; message: Message; visibleTo: string | undefined };

export type StrictSchema = (kind: OutgoingKind, payload: unknown) => LintFault[];

type Parts = {
  newId: () => string;
  now: () => number;
  guild: Guild;
  baseUrl: () => string;
  strictSchema: StrictSchema | undefined;
  saved?: SavedMessages | undefined;
};

/** What is known of a message before its body is read. */
export type NewMessage = { channel: GuildChannel; author: User; visibleTo?: string; extra?: Partial<Message> };

const NONCE_LIFE_MS = 5 * 60_000;
const FILE_LIMIT = 10 * 1024 * 1024;

/** The messages of all channels, with their files. */
export function createMessages({ newId, now, guild, baseUrl, strictSchema, saved }: Parts) {
  const kept = new Map<string, KeptMessage>(saved?.kept);
  const attachments = createAttachments({ newId, baseUrl, saved: saved?.files });
  const bodies = { attachments, guild };
  const nonces = new Map<string, { id: string; at: number }>();
  const listeners = new Set<(event: MessageEvent) => void>();

  const notify = (type: MessageEvent['type'], { message, visibleTo }: KeptMessage): void => {
    for (const listener of listeners) listener({ type, message: structuredClone(message), visibleTo });
  };

  /** Throws Discord's refusal of this payload, if it has faults. */
  function check(kind: OutgoingKind, payload: unknown, surroundings: Surroundings = {}): void {
    const faults = [...lintOutgoing(kind, payload, { fileLimit: FILE_LIMIT, ...surroundings }), ...(strictSchema?.(kind, payload) ?? [])];
    if (faults.length > 0) throw refuseForm(faults);
  }

  /** Creates a message from a checked body. */
  function create({ channel, author, visibleTo, extra = {} }: NewMessage, body: unknown, sent: readonly SentFile[] = []): KeptMessage {
    const id = newId();
    const at = new Date(now()).toISOString();
    const message: Message = { ...emptyMessage(id, channel.id, author, at), flags: numberIn(body, 'flags') ?? 0, ...extra };
    applyBody(bodies, message, body, sent);
    const made: KeptMessage = { message, visibleTo, isDeleted: false };
    kept.set(id, made);
    if (visibleTo === undefined) channel.last_message_id = id;
    notify('message', made);
    return made;
  }

  /** Checks and applies an edit. A message that was "thinking" is filled without being marked as edited. */
  function edit(
    entry: KeptMessage,
    body: unknown,
    sent: readonly SentFile[],
    kind: 'message' | 'callback' = 'message',
    whole: unknown = body,
  ): Message {
    const { message } = entry;
    const isFilling = (message.flags & flag.loading) !== 0;
    check(kind, whole, {
      isEdit: !isFilling,
      flagsBefore: message.flags,
      files: sent.map(({ name, content }) => ({ name, size: content.length })),
      filesBefore: message.attachments.map(({ filename }) => filename),
    });
    message.flags = flagsAfterEdit(message.flags, numberIn(body, 'flags'));
    applyBody(bodies, message, body, sent);
    if (isFilling) message.timestamp = new Date(now()).toISOString();
    else message.edited_timestamp = new Date(now()).toISOString();
    notify('message-edited', entry);
    return message;
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

  /** The message that was created with this nonce within the last minutes. */
  function byNonce(channelId: string, nonce: unknown): KeptMessage | undefined {
    const before = nonces.get(`${channelId}/${String(nonce)}`);
    return before !== undefined && now() - before.at < NONCE_LIFE_MS ? kept.get(before.id) : undefined;
  }

  return {
    check,
    create,
    edit,
    remove,
    dismiss,
    find,
    byNonce,
    storeFile: attachments.store,
    get: (id: string): KeptMessage | undefined => kept.get(id),
    rememberNonce: (channelId: string, nonce: unknown, id: string): void =>
      void nonces.set(`${channelId}/${String(nonce)}`, { id, at: now() }),
    /** The messages of a channel, oldest first; ephemeral ones only for the viewer who may see them. */
    list: (channelId: string, viewer?: string): Message[] =>
      [...kept.values()]
        .filter(({ message }) => message.channel_id === channelId)
        .filter(({ visibleTo, isDismissed }) => visibleTo === undefined || (visibleTo === viewer && isDismissed !== true))
        .map(({ message }) => message),
    file: (id: string): SentFile | undefined => attachments.files.get(id),
    saved: (): SavedMessages => ({ kept, files: attachments.files }),
    onChange: (listener: (event: MessageEvent) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
export type Messages = ReturnType<typeof createMessages>;

function emptyMessage(id: string, channelId: string, author: User, timestamp: string): Message {
  return {
    id,
    channel_id: channelId,
    author,
    content: '',
    timestamp,
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    type: 0,
    flags: 0,
  };
}

/** The flags of an edited message: who sees it, and that it consists of components, cannot be changed. Throws 50035. */
function flagsAfterEdit(before: number, wanted: number | undefined): number {
  if (wanted !== undefined && (before & flag.componentsV2 & ~wanted) !== 0)
    throw refuseForm([
      { path: 'flags', rule: 'v2-unset', message: `The flags are ${wanted}; IS_COMPONENTS_V2 (32768) cannot be taken off a message.` },
    ]);
  return (before & (flag.ephemeral | flag.componentsV2)) | ((wanted ?? 0) & ~flag.ephemeral);
}

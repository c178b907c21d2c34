import { flag, lintOutgoing } from '../../chat/lint/lint.ts';
import type { OutgoingKind, Surroundings } from '../../chat/lint/lint.ts';
import { numberIn } from '../../chat/lint/report.ts';
import type { LintFault } from '../../chat/lint/report.ts';
import { createAttachments } from './attachments.ts';
import type { Guild } from './guild.ts';
import type { GuildChannel } from './guild-records.ts';
import { applyBody } from './message-body.ts';
import { createMessageStore, type KeptMessage } from './message-store.ts';
import { refuseForm } from './wire.ts';
import type { Message, SentFile, User } from './wire.ts';

/** What is stored of the messages between two starts. */
export type SavedMessages = { kept: Map<string, KeptMessage>; files: Map<string, SentFile> };

/** A further check of a payload, besides the linter. */
export type StrictSchema = (kind: OutgoingKind, payload: unknown) => LintFault[];

type Parts = {
  newId: () => string;
  now: () => number;
  guild: Guild;
  port: () => number;
  strictSchema: StrictSchema | undefined;
  saved?: SavedMessages | undefined;
};

/** What is known about a message before its body. */
export type NewMessage = { channel: GuildChannel; author: User; visibleTo?: string; extra?: Partial<Message> };

const NONCE_LIFE_MS = 5 * 60_000;
const FILE_LIMIT = 10 * 1024 * 1024;

/** The messages of all channels, with their files. */
export function createMessages({ newId, now, guild, port, strictSchema, saved }: Parts) {
  const store = createMessageStore(saved?.kept);
  const attachments = createAttachments({ newId, baseUrl: () => `http://127.0.0.1:${port()}`, saved: saved?.files });
  const bodies = { attachments, guild };
  const nonces = new Map<string, { id: string; at: number }>();
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
    const created: KeptMessage = { message, visibleTo, isDeleted: false };
    store.kept.set(id, created);
    if (visibleTo === undefined) channel.last_message_id = id;
    store.notify('message', created);
    return created;
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
    store.notify('message-edited', entry);
    return message;
  }

  /** The message that was created with this nonce within the last minutes. */
  function byNonce(channelId: string, nonce: unknown): KeptMessage | undefined {
    const before = nonces.get(`${channelId}/${String(nonce)}`);
    return before !== undefined && now() - before.at < NONCE_LIFE_MS ? store.get(before.id) : undefined;
  }

  return {
    check,
    create,
    edit,
    byNonce,
    remove: store.remove,
    dismiss: store.dismiss,
    find: store.find,
    get: store.get,
    list: store.list,
    onChange: store.onChange,
    storeFile: attachments.store,
    rememberNonce: (channelId: string, nonce: unknown, id: string): void =>
      void nonces.set(`${channelId}/${String(nonce)}`, { id, at: now() }),
    file: (id: string): SentFile | undefined => attachments.files.get(id),
    saved: (): SavedMessages => ({ kept: store.kept, files: attachments.files }),
  };
}
/** The messages of all channels. */
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

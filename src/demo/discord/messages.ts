import { flag, lintOutgoing } from '../../chat/lint/lint.ts';
import type { OutgoingKind, Surroundings } from '../../chat/lint/lint.ts';
import { field, isAbsent, isBag, arrayIn, numberIn, textIn } from '../../chat/lint/report.ts';
import type { Bag, LintFault } from '../../chat/lint/report.ts';
import type { GuildChannel, Guild } from './guild.ts';
import type { Attachment, Message, SentFile, User } from './wire.ts';
import { refuse, refuseForm } from './wire.ts';

/** A message as it stands now: `visibleTo` is the one person who sees an ephemeral one, until they dismiss it. */
export type KeptMessage = { message: Message; visibleTo: string | undefined; isDeleted: boolean; isDismissed?: boolean };

/** What is kept of the messages from one start to the next. */
export type SavedMessages = { kept: Map<string, KeptMessage>; files: Map<string, SentFile> };

/** What changed, as people see it. */
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

/** All messages of all channels, with their files. */
export function createMessages({ newId, now, guild, baseUrl, strictSchema, saved }: Parts) {
  const kept = new Map<string, KeptMessage>(saved?.kept);
  const files = new Map<string, SentFile>(saved?.files);
  const nonces = new Map<string, { id: string; at: number }>();
  const listeners = new Set<(event: MessageEvent) => void>();

  const tell = (type: MessageEvent['type'], { message, visibleTo }: KeptMessage): void => {
    for (const listener of listeners) listener({ type, message: structuredClone(message), visibleTo });
  };

  /** Throws what Discord would answer to this payload, if it has faults. */
  function check(kind: OutgoingKind, payload: unknown, surroundings: Surroundings = {}): void {
    const faults = [...lintOutgoing(kind, payload, { fileLimit: FILE_LIMIT, ...surroundings }), ...(strictSchema?.(kind, payload) ?? [])];
    if (faults.length > 0) throw refuseForm(faults);
  }

  function storeFile(channelId: string, file: SentFile, description?: string): Attachment {
    const id = newId();
    const type = typeOf(file);
    files.set(id, { ...file, type });
    const url = `${baseUrl()}/attachments/${channelId}/${id}/${encodeURIComponent(file.name)}`;
    const about = description === undefined || description === '' ? {} : { description };
    return { id, filename: file.name, size: file.content.length, url, proxy_url: url, content_type: type, ...about };
  }

  /** The files a message has after this body: kept ones by their id, new ones by their place among the files sent. */
  function attachmentsAfter(channelId: string, body: unknown, sent: readonly SentFile[], before: readonly Attachment[]): Attachment[] {
    const listed = field(body, 'attachments');
    const about = arrayIn(body, 'attachments');
    const stay = isAbsent(listed) ? before : before.filter(({ id }) => about.some((entry) => field(entry, 'id') === id));
    const added = sent.map((file, at) => {
      const entry = about.find((one) => String(textIn(one, 'id') || numberIn(one, 'id')) === String(at));
      return storeFile(channelId, { ...file, name: textIn(entry, 'filename') || file.name }, textIn(entry, 'description'));
    });
    return [...stay, ...added];
  }

  function applyBody(message: Message, body: unknown, sent: readonly SentFile[]): void {
    message.attachments = attachmentsAfter(message.channel_id, body, sent, message.attachments);
    const content = field(body, 'content');
    if (content !== undefined) message.content = typeof content === 'string' ? content.trim() : '';
    if (field(body, 'embeds') !== undefined) message.embeds = bagsIn(body, 'embeds');
    if (field(body, 'components') !== undefined) message.components = numbered(bagsIn(body, 'components'));
    message.components = withUrls(message.components, message.attachments);
    message.embeds = withUrls(message.embeds, message.attachments);
    // Who is pinged is settled when a message is made; an edit pings nobody, but names people all the same.
    Object.assign(message, mentionsOf(message, field(body, 'allowed_mentions'), guild));
  }

  /** Makes a message from a body that was checked. */
  function create({ channel, author, visibleTo, extra = {} }: NewMessage, body: unknown, sent: readonly SentFile[] = []): KeptMessage {
    const id = newId();
    const message: Message = {
      id,
      channel_id: channel.id,
      author,
      content: '',
      timestamp: new Date(now()).toISOString(),
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
      flags: numberIn(body, 'flags') ?? 0,
      ...extra,
    };
    applyBody(message, body, sent);
    const made: KeptMessage = { message, visibleTo, isDeleted: false };
    kept.set(id, made);
    if (visibleTo === undefined) channel.last_message_id = id;
    tell('message', made);
    return made;
  }

  /** Checks and applies an edit. A message that was "thinking" becomes what is sent, without the mark "edited". */
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
    const flags = numberIn(body, 'flags');
    if (flags !== undefined && (message.flags & flag.componentsV2 & ~flags) !== 0)
      throw refuseForm([
        { path: 'flags', rule: 'v2-unset', message: `The flags are ${flags}; IS_COMPONENTS_V2 (32768) cannot be taken off a message.` },
      ]);
    // Who sees a message is settled when it is made.
    message.flags = (message.flags & (flag.ephemeral | flag.componentsV2)) | ((flags ?? 0) & ~flag.ephemeral);
    applyBody(message, body, sent);
    if (isFilling) message.timestamp = new Date(now()).toISOString();
    else message.edited_timestamp = new Date(now()).toISOString();
    tell('message-edited', entry);
    return message;
  }

  function remove(entry: KeptMessage): void {
    entry.isDeleted = true;
    kept.delete(entry.message.id);
    tell('message-deleted', entry);
  }

  /** Takes an ephemeral message from the eyes of the person who saw it; the bot does not hear of it. */
  function dismiss(entry: KeptMessage): void {
    entry.isDismissed = true;
    tell('message-deleted', entry);
  }

  /** The message of this channel. Throws 10008 when there is none. */
  function find(channelId: string, id: string): KeptMessage {
    const entry = kept.get(id);
    if (entry === undefined || entry.message.channel_id !== channelId) throw refuse.unknownMessage();
    return entry;
  }

  /** The message that was made with this nonce a short while ago. */
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
    storeFile,
    get: (id: string): KeptMessage | undefined => kept.get(id),
    rememberNonce: (channelId: string, nonce: unknown, id: string): void =>
      void nonces.set(`${channelId}/${String(nonce)}`, { id, at: now() }),
    /** Oldest first; with the ephemeral ones only for the person who sees them. */
    list: (channelId: string, viewer?: string): Message[] =>
      [...kept.values()]
        .filter(({ message }) => message.channel_id === channelId)
        .filter(({ visibleTo, isDismissed }) => visibleTo === undefined || (visibleTo === viewer && isDismissed !== true))
        .map(({ message }) => message),
    file: (id: string): SentFile | undefined => files.get(id),
    saved: (): SavedMessages => ({ kept, files }),
    onChange: (listener: (event: MessageEvent) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
export type Messages = ReturnType<typeof createMessages>;

/** By its name, as Discord does it, when the sender did not say: discord.js never does. */
function typeOf({ name, type }: SentFile): string {
  if (type !== '' && type !== 'application/octet-stream') return type;
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (['txt', 'md', 'csv', 'json', 'jsonl', 'log'].includes(ending)) return 'text/plain; charset=utf-8';
  if (['png', 'gif', 'webp', 'jpeg'].includes(ending)) return `image/${ending}`;
  return ending === 'jpg' ? 'image/jpeg' : 'application/octet-stream';
}

function bagsIn(body: unknown, name: string): Bag[] {
  return structuredClone(arrayIn(body, name)).filter((entry) => isBag(entry));
}

/** Discord gives each component a number of its own, where the bot gave none. */
function numbered(components: Bag[]): Bag[] {
  let count = 0;
  const walk = (value: unknown): unknown => {
    if (!isBag(value)) return value;
    count += 1;
    const id = numberIn(value, 'id') || count;
    const inner = Array.isArray(value['components']) ? { components: value['components'].map(walk) } : {};
    return { ...value, id, ...inner, ...(isBag(value['accessory']) ? { accessory: walk(value['accessory']) } : {}) };
  };
  return components.map((value) => walk(value) as Bag);
}

/** attachment://name becomes the address under which the file is served. */
function withUrls<Value>(value: Value, attachments: readonly Attachment[]): Value {
  if (Array.isArray(value)) return value.map((entry: unknown) => withUrls(entry, attachments)) as Value;
  if (!isBag(value)) return value;
  const url = textIn(value, 'url');
  const file = url.startsWith('attachment://') ? attachments.find(({ filename }) => url.endsWith(`//${filename}`)) : undefined;
  const entries = Object.entries(value).map(([name, inner]) => [name, withUrls(inner, attachments)] as const);
  const media = file === undefined ? {} : { url: file.url, proxy_url: file.url, content_type: file.content_type, attachment_id: file.id };
  return { ...Object.fromEntries(entries), ...media } as Value;
}

function allTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(allTexts);
  if (!isBag(value)) return [];
  return [textIn(value, 'content'), ...allTexts(value['components']), ...allTexts(value['accessory'])];
}

/** Who is pinged: those whose mention stands in the text and whom allowed_mentions lets through. */
function mentionsOf(message: Message, allowed: unknown, guild: Guild): Pick<Message, 'mentions' | 'mention_roles' | 'mention_everyone'> {
  const text = [message.content, ...allTexts(message.components)].join('\n');
  const may = (kind: 'users' | 'roles', id: string): boolean =>
    isAbsent(allowed) || arrayIn(allowed, 'parse').includes(kind) || arrayIn(allowed, kind).includes(id);
  const named = (pattern: RegExp): string[] => [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))];
  const users = named(/<@!?(\d+)>/g).filter((id) => may('users', id));
  return {
    mentions: users.flatMap((id) => guild.memberById(id)?.user ?? []),
    mention_roles: named(/<@&(\d+)>/g).filter((id) => may('roles', id)),
    mention_everyone: /@(everyone|here)\b/.test(text) && (isAbsent(allowed) || arrayIn(allowed, 'parse').includes('everyone')),
  };
}

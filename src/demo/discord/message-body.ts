import { field, isAbsent, isBag, arrayIn, numberIn, textIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import type { Attachments } from './attachments.ts';
import type { Guild } from './guild.ts';
import type { Attachment, Message, SentFile } from './wire.ts';

/** What applying a body needs. */
export type BodyParts = { attachments: Attachments; guild: Guild };

/** Applies a checked body to a message. */
export function applyBody(parts: BodyParts, message: Message, body: unknown, sent: readonly SentFile[]): void {
  message.attachments = parts.attachments.afterBody(message.channel_id, body, sent, message.attachments);
  const content = field(body, 'content');
  if (content !== undefined) message.content = typeof content === 'string' ? content.trim() : '';
  if (field(body, 'embeds') !== undefined) message.embeds = bagsIn(body, 'embeds');
  if (field(body, 'components') !== undefined) message.components = numbered(bagsIn(body, 'components'));
  message.components = withUrls(message.components, message.attachments);
  message.embeds = withUrls(message.embeds, message.attachments);
  // Only a new message pings people; an edit pings nobody, yet lists the people it mentions.
  Object.assign(message, mentionsOf(message, field(body, 'allowed_mentions'), parts.guild));
}

function bagsIn(body: unknown, name: string): Bag[] {
  return structuredClone(arrayIn(body, name)).filter((entry) => isBag(entry));
}

/** Numbers the components, as Discord does, where the bot gave no id. */
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

/** Replaces attachment://name by the URL of the file. */
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

/** Who is pinged: those mentioned in the text, as far as allowed_mentions permits. */
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

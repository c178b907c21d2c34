import { field, arrayIn, numberIn, textIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import type { Guild } from './guild.ts';
import { memberJson } from './guild-json.ts';
import type { GuildChannel, GuildMember, GuildRole } from './guild-records.ts';
import type { Messages } from './messages.ts';
import type { Message } from './wire.ts';

/** A file that somebody uploads. */
export type UploadedFile = { name: string; content: string | Buffer; contentType?: string };
export type OptionValue = string | number | boolean | UploadedFile;

/** Option types whose value is the id of such a thing, and the select types that choose such things. */
const referenceKinds = new Map<number, Kind>([
  [6, 'member'],
  [7, 'channel'],
  [8, 'role'],
  [9, 'mentionable'],
]);
const selectKinds = new Map<number, Kind>([
  [5, 'member'],
  [6, 'role'],
  [7, 'mentionable'],
  [8, 'channel'],
]);
type Kind = 'member' | 'role' | 'channel' | 'mentionable';

/** Finds what a person refers to, by id or name, and collects it for the `resolved` part of the event. */
export function createResolver(guild: Guild, messages: Messages, channel: GuildChannel, invoker: GuildMember) {
  const parts: Record<string, Record<string, unknown>> = {};
  const put = (part: string, id: string, value: unknown): string => {
    (parts[part] ??= {})[id] = value;
    return id;
  };

  function member(name: string): string | undefined {
    const found = memberNamed(guild, name);
    if (found === undefined) return undefined;
    const { user: _, ...rest } = memberJson(found, guild.permissionsOf(found, channel));
    put('members', found.user.id, rest);
    return put('users', found.user.id, found.user);
  }

  function role(name: string): string | undefined {
    const found = Object.values(guild.roles).find((entry: GuildRole) => entry.id === name || entry.name === name);
    return found === undefined ? undefined : put('roles', found.id, found);
  }

  function channelNamed(name: string): string | undefined {
    const found = guild.channels[name] ?? guild.channelById(name);
    if (found === undefined) return undefined;
    // The permissions of who chose it; those of the bot Discord tells for the current channel alone (app_permissions).
    return put('channels', found.id, { ...found, permissions: guild.permissionsOf(invoker, found).toString() });
  }

  /** The id of the thing with this name or id. Throws a sentence when there is none. */
  function point(kind: Kind, name: string): string {
    const id =
      kind === 'member'
        ? member(name)
        : kind === 'role'
          ? role(name)
          : kind === 'channel'
            ? channelNamed(name)
            : (member(name) ?? role(name));
    if (id === undefined) throw new Error(`There is no ${kind} "${name}".`);
    return id;
  }

  function file(picked: UploadedFile): string {
    checkFileSize(picked.name, Buffer.byteLength(picked.content));
    const sent = { name: picked.name, content: Buffer.from(picked.content), type: picked.contentType ?? 'application/octet-stream' };
    const stored = messages.storeFile(channel.id, sent);
    return put('attachments', stored.id, stored);
  }

  return {
    point,
    file,
    message: (target: Message): string => put('messages', target.id, structuredClone(target)),
    /** `{ resolved }`, or an empty object when nothing was referred to. */
    resolved: (): Bag => (Object.keys(parts).length === 0 ? {} : { resolved: parts }),
  };
}
/** Resolves the references of one interaction. */
export type Resolver = ReturnType<typeof createResolver>;

/** Throws what Discord's client says about a file above the default limit. */
export function checkFileSize(name: string, bytes: number): void {
  const most = 10 * 1024 * 1024;
  if (bytes > most) throw new Error(`Your files are too powerful: ${name} has ${bytes} bytes; the limit is 10 MB (${most}).`);
}

/** The member with this key, user id or name. */
export function memberNamed(guild: Guild, name: string): GuildMember | undefined {
  const own = Object.hasOwn(guild.members, name) ? guild.members[name] : undefined;
  return own ?? [...Object.values(guild.members), guild.bot].find(({ user }) => user.id === name || user.username === name);
}

/** The value of a command's option as it is sent in the event. */
export function optionValue(resolver: Resolver, option: unknown, value: OptionValue): string | number | boolean {
  const type = numberIn(option, 'type') ?? 0;
  const kind = referenceKinds.get(type);
  if (type === 11) {
    if (typeof value !== 'object') throw new Error(`The option "${textIn(option, 'name')}" takes a file.`);
    return resolver.file(value);
  }
  if (kind !== undefined && typeof value === 'string') return resolver.point(kind, value);
  if (kind !== undefined || typeof value === 'object') throw new Error(`The option "${textIn(option, 'name')}" does not take this.`);
  return value;
}

/** The ids or values chosen in a select. Throws a sentence when they cannot be chosen. */
export function selectValues(resolver: Resolver, select: Bag, wanted: readonly string[]): string[] {
  const kind = selectKinds.get(numberIn(select, 'type') ?? 0);
  const chosen = kind === undefined ? wanted.map((name) => offeredValue(select, name)) : wanted.map((name) => resolver.point(kind, name));
  const least = numberIn(select, 'min_values') ?? 1;
  const most = numberIn(select, 'max_values') ?? 1;
  if (chosen.length < least || chosen.length > most)
    throw new Error(`${chosen.length} values are picked in "${textIn(select, 'custom_id')}"; ${least} to ${most} are allowed.`);
  return chosen;
}

/** The value of the option with this value or label. */
export function offeredValue(owner: Bag, name: string): string {
  const options = arrayIn(owner, 'options');
  const found = options.find((entry) => field(entry, 'value') === name) ?? options.find((entry) => field(entry, 'label') === name);
  if (found === undefined) throw new Error(`"${textIn(owner, 'custom_id')}" does not offer "${name}".`);
  return textIn(found, 'value');
}

import { createAnswer } from './answer.ts';
import type { InteractionAnswer, ShownMessage } from './answer.ts';
import { commandRequest, formRequest, menuRequest, pressRequest, selectRequest, type Options } from './client-requests.ts';
import { channelFor, currentMessage, messageIn, type ClientParts } from './client-view.ts';
import type { FormValues } from './form.ts';
import { channelType } from './guild-records.ts';
import type { GuildMember } from './guild-records.ts';
import type { InteractionRequest, ShownModal } from './interaction.ts';
import { isOffered } from './registry.ts';
import { checkFileSize, memberNamed } from './resolving.ts';
import type { UploadedFile } from './resolving.ts';
import type { Message } from './wire.ts';

/**
 * Somebody who uses Discord's client. What the client would not let them do (unknown commands, missing options, buttons
 * that do not exist) throws a sentence.
 */
export type Person = {
  member: GuildMember;
  /** Calls a command by its full name: `search`, `tag add`. */
  slash(channel: string, name: string, options?: Options): Promise<InteractionAnswer>;
  /** Types `text` into the option `focused`; `options` are those already filled in. */
  autocomplete(channel: string, name: string, focused: string, text: string, options?: Options): Promise<InteractionAnswer>;
  press(message: Message | ShownMessage, customIdOrLabel: string): Promise<InteractionAnswer>;
  select(message: Message | ShownMessage, customId: string, values: readonly string[]): Promise<InteractionAnswer>;
  submit(modal: ShownModal, values: FormValues): Promise<InteractionAnswer>;
  contextMenu(kind: 'message', name: string, target: Message | ShownMessage): Promise<InteractionAnswer>;
  contextMenu(kind: 'user', name: string, target: string, channel?: string): Promise<InteractionAnswer>;
  /** Writes a plain message. */
  say(channel: string, text: string, files?: readonly UploadedFile[]): Message;
  /** The messages this person sees in a channel (name or id), including their own ephemeral ones. */
  messages(channel: string): Message[];
  /** The bot's direct messages to them. */
  directMessages(): Message[];
  /** Sets the language of their Discord. */
  speak(locale: string): void;
  /** Hides an ephemeral message from them. */
  dismiss(message: Message | ShownMessage): void;
  /** Ids of the commands that Discord offers them in this channel. */
  offered(channel: string): string[];
};

/** Finds people by key, user id or name; throws when there is nobody. */
export function createPeople(parts: ClientParts): (name: string) => Person {
  const { guild, messages, registry, interactions } = parts;
  const open = (request: InteractionRequest): InteractionAnswer => createAnswer(interactions.open(request));

  return (name) => {
    const member = memberNamed(guild, name);
    if (member === undefined || member === guild.bot) throw new Error(`There is no member "${name}".`);
    return {
      member,
      slash: async (channel, called, options = {}) => open(commandRequest(parts, member, channel, called, options)),
      autocomplete: async (channel, called, focused, text, options = {}) =>
        open(commandRequest(parts, member, channel, called, { ...options, [focused]: text }, focused)),
      press: async (message, customIdOrLabel) => open(pressRequest(parts, member, messageIn(message), customIdOrLabel)),
      select: async (message, customId, values) => open(selectRequest(parts, member, messageIn(message), customId, values)),
      submit: async (modal, values) => open(formRequest(parts, member, modal, values)),
      contextMenu: async (_kind: 'message' | 'user', called: string, target: Message | ShownMessage | string, channel?: string) =>
        open(menuRequest(parts, member, called, target, channel ?? 'general')),
      speak: (locale) => void (member.locale = locale),
      say: (channel, text, files = []) => say(parts, member, channel, text, files),
      dismiss: (message) => {
        const { entry } = currentMessage(parts, member, messageIn(message));
        if (entry.visibleTo === undefined) throw new Error('Only a message that nobody else sees can be dismissed.');
        messages.dismiss(entry);
      },
      messages: (channel) => structuredClone(messages.list(channelFor(parts, member, channel).id, member.user.id)),
      directMessages: () => structuredClone(messages.list(guild.directChannel(member.user).id)),
      offered: (channel) => {
        const place = channelFor(parts, member, channel);
        const bits = guild.permissionsOf(member, place);
        return registry.all().flatMap((entry) => (isOffered(entry, bits, place.type === channelType.direct) ? [entry.id] : []));
      },
    };
  };
}

function say(parts: ClientParts, member: GuildMember, name: string, text: string, files: readonly UploadedFile[]): Message {
  const channel = channelFor(parts, member, name);
  if (!parts.guild.isAllowed(member, channel, 'SEND_MESSAGES')) throw new Error(`${member.key} cannot write in "${name}".`);
  checkWriting(text, files);
  const sent = files.map((file) => ({
    name: file.name,
    content: Buffer.from(file.content),
    type: file.contentType ?? 'application/octet-stream',
  }));
  const { message } = parts.messages.create({ channel, author: member.user }, { content: text }, sent);
  return structuredClone(message);
}

/** Throws what Discord's client says about a message that it refuses to send. */
function checkWriting(text: string, files: readonly UploadedFile[]): void {
  if (text.trim() === '' && files.length === 0) throw new Error('There is nothing to send.');
  if (text.length > 2000) throw new Error(`Your message is too long: ${text.length} characters; 2000 are allowed.`);
  if (files.length > 10) throw new Error(`${files.length} files are too many; 10 are allowed.`);
  for (const { name, content } of files) checkFileSize(name, Buffer.byteLength(content));
}

import { allComponents, component, LINK_STYLE, selectTypes } from '../../chat/lint/components.ts';
import { field, isBag, arrayIn, numberIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import type { Branch } from '../page/protocol.ts';
import { createAnswer } from './answer.ts';
import type { InteractionAnswer, ShownMessage } from './answer.ts';
import { filledIn } from './form.ts';
import type { FormValues } from './form.ts';
import type { GuildChannel, Guild, GuildMember } from './guild.ts';
import { channelType, permission } from './guild.ts';
import { interactionType } from './interactions.ts';
import type { Interactions, ShownModal } from './interactions.ts';
import type { KeptMessage, Messages } from './messages.ts';
import { branchOf, checkOptionNames, checkOptionValue, commandType, isOffered } from './registry.ts';
import type { Registered, Registry } from './registry.ts';
import { checkFileSize, createResolver, memberNamed, optionValue, selectValues } from './resolving.ts';
import type { OptionValue, UploadedFile } from './resolving.ts';
import type { Message } from './wire.ts';

export type Options = Readonly<Record<string, OptionValue>>;

/**
 * Somebody who uses Discord's client. What the client would not let them do is thrown as a sentence: unknown commands,
 * missing options, buttons that are not there.
 */
export type Person = {
  member: GuildMember;
  slash(channel: string, name: string, options?: Options, branch?: Branch): Promise<InteractionAnswer>;
  /** Types `text` into the option `focused`; `options` are those filled in already. */
  autocomplete(
    channel: string,
    name: string,
    focused: string,
    text: string,
    options?: Options,
    branch?: Branch,
  ): Promise<InteractionAnswer>;
  press(message: Message | ShownMessage, customIdOrLabel: string): Promise<InteractionAnswer>;
  select(message: Message | ShownMessage, customId: string, values: readonly string[]): Promise<InteractionAnswer>;
  submit(modal: ShownModal, values: FormValues): Promise<InteractionAnswer>;
  contextMenu(kind: 'message', name: string, target: Message | ShownMessage): Promise<InteractionAnswer>;
  contextMenu(kind: 'user', name: string, target: string, channel?: string): Promise<InteractionAnswer>;
  /** Writes a plain message. */
  say(channel: string, text: string, files?: readonly UploadedFile[]): Message;
  /** The messages this person sees in a channel (name or id), their own ephemeral ones among them. */
  messages(channel: string): Message[];
  /** What the bot wrote to them directly. */
  directMessages(): Message[];
  /** Takes an ephemeral message from their eyes. */
  dismiss(message: Message | ShownMessage): void;
  /** Ids of the commands that Discord offers them in this channel. */
  offered(channel: string): string[];
};

type Parts = { guild: Guild; messages: Messages; registry: Registry; interactions: Interactions };

/** `as(name)`: the person with this key or user id. Throws when there is nobody. */
export function createPeople({ guild, messages, registry, interactions }: Parts): (name: string) => Person {
  const act = (request: Parameters<Interactions['open']>[0]): Promise<InteractionAnswer> =>
    Promise.resolve(createAnswer(interactions.open(request)));

  function channelFor(member: GuildMember, name: string): GuildChannel {
    const channel = guild.channels[name] ?? guild.channelById(name);
    if (channel === undefined) throw new Error(`There is no channel "${name}".`);
    if (!guild.isAllowed(member, channel, 'VIEW_CHANNEL')) throw new Error(`${member.key} cannot see the channel "${name}".`);
    return channel;
  }

  function commandFor(member: GuildMember, channel: GuildChannel, type: number, name: string): Registered {
    const command = registry.find(type, name);
    if (command === undefined) throw new Error(`No command "${name}" is registered.`);
    const bits = guild.permissionsOf(member, channel);
    const mayUse = (bits & permission.USE_APPLICATION_COMMANDS) !== 0n;
    if (!mayUse || !isOffered(command, bits, channel.type === channelType.direct))
      throw new Error(`Discord does not offer "${name}" to ${member.key} here.`);
    return command;
  }

  /** The message as it is now; a person cannot press what has gone. */
  function standing(member: GuildMember, { id }: Message): { entry: KeptMessage; channel: GuildChannel } {
    const entry = messages.get(id);
    if (entry === undefined) throw new Error(`The message ${id} is gone.`);
    if (entry.visibleTo !== undefined && entry.visibleTo !== member.user.id)
      throw new Error(`${member.key} does not see the message ${id}.`);
    return { entry, channel: channelFor(member, entry.message.channel_id) };
  }

  function componentOf(entry: KeptMessage, name: string, fits: (value: unknown) => boolean): Bag {
    const all = allComponents(entry.message.components, '').flatMap(({ value }) => (isBag(value) && fits(value) ? [value] : []));
    const found = all.find((value) => field(value, 'custom_id') === name) ?? all.find((value) => field(value, 'label') === name);
    if (found === undefined) throw new Error(`The message has no "${name}" to use.`);
    if (field(found, 'disabled') === true) throw new Error(`"${name}" is disabled.`);
    return found;
  }

  function command(
    member: GuildMember,
    channelName: string,
    name: string,
    options: Options,
    branch: Branch,
    focused?: string,
  ): Promise<InteractionAnswer> {
    const channel = channelFor(member, channelName);
    const registered = commandFor(member, channel, commandType.chat, name);
    const owner = branchOf(registered, branch.subcommand, branch.group);
    if (focused === undefined) checkOptionNames(owner, Object.keys(options));
    const resolver = createResolver(guild, messages, channel);
    const filled = Object.entries(options).map(([key, value]) => {
      const option = arrayIn(owner, 'options').find((entry) => field(entry, 'name') === key);
      if (option === undefined) throw new Error(`"${name}" has no option "${key}".`);
      const given = optionValue(resolver, option, value);
      if (key !== focused) checkOptionValue(option, given);
      else if (field(option, 'autocomplete') !== true) throw new Error(`The option "${key}" has no autocomplete.`);
      return { name: key, type: numberIn(option, 'type') ?? 0, value: given, ...(key === focused ? { focused: true } : {}) };
    });
    const data = {
      id: registered.id,
      name,
      type: commandType.chat,
      guild_id: guild.id,
      options: nested(branch, filled),
      ...resolver.resolved(),
    };
    const optionType = filled.find((option) => option.name === focused)?.type;
    const type = focused === undefined ? interactionType.command : interactionType.autocomplete;
    return act({ type, data, member, channel, ...(optionType === undefined ? {} : { optionType }) });
  }

  function menu(
    member: GuildMember,
    name: string,
    target: Message | ShownMessage | string,
    channelName: string,
  ): Promise<InteractionAnswer> {
    const isMember = typeof target === 'string';
    const message = isMember ? undefined : standing(member, messageIn(target)).entry.message;
    const channel = channelFor(member, message?.channel_id ?? channelName);
    const type = isMember ? commandType.user : commandType.message;
    const { id } = commandFor(member, channel, type, name);
    const resolver = createResolver(guild, messages, channel);
    const target_id = isMember ? resolver.point('member', target) : resolver.message(message ?? messageIn(target));
    return act({
      type: interactionType.command,
      data: { id, name, type, guild_id: guild.id, target_id, ...resolver.resolved() },
      member,
      channel,
    });
  }

  function press(member: GuildMember, message: Message, name: string): Promise<InteractionAnswer> {
    const { entry, channel } = standing(member, message);
    const button = componentOf(entry, name, (value) => field(value, 'type') === component.button && field(value, 'style') !== LINK_STYLE);
    const data = { component_type: component.button, custom_id: button['custom_id'], id: button['id'] };
    return act({ type: interactionType.component, data, member, channel, source: entry });
  }

  function select(member: GuildMember, message: Message, name: string, values: readonly string[]): Promise<InteractionAnswer> {
    const { entry, channel } = standing(member, message);
    const menuOf = componentOf(entry, name, (value) => selectTypes.has(field(value, 'type')));
    const resolver = createResolver(guild, messages, channel);
    const picked = selectValues(resolver, menuOf, values);
    const data = {
      component_type: menuOf['type'],
      custom_id: menuOf['custom_id'],
      id: menuOf['id'],
      values: picked,
      ...resolver.resolved(),
    };
    return act({ type: interactionType.component, data, member, channel, source: entry });
  }

  function submit(member: GuildMember, modal: ShownModal, values: FormValues): Promise<InteractionAnswer> {
    const opener = interactions.byId(modal.interactionId);
    if (opener?.member !== member) throw new Error(`The form "${modal.title}" was not opened for ${member.key}.`);
    const { channel, source } = opener;
    const resolver = createResolver(guild, messages, channel);
    const components = filledIn(modal, values, resolver);
    const data = { custom_id: modal.custom_id, components, ...resolver.resolved() };
    return act({ type: interactionType.form, data, member, channel, ...(source === undefined ? {} : { source }) });
  }

  function say(member: GuildMember, name: string, text: string, files: readonly UploadedFile[]): Message {
    const channel = channelFor(member, name);
    if (!guild.isAllowed(member, channel, 'SEND_MESSAGES')) throw new Error(`${member.key} cannot write in "${name}".`);
    checkWriting(text, files);
    const sent = files.map((file) => ({
      name: file.name,
      content: Buffer.from(file.content),
      type: file.contentType ?? 'application/octet-stream',
    }));
    const { message } = messages.create({ channel, author: member.user }, { content: text }, sent);
    return structuredClone(message);
  }

  return (name) => {
    const member = memberNamed(guild, name);
    if (member === undefined || member === guild.bot) throw new Error(`There is no member "${name}".`);
    return {
      member,
      slash: async (channel, called, options = {}, branch = {}) => command(member, channel, called, options, branch),
      autocomplete: async (channel, called, focused, text, options = {}, branch = {}) =>
        command(member, channel, called, { ...options, [focused]: text }, branch, focused),
      press: async (message, customIdOrLabel) => press(member, messageIn(message), customIdOrLabel),
      select: async (message, customId, values) => select(member, messageIn(message), customId, values),
      submit: async (modal, values) => submit(member, modal, values),
      contextMenu: async (_kind: 'message' | 'user', called: string, target: Message | ShownMessage | string, channel?: string) =>
        menu(member, called, target, channel ?? 'general'),
      say: (channel, text, files = []) => say(member, channel, text, files),
      dismiss: (message) => {
        const { entry } = standing(member, messageIn(message));
        if (entry.visibleTo === undefined) throw new Error('Only a message that nobody else sees can be dismissed.');
        messages.dismiss(entry);
      },
      messages: (channel) => structuredClone(messages.list(channelFor(member, channel).id, member.user.id)),
      directMessages: () => structuredClone(messages.list(guild.directChannel(member.user).id)),
      offered: (channel) => {
        const place = channelFor(member, channel);
        const bits = guild.permissionsOf(member, place);
        return registry.all().flatMap((entry) => (isOffered(entry, bits, place.type === channelType.direct) ? [entry.id] : []));
      },
    };
  };
}

/** Throws what Discord's client says to a message that it does not send. */
function checkWriting(text: string, files: readonly UploadedFile[]): void {
  if (text.trim() === '' && files.length === 0) throw new Error('There is nothing to send.');
  if (text.length > 2000) throw new Error(`Your message is too long: ${text.length} characters; 2000 are allowed.`);
  if (files.length > 10) throw new Error(`${files.length} files are too many; 10 are allowed.`);
  for (const { name, content } of files) checkFileSize(name, Buffer.byteLength(content));
}

function messageIn(message: Message | ShownMessage): Message {
  return 'message' in message ? message.message : message;
}

function nested({ subcommand, group }: Branch, options: readonly Bag[]): readonly Bag[] {
  const inner = subcommand === undefined ? options : [{ name: subcommand, type: 1, options }];
  return group === undefined ? inner : [{ name: group, type: 2, options: inner }];
}

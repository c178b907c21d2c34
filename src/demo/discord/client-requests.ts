import { component, LINK_STYLE, selectTypes } from '../../chat/lint/components.ts';
import { field, arrayIn, numberIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import type { ShownMessage } from './answer.ts';
import { channelFor, commandFor, componentOf, entryNamed, currentMessage, messageIn, type ClientParts } from './client-view.ts';
import { filledIn } from './form.ts';
import type { FormValues } from './form.ts';
import type { GuildMember } from './guild-records.ts';
import { interactionType, type InteractionRequest, type ShownModal } from './interaction.ts';
import { branchOf, checkOptionNames, checkOptionValue, commandType } from './registry.ts';
import { createResolver, optionValue, selectValues } from './resolving.ts';
import type { OptionValue } from './resolving.ts';
import type { Message } from './wire.ts';

/*
 * What Discord's client sends when somebody does something. Each function throws a sentence when the client would not
 * let them do it.
 */

/** The values of a command's options, by name. */
export type Options = Readonly<Record<string, OptionValue>>;

/** Typing a command by its full name (`tag add`) or, when an option is `focused`, asking for its suggestions. */
export function commandRequest(
  parts: ClientParts,
  member: GuildMember,
  channelName: string,
  fullName: string,
  options: Options,
  focused?: string,
): InteractionRequest {
  const [name = '', ...below] = fullName.split(' ');
  const channel = channelFor(parts, member, channelName);
  const registered = commandFor(parts, member, channel, commandType.chat, name);
  const owner = branchOf(registered, below);
  if (focused === undefined) checkOptionNames(owner, Object.keys(options));
  const resolver = createResolver(parts.guild, parts.messages, channel, member);
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
    guild_id: parts.guild.id,
    options: nested(below, filled),
    ...resolver.resolved(),
  };
  const optionType = filled.find((option) => option.name === focused)?.type;
  const type = focused === undefined ? interactionType.command : interactionType.autocomplete;
  return { type, data, member, channel, ...(optionType === undefined ? {} : { optionType }) };
}

/** Choosing a command in the menu of a message or a member (by id or name). */
export function menuRequest(
  parts: ClientParts,
  member: GuildMember,
  name: string,
  target: Message | ShownMessage | string,
  channelName: string,
): InteractionRequest {
  const isMember = typeof target === 'string';
  const message = isMember ? undefined : currentMessage(parts, member, messageIn(target)).entry.message;
  const channel = channelFor(parts, member, message?.channel_id ?? channelName);
  const type = isMember ? commandType.user : commandType.message;
  const { id } = commandFor(parts, member, channel, type, name);
  const resolver = createResolver(parts.guild, parts.messages, channel, member);
  const target_id = isMember ? resolver.point('member', target) : resolver.message(message ?? messageIn(target));
  return {
    type: interactionType.command,
    data: { id, name, type, guild_id: parts.guild.id, target_id, ...resolver.resolved() },
    member,
    channel,
  };
}

/** Pressing the button with this custom_id or label, or, where no button has it, choosing the entry of a select. */
export function pressRequest(parts: ClientParts, member: GuildMember, message: Message, name: string): InteractionRequest {
  const { entry, channel } = currentMessage(parts, member, message);
  const listed = entryNamed(entry, name);
  if (listed !== undefined) return selectRequest(parts, member, message, listed.select, [listed.value]);
  const button = componentOf(entry, name, (value) => field(value, 'type') === component.button && field(value, 'style') !== LINK_STYLE);
  const data = { component_type: component.button, custom_id: button['custom_id'], id: button['id'] };
  return { type: interactionType.component, data, member, channel, source: entry };
}

/** Choosing these values in the select with this custom_id. */
export function selectRequest(
  parts: ClientParts,
  member: GuildMember,
  message: Message,
  name: string,
  values: readonly string[],
): InteractionRequest {
  const { entry, channel } = currentMessage(parts, member, message);
  const chosenFrom = componentOf(entry, name, (value) => selectTypes.has(field(value, 'type')));
  const resolver = createResolver(parts.guild, parts.messages, channel, member);
  const picked = selectValues(resolver, chosenFrom, values);
  const data = {
    component_type: chosenFrom['type'],
    custom_id: chosenFrom['custom_id'],
    id: chosenFrom['id'],
    values: picked,
    ...resolver.resolved(),
  };
  return { type: interactionType.component, data, member, channel, source: entry };
}

/** Submitting a form with these values. */
export function formRequest(parts: ClientParts, member: GuildMember, modal: ShownModal, values: FormValues): InteractionRequest {
  const opener = parts.interactions.byId(modal.interactionId);
  if (opener?.member !== member) throw new Error(`The form "${modal.title}" was not opened for ${member.key}.`);
  const { channel, source } = opener;
  const resolver = createResolver(parts.guild, parts.messages, channel, member);
  const components = filledIn(modal, values, resolver);
  const data = { custom_id: modal.custom_id, components, ...resolver.resolved() };
  return { type: interactionType.form, data, member, channel, ...(source === undefined ? {} : { source }) };
}

/** Options in the subcommand they belong to, and that in its group. */
const nested = (below: readonly string[], options: readonly Bag[]): readonly Bag[] =>
  below.reduceRight((inner, name, i) => [{ name, type: below.length - i, options: inner }], options);

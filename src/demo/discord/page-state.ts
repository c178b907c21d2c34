import { field, isBag, textIn } from '../../chat/lint/report.ts';
import { treesOf } from '../markdown-tree.ts';
import type { PageState } from '../page/protocol.ts';
import type { ClientParts } from './client-view.ts';
import type { Person } from './person.ts';
import type { Message } from './wire.ts';

/** Everything that this person sees. */
export function stateOf(person: Person, { guild, messages, registry, reads }: ClientParts, isBotConnected: boolean): unknown {
  const { member } = person;
  const seen = Object.values(guild.channels).filter((channel) => guild.isAllowed(member, channel, 'VIEW_CHANNEL'));
  const channels = [...seen, guild.directChannel(member.user)];
  const view: Record<keyof PageState, unknown> = {
    guild: { id: guild.id, name: guild.name },
    bot: { ...guild.bot.user, isConnected: isBotConnected },
    you: member,
    members: Object.values(guild.members),
    roles: Object.values(guild.roles),
    channels,
    commands: registry.all().map((command) => translated(command, member.locale)),
    offered: Object.fromEntries(channels.map(({ id }) => [id, person.offered(id)])),
    silent: channels.filter((channel) => !guild.isAllowed(member, channel, 'SEND_MESSAGES')).map(({ id }) => id),
    read: reads.of(member.user.id),
    messages: Object.fromEntries(channels.map(({ id }) => [id, messages.list(id, member.user.id).map(withTrees)])),
  };
  return view;
}

/** A command as Discord's client shows it in this language; what is sent keeps its name. */
function translated(value: unknown, locale: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => translated(one, locale));
  if (!isBag(value) || locale === undefined) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, translated(one, locale)]));
  const [description, name] = ['description', 'name'].map((what) => textIn(field(value, `${what}_localizations`), locale));
  // A choice is sent by its value, everything else by its name.
  const isChoice = 'value' in value;
  return { ...inner, ...(description === '' ? {} : { description }), ...(name === '' || !isChoice ? {} : { name }) };
}

/** A message with the syntax trees of its texts. */
export const withTrees = (message: Message): Message & { trees: unknown } => ({ ...message, trees: treesOf(message) });

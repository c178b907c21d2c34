import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageContextMenuCommandInteraction,
  UserContextMenuCommandInteraction,
} from 'discord.js';
import type { Call, MenuTarget } from '../../bot/command.ts';
import { givenOptions } from './commands.ts';
import { attachedFile } from './file.ts';

/** A command chosen in the menu of a message or a member. */
export type MenuInteraction = MessageContextMenuCommandInteraction | UserContextMenuCommandInteraction;

/** The command that somebody typed, with its options and files. */
export function callOf(interaction: ChatInputCommandInteraction | AutocompleteInteraction, api: string | undefined): Call {
  const below = [interaction.options.getSubcommandGroup(false), interaction.options.getSubcommand(false)].filter((name) => name !== null);
  let options = interaction.options.data;
  for (const _ of below) options = options[0]?.options ?? [];
  return {
    command: [interaction.commandName, ...below].join(' '),
    options: givenOptions(options),
    files: Object.fromEntries(
      options.flatMap(({ name, attachment }) =>
        attachment === undefined || attachment === null ? [] : [[name, attachedFile(attachment, api)]],
      ),
    ),
  };
}

/** What a menu was opened on. The text of a message made of components is that of its text displays. */
export function menuTargetOf(interaction: MenuInteraction): MenuTarget {
  if (interaction.isUserContextMenuCommand()) return { on: 'member', id: interaction.targetId, name: interaction.targetUser.displayName };
  const { content, author, url, components } = interaction.targetMessage;
  return {
    on: 'message',
    text: content === '' ? textsIn(components) : content,
    author: { id: author.id, name: author.displayName },
    link: url,
  };
}

function textsIn(parts: readonly unknown[]): string {
  return parts
    .flatMap((part): string[] => {
      const { content, components } = part as { content?: string; components?: readonly unknown[] };
      return [content ?? '', components === undefined ? '' : textsIn(components)];
    })
    .filter((text) => text !== '')
    .join('\n');
}

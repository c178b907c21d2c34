import { callback, flag } from '../../chat/lint/lint.ts';
import { field, isBag, arrayIn, numberIn, textIn, under } from '../../chat/lint/report.ts';
import type { Guild } from './guild.ts';
import { interactionType, notifyWatchers, type Interaction } from './interaction.ts';
import type { KeptMessage } from './message-store.ts';
import type { Messages } from './messages.ts';
import { refuse, refuseForm } from './wire.ts';
import type { Message, SentFile } from './wire.ts';

/** What answering an interaction needs. */
export type ReplyParts = { messages: Messages; guild: Guild; applicationId: string };

/** Throws 50035 when this kind of answer is not allowed for this kind of interaction. */
export function checkAnswerKind(interaction: Interaction, body: unknown): void {
  const type = numberIn(body, 'type') ?? 0;
  const isChoices = type === callback.choices;
  const say = (path: string, message: string): never => {
    throw refuseForm([{ path, rule: 'invalid-callback', message }]);
  };
  if (isChoices !== (interaction.type === interactionType.autocomplete))
    say('type', `An interaction of type ${interaction.type} cannot be answered with type ${type}.`);
  if (type === callback.modal && interaction.type === interactionType.form) say('type', 'A form cannot be answered with another form (9).');
  if ((type === callback.update || type === callback.deferUpdate) && interaction.source === undefined)
    say('type', `There is no message that type ${type} could update.`);
  const wanted = interaction.optionType === 3 ? 'string' : 'number';
  arrayIn(field(body, 'data'), 'choices').forEach((choice, at) => {
    if (isChoices && typeof field(choice, 'value') !== wanted)
      say(under(under('data.choices', at), 'value'), `The value must be a ${wanted}.`);
  });
}

/** Posts a message of this interaction, with everything Discord says about its origin. */
function post(
  { messages, guild, applicationId }: ReplyParts,
  interaction: Interaction,
  body: unknown,
  files: readonly SentFile[],
  flags: number,
  type = 0,
): KeptMessage {
  const { member, channel } = interaction;
  const isEphemeral = (flags & flag.ephemeral) !== 0;
  const isFollowUp = interaction.original !== undefined;
  return messages.create(
    {
      channel,
      author: guild.bot.user,
      ...(isEphemeral ? { visibleTo: member.user.id } : {}),
      extra: {
        flags,
        type,
        application_id: applicationId,
        webhook_id: applicationId,
        ...calledBy(interaction),
        interaction_metadata: {
          id: interaction.id,
          type: interaction.type,
          user: member.user,
          authorizing_integration_owners: { '0': guild.id },
          ...(interaction.type === interactionType.component ? { interacted_message_id: interaction.source?.message.id } : {}),
          ...(isFollowUp ? { original_response_message_id: interaction.original?.message.id } : {}),
        },
      },
    },
    body,
    files,
  );
}

/** Carries out the first answer, once it is allowed. Throws 50035. */
export function applyFirstAnswer(parts: ReplyParts, interaction: Interaction, body: unknown, files: readonly SentFile[]): void {
  const { messages } = parts;
  const data = field(body, 'data');
  const type = numberIn(body, 'type');
  const messageType = interaction.type === interactionType.command ? (isMenu(interaction) ? 23 : 20) : 0;
  const flags = numberIn(data, 'flags') ?? 0;
  if (type === callback.update && interaction.source !== undefined) {
    messages.edit(interaction.source, data, files, 'callback', body);
    interaction.original = interaction.source;
    return;
  }
  messages.check('callback', body, { files: files.map(({ name, content }) => ({ name, size: content.length })) });
  if (type === callback.reply) interaction.original = post(parts, interaction, data, files, flags, messageType);
  else if (type === callback.deferReply) {
    interaction.isDeferred = true;
    interaction.original = post(parts, interaction, {}, [], (flags & flag.ephemeral) | flag.loading, messageType);
  } else if (type === callback.deferUpdate) {
    interaction.isDeferred = true;
    interaction.original = interaction.source;
  } else if (type === callback.choices) interaction.choices = arrayIn(data, 'choices').filter((choice) => isBag(choice));
  else if (type === callback.modal)
    interaction.modal = {
      interactionId: interaction.id,
      custom_id: textIn(data, 'custom_id'),
      title: textIn(data, 'title'),
      components: arrayIn(data, 'components').filter((part) => isBag(part)),
    };
}

/** The message of this interaction with this id, or its answer for `@original`. Throws 10008. */
export function messageOf(interaction: Interaction, id: string): KeptMessage {
  const own = [interaction.original, ...interaction.followUps].filter((entry) => entry !== undefined && !entry.isDeleted);
  const found = id === '@original' ? interaction.original : own.find((entry) => entry?.message.id === id);
  if (found === undefined || found.isDeleted) throw refuse.unknownMessage();
  return found;
}

/** Edits a message of this interaction. */
export function editReply(
  { messages }: ReplyParts,
  interaction: Interaction,
  id: string,
  body: unknown,
  files: readonly SentFile[],
): Message {
  const message = messages.edit(messageOf(interaction, id), body, files);
  interaction.isDeferred = false;
  notifyWatchers(interaction);
  return message;
}

/** Posts a further message; as long as the answer is "thinking", the first one replaces it, as in Discord. */
export function followUp(parts: ReplyParts, interaction: Interaction, body: unknown, files: readonly SentFile[]): Message {
  const { original } = interaction;
  if (original !== undefined && !original.isDeleted && (original.message.flags & flag.loading) !== 0)
    return editReply(parts, interaction, '@original', body, files);
  parts.messages.check('message', body, { files: files.map(({ name, content }) => ({ name, size: content.length })) });
  const made = post(parts, interaction, body, files, numberIn(body, 'flags') ?? 0);
  interaction.followUps.push(made);
  interaction.isDeferred = false;
  notifyWatchers(interaction);
  return made.message;
}

/** Deletes a message of this interaction. */
export function removeReply({ messages }: ReplyParts, interaction: Interaction, id: string): void {
  messages.remove(messageOf(interaction, id));
  interaction.isDeferred = false;
  notifyWatchers(interaction);
}

/** The command that a message answers: clients show "used /search" from this field, which is deprecated but still sent. */
function calledBy({ id, type, payload, member }: Interaction): Partial<Message> {
  if (type !== interactionType.command) return {};
  const data = payload['data'];
  const branch = arrayIn(data, 'options')
    .filter((entry) => (numberIn(entry, 'type') ?? 9) <= 2)
    .flatMap((entry) => [
      textIn(entry, 'name'),
      ...arrayIn(entry, 'options')
        .filter((inner) => numberIn(inner, 'type') === 1)
        .map((inner) => textIn(inner, 'name')),
    ]);
  return { interaction: { id, type, name: [textIn(data, 'name'), ...branch].join(' '), user: member.user } };
}

function isMenu(interaction: Interaction): boolean {
  return (numberIn(field(interaction.payload, 'data'), 'type') ?? 1) > 1;
}

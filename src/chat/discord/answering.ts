import { ours } from '../../reply/text.ts';
import {
  MessageFlags,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
  type UserContextMenuCommandInteraction,
} from 'discord.js';
import { errorFields, newReference, type Log } from '../../log.ts';
import type { Visibility } from '../../reply/reply.ts';
import { isTooLate, sentenceOf, wasAnswered } from './errors.ts';
import { linePayload, type Payload } from './payload.ts';

/** Interactions that people wait for an answer to. */
export type CommandInteraction = ChatInputCommandInteraction | MessageContextMenuCommandInteraction | UserContextMenuCommandInteraction;
export type Press = ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction;
export type Answerable = CommandInteraction | Press;

/** In place: the answer replaces the message whose button was pressed; beside: it is a message of its own. */
export type Where = 'beside' | 'in place';

/** If there is no answer by then, it is deferred: half of the 3 s that Discord waits. */
const announceAfter = 1500;
/** Milliseconds between two progress lines: Discord allows five edits in two seconds, including the answer. */
const editEvery = 1500;
/** How long Discord waits for a first answer, in milliseconds. */
export const answerTimeout = 3000;

type Parts = {
  interaction: Answerable;
  where: Where;
  visibility: Visibility;
  age: number;
  /** Many wait: it is announced at once, before anything is written or computed for it. */
  isUrgent?: boolean;
  clock: () => number;
  log: Log;
};

/**
 * Sends one answer to one interaction, by whichever of Discord's calls is right by then; defers it when it takes long.
 * `age` is how old the interaction was when it arrived, in milliseconds.
 */
export function createAnswering({ interaction, where, visibility, age, isUrgent = false, clock, log }: Parts) {
  const arrivedAt = clock();
  let announced: Promise<void> | undefined;
  let lastEdit = Number.NEGATIVE_INFINITY;
  const timer = setTimeout(
    () => {
      announced = announce();
    },
    Math.max(0, announceAfter - age),
  );
  if (isUrgent) {
    clearTimeout(timer);
    announced = announce();
  }

  return {
    /** Shows progress instead of "thinking", at intervals, because edits are rate limited. Never throws. */
    progress(done: number, total: number, what: string): void {
      const isDue = clock() - lastEdit > editEvery;
      if (announced === undefined || !interaction.deferred || where === 'in place' || !isDue || done >= total) return;
      lastEdit = clock();
      const line = { ...linePayload(ours`${String(done)} of ${String(total)} ${what} …`), flags: MessageFlags.IsComponentsV2 } as const;
      announced = edited(announced, line);
    },
    /** There is no answer: somebody else gave it. */
    leave: (): void => clearTimeout(timer),
    /** Tells why there is no answer. Never throws. */
    async fail(error: unknown): Promise<void> {
      clearTimeout(timer);
      await announced;
      await reportFailure(interaction, error, log);
    },
    /** Sends the answer. `shownTo` is who may see it, whatever was announced. Never throws. */
    async say(payload: Payload, place: Where, shownTo: Visibility): Promise<void> {
      clearTimeout(timer);
      try {
        await announced;
        await send({ interaction, where, visibility }, payload, place, shownTo);
      } catch (error) {
        await reportFailure(interaction, error, log);
      }
    },
  };

  async function announce(): Promise<void> {
    log.info({ interaction: interaction.id, left: Math.round(answerTimeout - age - (clock() - arrivedAt)) }, 'an answer was announced');
    try {
      if (where === 'in place' && !interaction.isCommand()) await interaction.deferUpdate();
      else await interaction.deferReply(visibility === 'caller' ? { flags: MessageFlags.Ephemeral } : {});
    } catch (error) {
      // It was received, and only the response was lost; discord.js must know, or it allows neither edits nor follow-ups.
      if (wasAnswered(error)) interaction.deferred = true;
      else log.warn({ interaction: interaction.id, ...errorFields(error) }, 'announcing an answer failed');
    }
  }

  async function edited(before: Promise<void>, line: Payload & { flags: typeof MessageFlags.IsComponentsV2 }): Promise<void> {
    await before;
    try {
      await interaction.editReply(line);
    } catch (error) {
      log.debug({ interaction: interaction.id, ...errorFields(error) }, 'progress could not be shown');
    }
  }
}

/** Sends an answer by whichever call is right: `where` and `visibility` are what was announced, the others what it is. */
async function send(
  { interaction, where, visibility }: Pick<Parts, 'interaction' | 'where' | 'visibility'>,
  payload: Payload,
  place: Where,
  shownTo: Visibility,
): Promise<void> {
  const replacement = { ...payload, flags: MessageFlags.IsComponentsV2 } as const;
  const flags = shownTo === 'caller' ? MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral : MessageFlags.IsComponentsV2;
  const beside = { ...payload, flags };
  if (interaction.deferred) {
    if (where === 'in place') {
      // Announced in place, but the answer must not replace the message: it becomes a follow-up.
      if (place === 'beside') await interaction.followUp(beside);
      else await interaction.editReply({ ...replacement, attachments: [] });
    } else if (visibility === 'channel' && shownTo === 'caller') {
      // Announced to the channel, which must not see this answer: the audience of a message cannot be changed.
      await interaction.deleteReply();
      await interaction.followUp(beside);
    } else await interaction.editReply(replacement);
  } else if (place === 'in place' && mayUpdate(interaction)) await interaction.update({ ...replacement, attachments: [] });
  else await interaction.reply(beside);
}

function mayUpdate(interaction: Answerable): interaction is Press & { update: ButtonInteraction['update'] } {
  return !interaction.isCommand() && (!interaction.isModalSubmit() || interaction.isFromMessage());
}

/** Tells why an answer failed, in one plain sentence, by whichever call is still possible. Never throws. */
export async function reportFailure(interaction: Answerable, error: unknown, log: Log): Promise<void> {
  // Our own first attempt was received, and only Discord's response was lost.
  if (wasAnswered(error)) return;
  const late = isTooLate(error);
  const reference = newReference();
  log.warn({ reference, interaction: interaction.id, ...errorFields(error) }, late ? 'an answer came too late' : 'an answer failed');
  if (late) return;
  const line = {
    ...linePayload(`${sentenceOf(error)} (${reference})`),
    flags: MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral,
  } as const;
  try {
    if (interaction.replied || interaction.deferred) await interaction.followUp(line);
    else await interaction.reply(line);
  } catch (next) {
    log.warn({ interaction: interaction.id, ...errorFields(next) }, 'reporting the failure failed too');
  }
}

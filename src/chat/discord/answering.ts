import {
  MessageFlags,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
  type UserContextMenuCommandInteraction,
} from 'discord.js';
import { errorFields, type Log } from '../../log.ts';
import type { Visibility } from '../../reply/reply.ts';
import { isTooLate, sentenceOf, wasAnswered } from './errors.ts';
import { linePayload, type Payload } from './payload.ts';

/** What people do and wait for an answer to. */
export type CommandInteraction = ChatInputCommandInteraction | MessageContextMenuCommandInteraction | UserContextMenuCommandInteraction;
export type Press = ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction;
export type Answerable = CommandInteraction | Press;

/** In place: the answer replaces the message whose button was pressed. */
export type Where = 'beside' | 'in place';

/** When nothing has been said by then, the answer is announced: half of the 3 s that Discord waits. */
const announceAfter = 1500;
/** Milliseconds between two lines of progress: Discord allows five edits in two seconds, the answer among them. */
const editEvery = 1500;
/** Discord waits so long for a first answer. */
export const patience = 3000;

type Parts = { interaction: Answerable; where: Where; visibility: Visibility; age: number; log: Log };

/**
 * Says one answer to one interaction, in whichever of Discord's ways is right by then; announces it when it takes long.
 * `age` is how old the interaction was when it came, in milliseconds.
 */
export function createAnswering({ interaction, where, visibility, age, log }: Parts) {
  const came = performance.now();
  let announced: Promise<void> | undefined;
  let lastEdit = 0;
  const timer = setTimeout(
    () => {
      announced = announce();
    },
    Math.max(0, announceAfter - age),
  );

  return {
    /** Says how far long work is, in the place of "thinking"; now and then, because edits are limited. Never throws. */
    progress(done: number, total: number, what: string): void {
      const isDue = performance.now() - lastEdit > editEvery;
      if (announced === undefined || !interaction.deferred || where === 'in place' || !isDue || done >= total) return;
      lastEdit = performance.now();
      const line = { ...linePayload(`${done} of ${total} ${what} …`), flags: MessageFlags.IsComponentsV2 } as const;
      announced = edited(announced, line);
    },
    /** Never throws. `shownTo` is who may see this answer, whatever was announced. */
    async say(payload: Payload, place: Where, shownTo: Visibility): Promise<void> {
      clearTimeout(timer);
      try {
        await announced;
        await send(payload, place, shownTo);
      } catch (error) {
        await reportFailure(interaction, error, log);
      }
    },
  };

  async function announce(): Promise<void> {
    log.info({ interaction: interaction.id, left: Math.round(patience - age - (performance.now() - came)) }, 'announced');
    try {
      if (where === 'in place' && !interaction.isCommand()) await interaction.deferUpdate();
      else await interaction.deferReply(visibility === 'caller' ? { flags: MessageFlags.Ephemeral } : {});
    } catch (error) {
      // It had arrived, and only the answer to it was lost; discord.js must know, or it lets us neither edit nor follow up.
      if (wasAnswered(error)) interaction.deferred = true;
      else log.warn({ interaction: interaction.id, ...errorFields(error) }, 'announcing failed');
    }
  }

  async function edited(before: Promise<void>, line: Payload & { flags: typeof MessageFlags.IsComponentsV2 }): Promise<void> {
    await before;
    try {
      await interaction.editReply(line);
    } catch (error) {
      log.debug({ interaction: interaction.id, ...errorFields(error) }, 'progress was not shown');
    }
  }

  async function send(payload: Payload, place: Where, shownTo: Visibility): Promise<void> {
    const whole = { ...payload, flags: MessageFlags.IsComponentsV2 } as const;
    const flags = shownTo === 'caller' ? MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral : MessageFlags.IsComponentsV2;
    const beside = { ...payload, flags };
    if (interaction.deferred) {
      if (where === 'in place') {
        // Announced in place, but the answer must stand beside: as a follow-up.
        if (place === 'beside') await interaction.followUp(beside);
        else await interaction.editReply({ ...whole, attachments: [] });
      } else if (visibility === 'channel' && shownTo === 'caller') {
        // Announced to the channel, which must not see this one: who sees a message cannot be changed any more.
        await interaction.deleteReply();
        await interaction.followUp(beside);
      } else await interaction.editReply(whole);
    } else if (place === 'in place' && mayUpdate(interaction)) await interaction.update({ ...whole, attachments: [] });
    else await interaction.reply(beside);
  }
}

function mayUpdate(interaction: Answerable): interaction is Press & { update: ButtonInteraction['update'] } {
  return !interaction.isCommand() && (!interaction.isModalSubmit() || interaction.isFromMessage());
}

/** After an answer failed: says why in one plain sentence, by whichever way is left. Never throws. */
export async function reportFailure(interaction: Answerable, error: unknown, log: Log): Promise<void> {
  // Our own first attempt had arrived, and only Discord's answer to it was lost.
  if (wasAnswered(error)) return;
  const late = isTooLate(error);
  log.warn({ interaction: interaction.id, ...errorFields(error) }, late ? 'an answer came too late' : 'an answer failed');
  if (late) return;
  const line = { ...linePayload(sentenceOf(error)), flags: MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral } as const;
  try {
    if (interaction.replied || interaction.deferred) await interaction.followUp(line);
    else await interaction.reply(line);
  } catch (next) {
    log.warn({ interaction: interaction.id, ...errorFields(next) }, 'even the apology was refused');
  }
}

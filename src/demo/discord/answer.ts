import { flag } from '../../chat/lint/lint.ts';
import type { Bag } from '../../chat/lint/report.ts';
import type { Interaction, ShownModal } from './interaction.ts';
import type { KeptMessage } from './message-store.ts';
import type { Message } from './wire.ts';

/** A message as a person sees it. */
export type ShownMessage = { message: Message; ephemeral: boolean; edited: boolean };

/** The outcome of a press, command or form. Its properties always reflect what the bot has done so far. */
export type InteractionAnswer = {
  id: string;
  /** The INTERACTION_CREATE event as the bot got it, without the token. */
  interaction: Bag;
  /** Resolves with this object once the bot has answered or the interaction has failed. */
  answered: Promise<InteractionAnswer>;
  /** The answer and the follow-ups in their current state, without deleted ones. */
  readonly messages: ShownMessage[];
  readonly modal: ShownModal | undefined;
  /** The suggestions of an autocomplete. */
  readonly choices: Bag[] | undefined;
  /** True while "thinking", or after a deferred update. */
  readonly deferred: boolean;
  /** What Discord shows when the bot did not answer within 3 seconds. */
  readonly failed: string | undefined;
  /** Resolves once there is something to see (message, form, suggestions) or it has failed. Throws after `withinMs`. */
  settled(withinMs?: number): Promise<InteractionAnswer>;
};

/** The outcome of this interaction, as the person sees it. */
export function createAnswer(interaction: Interaction): InteractionAnswer {
  const { token: _, ...shown } = interaction.payload;
  const answer: InteractionAnswer = {
    id: interaction.id,
    interaction: shown,
    answered: until(interaction, () => interaction.state !== 'waiting').then(() => answer),
    get messages() {
      return [interaction.original, ...interaction.followUps].filter(isShown).map(show);
    },
    get modal() {
      return interaction.modal;
    },
    get choices() {
      return interaction.choices;
    },
    get deferred() {
      return interaction.isDeferred;
    },
    get failed() {
      return interaction.state === 'failed' ? 'This interaction failed' : undefined;
    },
    settled: async (withinMs = 100_000) => {
      const isSettled = (): boolean => interaction.state === 'failed' || (interaction.state === 'answered' && !interaction.isDeferred);
      await until(interaction, isSettled, withinMs);
      return answer;
    },
  };
  return answer;
}

function isShown(entry: KeptMessage | undefined): entry is KeptMessage {
  return entry !== undefined && !entry.isDeleted;
}

function show({ message }: KeptMessage): ShownMessage {
  return {
    message: structuredClone(message),
    ephemeral: (message.flags & flag.ephemeral) !== 0,
    edited: message.edited_timestamp !== null,
  };
}

function until(interaction: Interaction, isReached: () => boolean, withinMs?: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const look = (): void => {
      if (!isReached()) return;
      clearTimeout(timer);
      interaction.watchers.delete(look);
      resolve();
    };
    interaction.watchers.add(look);
    if (withinMs !== undefined)
      timer = setTimeout(() => {
        interaction.watchers.delete(look);
        reject(new Error(`Interaction ${interaction.id} (${interaction.state}) has nothing to show after ${withinMs} ms.`));
      }, withinMs);
    look();
  });
}

import { randomBytes } from 'node:crypto';
import { notifyWatchers, type Interaction, type InteractionRequest } from './interaction.ts';
import { interactionEvent } from './interaction-event.ts';
import { applyFirstAnswer, checkAnswerKind, type ReplyParts } from './interaction-replies.ts';
import { refuse } from './wire.ts';
import type { SentFile } from './wire.ts';

const ANSWER_MS = 3000;
const TOKEN_MS = 15 * 60_000;
/** How many interactions are remembered. */
const KEPT = 20_000;

type Parts = ReplyParts & {
  newId: () => string;
  now: () => number;
  dispatch: (t: string, d: unknown) => void;
  /** How long the bot has for its first answer, in milliseconds. */
  answerMs?: (() => number) | undefined;
};

/** All recent interactions: opens them, and lets the bot answer each of them once and in time. */
export function createInteractions(parts: Parts) {
  const { newId, now, guild, applicationId, dispatch, answerMs = () => ANSWER_MS } = parts;
  const byToken = new Map<string, Interaction>();

  function fail(interaction: Interaction): void {
    if (interaction.state !== 'waiting') return;
    interaction.state = 'failed';
    clearTimeout(interaction.timer);
    notifyWatchers(interaction);
  }

  /** Sends the event to the bot; the interaction fails if the bot does not answer in time. */
  function open(request: InteractionRequest): Interaction {
    const id = newId();
    const token = randomBytes(24).toString('base64url');
    const interaction: Interaction = {
      id,
      token,
      type: request.type,
      payload: { id, token, ...interactionEvent(request, guild, applicationId) },
      member: request.member,
      channel: request.channel,
      createdAt: now(),
      state: 'waiting',
      isDeferred: false,
      source: request.source,
      original: undefined,
      followUps: [],
      choices: undefined,
      modal: undefined,
      optionType: request.optionType,
      watchers: new Set(),
      timer: undefined,
    };
    interaction.timer = setTimeout(() => fail(interaction), answerMs());
    interaction.timer.unref();
    byToken.set(token, interaction);
    forgetOldest();
    dispatch('INTERACTION_CREATE', interaction.payload);
    return interaction;
  }

  /** Keeps the memory bounded: a demo may run for weeks. */
  function forgetOldest(): void {
    const [oldest] = byToken.keys();
    if (byToken.size > KEPT && oldest !== undefined) byToken.delete(oldest);
  }

  /** The first answer (POST /interactions/:id/:token/callback). Throws 10062, 40060 or 50035. */
  function answer(id: string, token: string, body: unknown, files: readonly SentFile[]): Interaction {
    const interaction = byToken.get(token);
    if (interaction === undefined || interaction.id !== id) throw refuse.unknownInteraction();
    if (interaction.state === 'answered') throw refuse.acknowledged();
    if (now() - interaction.createdAt > answerMs()) fail(interaction);
    if (interaction.state === 'failed') throw refuse.unknownInteraction();
    checkAnswerKind(interaction, body);
    applyFirstAnswer(parts, interaction, body, files);
    interaction.state = 'answered';
    clearTimeout(interaction.timer);
    notifyWatchers(interaction);
    return interaction;
  }

  /** The interaction whose webhook this is. Throws 10015 or, after 15 minutes, 50027. */
  function webhook(application: string, token: string): Interaction {
    const interaction = byToken.get(token);
    if (interaction === undefined || application !== applicationId) throw refuse.unknownWebhook();
    if (now() - interaction.createdAt > TOKEN_MS) throw refuse.expiredToken();
    if (interaction.state !== 'answered') throw refuse.unknownWebhook();
    return interaction;
  }

  return {
    open,
    answer,
    webhook,
    byId: (id: string): Interaction | undefined => [...byToken.values()].find((interaction) => interaction.id === id),
    close: (): void => byToken.forEach(({ timer }) => clearTimeout(timer)),
  };
}
/** All recent interactions. */
export type Interactions = ReturnType<typeof createInteractions>;

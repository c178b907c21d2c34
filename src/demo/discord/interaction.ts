import type { Bag } from '../../chat/lint/report.ts';
import type { GuildChannel, GuildMember } from './guild-records.ts';
import type { KeptMessage } from './message-store.ts';

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type */
export const interactionType = { command: 2, component: 3, autocomplete: 4, form: 5 } as const;

/** A form that the bot opened. */
export type ShownModal = { interactionId: string; custom_id: string; title: string; components: Bag[] };

/** An interaction, from the press of a button to the last follow-up. */
export type Interaction = {
  id: string;
  token: string;
  type: number;
  payload: Bag;
  member: GuildMember;
  channel: GuildChannel;
  createdAt: number;
  state: 'waiting' | 'answered' | 'failed';
  /** True from a deferral until there is something to see. */
  isDeferred: boolean;
  source: KeptMessage | undefined;
  original: KeptMessage | undefined;
  followUps: KeptMessage[];
  choices: Bag[] | undefined;
  modal: ShownModal | undefined;
  optionType: number | undefined;
  watchers: Set<() => void>;
  timer: NodeJS.Timeout | undefined;
};

/** What somebody did, before it becomes an interaction. */
export type InteractionRequest = {
  type: number;
  data: Bag;
  member: GuildMember;
  channel: GuildChannel;
  source?: KeptMessage;
  optionType?: number;
};

/** Tells everybody who waits for this interaction that it changed. */
export const notifyWatchers = (interaction: Interaction): void => interaction.watchers.forEach((watch) => watch());

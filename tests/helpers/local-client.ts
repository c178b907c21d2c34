import {
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  type ChatInputCommandInteraction,
  type Interaction,
  type SendableChannels,
} from 'discord.js';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createLocalDiscord, type LocalDiscord } from '../../src/demo/discord/local-discord.ts';
import { strictSchema } from './schema.ts';

export const none = { parse: [] } as const;
export const textOption = { type: 3, name: 'query', description: 'Words', required: true, autocomplete: true };
export const commands = [
  {
    name: 'find',
    description: 'Find',
    options: [textOption, { type: 6, name: 'who', description: 'Whose' }, { type: 11, name: 'file', description: 'A file' }],
  },
  {
    name: 'tag',
    description: 'Tag',
    options: [{ type: 1, name: 'add', description: 'Add', options: [{ type: 4, name: 'count', description: 'How many', max_value: 5 }] }],
  },
  { name: 'secret', description: 'Admins', default_member_permissions: '0' },
  { name: 'Find in message', type: 3 },
  { name: 'Show work', type: 2 },
];

/** The Discord of this file's tests, which checks everything against Discord's published schema, too. */
export let discord: LocalDiscord;
/** The bot that is logged in to it, by discord.js. */
export let client: Client<true>;
/** What a test sets, until it is over. */
export const on = {
  /** How far the clock of this Discord is ahead, in milliseconds. */
  clock: 0,
  /** How long the bot has for its first answer: a busy machine may take longer than Discord's 3 s. */
  answerMs: 100_000,
  /** What the bot does with an interaction. */
  act: undefined as ((interaction: Interaction) => unknown) | undefined,
};
/** What went wrong in the bot, or what a test notes in it. */
export const thrown: unknown[] = [];

export async function logIn(options: { url: string; token: string }): Promise<Client<true>> {
  const made = new Client({ intents: [GatewayIntentBits.Guilds], allowedMentions: none, rest: { api: options.url, retries: 1 } });
  made.on(Events.Error, () => undefined);
  const ready = new Promise((resolve) => made.once(Events.ClientReady, resolve));
  await made.login(options.token);
  await ready;
  return made as Client<true>;
}

/** Starts both of them before the tests of a file, and ends them after it. */
export function useLocalDiscord(): void {
  beforeAll(async () => {
    discord = await createLocalDiscord({ now: () => Date.now() + on.clock, answerMs: () => on.answerMs, strictSchema });
    client = await logIn(discord);
    client.on(Events.InteractionCreate, (interaction) => {
      Promise.resolve(on.act?.(interaction)).catch((error: unknown) => thrown.push(error));
    });
    await client.application.commands.set(commands, discord.guildId);
  });

  afterEach(() => {
    on.clock = 0;
    on.answerMs = 100_000;
    discord.faults.clear();
    thrown.length = 0;
  });

  afterAll(async () => {
    await client.destroy();
    await discord.close();
  });
}

/** A command by the reader, in the channel `desk`. */
export const slash = (name = 'find', options: Record<string, string> = { query: 'oil' }) =>
  discord.as('reader').slash('desk', name, options);

/** The code with which Discord refused. */
export async function codeOf(attempt: Promise<unknown>): Promise<number | string> {
  const outcome = await attempt.then(
    () => 'was accepted',
    (error: unknown) => (error instanceof DiscordAPIError ? error.code : String(error)),
  );
  return outcome;
}

/** What the bot does with a command. */
export function bot(handler: (interaction: ChatInputCommandInteraction) => unknown): void {
  on.act = (interaction) => handler(interaction as ChatInputCommandInteraction);
}

/** A channel of this name, as discord.js has it. */
export async function channel(name: string): Promise<SendableChannels> {
  const found = await client.channels.fetch(discord.channels[name]?.id ?? '');
  if (found === null || !found.isSendable()) throw new Error('not sendable');
  return found;
}

export const row = (...components: object[]) => ({ type: 1, components });
export const button = (id: string, label = id) => ({ type: 2, style: 1, custom_id: id, label });

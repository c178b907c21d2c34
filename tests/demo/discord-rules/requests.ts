import { expect } from 'vitest';
import { createLocalDiscord, type LocalDiscord } from '../../../src/demo/discord/local-discord.ts';
import { form, input, label, message, option, reply, times } from '../../helpers/payloads.ts';
import { createRawBot, logIn, type Opened, type Outcome, type RawBot, type RawFile } from '../../helpers/raw-bot.ts';
import type { SchemaName } from '../../helpers/schema.ts';

/** A request, and by which published schema its body can be judged; of some there is none. */
export type Attempt = { schema?: SchemaName; body?: unknown; send: () => Promise<Outcome> };

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

export let discord: LocalDiscord;
export let bot: RawBot;
// The clock does not run unless a row moves it: deadlines are met and missed to the millisecond.
let clock = Date.UTC(2026, 10, 15);

/** Registered globally, so that the rows may replace the commands of the guild. */
export const door = { name: 'door', description: 'x', options: [option('word', { autocomplete: true })] };

/** Starts the Discord that all rows are sent to, and the bot that sends them. */
export async function start(): Promise<void> {
  discord = await createLocalDiscord({ now: () => clock });
  bot = await createRawBot(discord);
  await put('global', [door]);
}

export async function stop(): Promise<void> {
  bot.close();
  await discord.close();
}

// Ways to send.

const put = (scope: 'guild' | 'global', commands: unknown): Promise<Outcome> => {
  const place = scope === 'guild' ? `/guilds/${discord.guildId}` : '';
  return bot.request('PUT', `/applications/${discord.applicationId}${place}/commands`, commands);
};

const opened = async (): Promise<Opened> => bot.opened((await discord.as('lead').slash('desk', 'door')).id);
const typed = async (): Promise<Opened> => bot.opened((await discord.as('lead').autocomplete('desk', 'door', 'word', 'o')).id);
export const answer = ({ id, token }: Opened, body: unknown, files?: readonly RawFile[]): Promise<Outcome> =>
  bot.request('POST', `/interactions/${id}/${token}/callback`, body, files);
export const original = ({ token }: Opened): string => `/webhooks/${discord.applicationId}/${token}/messages/@original`;
export const inDesk = (): string => `/channels/${discord.channels.desk.id}/messages`;

/** Commands of the guild, on a day of their own. */
export const register = (commands: unknown, scope: 'guild' | 'global' = 'guild'): Attempt => ({
  schema: 'commands',
  body: commands,
  send: () => {
    clock += DAY;
    return put(scope, commands);
  },
});
/** A message in a channel. */
export const post = (body: object, files?: readonly RawFile[]): Attempt => ({
  schema: 'message',
  body,
  send: () => bot.request('POST', inDesk(), body, files),
});
/** The first answer to a command. */
export const respond = (body: object, files?: readonly RawFile[]): Attempt => ({
  schema: 'callback',
  body,
  send: async () => answer(await opened(), body, files),
});
/** The answer to somebody who types, `wait` milliseconds later. */
export const suggest = (body: object, wait = 0): Attempt => ({
  schema: 'callback',
  body,
  send: async () => {
    const interaction = await typed();
    clock += wait;
    return answer(interaction, body);
  },
});
/** A request that follows on a first answer, with time in between. */
const after = (first: object, schema: SchemaName, body: object, then: (interaction: Opened) => Promise<Outcome>, wait = 0): Attempt => ({
  schema,
  body,
  send: async () => {
    const interaction = await opened();
    expect(await answer(interaction, first)).toMatchObject({ code: 0 });
    clock += wait;
    return then(interaction);
  },
});
export const answered = reply(message());
/** The edit of a first answer, `wait` milliseconds later. */
export const editReply = (body: object, wait?: number, first: object = answered): Attempt =>
  after(first, 'replyEdit', body, (interaction) => bot.request('PATCH', original(interaction), body), wait);
export const followUp = (body: object, wait?: number): Attempt =>
  after(answered, 'followUp', body, ({ token }) => bot.request('POST', `/webhooks/${discord.applicationId}/${token}`, body), wait);
/** A second first answer. */
export const answerAgain = (first: object, body: object): Attempt =>
  after(first, 'callback', body, (interaction) => answer(interaction, body));
/** The edit of a channel message, which has `before` files already. */
export const editPosted = (body: object, before: readonly RawFile[] = [], files?: readonly RawFile[]): Attempt => ({
  schema: 'messageEdit',
  body,
  send: async () => {
    expect(await bot.request('POST', inDesk(), message(), before)).toMatchObject({ status: 200 });
    return bot.request('PATCH', `${inDesk()}/${discord.messages(discord.channels.desk.id).at(-1)?.id ?? ''}`, body, files);
  },
});
/** The answer to a form that was filled in. */
export const answerForm = (body: object): Attempt => ({
  schema: 'callback',
  body,
  send: async () => {
    const lead = discord.as('lead');
    const command = await lead.slash('desk', 'door');
    await answer(await bot.opened(command.id), form(label(input())));
    if (command.modal === undefined) throw new Error('no form');
    return answer(await bot.opened((await lead.submit(command.modal, { t: 'x' })).id), body);
  },
});
/** The first answer, `wait` milliseconds after the command. */
export const late = (body: object, wait: number): Attempt => ({
  schema: 'callback',
  body,
  send: async () => {
    const interaction = await opened();
    clock += wait;
    return answer(interaction, body);
  },
});
/** A login of its own: on the common Discord it would take the place of the bot's. */
export const login = (intents: number, heartbeats?: number): Attempt => ({
  send: async () => {
    const other = await createLocalDiscord({ now: () => clock });
    const outcome = await logIn(other, intents, heartbeats);
    await other.close();
    return outcome;
  },
});
/** 200 commands are made on one day, of which 100 are left, and then these. */
export const registerAfter200 = (commands: object[]): Attempt => ({
  schema: 'commands',
  body: commands,
  send: async () => {
    clock += DAY;
    for (const name of ['a', 'b']) expect(await put('guild', named(100, name))).toMatchObject({ status: 200 });
    return put('guild', commands);
  },
});

export const named = (count: number, name: string): object[] => times(count, (at) => ({ name: `${name}${at}`, description: 'x' }));
export const file = (name: string, size = 1): RawFile => ({ name, size });
export const files = (count: number): RawFile[] => times(count, (at) => file(`${at}.txt`));

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalDiscord, type LocalDiscord } from '../../src/demo/discord/local-discord.ts';
import {
  V2,
  branch,
  button,
  commandOfSize,
  container,
  embed,
  form,
  formWith,
  gallery,
  input,
  label,
  link,
  message,
  none,
  old,
  option,
  options,
  reply,
  row,
  section,
  select,
  shown,
  slash,
  slashWith,
  suggestions,
  text,
  thumbnail,
  times,
  x,
} from '../helpers/payloads.ts';
import { createRawBot, logIn, type Opened, type Outcome, type RawBot, type RawFile } from '../helpers/raw-bot.ts';
import { schemaFaults, type SchemaName } from '../helpers/schema.ts';

/**
 * Every limit of Discord that we know of, from both sides: what is just allowed is sent to the local Discord over HTTP
 * and taken, what is just beyond is sent and refused as the real one refuses it. Beside each stands who else would have
 * noticed: `spec`, the published schema of Discord's interface, or nobody, so that the rule is `ours` alone to keep.
 */
type Row = { name: string; right: Attempt; wrong: Attempt; refusal: Refusal; caughtBy: 'spec' | 'ours' };
/** A request, and by which published schema its body can be judged; of some there is none. */
type Attempt = { schema?: SchemaName; body?: unknown; send: () => Promise<Outcome> };
/** `at` and `error`: where in the tree of errors which code must stand. */
type Refusal = { status: number; code: number; at?: string; error?: string };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const MEBIBYTE = 1024 * 1024;

let discord: LocalDiscord;
let bot: RawBot;
// The clock stands still unless a row moves it: deadlines are met and missed to the millisecond.
let clock = Date.UTC(2026, 10, 15);

/** Registered globally, so that the rows may replace the commands of the guild. */
const door = { name: 'door', description: 'x', options: [option('word', { autocomplete: true })] };

beforeAll(async () => {
  discord = await createLocalDiscord({ now: () => clock });
  bot = await createRawBot(discord);
  await put('global', [door]);
});

afterAll(async () => {
  bot.close();
  await discord.close();
});

// Ways to send.

const put = (scope: 'guild' | 'global', commands: unknown): Promise<Outcome> => {
  const place = scope === 'guild' ? `/guilds/${discord.guildId}` : '';
  return bot.request('PUT', `/applications/${discord.applicationId}${place}/commands`, commands);
};

const opened = async (): Promise<Opened> => bot.opened((await discord.as('lead').slash('desk', 'door')).id);
const typed = async (): Promise<Opened> => bot.opened((await discord.as('lead').autocomplete('desk', 'door', 'word', 'o')).id);
const answer = ({ id, token }: Opened, body: unknown, files?: readonly RawFile[]): Promise<Outcome> =>
  bot.request('POST', `/interactions/${id}/${token}/callback`, body, files);
const original = ({ token }: Opened): string => `/webhooks/${discord.applicationId}/${token}/messages/@original`;
const inDesk = (): string => `/channels/${discord.channels.desk.id}/messages`;

/** Commands of the guild, on a day of their own. */
const register = (commands: unknown, scope: 'guild' | 'global' = 'guild'): Attempt => ({
  schema: 'commands',
  body: commands,
  send: () => {
    clock += DAY;
    return put(scope, commands);
  },
});
/** A message in a channel. */
const post = (body: object, files?: readonly RawFile[]): Attempt => ({
  schema: 'message',
  body,
  send: () => bot.request('POST', inDesk(), body, files),
});
/** The first answer to a command. */
const respond = (body: object, files?: readonly RawFile[]): Attempt => ({
  schema: 'callback',
  body,
  send: async () => answer(await opened(), body, files),
});
/** The answer to somebody who types, `wait` milliseconds later. */
const suggest = (body: object, wait = 0): Attempt => ({
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
const answered = reply(message());
/** The edit of a first answer, `wait` milliseconds later. */
const editReply = (body: object, wait?: number, first: object = answered): Attempt =>
  after(first, 'replyEdit', body, (interaction) => bot.request('PATCH', original(interaction), body), wait);
const followUp = (body: object, wait?: number): Attempt =>
  after(answered, 'followUp', body, ({ token }) => bot.request('POST', `/webhooks/${discord.applicationId}/${token}`, body), wait);
/** A second first answer. */
const answerAgain = (first: object, body: object): Attempt => after(first, 'callback', body, (interaction) => answer(interaction, body));
/** The edit of a channel message, which has `before` files already. */
const editPosted = (body: object, before: readonly RawFile[] = [], files?: readonly RawFile[]): Attempt => ({
  schema: 'messageEdit',
  body,
  send: async () => {
    expect(await bot.request('POST', inDesk(), message(), before)).toMatchObject({ status: 200 });
    return bot.request('PATCH', `${inDesk()}/${discord.messages(discord.channels.desk.id).at(-1)?.id ?? ''}`, body, files);
  },
});
/** The answer to a form that was filled in. */
const answerForm = (body: object): Attempt => ({
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
const late = (body: object, wait: number): Attempt => ({
  schema: 'callback',
  body,
  send: async () => {
    const interaction = await opened();
    clock += wait;
    return answer(interaction, body);
  },
});
/** A login of its own: on the common Discord it would take the place of the bot's. */
const login = (intents: number, heartbeats?: number): Attempt => ({
  send: async () => {
    const other = await createLocalDiscord({ now: () => clock });
    const outcome = await logIn(other, intents, heartbeats);
    await other.close();
    return outcome;
  },
});
/** 200 commands are made on one day, of which 100 are left, and then these. */
const registerAfter200 = (commands: object[]): Attempt => ({
  schema: 'commands',
  body: commands,
  send: async () => {
    clock += DAY;
    for (const name of ['a', 'b']) expect(await put('guild', named(100, name))).toMatchObject({ status: 200 });
    return put('guild', commands);
  },
});

// Refusals.

const invalid = (at: string, error: string): Refusal => ({ status: 400, code: 50_035, at, error });
const tooLong = (at: string): Refusal => invalid(at, 'BASE_TYPE_MAX_LENGTH');
const badLength = (at: string): Refusal => invalid(at, 'BASE_TYPE_BAD_LENGTH');
const outOfRange = (at: string): Refusal => invalid(at, 'OUT_OF_RANGE');
const wrongAnswer = invalid('type', 'INVALID_CALLBACK');
const tooManyCommands: Refusal = { status: 400, code: 30_032 };
const emptyMessage: Refusal = { status: 400, code: 50_006 };
const tooLarge: Refusal = { status: 413, code: 40_005 };
const tooLate: Refusal = { status: 404, code: 10_062 };
const closed = (code: number): Refusal => ({ status: 101, code });

// Rows.

const rule = (name: string, right: Attempt, wrong: Attempt, refusal: Refusal, caughtBy: Row['caughtBy']): Row => ({
  name,
  right,
  wrong,
  refusal,
  caughtBy,
});
/** A rule of the kind "at most": `limit` of something is taken, one more is refused. */
const most = (name: string, limit: number, make: (count: number) => Attempt, refusal: Refusal, caughtBy: Row['caughtBy']): Row =>
  rule(`${name}: at most ${limit}`, make(limit), make(limit + 1), refusal, caughtBy);
/** A rule of the kind "at least". */
const least = (name: string, limit: number, make: (count: number) => Attempt, refusal: Refusal, caughtBy: Row['caughtBy']): Row =>
  rule(`${name}: at least ${limit}`, make(limit), make(limit - 1), refusal, caughtBy);

const named = (count: number, name: string): object[] => times(count, (at) => ({ name: `${name}${at}`, description: 'x' }));
const menus = (count: number, type: number): object[] => times(count, (at) => ({ name: `Menu ${at}`, type }));
const choice = (more: object = {}) => ({ name: 'x', value: 'x', ...more });
const choices = (count: number) => times(count, (at) => choice({ name: `n${at}`, value: `v${at}` }));
const oneOption = (more: object) => register(slash(option('a', more)));
const file = (name: string, size = 1): RawFile => ({ name, size });
const files = (count: number): RawFile[] => times(count, (at) => file(`${at}.txt`));
const showsFile = (name: string) => ({ type: 13, file: { url: `attachment://${name}` } });
const parts = (count: number) => form(...times(count, (at) => label(input({ custom_id: `t${at}` }))));
const field = (more: object) => respond(form(label(input(more))));
const group = (type: number, count: number, more: object = {}) =>
  respond(form(label({ type, custom_id: 'g', options: options(count), ...more })));
const upload = (more: object) => respond(form(label({ type: 19, custom_id: 'u', ...more })));
const poll = { question: { text: 'x' }, answers: [{ poll_media: { text: 'x' } }] };
const FIELD = 'data.components.0.component';

const commandRows: Row[] = [
  most('name of a slash command', 32, (n) => register(slashWith({ name: x(n) })), tooLong('0.name'), 'spec'),
  least('name of a slash command', 1, (n) => register(slashWith({ name: x(n) })), badLength('0.name'), 'spec'),
  rule(
    'name of a slash command: lower case',
    register(slashWith({ name: 'suche-1' })),
    register(slashWith({ name: 'Suche-1' })),
    invalid('0.name', 'APPLICATION_COMMAND_INVALID_NAME'),
    'ours',
  ),
  rule(
    'name of a slash command: letters, digits, - _ only',
    register(slashWith({ name: 'find_it' })),
    register(slashWith({ name: 'find it' })),
    invalid('0.name', 'APPLICATION_COMMAND_INVALID_NAME'),
    'ours',
  ),
  most(
    'name of a slash command, translated',
    32,
    (n) => register(slashWith({ name_localizations: { de: x(n) } })),
    tooLong('0.name_localizations.de'),
    'spec',
  ),
  most(
    'name of a menu command, spaces and capitals allowed',
    32,
    (n) => register([{ type: 3, name: `Find ${x(n - 5)}` }]),
    tooLong('0.name'),
    'spec',
  ),
  most('name of an option', 32, (n) => register(slash(option(x(n)))), tooLong('0.options.0.name'), 'spec'),
  rule(
    'name of an option: lower case',
    register(slash(option('since'))),
    register(slash(option('Since'))),
    invalid('0.options.0.name', 'APPLICATION_COMMAND_INVALID_NAME'),
    'ours',
  ),
  most('description of a command', 100, (n) => register(slashWith({ description: x(n) })), tooLong('0.description'), 'spec'),
  least('description of a command', 1, (n) => register(slashWith({ description: x(n) })), badLength('0.description'), 'ours'),
  most('description of an option', 100, (n) => oneOption({ description: x(n) }), tooLong('0.options.0.description'), 'spec'),
  least('description of an option', 1, (n) => oneOption({ description: x(n) }), badLength('0.options.0.description'), 'spec'),
  most('options of a command', 25, (n) => register(slash(...times(n, (at) => option(`o${at}`)))), badLength('0.options'), 'spec'),
  most('choices of an option', 25, (n) => oneOption({ choices: choices(n) }), badLength('0.options.0.choices'), 'spec'),
  most('name of a choice', 100, (n) => oneOption({ choices: [choice({ name: x(n) })] }), tooLong('0.options.0.choices.0.name'), 'spec'),
  most('value of a choice', 100, (n) => oneOption({ choices: [choice({ value: x(n) })] }), tooLong('0.options.0.choices.0.value'), 'ours'),
  rule(
    'choices or autocomplete, not both',
    oneOption({ autocomplete: true }),
    oneOption({ autocomplete: true, choices: [choice()] }),
    invalid('0.options.0', 'CHOICES_AND_AUTOCOMPLETE'),
    'ours',
  ),
  rule(
    'required options come first',
    register(slash(option('a', { required: true }), option('b'))),
    register(slash(option('a'), option('b', { required: true }))),
    invalid('0.options.1', 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID'),
    'ours',
  ),
  rule(
    'names of options differ',
    register(slash(option('a'), option('b'))),
    register(slash(option('a'), option('a'))),
    invalid('0.options.1.name', 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS'),
    'ours',
  ),
  rule(
    'subcommands or plain options, not both',
    register(slash(branch('a'), branch('b'))),
    register(slash(branch('a'), option('b'))),
    invalid('0.options', 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID'),
    'ours',
  ),
  most('characters of a command in all', 8000, (n) => register(commandOfSize(n)), invalid('0', 'APPLICATION_COMMAND_TOO_LARGE'), 'ours'),
  most(
    'characters of a command in all, the longest translation counted',
    8000,
    (n) => register(commandOfSize(n, { description: 'x', description_localizations: { de: x(100) } })),
    invalid('0', 'APPLICATION_COMMAND_TOO_LARGE'),
    'ours',
  ),
  rule(
    'names of commands of a kind differ',
    register([...slash(), { name: 'find', type: 2 }]),
    register([...slash(), ...slash()]),
    invalid('1.name', 'APPLICATION_COMMANDS_DUPLICATE_NAME'),
    'ours',
  ),
  most('slash commands of a guild', 100, (n) => register(named(n, 'c')), tooManyCommands, 'ours'),
  most(
    'slash commands everywhere, beside those of the guild',
    100,
    (n) => register([door, ...named(n - 1, 'g')], 'global'),
    tooManyCommands,
    'ours',
  ),
  most('user commands', 15, (n) => register(menus(n, 2)), tooManyCommands, 'ours'),
  most('message commands', 15, (n) => register(menus(n, 3)), tooManyCommands, 'ours'),
  most('commands of all kinds', 130, (n) => register([...named(100, 'c'), ...menus(15, 2), ...menus(n - 115, 3)]), badLength(''), 'ours'),
  rule(
    'commands made on one day: at most 200, changes not counted',
    registerAfter200(named(100, 'b')),
    registerAfter200([...named(99, 'b'), ...named(1, 'c')]),
    { status: 400, code: 30_034 },
    'ours',
  ),
  rule(
    'permissions of a command are digits',
    register(slashWith({ default_member_permissions: '0' })),
    register(slashWith({ default_member_permissions: 'ADMIN' })),
    invalid('0.default_member_permissions', 'NOT_BITS'),
    'spec',
  ),
  rule(
    'contexts of a command',
    register(slashWith({ contexts: [0, 1, 2] })),
    register(slashWith({ contexts: [3] })),
    outOfRange('0.contexts.0'),
    'spec',
  ),
  least('contexts of a command', 1, (n) => register(slashWith({ contexts: times(n, () => 0) })), badLength('0.contexts'), 'spec'),
  rule(
    'installations of a command',
    register(slashWith({ integration_types: [0, 1] })),
    register(slashWith({ integration_types: [2] })),
    outOfRange('0.integration_types.0'),
    'spec',
  ),
];

const suggestionRows: Row[] = [
  most('suggestions', 25, (n) => suggest(suggestions(...choices(n))), badLength('data.choices'), 'spec'),
  most('name of a suggestion', 100, (n) => suggest(suggestions(choice({ name: x(n) }))), tooLong('data.choices.0.name'), 'spec'),
  least('name of a suggestion', 1, (n) => suggest(suggestions(choice({ name: x(n) }))), badLength('data.choices.0.name'), 'spec'),
  most('value of a suggestion', 100, (n) => suggest(suggestions(choice({ value: x(n) }))), tooLong('data.choices.0.value'), 'ours'),
];

const messageRows: Row[] = [
  most('content of a channel message', 2000, (n) => post(message({ content: x(n) })), tooLong('content'), 'ours'),
  most('content of an edited channel message', 2000, (n) => editPosted(message({ content: x(n) })), tooLong('content'), 'ours'),
  most('content of an answer', 2000, (n) => respond(reply(message({ content: x(n) }))), tooLong('data.content'), 'spec'),
  most('content of an edited answer', 2000, (n) => editReply(message({ content: x(n) })), tooLong('content'), 'spec'),
  most('content of a follow-up', 2000, (n) => followUp(message({ content: x(n) })), tooLong('content'), 'spec'),
  rule('a message is not empty', post(message()), post(message({ content: ' \n' })), emptyMessage, 'ours'),
  rule('an answer is not empty', respond(reply(message())), respond(reply(message({ content: '' }))), emptyMessage, 'ours'),
  most('embeds', 10, (n) => post(message({ embeds: times(n, () => ({ title: 'x' })) })), badLength('embeds'), 'spec'),
  most('title of an embed', 256, (n) => post(embed({ title: x(n) })), tooLong('embeds.0.title'), 'spec'),
  most('description of an embed', 4096, (n) => post(embed({ description: x(n) })), tooLong('embeds.0.description'), 'spec'),
  most(
    'fields of an embed',
    25,
    (n) => post(embed({ fields: times(n, () => ({ name: 'x', value: 'x' })) })),
    badLength('embeds.0.fields'),
    'spec',
  ),
  most('name of a field', 256, (n) => post(embed({ fields: [{ name: x(n), value: 'x' }] })), tooLong('embeds.0.fields.0.name'), 'spec'),
  most('value of a field', 1024, (n) => post(embed({ fields: [{ name: 'x', value: x(n) }] })), tooLong('embeds.0.fields.0.value'), 'spec'),
  least('value of a field', 1, (n) => post(embed({ fields: [{ name: 'x', value: x(n) }] })), badLength('embeds.0.fields.0.value'), 'ours'),
  least('name of a field', 1, (n) => post(embed({ fields: [{ name: x(n), value: 'x' }] })), badLength('embeds.0.fields.0.name'), 'ours'),
  most('footer of an embed', 2048, (n) => post(embed({ footer: { text: x(n) } })), tooLong('embeds.0.footer.text'), 'spec'),
  most('author of an embed', 256, (n) => post(embed({ author: { name: x(n) } })), tooLong('embeds.0.author.name'), 'spec'),
  most(
    'text of all embeds, without white space around it',
    6000,
    (n) => post(message({ embeds: [{ description: `  ${x(4000)}  ` }, { title: x(200), description: x(n - 4200) }] })),
    invalid('embeds', 'MAX_EMBED_SIZE_EXCEEDED'),
    'ours',
  ),
  rule('an embed is not empty', post(embed({ title: 'x' })), post(embed({})), invalid('embeds.0', 'EMPTY_EMBED'), 'ours'),
  most(
    'attachments',
    10,
    (n) => post(message({ attachments: times(n, (at) => ({ id: String(at) })) }), files(10)),
    badLength('attachments'),
    'spec',
  ),
  most('files without a list of attachments', 10, (n) => post(message(), files(n)), badLength('attachments'), 'ours'),
  most(
    'files, those of before an edit counted',
    10,
    (n) => editPosted(message(), files(9), files(n - 9)),
    badLength('attachments'),
    'ours',
  ),
  most('bytes of a file', 10 * MEBIBYTE, (n) => post(message(), [file('big.bin', n)]), tooLarge, 'ours'),
  most('bytes of a file of an answer', 10 * MEBIBYTE, (n) => respond(reply(message()), [file('big.bin', n)]), tooLarge, 'ours'),
  rule(
    'bytes of a request: at most 25 MiB, with all that is in it',
    post(message(), [file('a', 10 * MEBIBYTE), file('b', 10 * MEBIBYTE), file('c', 5 * MEBIBYTE - 2048)]),
    post(message(), [file('a', 10 * MEBIBYTE), file('b', 10 * MEBIBYTE), file('c', 5 * MEBIBYTE)]),
    tooLarge,
    'ours',
  ),
  most(
    'alt text of a file',
    1024,
    (n) => post(message({ attachments: [{ id: '0', description: x(n) }] }), files(1)),
    tooLong('attachments.0.description'),
    'spec',
  ),
  ...['users', 'roles'].flatMap((name): Row[] => [
    most(
      `${name} to mention`,
      100,
      (n) => post(message({ allowed_mentions: { parse: [], [name]: times(n, (at) => String(at + 1)) } })),
      badLength(`allowed_mentions.${name}`),
      'spec',
    ),
    rule(
      `all ${name} or some ${name} to mention, not both`,
      post(message({ allowed_mentions: { parse: [], [name]: ['1'] } })),
      post(message({ allowed_mentions: { parse: [name], [name]: ['1'] } })),
      invalid('allowed_mentions', 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE'),
      'ours',
    ),
  ]),
  rule(
    'flags that a bot may set; unknown keys are passed over',
    post(message({ flags: 4096, unheard_of: true })),
    post(message({ flags: 128 })),
    invalid('flags', 'FLAGS'),
    'ours',
  ),
  most('nonce', 25, (n) => post(message({ nonce: x(n), enforce_nonce: true })), tooLong('nonce'), 'spec'),
];

const oldRows: Row[] = [
  most('rows', 5, (n) => post(old(...times(n, (at) => row(button(at))))), badLength('components'), 'ours'),
  most('buttons of a row', 5, (n) => post(old(row(...times(n, button)))), badLength('components.0.components'), 'spec'),
  rule(
    'buttons or a select in a row, not both',
    post(old(row(select()), row(button(1)))),
    post(old(row(select(), button(1)))),
    invalid('components.0.components', 'COMPONENT_LAYOUT_WIDTH_EXCEEDED'),
    'ours',
  ),
  most(
    'selects of a row',
    1,
    (n) => post(old(row(...times(n, (at) => select({ custom_id: `s${at}` }))))),
    invalid('components.0.components', 'COMPONENT_LAYOUT_WIDTH_EXCEEDED'),
    'ours',
  ),
  least('parts of a row', 1, (n) => post(old(row(...times(n, button)))), badLength('components.0.components'), 'spec'),
  most('custom_id', 100, (n) => post(old(row(button(1, { custom_id: x(n) })))), tooLong('components.0.components.0.custom_id'), 'spec'),
  least('custom_id', 1, (n) => post(old(row(button(1, { custom_id: x(n) })))), badLength('components.0.components.0.custom_id'), 'spec'),
  rule(
    'each custom_id once',
    post(old(row(button(1)), row(button(2)))),
    post(old(row(button(1)), row(button(1)))),
    invalid('components.1.components.0.custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED'),
    'ours',
  ),
  rule(
    'each custom_id once, at all depths',
    post(shown(container(section(1)), row(button('t')))),
    post(shown(container(section(1)), row(button('s')))),
    invalid('components.1.components.0.custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED'),
    'ours',
  ),
  most('label of a button', 80, (n) => post(old(row(button(1, { label: x(n) })))), tooLong('components.0.components.0.label'), 'spec'),
  most(
    'address of a button',
    512,
    (n) => post(old(row(link(`https://x.example/${x(n - 18)}`)))),
    tooLong('components.0.components.0.url'),
    'spec',
  ),
  most(
    'options of a select',
    25,
    (n) => post(old(row(select({ options: options(n) })))),
    badLength('components.0.components.0.options'),
    'spec',
  ),
  least(
    'options of a select',
    1,
    (n) => post(old(row(select({ options: options(n) })))),
    badLength('components.0.components.0.options'),
    'spec',
  ),
  ...['label', 'value', 'description'].map((name) =>
    most(
      `${name} of an option of a select`,
      100,
      (n) => post(old(row(select({ options: [{ ...options(1)[0], [name]: x(n) }] })))),
      tooLong(`components.0.components.0.options.0.${name}`),
      'spec',
    ),
  ),
  most(
    'placeholder of a select',
    150,
    (n) => post(old(row(select({ placeholder: x(n) })))),
    tooLong('components.0.components.0.placeholder'),
    'spec',
  ),
  rule(
    'each value of a select once',
    post(old(row(select({ options: options(2) })))),
    post(old(row(select({ options: [...options(1), ...options(1)] })))),
    invalid('components.0.components.0.options.1.value', 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED'),
    'ours',
  ),
  rule(
    'min_values of a select: not above max_values',
    post(old(row(select({ min_values: 2, max_values: 2 })))),
    post(old(row(select({ min_values: 3, max_values: 2 })))),
    invalid('components.0.components.0.min_values', 'MIN_OVER_MAX'),
    'ours',
  ),
  most(
    'max_values of a select with three options',
    3,
    (n) => post(old(row(select({ max_values: n })))),
    invalid('components.0.components.0.max_values', 'MORE_THAN_OPTIONS'),
    'ours',
  ),
];

const V2_ONLY = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
const newRows: Row[] = [
  ...Object.entries({ content: 'x', embeds: [{ title: 'x' }], poll, sticker_ids: ['1'] }).map(([name, value]) =>
    rule(
      `new components without ${name}`,
      post({ ...shown(text()), [name]: null }),
      post({ ...shown(text()), [name]: value }),
      invalid(name, V2_ONLY),
      'ours',
    ),
  ),
  rule(
    'new components only with their flag',
    post(shown(text())),
    post(message({ components: [text()] })),
    invalid('components.0', 'V2_WITHOUT_FLAG'),
    'ours',
  ),
  rule(
    'the flag of new components stays',
    editReply(shown(text()), 0, reply(shown(text()))),
    editReply({ ...shown(text()), flags: 0 }, 0, reply(shown(text()))),
    invalid('flags', 'V2_UNSET'),
    'ours',
  ),
  rule(
    'each file is shown by a component',
    post(shown(showsFile('a.txt')), [file('a.txt')]),
    post(shown(text()), [file('a.txt')]),
    invalid('attachments', 'UNREFERENCED_FILE'),
    'ours',
  ),
  rule(
    'a component shows a file that is there',
    post(shown(showsFile('a.txt')), [file('a.txt')]),
    post(shown(showsFile('a.txt'), showsFile('b.txt')), [file('a.txt')]),
    invalid('components.1.file.url', 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND'),
    'ours',
  ),
  most('components side by side', 40, (n) => post(shown(...times(n, () => text()))), badLength('components'), 'spec'),
  most(
    'components, nested ones counted',
    40,
    (n) => post(shown(container(...times(20, () => text())), container(...times(n - 22, () => text())))),
    invalid('components', 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED'),
    'ours',
  ),
  rule(
    'components, accessories counted: at most 40',
    post(shown(...times(13, (at) => section(1, { accessory: button(at) })), text())),
    post(shown(...times(13, (at) => section(1, { accessory: button(at) })), text(), text())),
    invalid('components', 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED'),
    'ours',
  ),
  most('characters of a text', 4000, (n) => post(shown(text(x(n)))), tooLong('components.0.content'), 'spec'),
  least('characters of a text', 1, (n) => post(shown(text(x(n)))), badLength('components.0.content'), 'spec'),
  most(
    'characters of all texts',
    4000,
    (n) => post(shown(text(x(2000)), container(text(x(n - 2000))))),
    invalid('components', 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED'),
    'ours',
  ),
  most('texts of a section', 3, (n) => post(shown(section(n))), badLength('components.0.components'), 'spec'),
  least('texts of a section', 1, (n) => post(shown(section(n))), badLength('components.0.components'), 'spec'),
  rule(
    'a section has an accessory',
    post(shown(section(1, { accessory: thumbnail() }))),
    post(shown(section(1, { accessory: undefined }))),
    invalid('components.0.accessory', 'BASE_TYPE_REQUIRED'),
    'spec',
  ),
  rule(
    'no container in a container',
    post(shown(container(text()), container(text()))),
    post(shown(container(container(text())))),
    invalid('components.0.components.0', 'CONTAINER_IN_CONTAINER'),
    'spec',
  ),
  most('pictures of a gallery', 10, (n) => post(shown(gallery(n))), badLength('components.0.items'), 'spec'),
  least('pictures of a gallery', 1, (n) => post(shown(gallery(n))), badLength('components.0.items'), 'spec'),
  most(
    'alt text of a picture',
    1024,
    (n) => post(shown(gallery(1, { description: x(n) }))),
    tooLong('components.0.items.0.description'),
    'spec',
  ),
  most(
    'alt text of a thumbnail',
    1024,
    (n) => post(shown(section(1, { accessory: thumbnail({ description: x(n) }) }))),
    tooLong('components.0.accessory.description'),
    'spec',
  ),
];

const formRows: Row[] = [
  most('title of a form', 45, (n) => respond(formWith({ title: x(n) })), tooLong('data.title'), 'spec'),
  most('custom_id of a form', 100, (n) => respond(formWith({ custom_id: x(n) })), tooLong('data.custom_id'), 'spec'),
  most('parts of a form', 5, (n) => respond(parts(n)), badLength('data.components'), 'ours'),
  least('parts of a form', 1, (n) => respond(parts(n)), badLength('data.components'), 'spec'),
  most('label of a field', 45, (n) => respond(form(label(input(), { label: x(n) }))), tooLong('data.components.0.label'), 'spec'),
  most(
    'description of a field',
    100,
    (n) => respond(form(label(input(), { description: x(n) }))),
    tooLong('data.components.0.description'),
    'spec',
  ),
  most('text in a field', 4000, (n) => field({ value: x(n) }), tooLong(`${FIELD}.value`), 'spec'),
  most('max_length of a field', 4000, (n) => field({ max_length: n }), outOfRange(`${FIELD}.max_length`), 'spec'),
  most('placeholder of a field', 100, (n) => field({ placeholder: x(n) }), tooLong(`${FIELD}.placeholder`), 'spec'),
  rule(
    'nothing in a form is disabled',
    respond(form(label(select({ disabled: false })))),
    respond(form(label(select({ disabled: true })))),
    invalid(`${FIELD}.disabled`, 'DISABLED_IN_FORM'),
    'ours',
  ),
  rule(
    'each custom_id of a form once',
    respond(parts(2)),
    respond(form(label(input()), label(input()))),
    invalid('data.components.1.component.custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED'),
    'ours',
  ),
  rule(
    'texts and labels at the top of a form',
    respond(form(text(), label({ type: 23, custom_id: 'c' }), label({ type: 5, custom_id: 'p' }))),
    respond(form(select())),
    invalid('data.components.0', 'MISPLACED'),
    'spec',
  ),
  rule('no button in a form', respond(form(label(select()))), respond(form(label(button(1)))), invalid(FIELD, 'MISPLACED'), 'spec'),
  rule(
    'a field in a row is a text (the old way)',
    respond(form(row(input({ label: 'x' })))),
    respond(form(row(select()))),
    invalid('data.components.0.components.0', 'MISPLACED'),
    'spec',
  ),
  most('files of an upload', 10, (n) => upload({ min_values: 0, max_values: n }), outOfRange(`${FIELD}.max_values`), 'spec'),
  most('file types of an upload', 10, (n) => upload({ file_types: times(n, (at) => `.t${at}`) }), badLength(`${FIELD}.file_types`), 'spec'),
  most('length of a file type', 16, (n) => upload({ file_types: [`.${x(n - 1)}`] }), tooLong(`${FIELD}.file_types.0`), 'spec'),
  most('options of radio buttons', 10, (n) => group(21, n), badLength(`${FIELD}.options`), 'spec'),
  least('options of radio buttons', 2, (n) => group(21, n), badLength(`${FIELD}.options`), 'spec'),
  most('options of checkboxes', 10, (n) => group(22, n), badLength(`${FIELD}.options`), 'spec'),
  least('options of checkboxes', 1, (n) => group(22, n), badLength(`${FIELD}.options`), 'spec'),
  most(
    'max_values of three checkboxes',
    3,
    (n) => group(22, 3, { max_values: n }),
    invalid(`${FIELD}.max_values`, 'MORE_THAN_OPTIONS'),
    'ours',
  ),
];

const TOKEN_LIFE = 15 * MINUTE;
const behaviourRows: Row[] = [
  most('milliseconds to the first answer', 3 * SECOND, (n) => late(answered, n), tooLate, 'ours'),
  most('milliseconds to suggestions', 3 * SECOND, (n) => suggest(suggestions(choice()), n), tooLate, 'ours'),
  rule('suggestions cannot come later', suggest(suggestions(choice())), suggest({ type: 5 }), wrongAnswer, 'ours'),
  rule('suggestions only to who types', suggest(suggestions()), respond(suggestions()), wrongAnswer, 'ours'),
  most('milliseconds in which an answer is edited', TOKEN_LIFE, (n) => editReply(message(), n), { status: 401, code: 50_027 }, 'ours'),
  most('milliseconds in which follow-ups come', TOKEN_LIFE, (n) => followUp(message(), n), { status: 401, code: 50_027 }, 'ours'),
  rule('one first answer', respond(answered), answerAgain(answered, answered), { status: 400, code: 40_060 }, 'ours'),
  rule(
    'an answer that comes later may only be private',
    respond({ type: 5, data: { flags: 64 } }),
    respond({ type: 5, data: { flags: 64 | V2 } }),
    invalid('data.flags', 'DEFER_FLAGS'),
    'ours',
  ),
  rule(
    'new components come with the edit of a deferred answer',
    editReply(shown(text()), 0, { type: 5, data: { flags: 64 } }),
    editReply({ components: [text()], allowed_mentions: none }, 0, { type: 5, data: { flags: 64 } }),
    invalid('components.0', 'V2_WITHOUT_FLAG'),
    'ours',
  ),
  rule('a form is the first answer', respond(parts(1)), answerAgain({ type: 5 }, parts(1)), { status: 400, code: 40_060 }, 'ours'),
  rule('no form after a form', answerForm(answered), answerForm(parts(1)), wrongAnswer, 'ours'),
  rule('no privileged intent: members', login(0), login(1 << 1), closed(4014), 'ours'),
  rule('no privileged intent: presences', login(1), login(1 << 8), closed(4014), 'ours'),
  rule('no privileged intent: content of messages', login(1), login(1 | (1 << 15)), closed(4014), 'ours'),
  // The login is the first of them.
  most('events to the gateway in a minute', 120, (n) => login(1, n - 1), closed(4008), 'ours'),
];

const tables: [string, Row[]][] = [
  ['commands', commandRows],
  ['suggestions', suggestionRows],
  ['messages', messageRows],
  ['rows, buttons, selects', oldRows],
  ['new components', newRows],
  ['forms', formRows],
  ['behaviour', behaviourRows],
];

/** The codes that stand at this place of the tree of errors. */
function codesAt(errors: unknown, path: string): string[] {
  const branchAt = path
    .split('.')
    .reduce((tree: unknown, name) => (name === '' ? tree : (tree as Record<string, unknown> | undefined)?.[name]), errors);
  return ((branchAt as { _errors?: { code: string }[] } | undefined)?._errors ?? []).map(({ code }) => code);
}

describe.each(tables)('%s', (_, rows) => {
  test.each(rows)('$name ($caughtBy)', async ({ right, wrong, refusal, caughtBy }) => {
    expect(right.schema === undefined ? [] : schemaFaults(right.schema, right.body)).toEqual([]);
    const isSeen = wrong.schema !== undefined && schemaFaults(wrong.schema, wrong.body).length > 0;
    expect(isSeen ? 'spec' : 'ours').toBe(caughtBy);
    const taken = await right.send();
    expect(taken).toMatchObject({ code: 0 });
    expect([101, 200, 204]).toContain(taken.status);
    const { status, code, at, error } = refusal;
    const refused = await wrong.send();
    expect(refused).toMatchObject({ status, code });
    expect(at === undefined ? [error] : codesAt(refused.errors, at)).toContain(error);
  });
});

test('what is not refused but does not happen either', async () => {
  const count = (): number => discord.messages(discord.channels.desk.id).length;
  const before = count();
  const body = message({ nonce: 'once', enforce_nonce: true });
  for (let time = 0; time < 2; time += 1) expect(await bot.request('POST', inDesk(), body)).toMatchObject({ status: 200 });
  expect(count()).toBe(before + 1);
  // Who sees an answer is settled with the defer: the edit cannot make it public.
  const seen = await discord.as('lead').slash('desk', 'door');
  const interaction = await bot.opened(seen.id);
  await answer(interaction, { type: 5, data: { flags: 64 } });
  expect(await bot.request('PATCH', original(interaction), message({ flags: 0 }))).toMatchObject({ status: 200 });
  expect(seen.messages).toMatchObject([{ ephemeral: true }]);
});

test('how many rules there are, and how many nobody but us checks', () => {
  const rows = tables.flatMap(([, list]) => list);
  const by = (who: Row['caughtBy']): number => rows.filter(({ caughtBy }) => caughtBy === who).length;
  const counts = { rules: rows.length, spec: by('spec'), ours: by('ours') };
  console.log(`${counts.rules} rules of Discord: ${counts.spec} caught by the published schema, ${counts.ours} only by ours.`);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(counts.rules);
  expect(counts).toEqual({ rules: 148, spec: 75, ours: 73 });
});

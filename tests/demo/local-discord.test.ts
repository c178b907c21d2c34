import { get as httpGet } from 'node:http';
import {
  ChannelType,
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  MessageFlags,
  type ChatInputCommandInteraction,
  type Interaction,
  type SendableChannels,
} from 'discord.js';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLocalDiscord, type LocalDiscord } from '../../src/demo/discord/local-discord.ts';
import { strictSchema } from '../helpers/schema.ts';

const none = { parse: [] } as const;
const textOption = { type: 3, name: 'query', description: 'Words', required: true, autocomplete: true };
const commands = [
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

let discord: LocalDiscord;
let client: Client<true>;
let clock = 0;
/** Discord's 3 s, where they are the behaviour; a busy machine may take longer for everything else. */
const asOnDiscord = 3000;
let answerMs = 100_000;
let act: (interaction: Interaction) => unknown;
const thrown: unknown[] = [];

async function logIn(options: { url: string; token: string }): Promise<Client<true>> {
  const made = new Client({ intents: [GatewayIntentBits.Guilds], allowedMentions: none, rest: { api: options.url, retries: 1 } });
  made.on(Events.Error, () => undefined);
  const ready = new Promise((resolve) => made.once(Events.ClientReady, resolve));
  await made.login(options.token);
  await ready;
  return made as Client<true>;
}

beforeAll(async () => {
  discord = await createLocalDiscord({ now: () => Date.now() + clock, answerMs: () => answerMs, strictSchema });
  client = await logIn(discord);
  client.on(Events.InteractionCreate, (interaction) => {
    Promise.resolve(act(interaction)).catch((error: unknown) => thrown.push(error));
  });
  await client.application.commands.set(commands, discord.guildId);
});

afterEach(() => {
  clock = 0;
  answerMs = 100_000;
  discord.faults.clear();
  thrown.length = 0;
});

afterAll(async () => {
  await client.destroy();
  await discord.close();
});

const slash = (name = 'find', options: Record<string, string> = { query: 'oil' }) => discord.as('reader').slash('desk', name, options);

/** The code with which Discord refused. */
async function codeOf(attempt: Promise<unknown>): Promise<number | string> {
  const outcome = await attempt.then(
    () => 'was accepted',
    (error: unknown) => (error instanceof DiscordAPIError ? error.code : String(error)),
  );
  return outcome;
}

function bot(handler: (interaction: ChatInputCommandInteraction) => unknown): void {
  act = (interaction) => handler(interaction as ChatInputCommandInteraction);
}

async function channel(name: string): Promise<SendableChannels> {
  const found = await client.channels.fetch(discord.channels[name]?.id ?? '');
  if (found === null || !found.isSendable()) throw new Error('not sendable');
  return found;
}

test('the client logs in with one intent, and its commands are registered with stable ids', async () => {
  expect(client.user.id).toBe(discord.applicationId);
  expect(discord.identified[0]).toEqual({ intents: GatewayIntentBits.Guilds });
  expect(client.guilds.cache.get(discord.guildId)?.channels.cache.map(({ name }) => name)).toEqual(['general', 'desk', 'listed']);
  const before = discord.commands().map(({ id }) => id);
  await client.application.commands.set(commands, discord.guildId);
  expect(discord.commands().map(({ id }) => id)).toEqual(before);
  expect(new Set(before).size).toBe(5);
});

test('commands that Discord refuses are not registered', async () => {
  const wrong = [
    {
      name: 'x',
      description: 'X',
      options: [
        { ...textOption, required: false },
        { ...textOption, name: 'b' },
      ],
    },
  ];
  expect(await codeOf(client.rest.put(`/applications/${discord.applicationId}/commands`, { body: wrong }))).toBe(50_035);
  expect(discord.commands()).toHaveLength(5);
});

test('translations of a command are read back only when asked for', async () => {
  const path = `/applications/${discord.applicationId}/commands` as const;
  await client.rest.put(path, { body: [{ name: 'hello', description: 'H', name_localizations: { de: 'hallo' } }] });
  expect((await client.rest.get(path)) as object[]).not.toHaveProperty('0.name_localizations');
  const query = new URLSearchParams({ with_localizations: 'true' });
  expect(await client.rest.get(path, { query })).toMatchObject([{ name_localizations: { de: 'hallo' } }]);
  await client.rest.put(path, { body: [] });
});

test('a command is answered, with everything the client needs to know of the caller', async () => {
  const seen: unknown[] = [];
  bot(async (interaction) => {
    seen.push(
      interaction.options.getString('query'),
      interaction.options.getMember('who'),
      interaction.channelId,
      interaction.memberPermissions?.has('SendMessages'),
    );
    seen.push(
      interaction.appPermissions.has('ManageMessages'),
      interaction.attachmentSizeLimit,
      interaction.context,
      interaction.locale,
      interaction.inCachedGuild(),
    );
    await interaction.reply({ content: 'Found <@1>', flags: MessageFlags.Ephemeral });
  });
  const answer = await slash('find', { query: 'oil', who: 'editor' });
  expect(await answer.answered).toBe(answer);
  expect(seen).toEqual([
    'oil',
    expect.objectContaining({ id: discord.members.editor.user.id }),
    discord.channels.desk.id,
    true,
    false,
    10_485_760,
    0,
    'en-GB',
    true,
  ]);
  expect(answer.messages).toMatchObject([{ ephemeral: true, edited: false, message: { content: 'Found <@1>', mentions: [] } }]);
  expect(answer.failed).toBeUndefined();
  // Nobody else sees it, and it is no part of the public history.
  const { id } = answer.messages[0]?.message ?? { id: '' };
  expect(
    discord
      .as('reader')
      .messages('desk')
      .map((message) => message.id),
  ).toContain(id);
  expect(
    discord
      .as('editor')
      .messages('desk')
      .map((message) => message.id),
  ).not.toContain(id);
  expect(discord.messages(discord.channels.desk.id).map((message) => message.id)).not.toContain(id);
});

test('a deferred answer is thinking until it is edited, with a file that can be fetched', async () => {
  const { promise: looked, resolve: haveLooked } = Promise.withResolvers<void>();
  bot(async (interaction) => {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await looked;
    await interaction.editReply({
      content: 'Here',
      files: [{ attachment: Buffer.from('cable text'), name: 'cable.txt', description: 'A cable' }],
    });
  });
  const answer = await slash();
  await answer.answered;
  expect(answer.deferred).toBe(true);
  expect(answer.messages[0]?.message.flags).toBe(MessageFlags.Ephemeral | MessageFlags.Loading);
  haveLooked();
  await answer.settled();
  expect(answer.messages).toMatchObject([
    {
      ephemeral: true,
      edited: false,
      message: { flags: MessageFlags.Ephemeral, attachments: [{ filename: 'cable.txt', size: 10, description: 'A cable' }] },
    },
  ]);
  const file = await fetch(answer.messages[0]?.message.attachments[0]?.url ?? '');
  expect([await file.text(), file.headers.get('x-content-type-options')]).toEqual(['cable text', 'nosniff']);
});

test('the original is read, changed again and deleted', async () => {
  bot(async (interaction) => {
    await interaction.reply({ content: 'one' });
    await interaction.editReply({ content: `${(await interaction.fetchReply()).content} two` });
  });
  const answer = await slash();
  await expect.poll(() => answer.messages[0]?.message.content).toBe('one two');
  expect(answer.messages[0]?.edited).toBe(true);
  bot(async (interaction) => {
    await interaction.reply({ content: 'soon gone' });
    await interaction.deleteReply();
    thrown.push(await codeOf(interaction.editReply({ content: 'x' })));
  });
  const gone = await slash();
  await expect.poll(() => thrown).toEqual([10_008]);
  expect(gone.messages).toEqual([]);
});

test('the response of a callback names its message', async () => {
  const ids: string[] = [];
  bot(async (interaction) => {
    const response = await interaction.reply({ content: 'x', withResponse: true });
    ids.push(response.resource?.message?.id ?? '', response.interaction.responseMessageId ?? '');
  });
  const answer = await (await slash()).settled();
  await expect.poll(() => ids).toEqual([answer.messages[0]?.message.id, answer.messages[0]?.message.id]);
});

test('autocomplete: choices come, a wrong type or too many are refused', async () => {
  const respond = (choices: unknown) => (interaction: Interaction) => interaction.isAutocomplete() && interaction.respond(choices as never);
  const suggestions = () => discord.as('reader').autocomplete('desk', 'find', 'query', 'o', { who: 'editor' });
  act = (interaction) => {
    if (!interaction.isAutocomplete()) return undefined;
    return interaction.respond([{ name: `for ${interaction.options.getFocused()}`, value: 'oil' }]);
  };
  expect((await (await suggestions()).settled()).choices).toEqual([{ name: 'for o', value: 'oil' }]);
  act = (interaction) => codeOf(Promise.resolve(respond([{ name: 'n', value: 5 }])(interaction))).then((code) => thrown.push(code));
  await suggestions();
  await expect.poll(() => thrown).toEqual([50_035]);
  act = (interaction) =>
    codeOf(Promise.resolve(respond(Array.from({ length: 26 }, (_, at) => ({ name: `n${at}`, value: 'v' })))(interaction))).then((code) =>
      thrown.push(code),
    );
  await suggestions();
  await expect.poll(() => thrown).toEqual([50_035, 50_035]);
});

const row = (...components: object[]) => ({ type: 1, components });
const button = (id: string, label = id) => ({ type: 2, style: 1, custom_id: id, label });

test('a button updates its message, in place', async () => {
  bot((interaction) =>
    interaction.reply({ content: 'page 1', components: [row(button('next', 'Next page'), { ...button('off'), disabled: true })] as never }),
  );
  const posted = (await (await slash()).settled()).messages[0];
  if (posted === undefined) throw new Error('no message');
  act = (interaction) =>
    interaction.isButton() && interaction.update({ content: `page 2 for ${interaction.customId}, was ${interaction.message.content}` });
  const answer = await (await discord.as('editor').press(posted, 'Next page')).settled();
  expect(answer.messages).toMatchObject([{ edited: true, message: { id: posted.message.id, content: 'page 2 for next, was page 1' } }]);
  await expect(discord.as('editor').press(posted, 'off')).rejects.toThrow('disabled');
  await expect(discord.as('editor').press(posted, 'nothing')).rejects.toThrow('no "nothing"');
  await expect(discord.as('stranger').press(posted, 'next')).rejects.toThrow('cannot see');
});

test('an update that was only announced follows later', async () => {
  bot((interaction) => interaction.reply({ content: 'old', components: [row(button('go'))] as never }));
  const posted = (await (await slash()).settled()).messages[0];
  if (posted === undefined) throw new Error('no message');
  act = async (interaction) => {
    if (!interaction.isButton()) return;
    await interaction.deferUpdate();
    await interaction.editReply({ content: 'new' });
  };
  const answer = await (await discord.as('reader').press(posted, 'go')).settled();
  expect(answer.messages[0]?.message).toMatchObject({ id: posted.message.id, content: 'new' });
});

test('selects: texts by value or label, members with what is known of them', async () => {
  const options = [
    { label: 'Newest', value: 'new' },
    { label: 'Oldest', value: 'old' },
  ];
  const components = [row({ type: 3, custom_id: 'sort', options }), row({ type: 5, custom_id: 'people', max_values: 2 })];
  bot((interaction) => interaction.reply({ content: 'pick', components }));
  const posted = (await (await slash()).settled()).messages[0];
  if (posted === undefined) throw new Error('no message');
  act = (interaction) =>
    interaction.isAnySelectMenu() &&
    interaction.reply({
      content: interaction.isUserSelectMenu() ? interaction.users.map(({ username }) => username).join() : interaction.values.join(),
    });
  const reader = discord.as('reader');
  expect((await (await reader.select(posted, 'sort', ['Oldest'])).settled()).messages[0]?.message.content).toBe('old');
  expect((await (await reader.select(posted, 'people', ['lead', 'editor'])).settled()).messages[0]?.message.content).toBe('lead,editor');
  await expect(reader.select(posted, 'sort', ['new', 'old'])).rejects.toThrow('1 to 1');
  await expect(reader.select(posted, 'sort', ['best'])).rejects.toThrow('does not offer');
});

const modal = {
  customId: 'note',
  title: 'Note',
  components: [
    { type: 18, label: 'Text', component: { type: 4, customId: 'text', style: 2, maxLength: 20 } },
    { type: 18, label: 'Who', component: { type: 5, customId: 'who', required: false } },
    { type: 18, label: 'Files', component: { type: 19, customId: 'files', required: false } },
  ],
};

test('a form is opened, refuses what is wrong, and is submitted with its fields', async () => {
  bot((interaction) => interaction.showModal(modal));
  const reader = discord.as('reader');
  const opened = await (await slash()).settled();
  expect(opened.modal).toMatchObject({ custom_id: 'note', title: 'Note' });
  const form = opened.modal;
  if (form === undefined) throw new Error('no form');
  act = (interaction) => {
    if (!interaction.isModalSubmit()) return undefined;
    const { fields } = interaction;
    const parts = [
      fields.getTextInputValue('text'),
      fields.getSelectedUsers('who')?.first()?.username,
      fields.getUploadedFiles('files')?.first()?.name,
    ];
    return interaction.reply({ content: parts.join() });
  };
  await expect(reader.submit(form, {})).rejects.toThrow('must be filled in');
  await expect(reader.submit(form, { text: 'x'.repeat(21) })).rejects.toThrow('0 to 20');
  await expect(discord.as('editor').submit(form, { text: 'x' })).rejects.toThrow('not opened for');
  const answer = await (await reader.submit(form, { Text: 'seen', who: ['lead'], files: [{ name: 'a.txt', content: 'a' }] })).settled();
  expect(answer.messages[0]?.message.content).toBe('seen,lead,a.txt');
});

test('a form cannot follow a form', async () => {
  bot((interaction) => interaction.showModal(modal));
  const { modal: form } = await (await slash()).settled();
  if (form === undefined) throw new Error('no form');
  act = async (interaction) => {
    if (!interaction.isModalSubmit()) return;
    const body = { type: 9, data: { custom_id: 'x', title: 'X', components: [{ type: 10, content: 'x' }] } };
    thrown.push(await codeOf(client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, { body, auth: false })));
  };
  await discord.as('reader').submit(form, { text: 'x' });
  await expect.poll(() => thrown).toEqual([50_035]);
});

test('a follow-up comes after the answer, and takes the place of one that is still thinking', async () => {
  bot(async (interaction) => {
    await interaction.reply({ content: 'public' });
    await interaction.followUp({ content: 'for you', flags: MessageFlags.Ephemeral });
  });
  const answer = await slash();
  await expect.poll(() => answer.messages.length).toBe(2);
  expect(answer.messages).toMatchObject([{ ephemeral: false }, { ephemeral: true, message: { content: 'for you' } }]);
  bot(async (interaction) => {
    await interaction.deferReply();
    await interaction.followUp({ content: 'instead', flags: MessageFlags.Ephemeral });
  });
  const replaced = await (await slash()).settled();
  expect(replaced.messages).toMatchObject([{ ephemeral: false, message: { content: 'instead', flags: 0 } }]);
});

test('menus deliver their message or member', async () => {
  const said = discord.as('lead').say('desk', 'see 10 STATE 5', [{ name: 'a.txt', content: 'a' }]);
  act = (interaction) => {
    if (interaction.isMessageContextMenuCommand())
      return interaction.reply({ content: `${interaction.targetMessage.content}, ${interaction.targetMessage.attachments.size}` });
    return interaction.isUserContextMenuCommand() && interaction.reply({ content: interaction.targetUser.username });
  };
  const reader = discord.as('reader');
  expect((await (await reader.contextMenu('message', 'Find in message', said)).settled()).messages[0]?.message.content).toBe(
    'see 10 STATE 5, 1',
  );
  expect((await (await reader.contextMenu('user', 'Show work', 'editor', 'desk')).settled()).messages[0]?.message.content).toBe('editor');
});

test('a file goes in as an option, and the bot can fetch it', async () => {
  bot(async (interaction) => {
    const file = interaction.options.getAttachment('file', true);
    await interaction.reply({ content: `${file.name} ${file.size} ${await (await fetch(file.url)).text()}` });
  });
  const answer = await discord
    .as('reader')
    .slash('desk', 'find', { query: 'x', file: { name: 'list.csv', content: 'a,b', contentType: 'text/csv' } });
  expect((await answer.settled()).messages[0]?.message.content).toBe('list.csv 3 a,b');
});

test('people cannot do what the client of Discord would not let them', async () => {
  const reader = discord.as('reader');
  await expect(reader.slash('desk', 'nothing')).rejects.toThrow('No command "nothing"');
  await expect(reader.slash('desk', 'find')).rejects.toThrow('"query" of "find" is required');
  await expect(reader.slash('desk', 'find', { query: 'x', nope: 1 })).rejects.toThrow('no option "nope"');
  await expect(reader.slash('desk', 'find', { query: 5 })).rejects.toThrow('takes a string');
  await expect(reader.slash('desk', 'tag')).rejects.toThrow('only be called with a subcommand');
  await expect(reader.slash('desk', 'tag add', { count: 6 })).rejects.toThrow('outside of any to 5');
  await expect(reader.slash('desk', 'secret')).rejects.toThrow('does not offer');
  await expect(discord.as('stranger').slash('desk', 'find', { query: 'x' })).rejects.toThrow('cannot see');
  expect(reader.offered('desk')).not.toContain('secret');
});

test('an answer after 3 seconds is refused with 10062, a second one with 40060', async () => {
  answerMs = asOnDiscord;
  bot(async (interaction) => {
    clock = 3001;
    thrown.push(await codeOf(interaction.reply({ content: 'late' })));
  });
  const late = await slash();
  await late.answered;
  await expect.poll(() => thrown).toEqual([10_062]);
  expect([late.failed, late.messages]).toEqual(['This interaction failed', []]);
  clock = 0;
  answerMs = 100_000;
  bot(async (interaction) => {
    const path = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
    const body = { type: 4, data: { content: 'x', allowed_mentions: none } };
    await client.rest.post(path, { body, auth: false });
    thrown.push(await codeOf(client.rest.post(path, { body, auth: false })));
  });
  const twice = await slash();
  await expect.poll(() => thrown).toEqual([10_062, 40_060]);
  expect(twice.messages).toHaveLength(1);
});

test('who never answers has failed after 3 seconds', async () => {
  answerMs = asOnDiscord;
  bot(() => undefined);
  const started = performance.now();
  const answer = await (await slash()).settled();
  expect(answer.failed).toBe('This interaction failed');
  expect(performance.now() - started).toBeGreaterThan(2900);
});

test('the token is dead after 15 minutes', async () => {
  bot(async (interaction) => {
    await interaction.reply({ content: 'x' });
    clock = 15 * 60_000 - 1000;
    thrown.push(await codeOf(interaction.editReply({ content: 'still' })));
    clock = 15 * 60_000 + 1000;
    thrown.push(await codeOf(interaction.editReply({ content: 'dead' })));
  });
  await slash();
  await expect.poll(() => thrown).toEqual(['was accepted', 50_027]);
});

test('a form body with faults is refused, with the place of each, and may be sent again', async () => {
  bot(async (interaction) => {
    const wrong = { content: 'x', components: [row(button('a'), button('a'))] };
    const error = await interaction.reply(wrong as never).catch((reason: unknown) => reason);
    thrown.push(error);
    await interaction.reply({ content: 'right' });
  });
  const answer = await (await slash()).settled();
  expect(answer.messages[0]?.message.content).toBe('right');
  expect(thrown[0]).toMatchObject({
    code: 50_035,
    status: 400,
    rawError: {
      errors: {
        data: { components: { 0: { components: { 1: { custom_id: { _errors: [{ code: 'COMPONENT_CUSTOM_ID_DUPLICATED' }] } } } } } },
      },
    },
  });
});

test('the schema is asked too', async () => {
  const body = { content: 'x', allowed_mentions: none, tts: 'yes' };
  expect(await codeOf(client.rest.post(`/channels/${discord.channels.desk.id}/messages`, { body }))).toBe(50_035);
});

const container = (...components: object[]) => ({ type: 17, components });

test('a message of new components cannot become an old one, and its files are served where it shows them', async () => {
  const flags = MessageFlags.IsComponentsV2;
  bot(async (interaction) => {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const files = [{ attachment: Buffer.from('png'), name: 'chart.png' }];
    const components = [container({ type: 10, content: 'Chart' }, { type: 12, items: [{ media: { url: 'attachment://chart.png' } }] })];
    await interaction.editReply({ flags, components, files });
    thrown.push(await codeOf(interaction.editReply({ content: 'plain' })));
    const path = `/webhooks/${discord.applicationId}/${interaction.token}/messages/@original` as const;
    thrown.push(
      await codeOf(
        client.rest.patch(path, {
          auth: false,
          body: { flags: 0, components: [container({ type: 10, content: 'y' })], allowed_mentions: none },
        }),
      ),
    );
    await interaction.editReply({ components: [container({ type: 10, content: 'Again' })] as never, attachments: [] });
  });
  const answer = await (await slash()).settled();
  const url = JSON.stringify(answer.messages[0]?.message.components).match(/"url":"([^"]+)"/)?.[1] ?? '';
  expect(await (await fetch(url)).text()).toBe('png');
  await expect.poll(() => answer.messages[0]?.edited).toBe(true);
  expect(thrown).toEqual([50_035, 50_035]);
  expect(answer.messages[0]).toMatchObject({ ephemeral: true, message: { flags: flags | MessageFlags.Ephemeral, attachments: [] } });
});

test('a channel message with an enforced nonce is posted once', async () => {
  const desk = await channel('desk');
  const first = await desk.send({ content: 'digest', nonce: 'd-1', enforceNonce: true });
  const second = await desk.send({ content: 'digest', nonce: 'd-1', enforceNonce: true });
  const third = await desk.send({ content: 'digest', nonce: 'd-1' });
  expect(second.id).toBe(first.id);
  expect(third.id).not.toBe(first.id);
});

test('channel messages are edited, deleted, and unknown ones refused', async () => {
  const desk = await channel('desk');
  const message = await desk.send({
    content: `for <@${discord.members.lead.user.id}> and <@${discord.members.editor.user.id}>`,
    allowedMentions: { users: [discord.members.lead.user.id] },
  });
  expect(
    discord
      .messages(desk.id)
      .at(-1)
      ?.mentions.map(({ username }) => username),
  ).toEqual(['lead']);
  await message.edit({ content: 'changed' });
  expect(discord.messages(desk.id).at(-1)).toMatchObject({ content: 'changed', edited_timestamp: expect.any(String) as string });
  await message.delete();
  expect(await codeOf(message.edit({ content: 'x' }))).toBe(10_008);
  expect(await codeOf(client.channels.fetch('1', { force: true }))).toBe(10_003);
  const foreign = discord.as('lead').say('desk', 'work mine');
  expect(
    await codeOf(client.rest.patch(`/channels/${desk.id}/messages/${foreign.id}`, { body: { content: 'x', allowed_mentions: none } })),
  ).toBe(50_005);
  expect(await codeOf(client.rest.delete(`/channels/${desk.id}/messages/${foreign.id}`))).toBe(50_013);
  // Without the privileged intent the bot does not read what others wrote.
  expect(await client.rest.get(`/channels/${desk.id}/messages/${foreign.id}`)).toMatchObject({ content: '' });
});

test('missing permissions and access are refused, and the client knows of them', async () => {
  discord.addChannel('quiet', 'everyone');
  const guild = client.guilds.cache.get(discord.guildId);
  discord.denyBot('quiet', 'SEND_MESSAGES');
  const may = (name: 'ViewChannel' | 'SendMessages') => guild?.members.me?.permissionsIn(discord.channels['quiet']?.id ?? '').has(name);
  await expect.poll(() => may('SendMessages')).toBe(false);
  const path = `/channels/${discord.channels['quiet']?.id ?? ''}/messages` as const;
  const body = { content: 'x', allowed_mentions: none };
  expect(await codeOf(client.rest.post(path, { body }))).toBe(50_013);
  discord.denyBot('quiet', 'VIEW_CHANNEL');
  expect(await codeOf(client.rest.post(path, { body }))).toBe(50_001);
  await expect.poll(() => may('ViewChannel')).toBe(false);
  discord.removeChannel('quiet');
  expect(await codeOf(client.rest.post(path, { body }))).toBe(10_003);
});

test('direct messages arrive, unless they are closed; their buttons work', async () => {
  const user = await client.users.fetch(discord.members.editor.user.id);
  await user.send({ content: 'hand-over', components: [row(button('take'))] as never });
  const editor = discord.as('editor');
  const [message] = editor.directMessages();
  if (message === undefined) throw new Error('no message');
  act = (interaction) =>
    interaction.isButton() && interaction.update({ content: `taken by ${interaction.user.username} in guild ${interaction.guildId}` });
  expect((await (await editor.press(message, 'take')).settled()).messages[0]?.message.content).toBe('taken by editor in guild null');
  await expect(discord.as('lead').press(message, 'take')).rejects.toThrow('cannot see');
  discord.closeDms('editor');
  expect(await codeOf(user.send({ content: 'x' }))).toBe(50_007);
  discord.closeDms('editor', false);
});

test('a thread is started and written to', async () => {
  const desk = client.channels.cache.get(discord.channels.desk.id);
  if (desk === undefined || desk.type !== ChannelType.GuildText) throw new Error('no text channel');
  const thread = await desk.threads.create({ name: 'Hot zone', type: ChannelType.PublicThread });
  await thread.send({ content: 'in here' });
  expect(discord.messages(thread.id)).toMatchObject([{ content: 'in here' }]);
});

test('an answer that was applied but came back as an error is known by 40060', async () => {
  discord.faults.answer(500, { matcher: '/callback', applied: true });
  bot(async (interaction) => void thrown.push(await codeOf(interaction.reply({ content: 'x' }))));
  const answer = await slash();
  await expect.poll(() => thrown).toEqual([40_060]);
  expect(answer.messages).toHaveLength(1);
});

test('429 and 500 before anything happened are retried', async () => {
  discord.faults.answer(429, { matcher: /POST .*\/messages$/, retryAfter: 0.05 });
  const desk = await channel('desk');
  const before = discord.messages(desk.id).length;
  await desk.send({ content: 'after all' });
  discord.faults.answer(500, { matcher: '/messages' });
  await desk.send({ content: 'again' });
  expect(discord.messages(desk.id)).toHaveLength(before + 2);
  expect(discord.wire.slice(-4).map(({ status }) => status)).toEqual([429, 200, 500, 200]);
});

test('a broken connection is noticed, a delayed request arrives', async () => {
  discord.faults.answer(0, { matcher: '/typing', times: 5 });
  const path = `/channels/${discord.channels.desk.id}/typing` as const;
  expect(await codeOf(client.rest.post(path))).toMatch(/other side closed|ECONNRESET|socket|fetch/i);
  discord.faults.clear();
  discord.faults.delay(80, '/typing', 1);
  const started = performance.now();
  expect(await codeOf(client.rest.post(path))).toBe('was accepted');
  expect(performance.now() - started).toBeGreaterThan(70);
});

test('an interaction delivered twice reaches the bot twice', async () => {
  const ids: string[] = [];
  bot((interaction) => void ids.push(interaction.id));
  discord.faults.deliverTwice();
  const { id } = await slash();
  await expect.poll(() => ids).toEqual([id, id]);
  await slash();
  await expect.poll(() => ids.length).toBe(3);
});

test('after a dropped connection the client resumes and gets what it missed', async () => {
  bot((interaction) => interaction.reply({ content: 'back' }));
  const logins = discord.identified.length;
  for (const break_ of [() => discord.faults.dropGateway(4000), () => discord.faults.op7()]) {
    const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve));
    break_();
    const answer = await slash();
    expect((await answer.settled()).messages[0]?.message.content).toBe('back');
    await resumed;
  }
  expect(discord.identified).toHaveLength(logins);
});

test('an invalid session is followed by a new login', async () => {
  const logins = discord.identified.length;
  discord.faults.invalidSession(false);
  await expect.poll(() => discord.identified.length).toBe(logins + 1);
  await expect.poll(() => client.isReady() && discord.isConnected()).toBe(true);
});

test('another token is let in nowhere: 401, close code 4004', async () => {
  const stranger = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.url } });
  await expect(stranger.login('wrong.token.here')).rejects.toThrow(/token/i);
  const socket = new WebSocket(`ws://127.0.0.1:${discord.port}/?v=10&encoding=json`);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('open', () => socket.send(JSON.stringify({ op: 2, d: { token: 'wrong', intents: 1 } })));
  expect(await closed).toBe(4004);
  await stranger.destroy();
});

test('close code 4004 ends the client for good', async () => {
  const other = await createLocalDiscord();
  const second = await logIn(other);
  const ended = new Promise<number>((resolve) => second.once(Events.ShardDisconnect, ({ code }) => resolve(code)));
  other.faults.dropGateway(4004);
  expect(await ended).toBe(4004);
  await second.destroy();
  await other.close();
});

test('privileged intents are refused, heartbeats without an answer lead to a new connection', async () => {
  const other = await createLocalDiscord({ heartbeatMs: 150 });
  const greedy = new Client({ intents: [GatewayIntentBits.MessageContent], rest: { api: other.url } });
  greedy.on(Events.Error, () => undefined);
  const code = new Promise<number>((resolve) => greedy.once(Events.ShardDisconnect, (event) => resolve(event.code)));
  greedy.login(other.token).catch(() => undefined);
  expect(await code).toBe(4014);
  await greedy.destroy();
  const second = await logIn(other);
  const reconnecting = new Promise((resolve) => second.once(Events.ShardReconnecting, resolve));
  other.faults.noHeartbeatAck();
  await reconnecting;
  await second.destroy();
  await other.close();
});

test('a wanted port that is taken gives the next one', async () => {
  const other = await createLocalDiscord({ port: discord.port });
  expect(other.port).toBeGreaterThan(discord.port);
  await other.close();
});

test('what is empty, too large, or sent to nobody is refused with its own code', async () => {
  const path = `/channels/${discord.channels.desk.id}/messages` as const;
  expect(await codeOf(client.rest.post(path, { body: { allowed_mentions: none } }))).toBe(50_006);
  const files = [{ name: 'big.bin', data: Buffer.alloc(10 * 1024 * 1024 + 1) }];
  expect(await codeOf(client.rest.post(path, { body: { content: 'x', allowed_mentions: none }, files }))).toBe(40_005);
  const webhook = `/webhooks/${discord.applicationId}/nobody` as const;
  expect(await codeOf(client.rest.post(webhook, { body: { content: 'x', allowed_mentions: none }, auth: false }))).toBe(10_015);
  expect(await codeOf(client.rest.get(`/guilds/${discord.guildId}/members/1`))).toBe(10_007);
  expect(await client.rest.get(`/guilds/${discord.guildId}/members/${discord.members.lead.user.id}`)).toMatchObject({
    roles: [discord.roles.lead.id],
  });
  expect(await codeOf(client.rest.get('/nowhere'))).toBe(0);
});

test('before its first answer an interaction has no webhook', async () => {
  bot(async (interaction) => {
    thrown.push(await codeOf(interaction.webhook.send({ content: 'x' })));
    await interaction.reply({ content: 'x' });
  });
  await (await slash()).settled();
  expect(thrown).toEqual([10_015]);
});

test('a member sees and does what the roles allow at this moment', async () => {
  const guest = discord.addMember('guest');
  expect(() => discord.as('guest').messages('desk')).toThrow('cannot see');
  discord.setRoles('guest', ['editor']);
  bot((interaction) =>
    interaction.reply({ content: interaction.inCachedGuild() ? interaction.member.roles.cache.map(({ name }) => name).join() : '' }),
  );
  const answer = await discord.as('guest').slash('desk', 'find', { query: 'x' });
  expect((await answer.settled()).messages[0]?.message.content).toBe('@everyone,editor');
  discord.setOverwrite('general', '@everyone', { deny: ['VIEW_CHANNEL'] });
  expect(() => discord.as('stranger').messages('general')).toThrow('cannot see');
  discord.setOverwrite('general', '@everyone', {});
  expect(guest.roles).toEqual([discord.roles.editor.id]);
});

test('the wire shows what was asked and answered, and no token', async () => {
  bot((interaction) => interaction.reply({ content: 'x' }));
  await (await slash()).settled();
  expect(discord.wire.at(-1)).toMatchObject({ method: 'POST', status: 204, body: { type: 4 } });
  expect(discord.wire.at(-1)?.path).toMatch(/^\/interactions\/\d+\/:token\/callback$/);
  expect(JSON.stringify(discord.wire)).not.toContain(discord.token);
});

test('a 204 has no content type', async () => {
  const headers = { authorization: `Bot ${discord.token}` };
  const response = await fetch(`${discord.url}/v10/channels/${discord.channels.desk.id}/typing`, { method: 'POST', headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([204, null]);
});

test('a page does what a person does: state, feed, interactions', async () => {
  const base = discord.url.replace('/api', '');
  const events: { type: string; message?: { content: string } }[] = [];
  const feed = new WebSocket(`${base.replace('http', 'ws')}/demo/feed?as=reader`);
  feed.on('message', (data: Buffer) => events.push(JSON.parse(data.toString()) as (typeof events)[number]));
  await expect.poll(() => events.length).toBe(1);
  const state = (await (await fetch(`${base}/demo/state?as=stranger`)).json()) as { channels: { name: string }[] };
  expect(state.channels.map(({ name }) => name)).toEqual(['general', '']);
  const perform = (action: object) => fetch(`${base}/demo/interactions`, { method: 'POST', body: JSON.stringify(action) });
  bot((interaction) => interaction.reply({ content: 'to the page', flags: MessageFlags.Ephemeral }));
  const answer = await perform({ as: 'reader', kind: 'slash', channel: 'desk', name: 'find', options: { query: 'x' } });
  expect(await answer.json()).toMatchObject({ deferred: false, messages: [{ ephemeral: true, message: { content: 'to the page' } }] });
  await perform({ as: 'editor', kind: 'slash', channel: 'desk', name: 'find', options: { query: 'x' } });
  await perform({ as: 'lead', kind: 'say', channel: 'general', text: 'hello' });
  await expect.poll(() => events.map(({ message }) => message?.content)).toEqual([undefined, 'to the page', 'hello']);
  const refused = await perform({ as: 'reader', kind: 'slash', channel: 'desk', name: 'find' });
  expect([refused.status, await refused.json()]).toEqual([400, { error: 'The option "query" of "find" is required.' }]);
  feed.terminate();
});

test('pages of other sites are kept out', async () => {
  const base = discord.url.replace('/api', '');
  expect((await fetch(`${base}/demo/state`, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
  expect((await fetch(`${base}/demo/state`, { headers: { origin: base } })).status).toBe(200);
  // A picture, a script or a frame of another site's page, or of another server on this machine, comes without an origin.
  const get = (path: string, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve) => httpGet(`${base}${path}`, { headers }, (response) => resolve(response.resume().statusCode)));
  for (const site of ['cross-site', 'same-site']) {
    expect(await get('/demo/state', { 'sec-fetch-site': site, 'sec-fetch-dest': 'image' })).toBe(403);
    expect(await get('/demo/state', { 'sec-fetch-site': site, 'sec-fetch-dest': 'document' })).toBe(403);
    expect(await get('/', { 'sec-fetch-site': site, 'sec-fetch-dest': 'iframe' })).toBe(403);
    expect(await get('/', { 'sec-fetch-site': site, 'sec-fetch-dest': 'document' })).not.toBe(403);
  }
  for (const site of ['same-origin', 'none'])
    expect(await get('/demo/state', { 'sec-fetch-site': site, 'sec-fetch-dest': 'image' })).toBe(200);
});

import { GatewayIntentBits, MessageFlags, type Interaction } from 'discord.js';
import { expect, test } from 'vitest';
import { textOption, commands, discord, client, on, thrown, useLocalDiscord, slash, codeOf, bot } from '../helpers/local-client.ts';

useLocalDiscord();

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

test('autocomplete: choices come, a wrong type or too many are refused', async () => {
  const respond = (choices: unknown) => (interaction: Interaction) => interaction.isAutocomplete() && interaction.respond(choices as never);
  const suggestions = () => discord.as('reader').autocomplete('desk', 'find', 'query', 'o', { who: 'editor' });
  on.act = (interaction) => {
    if (!interaction.isAutocomplete()) return undefined;
    return interaction.respond([{ name: `for ${interaction.options.getFocused()}`, value: 'oil' }]);
  };
  expect((await (await suggestions()).settled()).choices).toEqual([{ name: 'for o', value: 'oil' }]);
  on.act = (interaction) => codeOf(Promise.resolve(respond([{ name: 'n', value: 5 }])(interaction))).then((code) => thrown.push(code));
  await suggestions();
  await expect.poll(() => thrown).toEqual([50_035]);
  on.act = (interaction) =>
    codeOf(Promise.resolve(respond(Array.from({ length: 26 }, (_, at) => ({ name: `n${at}`, value: 'v' })))(interaction))).then((code) =>
      thrown.push(code),
    );
  await suggestions();
  await expect.poll(() => thrown).toEqual([50_035, 50_035]);
});

test('menus deliver their message or member', async () => {
  const said = discord.as('lead').say('desk', 'see 10 STATE 5', [{ name: 'a.txt', content: 'a' }]);
  on.act = (interaction) => {
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

test("people cannot do what Discord's client would not let them do", async () => {
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

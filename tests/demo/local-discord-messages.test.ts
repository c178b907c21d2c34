import { ChannelType } from 'discord.js';
import { expect, test } from 'vitest';
import { none, discord, client, on, useLocalDiscord, codeOf, bot, channel, row, button } from '../helpers/local-client.ts';

useLocalDiscord();

test('the schema is asked too', async () => {
  const body = { content: 'x', allowed_mentions: none, tts: 'yes' };
  expect(await codeOf(client.rest.post(`/channels/${discord.channels.desk.id}/messages`, { body }))).toBe(50_035);
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
  on.act = (interaction) =>
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

test('what is empty, too large, or sent to nobody is refused with a code of its own', async () => {
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

import { expect, test } from 'vitest';
import { discord, client, on, thrown, useLocalDiscord, slash, codeOf, bot, row, button } from '../helpers/local-client.ts';

useLocalDiscord();

test('a button updates its message, in place', async () => {
  bot((interaction) =>
    interaction.reply({ content: 'page 1', components: [row(button('next', 'Next page'), { ...button('off'), disabled: true })] as never }),
  );
  const posted = (await (await slash()).settled()).messages[0];
  if (posted === undefined) throw new Error('no message');
  on.act = (interaction) =>
    interaction.isButton() && interaction.update({ content: `page 2 for ${interaction.customId}, was ${interaction.message.content}` });
  const answer = await (await discord.as('editor').press(posted, 'Next page')).settled();
  expect(answer.messages).toMatchObject([{ edited: true, message: { id: posted.message.id, content: 'page 2 for next, was page 1' } }]);
  await expect(discord.as('editor').press(posted, 'off')).rejects.toThrow('disabled');
  await expect(discord.as('editor').press(posted, 'nothing')).rejects.toThrow('no "nothing"');
  await expect(discord.as('stranger').press(posted, 'next')).rejects.toThrow('cannot see');
});

test('a deferred update follows later', async () => {
  bot((interaction) => interaction.reply({ content: 'old', components: [row(button('go'))] as never }));
  const posted = (await (await slash()).settled()).messages[0];
  if (posted === undefined) throw new Error('no message');
  on.act = async (interaction) => {
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
  on.act = (interaction) =>
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
  on.act = (interaction) => {
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
  on.act = async (interaction) => {
    if (!interaction.isModalSubmit()) return;
    const body = { type: 9, data: { custom_id: 'x', title: 'X', components: [{ type: 10, content: 'x' }] } };
    thrown.push(await codeOf(client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, { body, auth: false })));
  };
  await discord.as('reader').submit(form, { text: 'x' });
  await expect.poll(() => thrown).toEqual([50_035]);
});

test('an answer with faults is refused, with the place of each, and may be sent again', async () => {
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

import { MessageFlags } from 'discord.js';
import { expect, test } from 'vitest';
import { none, discord, client, on, thrown, useLocalDiscord, slash, codeOf, bot } from '../helpers/local-client.ts';

useLocalDiscord();

const asOnDiscord = 3000;

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

test('a follow-up comes after the answer, and replaces one that is still thinking', async () => {
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

test('an answer after 3 seconds is refused with 10062, a second one with 40060', async () => {
  on.answerMs = asOnDiscord;
  bot(async (interaction) => {
    on.clock = 3001;
    thrown.push(await codeOf(interaction.reply({ content: 'late' })));
  });
  const late = await slash();
  await late.answered;
  await expect.poll(() => thrown).toEqual([10_062]);
  expect([late.failed, late.messages]).toEqual(['This interaction failed', []]);
  on.clock = 0;
  on.answerMs = 100_000;
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

test('a bot that never answers has failed after 3 seconds', async () => {
  on.answerMs = asOnDiscord;
  bot(() => undefined);
  const started = performance.now();
  const answer = await (await slash()).settled();
  expect(answer.failed).toBe('This interaction failed');
  expect(performance.now() - started).toBeGreaterThan(2900);
});

test('the token is dead after 15 minutes', async () => {
  bot(async (interaction) => {
    await interaction.reply({ content: 'x' });
    on.clock = 15 * 60_000 - 1000;
    thrown.push(await codeOf(interaction.editReply({ content: 'still' })));
    on.clock = 15 * 60_000 + 1000;
    thrown.push(await codeOf(interaction.editReply({ content: 'dead' })));
  });
  await slash();
  await expect.poll(() => thrown).toEqual(['was accepted', 50_027]);
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

test('an answer that was applied but came back as an error is recognised by 40060', async () => {
  discord.faults.answer(500, { matcher: '/callback', applied: true });
  bot(async (interaction) => void thrown.push(await codeOf(interaction.reply({ content: 'x' }))));
  const answer = await slash();
  await expect.poll(() => thrown).toEqual([40_060]);
  expect(answer.messages).toHaveLength(1);
});

test('before its first answer an interaction has no webhook', async () => {
  bot(async (interaction) => {
    thrown.push(await codeOf(interaction.webhook.send({ content: 'x' })));
    await interaction.reply({ content: 'x' });
  });
  await (await slash()).settled();
  expect(thrown).toEqual([10_015]);
});

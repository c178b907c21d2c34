import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDiscordChat } from '../../src/chat/discord/discord.ts';
import { decodeId, encodeId } from '../../src/chat/discord/custom-id.ts';
import { testCommand } from '../helpers/test-command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { said } from '../../src/reply/text.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { quiet, testDesk } from '../helpers/desk.ts';
import { live, readAnswer, settingsFor, shown, startLive, wordsIn, type Live } from '../helpers/live.ts';
import { createLocalDiscord } from '../../src/demo/discord/local-discord.ts';

const empty = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));

const crimea = 'COREU/KYI/0039/18';

/** A command with a form, and one that posts by an act: what later commands will be like. */
const extra = [
  testCommand({
    name: 'ask',
    description: 'Opens a form',
    who: 'reader',
    options: { words: { type: 'text', description: 'Words' } },
    run: ({ options }) => ({
      blocks: [
        {
          kind: 'text',
          text: options.words === undefined ? said`Nothing yet.` : said`You wrote ${{ kind: 'quoted', text: options.words }}.`,
        },
      ],
      actions: [
        [
          {
            kind: 'form',
            label: said`Write`,
            title: said`Your words`,
            command: 'ask',
            options: {},
            fields: [{ option: 'words', label: 'Words', long: true, required: true }],
            as: 'replace',
          },
        ],
      ],
    }),
  }),
  testCommand({
    name: 'post',
    description: 'Posts here',
    who: 'editor',
    run: ({ desk, caller }) => {
      desk.act(caller, { act: 'share' }, ({ post }) => {
        post(() => ({
          to: { channel: caller.place?.id ?? '' },
          reply: { blocks: [{ kind: 'text', text: said`A word to all.` }] },
          shows: 'metadata',
        }));
        return null;
      });
      return { blocks: [{ kind: 'text', text: said`Done.` }] };
    },
  }),
];

const postsIn = (running: Live, channel: 'desk' | 'listed' | 'general') => running.discord.messages(running.discord.channels[channel].id);

test('a callback that was applied but answered 500 is one answer, not an error', async () => {
  const { discord, stop } = await live();
  discord.faults.answer(500, { matcher: /callback/, applied: true });
  const answer = await discord.as('reader').slash('desk', 'search', { query: '"hot zone"' });
  expect(await readAnswer(answer)).toContain(crimea);
  // The end waits for running answers: nothing comes after it.
  await stop();
  expect(answer.messages).toHaveLength(1);
});

test('a post that was applied but answered 502 stands once', async () => {
  const running = await live({ reused: await empty(), commands: extra });
  running.discord.faults.answer(502, { matcher: 'POST /channels/', applied: true, times: 2 });
  await readAnswer(await running.discord.as('editor').slash('listed', 'post'));
  await expect.poll(() => running.desk.outbox.due(1).length).toBe(0);
  expect(postsIn(running, 'listed')).toHaveLength(1);
});

test('a post is sent after a restart when it was not before, and not again when it was', async () => {
  const running = await live({ reused: await empty(), commands: extra });
  running.discord.faults.answer(503, { matcher: 'POST /channels/', times: 100 });
  await readAnswer(await running.discord.as('editor').slash('listed', 'post'));
  running.discord.faults.clear();
  await running.restart();
  await expect.poll(() => postsIn(running, 'listed').length).toBe(1);
  await running.restart();
  // Posts to one channel go out in order: one that follows would come after a second sending of the first.
  await readAnswer(await running.discord.as('editor').slash('listed', 'post'));
  await expect.poll(() => running.desk.outbox.due(1).length).toBe(0);
  expect(postsIn(running, 'listed')).toHaveLength(2);
});

test('a post that may not go out any more is kept with the reason, and not tried again', async () => {
  const running = await live({ reused: await empty(), commands: extra });
  running.discord.denyBot('listed', 'SEND_MESSAGES');
  await readAnswer(await running.discord.as('editor').slash('listed', 'post'));
  await expect.poll(() => running.desk.db.prepare('SELECT state FROM outbox').pluck().get()).toBe('failed');
  expect(running.desk.db.prepare('SELECT problem FROM outbox').pluck().get()).toMatch(/not allowed to write/);
  expect(running.discord.wire.filter(({ method, path }) => method === 'POST' && path.includes('/messages'))).toHaveLength(0);
});

test('an excerpt is not posted when the channel was opened to everybody after the preview', async () => {
  const { discord, desk } = await live();
  const reader = discord.as('reader');
  const preview = await (await reader.slash('listed', 'cable', { ref: crimea, share: true })).settled();
  discord.setOverwrite('listed', '@everyone', { allow: ['VIEW_CHANNEL'] });
  // The press follows the change on the same connection, so the bot knows of the change when it looks again.
  const answer = await reader.press(shown(preview), 'Post here');
  expect(await readAnswer(answer)).toContain('nothing was posted');
  expect(desk.outbox.due(1)).toHaveLength(0);
  expect(discord.messages(discord.channels.listed.id)).toHaveLength(0);
});

test('a dropped connection is resumed, and the bot answers again', async () => {
  const { discord } = await live();
  discord.faults.dropGateway();
  await expect.poll(() => discord.isConnected()).toBe(true);
  expect(await readAnswer(await discord.as('reader').slash('desk', 'search', { query: '"hot zone"' }))).toContain(crimea);
});

test('a fatal close ends the chat with its reason', async () => {
  const discord = await createLocalDiscord();
  const bot = await createBot(testDesk(), quiet);
  const chat = createDiscordChat({ bot, settings: settingsFor(discord), log: quiet, strict: true });
  await chat.start();
  discord.faults.dropGateway(4004);
  expect(await chat.ended).toEqual({ reason: expect.stringContaining('DISCORD_TOKEN'), mayRestart: false });
  await chat.stop();
  await discord.close();
});

test.each([
  [
    'a wrong token',
    (discord: Awaited<ReturnType<typeof createLocalDiscord>>) => ({ ...settingsFor(discord), token: 'wrong' }),
    'DISCORD_TOKEN',
  ],
  [
    'a server the bot is not on',
    (discord: Awaited<ReturnType<typeof createLocalDiscord>>) => ({ ...settingsFor(discord), guild: '112233445566778899' }),
    'DISCORD_GUILD_ID',
  ],
])('%s ends the start with a sentence', async (_, settings, name) => {
  const discord = await createLocalDiscord();
  const bot = await createBot(testDesk(), quiet);
  const chat = createDiscordChat({ bot, settings: settings(discord), log: quiet });
  const failure = await chat.start().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DeskError);
  expect((failure as DeskError).kind).toBe('config');
  expect((failure as DeskError).message).toContain(name);
  await discord.close();
});

test('what is missing on the server is said, a sentence each, and the invite link asks for no more than is needed', async () => {
  const discord = await createLocalDiscord();
  const bot = await createBot(testDesk(), quiet);
  const told: string[] = [];
  const settings = { ...settingsFor(discord), listed: [discord.channels.general.id, '112233445566778899'] };
  settings.roles = { ...settings.roles, lead: ['112233445566778811'] };
  const chat = createDiscordChat({ bot, settings, log: quiet, tell: (line) => void told.push(line) });
  await chat.start();
  expect(told[0]).toContain('permissions=309237648384');
  expect(told.join('\n')).toMatch(/lead role 112233445566778811 does not exist/);
  expect(told.join('\n')).toMatch(/listed channel 112233445566778899 does not exist/);
  expect(told.join('\n')).toMatch(/listed channel \d+: everybody on the server can read it/);
  await chat.stop();
  await discord.close();
});

test('commands are registered once, and again only when they differ', async () => {
  const running = await live({ reused: await empty() });
  const puts = () => running.discord.wire.filter(({ method }) => method === 'PUT').length;
  expect(puts()).toBe(1);
  await running.restart();
  expect(puts()).toBe(1);
});

test('a form opens, and what was typed arrives', async () => {
  const { discord } = await live({ reused: await empty(), commands: extra });
  const reader = discord.as('reader');
  const asked = await (await reader.slash('desk', 'ask')).settled();
  const opened = await (await reader.press(shown(asked), 'Write')).settled();
  if (opened.modal === undefined) throw new Error('no form was opened');
  const sent = await reader.submit(opened.modal, { words: '**hello** @everyone' });
  expect(await readAnswer(sent)).toContain('You wrote **hello** @'.replaceAll('**', ''));
});

describe('a button that no command shows now', () => {
  let running: Live;
  beforeAll(async () => {
    running = await startLive({ empty: true });
  });
  afterAll(() => running.stop());

  test.each([
    ['another version', 'v9|r|0|=["search",{}]', 'older version'],
    ['another bot', 'page-2-of-9', 'I don’t know this button'],
    ['a view that is gone', `v1|r|0|#${'x'.repeat(22)}`, 'no longer kept'],
    ['nonsense inside', 'v1|r|0|=[1,2', 'I don’t know this button'],
    ['an unknown command', 'v1|r|0|=["drop",{}]', 'no command'],
    ['an unknown option', 'v1|r|0|=["search",{"query":"a","as":"lead"}]', 'no option'],
    ['a hidden option', 'v1|r|0|=["note",{"ref":"a","author":"112233445566778899"}]', 'no option author'],
    ['a seal that is none of ours', 'v2|AAAAAAAA|r|0|=["search",{"query":"a"}]', 'I don’t know this button'],
    ['a form without a seal', 'v1|f|0|={"title":"a","command":"note","options":{"author":"1"}}', 'older version'],
  ])('a button of %s gets a kind line', async (_, id, words) => {
    const { discord } = running;
    const button = { type: 1, components: [{ type: 2, style: 2, label: 'Old', custom_id: id }] };
    // A message of the bot's own, as an older version or a forger would have left it.
    const sent = await fetch(`${discord.url}/v10/channels/${discord.channels.desk.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ components: [button], flags: 1 << 15, allowed_mentions: { parse: [] } }),
    });
    expect(sent.status).toBe(200);
    const message = discord.messages(discord.channels.desk.id).at(-1);
    const pressed = await discord.as('reader').press(message as NonNullable<typeof message>, 'Old');
    expect(await readAnswer(pressed)).toContain(words);
    expect(pressed.messages.every(({ ephemeral }) => ephemeral)).toBe(true);
  });
});

test('ids never grow over 100 characters and come back as they were', () => {
  const kept = new Map<string, string>();
  const store = { keep: (view: string) => (kept.set('k'.repeat(22), view), 'k'.repeat(22)), seal: () => 'sealed--' };
  for (const query of ['a', 'x'.repeat(500), '\u0000"\\|=#', '😀'.repeat(60)]) {
    const id = encodeId('replace', { command: 'search', options: { query, page: 2 } }, 7, store);
    expect(id.length).toBeLessThanOrEqual(100);
    const decoded = decodeId(id, { ...store, find: (key) => kept.get(key) });
    expect(decoded).toEqual({ kind: 'replace', json: JSON.stringify(['search', { query, page: 2 }]), isOurs: true });
  }
});

test('a slow press is announced in place, and the answer still replaces the message', async () => {
  const { promise: finish, resolve: finished } = Promise.withResolvers<void>();
  const slow = testCommand({
    name: 'slow',
    description: 'd',
    who: 'reader',
    options: { step: { type: 'number', description: 'd' } },
    run: async ({ options }) => {
      if (options.step !== undefined) await finish;
      return {
        blocks: [{ kind: 'text', text: said`Step ${options.step ?? 0}.` }],
        actions: [[{ kind: 'run', label: said`On`, command: 'slow', options: { step: 1 }, as: 'replace' }]],
      };
    },
  });
  const { discord } = await live({ reused: await empty(), commands: [slow] });
  const reader = discord.as('reader');
  const first = await (await reader.slash('desk', 'slow')).settled();
  const pressed = await reader.press(shown(first), 'On');
  await pressed.answered;
  expect(pressed.deferred).toBe(true);
  finished();
  await expect
    .poll(() => wordsIn(reader.messages('desk').at(-1) as NonNullable<ReturnType<typeof reader.messages>[number]>))
    .toContain('Step 1.');
  expect(reader.messages('desk')).toHaveLength(1);
});

test('the end waits for running answers', async () => {
  const { promise: hasBegun, resolve: begun } = Promise.withResolvers<void>();
  const { promise: finish, resolve: finished } = Promise.withResolvers<void>();
  const slow = testCommand({
    name: 'slow',
    description: 'd',
    who: 'reader',
    run: async () => (begun(), await finish, { blocks: [{ kind: 'text' as const, text: said`Finished.` }] }),
  });
  const running = await live({ reused: await empty(), commands: [slow] });
  const answer = await running.discord.as('reader').slash('desk', 'slow');
  await hasBegun;
  const restarted = running.restart();
  finished();
  await restarted;
  expect(await readAnswer(answer)).toContain('Finished.');
});

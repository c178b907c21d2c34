import { expect, test } from 'vitest';
import { createDiscordChat } from '../../src/chat/discord/discord.ts';
import { createBot } from '../../src/bot/bot.ts';
import { createLocalDiscord } from '../../src/demo/discord/local-discord.ts';
import { said } from '../../src/reply/text.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { quiet, testDesk } from '../helpers/desk.ts';
import { live, readAnswer, settingsFor, type Live } from '../helpers/live.ts';
import { answering, slow, post, states, problems, posted } from '../helpers/live-commands.ts';

const empty = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));

test('a post that cannot be shown does not hold up those behind it', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const channel = running.discord.channels.listed.id;
  post(running, { to: { channel }, reply: {} as never });
  post(running, { to: { channel } });
  await expect.poll(() => states(running)).toEqual(['failed', 'sent']);
});

test('a post waits through 429 and 503, and goes once', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const { faults } = running.discord;
  faults.answer(429, { matcher: 'POST /channels/', retryAfter: 0.2 });
  // As often as discord.js tries by itself, so that the first sending fails as a whole.
  faults.answer(503, { matcher: 'POST /channels/', times: 4 });
  post(running, { to: { channel: running.discord.channels.listed.id } });
  await expect.poll(() => problems(running)[0]).toContain('is having problems');
  await expect.poll(() => states(running)).toEqual(['sent']);
  expect(posted(running)).toHaveLength(1);
});

test('a post outlives a token that was reset', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  running.discord.faults.answer(401, { matcher: 'POST /channels/' });
  post(running, { to: { channel: running.discord.channels.listed.id } });
  await expect.poll(() => problems(running)[0]).toBeTruthy();
  expect(states(running)).toEqual(['due']);
  await running.restart();
  await expect.poll(() => states(running)).toEqual(['sent']);
});

test('a post to a channel that is gone fails, and one to a member without a role', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const { discord } = running;
  const { id } = discord.channels.listed;
  discord.removeChannel('listed');
  // Events come in order: when the bot has answered this, it knows that the channel is gone.
  await readAnswer(await discord.as('reader').slash('desk', 'answer'));
  post(running, { to: { channel: id } });
  post(running, { to: { member: discord.members.stranger.user.id } });
  post(running, { to: { member: '112233445566778899' } });
  discord.closeDms('reader');
  post(running, { to: { member: discord.members.reader.user.id } });
  await expect.poll(() => states(running)).toEqual(['failed', 'failed', 'failed', 'failed']);
  expect(problems(running)).toEqual([
    expect.stringContaining('does not exist'),
    expect.stringContaining('no longer has a role'),
    expect.stringContaining('10007'),
    expect.stringContaining('50007'),
  ]);
});

test('an excerpt goes to a listed channel, and to no other', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const { channels } = running.discord;
  post(running, { to: { channel: channels.listed.id }, shows: 'excerpt' });
  post(running, { to: { channel: channels.desk.id }, shows: 'excerpt' });
  post(running, { to: { channel: channels.general.id }, shows: 'metadata' });
  post(running, { to: { channel: channels.listed.id }, shows: 'text' });
  await expect.poll(() => states(running)).toEqual(['sent', 'failed', 'sent', 'failed']);
});

test('a post pings those it names and nobody else, silently when asked', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const { members, channels } = running.discord;
  const person = (name: 'reader' | 'editor') => ({ kind: 'member' as const, id: members[name].user.id, name });
  post(running, {
    to: { channel: channels.listed.id },
    reply: { blocks: [{ kind: 'text', text: said`${person('reader')} and ${person('editor')}` }] },
    ping: [members.reader.user.id],
    silent: true,
  });
  await expect.poll(() => posted(running).length).toBe(1);
  expect(posted(running)[0]?.mentions.map(({ id }) => id)).toEqual([members.reader.user.id]);
  expect((posted(running)[0]?.flags ?? 0) & (1 << 12)).not.toBe(0);
});

test('posts from before the start go out after it, and none is lost by being early', async () => {
  const discord = await createLocalDiscord();
  const desk = testDesk();
  const bot = await createBot(desk, quiet, []);
  const chat = createDiscordChat({ bot, settings: settingsFor(discord), log: quiet, strict: true });
  post({ desk, discord } as Live, { to: { channel: discord.channels.listed.id } });
  expect(states({ desk } as Live)).toEqual(['due']);
  await chat.start();
  await expect.poll(() => states({ desk } as Live)).toEqual(['sent']);
  await chat.stop();
  await discord.close();
});

test('a post that hangs for ten minutes holds up neither other posts nor the end', async () => {
  const running = await live({ reused: await empty(), commands: [slow().slowly] });
  await running.discord.as('reader').slash('desk', 'slow');
  const { promise: hangs, resolve: reached } = Promise.withResolvers<void>();
  const { listed, general } = running.discord.channels;
  running.discord.faults.delay(600_000, ({ path }) => path.includes(listed.id) && (reached(), true));
  post(running, { to: { channel: listed.id } });
  await hangs;
  post(running, { to: { channel: general.id } });
  await expect.poll(() => states(running)).toEqual(['due', 'sent']);
  // It gives up after 5 s; waiting for Discord would outlast the limit of this test by far.
  expect(await running.stop().then(() => 'stopped')).toBe('stopped');
});

import { Client, Events, GatewayIntentBits } from 'discord.js';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLocalDiscord } from '../../src/demo/discord/local-discord.ts';
import { discord, client, logIn, useLocalDiscord, slash, codeOf, bot, channel } from '../helpers/local-client.ts';

useLocalDiscord();

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

test('a wrong token is let in nowhere: 401, close code 4004', async () => {
  const stranger = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.url } });
  await expect(stranger.login('wrong.token.here')).rejects.toThrow(/token/i);
  const socket = new WebSocket(`ws://127.0.0.1:${discord.port}/?v=10&encoding=json`);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('open', () => socket.send(JSON.stringify({ op: 2, d: { token: 'wrong', intents: 1 } })));
  expect(await closed).toBe(4004);
  await stranger.destroy();
});

test('close code 4004 ends the client permanently', async () => {
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

test('a port that is taken gives way to the next one', async () => {
  const other = await createLocalDiscord({ port: discord.port });
  expect(other.port).toBeGreaterThan(discord.port);
  await other.close();
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

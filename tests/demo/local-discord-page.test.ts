import { get as httpGet } from 'node:http';
import { MessageFlags } from 'discord.js';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { discord, useLocalDiscord, bot } from '../helpers/local-client.ts';

useLocalDiscord();

test('a page can do what a person does: state, feed, interactions', async () => {
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

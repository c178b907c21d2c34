import { expect, test } from 'vitest';
import { openDesk } from '../../src/desk/desk.ts';
import type { Post } from '../../src/reply/reply.ts';
import { quoted, said } from '../../src/reply/text.ts';
import { testDesk } from '../helpers/desk.ts';
import { live, wordsIn, type Live } from '../helpers/live.ts';
import { logLines } from '../helpers/log-lines.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** The queues in which posts wait: one for each target, so that none holds up another. */

const empty = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));

let posts = 0;

/** Puts posts into the outbox, as one act would. */
function post({ desk, discord }: Pick<Live, 'desk' | 'discord'>, ...what: [to: Post['to'], words: string][]): void {
  desk.db.transaction(() => {
    for (const [to, words] of what)
      desk.outbox.add(
        discord.guildId,
        { to, reply: { blocks: [{ kind: 'text', text: [quoted(words)] }] } },
        `post ${(posts += 1)}`,
        desk.now(),
      );
  })();
  desk.outbox.notify();
}

const states = ({ desk }: Pick<Live, 'desk'>) => desk.db.prepare<[], string>('SELECT state FROM outbox ORDER BY id').pluck().all();
const words = ({ discord }: Live, channel: 'listed' | 'general' | 'desk') =>
  discord.messages(discord.channels[channel].id).map((message) => wordsIn(message));
const channel = ({ discord }: Live, name: 'listed' | 'general' | 'desk') => ({ channel: discord.channels[name].id });
const sentTo = ({ discord }: Live, name: 'listed' | 'general') =>
  discord.wire.filter(({ method, path }) => method === 'POST' && path === `/channels/${discord.channels[name].id}/messages`).length;

test('a post that Discord fails on holds up nobody but those behind it in the same channel', async () => {
  const running = await live({ reused: await empty(), commands: [] });
  const { faults, channels } = running.discord;
  faults.answer(503, { matcher: channels.listed.id, times: 1000 });
  post(running, [channel(running, 'listed'), 'one'], [channel(running, 'listed'), 'two'], [channel(running, 'general'), 'three']);
  await expect.poll(() => words(running, 'general')).toEqual(['three']);
  // Tried in vain, by discord.js alone four times: that one is due still, and the one behind it was not tried.
  await expect.poll(() => running.desk.outbox.due(5).map(({ tries }) => tries)).toEqual([1, 0]);
  faults.clear();
  await expect.poll(() => words(running, 'listed')).toEqual(['one', 'two']);
});

test('what is given up is told to leads and log once, and what waits behind it goes on', async () => {
  const { lines, log } = logLines();
  const running = await live({ reused: await empty(), commands: [], log });
  const { desk, discord } = running;
  const lead = discord.as('lead');
  desk.roster.seen(discord.guildId, { id: discord.members.lead.user.id, name: 'lead', role: 'lead', isBot: false }, desk.now());
  desk.roster.seen(discord.guildId, { id: 'terminal:operator', name: 'operator', role: 'lead', isBot: false }, desk.now());
  // The first two are at their last attempt.
  discord.faults.answer(503, { matcher: discord.channels.listed.id, times: 8 });
  desk.db.exec('CREATE TRIGGER tired AFTER INSERT ON outbox WHEN new.id < 3 BEGIN UPDATE outbox SET tries = 99 WHERE id = new.id; END');
  post(running, [channel(running, 'listed'), 'one'], [channel(running, 'listed'), 'two'], [channel(running, 'listed'), 'three']);
  await expect.poll(() => words(running, 'listed')).toEqual(['three']);
  // It is marked as sent after it has come.
  await expect.poll(() => states(running).slice(0, 3)).toEqual(['failed', 'failed', 'sent']);
  await expect.poll(() => desk.outbox.due(1)).toEqual([]);
  const [told, ...more] = lead.directMessages().map(wordsIn);
  expect(more).toEqual([]);
  expect(told).toContain('could not be sent');
  expect(told).toContain('Discord is having problems');
  expect(lines.filter((line) => line.includes('a post was given up'))).toHaveLength(1);
});

test('a row that cannot be read is given up, and holds up nobody', async () => {
  const running = await live({ reused: await empty(), commands: [] });
  running.desk.db.exec(
    `CREATE TRIGGER damaged AFTER INSERT ON outbox WHEN new.post LIKE '%"one"%' BEGIN UPDATE outbox SET post = '{"to', tries = 4 WHERE id = new.id; END`,
  );
  post(running, [channel(running, 'listed'), 'one'], [channel(running, 'listed'), 'two']);
  await expect.poll(() => states(running)).toEqual(['failed', 'sent']);
  expect(words(running, 'listed')).toEqual(['two']);
});

test('a post that was sent but could not be noted is not sent again', async () => {
  const running = await live({ reused: await empty(), commands: [] });
  const { desk } = running;
  desk.db.exec("CREATE TRIGGER full BEFORE UPDATE OF state ON outbox BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
  post(running, [channel(running, 'listed'), 'one']);
  await expect.poll(() => words(running, 'listed')).toEqual(['one']);
  expect(states(running)).toEqual(['due']);
  // Its nonce does not protect it for ever: Discord would take it again.
  desk.db.prepare('UPDATE outbox SET nonce = ?').run('another');
  desk.db.exec('DROP TRIGGER full');
  await expect.poll(() => states(running)).toEqual(['sent']);
  expect(sentTo(running, 'listed')).toBe(1);
});

test('what cannot be noted is not sent', async () => {
  const { lines, log } = logLines();
  const running = await live({ reused: await empty(), commands: [], log });
  running.desk.db.exec("CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
  post(running, [channel(running, 'listed'), 'one']);
  await expect.poll(() => lines.join('')).toContain('could not be noted');
  expect(sentTo(running, 'listed')).toBe(0);
  running.desk.db.exec('DROP TRIGGER full');
  await expect.poll(() => words(running, 'listed')).toEqual(['one']);
});

test('texts are dropped an hour after they were sent, a month after they failed; no other trace goes', async () => {
  let now = Date.UTC(2026, 0, 1);
  const desk = testDesk({ now: () => now });
  const add = (id: string) =>
    desk.outbox.add('desk', { to: { channel: '1' }, reply: { blocks: [{ kind: 'text', text: said`A word.` }] } }, id, now);
  for (const id of ['sent', 'failed', 'due']) add(id);
  desk.outbox.sent(1, 'message');
  desk.outbox.failed(2, 'Missing Access', now);
  const kept = () => desk.db.prepare<[], string>("SELECT state FROM outbox WHERE post <> '' ORDER BY id").pluck().all();
  now += 59 * 60_000;
  expect([desk.outbox.dropTexts(), kept()]).toEqual([0, ['sent', 'failed', 'due']]);
  now += 2 * 60_000;
  expect([desk.outbox.dropTexts(), kept()]).toEqual([1, ['failed', 'due']]);
  now += 30 * 24 * 60 * 60_000;
  expect([desk.outbox.dropTexts(), kept()]).toEqual([1, ['due']]);
  expect(desk.outbox.problemOf('desk', 'failed')).toBe('Missing Access');
  // Once is once: the nonce stays taken.
  expect(() => add('sent')).toThrow(/UNIQUE/);
});

import { describe, expect, test } from 'vitest';
import { sendDigest } from '../../src/clock/digest.ts';
import { ask, press, sampleBot, someone, wordsOf } from '../helpers/desk.ts';
import { useFourCables, words as wordsSaid } from '../helpers/four-cables.ts';
import { live, readAnswer, wordsIn } from '../helpers/live.ts';

const hour = 60 * 60_000;
const day = 24 * hour;
const fourCables = useFourCables();

test('a schedule is checked when it is set, paused, resumed, and asked for', async () => {
  const bot = await sampleBot();
  bot.desk.setHome('desk');
  const lead = (place = true) => someone('lead', place ? { place: { id: '1', name: 'desk', listed: false, open: false } } : {});
  const words = async (name: string, options = {}, caller = lead()) => wordsOf((await ask(bot, name, options, caller)).reply);
  expect(await words('digest settings')).toContain('No digest is scheduled yet');
  expect(await words('digest schedule', { time: '25:00', zone: 'UTC' })).toContain('25:00 is not a time of day');
  expect(await words('digest schedule', { time: '8:00', zone: 'Brussels' })).toContain('Did you mean Europe/Brussels');
  expect(await words('digest schedule', { time: '8:00', zone: 'UTC' }, lead(false))).toContain('Name the channel');
  const set = await ask(bot, 'digest schedule', { time: '8', zone: 'utc' }, lead());
  expect(wordsOf(set.reply).match(/\d{4}-\d\d-\d\d 08:00 UTC/g)).toHaveLength(3);
  expect(await words('digest now')).toContain('on its way');
  expect(await words('digest now')).toContain('has been posted already');
  expect(await words('digest pause')).toContain('is paused');
  expect(await words('digest settings')).toContain('It is paused');
  expect(await words('digest resume')).toContain('is on again');
  expect((await ask(bot, 'digest schedule', { time: '9', zone: 'UTC' }, someone('editor'))).ok).toBe(false);
  await press(bot, set.reply, 'Undo', lead());
});

test('a digest stops once after a channel refuses it, and resumes when turned on', async () => {
  let now = Date.parse('2026-11-20T06:00:00Z');
  const { bot, mine } = await fourCables(() => now);
  const lead = () => someone('lead', { member: 'lead', place: { id: '1', name: 'desk', listed: false, open: false } });
  await ask(bot, 'digest schedule', { time: '08:30', zone: 'UTC' }, lead());
  now += 3 * 60 * 60_000;
  expect(await sendDigest(mine)).toBe('posted');
  const [row] = mine.outbox.due(20).filter(({ post }) => 'channel' in post.to);
  mine.outbox.failed(row?.id ?? 0, 'Missing Access', now);
  now += day;
  expect(await sendDigest(mine)).toBe('stopped');
  expect(await wordsSaid(bot, 'digest settings')).toContain('Refused by the channel');
  await ask(bot, 'digest resume', {}, lead());
  now += day;
  expect(await sendDigest(mine)).toBe('posted');
  now += day;
  expect(await sendDigest(mine)).toBe('posted');
});

describe('on Discord', () => {
  /** A scheduled digest whose hour has come. */
  async function running() {
    let now = Date.now();
    const on = await live({ now: () => now });
    await readAnswer(await on.discord.as('lead').slash('listed', 'digest schedule', { time: '08:00', zone: 'UTC' }));
    now += 25 * hour;
    const posts = () => on.discord.messages(on.discord.channels.listed.id);
    return { on, posts, later: (ms: number) => void (now += ms) };
  }

  test.each([
    [
      '500 after applying',
      (on: Awaited<ReturnType<typeof running>>['on']) =>
        on.discord.faults.answer(500, { matcher: /^POST \/channels\/\d+\/messages$/, applied: true, times: 2 }),
    ],
    ['429', (on) => on.discord.faults.answer(429, { matcher: /^POST \/channels\/\d+\/messages$/, times: 2, retryAfter: 0.2 })],
    [
      'a line that breaks after applying',
      (on) => on.discord.faults.answer(0, { matcher: /^POST \/channels\/\d+\/messages$/, applied: true, times: 1 }),
    ],
    ['a gateway that is lost', (on) => on.discord.faults.dropGateway(4000)],
  ] as [string, (on: Awaited<ReturnType<typeof running>>['on']) => void][])('%s: one message', async (_, fault) => {
    const { on, posts } = await running();
    fault(on);
    await Promise.all([sendDigest(on.desk), sendDigest(on.desk)]);
    // Until it is marked as sent it may be sent again; afterwards nothing is left that could be.
    await expect.poll(() => on.desk.outbox.due(5)).toEqual([]);
    expect(await sendDigest(on.desk)).toBe('not due');
    on.desk.outbox.notify();
    expect(on.desk.outbox.due(5)).toEqual([]);
    expect(posts()).toHaveLength(1);
    const [message] = posts();
    if (message === undefined) throw new Error('no message');
    expect(wordsIn(message)).toContain('Nobody has touched these yet');
    expect(message.flags & (1 << 12)).not.toBe(0);
  });

  test('a deleted channel stops the digest and tells the leads once', async () => {
    const { on, later } = await running();
    on.discord.removeChannel('listed');
    expect(await sendDigest(on.desk)).toBe('posted');
    await expect.poll(() => on.desk.outbox.due(5).length).toBe(0);
    expect(await sendDigest(on.desk)).toBe('stopped');
    later(day);
    expect(await sendDigest(on.desk)).toBe('not due');
    await expect.poll(() => on.discord.as('lead').directMessages().length).toBe(1);
    expect(JSON.stringify(on.discord.as('lead').directMessages())).toContain('could not be posted');
    expect(await readAnswer(await on.discord.as('lead').slash('desk', 'digest settings', {}))).toContain('It is paused');
  });
});

import { describe, expect, onTestFinished, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { noCable } from '../../src/desk/facts.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import type { Post } from '../../src/reply/reply.ts';
import type { Role } from '../../src/desk/roles.ts';
import { createWatcher, type Watcher } from '../../src/clock/watcher.ts';
import { ask, importRecords, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { isLong } from '../helpers/random.ts';

const hour = 60 * 60_000;
const day = 24 * hour;

type On = { bot: Bot; mine: Desk; watcher: Watcher; told: () => string[]; posts: () => Post[]; later: (ms: number) => void };

async function desk({ exposure = 'desk' }: { exposure?: Exposure } = {}): Promise<On> {
  let now = Date.parse('2026-11-01T00:30:00Z');
  const mine = testDesk({ exposure, now: () => now });
  mine.setHome('desk');
  await importRecords(mine, [
    { id: 'A1', ref: 'A1', date: '2018-01-01', subject: 'Pumps', body: 'Pumps were sold to the plant.' },
    { id: 'A2', ref: 'A2', date: '2018-01-02', subject: 'Rain', body: 'It rained.' },
  ]);
  await mine.index.ready();
  for (const role of ['reader', 'editor', 'lead'] as const) mine.roster.seen('desk', { id: role, name: role, role, isBot: false }, 0);
  const watcher = createWatcher(mine, quiet);
  onTestFinished(() => watcher.stop());
  const posts = (): Post[] => {
    const rows = mine.outbox.due(1000);
    for (const { id } of rows) mine.outbox.sent(id, 'message');
    return rows.map(({ post }) => post);
  };
  const told = (): string[] => posts().map(({ reply }) => wordsOf(reply));
  return { bot: await createBot(mine, quiet), mine, watcher, told, posts, later: (ms) => void (now += ms) };
}

const as = (role: Role, member: string = role) => someone(role, { member });
const place = { id: 'c1', name: 'desk', listed: true, open: false };
const words = async (bot: Bot, command: string, options = {}, caller = as('editor')): Promise<string> =>
  wordsOf((await ask(bot, command, options, caller)).reply);
const comes = (mine: Desk, ref: string, body: string, more: object = {}): Promise<unknown> =>
  importRecords(mine, [{ id: ref, ref, date: '2018-02-01', subject: `Subject ${ref}`, body, ...more }], `${ref}-${body.length}.jsonl`);

describe('watches', () => {
  test('report each new match once, with the line that matched', async () => {
    const { bot, mine, watcher, told, posts } = await desk();
    expect(await words(bot, 'searches watch add', { query: 'pumps' })).toMatch(/^\nWatch \d+: pumps\. 1 cable matches already/);
    await watcher.look();
    expect(posts()).toEqual([]);
    await comes(mine, 'B1', 'Nothing here. Two pumps left the harbour at night. Nothing there.');
    await comes(mine, 'B2', 'It snowed.');
    await watcher.look();
    const [post, ...others] = posts();
    expect(others).toEqual([]);
    expect(post?.to).toEqual({ member: 'editor' });
    expect(wordsOf(post?.reply ?? { blocks: [] })).toContain('Two pumps left the harbour at night.');
    expect(wordsOf(post?.reply ?? { blocks: [] })).toMatch(/B1/);
    expect(wordsOf(post?.reply ?? { blocks: [] })).not.toMatch(/A1|B2/);
    await watcher.look();
    // The same record anew, and another text of it, are no news; a cable that changes so that it matches is.
    await comes(mine, 'B1', 'Nothing here. Two pumps left the harbour at noon. Nothing there.');
    await watcher.look();
    expect(told()).toEqual([]);
    await comes(mine, 'B2', 'It snowed on the pumps.');
    await watcher.look();
    expect(told().join('\n')).toMatch(/B2/);
    // After a restart nothing is told twice, and what came meanwhile is told.
    await watcher.stop();
    await comes(mine, 'B3', 'A pump.');
    const second = createWatcher(mine, quiet);
    onTestFinished(() => second.stop());
    expect(await second.look()).toBe(1);
    expect(told().join('\n')).toMatch(/B3/);
    expect(await second.look()).toBe(0);
  });

  test('report matches caused by the team or by time', async () => {
    const { bot, mine, watcher, told, later } = await desk();
    expect(await words(bot, 'searches watch add', { query: 'tag:iran is:unread age:>3d' })).toContain('No cable has this tag');
    await watcher.look();
    await ask(bot, 'tag add', { ref: 'A1', tag: 'iran' }, as('lead'));
    await watcher.look();
    expect(told()).toEqual([]);
    later(3 * day + hour);
    await watcher.look();
    expect(told().join('\n')).toMatch(/A1/);
    await ask(bot, 'tag add', { ref: 'A2', tag: 'iran' }, as('lead'));
    await watcher.look();
    expect(told().join('\n')).toMatch(/A2/);
    // It stops to match and matches again: told once.
    await ask(bot, 'work read', { ref: 'A2' }, as('reader'));
    await watcher.look();
    await ask(bot, 'undo', {}, as('reader'));
    await watcher.look();
    expect(told()).toEqual([]);
    // Who asks counts: what is new to one is not to the other.
    await ask(bot, 'searches watch add', { query: 'assignee:me' }, as('reader'));
    await ask(bot, 'searches watch add', { query: 'assignee:me' }, as('editor'));
    await ask(bot, 'work claim', { ref: 'A1' }, as('editor'));
    await watcher.look();
    const rows = mine.db.prepare<[], string>("SELECT target FROM outbox WHERE state = 'due'").pluck().all();
    expect(rows).toEqual(['{"member":"editor"}']);
    expect(told()).toHaveLength(1);
  });

  test('arrive once a day at the hour of the digest in one message', async () => {
    const { bot, mine, watcher, told, later } = await desk();
    for (const query of ['pumps', 'snow', 'quokka']) await ask(bot, 'searches watch add', { query, when: 'daily' }, as('editor'));
    await comes(mine, 'B1', 'More pumps.');
    await watcher.look();
    expect(told()).toEqual([]);
    later(7 * hour + 31 * 60_000);
    await watcher.look();
    const [letter, ...others] = told();
    expect(others).toEqual([]);
    expect(letter).toContain('New for the watch pumps');
    await comes(mine, 'B2', 'Snow on the pumps.');
    await watcher.look();
    expect(told()).toEqual([]);
    later(day);
    await watcher.look();
    expect(told()[0]).toContain('New for 2 watches');
    later(day);
    await watcher.look();
    expect(told()).toEqual([]);
  });

  test('are told from the next day on when they are set up after the letter of the day', async () => {
    const { bot, mine, watcher, told, later } = await desk();
    await ask(bot, 'searches watch add', { query: 'pumps', when: 'daily' }, as('editor'));
    later(8 * hour);
    await watcher.look();
    await ask(bot, 'searches watch add', { query: 'snow', when: 'daily' }, as('editor'));
    await ask(bot, 'searches watch add', { query: 'snow', when: 'daily' }, as('reader'));
    await comes(mine, 'B1', 'Snow on the pumps.');
    await watcher.look();
    expect(told()).toEqual([]);
    later(day);
    await watcher.look();
    const letters = told();
    expect(letters).toHaveLength(2);
    expect(letters[0]).toContain('New for 2 watches');
    expect(letters[1]).toContain('New for the watch snow');
  });

  test('fold near-copies', async () => {
    const { bot, mine, watcher, told } = await desk();
    await ask(bot, 'searches watch add', { query: 'turbine' }, as('editor'));
    const text = Array.from({ length: 80 }, (_, i) => `word${i}`).join(' ');
    await importRecords(
      mine,
      ['C1', 'C2', 'C3'].map((ref) => ({ id: ref, ref, subject: 'Copy', body: `The turbine. ${text}` })),
      'copies.jsonl',
    );
    await watcher.look();
    const [letter, ...others] = told();
    expect(others).toEqual([]);
    expect(letter).toContain('2 near-copies of it are new, too');
    expect([...(letter ?? '').matchAll(/C[123]/g)]).toHaveLength(1);
  });

  test('never report a withdrawn cable, not even to leads, until it is restored', async () => {
    const { bot, mine, watcher, told } = await desk();
    for (const who of ['editor', 'lead'] as const) {
      await ask(bot, 'searches watch add', { query: 'turbine' }, as(who));
      await ask(bot, 'searches watch add', { query: 'tag:iran' }, as(who));
    }
    await watcher.look();
    mine.importing += 1;
    await comes(mine, 'D1', 'The turbine came.');
    await ask(bot, 'tag add', { ref: 'D1', tag: 'iran' }, as('lead'));
    await ask(bot, 'desk mask', { ref: 'D1' }, as('lead'));
    mine.importing -= 1;
    await watcher.look();
    expect(told()).toEqual([]);
    expect(await words(bot, 'searches watch add', { query: 'the turbine' }, as('lead'))).toContain('0 cables match already');
    await ask(bot, 'desk mask', { ref: 'D1', lift: true }, as('lead'));
    await watcher.look();
    expect(told()).toHaveLength(5);
  });

  test('show a channel what the exposure setting allows', async () => {
    for (const [exposure, listed, sees, hides] of [
      ['desk', true, /B1.*harbour/s, /^$/],
      ['desk', false, /B1/, /harbour/],
      ['sealed', true, /1 watch found something new: 1 cable\./, /B1|harbour|pumps/],
      ['open', false, /B1.*harbour/s, /^$/],
    ] as const) {
      const { bot, mine, watcher, posts } = await desk({ exposure });
      await ask(bot, 'searches watch add', { query: 'pumps', where: 'channel' }, someone('editor', { place: { ...place, listed } }));
      await comes(mine, 'B1', 'Two pumps left the harbour.');
      await watcher.look();
      const [post, ...others] = posts();
      expect(others).toEqual([]);
      expect(post?.to).toEqual({ channel: 'c1' });
      const said = post === undefined ? '' : wordsOf(post.reply);
      expect(said, `${exposure} ${listed}`).toMatch(sees);
      expect(said, exposure).not.toMatch(hides);
      expect(JSON.stringify(post?.fallback?.reply)).not.toMatch(/B1|harbour|pumps/);
    }
  });

  test('report once that a query no longer works, and resume when it does', async () => {
    const { bot, mine, watcher, told } = await desk();
    await ask(bot, 'set create', { name: 'mine', refs: 'A1' }, as('editor'));
    await ask(bot, 'searches watch add', { query: 'in:mine is:untagged' }, as('editor'));
    // As it was written by a program that knew a field which this one does not.
    mine.act(as('reader'), { act: 'watch add' }, ({ put }) => put('watch', noCable, '999', { query: 'mood:angry', when: 'at once' }));
    await watcher.look();
    expect(told()).toEqual([expect.stringContaining('Your watch mood:angry is not working as intended: There is no field')]);
    expect(await words(bot, 'searches watch list', {}, as('reader'))).toContain('There is no field of this name');
    const asked = await ask(bot, 'set remove', { set: 'mine' }, as('editor'));
    const gone = await press(bot, asked.reply, 'Delete it', as('editor'));
    await watcher.look();
    expect(told()).toEqual([expect.stringContaining('Your watch in:mine is:untagged is not working')]);
    await watcher.look();
    expect(told()).toEqual([]);
    await press(bot, gone.reply, 'Undo', as('editor'));
    await ask(bot, 'set add', { set: 'mine', refs: 'A2' }, as('editor'));
    await watcher.look();
    expect(told()).toEqual([expect.stringContaining('A2')]);
    expect(await words(bot, 'searches watch list', {}, as('editor'))).not.toContain('Not working');
  });

  test('are ended by their owner, or by leads in a channel; undo restores them', async () => {
    const { bot, mine, watcher, told } = await desk();
    await ask(bot, 'searches watch add', { query: 'pumps' }, as('editor'));
    await ask(bot, 'searches watch add', { query: 'pumps', where: 'channel' }, someone('editor', { member: 'editor', place }));
    const [own = '', shared = ''] = mine.facts.all('desk', 'watch').map(({ key }) => key);
    expect(await words(bot, 'searches watch list', {}, as('lead'))).toContain('1 watch');
    expect(await words(bot, 'searches watch remove', { watch: Number(own) }, as('lead'))).toContain(`You have no watch ${own}`);
    expect(await words(bot, 'searches watch remove', { watch: Number(shared) }, as('reader'))).toContain('only they and leads');
    expect(await words(bot, 'searches watch remove', { watch: Number(shared) }, as('lead'))).toContain('no longer watched');
    const ended = await ask(bot, 'searches watch remove', { watch: Number(own) }, as('editor'));
    await comes(mine, 'B1', 'Pumps.');
    await watcher.look();
    expect(told()).toEqual([]);
    await press(bot, ended.reply, 'Undo', as('editor'));
    await comes(mine, 'B2', 'Pumps.');
    await watcher.look();
    expect(told().join('\n')).toMatch(/B2/);
  });

  test('reject nonsense and quote the value', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'searches watch add', { query: 'pumps' }, as('editor'));
    for (const [options, said, caller] of [
      [{ query: '   ' }, 'There is nothing to search for'],
      [{ query: '"half' }, 'The search has an error'],
      [{ query: 'mood:angry' }, 'There is no field of this name'],
      [{ query: 'age:3d' }, 'An age is compared'],
      [{ query: 'pumps' }, 'You watch pumps already'],
      [{ query: 'rain', where: 'channel' }, 'There is no channel here'],
      [{ query: 'rain', where: 'channel' }, 'Only editors can do this', as('reader')],
    ] as const)
      expect(await words(bot, 'searches watch add', options, caller), JSON.stringify(options)).toContain(said);
    expect(mine.facts.all('desk', 'watch')).toHaveLength(1);
    for (let i = 0; i < 99; i += 1) await ask(bot, 'searches watch add', { query: `word${i}` }, as('editor'));
    expect(await words(bot, 'searches watch add', { query: 'one too many' })).toContain('100 are allowed');
  });
});

const many = isLong ? 500 : 100;
test(`${many} watches on one word each report a cable once`, async () => {
  const { bot, mine, watcher, posts } = await desk();
  for (let i = 0; i < many; i += 1) await ask(bot, 'searches watch add', { query: 'pumps' }, someone('reader', { member: `m${i}` }));
  await watcher.look();
  await comes(mine, 'B1', 'Pumps again.');
  await comes(mine, 'B2', 'Rain again.');
  await watcher.look();
  await watcher.look();
  const all = posts();
  expect(new Set(all.map(({ to }) => JSON.stringify(to))).size).toBe(many);
  expect(all).toHaveLength(many);
  expect(all.every(({ reply }) => /B1/.test(wordsOf(reply)) && !/A1|B2/.test(wordsOf(reply)))).toBe(true);
});

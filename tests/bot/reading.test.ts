import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import type { Role } from '../../src/desk/roles.ts';
import type { DeskOptions } from '../../src/desk/desk.ts';
import { covered } from '../../src/desk/ledger.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { ask as askBot, importRecords, itemsOf, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** What one account gets, and who hears of it. */

const minute = 60_000;
let now = 0;
const word = (seed: number): string =>
  'bcdfghklmnprstvz'.charAt(seed % 16) +
  'aeiou'.charAt((seed >> 4) % 5) +
  'lmnrst'.charAt((seed >> 3) % 6) +
  'aeio'.charAt((seed >> 7) % 4);
/** 1,500 characters, unlike any other's. */
const text = (i: number): string =>
  `Cable number ${i} tells of the ferry. ${Array.from({ length: 250 }, (_, at) => `${word((i + 1) * 7919 + at * (i + 31) * 104_729)}${at % 9 === 8 ? '.' : ''}`).join(' ')}`;

async function deskOf(cables: number, options: Partial<DeskOptions> = {}): Promise<Bot> {
  now = Date.parse('2026-11-24T10:00:00Z');
  const desk = testDesk({ now: () => now, ...options });
  await importRecords(
    desk,
    Array.from({ length: cables }, (_, i) => ({ ref: `C/${i}`, date: '2011-03-04', origin: 'Riga', subject: `Ferry ${i}`, body: text(i) })),
  );
  await desk.index.ready();
  for (const [member, role] of [
    ['member-reader', 'reader'],
    ['member-lead', 'lead'],
    ['other-lead', 'lead'],
  ] as const)
    desk.roster.seen('desk', { id: member, name: member, role, isBot: false }, now);
  return createBot(desk, quiet);
}

const ask = (bot: Bot, command: string, options: ActionOptions = {}, role: Role = 'reader') =>
  askBot(bot, command, options, someone(role, { via: 'discord' }));
const open = (bot: Bot, i: number) => ask(bot, 'cable', { ref: `C/${i}` });

/** What leads are sent, without what is repeated to each. */
const toldLeads = (bot: Bot): string[] =>
  bot.desk.outbox.due(1000).flatMap(({ post }) => ('member' in post.to && post.to.member === 'other-lead' ? [wordsOf(post.reply)] : []));

test('after as many cables as the desk allows the next one does not open, leads are told at once, and time helps', async () => {
  const bot = await deskOf(14, { quota: { hour: 10, day: 12 } });
  for (let i = 0; i < 10; i += 1) expect((await open(bot, i)).ok).toBe(true);
  expect(toldLeads(bot)).toEqual([]);
  const refused = await open(bot, 10);
  expect([refused.ok, wordsOf(refused.reply)]).toEqual([false, expect.stringContaining('You have opened 10 cables within an hour')]);
  expect(wordsOf(refused.reply), 'the leads were told, which is none of their business').not.toMatch(/alarm|saved/);
  expect((await open(bot, 3)).ok, 'one that is open already').toBe(true);
  expect(bot.desk.facts.about('desk', 'reading', bot.desk.cables.get('C/10')?.row ?? 0), 'it counts as unread').toEqual([]);
  // By another way, too.
  const similar = await ask(bot, 'work shift start', { query: 'number' });
  expect(wordsOf(similar.reply)).not.toContain('number 10 tells');
  expect(toldLeads(bot)).toEqual([expect.stringContaining('has reached a reading limit')]);
  now += 61 * minute;
  expect((await open(bot, 10)).ok).toBe(true);
  expect((await open(bot, 11)).ok).toBe(true);
  expect(wordsOf((await open(bot, 12)).reply)).toContain('12 cables within a day');
  await ask(bot, 'desk lift', { member: 'member-reader' }, 'lead');
  expect((await open(bot, 12)).ok).toBe(true);
  expect(toldLeads(bot).at(-1)).toContain('lifted the reading limits');
});

test('excerpts count by their characters: a thief who only searches is stopped, too', async () => {
  const bot = await deskOf(40, { quota: { hour: 2, day: 100 } });
  const got = new Set<string>();
  for (let page = 1; page <= 40; page += 1) {
    const { reply } = await ask(bot, 'search', { query: 'ferry', page: ((page - 1) % 4) + 1 });
    for (const { passage = [] } of itemsOf(reply))
      for (const part of passage) if ('text' in part && part.text.length > 100) got.add(part.text);
  }
  const read = bot.desk.ledger.list('desk', { member: 'member-reader' }, 0, 10_000).rows;
  expect(read.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(2 * 4000);
  expect(toldLeads(bot)).toHaveLength(1);
});

test('on a sealed desk nobody puts a cable together from excerpts', async () => {
  const bot = await deskOf(1, { exposure: 'sealed' });
  const words = text(0).split(/\W+/);
  for (const [i, word] of words.slice(0, 60).entries())
    if (word.length > 3) await ask(bot, 'search', { query: `${word} ${words[i + 1] ?? ''}` });
  await ask(bot, 'cable', { ref: 'C/0' });
  const row = bot.desk.cables.get('C/0')?.row ?? 0;
  const seen = covered(bot.desk.ledger.of({ desk: 'desk', member: 'member-reader' }, row));
  expect(seen).toBeGreaterThan(100);
  expect(seen).toBeLessThanOrEqual(640);
  const { reply } = await ask(bot, 'search', { query: '"number 0 tells"' });
  expect(wordsOf(reply)).toMatch(/Ferry 0|sealed desk shows/);
});

test('a sweep, a new member who reads much, reading by night: each told once a day', async () => {
  const bot = await deskOf(60);
  now = Date.parse('2026-11-24T03:00:00Z');
  await ask(bot, 'digest schedule', { time: '08:00', zone: 'UTC' }, 'lead');
  for (let i = 0; i < 40; i += 1) await open(bot, i);
  expect(toldLeads(bot).map((told) => /within ten minutes|already|tonight/.exec(told)?.[0])).toEqual([
    'tonight',
    'within ten minutes',
    'already',
  ]);
});

test('whoever opens a marked cable is told of at once, with a button that pauses them', async () => {
  const bot = await deskOf(3);
  await ask(bot, 'desk tripwire', { ref: 'C/1', why: 'Nobody needs it' }, 'lead');
  await ask(bot, 'search', { query: 'ferry' });
  await open(bot, 0);
  const before = bot.desk.outbox.due(100).length;
  await open(bot, 1);
  const [letter] = bot.desk.outbox.due(100).slice(before);
  expect(wordsOf(letter?.post.reply ?? { blocks: [] })).toMatch(/has opened C\/1, which .* marked/);
  const lead = someone('lead', { via: 'discord', member: 'other-lead' });
  expect((await press(bot, letter?.post.reply ?? { blocks: [] }, 'Pause', lead)).ok).toBe(true);
  for (const command of ['cable', 'search', 'help', 'mine'])
    expect(wordsOf((await ask(bot, command, { ref: 'C/0', query: 'ferry' })).reply)).toMatch(
      /has paused your access|Unknown|does not take|no option/,
    );
  expect(await bot.suggest(someone('reader', { via: 'discord' }), { command: 'cable', options: {} }, 'ref', 'C')).toMatchObject([
    { label: expect.stringContaining('paused your access') as unknown },
  ]);
  const why = wordsOf((await ask(bot, 'desk why', { member: 'member-reader', command: 'search' }, 'lead')).reply);
  expect(why).toContain('may not run /search');
  expect(why).toContain('Paused by @other-lead');
  await ask(bot, 'desk resume', { member: 'member-reader' }, 'lead');
  expect((await open(bot, 0)).ok).toBe(true);
  const reads = wordsOf((await ask(bot, 'desk reads', { ref: 'C/1' }, 'lead')).reply);
  expect(reads).toContain('member-reader · C/1');
  expect(reads).toContain('opened');
  expect(wordsOf((await ask(bot, 'desk tripwire', {}, 'lead')).reply)).toContain('Nobody needs it');
});

test('when the ledger cannot be written, reading goes on, counts, and is written afterwards', async () => {
  const bot = await deskOf(4, { quota: { hour: 2, day: 9 } });
  const { db, ledger } = bot.desk;
  db.exec("CREATE TRIGGER full BEFORE INSERT ON reads BEGIN SELECT raise(ABORT, 'disk full'); END");
  for (const i of [0, 1]) expect((await open(bot, i)).ok).toBe(true);
  expect(ledger.problem).toBe('disk full');
  expect((await open(bot, 2)).ok, 'what waits counts').toBe(false);
  expect(ledger.list('desk', {}, 0, 10).total).toBe(0);
  db.exec('DROP TRIGGER full');
  await ask(bot, 'search', { query: 'ferry' });
  expect(ledger.problem).toBeUndefined();
  expect(ledger.list('desk', {}, 0, 100).rows.filter(({ isOpened }) => isOpened)).toHaveLength(2);
});

test('nothing is limited in the terminal, and all of it is written down', async () => {
  const bot = await deskOf(5, { quota: { hour: 1, day: 1 } });
  for (let i = 0; i < 5; i += 1) expect((await askBot(bot, 'cable', { ref: `C/${i}` }, someone('lead'))).ok).toBe(true);
  expect(bot.desk.ledger.list('desk', { member: 'member-lead' }, 0, 100).rows.length).toBeGreaterThanOrEqual(5);
});

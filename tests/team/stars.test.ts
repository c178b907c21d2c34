import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { collectDigest } from '../../src/clock/digest.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { actionsOf, ask, press, quiet, sampleData, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { compareDesks, does, numberFrom } from '../helpers/noninterference.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A star is one person's alone: it finds cables for them, and no answer to anybody else depends on it. */

const home = 'terminal';
const now = Date.UTC(2026, 10, 27, 12);
const kyiv = 'COREU/KYI/0039/18';
const was = 'COREU/WAS/0107/18';
const anna = () => someone('reader', { desk: home, member: 'anna', name: 'anna' });
const ben = (role: 'reader' | 'editor' | 'lead' = 'editor') => someone(role, { desk: home, member: 'ben', name: 'ben' });
const place = { id: '1', name: 'desk', listed: true, open: false };

async function botIn(folder: string): Promise<Bot> {
  const desk = testDesk({ folder, now: () => now });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const bot = await createBot(desk, quiet);
  desk.roster.seen(home, { id: 'anna', name: 'anna', role: 'reader', isBot: false }, now);
  desk.roster.seen(home, { id: 'ben', name: 'ben', role: 'editor', isBot: false }, now);
  return bot;
}
const searched = async (bot: Bot, query: string, caller = anna()): Promise<string> =>
  wordsOf((await ask(bot, 'search', { query }, caller)).reply);

test('a star is given on the card, found by is:starred, taken off and brought back, for whoever gave it', async () => {
  const bot = await botIn(await sampleData());
  const say = (command: string, options: ActionOptions = {}) => ask(bot, command, options, anna());
  expect(await searched(bot, 'is:starred')).toContain('No cable for is:starred');
  const card = await say('cable', { ref: kyiv });
  expect(wordsOf(card.reply)).not.toContain('starred by you');
  const given = await press(bot, card.reply, 'Star', anna());
  expect(wordsOf(given.reply)).toContain(`You starred ${kyiv}. Nobody else sees it`);
  expect(wordsOf((await press(bot, given.reply, 'All you starred', anna())).reply)).toMatch(/^1 cable for is:starred[^]*COREU.KYI.0039.18/);
  expect(await searched(bot, 'crimea -is:starred')).not.toContain(kyiv);
  expect(await searched(bot, 'is:starred', ben())).toContain('No cable for is:starred');
  const starred = await say('cable', { ref: kyiv });
  expect(wordsOf(starred.reply)).toContain('starred by you');
  expect(wordsOf((await ask(bot, 'cable', { ref: kyiv }, ben())).reply)).not.toContain('starred');
  const off = await press(bot, starred.reply, 'Remove star', anna());
  expect(await searched(bot, 'is:starred')).toContain('No cable for is:starred');
  await press(bot, off.reply, 'Undo', anna());
  expect(await searched(bot, 'is:starred')).toContain('1 cable');
  await bot.desk.close();
});

test('what somebody starred is in no receipt, watch or summary, and goes with them', async () => {
  const bot = await botIn(await sampleData());
  const { desk } = bot;
  await does(bot, anna(), 'work star', { ref: kyiv });
  await does(bot, anna(), 'set create', { name: 'mine', refs: kyiv });
  for (const query of ['is:starred', 'crimea OR -is:STARRED']) {
    const { reply } = await ask(bot, 'search', { query }, anna());
    expect(actionsOf(reply).some((one) => one.kind === 'run' && one.command === 'check receipt')).toBe(false);
    const watch = await ask(bot, 'searches watch add', { query, where: 'channel' }, someone('lead', { desk: home, member: 'anna', place }));
    expect(wordsOf(watch.reply)).toContain('What you starred is not watched');
  }
  expect(desk.searches.list(home, undefined, 0, 9).total).toBe(0);
  await does(bot, anna(), 'search', { query: 'crimea' });
  expect(desk.searches.list(home, undefined, 0, 9).total).toBe(1);
  const page = await ask(bot, 'me privacy', {}, anna());
  expect(wordsOf(page.reply)).toMatch(/Private to you: 2[^]*About cables: 0/);
  const { files = [] } = (await ask(bot, 'me privacy', { do: 'export' }, anna())).reply;
  expect(JSON.parse(new TextDecoder().decode(files[0]?.bytes))).toMatchObject({
    starred: [{ cable: kyiv }],
    sets: [{ name: 'mine', cables: [kyiv] }],
  });

  await does(bot, anna(), 'work shift start', { query: 'is:starred' });
  expect(wordsOf((await ask(bot, 'work shift end', {}, anna())).reply)).not.toContain('is:starred');
  await bot.desk.close();
});

test('for anybody else, leads included, a desk is the same whether somebody starred or not', { timeout: 3_600_000 }, async () => {
  const folder = await sampleData();
  const copy = tempFolder();
  cpSync(folder, copy, { recursive: true });
  const [starred, plain] = await Promise.all([botIn(folder), botIn(copy)]);
  for (const bot of [starred, plain]) {
    await does(bot, anna(), 'tag list', {});
    await does(bot, ben(), 'tag add', { ref: was, tag: 'warheads' });
  }
  for (const ref of [kyiv, was]) await does(starred, anna(), 'work star', { ref });
  await does(starred, anna(), 'work star', { ref: was, off: true });
  await does(starred, anna(), 'undo', {});
  await does(starred, anna(), 'search', { query: 'is:starred' });
  for (const { desk } of [starred, plain]) numberFrom(desk, home, 500);
  const [one, other] = await Promise.all([starred, plain].map(async ({ desk }) => wordsOf((await collectDigest(desk)).reply)));
  expect(one).toBe(other);
  const { pairs, differences } = await compareDesks({
    desks: [starred, plain],
    callers: [() => ben('editor'), () => ben('lead')],
    typed: {
      texts: ['is:starred', '-is:starred crimea', 'is:new', kyiv, 'crimea', 'star'],
      words: ['', 'star', 'COREU/K'],
      numbers: [1, 2, 3, 4, 5, 501, 502],
      dates: ['2018-03', '2026-11-27'],
      cables: [kyiv, was],
      members: ['anna', 'ben'],
    },
    random: randomFrom(isLong ? seedOf('stars') : 1),
    rounds: isLong ? 3 : 1,
    isCalled: (_, i) => isLong || i % 3 === 0,
    calls: [
      { command: 'cable', options: { ref: kyiv } },
      { command: 'search', options: { query: 'is:starred' } },
      { command: 'history', options: { ref: kyiv } },
      { command: 'work activity', options: {} },
      { command: 'work mine', options: { member: 'anna' } },
      { command: 'digest preview', options: {} },
      { command: 'searches recent', options: {} },
      ...Array.from({ length: 6 }, (_, i) => ({ command: 'undo', options: { act: i + 1 } })),
    ],
  });
  console.log(`stars: ${pairs} pairs compared, ${differences.length} different`);
  expect(differences.join('\n\n')).toBe('');
  await Promise.all([starred.desk.close(), plain.desk.close()]);
});

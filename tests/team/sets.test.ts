import { describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import type { Role } from '../../src/desk/roles.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { ask, importRecords, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

const day = 24 * 60 * 60_000;

async function filled(mine: Desk): Promise<Desk> {
  mine.setHome('desk');
  await importRecords(mine, [
    { id: 'A1', ref: 'A1', date: '2018-01-01', subject: 'Pumps', body: 'Pumps were sold.' },
    { id: 'A2', ref: 'A2', date: '2018-01-02', subject: 'More pumps', body: 'Pumps were bought.' },
    { id: 'A3', ref: 'A3', date: '2018-01-03', subject: 'Rain', body: 'It rained.' },
    { id: 'LA PAZ 0258', ref: 'LA PAZ 0258', date: '2018-01-04', subject: 'Snow', body: 'It snowed.' },
  ]);
  await mine.index.ready();
  return mine;
}
const reused = reusedDesk(() => filled(openDesk({ folder: tempFolder(), exposure: 'desk' })));

/** With a clock of its own, a desk of its own. */
async function desk(now?: () => number): Promise<{ bot: Bot; mine: Desk }> {
  const mine = now === undefined ? await reused() : await filled(testDesk({ now }));
  for (const role of ['reader', 'editor', 'lead'] as const) mine.roster.seen('desk', { id: role, name: role, role, isBot: false }, 0);
  return { bot: await createBot(mine, quiet), mine };
}

const as = (role: Role, member: string = role) => someone(role, { member });
const words = async (bot: Bot, command: string, options = {}, caller = as('editor')): Promise<string> =>
  wordsOf((await ask(bot, command, options, caller)).reply);
const found = async (bot: Bot, query: string, caller = as('editor')): Promise<string[]> =>
  [...(await words(bot, 'search', { query }, caller)).matchAll(/\b(A\d|LA PAZ 0258)\b/g)].map(([ref]) => ref).toSorted();

describe('sets', () => {
  test('are made from a search or refs, searched with in:, and changed', async () => {
    const { bot } = await desk();
    expect(await words(bot, 'set create', { name: 'Wet things', query: 'rained OR snowed' })).toContain(
      'wet-things is made, with 2 cables',
    );
    expect(await found(bot, 'in:wet-things')).toEqual(['A3', 'LA PAZ 0258']);
    expect(await words(bot, 'set add', { set: 'wet-things', refs: 'A1, LA PAZ 0258; A2 nonsense' })).toBe(
      '\n2 cables added to wet-things; 1 were in it already. No cable has the ref nonsense.',
    );
    expect(await found(bot, 'in:wet-things pumps')).toEqual(['A1', 'A2']);
    expect(await found(bot, '-in:wet-things')).toEqual([]);
    expect(await words(bot, 'set remove', { set: 'wet-things', query: 'pumps' })).toContain('2 cables removed');
    expect(await found(bot, 'set:"wet things"')).toEqual(['A3', 'LA PAZ 0258']);
    const tagged = await ask(bot, 'tag bulk', { query: 'in:wet-things', add: 'wet' }, as('editor'));
    expect(wordsOf(tagged.reply)).toContain('#wet on 2 cables?');
    expect(wordsOf((await ask(bot, 'export', { query: 'in:wet-things' }, as('editor'))).reply)).toContain('2 cables as a table');
  });

  test('are reopened by their code, and are their own until shared', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'set create', { name: 'pumps', query: 'pumps' }, as('editor'));
    const code = mine.facts.all('desk', 'set')[0]?.key ?? '';
    expect(code).toMatch(/^[a-z2-9]{5}$/);
    expect(await words(bot, 'set show', { set: code.toUpperCase() })).toContain('pumps: 2 cables');
    for (const caller of [as('reader'), as('lead'), as('editor', 'other')]) {
      expect((await ask(bot, 'set show', { set: code }, caller)).ok).toBe(false);
      expect(await words(bot, 'search', { query: `in:${code}` }, caller)).toContain('There is no set with this name or code');
      expect(await words(bot, 'set list', {}, caller)).toContain('no sets yet');
      expect(await words(bot, 'history', { ref: 'A1' }, caller)).not.toContain('set');
      expect(await words(bot, 'work activity', {}, caller)).not.toContain('set');
      expect(await bot.suggest(caller, { command: 'set show', options: {} }, 'set', '')).toMatchObject([
        { label: 'No sets yet; /set create makes one' },
      ]);
    }
    for (const query of ['in:pumps', 'rain OR -in:pumps', 'in:*'])
      expect(await words(bot, 'search', { query }, as('editor')), query).not.toContain('receipt');
    const channel = someone('editor', { member: 'editor', place: { id: '1', name: 'desk', listed: true, open: false } });
    expect(await words(bot, 'searches watch add', { query: 'in:pumps', where: 'channel' }, channel)).toContain('is not for others');
    expect(await words(bot, 'searches recent', {}, as('lead'))).not.toContain('in:pumps');
    await ask(bot, 'set share', { set: 'pumps' }, as('editor'));
    expect(await words(bot, 'search', { query: 'in:pumps' }, as('editor'))).toContain('receipt');
    expect(await found(bot, 'in:pumps', as('reader'))).toEqual(['A1', 'A2']);
    expect(await words(bot, 'set show', { set: code }, as('reader'))).toContain("@editor's, shared with the desk");
    expect(await words(bot, 'set add', { set: 'pumps', refs: 'A3' }, as('reader'))).toContain('editors change what is shared');
    expect(await words(bot, 'set add', { set: 'pumps', refs: 'A3' }, as('editor', 'other'))).toContain('1 cable added to pumps');
    expect(await words(bot, 'set remove', { set: 'pumps' }, as('editor', 'other'))).toContain('only they and leads do that');
    await ask(bot, 'set share', { set: 'pumps', off: true }, as('editor'));
    expect((await ask(bot, 'set show', { set: 'pumps' }, as('reader'))).ok).toBe(false);
  });

  test('every change can be undone with a button', async () => {
    const { bot } = await desk();
    const made = await ask(bot, 'set create', { name: 'pumps', query: 'pumps' }, as('editor'));
    const added = await ask(bot, 'set add', { set: 'pumps', refs: 'A1 A3' }, as('editor'));
    expect(await found(bot, 'in:pumps')).toEqual(['A1', 'A2', 'A3']);
    await press(bot, added.reply, 'Undo', as('editor'));
    expect(await found(bot, 'in:pumps')).toEqual(['A1', 'A2']);
    const asked = await ask(bot, 'set remove', { set: 'pumps' }, as('editor'));
    const gone = await press(bot, asked.reply, 'Delete it', as('editor'));
    expect((await ask(bot, 'set show', { set: 'pumps' }, as('editor'))).ok).toBe(false);
    await press(bot, gone.reply, 'Undo', as('editor'));
    expect(await found(bot, 'in:pumps')).toEqual(['A1', 'A2']);
    await press(bot, made.reply, 'Undo', as('editor'));
    expect(await words(bot, 'set list', {})).toContain('no sets yet');
  });

  test('a withdrawn cable leaves no trace in a set', async () => {
    const { bot } = await desk();
    await ask(bot, 'set create', { name: 'pumps', query: 'pumps' }, as('editor'));
    await ask(bot, 'set share', { set: 'pumps' }, as('editor'));
    await ask(bot, 'desk mask', { ref: 'A1' }, as('lead'));
    expect(await words(bot, 'set show', { set: 'pumps' })).toMatch(/pumps: 1 cable\n/);
    expect(await words(bot, 'set list', {})).toContain('1 pumps');
    expect(await found(bot, 'in:pumps')).toEqual(['A2']);
    expect(await words(bot, 'set add', { set: 'pumps', refs: 'A1' })).toContain('No cable has the ref A1');
    expect(await words(bot, 'set remove', { set: 'pumps', refs: 'A1' })).toContain('No cable has the ref A1');
    expect(await words(bot, 'set remove', { set: 'pumps' })).toContain('It holds 1 cable;');
    expect(await words(bot, 'set show', { set: 'pumps' }, as('lead'))).toContain('pumps: 2 cables');
  });

  test('reject nonsense, quote the value, and lose nothing', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'set create', { name: 'pumps', query: 'pumps' }, as('editor'));
    const facts = () => JSON.stringify([mine.facts.all('desk', 'set'), mine.facts.all('desk', 'in')]);
    const before = facts();
    for (const [command, options, said] of [
      ['set create', { name: 'pumps' }, 'There is a set pumps already'],
      ['set create', { name: '***' }, '*** cannot be a set'],
      ['set create', { name: '---' }, 'letters or digits'],
      ['set create', { name: 'x'.repeat(41) }, '41 characters; 40 are allowed'],
      ['set create', { name: 'x', query: 'quokka' }, 'No cable for quokka'],
      ['set create', { name: 'x', query: '"half' }, 'The search has an error'],
      ['set create', { name: 'x', refs: 'none, at all' }, 'No cable has the ref none, at, all'],
      ['set add', { set: 'pumps' }, 'Say which cables'],
      ['set add', { set: 'pumpz', refs: 'A1' }, 'There is no set pumpz'],
      ['set add', { set: 'pumps', refs: 'A1' }, '1 cable found, and none is new to pumps'],
      ['set remove', { set: 'pumps', refs: 'A3' }, 'None of the 1 cable is in pumps'],
    ] as const)
      expect(await words(bot, command, options), JSON.stringify(options)).toContain(said);
    expect(facts()).toBe(before);
  });
});

test('age: compares how long the desk has had a cable', async () => {
  let now = Date.parse('2026-11-01T00:00:00Z');
  const { bot, mine } = await desk(() => now);
  now += 3 * day;
  await importRecords(mine, [{ id: 'A9', ref: 'A9', subject: 'New', body: 'New.' }], 'more.jsonl');
  await mine.index.ready();
  now += 2 * 60 * 60_000;
  expect(await found(bot, 'age:>3d')).toEqual(['A1', 'A2', 'A3', 'LA PAZ 0258']);
  expect(await found(bot, 'age:<3d')).toEqual(['A9']);
  expect(await found(bot, 'age:<3hours pumps')).toEqual([]);
  expect(await found(bot, 'age:>1h age:<1w')).toHaveLength(5);
  expect(await found(bot, '-age:>2d')).toEqual(['A9']);
  for (const query of ['age:3d', 'age:>soon', 'age:"3d"', 'age:[1 TO 2]'])
    expect(await words(bot, 'search', { query }), query).toContain('An age is compared');
});

import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { moveDesk } from '../../src/desk/moving.ts';
import { collectDigest } from '../../src/clock/digest.ts';
import type { Role } from '../../src/desk/roles.ts';
import { rowsIn, setsFor, type CableSet } from '../../src/team/sets.ts';
import { actionNamed, ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { useFourCables, as, words } from '../helpers/four-cables.ts';

const desk = useFourCables();

const day = 24 * 60 * 60_000;

test('no list uses a name that only a withdrawn cable gives', async () => {
  const mine = testDesk();
  mine.setHome('desk');
  const texts = [
    'Mr. Olav Tveitmoen met Ms. Rita Zakaite in Norway. Mr. Olav Tveitmoen signed.',
    'Mr. Olav Tveitmoen and Ms. Rita Zakaite came back.',
    `Ms. Rita Zakaite was there. ${'Mr. Olav Hemmelig Tveitmoen wrote. '.repeat(20)}`,
  ];
  await importRecords(
    mine,
    texts.map((body, i) => ({ id: `N${i}`, ref: `N${i}`, date: `2018-01-0${i + 1}`, origin: 'Oslo', subject: `Pumps ${i}`, body })),
  );
  await Promise.all([mine.index.ready(), mine.names.settled()]);
  const bot = await createBot(mine, quiet);
  const lists = async (role: Role): Promise<string> =>
    JSON.stringify(
      await Promise.all(
        (
          [
            ['cable', { ref: 'N0' }],
            ['individuals', {}],
            ['names show', { name: 'Rita Zakaite' }],
            ['names show', { name: 'Olav Tveitmoen' }],
            ['searches refine', { query: 'mr', facet: 'person' }],
            ['search', { query: 'person:"Olav Tveitmoen"' }],
          ] as const
        ).map(async ([command, options]) => (await ask(bot, command, options, as(role))).reply),
      ),
    );
  expect(await lists('reader')).toContain('Hemmelig');
  await ask(bot, 'desk mask', { ref: 'N2' }, as('lead'));
  const seen = await lists('reader');
  expect(seen).not.toContain('Hemmelig');
  expect(seen).toContain('Olav Tveitmoen');
  expect(await lists('lead')).toContain('Hemmelig');
});

test('an undo answers as if a withdrawn cable that the act changed, too, were not there', async () => {
  const { bot, mine } = await desk();
  const made = await ask(bot, 'set create', { name: 'bribes', query: 'norrfald' }, as('editor'));
  const [{ code }] = setsFor(mine.facts, as('editor')) as [CableSet];
  expect(rowsIn(mine.facts, 'desk', code)).toHaveLength(2);
  const other = await ask(bot, 'set create', { name: 'other', query: 'rained OR norrfald' }, as('editor'));
  await ask(bot, 'desk mask', { ref: 'S1' }, as('lead'));
  await ask(bot, 'set share', { set: 'bribes' }, as('editor'));
  await ask(bot, 'set remove', { set: 'bribes', refs: 'S2' }, as('editor'));
  const { command, options } = actionNamed(made.reply, 'Undo');
  expect(await words(bot, command, options, as('editor'))).toContain('Nothing was undone');
  expect(rowsIn(mine.facts, 'desk', code)).toHaveLength(1);
  // What it undid for the editor is gone for leads, too.
  await ask(bot, 'undo', actionNamed(other.reply, 'Undo').options, as('editor'));
  expect(mine.facts.all('desk', 'in').filter(({ key }) => key !== code)).toEqual([]);
});

test('a decision about a name that only a withdrawn cable gives is told when its maker could not see it', async () => {
  let now = Date.parse('2026-11-20T08:00:00Z');
  const mine = testDesk({ now: () => now });
  mine.setHome('desk');
  const texts = ['Mr. Olav Tveitmoen met Ms. Rita Zakaite in Norway.', 'Mr. Bengt Karlskog and Mr. Urho Vantaanen wrote a letter.'];
  await importRecords(
    mine,
    texts.map((body, i) => ({ id: `N${i}`, ref: `N${i}`, date: `2018-01-0${i + 1}`, origin: 'Oslo', subject: `Pumps ${i}`, body })),
  );
  await Promise.all([mine.index.ready(), mine.names.settled()]);
  const bot = await createBot(mine, quiet);
  const renames = async (name: string, to: string, who: Role): Promise<void> => {
    now += 60_000;
    expect((await ask(bot, 'names rename', { name, to }, as(who))).ok).toBe(true);
    await mine.names.settled();
  };
  await renames('Bengt Karlskog', 'Bengt Carlskog', 'editor');
  now += 60_000;
  await ask(bot, 'desk mask', { ref: 'N1' }, as('lead'));
  await renames('Rita Zakaite', 'Urho Vantaanen', 'editor');
  await renames('Bengt Carlskog', 'Bengt Corlskog', 'lead');
  const decided = mine.as(as('reader')).facts.all('desk', 'judgment');
  expect(decided.map(({ value }) => value)).toEqual([expect.objectContaining({ name: 'rita zakaite', to: 'Urho Vantaanen' })]);
  expect(await words(bot, 'work activity', { since: '2026-11-01' })).toContain('1 action since');
});

test('what was written about a tag that was on a withdrawn cable alone is not told when it is on others', async () => {
  const { bot, mine } = await desk();
  await ask(bot, 'tag add', { ref: 'S1', tag: 'pact' }, as('editor'));
  await ask(bot, 'tag define', { tag: 'pact', meaning: 'The secret pact' }, as('lead'));
  await ask(bot, 'tag add', { ref: 'S3', tag: 'storm' }, as('editor'));
  await ask(bot, 'tag define', { tag: 'storm', meaning: 'Wind and rain' }, as('lead'));
  await ask(bot, 'tag add', { ref: 'S1', tag: 'storm' }, as('editor'));
  await ask(bot, 'desk mask', { ref: 'S1' }, as('lead'));
  await ask(bot, 'tag add', { ref: 'S2', tag: 'pact' }, as('editor'));
  await ask(bot, 'tag remove', { ref: 'S3', tag: 'storm' }, as('editor'));
  const lists = () => Promise.all([words(bot, 'tag list'), words(bot, 'tag list', { tag: 'pact' }), words(bot, 'work activity')]);
  expect((await lists()).join()).not.toContain('secret pact');
  expect(await words(bot, 'tag list', {}, as('lead'))).toContain('The secret pact');
  await ask(bot, 'tag define', { tag: 'pact', meaning: 'Whatever was agreed' }, as('editor'));
  expect((await lists()).join()).toContain('Whatever was agreed');
  await ask(bot, 'undo', {}, as('editor'));
  expect((await lists()).join()).not.toContain('secret pact');
  expect(mine.as(as('reader')).facts.get('desk', 'label', 0, 'storm')?.value).toEqual({ definition: 'Wind and rain' });
});

test('whoever cannot see that a tag is on a withdrawn cable alone makes it up: it is theirs to define, and to take back', async () => {
  const { bot } = await desk();
  await ask(bot, 'tag add', { ref: 'S1', tag: 'pact' }, as('lead'));
  await ask(bot, 'desk mask', { ref: 'S1' }, as('lead'));
  await ask(bot, 'tag define', { tag: 'pact', meaning: 'Whatever was agreed' }, as('editor'));
  expect(await words(bot, 'tag list')).toContain('Whatever was agreed');
  await ask(bot, 'tag define', { tag: 'pact', meaning: 'What was agreed' }, as('editor'));
  await ask(bot, 'undo', {}, as('editor'));
  expect(await words(bot, 'tag list')).toContain('Whatever was agreed');
  expect(await words(bot, 'work activity')).toContain('pact');
});

test('a meaning that a lead gave to a term of a withdrawn cable alone is not brought to light by giving it another and taking that back', async () => {
  const { bot, mine } = await desk();
  await mine.names.settled();
  await ask(bot, 'names define', { term: 'quokkawombat', meaning: 'The secret fund' }, as('lead'));
  await ask(bot, 'desk mask', { ref: 'S1' }, as('lead'));
  const list = () => words(bot, 'names glossary', {}, as('editor'));
  expect(await list()).not.toContain('secret fund');
  expect((await ask(bot, 'names define', { term: 'quokkawombat', meaning: 'Some animal' }, as('editor'))).ok).toBe(true);
  await ask(bot, 'undo', {}, as('editor'));
  expect(await list()).not.toContain('secret fund');
  expect(await words(bot, 'names glossary', { term: 'quokkawombat' }, as('editor'))).not.toContain('secret fund');
});

describe('a withdrawn cable', () => {
  test('appears in no list, count, suggestion, completion, digest or history', async () => {
    let now = Date.parse('2026-11-20T08:00:00Z');
    const { bot, mine } = await desk(() => now);
    await ask(bot, 'tag add', { ref: 'S1', tag: 'hiddentag' }, as('lead'));
    await ask(bot, 'tag add', { ref: 'S1', tag: 'corruption' }, as('lead'));
    await ask(bot, 'work assign', { ref: 'S1', to: 'editor', due: '2026-11-21' }, as('lead'));
    await ask(bot, 'desk mask', { ref: 'S1' }, as('lead'));
    now += 3 * day;
    const secret = /S1|Norrfald bribe|quokkawombat|hiddentag|Hiddenville|HIDDENMARK/i;
    for (const [command, options] of [
      ['search', { query: 'quokkawombta' }],
      ['tag list', {}],
      ['work activity', { since: '2026-11-01' }],
      ['about', {}],
      ['cables', {}],
      ['work board', {}],
      ['work mine', { who: 'editor' }],
      ['digest preview', {}],
    ] as const)
      expect(await words(bot, command, options), command).not.toMatch(secret);
    for (const [command, option, typed] of [
      ['search', 'origin', 'Hidden'],
      ['cables', 'origin', 'Hidden'],
      ['cables', 'month', '2018-01-01'],
      ['tag list', 'tag', 'hidden'],
    ] as const)
      expect(JSON.stringify(await bot.suggest(as('reader'), { command, options: {} }, option, typed)), command).not.toMatch(secret);
    const { reply } = await collectDigest(mine);
    expect(wordsOf(reply)).not.toMatch(secret);
    expect(wordsOf(reply)).not.toMatch(/shares Norrfald|cited by/);
    expect(await words(bot, 'work activity', { since: '2026-11-01' }, as('lead'))).toContain('S1');
  });

  test('is left out of a bulk change confirmed afterwards', async () => {
    const { bot, mine } = await desk();
    const { reply } = await ask(bot, 'tag bulk', { query: 'rained', add: 'wet' }, as('editor'));
    const { command, options } = actionNamed(reply, 'Add it to 2');
    await ask(bot, 'desk mask', { ref: 'S4' }, as('lead'));
    expect(await words(bot, command, options, as('editor'))).toContain('1 more cable');
    expect(mine.facts.all('desk', 'tag')).toHaveLength(1);
  });

  test('stays withdrawn when the desk moves to another server', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'desk mask', { ref: 'S1' }, as('lead'));
    moveDesk(mine.db, 'desk', 'other', mine.now());
    expect((await ask(bot, 'cable', { ref: 'S1' }, someone('reader', { desk: 'other' }))).ok).toBe(false);
  });

  test('says why in its history', async () => {
    const { bot } = await desk();
    await ask(bot, 'desk mask', { ref: 'S1', why: 'Names a source' }, as('lead'));
    expect(await words(bot, 'history', { ref: 'S1' }, as('lead'))).toContain('mask on S1 (Names a source)');
  });
});

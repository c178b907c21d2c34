import { describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { moveDesk } from '../../src/desk/moving.ts';
import { sendDigest, collectDigest } from '../../src/clock/digest.ts';
import type { Role } from '../../src/desk/roles.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { rowsIn, setsFor, type CableSet } from '../../src/team/sets.ts';
import { tempFolder } from '../helpers/temp.ts';
import { actionNamed, ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** Withdrawn cables leave no trace for anybody but leads, and what one person did is not undone by another. */

const day = 24 * 60 * 60_000;

async function filled(mine: Desk): Promise<Desk> {
  mine.setHome('desk');
  await importRecords(mine, [
    {
      id: 'S1',
      ref: 'S1',
      date: '2018-01-01',
      origin: 'Hiddenville',
      marking: 'HIDDENMARK',
      subject: 'Norrfald bribe',
      body: 'The quokkawombat came. See S2.',
      refs: ['S2'],
    },
    { id: 'S2', ref: 'S2', date: '2018-01-02', origin: 'Opentown', marking: 'LIMITE', subject: 'Norrfald pumps', body: 'Pumps were sold.' },
    { id: 'S3', ref: 'S3', date: '2018-01-03', origin: 'Opentown', marking: 'LIMITE', subject: 'Weather', body: 'It rained.' },
    { id: 'S4', ref: 'S4', date: '2018-01-04', origin: 'Opentown', marking: 'LIMITE', subject: 'More weather', body: 'It rained again.' },
  ]);
  await Promise.all([mine.index.ready(), mine.names.settled()]);
  return mine;
}
const reused = reusedDesk(() => filled(openDesk({ folder: tempFolder(), exposure: 'desk' })));

/** With a clock of its own, a desk of its own. */
async function desk(now?: () => number): Promise<{ bot: Bot; mine: Desk }> {
  const mine = now === undefined ? await reused() : await filled(testDesk({ now }));
  for (const role of ['reader', 'editor', 'lead'] as const)
    mine.roster.seen('desk', { id: role, name: role, role, isBot: false }, mine.now());
  for (const name of ['anna', 'ben', 'cleo']) mine.roster.seen('desk', { id: name, name, role: 'editor', isBot: false }, mine.now());
  return { bot: await createBot(mine, quiet), mine };
}

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

const as = (role: Role, member: string = role) => someone(role, { member });
const words = async (bot: Bot, command: string, options = {}, caller = as('reader')): Promise<string> =>
  wordsOf((await ask(bot, command, options, caller)).reply);

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
  // What it took back for the editor is gone for leads, too.
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

test('what was written about a tag that stood on a withdrawn cable alone is not told when it stands on others', async () => {
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
  expect(mine.as(as('reader')).facts.get('desk', 'label', 0, 'storm')?.value).toEqual({ definition: 'Wind and rain' });
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

describe('undo', () => {
  test('keeps what somebody else did since, even if it looks the same', async () => {
    const { bot, mine } = await desk();
    const added = await ask(bot, 'tag add', { ref: 'S2', tag: 'aba' }, as('editor', 'anna'));
    await ask(bot, 'tag remove', { ref: 'S2', tag: 'aba' }, as('editor', 'ben'));
    await ask(bot, 'tag add', { ref: 'S2', tag: 'aba' }, as('editor', 'cleo'));
    const { command, options } = actionNamed(added.reply, 'Undo');
    expect(await words(bot, command, options, as('editor', 'anna'))).toContain('Nothing was undone');
    expect(mine.facts.all('desk', 'tag')).toHaveLength(1);
  });

  test('needs the role for it: a former lead cannot lift a mask', async () => {
    const { bot } = await desk();
    const masked = await ask(bot, 'desk mask', { ref: 'S1' }, as('lead', 'lea'));
    const { command, options } = actionNamed(masked.reply, 'Undo');
    expect((await ask(bot, command, options, as('reader', 'lea'))).ok).toBe(false);
    expect((await ask(bot, 'cable', { ref: 'S1' }, as('reader'))).ok).toBe(false);
    expect((await ask(bot, command, options, as('lead', 'lea'))).ok).toBe(true);
  });

  test('without a number skips what cannot be undone any more', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'tag add', { ref: 'S2', tag: 'first' }, as('editor', 'anna'));
    await ask(bot, 'tag add', { ref: 'S3', tag: 'second' }, as('editor', 'anna'));
    await ask(bot, 'tag remove', { ref: 'S3', tag: 'second' }, as('editor', 'ben'));
    expect(await words(bot, 'undo', {}, as('editor', 'anna'))).toContain('#first');
    expect(mine.facts.all('desk', 'tag')).toHaveLength(0);
  });

  test('is not blocked by one’s own later work', async () => {
    const { bot, mine } = await desk();
    const claimed = await ask(bot, 'work claim', { ref: 'S2' }, as('editor', 'anna'));
    const tagged = await ask(bot, 'tag add', { ref: 'S2', tag: 'mine' }, as('editor', 'anna'));
    await ask(bot, 'note', { ref: 'S2', text: 'Look here' }, as('editor', 'anna'));
    const back = actionNamed(tagged.reply, 'Undo');
    const untagged = await words(bot, back.command, back.options, as('editor', 'anna'));
    expect(untagged).toContain('Undone');
    expect(untagged).not.toContain('stayed');
    const unclaim = actionNamed(claimed.reply, 'Undo');
    expect(await words(bot, unclaim.command, unclaim.options, as('editor', 'anna'))).toContain('Undone');
    expect(mine.facts.all('desk', 'work')).toHaveLength(0);
  });

  test('of an undo of an undo restores the tag', async () => {
    const { bot, mine } = await desk();
    let last = await ask(bot, 'tag add', { ref: 'S2', tag: 'even' }, as('editor', 'anna'));
    for (const there of [0, 1, 0, 1]) {
      const label = actionNamed(
        last.reply,
        there === 0 && last.reply.title === undefined && wordsOf(last.reply).includes('Undone')
          ? 'Redo'
          : wordsOf(last.reply).includes('Undone')
            ? 'Redo'
            : 'Undo',
      );
      last = await ask(bot, label.command, label.options, as('editor', 'anna'));
      expect(mine.facts.all('desk', 'tag')).toHaveLength(there);
    }
  });

  test('a bulk removal previewed before a merge spares the other tag', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'tag add', { ref: 'S3', tag: 'oldtag' }, as('editor', 'anna'));
    await ask(bot, 'tag add', { ref: 'S4', tag: 'quality' }, as('editor', 'cleo'));
    const { reply } = await ask(bot, 'tag bulk', { query: 'rained', remove: 'oldtag' }, as('editor', 'anna'));
    const { command, options } = actionNamed(reply, 'Remove it');
    await ask(bot, 'tag merge', { tag: 'oldtag', into: 'quality' }, as('lead'));
    expect((await ask(bot, command, options, as('editor', 'anna'))).ok).toBe(false);
    expect(mine.facts.all('desk', 'tag', 'quality')).toHaveLength(2);
  });
});

describe('work that changes hands', () => {
  test('a read cable is open again for its new owner, without the old owner’s snooze', async () => {
    const { bot } = await desk();
    await ask(bot, 'work claim', { ref: 'S2' }, as('editor', 'anna'));
    await ask(bot, 'work remind snooze', { ref: 'S2' }, as('editor', 'anna'));
    await ask(bot, 'work status', { ref: 'S2', status: 'read' }, as('editor', 'anna'));
    expect((await ask(bot, 'work transfer', { ref: 'S2', to: 'ben' }, as('editor', 'anna'))).ok).toBe(true);
    expect(await words(bot, 'work mine', {}, as('editor', 'ben'))).toContain('You have 1 cable');
    await ask(bot, 'work accept', { ref: 'S2' }, as('editor', 'ben'));
    expect(await words(bot, 'work mine', {}, as('editor', 'ben'))).toContain('You have 1 cable');
  });

  test('tells the previous owner; an expired offer cannot be declined', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'work assign', { ref: 'S2', to: 'lead' }, as('editor', 'anna'));
    await ask(bot, 'work transfer', { ref: 'S2', to: 'ben' }, as('lead'));
    await ask(bot, 'work accept', { ref: 'S2' }, as('editor', 'ben'));
    expect((await ask(bot, 'work release', { ref: 'S2', mine: true }, as('lead'))).ok).toBe(false);
    await ask(bot, 'work release', { ref: 'S2' }, as('lead'));
    const told = mine.outbox.due(20).map(({ post }) => `${'member' in post.to ? post.to.member : ''}: ${wordsOf(post.reply)}`);
    expect(told.some((text) => text.startsWith('ben:') && text.includes('took S2 from you'))).toBe(true);
  });

  test('a verified cable cannot be claimed or given away by a button', async () => {
    const { bot } = await desk();
    await ask(bot, 'work status', { ref: 'S2', status: 'verified' }, as('lead'));
    for (const [command, options] of [
      ['work claim', { ref: 'S2' }],
      ['work assign', { ref: 'S2', to: 'ben' }],
    ] as const)
      expect(await words(bot, command, options, as('editor', 'anna'))).toContain('is verified');
  });

  test('the work of a former member is shown, with a search for it', async () => {
    const { bot, mine } = await desk();
    await ask(bot, 'work claim', { ref: 'S2' }, as('editor', 'anna'));
    await ask(bot, 'work claim', { ref: 'S3' }, as('editor', 'ben'));
    mine.roster.seen('desk', { id: 'anna', name: 'anna', role: undefined, isBot: false }, mine.now() + 120_000);
    const { reply } = await ask(bot, 'work mine', { who: 'anna' }, as('lead'));
    expect(wordsOf(reply)).toContain('1 cable');
    const { command, options } = actionNamed(reply, 'Search these');
    expect(await words(bot, command, options, as('lead'))).toContain('1 cable for');
  });

  test('finds names in any case and alphabet, and never guesses between two', async () => {
    const { bot, mine } = await desk();
    mine.roster.seen('desk', { id: '1', name: 'Édouard', role: 'editor', isBot: false }, mine.now());
    for (const id of ['2', '3']) mine.roster.seen('desk', { id, name: 'Chris', role: 'editor', isBot: false }, mine.now());
    expect((await ask(bot, 'work assign', { ref: 'S2', to: 'ÉDOUARD' }, as('lead'))).ok).toBe(true);
    expect((await ask(bot, 'work assign', { ref: 'S3', to: 'chris' }, as('lead'))).ok).toBe(false);
  });
});

test('a digest stops once after a channel refuses it, and resumes when turned on', async () => {
  let now = Date.parse('2026-11-20T06:00:00Z');
  const { bot, mine } = await desk(() => now);
  const lead = () => someone('lead', { member: 'lead', place: { id: '1', name: 'desk', listed: false, open: false } });
  await ask(bot, 'digest schedule', { time: '08:30', zone: 'UTC' }, lead());
  now += 3 * 60 * 60_000;
  expect(await sendDigest(mine)).toBe('posted');
  const [row] = mine.outbox.due(20).filter(({ post }) => 'channel' in post.to);
  mine.outbox.failed(row?.id ?? 0, 'Missing Access', now);
  now += day;
  expect(await sendDigest(mine)).toBe('stopped');
  expect(await words(bot, 'digest settings')).toContain('Refused by the channel');
  await ask(bot, 'digest resume', {}, lead());
  now += day;
  expect(await sendDigest(mine)).toBe('posted');
  now += day;
  expect(await sendDigest(mine)).toBe('posted');
});

test('a note of 4,000 characters can be read in full', async () => {
  const { bot } = await desk();
  const text = `${'*_word '.repeat(550)}THE END`;
  await ask(bot, 'note', { ref: 'S2', text }, as('editor'));
  const pages: string[] = [];
  for (let page = 1; page <= 4; page += 1) pages.push(await words(bot, 'note', { ref: 'S2', page }));
  expect(pages.join('\n')).toContain('THE END');
});

test('a message written in somebody else’s name says who wrote it', async () => {
  const { bot } = await desk();
  await ask(bot, 'note', { ref: 'S2', text: 'I confess', author: 'ben', link: 'https://discord.com/channels/1/2/3' }, as('editor', 'anna'));
  expect(await words(bot, 'cable', { ref: 'S2' })).toContain('attached by @anna');
});

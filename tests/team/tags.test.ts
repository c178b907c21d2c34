import { createBot } from '../../src/bot/bot.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { describe, expect, test } from 'vitest';
import { nearTags, normaliseTag, tagsOn } from '../../src/team/tags.ts';
import { ask, importRecords, press, openSample, quiet, sampleBot, someone, wordsOf } from '../helpers/desk.ts';

const kyiv = 'COREU/KYI/0039/18';
const was = 'COREU/WAS/0107/18';

const reused = reusedDesk(() => openSample());

/** A bot over the sample trove with an editor, a lead and a reader who are known to the desk. */
async function desk(options?: Parameters<typeof sampleBot>[0]) {
  const bot = options === undefined ? await createBot(await reused(), quiet) : await sampleBot(options);
  for (const role of ['reader', 'editor', 'lead'] as const)
    bot.desk.roster.seen('desk', { id: `member-${role}`, name: role === 'editor' ? 'Edith' : role, role, isBot: false }, bot.desk.now());
  return bot;
}

const editor = () => someone('editor');
const lead = () => someone('lead');
const words = async (answer: ReturnType<typeof ask>): Promise<string> => wordsOf((await answer).reply);
const rowOf = (bot: Awaited<ReturnType<typeof desk>>, ref: string): number => bot.desk.cables.get(ref)?.row ?? 0;

const allFacts = (bot: Awaited<ReturnType<typeof desk>>): unknown[] =>
  bot.desk.db.prepare('SELECT desk, kind, cable, key, value, member, at FROM facts ORDER BY kind, cable, key').all();

describe('tags', () => {
  test.each([
    ['Iran Deal', 'iran-deal'],
    ['  #Hot_Zone ', 'hot_zone'],
    ['Élysée', 'élysée'],
    ['ﬁnance 2018', 'finance-2018'],
    ['“Nord Stream”', 'nord-stream'],
    ['"trade', 'trade'],
  ])('keeps %s as %s', (typed, kept) => expect(normaliseTag(typed)).toBe(kept));

  test.each(['', '###', '---', 'hot🔥zone', '<@123456789012345678>', '**bold**', '[a](b)', 'x'.repeat(200), 'a/b', 'a"b'])(
    '%j is refused with a sentence',
    (typed) => {
      expect(() => normaliseTag(typed)).toThrow(/tag|Tag/);
    },
  );

  test('asks about a near miss and tags nothing meanwhile', async () => {
    expect(nearTags('irandeal', ['iran-deal', 'trade'])).toEqual(['iran-deal']);
    expect(nearTags('sanction', ['sanctions'])).toEqual(['sanctions']);
    expect(nearTags('iran', ['iraq', 'oman'])).toEqual([]);
    const bot = await desk();
    await ask(bot, 'tag add', { ref: kyiv, tag: 'iran-deal' }, editor());
    const asked = await ask(bot, 'tag add', { ref: was, tag: 'iran_deals' }, editor());
    expect(wordsOf(asked.reply)).toContain('There is #iran-deal already. Nothing was tagged yet.');
    expect(tagsOn(bot.desk.facts, 'desk', rowOf(bot, was))).toEqual([]);
    await press(bot, asked.reply, 'Use #iran-deal', editor());
    expect(tagsOn(bot.desk.facts, 'desk', rowOf(bot, was)).map(({ key }) => key)).toEqual(['iran-deal']);
  });

  test('a tag page shows meaning and use; rename and merge keep both', async () => {
    const bot = await desk();
    await ask(bot, 'tag add', { ref: kyiv, tag: 'warheads' }, editor());
    await ask(bot, 'tag define', { tag: 'warheads', meaning: 'What is said of deployments' }, editor());
    await ask(bot, 'tag rename', { tag: 'warheads', to: 'crimea' }, lead());
    const page = await words(ask(bot, 'tag list', { tag: 'warheads' }));
    expect(page).toContain('#crimea: 1 cable');
    expect(page).toContain('What is said of deployments');
    expect(page).toContain('tagged by @Edith');
    expect(await words(ask(bot, 'search', { query: 'tag:warheads' }))).toContain('1 cable for tag:warheads');
    expect(await words(ask(bot, 'search', { query: 'tagger:edith' }))).toContain('1 cable');
    expect(await words(ask(bot, 'tag rename', { tag: 'nothing', to: 'x' }, lead()))).toContain('There is no tag #nothing');
  });

  test('bulk tagging covers exactly what was counted, and one undo removes exactly that', async () => {
    const bot = await desk();
    await ask(bot, 'tag add', { ref: was, tag: 'weekly' }, editor());
    const before = allFacts(bot);
    const preview = await ask(bot, 'tag bulk', { query: 'type:"weekly report"', add: 'weekly' }, editor());
    const counted = Number(/#weekly on (\d+) cables\?/.exec(wordsOf(preview.reply))?.[1]);
    expect(counted).toBeGreaterThan(10);
    await importRecords(bot.desk, [{ ref: 'NEW/1', type: 'weekly report', subject: 'New', body: '1. New.' }]);
    const done = await press(bot, preview.reply, 'Add it', editor());
    expect(wordsOf(done.reply)).toContain(`#weekly is on ${counted} more cables`);
    expect(tagsOn(bot.desk.facts, 'desk', rowOf(bot, 'NEW/1'))).toEqual([]);
    const back = await press(bot, done.reply, 'Undo', editor());
    expect(wordsOf(back.reply)).toContain('Undone');
    expect(allFacts(bot)).toEqual(before);
    expect(await words(ask(bot, 'tag bulk', { query: 'iran "', add: 'x1' }, editor()))).toContain('The search has an error');
    expect(await words(ask(bot, 'tag bulk', { query: 'iran', add: 'x1', remove: 'x2' }, editor()))).toContain('Choose one');
  });
});

test('tags set in the terminal before there was a server move to the server', async () => {
  const bot = await sampleBot();
  await ask(bot, 'tag add', { ref: kyiv, tag: 'early' }, someone('lead', { desk: bot.desk.home() }));
  bot.desk.setHome('816437322781949972');
  expect(bot.desk.home()).toBe('816437322781949972');
  expect(await words(ask(bot, 'search', { query: 'tag:early' }, someone('reader', { desk: bot.desk.home() })))).toContain('1 cable');
  expect(() => bot.desk.setHome('816437322781949973')).toThrow('belongs to the server');
  const elsewhere = someone('reader', { desk: '816437322781949973' });
  expect(await words(ask(bot, 'search', { query: 'tag:early' }, elsewhere))).toContain('No cable');
});

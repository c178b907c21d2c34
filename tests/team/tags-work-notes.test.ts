import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { notesOn, paragraphsOf } from '../../src/team/notes.ts';
import type { Action } from '../../src/reply/reply.ts';
import { nearTags, tagNamed, tagsOn } from '../../src/team/tags.ts';
import { returnIdleWork } from '../../src/team/idle-work.ts';
import { plain } from '../../src/reply/text.ts';
import { workOn } from '../../src/team/work.ts';
import {
  actionNamed,
  actionsOf,
  ask,
  importRecords,
  press,
  quiet,
  sampleBot,
  sampleCount,
  someone,
  testDesk,
  wordsOf,
} from '../helpers/desk.ts';
import { live, readAnswer, shown } from '../helpers/live.ts';

const kyiv = 'COREU/KYI/0039/18';
const was = 'COREU/WAS/0107/18';

/** A bot over the sample trove with an editor, a lead and a reader who are known to the desk. */
async function desk(options: Parameters<typeof sampleBot>[0] = {}) {
  const bot = await sampleBot(options);
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
  ])('%s is kept as %s', (typed, kept) => expect(tagNamed(typed)).toBe(kept));

  test.each(['', '###', '---', 'hot🔥zone', '<@123456789012345678>', '**bold**', '[a](b)', 'x'.repeat(200), 'a/b', 'a"b'])(
    '%j is refused with a sentence',
    (typed) => {
      expect(() => tagNamed(typed)).toThrow(/tag|Tag/);
    },
  );

  test('a near miss is asked about, and nothing is tagged meanwhile', async () => {
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

  test('a tag page says what it means, who put it where, and is renamed and merged with all that was said', async () => {
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

  test('many at once: exactly what was counted, though cables come meanwhile; one press takes it back exactly', async () => {
    const bot = await desk();
    await ask(bot, 'tag add', { ref: was, tag: 'weekly' }, editor());
    const before = allFacts(bot);
    const preview = await ask(bot, 'tag bulk', { query: 'type:"weekly report"', add: 'weekly' }, editor());
    const counted = Number(/#weekly on (\d+) cables\?/.exec(wordsOf(preview.reply))?.[1]);
    expect(counted).toBeGreaterThan(10);
    await importRecords(bot.desk, [{ ref: 'NEW/1', type: 'weekly report', subject: 'New', body: '1. New.' }]);
    const done = await press(bot, preview.reply, 'Put it on', editor());
    expect(wordsOf(done.reply)).toContain(`#weekly is on ${counted} more cables`);
    expect(tagsOn(bot.desk.facts, 'desk', rowOf(bot, 'NEW/1'))).toEqual([]);
    const back = await press(bot, done.reply, 'Undo', editor());
    expect(wordsOf(back.reply)).toContain('Taken back');
    expect(allFacts(bot)).toEqual(before);
    expect(await words(ask(bot, 'tag bulk', { query: 'iran "', add: 'x1' }, editor()))).toContain('The search has a fault');
    expect(await words(ask(bot, 'tag bulk', { query: 'iran', add: 'x1', remove: 'x2' }, editor()))).toContain('Name one tag');
  });
});

describe('work', () => {
  test('a claim is won once; who comes second is told who has it', async () => {
    const bot = await desk();
    const [first, second] = await Promise.all([ask(bot, 'claim', { ref: kyiv }, editor()), ask(bot, 'claim', { ref: kyiv }, lead())]);
    expect(wordsOf(first.reply)).toContain(`${kyiv} is yours.`);
    expect(wordsOf(second.reply)).toContain('@Edith has COREU/KYI/0039/18 since');
    expect(workOn(bot.desk.facts, 'desk', rowOf(bot, kyiv)).assignee).toBe('member-editor');
    const other = someone('editor', { member: 'member-other', name: 'Other' });
    expect(await words(ask(bot, 'release', { ref: kyiv }, other))).toContain('only they and leads can give it back');
    await ask(bot, 'release', { ref: kyiv }, editor());
    expect(workOn(bot.desk.facts, 'desk', rowOf(bot, kyiv))).toEqual({ status: 'new' });
  });

  test.each([
    ['nobody', 'I know nobody called nobody'],
    ['robot', 'is a bot; work is for people'],
    ['former', 'has none of the roles'],
  ])('assigning to %s is refused', async (to, sentence) => {
    const bot = await desk();
    bot.desk.roster.seen('desk', { id: 'robot', name: 'robot', role: 'editor', isBot: true }, 0);
    bot.desk.roster.seen('desk', { id: 'former', name: 'former', role: undefined, isBot: false }, 0);
    expect(await words(ask(bot, 'assign', { ref: kyiv, to }, lead()))).toContain(sentence);
    expect(bot.desk.outbox.due(10)).toEqual([]);
  });

  test('due is a day that lies ahead', async () => {
    const bot = await desk({ now: () => Date.parse('2026-11-23T12:00:00Z') });
    expect(await words(ask(bot, 'assign', { ref: kyiv, to: 'edith', due: '2026-11-22' }, lead()))).toContain('2026-11-22 is past.');
    expect(await words(ask(bot, 'assign', { ref: kyiv, to: 'edith', due: '2026-12' }, lead()))).toContain('Due needs a day');
    expect(await words(ask(bot, 'assign', { ref: kyiv, to: 'edith', due: '2026-11-23', priority: 'high' }, lead()))).toContain(
      'is given to @Edith',
    );
    expect(await words(ask(bot, 'mine', {}, editor()))).toContain('high priority, due 2026-11-23');
    expect(await words(ask(bot, 'search', { query: 'due:2026-11 priority:high assignee:edith' }))).toContain('1 cable');
    expect(await words(ask(bot, 'search', { query: 'due:sometime' }))).toContain('This is not a date');
  });

  test('claims that lie still are asked about once, and go back later with all that was noted', async () => {
    let now = Date.parse('2026-11-23T12:00:00Z');
    const bot = await desk({ now: () => now });
    bot.desk.setHome('desk');
    const hours = (count: number): void => void (now += count * 3_600_000);
    await ask(bot, 'claim', { ref: kyiv }, editor());
    await ask(bot, 'claim', { ref: was }, editor());
    const patience = { nudge: 48, giveBack: 96 };
    hours(47);
    expect(returnIdleWork(bot.desk, patience)).toEqual({ nudged: 0, givenBack: 0 });
    await ask(bot, 'note', { ref: was, text: 'Half-way through' }, editor());
    hours(1);
    expect(returnIdleWork(bot.desk, patience)).toEqual({ nudged: 1, givenBack: 0 });
    expect(returnIdleWork(bot.desk, patience)).toEqual({ nudged: 0, givenBack: 0 });
    hours(48);
    expect(returnIdleWork(bot.desk, patience)).toEqual({ nudged: 1, givenBack: 1 });
    expect(workOn(bot.desk.facts, 'desk', rowOf(bot, kyiv)).assignee).toBeUndefined();
    hours(48);
    expect(returnIdleWork(bot.desk, patience).givenBack).toBe(1);
    expect(notesOn(bot.desk.facts, 'desk', rowOf(bot, was))).toHaveLength(1);
    expect(returnIdleWork(bot.desk, { nudge: 0, giveBack: 0 })).toEqual({ nudged: 0, givenBack: 0 });
    expect(bot.desk.outbox.due(10)).toHaveLength(4);
  });
});

describe('notes and reading', () => {
  test('paragraphs have the numbers that are printed, the others are counted on', () => {
    expect(
      paragraphsOf('Header\n\n1. First.\n\n2. Second\nover two lines.\n\nNo number.\n\n7. Seventh.').map(({ number }) => number),
    ).toEqual([1, 1, 2, 3, 7]);
    expect(paragraphsOf('')).toEqual([]);
  });

  test('a note is anchored, answered, found by its words and withdrawn; what was typed comes back', async () => {
    const bot = await desk();
    await ask(bot, 'note', { ref: kyiv, text: 'Nuclear, says who?', paragraph: 2 }, editor());
    const [note] = notesOn(bot.desk.facts, 'desk', rowOf(bot, kyiv));
    expect(note).toMatchObject({ paragraph: 2, author: 'member-editor' });
    await ask(bot, 'note', { ref: kyiv, text: 'Nobody', to: note?.key ?? '' }, lead());
    expect(bot.desk.outbox.due(5).map(({ post }) => post.to)).toEqual([{ member: 'member-editor' }]);
    expect(await words(ask(bot, 'cable', { ref: kyiv }))).toContain('Note on paragraph 2 by @Edith');
    expect(await words(ask(bot, 'search', { query: 'note:"nuclear"' }))).toContain('1 cable');
    const wrong = await ask(bot, 'note', { ref: kyiv, text: 'A long thought', paragraph: 99 }, editor());
    expect(wordsOf(wrong.reply)).toContain('has no paragraph 99: it has');
    expect(JSON.stringify(formIn(wrong.reply))).toContain('A long thought');
    const lost = await ask(bot, 'note', { ref: 'X/1', text: 'A long thought' }, editor());
    expect(JSON.stringify(formIn(lost.reply))).toContain('A long thought');
    expect(await words(ask(bot, 'note', { ref: kyiv, withdraw: note?.key ?? '' }, someone('editor', { member: 'other' })))).toContain(
      'only they and leads',
    );
    const gone = await ask(bot, 'note', { ref: kyiv, withdraw: note?.key ?? '' }, editor());
    expect(notesOn(bot.desk.facts, 'desk', rowOf(bot, kyiv))).toHaveLength(1);
    await press(bot, gone.reply, 'Undo', editor());
    expect(notesOn(bot.desk.facts, 'desk', rowOf(bot, kyiv))[0]).toEqual(note);
  });

  test('someone is on it, for two hours', async () => {
    let now = Date.parse('2026-11-23T12:00:00Z');
    const bot = await desk({ now: () => now });
    await ask(bot, 'cable', { ref: kyiv }, editor());
    expect(await words(ask(bot, 'cable', { ref: kyiv }, lead()))).toContain('Someone is on it: @Edith opened it');
    expect(await words(ask(bot, 'cable', { ref: kyiv }, editor()))).toContain('Someone is on it: @lead opened it');
    now += 2 * 3_600_000 + 1000;
    expect(await words(ask(bot, 'cable', { ref: kyiv }, someone('reader')))).not.toContain('Someone is on it');
    expect(await words(ask(bot, 'search', { query: 'is:unread' }))).toContain(`${sampleCount - 1} cables`);
    expect(await words(ask(bot, 'search', { query: 'is:new' }, someone('reader', { member: 'fresh' })))).toContain(`${sampleCount} cables`);
  });
});

test('what others changed since stays when an act is taken back, and that is said; a day later only a lead can', async () => {
  let now = Date.parse('2026-11-23T12:00:00Z');
  const bot = await desk({ now: () => now });
  const status = await ask(bot, 'status', { ref: kyiv, status: 'read' }, editor());
  await ask(bot, 'status', { ref: kyiv, status: 'verified' }, lead());
  expect(wordsOf((await press(bot, status.reply, 'Undo', editor())).reply)).toContain(
    'Nothing was taken back: all of it was changed again since.',
  );
  const tagged = await ask(bot, 'tag add', { ref: kyiv, tag: 'x1' }, editor());
  now += 25 * 3_600_000;
  expect(wordsOf((await press(bot, tagged.reply, 'Undo', editor())).reply)).toContain('only a lead can take something back');
  const back = await press(bot, tagged.reply, 'Undo', lead());
  expect(wordsOf(back.reply)).toContain('Taken back: tag #x1 on');
  expect(await words(ask(bot, 'history', { ref: kyiv }))).toContain('tag #x1 on COREU/KYI/0039/18 (taken back)');
  await press(bot, back.reply, 'Do it again', lead());
  expect(tagsOn(bot.desk.facts, 'desk', rowOf(bot, kyiv)).map(({ key, member }) => [key, member])).toEqual([['x1', 'member-editor']]);
});

test('the table is RFC 4180, runs no formula, holds no cable text, and follows the exposure', async () => {
  const bot = await createBot(testDesk(), quiet);
  await importRecords(bot.desk, [
    { ref: 'C-1', subject: '=cmd|calc', date: '2018-01-02', origin: '@home', body: 'SECRET WORDS in the body' },
    { ref: 'C-2', subject: 'Quotes " and, commas', body: 'SECRET WORDS too' },
  ]);
  await bot.desk.index.ready();
  await ask(bot, 'note', { ref: 'C-1', text: '+1 from me' }, editor());
  await ask(bot, 'tag add', { ref: 'C-2', tag: 'trade' }, editor());
  const table = await ask(bot, 'export', { query: 'text:secret' }, editor());
  const csv = new TextDecoder('utf-8', { ignoreBOM: true }).decode((table.reply.files ?? [])[0]?.bytes);
  expect(csv.startsWith('\uFEFFref,date,from,')).toBe(true);
  expect(csv).toContain("'=cmd|calc");
  expect(csv).toContain("'@home");
  expect(csv).toContain('"Quotes "" and, commas"');
  expect(csv).toContain('\r\n');
  expect(csv).toContain('trade');
  expect(csv).not.toContain('SECRET');
  const sealed = await sampleBot({ exposure: 'sealed' });
  expect((await ask(sealed, 'export', { query: 'crimea' }, someone('lead', { via: 'discord' }))).ok).toBe(false);
  expect((await ask(sealed, 'export', { query: 'crimea' }, lead())).ok).toBe(true);
});

test('what was tagged in the terminal before there was a server is there on the server', async () => {
  const bot = await sampleBot();
  await ask(bot, 'tag add', { ref: kyiv, tag: 'early' }, someone('lead', { desk: bot.desk.home() }));
  bot.desk.setHome('816437322781949972');
  expect(bot.desk.home()).toBe('816437322781949972');
  expect(await words(ask(bot, 'search', { query: 'tag:early' }, someone('reader', { desk: bot.desk.home() })))).toContain('1 cable');
  bot.desk.setHome('816437322781949973');
  expect(await words(ask(bot, 'search', { query: 'tag:early' }, someone('reader', { desk: bot.desk.home() })))).toContain('No cable');
});

describe('on Discord', () => {
  test('an assignment by form reaches the colleague, who accepts in private; the giver hears of it', async () => {
    const running = await live();
    const { discord } = running;
    const card = await (await discord.as('lead').slash('desk', 'cable', { ref: kyiv })).settled();
    const opened = await (await discord.as('lead').press(shown(card), 'Assign')).answered;
    if (opened.modal === undefined) throw new Error('no form');
    const sent = await discord.as('lead').submit(opened.modal, { to: ['editor'], why: 'Who saw it?', priority: ['high'] });
    expect(await readAnswer(sent)).toContain('I am writing to them');
    await expect.poll(() => discord.as('editor').directMessages().length).toBe(1);
    const [offer] = discord.as('editor').directMessages();
    if (offer === undefined) throw new Error('no message');
    expect(JSON.stringify(offer.components)).toContain('Who saw it');
    expect(await readAnswer(await discord.as('editor').press(offer, 'Accept'))).toContain(`${kyiv} is yours.`);
    await expect.poll(() => JSON.stringify(discord.as('lead').directMessages())).toContain('accepted');
    expect(workOn(running.desk.facts, discord.guildId, running.desk.cables.get(kyiv)?.row ?? 0)).toMatchObject({
      status: 'claimed',
      priority: 'high',
      assignee: discord.members.editor.user.id,
    });
  });

  test('closed direct messages are said in the channel, without cable text', async () => {
    const running = await live();
    const { discord } = running;
    discord.closeDms('editor');
    await readAnswer(await discord.as('lead').slash('desk', 'assign', { ref: kyiv, to: 'editor', why: 'Who saw it?' }));
    await expect.poll(() => discord.messages(discord.channels.desk.id).length).toBe(1);
    const said = JSON.stringify(discord.messages(discord.channels.desk.id));
    expect(said).toContain('takes no direct messages from me');
    expect(said).not.toMatch(/Crimea|warheads|Who saw it/);
    expect(await readAnswer(await discord.as('editor').slash('desk', 'mine'))).toContain('You have 1 cable to do');
  });

  test('a message becomes a note with its author and link; Discuss opens one thread and finds it again', async () => {
    const running = await live();
    const { discord } = running;
    const message = discord.as('reader').say('desk', `${kyiv} contradicts the Moscow report`);
    const opened = await (await discord.as('editor').contextMenu('message', 'Attach to cable', message)).answered;
    if (opened.modal === undefined) throw new Error('no form');
    expect(JSON.stringify(opened.modal.components)).toContain(`"value":"${kyiv}"`);
    expect(await readAnswer(await discord.as('editor').submit(opened.modal, {}))).toContain('Your note is on');
    const [note] = notesOn(running.desk.facts, discord.guildId, running.desk.cables.get(kyiv)?.row ?? 0);
    expect(note).toMatchObject({ author: discord.members.reader.user.id, text: `${kyiv} contradicts the Moscow report` });
    expect(note?.link).toContain(message.id);
    expect(await readAnswer(await discord.as('reader').slash('desk', 'note', { ref: kyiv }))).toContain('attached by');
    for (let time = 0; time < 2; time += 1)
      await readAnswer(await discord.as('editor').slash('listed', 'cable', { ref: kyiv, discuss: true }));
    await expect.poll(() => Object.values(discord.channels).filter(({ type }) => type === 11).length).toBe(1);
    await expect
      .poll(async () => readAnswer(await discord.as('lead').slash('desk', 'cable', { ref: kyiv, discuss: true })))
      .toContain('is discussed in');
    expect(Object.values(discord.channels).filter(({ type }) => type === 11)).toHaveLength(1);
  });

  test('a preview of many is confirmed after a restart, on exactly those cables', async () => {
    const running = await live();
    const preview = await (
      await running.discord.as('editor').slash('desk', 'tag', { query: 'crimea', add: 'crimea' }, { subcommand: 'bulk' })
    ).settled();
    const counted = /#crimea on (\d+) cables\?/.exec(await readAnswer(preview))?.[1] ?? '';
    await running.restart();
    const button = `Put it on ${counted} cables`;
    expect(await readAnswer(await running.discord.as('editor').press(shown(preview), button))).toContain(
      `#crimea is on ${counted} more cables`,
    );
    // Pressed a second time, later: they carry it already.
    const again = await running.discord.as('editor').slash('desk', 'tag', { query: 'crimea', add: 'crimea' }, { subcommand: 'bulk' });
    expect(await readAnswer(again)).toContain('all of them carry #crimea already');
  });

  test('Show assignments, and Find cables in this message', async () => {
    const running = await live();
    const { discord } = running;
    await readAnswer(await discord.as('editor').slash('desk', 'claim', { ref: kyiv }));
    expect(await readAnswer(await discord.as('reader').contextMenu('user', 'Show assignments', 'editor', 'desk'))).toContain(
      'has 1 cable to do',
    );
    const message = discord.as('reader').say('desk', 'Did anyone see "warheads" (Crimea)? -- AND what of it');
    expect(await readAnswer(await discord.as('reader').contextMenu('message', 'Find cables in this message', message))).toContain(kyiv);
  });
});

function formIn(reply: Parameters<typeof actionsOf>[0]): Action | undefined {
  return actionsOf(reply).find(({ kind }) => kind === 'form');
}

test('every button of a reply can be named', async () => {
  const bot = await desk();
  const { reply } = await ask(bot, 'cable', { ref: kyiv }, lead());
  expect(actionsOf(reply).map(({ label }) => plain(label))).toEqual(
    expect.arrayContaining(['Tag', 'Note', 'Claim', 'Read', 'Assign', 'Cite', 'Share', 'History']),
  );
  expect(actionNamed(reply, 'Claim').command).toBe('claim');
});

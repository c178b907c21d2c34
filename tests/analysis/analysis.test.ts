import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analysisKinds } from '../../src/analysis/analysis.ts';
import type { Analyst } from '../../src/analysis/analyst.ts';
import type { Cable } from '../../src/cables/cables.ts';
import type { Answer, Bot } from '../../src/bot/command.ts';
import { renderReply } from '../../src/chat/discord/render.ts';
import { parseQuery } from '../../src/query/query.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import type { Action, ActionOptions, Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { numbersOf, searchesOf } from '../helpers/csv.ts';
import { randomFrom, sampleOf, seedOf } from '../helpers/random.ts';
import {
  actionNamed,
  actionsOf,
  ask,
  importRecords,
  itemsOf,
  openSample,
  pressed,
  quiet,
  sampleFolder,
  someone,
  testDesk,
  wordsOf,
} from '../helpers/desk.ts';

/**
 * Each number of an analysis is counted again here, from the cables themselves, and its search finds as many; in the short
 * run for one analysis of each kind.
 */
const random = randomFrom(seedOf('analysis'));

let desk: Desk;

let bot: Bot;
let all: Cable[];
const lead = () => someone('lead');

beforeAll(async () => {
  desk = await openSample();
  bot = await createBot(desk, quiet);
  all = [...desk.cables.all()];
  for (const [i, { ref }] of all.entries()) {
    if (i % 3 === 0) await ask(bot, 'cable', { ref }, lead());
    if (i % 5 === 0) await ask(bot, 'tag add', { ref, tag: i % 2 === 0 ? 'pumps' : 'iran-deal' }, lead());
    if (i % 7 === 0) await ask(bot, 'work status', { ref, status: i % 2 === 0 ? 'verified' : 'read' }, lead());
    if (i % 11 === 0) await ask(bot, 'note', { ref, text: 'Who says so?' }, lead());
  }
});

afterAll(() => desk.close());
const analyse = (options: ActionOptions, caller = lead()): Promise<Answer> => ask(bot, 'analysis', options, caller);

const picture = (reply: Reply): Uint8Array | undefined =>
  reply.blocks.flatMap((block) => (block.kind === 'picture' ? [block.file.bytes] : []))[0];

const total = (reply: Reply): number => Number(/^([\d,]+) cables? for/.exec(wordsOf(reply))?.[1]?.replaceAll(',', '') ?? 0);

const shows = (reply: Reply): Extract<Action, { kind: 'choose' }>[] =>
  actionsOf(reply).flatMap((action) => (action.kind === 'choose' && plain(action.label).startsWith('Show cables') ? [action] : []));

const everything: ActionOptions[] = [
  { kind: 'timeline' },
  { kind: 'timeline', by: 'year' },
  { kind: 'timeline', query: 'from:kyiv', by: 'day', since: '2018-05', until: '2018-07' },
  { kind: 'timeline', query: 'iran', with: 'ukraine OR russia' },
  { kind: 'trends' },
  { kind: 'trends', about: 'Helsinki meeting' },
  { kind: 'trends', query: 'report OR iran', split: '2018-03-01' },
  { kind: 'distinctive', query: 'from:kyiv' },
  { kind: 'distinctive', query: 'iran', with: 'china' },
  { kind: 'distinctive', query: 'lang:fr' },
  { kind: 'distinctive', query: 'iran nuclear tehran', match: 'any' },
  { kind: 'distinctive', query: 'hot-zone OR "nuclear deal"', filters: 'date:2018\nsubject:iran OR text:iran', origin: 'EU' },
  { kind: 'coverage', query: '-tag:pumps' },
  { kind: 'network' },
  { kind: 'network', about: 'Iran' },
  { kind: 'network', query: 'date:2018' },
  { kind: 'matrix' },
  { kind: 'matrix', by: 'tag', across: 'month' },
  { kind: 'matrix', by: 'person', across: 'event' },
  { kind: 'matrix', by: 'organization', across: 'marking', query: 'the' },
  { kind: 'map' },
  { kind: 'map', since: '2018-06' },
  { kind: 'gaps' },
  { kind: 'compare', about: 'Ohrid conference' },
  { kind: 'compare', query: 'anthracite' },
  { kind: 'compare', about: 'Iran' },
  { kind: 'coverage' },
  { kind: 'coverage', by: 'month' },
  { kind: 'coverage', by: 'country', query: 'date:2018' },
  { kind: 'coverage', by: 'tag' },
  { kind: 'stats' },
  { kind: 'stats', query: 'iran' },
];

describe('every analysis', () => {
  test('the list above has every kind', () => {
    expect(new Set(everything.map(({ kind }) => kind))).toEqual(new Set(analysisKinds));
  });

  test.each(sampleOf(everything, 1, random, ({ kind }) => kind))(
    '$kind $query $about $by: a picture with words, a method, numbers, and as many cables as each line says',
    async (options) => {
      const { ok, reply } = await analyse(options);
      expect(ok, wordsOf(reply)).toBe(true);
      const png = picture(reply);
      expect(
        Buffer.from(png ?? [])
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      expect(new DataView((png ?? new Uint8Array()).buffer, png?.byteOffset).getUint32(16)).toBeLessThanOrEqual(1215);
      const block = reply.blocks.find((one) => one.kind === 'picture');
      expect(block?.kind === 'picture' ? plain(block.alt).length : 0).toBeGreaterThan(30);
      expect(wordsOf(reply)).toContain('Method: ');
      expect(numbersOf(reply).length).toBeGreaterThan(1);
      const { components } = renderReply(reply, { store: { keep: () => 'kept', seal: () => 'sealed--' }, commands: new Map() });
      expect(JSON.stringify(components)).not.toContain('did not fit');
      let pressed = 0;
      for (const list of shows(reply))
        for (const choice of list.choices) {
          const found = await ask(bot, list.command, { ...list.options, [list.option]: choice.value }, lead());
          expect(total(found.reply), `${choice.label}: ${JSON.stringify(list.options)} ${choice.value}`).toBe(
            Number(/^\d+/.exec(choice.description ?? '')?.[0]),
          );
          expect(wordsOf(found.reply)).not.toMatch(/never closed|no partner|cannot be read/);
          pressed += 1;
        }
      expect(pressed).toBeGreaterThan(0);
    },
  );

  const typed = sampleOf(everything, 1, random, ({ kind }) => kind);
  test.each(typed)('$kind $query $about $by: each search of the file, typed again, finds as many cables', async (options) => {
    const { reply } = await analyse(options);
    const searches = searchesOf(reply);
    expect(searches.some(({ query }) => query !== '')).toBe(true);
    // Dates named in many texts are found by no query, and of the trove's numbers only cables are.
    const without = searches.filter(({ cables, query }) => options['kind'] !== 'stats' && cables > 0 && query === '');
    expect(without.filter(({ column, cables }) => !column.startsWith('named') || cables < 3)).toEqual([]);
    for (const { row, column, cables, query } of searches) {
      if (query === '') continue;
      const { reply: found } = await ask(bot, 'search', { query }, lead());
      expect(total(found), `${row}, ${column}: ${query}`).toBe(cables);
      expect(parseQuery(query).faults).toEqual([]);
    }
  });

  test('draws the same bytes for the same cables, and others in another theme', async () => {
    const [one, two, light] = await Promise.all([
      analyse({ kind: 'network' }),
      analyse({ kind: 'network' }),
      analyse({ kind: 'network', theme: 'light' }),
    ]);
    expect(Buffer.from(picture(one.reply) ?? [])).toEqual(Buffer.from(picture(two.reply) ?? []));
    expect(Buffer.from(picture(one.reply) ?? []).equals(Buffer.from(picture(light.reply) ?? []))).toBe(false);
  });
});

describe('links to an analysis and on from it', () => {
  test('without a kind: a menu of all kinds, each of which answers', async () => {
    const { reply } = await analyse({});
    const menu = actionsOf(reply).find((action) => action.kind === 'choose');
    if (menu?.kind !== 'choose') throw new Error('no menu');
    expect(menu.choices.map(({ value }) => value)).toEqual([...analysisKinds]);
    for (const kind of analysisKinds) expect(wordsOf(reply)).toContain(kind);
  });

  test('a search leads to its chart, and the chart to other analyses of the same cables', async () => {
    const { reply } = await ask(
      bot,
      'search',
      { query: 'iran', filters: 'date:2018', sort: 'newest', since: '2018-01', until: '2018-12', origin: 'EU', match: 'any' },
      lead(),
    );
    const found = total(reply);
    expect(found).toBeGreaterThan(2);
    const chart = await bot.answer(lead(), pressed(actionNamed(reply, 'Chart')));
    expect(chart.ok).toBe(true);
    const sent = numbersOf(chart.reply)
      .slice(1)
      .reduce((sum, [, cables]) => sum + Number(cables), 0);
    expect(sent).toBeLessThanOrEqual(found);
    const more = actionsOf(chart.reply).find((action) => action.kind === 'choose' && plain(action.label) === 'Another analysis');
    if (more?.kind !== 'choose') throw new Error('no way on');
    const stats = await ask(bot, more.command, { ...more.options, [more.option]: 'stats' }, lead());
    expect(numbersOf(stats.reply).find(([what]) => what === 'Cables')?.[1]).toBe(String(found));
  });

  test('the board and the digest lead to what is covered', async () => {
    for (const command of ['work board', 'digest preview']) {
      const { reply } = await ask(bot, command, {}, lead());
      const shown = await bot.answer(lead(), pressed(actionNamed(reply, 'Coverage')));
      expect(wordsOf(shown.reply), command).toContain('Coverage by mission');
    }
  });

  test('the page of a name leads to its timeline, network and comparison', async () => {
    const { reply } = await ask(bot, 'events', { name: 'Ohrid conference' }, lead());
    for (const label of ['Timeline', 'As missions tell it'])
      expect((await bot.answer(lead(), pressed(actionNamed(reply, label)))).ok, label).toBe(true);
    const iran = await ask(bot, 'countries', { name: 'Iran' }, lead());
    expect((await bot.answer(lead(), pressed(actionNamed(iran.reply, 'Network')))).ok).toBe(true);
  });
});

describe('bad input', () => {
  const refused = async (options: ActionOptions): Promise<{ words: string; reply: Reply }> => {
    const { ok, reply } = await analyse(options);
    expect(ok, JSON.stringify(options)).toBe(false);
    expect(wordsOf(reply)).not.toContain('went wrong');
    return { words: wordsOf(reply), reply };
  };

  test('says what was asked when no cable matches', async () => {
    for (const kind of analysisKinds)
      expect((await refused({ kind, query: 'quokkawombat' })).words, kind).toContain('No cable for quokkawombat');
    expect((await refused({ kind: 'timeline', since: '1999', until: '2001' })).words).toContain('1999');
    expect((await refused({ kind: 'timeline', since: '2018-05', until: '2018-01' })).words).toContain('Swap the two');
    expect((await refused({ kind: 'timeline', query: 'iran', with: 'quokkawombat' })).words).toContain('No cable for quokkawombat');
  });

  test('splits the trends of a single month by day', async () => {
    const { ok, reply } = await analyse({ kind: 'trends', query: 'date:2018-06' });
    expect(ok, wordsOf(reply)).toBe(true);
    expect(wordsOf(reply)).toMatch(/before and from 2018-06-\d\d/);
  });

  test('answers for a single cable, or says why it cannot', async () => {
    for (const kind of analysisKinds) {
      const { ok, reply } = await analyse({ kind, query: 'ref:"COREU/KYI/0039/18"' });
      expect(wordsOf(reply), kind).not.toContain('went wrong');
      expect(ok || wordsOf(reply).length > 20, kind).toBe(true);
    }
  });

  test('offers similar names for an unknown one, and they lead back', async () => {
    const { reply, words } = await refused({ kind: 'network', about: 'Vermishian' });
    expect(words).toContain('Vermishian');
    const [near] = actionsOf(reply);
    if (near?.kind !== 'run') throw new Error('nobody offered');
    expect(near.command).toBe('analysis');
    expect(plain(near.label)).toMatch(/Verm/);
    const wrong = await refused({ kind: 'timeline', query: 'person:Vermishian' });
    expect(wrong.words).toContain('Did you mean');
    expect((await bot.answer(lead(), pressed(actionNamed(wrong.reply, 'Anatol')))).ok).toBe(true);
  });

  test('rejects options that contradict each other', async () => {
    expect((await refused({ kind: 'matrix', by: 'month', across: 'month' })).words).toContain('both month');
    expect((await refused({ kind: 'timeline', by: 'mission' })).words).toContain('day, month, year');
    expect((await refused({ kind: 'distinctive' })).words).toContain('nothing to stand out from');
    expect((await refused({ kind: 'trends', split: '1990' })).words).toContain('nothing to compare');
    expect((await refused({ kind: 'trends', about: 'Ohrid conference' })).words).toContain('has no date');
    expect((await refused({ kind: 'compare', query: 'from:kyiv' })).words).toContain('Only EU Delegation Kyiv');
  });
});

describe('many questions at once, and closing', () => {
  test('answers twelve people, each with their own picture', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        analyse(
          { kind: analysisKinds[i % analysisKinds.length] ?? 'stats', query: 'report OR iran' },
          someone('lead', { member: `m${i}` }),
        ),
      ),
    );
    for (const [i, { ok, reply }] of answers.entries()) {
      expect(ok, wordsOf(reply)).toBe(true);
      expect((reply.files ?? [])[0]?.name).toBe(`${analysisKinds[i % analysisKinds.length] ?? ''}.csv`);
    }
  });

  test('tells those who wait that the desk closes, and ends the thread', async () => {
    const mine = testDesk();
    await importRecords(mine, [{ id: 'A', ref: 'A/1', date: '2018-01-01', origin: 'Oslo', subject: 'Pumps', body: 'Pumps were sold.' }]);
    await mine.index.ready();
    let asked = 0;
    const analyst: Analyst = {
      ...mine.analyst,
      ask(question) {
        asked += 1;
        return mine.analyst.ask(question);
      },
    };
    const other = await createBot({ ...mine, analyst }, quiet);
    const waiting = [ask(other, 'analysis', { kind: 'stats' }, lead()), ask(other, 'analysis', { kind: 'gaps' }, lead())];
    await expect.poll(() => asked).toBe(2);
    await mine.close();
    for (const { reply } of await Promise.all(waiting)) expect(wordsOf(reply)).not.toContain('went wrong');
  });

  test('gives no files and only short passages on a sealed desk', async () => {
    const mine = testDesk({ exposure: 'sealed' });
    await importFiles({ desk: mine, paths: [join(sampleFolder, '2018/10')], by: 'test' });
    await Promise.all([mine.index.ready(), mine.names.settled()]);
    const { ok, reply } = await ask(
      await createBot(mine, quiet),
      'analysis',
      { kind: 'compare', about: 'Ohrid conference' },
      someone('lead', { via: 'discord' }),
    );
    expect(ok).toBe(true);
    expect(reply.files).toEqual([]);
    expect(itemsOf(reply).length).toBeGreaterThan(0);
    for (const { passage = [] } of itemsOf(reply)) expect(plain(passage).length).toBeLessThan(165);
  });
});

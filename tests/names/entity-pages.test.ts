import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReply } from '../../src/chat/discord/render.ts';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { type Desk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { pickUntouched } from '../../src/clock/untouched.ts';
import { pickRules } from '../../src/clock/pick-rules.ts';
import { entityKinds } from '../../src/names/resolve/entity.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { names as planted } from '../fixtures/planted.ts';
import { isLong } from '../helpers/random.ts';
import { actionsOf, ask, importRecords, itemsOf, openSample, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** The pages of who and what is named, through the bot, over the sample trove. */

const none: ReadonlySet<number> = new Set();

let desk: Desk;
let bot: Bot;

beforeAll(async () => {
  desk = await openSample();
  bot = await createBot(desk, quiet);
});

afterAll(() => desk.close());
const page = async (section: string, name: string) => wordsOf((await ask(bot, section, { name })).reply);

/** Sentences on a page and the refs behind them. */
const passages = (reply: Reply): { text: string; ref: string }[] =>
  reply.blocks.flatMap((block) =>
    block.kind !== 'items'
      ? []
      : block.items.flatMap(({ head, passage }) => {
          const cited = head.find((part) => part.kind === 'ref');
          return passage === undefined || cited?.kind !== 'ref' ? [] : [{ text: plain(passage), ref: cited.ref }];
        }),
  );

describe('the names read in a cable', () => {
  test('are listed in order, each in its sentence with rule and certainty', async () => {
    for (const ref of ['COREU/WAS/0107/18', 'COREU/KYI/0039/18', 'COREU/BER/0061/18']) {
      const cable = desk.cables.get(ref);
      const all = desk.names.inCable(cable?.row ?? 0);
      expect(all.length, ref).toBeGreaterThan(3);
      const shown: string[] = [];
      for (let page = 1; page <= Math.ceil(all.length / 6); page += 1) {
        const { reply } = await ask(bot, 'names in', { ref, page }, someone('reader'));
        for (const { head, lines = [], passage = [] } of itemsOf(reply)) {
          const marked = passage.filter(({ kind }) => kind === 'mark').map((part) => ('text' in part ? part.text : ''));
          expect(marked).toHaveLength(1);
          const mention = all[shown.length];
          expect(marked[0]).toBe(mention?.surface);
          expect(plain(head)).toContain(mention?.kind);
          expect(`${cable?.subject ?? ''}\n${cable?.body ?? ''}`).toContain(plain(passage).replaceAll(/^… | …$/g, ''));
          expect(plain(lines[0] ?? [])).toMatch(/^By (?:a|an|the|what|letters|names|initials|capital)\b.*; sure: \d{1,3} %$/);
          shown.push(marked[0] ?? '');
        }
      }
      expect(shown).toEqual(all.map(({ surface }) => surface));
    }
  });
});

describe('names known to be in the trove', () => {
  test.each([
    ['individuals', 'Donald Trump', 'President Trump', 'US president'],
    ['individuals', 'Putin', 'President Vladimir V. Putin', 'of Russia'],
    ['individuals', 'Xi', 'President Xi Jinping', 'of China'],
    ['individuals', 'Mueller', 'Robert S. Mueller III', 'the special counsel'],
    ['individuals', 'Vicini', 'Caroline Vicini', 'deputy head of the European Union mission in Washington'],
    ['individuals', 'Rogozin', 'Dmitry O. Rogozin', 'former Russian deputy foreign minister'],
    ['organizations', 'NSC', 'National Security Council', ''],
    ['organizations', 'NSA', 'National Security Agency', ''],
    ['organizations', 'A.F.L.-C.I.O.', 'A.F.L.-C.I.O.', ''],
    ['organizations', 'Democratic National Committee', 'Democratic National Committee', ''],
    ['organizations', "European Union's secretariat", "European Union's secretariat", ''],
    ['organizations', 'European Council', 'European Council', ''],
    ['organizations', 'White House', 'White House', ''],
    ['organizations', 'State Department', 'State Department', ''],
    ['organizations', 'Congress', 'United States Congress', ''],
    ['organizations', 'WikiLeaks', 'WikiLeaks', ''],
    ['organizations', 'PLA', "People's Liberation Army", ''],
    ['organizations', '3PLA', '3PLA', "Part of: People's Liberation Army"],
    ['organizations', 'Strategic Support Force', 'Strategic Support Force', "Part of: People's Liberation Army"],
    ['organizations', 'EU mission in Washington', 'EU mission in Washington', ''],
    ['organizations', 'Chinese Embassy in Washington', 'Chinese Embassy in Washington', ''],
    ['events', 'Helsinki meeting', 'Helsinki meeting', '2018-07'],
    ['events', 'July 16 meeting', 'EU meeting with Xi', '2018-07-16'],
    ['events', 'annexation of Crimea', 'annexation of Crimea', '2014'],
    ['events', 'Iran nuclear deal', 'Iran nuclear deal', '2015'],
    ['events', 'TPP', 'Trans-Pacific Partnership', ''],
    ['events', 'Brexit', 'Brexit', ''],
    ['events', 'North Korean missile launches', 'North Korean missile launches', '2016'],
    ['events', 'WikiLeaks publication', 'WikiLeaks publication', '2010'],
    ['events', 'trade war', 'trade war', ''],
    ['countries', 'Ukraine', 'Ukraine', ''],
    ['countries', 'Kosovo', 'Kosovo', ''],
    ['countries', 'Mongolia', 'Mongolia', 'Ulaanbaatar'],
    ...[
      'United States',
      'Russia',
      'China',
      'Iran',
      'Saudi Arabia',
      'Israel',
      'North Korea',
      'Serbia',
      'Albania',
      'Cyprus',
      'Finland',
      'Austria',
    ].map((name) => ['countries', name, name, ''] as const),
  ] as const)('/%s name:%s is %s', async (section, name, title, holds) => {
    const words = await page(section, name);
    expect(words.split('\n')[0]).toBe(title);
    expect(words).toContain(holds);
  });

  test('traps: NSC is not NSA, the two European bodies are two, 16 July is not Helsinki', async () => {
    expect(await page('organizations', 'NSC')).not.toContain('National Security Agency');
    const ids = ['NSC', 'NSA', 'European Council', "European Union's secretariat"].map(
      (name) => desk.names.named(name, 'organization', none)[0]?.id,
    );
    expect(new Set(ids).size).toBe(4);
    const [helsinki, xi] = ['Helsinki meeting', 'EU meeting with Xi'].map((name) => desk.names.named(name, 'event', none)[0]);
    const rows = [helsinki, xi].map((one) => desk.names.rowsOf([one?.id ?? '']).map((row) => desk.cables.byRow(row)?.ref));
    expect(rows[1]).toEqual(['COREU/BEI/0124/18']);
    expect(rows[0]).not.toContain('COREU/BEI/0124/18');
  });

  test('people named only in the article are not found, and unnamed people stay unnamed', async () => {
    for (const name of ['Dujarric', 'Oren Falkowitz', 'Blake Darche'])
      expect(await page('individuals', name)).toContain('not in the cables');
    for (const name of ['secretary-general', 'note taker', 'European note taker'])
      expect(await page('individuals', name)).toContain('No individual in the cables is called');
  });

  test('planted names: three spellings, a shared surname, letters that stand for no organization', async () => {
    for (const [name, refs] of Object.entries(planted.threeSpellings)) {
      const [entity] = desk.names.named(name, 'individual', none);
      expect(
        desk.names
          .rowsOf([entity?.id ?? ''])
          .map((row) => desk.cables.byRow(row)?.ref ?? '')
          .toSorted(),
      ).toEqual(refs.toSorted());
    }
    expect(await page('individuals', 'Drobnik')).toContain('may be more than one');
    for (const { full } of planted.acronym.SAA) expect(desk.names.named(full, 'organization', none)).toEqual([]);
    expect(desk.names.named('SAA', 'organization', none)).toEqual([]);
  });
});

test('each section lists, sorts and turns pages; each page opens from its button', async () => {
  for (const section of ['countries', 'individuals', 'events', 'organizations'] as const) {
    const { reply } = await ask(bot, section);
    expect(wordsOf(reply)).toMatch(/\d+ entries/);
    const open = actionsOf(reply).find((action) => action.kind === 'choose' && action.option === 'name');
    const first = open?.kind === 'choose' ? open.choices[0] : undefined;
    const opened = await ask(bot, section, { name: first?.value ?? '' });
    expect(opened.ok).toBe(true);
    for (const sort of ['name', 'newest']) expect((await ask(bot, section, { sort })).ok).toBe(true);
  }
  const byName = wordsOf((await ask(bot, 'countries', { sort: 'name' })).reply);
  expect(byName.indexOf('Albania')).toBeLessThan(byName.indexOf('Austria'));
  // A page that is not there is the last.
  expect(wordsOf((await ask(bot, 'individuals', { page: 99 })).reply)).toMatch(/page (\d+) of \1\b/);
});

const real = join(import.meta.dirname, '../../../shared/corpus/real/trove-1100.dev.jsonl.gz');

test('every sentence on every page is verbatim', async () => {
  const check = async (over: Bot, most: number) => {
    let seen = 0;
    for (const kind of ['country', 'individual', 'event', 'organization'] as const)
      for (const entity of over.desk.names.list(kind, { sort: 'mentions', offset: 0, limit: most, without: none }).rows) {
        const { reply } = await ask(over, 'names show', { name: entity.id }, someone('reader'));
        for (const { text, ref } of passages(reply)) {
          expect(over.desk.cables.get(ref)?.body, `${entity.id}: ${ref}`).toContain(text);
          seen += 1;
        }
        expect(() => renderReply(reply, { store: { keep: () => 'kept', seal: () => 'sealed--' }, commands: new Map() })).not.toThrow();
      }
    return seen;
  };
  expect(await check(bot, 500)).toBeGreaterThan(200);
  if (!isLong || !existsSync(real)) return;
  const other = testDesk();
  await importFiles({ desk: other, paths: [real], trove: 'real', by: 'test' });
  await other.names.settled();
  expect(await check(await createBot(other, quiet), 150)).toBeGreaterThan(1000);
});

test('a page is the same each time', async () => {
  const twice = await Promise.all([ask(bot, 'countries', { name: 'Iran' }), ask(bot, 'countries', { name: 'Iran' })]);
  expect(JSON.stringify(twice[0].reply)).toBe(JSON.stringify(twice[1].reply));
});

test('search by name: any of its spellings, combined with other terms', async () => {
  expect(wordsOf((await ask(bot, 'search', { query: 'person:rogozin' })).reply)).toContain('1 cable for');
  expect(wordsOf((await ask(bot, 'search', { query: 'person:"Dmitry O. Rogozin" country:Austria' })).reply)).toContain('COREU/VIE/0052/18');
  expect(wordsOf((await ask(bot, 'search', { query: 'country:Mongolia' })).reply)).toContain('COREU/ULN/0006/17');
  expect(wordsOf((await ask(bot, 'search', { query: 'org:"National Security Agency" -org:nsc' })).reply)).toContain('COREU/WAS/0377/18');
  expect(wordsOf((await ask(bot, 'search', { query: 'event:brexit from:dublin' })).reply)).toContain('COREU/DUB/0058/18');
  expect(wordsOf((await ask(bot, 'search', { query: 'person:nobodyatall' })).reply)).toContain('I know no individual with this name');
  // The excerpt is where the name stands, whichever it is.
  const { reply } = await ask(bot, 'search', { query: 'person:anckarvane' });
  const shown = reply.blocks.flatMap((block) => (block.kind === 'items' ? block.items.map(({ passage }) => passage ?? []) : []));
  expect(shown).toHaveLength(5);
  for (const passage of shown) expect(passage.some((part) => part.kind === 'mark' && part.text.includes('Anckarvane'))).toBe(true);
});

test('cables and messages list the names in them, and the digest knows others that name the same people', async () => {
  const { reply } = await ask(bot, 'cable', { ref: 'COREU/WAS/0107/18' });
  const named = actionsOf(reply).find((action) => action.kind === 'choose' && plain(action.label) === 'Named in it');
  expect(named?.kind === 'choose' ? named.choices.map(({ label }) => label) : []).toContain('Caroline Vicini');
  const heard = await ask(bot, 'search', {
    query: 'rogozin COREU KYI 0039 18',
    match: 'any',
    message: 'Did Mr. Rogozin read COREU/KYI/0039/18, or Brexit news?',
  });
  const words = wordsOf(heard.reply);
  expect(words).toContain('The message names:');
  for (const wanted of ['Dmitry O. Rogozin', 'COREU/KYI/0039/18', 'Brexit']) expect(words).toContain(wanted);
  desk.setHome('desk');
  await ask(bot, 'tag add', { ref: 'COREU/WAS/0107/18', tag: 'iran' }, someone('editor'));
  const picks = await pickUntouched(desk, { count: 60, rules: pickRules.filter(({ name }) => name === 'names') });
  // A name that a heading or an office bears is not said.
  const said = picks.flatMap(({ head, reason }) => {
    const name = /^names (.+), (?:who|which) is in COREU\/WAS\/0107\/18 \(#iran\)$/.exec(plain(reason))?.[1];
    return name === undefined ? [] : [{ head, name }];
  });
  expect(said.length).toBeGreaterThan(0);
  for (const { head, name } of said) {
    const rows = desk.names.rowsOf(entityKinds.flatMap((kind) => desk.names.named(name, kind, none).map(({ id }) => id)));
    expect(rows, `${name} in ${head.ref}`).toContain(head.row);
  }
});

test('a withdrawn cable is on no page, count or completion but a lead’s', async () => {
  const mine = testDesk();
  await importRecords(mine, [
    { id: 'M1', ref: 'M1', date: '2018-01-01', body: 'Mr. Onlyhere Quixotely came. Serbia was named.' },
    { id: 'M2', ref: 'M2', date: '2018-01-02', body: 'Serbia again.' },
  ]);
  await mine.names.settled();
  const over = await createBot(mine, quiet);
  await ask(over, 'desk mask', { ref: 'M1' }, someone('lead'));
  expect((await ask(over, 'individuals', { name: 'Quixotely' }, someone('editor'))).ok).toBe(false);
  expect(wordsOf((await ask(over, 'countries', { name: 'Serbia' }, someone('editor'))).reply)).toContain('named in 1 cable, 1 time');
  expect(await over.suggest(someone('reader'), { command: 'individuals', options: {} }, 'name', 'Quix')).toMatchObject([
    { label: 'No individual in the cables matches Quix' },
  ]);
  expect(wordsOf((await ask(over, 'individuals', { name: 'Quixotely' }, someone('lead'))).reply)).toContain('Onlyhere Quixotely');
});

test('a name that is not found as one kind is offered as the others, and in the texts, with counts', async () => {
  const offersOf = async (name: string) => actionsOf((await ask(bot, 'organizations', { name })).reply).map(({ label }) => plain(label));
  expect(await offersOf('Rogozin')).toContain('Dmitry O. Rogozin, individual · 1 cable');
  const inTexts = (await ask(bot, 'organizations', { name: 'corrosion-proof alloy' })).reply;
  expect(wordsOf(inTexts)).toContain('No organization in the cables is called corrosion-proof alloy');
  expect(wordsOf((await press(bot, inTexts, 'In the texts · 1 cable')).reply)).toMatch(/^1 cable for "corrosion-proof alloy"/);
  const searched = (await ask(bot, 'search', { query: 'org:"corrosion-proof alloy" pumps' })).reply;
  expect(wordsOf((await press(bot, searched, 'In the texts · 1 cable')).reply)).toMatch(/^1 cable for "corrosion-proof alloy" pumps/);
});

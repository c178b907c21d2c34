import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReply } from '../../src/chat/discord/render.ts';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import { importFiles } from '../../src/import/import.ts';
import { usualFloor } from '../../src/names/names.ts';
import { pickUntouched } from '../../src/clock/untouched.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { names as planted } from '../fixtures/planted.ts';
import { isLong } from '../helpers/random.ts';
import {
  actionsOf,
  ask,
  importRecords,
  itemsOf,
  openSample,
  quiet,
  sampleData,
  sampleFolder,
  someone,
  testDesk,
  wordsOf,
} from '../helpers/desk.ts';

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
  test('each in its sentence, in order, with what found it and how sure that is; no rule goes by its bare name', async () => {
    for (const ref of ['COREU/WAS/0107/18', 'COREU/KYI/0039/18', 'COREU/BER/0061/18']) {
      const cable = desk.cables.get(ref);
      const all = desk.names.inCable(cable?.row ?? 0);
      expect(all.length, ref).toBeGreaterThan(3);
      const shown: string[] = [];
      for (let page = 1; page <= Math.ceil(all.length / 6); page += 1) {
        const { reply } = await ask(bot, 'entity mentions', { ref, page }, someone('reader'));
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

describe('who and what the trove is known to hold', () => {
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

  test('people of the article only say so, and nobody unnamed is anybody', async () => {
    for (const name of ['Dujarric', 'Oren Falkowitz', 'Blake Darche'])
      expect(await page('individuals', name)).toContain('is not in the cables');
    for (const name of ['secretary-general', 'note taker', 'European note taker'])
      expect(await page('individuals', name)).toContain('No individual in the cables is called');
  });

  test('planted names: three spellings, two of one surname, an acronym of two', async () => {
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
    expect(await page('organizations', 'SAA')).toContain('may be more than one');
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
  expect((await ask(bot, 'individuals', { page: 99 })).ok).toBe(false);
});

const real = join(import.meta.dirname, '../../../shared/corpus/real/trove-1100.dev.jsonl.gz');

test('every sentence of every page stands verbatim at its place', async () => {
  const check = async (over: Bot, most: number) => {
    let seen = 0;
    for (const kind of ['country', 'individual', 'event', 'organization'] as const)
      for (const entity of over.desk.names.list(kind, { sort: 'mentions', offset: 0, limit: most, without: none }).entities) {
        const { reply } = await ask(over, 'entity show', { name: entity.id }, someone('reader'));
        for (const { text, ref } of passages(reply)) {
          expect(over.desk.cables.get(ref)?.body, `${entity.id}: ${ref}`).toContain(text);
          seen += 1;
        }
        expect(() => renderReply(reply, { keep: () => 'kept', commands: new Map() })).not.toThrow();
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

test('search by who and what is named: any of its names, combined with the rest of the language', async () => {
  expect(wordsOf((await ask(bot, 'search', { query: 'person:rogozin' })).reply)).toContain('1 cable for');
  expect(wordsOf((await ask(bot, 'search', { query: 'person:"Dmitry O. Rogozin" country:Austria' })).reply)).toContain('COREU/VIE/0052/18');
  expect(wordsOf((await ask(bot, 'search', { query: 'country:Mongolia' })).reply)).toContain('COREU/ULN/0006/17');
  expect(wordsOf((await ask(bot, 'search', { query: 'org:"National Security Agency" -org:nsc' })).reply)).toContain('COREU/WAS/0377/18');
  expect(wordsOf((await ask(bot, 'search', { query: 'event:brexit from:dublin' })).reply)).toContain('COREU/DUB/0058/18');
  expect(wordsOf((await ask(bot, 'search', { query: 'person:nobodyatall' })).reply)).toContain('Nothing named so is known');
  // The excerpt is where the name stands, whichever it is.
  const { reply } = await ask(bot, 'search', { query: 'person:anckarvane' });
  const shown = reply.blocks.flatMap((block) => (block.kind === 'items' ? block.items.map(({ passage }) => passage ?? []) : []));
  expect(shown).toHaveLength(5);
  for (const passage of shown) expect(passage.some((part) => part.kind === 'mark' && part.text.includes('Anckarvane'))).toBe(true);
});

test('a cable lists whom it names, a message of a colleague too, and the digest knows the only cable naming somebody', async () => {
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
  const picks = await pickUntouched(desk, someone('lead'), 60, new Set());
  const only = picks.filter(({ rule }) => rule === 'only naming');
  expect(only.length).toBeGreaterThan(0);
  for (const { head, reason } of only) {
    const name = plain(reason).replace('the only cable naming ', '');
    const entity = [...desk.names.named(name, 'individual', none), ...desk.names.named(name, 'event', none)][0];
    expect(desk.names.rowsOf([entity?.id ?? '']), name).toEqual([head.row]);
  }
});

test('a masked cable is on no page, in no count and in no completion but a lead’s', async () => {
  const mine = testDesk();
  await importRecords(mine, [
    { id: 'M1', ref: 'M1', date: '2018-01-01', body: 'Mr. Onlyhere Quixotely came. Serbia was named.' },
    { id: 'M2', ref: 'M2', date: '2018-01-02', body: 'Serbia again.' },
  ]);
  await mine.names.settled();
  const over = await createBot(mine, quiet);
  await ask(over, 'mask', { ref: 'M1' }, someone('lead'));
  expect((await ask(over, 'individuals', { name: 'Quixotely' }, someone('editor'))).ok).toBe(false);
  expect(wordsOf((await ask(over, 'countries', { name: 'Serbia' }, someone('editor'))).reply)).toContain('named in 1 cable, 1 time');
  expect(await over.suggest(someone('reader'), { command: 'individuals', options: {} }, 'name', 'Quix')).toEqual([]);
  expect(wordsOf((await ask(over, 'individuals', { name: 'Quixotely' }, someone('lead'))).reply)).toContain('Onlyhere Quixotely');
});

describe('judgments', () => {
  test('merge, restart, import again, undo: the page is what the editor decided at each step', async () => {
    const folder = await sampleData();
    let mine = openDesk({ folder, exposure: 'desk' });
    const begin = async () => {
      const over = await createBot(mine, quiet);
      await mine.names.settled();
      return over;
    };
    try {
      let over = await begin();
      const editor = () => someone('editor', { desk: mine.home() });
      const asked = await ask(over, 'entity merge', { name: 'Vermichian', into: 'Vermishyan' }, editor());
      expect(wordsOf(asked.reply)).toContain('Before it is done');
      expect(wordsOf(asked.reply)).toContain('COREU/PAR/0093/18');
      expect(wordsOf((await ask(over, 'individuals', { name: 'Vermichian' }, editor())).reply).split('\n')[0]).toBe('Anatole Vermichian');
      const merged = await ask(over, 'entity merge', { name: 'Vermichian', into: 'Vermishyan', sure: true }, editor());
      expect(wordsOf(merged.reply).split('\n')[0]).toBe('Anatol Vermishyan');
      const isMerged = async () => {
        const words = wordsOf((await ask(over, 'individuals', { name: 'Vermichian' }, editor())).reply);
        expect(words.split('\n')[0]).toBe('Anatol Vermishyan');
        expect(words).toContain('named in 4 cables');
      };
      await isMerged();
      expect((await ask(over, 'entity merge', { name: 'Vermichian', into: 'Vermishyan', sure: true }, editor())).ok).toBe(false);
      await mine.close();
      mine = openDesk({ folder, exposure: 'desk' });
      over = await begin();
      await isMerged();
      await importFiles({ desk: mine, paths: [sampleFolder], by: 'test' });
      await mine.names.changed();
      await isMerged();
      expect(wordsOf((await ask(over, 'entity list', {}, editor())).reply)).toContain('merge individual');
      expect((await ask(over, 'entity undo', {}, editor())).ok).toBe(true);
      expect(wordsOf((await ask(over, 'individuals', { name: 'Vermichian' }, editor())).reply).split('\n')[0]).toBe('Anatole Vermichian');
    } finally {
      await mine.close();
    }
  });

  test.each<[what: string, command: string, options: Record<string, string | boolean>, says: string]>([
    ['a name that is not there', 'individuals', { name: 'Rogosin' }, 'No individual in the cables is called'],
    ['two kinds', 'entity merge', { name: 'Vicini', into: 'Brexit' }, 'they cannot be one'],
    ['into itself', 'entity merge', { name: 'Vicini', into: 'Caroline Vicini' }, 'are one already'],
    ['a split that leaves nothing', 'entity split', { name: 'Violeta Trpezanovska', alias: 'Violeta Trpezanovska' }, 'would leave nothing'],
    ['a split of a name it does not have', 'entity split', { name: 'Vicini', alias: 'Rogozin' }, 'is not called'],
    ['a rename to what it is', 'entity rename', { name: 'Vicini', to: 'Caroline Vicini' }, 'called'],
    ['a rename to nothing', 'entity rename', { name: 'Vicini', to: '   ' }, 'needs a letter'],
    ['a country by kind', 'entity retype', { name: 'Brexit', kind: 'country' }, 'gazetteer'],
    ['a name of 300 characters', 'individuals', { name: 'x'.repeat(300) }, 'No individual'],
    ['hostile markdown', 'individuals', { name: '**@everyone** [x](http://e.example) ||y||' }, 'No individual'],
    [
      'an assignment in a cable that does not name it',
      'entity assign',
      { name: 'Drobnik', ref: 'COREU/WAS/0107/18', to: 'Jana Drobnik' },
      'does not name',
    ],
    ['an undo of nothing', 'entity undo', {}, 'nothing about names'],
  ])('%s is refused with a sentence', async (_, command, options, says) => {
    const answer = await ask(bot, command, options, someone('editor', { member: 'nobody-yet' }));
    expect(answer.ok).toBe(false);
    expect(answer.failure).not.toBe('bug');
    expect(wordsOf(answer.reply)).toContain(says);
  });

  test('two editors decide the same at once: one decision, the other is told', async () => {
    const mine = testDesk();
    mine.setHome('desk');
    await importRecords(mine, [{ id: 'T1', ref: 'T1', body: 'Mr. Anton Alphason met Mr. Berto Betason.' }]);
    await mine.names.settled();
    const over = await createBot(mine, quiet);
    const answers = await Promise.all(
      ['one', 'two'].map((member) => ask(over, 'entity hide', { name: 'Alphason', sure: true }, someone('editor', { member }))),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(wordsOf(answers.find(({ ok }) => !ok)?.reply ?? { blocks: [] })).toContain('decided already');
    expect((await ask(over, 'individuals', { name: 'Alphason' }, someone('reader'))).ok).toBe(false);
  });

  test('readers decide nothing', async () => {
    for (const command of ['entity merge', 'entity split', 'entity rename', 'entity retype', 'entity hide', 'entity assign', 'entity undo'])
      expect(
        (
          await ask(
            bot,
            command,
            { name: 'Vicini', into: 'Putin', alias: 'x', to: 'y', kind: 'event', ref: 'COREU/WAS/0107/18' },
            someone('reader'),
          )
        ).ok,
        command,
      ).toBe(false);
  });
});

test('a file of names that is damaged or of other rules is made anew', async () => {
  const mine = testDesk();
  await importRecords(mine, [{ id: 'D1', ref: 'D1', body: 'Mr. Anton Alphason came to Serbia.' }]);
  await mine.names.settled();
  const file = join(mine.folder, 'names.sqlite');
  await mine.close();
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  writeFileSync(file, 'this is no database at all, but it is long enough to be read as one'.repeat(100));
  const again = testDesk({ folder: mine.folder });
  await again.names.settled();
  expect(again.names.named('Alphason', 'individual', none)).toHaveLength(1);
});

test('a large import is read by several threads, each cable as by itself', async () => {
  const mine = testDesk();
  const bodies = [...desk.cables.all()].map(({ body }) => body);
  const records = Array.from({ length: 330 }, (_, i) => ({ id: `R${i}`, ref: `R${i}`, body: `${i}. ${bodies[i % bodies.length] ?? ''}` }));
  await importRecords(mine, records);
  await mine.names.settled();
  expect(mine.names.progress()).toEqual({ done: 330, total: 330 });
  for (const cable of mine.cables.all()) {
    const own = readNames(cable).filter(({ sure }) => sure >= usualFloor);
    const spans = (of: readonly { part: string; start: number; end: number; kind: string; rule: string }[]): string[] =>
      [...new Set(of.map(({ part, start, end, kind, rule }) => `${part} ${start} ${end} ${kind} ${rule}`))].toSorted();
    expect(spans(mine.names.inCable(cable.row)), cable.ref).toEqual(spans(own));
  }
  await mine.close();
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import type { Cable } from '../../src/cables/cables.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { parseQuery } from '../../src/query/query.ts';
import { copies, dangling, dispute, forms, hostile, names, series, stories } from '../fixtures/planted.ts';
import { renderReply } from '../../src/chat/discord/render.ts';
import { ask, openSample, quiet, sampleFolder, wordsOf } from '../helpers/desk.ts';

/** The sample trove as a whole: what it must hold, what it must not, and that what is planted in it can be found. */

let desk: Desk;
let bot: Bot;
let all: Cable[];

beforeAll(async () => {
  desk = await openSample();
  bot = await createBot(desk, quiet);
  all = [...desk.cables.all()];
});

afterAll(() => desk.close());

const cable = (ref: string): Cable => {
  const found = all.find((one) => one.ref === ref);
  if (found === undefined) throw new Error(`${ref} is not in the sample trove`);
  return found;
};

async function refsFor(text: string): Promise<string[]> {
  const { hits } = await desk.index.find(parseQuery(text), { sort: 'best', offset: 0, limit: 40 });
  return hits.map(({ row }) => desk.cables.byRow(row)?.ref ?? '');
}

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

describe('the planted cases', () => {
  test.each(stories)('$title: every clue stands where it is said to, in five or more cables of different missions', ({ clues }) => {
    for (const { ref, words: clue } of clues) expect(cable(ref).body, ref).toContain(clue);
    expect(new Set(clues.map(({ ref }) => cable(ref).origin)).size).toBeGreaterThanOrEqual(5);
  });

  test.each(stories.flatMap(({ title, trail }) => trail.map(({ ask: question, finds }) => ({ title, question, finds }))))(
    '$title: "$question" leads on',
    async ({ question, finds }) => {
      expect(await refsFor(question)).toEqual(expect.arrayContaining([...finds]));
    },
  );

  test('every cable of a story is found by a question or cited by one that is', async () => {
    for (const { title, trail, clues } of stories) {
      const found = new Set((await Promise.all(trail.map(({ ask: question }) => refsFor(question)))).flat());
      const cited = new Set([...found].flatMap((ref) => cable(ref).refs));
      for (const { ref } of clues) expect(found.has(ref) || cited.has(ref), `${title}: ${ref}`).toBe(true);
    }
  });

  test('three missions report one event and disagree', async () => {
    for (const { ref, words: said } of dispute) expect(cable(ref).body).toContain(said);
    expect(new Set(dispute.map(({ ref }) => cable(ref).origin)).size).toBe(3);
    expect(await refsFor('ohrid conference')).toEqual(expect.arrayContaining(dispute.map(({ ref }) => ref)));
  });

  test('a week is missing from a series, and the next report mentions it', () => {
    const weeks = series.refs.map((ref) => Number(/week (\d+)/.exec(cable(ref).subject)?.[1]));
    expect(weeks).toEqual([21, 22, 23, 25, 26, 27]);
    expect(all.some(({ ref, subject }) => ref.startsWith('COREU/KYI/') && ref.endsWith('/18') && subject.includes('week 24'))).toBe(false);
    expect(cable(series.missing.before).body).toContain(series.missing.words);
  });

  test('every reference resolves but the planted one, which is reported missing', async () => {
    const refs = new Set(all.map(({ ref }) => ref));
    const open = all.flatMap(({ ref, refs: cites }) => cites.filter((cited) => !refs.has(cited)).map((cited) => `${ref} -> ${cited}`));
    expect(open.toSorted()).toEqual(dangling.from.map((from) => `${from} -> ${dangling.ref}`).toSorted());
    const { reply } = await ask(bot, 'cable', { ref: dangling.from[0] });
    expect(wordsOf(reply)).toContain(dangling.ref);
  });

  test('near-copies are where they are planted and nowhere else', () => {
    const alike = pairsAlike(0.5);
    expect(alike.toSorted()).toEqual(copies.map(([one, other]) => `${one} ${other}`).toSorted());
  });

  test('names: three spellings of one person, a shared surname, a country by demonym and capital, an ambiguous acronym', () => {
    for (const [name, refs] of Object.entries(names.threeSpellings)) {
      const surname = name.split(' ')[1] ?? '';
      expect(all.filter(({ body }) => body.includes(surname)).map(({ ref }) => ref)).toEqual(expect.arrayContaining([...refs]));
    }
    for (const name of ['Pavel Drobnik', 'Jana Drobnik'] as const) expect(cable(names.oneSurname[name]).body).toContain(name);
    expect(cable(names.oneSurname.bare).body).toMatch(/(?<!Pavel |Jana |Mr\. |Ms\. )Drobnik/);
    const { country, demonym, capital, ref } = names.onlyDemonym;
    expect(cable(ref).body).toContain(demonym);
    expect(cable(ref).body).toContain(capital);
    expect(all.filter(({ body, subject }) => new RegExp(String.raw`\b${country}\b`).test(body + subject))).toEqual([]);
    for (const meaning of names.acronym.SAA) expect(cable(meaning.ref).body).toContain(`${meaning.full} (SAA)`);
  });

  test('hostile text is stored unchanged and never shown raw', async () => {
    for (const piece of hostile.words) expect(cable(hostile.ref).body, piece).toContain(piece);
    const { reply } = await ask(bot, 'cable', { ref: hostile.ref });
    expect(wordsOf(reply)).toContain('cabledesk verified this mail');
    const { components } = renderReply(reply, { store: { keep: () => 'kept', seal: () => 'sealed--' }, commands: new Map() });
    const shown = JSON.stringify(components);
    for (const live of ['\u202E', '@everyone', '](http', '<@1', ' **URGENT']) expect(shown, live).not.toContain(live);
  });

  test('has a very long cable, a one-line cable and a garbled one', () => {
    expect(words(cable(forms.long).body).length).toBeGreaterThan(1400);
    expect(words(cable(forms.oneLine).body).length).toBeLessThan(20);
    expect(cable(forms.oneLine).body.trim()).not.toContain('\n');
    expect(cable(forms.garbled.ref).body).toContain(forms.garbled.line);
    expect(cable(forms.garbled.ref).body).toContain(forms.garbled.typo);
  });
});

describe('the trove as a whole', () => {
  test('spans three years, most of it in 2018, mostly routine', () => {
    expect(all.length).toBeGreaterThanOrEqual(120);
    const of = (year: string) => all.filter(({ date }) => date.startsWith(year)).length;
    expect(of('2016')).toBeGreaterThanOrEqual(10);
    expect(of('2017')).toBeGreaterThan(of('2016'));
    expect(of('2018')).toBeGreaterThan(of('2016') + of('2017'));
    const substance =
      all.filter(({ type }) => /analysis|memorandum|summit/.test(type)).length + all.filter(({ ref }) => ref.startsWith('UN/')).length;
    expect(substance / all.length).toBeGreaterThan(0.22);
    expect(substance / all.length).toBeLessThan(0.4);
    const months = new Set(all.flatMap(({ date }) => (date.startsWith('2018-') ? [date.slice(0, 7)] : [])));
    expect(months.size).toBe(12);
  });

  test('lengths: nearly all between 60 and 600 words', () => {
    const outside = all.filter(({ body }) => words(body).length < 59 || words(body).length > 700).map(({ ref }) => ref);
    expect(outside.toSorted()).toEqual([forms.oneLine, forms.long].toSorted());
  });

  test('weekly reports come from every mission that the article names', () => {
    const from = all.filter(({ type }) => type === 'weekly report').map(({ origin }) => origin);
    for (const place of ['Pristina', 'Belgrade', 'Tirana', 'Moscow', 'Beijing', 'Kyiv', 'Washington'])
      expect(from.filter((origin) => origin.includes(place)).length, place).toBeGreaterThanOrEqual(3);
    const talks = all.filter(({ type }) => type === 'memorandum of conversation').map(({ origin }) => origin);
    for (const place of ['Riyadh', 'Tel Aviv', 'Amman', 'Baghdad', 'Beijing'])
      expect(
        talks.some((origin) => origin.includes(place)),
        place,
      ).toBe(true);
  });

  test.each([
    'trade tariffs',
    'terrorism',
    'counterterrorism',
    'migration',
    'enlargement',
    'climate',
    '"iran nuclear deal"',
    '"renewable energy"',
    'brexit',
    'cyber',
    'sanctions',
    'summit',
    '"export credit"',
    'A.F.L.-C.I.O.',
    'WikiLeaks',
    '"Democratic National Committee"',
    '"National Security Council"',
    '"National Security Agency"',
    '"State Department"',
    '"White House"',
    '"Trans-Pacific Partnership"',
    '"People\'s Liberation Army"',
    '"Strategic Support Force"',
    '3PLA',
    '"Chinese Embassy in Washington"',
    '"European Council"',
    '"European Union\'s secretariat"',
    'EC3IS',
    'Zeus',
    'Lucite',
    '"8:30 a.m. meeting"',
    'indictment',
    'annexation',
    '"trade war"',
  ])('%s is found', async (question) => {
    expect((await refsFor(question)).length).toBeGreaterThan(0);
  });

  test('six cables in French, one in German', () => {
    const of = (language: string) => all.filter(({ lang }) => lang === language).length;
    expect({ fr: of('fr'), de: of('de') }).toEqual({ fr: 6, de: 1 });
  });

  test('people named only in the article are absent, and unnamed people stay unnamed', () => {
    const text = all.map(({ subject, body }) => `${subject}\n${body}`).join('\n');
    for (const name of ['Dujarric', 'Falkowitz', 'Darche', 'Area 1', 'New York Times', 'Guterres', 'Ban Ki'])
      expect(text, name).not.toContain(name);
  });

  test('nothing above RESTREINT UE, and nothing without FICTIONAL in its header', () => {
    for (const file of globSync('**/*.txt', { cwd: sampleFolder })) {
      const text = readFileSync(join(sampleFolder, file), 'utf8');
      expect(text.split('\n')[0], file).toMatch(/^Notice: FICTIONAL/);
      expect(text, file).not.toMatch(/^Marking: (?!LIMITE$|RESTREINT UE$)/m);
    }
  });

  test('real people say only what the article quotes', () => {
    // Every quotation in a sentence that names a real person must be one of the article's.
    const quoted = readFileSync(join(sampleFolder, 'README.md'), 'utf8');
    let seen = 0;
    for (const { ref, body } of all)
      for (const [sentence] of body.matchAll(/[^\n]*?(?:Trump|Putin|Mr\. Xi|Xi Jinping|Mueller|Vicini|Rogozin)[^\n]*?[.!?]"?(?=\s|$)/gu))
        for (const [, said = ''] of sentence.matchAll(/(?<!\w)"([^"\n]{3,})"/gu)) {
          expect(quoted, `${ref}: ${said}`).toContain(said.replace(/[,.]$/, ''));
          seen += 1;
        }
    expect(seen).toBeGreaterThan(3);
  });

  test('serial numbers of a post rise through the year', () => {
    const posts = new Map<string, { serial: number; date: string }[]>();
    for (const { ref, date } of all) {
      const [net = '', post = '', serial = '', year = ''] = ref.split('/');
      if (date.length >= 10)
        posts.set(`${net} ${post} ${year}`, [
          ...(posts.get(`${net} ${post} ${year}`) ?? []),
          { serial: Number(serial), date: date.slice(0, 10) },
        ]);
    }
    for (const [post, list] of posts) {
      const dates = list.toSorted((a, b) => a.serial - b.serial).map(({ date }) => date);
      expect(dates, post).toEqual(dates.toSorted());
    }
  });

  test('days of the week are right', () => {
    const months = [
      'January',
      'February',
      'March',
      'April',
      'May',
      'June',
      'July',
      'August',
      'September',
      'October',
      'November',
      'December',
    ];
    const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
    const named = new RegExp(`(${days.join('|')}) (\\d{1,2}) (${months.join('|')})`, 'g');
    let seen = 0;
    for (const { ref, body, subject, date } of all) {
      const year = Number((date === '' ? '2018' : date).slice(0, 4));
      for (const [words_, day = '', of = '', month = ''] of `${subject}\n${body}`.matchAll(named)) {
        const dayIn = (inYear: number) => days[new Date(Date.UTC(inYear, months.indexOf(month), Number(of))).getUTCDay()];
        expect([dayIn(year), dayIn(year + 1)], `${ref}: ${words_}`).toContain(day);
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(130);
  });

  test('weekly reports carry the right week number', () => {
    const weekly = all.flatMap(({ ref, subject, date }) => {
      const week = /Weekly report, .*, week (\d+)/.exec(subject)?.[1];
      return week === undefined ? [] : [{ ref, date, week: Number(week) }];
    });
    expect(weekly.length).toBeGreaterThan(1);
    for (const { ref, date, week } of weekly) expect(isoWeek(date), ref).toBe(week);
  });
});

/** The week of the year by ISO 8601: the first is the one that holds the first Thursday. */
function isoWeek(date: string): number {
  const day = new Date(`${date.slice(0, 10)}T00:00Z`);
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() === 0 ? 7 : day.getUTCDay()));
  return Math.ceil(((day.getTime() - Date.UTC(day.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7);
}

/** Pairs of cables whose runs of four words overlap by more than `share` (Jaccard). */
function pairsAlike(share: number): string[] {
  const runs = all.map(({ ref, body }) => {
    const said = words(body.toLowerCase());
    return { ref, set: new Set(said.slice(3).map((_, at) => said.slice(at, at + 4).join(' '))) };
  });
  return runs.flatMap((one, at) =>
    runs.slice(at + 1).flatMap((other) => {
      const both = [...one.set].filter((run) => other.set.has(run)).length;
      const either = one.set.size + other.set.size - both;
      return either > 0 && both / either > share ? [[one.ref, other.ref].toSorted().join(' ')] : [];
    }),
  );
}

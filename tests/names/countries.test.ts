import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { countriesAbout, type Paper } from '../../src/names/recognise/countries-about.ts';
import { countryEvidence } from '../../src/names/recognise/countries.ts';
import type { Country } from '../../src/names/recognise/gazetteer.ts';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { ask, importRecords, quiet, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Which country a word means: offices that many countries have, and states of the past. */

const meantBy = (text: string, surface: string, more: Parameters<typeof countryEvidence>[1] = {}): string[] =>
  countryEvidence(text, more)
    .filter((one) => one.surface === surface)
    .map(({ code }) => code);

describe('an office that many countries have', () => {
  test.each([
    ['The Foreign Office answered on Monday.', ['The Ambassador in Chile', 'Santiago'], ['CL']],
    ['The Foreign Office answered on Monday.', ['Secretary of State', 'Ambassador in Brazil', 'Washington'], ['BR']],
    ['The German Foreign Office answered on Monday.', ['AMEMBASSY OSLO'], ['DE']],
    ['His Foreign Office wrote. Berlin and the German ministers agreed.', ['Consul at Geneva'], ['DE']],
    ['The Foreign Office answered on Monday.', [], []],
  ])('Foreign Office: %s (%j)', (text, posts, codes) => {
    expect(meantBy(text, 'Foreign Office', { posts })).toEqual(codes);
  });

  test.each([
    ['The Congress made Chamber of Deputies President Anna Paz head of state; Bolivia waits.', 'Chamber of Deputies', ['BO']],
    ['We thank the Sultan and Yang di-Pertuan of Brunei Darussalam, and Brunei.', 'Sultan', ['BN']],
    ['Canada rose in the House of Commons, and Canadian members cheered.', 'House of Commons', ['CA']],
    ['Cc: Shah, Preeti; talks in Iran', 'Shah', []],
    ['Mr. Raj Shah spoke. Iran and Iranian oil.', 'Shah', []],
    ['The Shah left Iran.', 'Shah', ['IR']],
    ['President Zelaya of Honduras and Mr. Baez met.', 'Zelaya', []],
    ['The Turkish Foreign Office and the American Foreign Office', 'Foreign Office', ['TR']],
  ])('is the one that the words around it say: %s', (text, surface, codes) => {
    expect(meantBy(text, surface)).toEqual(codes);
  });

  test('the subject says whose it is', () => {
    expect(meantBy('The Chamber of Deputies voted.', 'Chamber of Deputies', { subject: 'Elections in Chile' })).toEqual(['CL']);
  });

  test('what one country only has needs nobody else', () => {
    expect(meantBy('The Kremlin denied it.', 'Kremlin')).toEqual(['RU']);
    expect(meantBy('Mr. Pope and J. Pope met Pope Francis.', 'Pope')).toEqual(['VA']);
  });
});

describe('a state of the past', () => {
  test.each([
    ['Yugoslavia and the Yugoslav army', 1934, ['YU', 'YU']],
    ['They left Transjordan for Jordan.', 1948, ['XJ', 'JO']],
    ['the former Yugoslav Republic of Macedonia', 2008, ['MK']],
    ['Hawaii', 1884, ['US-HI']],
    ['Hawaii', 2012, ['US']],
    ['Trade of Sweden and Norway', 1884, ['SE-NO']],
    ['Trade of Sweden and Norway', 2012, ['SE', 'NO']],
  ])('%s (%i)', (text, year, codes) => {
    expect(countryEvidence(text, { year }).map(({ code }) => code)).toEqual(codes);
  });

  test('goes on as the country that it became', () => {
    expect(countriesAbout([{ text: 'Moscow, 1934.\n\nThe Soviet delegates left. Soviet trade grew.' }])[0]?.[0]).toBe('RU');
  });

  test('has its years, and successors that are countries', () => {
    const countries = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../data/gazetteer/countries.json'), 'utf8'),
    ) as readonly Country[];
    const codes = new Set(countries.map(({ code }) => code));
    expect(codes.size).toBe(countries.length);
    for (const { code, from = 0, until = 0, successors = [] } of countries.filter((one) => one.until !== undefined)) {
      expect(from, code).toBeLessThan(until);
      expect(successors.length, code).toBeGreaterThan(0);
      for (const one of successors) expect(codes.has(one), `${code} ${one}`).toBe(true);
    }
  });
});

test('the reader passes on who wrote, where and when', () => {
  const cable = {
    subject: '',
    body: 'The Foreign Office agreed. Hawaii asked.',
    date: '1890-01-02',
    origin: 'Legation in Lisbon, Portugal',
  };
  const named = readNames(cable).flatMap(({ country, surface }) => (country === undefined ? [] : [`${surface} ${country.code}`]));
  expect(named).toEqual(['Foreign Office PT', 'Hawaii US-HI']);
});

describe('on the desk', () => {
  let desk: Desk;
  let bot: Bot;
  beforeAll(async () => {
    desk = openDesk({ exposure: 'desk', folder: tempFolder() });
    bot = await createBot(desk, quiet);
    await importRecords(desk, [
      {
        id: 'A1',
        date: '1934-05-01',
        origin: 'Minister in Yugoslavia',
        subject: 'Visit',
        body: 'Yugoslavia and Transjordan trade. Serbia is part.',
      },
      {
        id: 'A2',
        date: '1934-06-01',
        origin: 'Minister in Yugoslavia',
        subject: 'Tariffs',
        body: 'The Yugoslav minister wrote to Greece.',
      },
    ]);
    await desk.names.settled();
  });
  afterAll(() => desk.close());

  test('has a page of its own, with its years and what came after', async () => {
    const page = wordsOf((await ask(bot, 'countries', { name: 'Yugoslavia' })).reply);
    expect(page).toContain('named in 2 cables');
    expect(page).toMatch(/Former country.*1918 to 2003; now .*Croatia/s);
    expect(wordsOf((await ask(bot, 'countries', { name: 'Transjordan' })).reply)).toContain('1921 to 1949; now Jordan');
    expect(wordsOf((await ask(bot, 'countries', { name: 'Greece' })).reply)).not.toContain('Former country');
  });

  test('is found in a search', async () => {
    expect(wordsOf((await ask(bot, 'search', { query: 'country:Yugoslavia' })).reply)).toContain('A2');
  });

  test('stands beside the map, which has no tile for it', async () => {
    const { reply } = await ask(bot, 'analysis', { kind: 'map' });
    expect(wordsOf(reply)).toContain('States of the past have no tile: Yugoslavia 2, Transjordan 1.');
  });
});

describe('what a paper is about', () => {
  const about = (papers: Paper[], known: Paper[] = []): (string | undefined)[] => countriesAbout(papers, known).map(([first]) => first);
  const letter = (from: string, to: string, text: string): Paper => ({ text: `${from} to ${to}\n\n${text}` });

  test('the other papers of its correspondents are weak evidence', () => {
    const doubtful = letter('Mr. Adler', 'Mr. Bird', 'France and Portugal.');
    expect(about([doubtful])).toEqual(['FR']);
    const others = Array.from({ length: 6 }, () => letter('Mr. Adler', 'Mr. Bird', 'Portugal: Portuguese wine, Lisbon.'));
    expect(about([doubtful], others)).toEqual(['PT']);
    expect(about([letter('Mr. Adler', 'Mr. Bird', 'France, French ports and the French.')], others)).toEqual(['FR']);
    // A correspondent's papers say nothing of those of others.
    expect(about([letter('Mr. Cole', 'Mr. Dunn', 'France and Portugal.')], others)).toEqual(['FR']);
  });

  test('a paper is no evidence of its own', () => {
    const one = letter('Mr. Adler', 'Mr. Bird', 'France and Portugal.');
    expect(countriesAbout([one])).toEqual(countriesAbout([{ ...one }]));
    expect(countriesAbout([{ text: 'Nothing.' }])).toEqual([[]]);
  });

  test('the posts of sender and receiver count a little', () => {
    const text = 'On tariffs\n\nFrance and Chile agree.';
    expect(about([{ text }])).toEqual(['FR']);
    expect(about([{ text, origin: 'Secretary of State', destination: 'Ambassador in Chile', place: 'Washington' }])).toEqual(['CL']);
  });

  test('American papers are rarely about the United States', () => {
    const text = 'The American press, American goods, American ships, American wheat, the United States and Peru.';
    expect(about([{ text: `Prices\n\n${text}` }])).toEqual(['US']);
    expect(about([{ text: `Legation of the United States, Lima\n\n${text}` }])).toEqual(['PE']);
    // The archive tells it of a paper that does not.
    const archive = Array.from({ length: 3 }, () => ({ text: 'Chile.\n\nThe Secretary of State asks.' }));
    expect(about([{ text: `Prices\n\n${text}` }], archive)).toEqual(['PE']);
  });
});

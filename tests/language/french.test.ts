import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCommands } from '../../src/bot/read-commands.ts';
import { piecesOf } from '../../src/reply/language.ts';
import { ourWords, type Use } from '../helpers/our-words.ts';

const file = join(import.meta.dirname, '../../src/language/fr.json');
const table = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const { keys, tooEarly } = ourWords(await readCommands());

/** Most characters that Discord takes, or that a phone shows of a button. A placeholder may be longer than it is here; what is too long is cut. */
const longest: Record<Use, number> = { description: 100, menu: 32, label: 45, title: 45, text: 2000 };

const placeholders = (text: string): string =>
  [...new Set(piecesOf(text).flatMap((piece) => (typeof piece === 'string' ? [] : [typeof piece === 'number' ? piece : piece.of])))]
    .toSorted((a, b) => a - b)
    .join(' ');

test('every text has its French', () => {
  const missing = [...keys.values()].filter(({ key }) => !Object.hasOwn(table, key));
  expect(
    missing.map(({ key, at }) => `${JSON.stringify(key)} (${at})`),
    'Add these to src/language/fr.json, English to French (see docs/STYLE.md, “French”)',
  ).toEqual([]);
});

test('no French stands there for a text that is gone', () => {
  expect(
    Object.keys(table).filter((key) => !keys.has(key)),
    'Take these out of src/language/fr.json, or carry their French over to the text that took their place',
  ).toEqual([]);
});

test('the table is in alphabetical order, so that two who add to it seldom meet', () => {
  expect(Object.keys(table)).toEqual(Object.keys(table).toSorted());
});

test('no words are said while a file is loaded', () => {
  expect(tooEarly).toEqual([]);
});

/** What is wrong with a French text. */
function faultsOf(key: string, entry: string): string[] {
  const prose = entry.replaceAll(typedField, ' ').replaceAll(typedCommand, ' ');
  const most = Math.min(...[...(keys.get(key)?.uses ?? [])].map((use) => longest[use]));
  const kept = isForms(key) ? entry.split('|').length === 2 : placeholders(entry) === placeholders(key);
  const faults: [string, boolean][] = [
    ['it has other placeholders, or not one form for one and one for many', !kept],
    [`it is longer than ${most}`, entry.replaceAll(/\{\d+\}/g, '').length > most],
    ['an apostrophe is ’', /\p{L}'\p{L}/u.test(prose)],
    ['quotation marks are « »', /[“”]/.test(prose) || (prose.includes('"') && !key.includes('"'))],
    ['a no-break space goes before : ; ! ?', /(?:^|[^\u00a0\u202f:;!?(])[:;!?](?:\s|$)/u.test(prose)],
    ['no-break spaces stand inside « »', /«[^\u00a0]|[^\u00a0]»/u.test(prose)],
  ];
  return faults.filter(([, is]) => is).map(([fault]) => fault);
}

/** The singular and the plural of a word, which `plural` and `oneOr` choose from. */
const isForms = (key: string): boolean => /^[^{}|]+\|[^{}|]+$/.test(key);

/** What stays as it is typed: field:value, and /commands. */
const typedField = /(?<=^|[\s(])(?:-?[a-z]+|\{\d+\}):\S*/g;
const typedCommand = /\/[a-z]+(?: [a-z]+)*/g;

test('every French text keeps its placeholders, its length and how French is set', () => {
  expect(Object.entries(table).flatMap(([key, entry]) => faultsOf(key, entry).map((fault) => `${key}: ${fault}: ${entry}`))).toEqual([]);
});

test.each([
  ['{0} of {1}', '{0}', 'placeholders'],
  ['cable|cables', 'câble', 'one form'],
  ['Ask again', "S'il vous plaît", 'apostrophe'],
  ['Sure?', 'Sûr?', 'no-break space'],
  ['“Sure”', '“Sûr”', '« »'],
  ['“Sure”', '« Sûr »', 'inside'],
])('%s as %s is a fault', (key, entry, fault) => {
  expect(faultsOf(key, entry).join()).toContain(fault);
});

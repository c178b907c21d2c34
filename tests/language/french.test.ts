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

// Until the first translation is whole.
test.fails('every text has its French', () => {
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

test.each(Object.entries(table))('%j keeps its placeholders, its forms and its length', (key, entry) => {
  expect(isForms(key) ? entry.split('|').length : placeholders(entry)).toBe(isForms(key) ? 2 : placeholders(key));
  const length = Math.min(...[...(keys.get(key)?.uses ?? [])].map((use) => longest[use]));
  expect(entry.replaceAll(/\{\d+\}/g, '').length).toBeLessThanOrEqual(length);
});

/** The singular and the plural of a word, which `plural` and `oneOr` choose from. */
const isForms = (key: string): boolean => /^[^{}|]+\|[^{}|]+$/.test(key);

/** `/cmd option:value` and field:value stay as they are typed. */
const typed = /\/[a-z]+(?: [a-z]+)*(?: [a-z]+:\S*)*|(?:^|[\s(])-?[a-z]+:\S*/g;

test.each(Object.entries(table))('%j is set as French is', (key, entry) => {
  const prose = entry.replaceAll(typed, ' ');
  expect(prose, 'an apostrophe is ’').not.toMatch(/\p{L}'\p{L}/u);
  expect(prose, 'quotation marks are « »').not.toMatch(/[“”]/);
  expect(key.includes('"') || !prose.includes('"'), 'quotation marks are « »').toBe(true);
  expect(prose, 'a no-break space goes before : ; ! ?').not.toMatch(/(?:^|[^\u00a0\u202f:;!?(])[:;!?](?:\s|$)/u);
  expect(prose, 'no-break spaces stand inside « »').not.toMatch(/«[^\u00a0]|[^\u00a0]»/u);
});

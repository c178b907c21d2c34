import { array, assert, constant, constantFrom, integer, nat, oneof, property, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, code, cut, fileName, inline, label, prose, terminal } from '../../src/chat/neutralise.ts';
import { injections, type Injection } from '../fixtures/injection.ts';
import { liveConstructs, shownText } from '../helpers/live-markup.ts';

const numRuns = process.env['CABLEDESK_LONG'] === '1' ? 200_000 : 1000;
const minutes = (count: number): number => count * 60_000;

/** As a renderer does it: cut first, then escape. */
const shorten = (text: string): string => cut(clean(text).text, 1900).text;
const fence = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;
const name = ({ class: kind, text }: Injection): string => `${kind} ${JSON.stringify(text.slice(0, 50))}`;
const named = injections.map((injection) => [name(injection), injection] as const);
const expecting = (expected: Injection['expected']) => named.filter(([, injection]) => injection.expected === expected);

/** Letters and digits in order, whatever their normal form, but for those that draw nothing (Hangul fillers, blank hieroglyphs). */
const alphanumerics = (text: string): string =>
  (text.normalize('NFD').match(/[[\p{L}\p{N}]--[\p{Default_Ignorable_Code_Point}\u{13441}\u{13442}]]+/gv) ?? []).join('');
const unescape = (markdown: string): string => markdown.replace(/\\([^0-9A-Za-z\s])/gu, '$1').replaceAll('\u200B', '');
const isControl = (text: string): boolean => /[^\P{Cc}\t\n]|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u.test(text);

/** What has to hold for any text, in every place where it may be shown. */
function check(text: string): void {
  const whole = clean(text);
  expect(whole.text.isWellFormed()).toBe(true);
  expect(whole.text.length).toBeLessThanOrEqual(text.length);
  expect(whole.hidden > 0).toBe((whole.text.match(/\uFFFD/g) ?? []).length > (text.match(/\uFFFD/g) ?? []).length);
  expect(whole.text).not.toMatch(/\n\n\n|\p{M}{4}/u);
  expect(alphanumerics(whole.text)).toBe(alphanumerics(text));

  const short = shorten(text);
  const shown = prose(short);
  expect(liveConstructs(shown)).toEqual([]);
  expect(shown.length).toBeLessThanOrEqual(2 * short.length + 1);
  expect(unescape(shown)).toBe(short);
  // The parser shows a tab as spaces.
  expect(shownText(shown).replaceAll('\u200B', '')).toBe(short.replaceAll('\t', '    '));
  expect(unescape(prose(text))).toBe(whole.text);

  const line = inline(short);
  expect(liveConstructs(`Tagged ${line} by`)).toEqual([]);
  expect(line).not.toContain('\n');
  expect(line.length).toBeLessThanOrEqual(2 * short.length + 3);
  expect(alphanumerics(line)).toBe(alphanumerics(short));

  const block = code(short);
  expect(liveConstructs(fence(block))).toEqual(['fence text', 'node codeBlock']);
  expect(block).not.toContain('`');
  expect(block.length).toBeLessThanOrEqual(2 * short.length + 1);
  expect(block.replaceAll('\u200B', '').replaceAll('\u02CB', '`')).toBe(short.replaceAll(/[\u1FEF\u02CB]/g, '`'));

  checkPlainPlaces(text, whole.text);
}

function checkPlainPlaces(text: string, cleaned: string): void {
  for (const max of [1, 45, 80]) {
    const button = label(text, max);
    expect(button.length).toBeGreaterThan(0);
    expect(button.length).toBeLessThanOrEqual(max);
    expect(button.trim()).toBe(button);
    expect(button.isWellFormed() && !isControl(button) && !/[\n\t]/.test(button)).toBe(true);
  }
  expect(terminal(text)).toBe(cleaned);
  expect(isControl(cleaned)).toBe(false);
  expect(fileName(text)).toMatch(/^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9]+(?:-[a-z0-9]+)*$/);
  expect(fileName(text).length).toBeLessThanOrEqual(60);
}

describe('the corpus', () => {
  test.each(named)('%s is inert everywhere', (_, { text }) => {
    expect(liveConstructs(prose(shorten(text)))).toEqual([]);
    check(text);
  });

  test.each(expecting('N'))('%s reads as the original', (_, { text }) => {
    expect(clean(text)).toEqual({ text: text.replace(/\r\n?|[\u2028\u2029]/g, '\n'), hidden: 0 });
  });

  test.each(expecting('V'))('%s shows that something is hidden', (_, { text }) => {
    for (const show of [prose, inline, code, terminal]) expect(show(text)).toContain('\uFFFD');
    expect(label(text, 80)).toContain('\uFFFD');
    expect(clean(text).hidden).toBeGreaterThan(0);
  });

  test.each(expecting('C'))('%s is shortened', (_, { text }) => {
    const short = cut(clean(text).text, 1900);
    expect(short.text.length).toBeLessThanOrEqual(1900);
    expect(short.left > 0 || short.text === '\n\n').toBe(true);
  });
});

describe('any text', () => {
  /** Characters that mean something to some reader, thick on the ground. */
  const sharp = constantFrom(
    ...'\\`*_~|<>[]()@#&!:/.-+=0123456789"\'\n\r\t '.split(''),
    'everyone',
    'here',
    'http',
    'https://',
    'discord.gg/',
    '```',
    '<@',
    '<t:',
    '</',
    '](',
    '\n# ',
    '\n- ',
    '\n1. ',
    '\n> ',
    '\u200B',
    '\u200C',
    '\u200D',
    '\u202E',
    '\u2066',
    '\u2068',
    '\u2069',
    '\uFEFF',
    '\uFE0F',
    '\u2800',
    '\u0000',
    '\u001B',
    '\u0085',
    '\u2028',
    '\u0301',
    '\u0338',
    '\u20E3',
    '\uD800',
    '\uDC00',
    '\uFFFD',
    '\uFFFE',
    '\u{E0061}',
    '\u1FEF',
    '\u037E',
    '\uFF20',
    '\u212A',
    'e',
    'é',
    'ß',
    'я',
    'ω',
    'ש',
    'ع',
    'ی',
    '\u0915',
    '\u094D',
    '字',
    '😀',
    '👩',
    '🏽',
    '🇪',
    '\u1100',
    '\u1161',
  );
  const anything = oneof(
    string({ unit: 'binary', maxLength: 200 }),
    string({ unit: 'grapheme', maxLength: 100 }),
    array(integer({ min: 0, max: 0xffff }), { maxLength: 100 }).map((units) => String.fromCharCode(...units)),
    array(sharp, { maxLength: 60 }).map((parts) => parts.join('')),
  );
  const corpus = constantFrom(...injections.map(({ text }) => text.slice(0, 300)));
  const joined = array(oneof(corpus, sharp), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  const mutated = tuple(joined, array(tuple(nat(400), nat(3), oneof(sharp, constant(''))), { maxLength: 6 })).map(([text, edits]) =>
    edits.reduce((was, [at, gone, put]) => was.slice(0, at) + put + was.slice(at + gone), text),
  );

  test('random Unicode', () => assert(property(anything, check), { numRuns }), minutes(20));
  test('the corpus joined and mutated', () => assert(property(mutated, check), { numRuns }), minutes(20));

  test(
    'pieces shown next to each other',
    () => {
      const pieces = array(oneof(corpus, sharp, anything), { minLength: 2, maxLength: 4 });
      assert(
        property(pieces, (texts) => {
          expect(
            liveConstructs(texts.map((text) => prose(shorten(text))).join('')).filter((found) => !/^(?:invisible|marks)/.test(found)),
          ).toEqual([]);
        }),
        { numRuns },
      );
    },
    minutes(20),
  );

  test(
    'a cut loses nothing, and splits no character',
    () => {
      assert(
        property(anything, integer({ min: -1, max: 120 }), (text, max) => {
          const short = cut(text, max);
          expect(text.startsWith(short.text)).toBe(true);
          expect(short.text.length).toBeLessThanOrEqual(Math.max(0, max));
          expect(short.left).toBe(Array.from(text.slice(short.text.length)).length);
          expect(short.text.isWellFormed() || !text.isWellFormed()).toBe(true);
        }),
        { numRuns },
      );
    },
    minutes(20),
  );
});

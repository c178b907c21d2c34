import { array, assert, constant, constantFrom, integer, nat, oneof, property, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, code, cut, ellipsis, fileName, inline, label, prose, terminal } from '../../src/chat/neutralise.ts';
import { injections, type Injection } from '../fixtures/injection.ts';
import { liveConstructs, shownText } from '../helpers/live-markup.ts';

const numRuns = process.env['CABLEDESK_LONG'] === '1' ? 200_000 : 1000;
const minutes = (count: number): number => count * 60_000;

/** As a renderer does it: cut first, escape then. */
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

/** What has to hold for any text whatever, in every place it may be shown. */
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

describe('the oracle', () => {
  test('the corpus is whole', () => {
    expect(injections).toHaveLength(122);
    expect(new Set(injections.map(({ text }) => text)).size).toBe(122);
  });

  test('finds most of the corpus alive as it is: one that never fires would prove nothing', () => {
    const live = injections.filter(({ text }) => liveConstructs(text).length > 0);
    expect(live.length).toBeGreaterThanOrEqual(85);
  });

  test.each([
    ['**b**', 'bold'],
    ['a *b* c', 'italic'],
    ['_b_', 'italic'],
    ['__b__', 'underline'],
    ['~~b~~', 'strike'],
    ['||b||', 'spoiler'],
    ['### b', 'heading'],
    ['-# b', 'subtext'],
    ['> b', 'quote'],
    ['a\n2. b', 'list'],
    ['[a](x)', 'masked link'],
    ['<sip:a>', 'autolink'],
    ['x ftp://a', 'url'],
    ['mailto:a', 'scheme'],
    ['discord.gg/a', 'invite'],
    ['<@1>', 'mention'],
    ['\\<@1>', 'mention'],
    ['\\@everyone', 'everyone'],
    ['```\n@here\n```', 'everyone'],
    ['<id:home>', 'navigation'],
    ['</a b:1>', 'command'],
    ['<sound:1:2>', 'sound'],
    ['<t:1>', 'timestamp'],
    ['<:a:1>', 'emoji'],
    ['`a`', 'code'],
    ['```a\nb```', 'fence'],
    ['a\u202Eb', 'bidi'],
    ['\u2068a', 'bidi'],
    ['a\u200Bb', 'invisible'],
    ['a\u200Db', 'invisible'],
    ['a\u{E0061}', 'invisible'],
    ['\u001B[2J', 'control'],
    ['\uDC00', 'surrogate'],
  ])('%j is %s', (text, kind) => {
    expect(liveConstructs(text).map((found) => found.slice(0, kind.length))).toContain(kind);
  });

  test.each([
    'plain words',
    'a\\*b\\*',
    '\\# x',
    'https\\:\\/\\/x',
    '\\@\u200Beveryone',
    'a \u2068שלום\u2069 b',
    'می\u200Cخواهم',
    '❤️ 👩‍💻 1️⃣',
    '1,204 cables',
  ])('%j is inert', (text) => expect(liveConstructs(text)).toEqual([]));
});

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

describe('clean', () => {
  test.each([
    ['می\u200Cخواهم', 'Persian'],
    ['क\u094D\u200Dष', 'Hindi'],
    ['ශ\u094D'.replace('\u094D', '\u0DCA') + '\u200Dරී', 'Sinhala'],
    ['❤️ ✅ 👩🏽‍💻 ❤️‍🔥 1️⃣ ©️', 'emoji'],
    ['שלום עולם', 'Hebrew'],
    ['\u212B \u2126 \uF900 \u037E \u2003', 'characters that NFC would exchange'],
    ['\u0B5C\u0651 \uFB2C\u0651', 'letters that NFC would take apart'],
    ['q\u0307\u0323', 'marks in the order in which they stand'],
    ['\uF0B7 item', 'a bullet in private use'],
    ['a\n\n  b\tc', 'layout'],
  ])('keeps %j: %s', (text) => expect(clean(text)).toEqual({ text, hidden: 0 }));

  test.each([
    ['e\u0301', 'é', 0],
    ['a\r\n\r\n\r\nb', 'a\n\nb', 0],
    ['a\n \n\u00A0\n\t\n  b', 'a\n\n  b', 0],
    ['a\u0085b\u000Bc\u000Cd', 'a\nb\nc\nd', 0],
    ['a\u200B\u202E\u0000b\uFEFF', 'a\uFFFDb\uFFFD', 4],
    ['a\u200Db \u200C', 'a\uFFFDb \uFFFD', 2],
    ['می\u200C\u200Cخواهم', 'می\uFFFDخواهم', 2],
    ['1\uFE0F 字\u{E0101}', '1\uFFFD 字\uFFFD', 2],
    ['x\u0335\u0336\u0337\u0338\u0321', 'x\u0335\u0336\u0337\uFFFD', 2],
    ['\u0301'.repeat(5), '\u0301\u0301\u0301\uFFFD', 2],
    ['\uFFFD', '\uFFFD', 0],
    ['\uD83D\u200B\uDE00', '\uFFFD', 3],
  ])('%j becomes %j, %i hidden', (text, shown, hidden) => expect(clean(text)).toEqual({ text: shown, hidden }));
});

describe('places', () => {
  test('prose', () => {
    expect(prose('1. a_b, see https://x.y @Here')).toBe('1\\. a\\_b\\, see https\\:\\/\\/x\\.y \\@\u200BHere');
    expect(prose('\u1FEF')).toBe('\\\u1FEF');
    expect(prose('mail me @')).toBe('mail me \\@\u200B');
  });

  test('inline', () => {
    expect(inline('a\n\nb*')).toBe('\u2068a b\\*\u2069');
    expect(inline('')).toBe('');
  });

  test('code', () => expect(code('a```b\n*c*')).toBe('aˋˋˋb\n*c*'));

  test('label', () => {
    expect(label('', 80)).toBe('(no text)');
    expect(label(' \u00A0\n', 5)).toBe('(no…');
    expect(label('one\n two', 80)).toBe('one two');
    expect([label('abcde', 5), label('abcdef', 5)]).toEqual(['abcde', 'abcd…']);
    expect(label('👩🏽‍💻👩🏽‍💻', 12)).toBe('👩🏽‍💻…');
  });

  test('cut', () => {
    expect(cut('abc', 3)).toEqual({ text: 'abc', left: 0 });
    expect(cut('🇪🇺🇺🇦', 6)).toEqual({ text: '🇪🇺', left: 2 });
    expect(cut('ab😀', 3)).toEqual({ text: 'ab', left: 1 });
    expect(cut('a', Number.NaN)).toEqual({ text: '', left: 1 });
    expect(cut(`x${'\u0301'.repeat(5000)}`, 1000)).toEqual({ text: `x${'\u0301'.repeat(999)}`, left: 4001 });
  });

  test('a cut goes back by 32 units or a quarter of the room for a character; where that is not enough it splits one, but no pair', () => {
    const marked = (before: number): string => `${'x'.repeat(before)}e${'\u0301'.repeat(60)}`;
    expect(cut(marked(68), 100)).toEqual({ text: 'x'.repeat(68), left: 61 });
    expect(cut(marked(67), 100)).toEqual({ text: marked(67).slice(0, 100), left: 28 });
    expect(cut(`${'x'.repeat(750)}e${'\u0301'.repeat(600)}`, 1000)).toEqual({ text: 'x'.repeat(750), left: 601 });
    const family = '👩\u200D'.repeat(100);
    expect(cut(family, 100)).toEqual({ text: family.slice(0, 99), left: 134 });
    expect(cut(family, 101)).toEqual({ text: family.slice(0, 101), left: 133 });
  });

  test('ellipsis', () => {
    expect(ellipsis(1204)).toBe('... +1,204 characters');
    expect(ellipsis(1)).toBe('... +1 character');
    expect(ellipsis(0)).toBe('');
  });

  test('fileName', () => {
    expect(fileName('../../COREU: Présidence/№ 12\u0000')).toBe('coreu-presidence-no-12');
    expect(['CON', 'COM1', 'lpt9', 'Falcon', 'console', 'coma'].map((text) => fileName(text))).toEqual([
      'file-con',
      'file-com1',
      'file-lpt9',
      'falcon',
      'console',
      'coma',
    ]);
    expect(fileName('Рутин')).toBe('file');
    expect(fileName('a b', 2)).toBe('a');
  });
});

describe('long texts', () => {
  // The goal is linear time: ten times the text may not take a hundred times as long. A floor keeps noise out.
  const units = [
    'a',
    'a\u200B',
    '\u0300\u0316',
    'e\u0301',
    '\n ',
    ' ',
    '🇪',
    '\u200D👩',
    '\uD800',
    '@',
    '`',
    '\uFDFA',
    'क\u094D\u200D',
    '**',
    '"=',
  ];
  const places = {
    clean,
    prose,
    inline,
    code,
    terminal,
    fileName,
    label: (text: string) => label(text, 80),
    cut: (text: string) => cut(text, 1e5),
  };
  const cases = Object.entries(places).flatMap(([place, run]) => units.map((unit) => ({ place, run, unit, name: JSON.stringify(unit) })));

  // At this length linear work takes a fraction of a second, quadratic work minutes: the limit tells them apart on any machine.
  test.each(cases)('$place takes half a million of $name within its limit', ({ run, unit }) => {
    const long = unit.repeat(Math.ceil(500_000 / unit.length));
    expect(run(long)).toBeDefined();
  });
});

import { describe, expect, test } from 'vitest';
import { clean, code, cut, ellipsis, fileName, inline, label, prose, terminal } from '../../src/chat/neutralise.ts';

describe('clean', () => {
  test.each([
    ['می\u200Cخواهم', 'Persian'],
    ['क\u094D\u200Dष', 'Hindi'],
    ['ශ\u094D'.replace('\u094D', '\u0DCA') + '\u200Dරී', 'Sinhala'],
    ['❤️ ✅ 👩🏽‍💻 ❤️‍🔥 1️⃣ ©️', 'emoji'],
    ['שלום עולם', 'Hebrew'],
    ['\u212B \u2126 \uF900 \u037E \u2003', 'characters that NFC would exchange'],
    ['\u0B5C\u0651 \uFB2C\u0651', 'letters that NFC would take apart'],
    ['q\u0307\u0323', 'marks in their order'],
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

  test('a cut goes back by 32 units or a quarter of the room to keep a character whole; where that is not enough it splits one, but never a surrogate pair', () => {
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

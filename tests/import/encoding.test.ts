import { describe, expect, test } from 'vitest';
import { detectEncoding, mendGarbled } from '../../src/import/formats/encoding.ts';
import { fileOf } from '../helpers/read-format.ts';
import { randomFrom } from '../helpers/random.ts';

/** The bytes of a text in an encoding of one byte a sign: those that it is decoded from. */
function inBytes(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding);
  const table = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Buffer.from(Array.from(text, (sign) => table.get(sign) ?? 0x3f));
}

const spanish = 'VISITA DEL SEÑOR NÚÑEZ\nEl señor Núñez dijo: “no”. La reunión – según él – fue difícil. Costó 5 € más.\n';
const russian = 'Министр сообщил, что переговоры продолжатся в пятницу. Посольство просит указаний.\n';
const japanese = Buffer.from('8e4f82c882c682a282a482b182c682c582b781420a8a4f96b18fc882cd93fa967b82cc91e58e6782f08ff382a281420a', 'hex');

describe('the encoding of a text', () => {
  test.each([
    ['utf-8', Buffer.from(spanish), false],
    ['utf-8', Buffer.from(`\uFEFF${spanish}`), false],
    ['utf-16le', Buffer.from(`\uFEFF${spanish}`, 'utf16le'), false],
    ['utf-16be', Buffer.from(`\uFEFF${spanish}`, 'utf16le').swap16(), false],
    ['utf-16le', Buffer.from(spanish, 'utf16le'), true],
    ['utf-16be', Buffer.from(russian, 'utf16le').swap16(), true],
    ['windows-1252', inBytes(spanish, 'windows-1252'), true],
    ['macintosh', inBytes(spanish, 'macintosh'), true],
    ['koi8-r', inBytes(russian.repeat(5), 'koi8-r'), true],
    ['windows-1251', inBytes(russian.repeat(5), 'windows-1251'), true],
    ['shift_jis', japanese, true],
  ])('is recognised: %s', (name, bytes, isAssumed) => {
    expect(detectEncoding(bytes)).toEqual({ name, isAssumed });
  });

  test('is none for a picture, a program, or random bytes', () => {
    const random = randomFrom(5);
    for (let run = 0; run < 50; run += 1)
      expect(detectEncoding(Uint8Array.from({ length: 4096 }, () => Math.floor(random() * 256)))).toBeUndefined();
    expect(detectEncoding(Buffer.from('7f454c4602010100000000', 'hex'))).toBeUndefined();
  });

  test('is not lost when the beginning ends within a character', () => {
    for (let at = 1; at < 12; at += 1) expect(detectEncoding(Buffer.from('aé€😀b').subarray(0, at), true)?.name).toBe('utf-8');
  });

  test.each(['windows-1252', 'macintosh'])('of a whole text in %s is found behind a beginning in English', async (encoding) => {
    const source = await fileOf(inBytes(`${'Plain words.\n'.repeat(6000)}${spanish}`, encoding));
    expect(source.assumed).toBeUndefined();
    expect((await source.whole()).endsWith(spanish)).toBe(true);
    expect(source.assumed).toBe(encoding);
  });

  test('has lines that a carriage return alone may end', async () => {
    const source = await fileOf('one\rtwo\rthree');
    expect(source.head).toBe('one\ntwo\nthree');
    expect(await source.whole()).toBe('one\ntwo\nthree');
    const lines = [];
    for await (const line of source.lines()) lines.push(line);
    expect(lines).toEqual(['one', 'two', 'three'].map((text, i) => ({ line: i + 1, text })));
  });
});

test('text that was garbled before is mended, and no other', () => {
  const garbled = new TextDecoder('windows-1252').decode(Buffer.from(spanish));
  expect(garbled).toContain('SEÃ‘OR');
  expect(mendGarbled(garbled)).toEqual({ text: spanish, places: 17 });
  for (const sound of [spanish, russian, 'Ångström, ÅÄÖ, À la carte; “Â”']) expect(mendGarbled(sound)).toEqual({ text: sound, places: 0 });
});

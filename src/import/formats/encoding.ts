import { analyse } from 'chardet';

/** How the bytes of a text are to be read: the WHATWG name, and whether that is known or only likely. */
export type Encoding = { name: string; isAssumed: boolean };

const utf8: Encoding = { name: 'utf-8', isAssumed: false };

/**
 * The encoding of a text from its bytes: by its mark, by being valid UTF-8, else by what its letters look like. `isCut`: more
 * follows, so the last character may be incomplete. Undefined for bytes that are no text.
 */
export function detectEncoding(bytes: Uint8Array, isCut = false): Encoding | undefined {
  const marked = byMark(bytes);
  if (marked !== undefined) return { name: marked, isAssumed: false };
  if (bytes.includes(0)) return withZeros(bytes);
  if (hasControls(bytes)) return undefined;
  return isUtf8(isCut ? withoutLastCharacter(bytes) : bytes) ? utf8 : byLetters(bytes);
}

/** Text of these bytes. Throws a RangeError for an encoding that is not known, and nothing for bytes that do not fit it. */
export const decodeText = (bytes: Uint8Array, encoding: string): string => new TextDecoder(encoding).decode(bytes);

/** Whether all of it is valid UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function byMark([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
}

/** UTF-16 without its mark: in every writing spaces and line ends have a zero on one side, never on both. */
function withZeros(bytes: Uint8Array): Encoding | undefined {
  const zeros = [0, 0];
  for (const [i, byte] of bytes.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.min(even, odd) > Math.max(even, odd) / 100 || Math.max(even, odd) < bytes.length / 40) return undefined;
  const name = odd > even ? 'utf-16le' : 'utf-16be';
  const text = decodeText(bytes.subarray(0, bytes.length - (bytes.length % 2)), name);
  return text.includes('\uFFFD') || hasControls(Buffer.from(text.slice(0, 4096))) ? undefined : { name, isAssumed: true };
}

/** More than one in fifty of the signs that no text has: then it is a program, a picture, or another kind of file. */
function hasControls(bytes: Uint8Array): boolean {
  let controls = 0;
  for (const byte of bytes) if (byte < 0x20 && !isBlank(byte)) controls += 1;
  return controls > bytes.length / 50;
}

/** Tab, line feed, vertical tab, form feed, carriage return; the end-of-file sign of DOS; and escape, which Japanese uses. */
const isBlank = (byte: number): boolean => (byte >= 0x09 && byte <= 0x0d) || byte === 0x1a || byte === 0x1b;

function withoutLastCharacter(bytes: Uint8Array): Uint8Array {
  // A character of UTF-8 begins with a byte of 0xC0 or more and has four bytes at most.
  const end =
    bytes.length -
    1 -
    bytes
      .slice(-4)
      .toReversed()
      .findIndex((byte) => byte >= 0xc0);
  return end === bytes.length ? bytes : bytes.subarray(0, end);
}

/** So much is looked at from the first sign beyond ASCII on; what stands before it tells nothing. */
const looked = 64 * 1024;

function byLetters(bytes: Uint8Array): Encoding {
  const from = Math.max(0, bytes.findIndex((byte) => byte >= 0x80) - 1);
  const head = bytes.subarray(from, from + looked);
  const likely = analyse(head).map(({ name }) => name.toLowerCase());
  const other = likely[0] ?? '';
  if (
    /^(?:shift_jis|euc-jp|euc-kr|big5|gb18030|iso-2022|koi8-r|windows-125[013456]|iso-8859-[2-9])/.test(other) &&
    isPlausible(head, other)
  )
    return { name: other, isAssumed: true };
  const latin = ['windows-1252', 'macintosh'] as const;
  const scores = latin.map((name) => latinScore(decodeText(head, name)));
  return { name: (scores[1] ?? 0) > (scores[0] ?? 0) ? 'macintosh' : 'windows-1252', isAssumed: true };
}

/** A language that is not written in Latin letters has many of its own; a few odd bytes in an English text are Latin. */
function isPlausible(bytes: Uint8Array, name: string): boolean {
  try {
    const text = decodeText(bytes, name);
    const foreign = text.match(/[^\p{Script=Latin}\P{L}]/gu)?.length ?? 0;
    return !text.includes('\uFFFD') && foreign > (text.match(/\p{L}/gu)?.length ?? 0) / 5;
  } catch {
    return false;
  }
}

/** How well the signs beyond ASCII stand where they would in a text of Western Europe. */
function latinScore(text: string): number {
  let score = 0;
  for (const { 0: sign, index } of text.matchAll(/[^\0-\u007F]/g)) {
    const [before, after] = [text[index - 1] ?? ' ', text[index + 1] ?? ' '];
    score += scoreOf(sign, before, after);
  }
  return score;
}

const isLetter = (sign: string): boolean => /\p{L}/u.test(sign);

function scoreOf(sign: string, before: string, after: string): number {
  if (/\p{Lu}/u.test(sign)) return /\p{Ll}/u.test(before) || (isLetter(before) && /\p{Ll}/u.test(after)) ? -2 : 1;
  if (/\p{Ll}/u.test(sign)) return /\p{Lu}/u.test(before) && /\p{Lu}/u.test(after) ? -2 : 1;
  if (/[“‘«„]/.test(sign)) return isLetter(before) ? -1 : 1;
  if (/[”’»…–—°§]/.test(sign)) return 1 - (/[–—°§]/.test(sign) && isLetter(before) && isLetter(after) ? 2 : 0);
  return /[€£¥ \u00A0•©®½¼¾]/.test(sign) && !(isLetter(before) && isLetter(after)) ? 1 : -2;
}

/** UTF-8 that was once read as Windows-1252 and saved: `SEÃ‘OR`. */
const garbled =
  /[\u00C2-\u00F4][\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u0192\u02C6\u02DC\u2013\u2014\u2018-\u201A\u201C-\u201E\u2020-\u2022\u2026\u2030\u2039\u203A\u20AC\u2122]{1,3}/g;

/** The text as it was before it was garbled, and how many places of it were. */
export function mendGarbled(text: string): { text: string; places: number } {
  let places = 0;
  const mended = text.replaceAll(garbled, (run) => {
    const bytes = Uint8Array.from(Array.from(run, (sign) => windows1252.get(sign) ?? sign.charCodeAt(0)));
    const mended = isUtf8(bytes) ? decodeText(bytes, 'utf-8') : '';
    // Nobody writes control characters.
    if (!/^[^\0-\u009F]+$/.test(mended)) return run;
    places += 1;
    return mended;
  });
  return { text: mended, places };
}

const windows1252: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 128 }, (_, i) => [decodeText(Uint8Array.of(i + 128), 'windows-1252'), i + 128] as const),
);

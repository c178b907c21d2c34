/** Where the words of a text are. Nearly all characters of nearly all texts are ASCII: those are told apart by a table. */

/**
 * A number in groups of three digits (`10,000`); initials with dots and blanks (`U. S. S. R`, without the last dot), an
 * abbreviation with dots (`U.N`), or a word with its accents and inner apostrophes. Invisible soft hyphens and joiners inside a
 * word do not split it. What `eachSpan` finds is what this finds.
 */
const atPlace =
  /(?<!\p{Nd}[,.\u066c])\p{Nd}{1,3}(?:[,\u066c\u00a0\u202f]\p{Nd}{3})+(?![\p{L}\p{N}\p{M}]|[,\u066c]\p{Nd})|\p{Lu}(?:\.[ \u00a0]\p{Lu})+(?=\.)(?!\.\p{L})|\p{L}(?:\.\p{L})+(?![\p{L}\p{N}\p{M}])|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:(?:['’ʼ‘\u00ad\u200c\u2060\ufeff]|\u200d)+[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/uy;

const [digit, letter] = [1, 2] as const;
const kinds = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  kinds[code] = /[0-9]/.test(character) ? digit : /[A-Za-z]/.test(character) ? letter : 0;
}
const [apostrophe, dot, comma, blank] = [0x27, 0x2e, 0x2c, 0x20];

/** Spaces, dashes and quotation marks beyond ASCII, which end a word; apostrophes and joiners among them may not. */
const isMark = (code: number): boolean =>
  code === 0xa0 ||
  (code >= 0x2000 && code <= 0x206f && code !== 0x2018 && code !== 0x2019 && code !== 0x200c && code !== 0x200d && code !== 0x2060);

/** Calls `found` with the start and the end of each word, in order. */
export function eachSpan(text: string, found: (start: number, end: number) => void): void {
  const { length } = text;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code < 128 ? kinds[code] === 0 : isMark(code)) {
      at += 1;
      continue;
    }
    const end = code < 128 ? plainEnd(text, at, code) : -1;
    if (end >= 0) {
      found(at, end);
      at = end;
      continue;
    }
    atPlace.lastIndex = at;
    if (atPlace.test(text)) {
      found(at, atPlace.lastIndex);
      at = atPlace.lastIndex;
    } else at += code >= 0xd800 && code <= 0xdbff && isLow(text.charCodeAt(at + 1)) ? 2 : 1;
  }
}

/** The end of a word that begins with this character; -1 where the pattern has to look. */
function plainEnd(text: string, start: number, first: number): number {
  let at = start + 1;
  for (;;) {
    let code = text.charCodeAt(at);
    while (code < 128 && kinds[code] !== 0) code = text.charCodeAt((at += 1));
    if (code >= 128) return isMark(code) && !(at <= start + 3 && kinds[first] === digit) ? at : -1;
    const next = text.charCodeAt(at + 1);
    if (code === comma && at <= start + 3 && kinds[first] === digit) return next >= 128 || kinds[next] === digit ? -1 : at;
    if (code === dot)
      return at === start + 1 && kinds[first] === letter && (next >= 128 || next === blank || kinds[next] === letter) ? -1 : at;
    // Also at the end of the text, where there is no code.
    if (code !== apostrophe) return at;
    if (next >= 128 || next === apostrophe) return -1;
    if (!(next < 128) || kinds[next] === 0) return at;
    at += 2;
  }
}

const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/** A place where a text spells a term out: `3PLA (Third Department of the ...)` or the other way round. Offsets into the text. */
export type SpelledOut = { term: string; meaning: string; start: number; end: number };

/** No meaning begins with one of these. */
const small = new Set(
  'a an and at by for from in of on or the to with de des du d la le les l et en pour sur aux au für und der die das des im in von zur zum y e el los las del di da do dos'.split(
    ' ',
  ),
);
const ordinals: Readonly<Record<string, RegExp>> = {
  1: /^(?:first|one|1)/i,
  2: /^(?:second|two|2)/i,
  3: /^(?:third|three|3)/i,
  4: /^(?:fourth|four|4)/i,
  5: /^(?:fifth|five|5)/i,
  6: /^(?:sixth|six|6)/i,
  7: /^(?:seventh|seven|7)/i,
  8: /^(?:eighth|eight|8)/i,
  9: /^(?:ninth|nine|9)/i,
};
/** A term: 2 to 12 letters and digits with a capital among them. */
const termLike = /^(?=.*\p{Lu})[\p{L}\d][\p{L}\d&./-]{1,11}$/u;

/**
 * The terms that a text spells out, by the rule of A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation
 * definitions in biomedical text", Pacific Symposium on Biocomputing 8 (2003), 451-462: beside a bracket, the shortest run of
 * words in which the letters of the term stand in order, the first of them at the beginning of a word. Stricter than theirs: half
 * of the letters must begin words, all of them where everything is in capitals; and a digit may be a number word (3PLA: "Third").
 */
export function spelledOut(text: string): SpelledOut[] {
  const found: SpelledOut[] = [];
  for (const { 0: bracket, 1: inside = '', index } of text.matchAll(/\(\s*([^()\n]{2,120}(?:\n[^()\n]{1,120})?)\s*\)/gu)) {
    const term = /^["“”'‘’]?([\p{L}\d][\p{L}\d&./-]{1,11})["“”'‘’]?(?:[,;]\s.*)?$/su.exec(inside.trim())?.[1];
    const before = text.slice(Math.max(0, index - 200), index);
    if (term !== undefined) {
      const meaning = isTerm(term) ? meaningBefore(before, term, isShouted(before)) : undefined;
      if (meaning !== undefined) {
        found.push({
          term,
          meaning: oneLine(meaning),
          start: index - (before.length - before.lastIndexOf(meaning)),
          end: index + bracket.length,
        });
        continue;
      }
    }
    // `3PLA (Third Department ...)`: the meaning in the bracket begins with the first letter and is all of it.
    const short = /(?<![\p{L}\d])([\p{L}\d][\p{L}\d&./-]{1,11})["”’']?\s+$/u.exec(before)?.[1];
    const long = inside.trim().split(/[;,]/)[0]?.trim() ?? '';
    if (
      short !== undefined &&
      isTerm(short) &&
      meaningBefore(long, short, isShouted(text.slice(Math.max(0, index - 200), index + bracket.length))) === long
    )
      found.push({
        term: short,
        meaning: oneLine(long),
        start: index - (before.length - before.lastIndexOf(short)),
        end: index + bracket.length,
      });
  }
  return found;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
const isShouted = (text: string): boolean => !/\p{Ll}{2}/u.test(text.slice(-160));

/** No lone letter, no numeral: (II), (V.). */
const isTerm = (term: string): boolean =>
  termLike.test(term) && !/^[IVX]+\.?$/u.test(term) && term.replaceAll(/[^\p{L}\d]/gu, '').length > 1;

/**
 * The end of `before` that spells the term: the shortest, unless a longer one has all its letters where words begin; undefined
 * where there is none. `isShoutedText`: all is in capitals, so that only initials tell.
 */
export function meaningBefore(before: string, term: string, isShoutedText: boolean): string | undefined {
  const letters = term.match(/[\p{L}\d]/gu) ?? [];
  const text = before.trimEnd().replace(/["“”'‘’,]+$/u, '');
  const words = [...text.matchAll(/[\p{L}\d][\p{L}\d'’-]*/gu)].map(({ 0: word, index }) => ({ word, start: index }));
  const most = Math.min(letters.length + 5, letters.length * 2, words.length);
  // No meaning goes on over these.
  const stop = Math.max(...['.', ';', ':', '(', ')', '\n\n', '"', '“'].map((sign) => text.lastIndexOf(sign)));
  let shortest: string | undefined;
  for (let count = 2; count <= most; count += 1) {
    const chosen = words.slice(words.length - count);
    const start = chosen[0]?.start ?? 0;
    if (start <= stop || chosen.some(({ word }) => word === term)) break;
    // `the bureau for administration, the refugee agency (ARRA)`: only names go on over a comma.
    if (/,/.test(text.slice(start)) && !/\p{Lu}/u.test(text.slice(start))) break;
    const initials = spells(
      letters,
      chosen.map(({ word }) => word),
      isShoutedText,
    );
    if (initials === undefined || text.length - start <= term.length) continue;
    if (initials === letters.length) return text.slice(start);
    shortest ??= text.slice(start);
  }
  return shortest;
}

/** How many letters of a term begin words of what may be its meaning; undefined where it is none. */
function spells(letters: readonly string[], words: readonly string[], isShoutedText: boolean): number | undefined {
  const [first = ''] = words;
  if (small.has(first.toLowerCase())) return undefined;
  const initials = mostInitials(letters, words);
  if (initials === undefined) return undefined;
  // `mandate of the United Nations ... (MINUSMA)`: a small word before a name is not of it.
  const names = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  if (!isShoutedText && /^\p{Ll}/u.test(first) && names > 1) return undefined;
  // A word such as Coreper tells less than capitals do.
  if (letters.filter((letter) => /[\p{Lu}\d]/u.test(letter)).length < 2)
    return words.length > 2 && letters.length > 3 && initials > 1 ? initials : undefined;
  return initials >= (isShoutedText ? letters.length : Math.ceil(letters.length / 2)) ? initials : undefined;
}

/**
 * How many letters at most begin a word, where all of them stand in order in these words and the first begins the first word;
 * undefined where they do not.
 */
function mostInitials(letters: readonly string[], words: readonly string[]): number | undefined {
  const folded = words.map((word) => fold(word));
  // best[k]: letters placed after k letters, by place; walked word by word, letter by letter.
  let best = new Map<number, number>([[0, 0]]);
  for (const [w, word] of folded.entries())
    for (let at = 0; at < word.length; at += 1) {
      const next = new Map(best);
      for (const [placed, initials] of best) {
        const letter = letters[placed];
        if (letter === undefined || (placed === 0 && (w > 0 || at > 0))) continue;
        if (!(fold(letter) === word[at] || (at === 0 && ordinals[letter]?.test(word) === true))) continue;
        const now = initials + (at === 0 || word[at - 1] === '-' ? 1 : 0);
        if (now > (next.get(placed + 1) ?? -1)) next.set(placed + 1, now);
      }
      best = next;
    }
  return best.get(letters.length);
}

const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '');

import { scheduleWords, telegraphic } from './cues.ts';

/**
 * A word of a text for name recognition. `start` and `end` are UTF-16 offsets into the text, end exclusive; `text` is the
 * span between them.
 */
export type NameWord = {
  text: string;
  start: number;
  end: number;
  form: 'lower' | 'title' | 'upper' | 'initial' | 'number' | 'mark';
  /** The first word of a sentence, line or quotation, where a capital is no evidence of a name. */
  opens: boolean;
  /** Followed by a possessive ending, which is not part of the word. */
  possessive: boolean;
};

/** Dotted abbreviations, single initials, words with inner hyphens and apostrophes, and every other character by itself. */
const pattern =
  /(?:\p{Lu}\.){2,}(?:-(?:\p{Lu}\.){2,})*|(?:\p{Lu}\.-)?\p{Lu}\.(?=[\s\p{Lu}])|\p{Lu}\.$|[\p{L}\p{M}\p{N}]+(?:(?:[-‐‑'’&]|(?<=\bSt)\.\s?)[\p{L}\p{M}\p{N}]+)*|[^\s]/gu;
const possessive = /['’]s$/iu;
const opener = /^(?:[.!?:«»“”"([{•*\-–—]|\.\.\.)$/u;
/** Abbreviations whose dot does not end a sentence. */
const abbreviations = new Set(
  'mr mrs ms messrs dr prof gen col capt lt maj sgt cmdr adm sen rep gov hon rev st sr jr no vs etc jan feb mar apr jun jul aug sept sep oct nov dec amb min sec u.s u.n'.split(
    ' ',
  ),
);

/** The words of `text` in order. In an all-caps text, words that `isCommon` knows are `lower`, others `title`. */
export function wordsOf(text: string, isCommon: (word: string) => boolean): NameWord[] {
  const shouts = isShouted(text);
  const words: NameWord[] = [];
  let opens = true;
  let last = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    const ending = possessive.exec(found)?.[0].length ?? 0;
    const piece = ending > 0 && ending < found.length ? found.slice(0, -ending) : found;
    const gap = text.slice(last, index);
    if (gap.includes('\n\n') || (gap.includes('\n') && !shouts)) opens = true;
    const form = isListMark(text, piece, index) ? 'mark' : formOf(piece, shouts, isCommon);
    words.push({ text: piece, start: index, end: index + piece.length, form, opens, possessive: ending > 0 && piece !== found });
    last = index + found.length;
    if (form === 'mark') {
      const before = words.at(-2);
      const isAbbreviation = piece === '.' && before !== undefined && before.end === index && abbreviations.has(before.text.toLowerCase());
      if (!isAbbreviation && opener.test(piece)) opens = true;
    } else if (form !== 'number' || !opens) opens = false;
  }
  return words;
}

/** `B. THE FILES`, `A. The`: a letter that numbers a heading. */
const isListMark = (text: string, piece: string, index: number): boolean =>
  /^\p{Lu}\.$/u.test(piece) &&
  (index === 0 || text[index - 1] === '\n') &&
  /^\s+(?:\p{Lu}{2,}|The |In |On |A )/u.test(text.slice(index + piece.length, index + piece.length + 8));

function formOf(piece: string, shouts: boolean, isCommon: (word: string) => boolean): NameWord['form'] {
  if (/^(?:\p{Lu}\.-)?\p{Lu}\.$/u.test(piece)) return 'initial';
  if (/^(?:\p{Lu}\.){2,}/u.test(piece)) return 'upper';
  if (/^\p{N}/u.test(piece)) return /\p{L}/u.test(piece) && !/^\d+(?:[ap]m|st|nd|rd|th)$/i.test(piece) ? 'upper' : 'number';
  if (!/\p{L}/u.test(piece)) return 'mark';
  if (!/^\p{Lu}/u.test(piece))
    return /^(?:al|el|ad|an|d|l|c|qu)[-'’]\p{Lu}/u.test(piece) ? 'title' : /\p{Lu}/u.test(piece) ? 'upper' : 'lower';
  if (shouts) return isCommon(piece.toLowerCase()) || telegraphic.has(piece.toLowerCase()) ? 'lower' : 'title';
  if (scheduleWords.has(piece.toLowerCase())) return 'lower';
  if (piece.length === 1) return 'initial';
  return /\p{Ll}/u.test(piece)
    ? /^\p{Lu}{2,}[\p{Ll}]?$/u.test(piece) || /^\p{Lu}\p{Ll}*\p{Lu}{2,}/u.test(piece)
      ? 'upper'
      : 'title'
    : 'upper';
}

/** Whether nearly all letters are capitals, as in telegrams of the 1970s; also decides for short texts. */
export function isShouted(text: string): boolean {
  const sample = text.length > 4000 ? text.slice(0, 2000) + text.slice(text.length / 2, text.length / 2 + 2000) : text;
  let upper = 0;
  let lower = 0;
  for (const character of sample) {
    if (/\p{Lu}/u.test(character)) upper += 1;
    else if (/\p{Ll}/u.test(character)) lower += 1;
  }
  return (upper > 20 && upper > 9 * lower) || (lower === 0 && upper > 9 && text.split(' ').length > 2);
}

/** The words of a single name, split as `wordsOf` does. */
export const namePieces = (name: string): string[] => [...name.matchAll(pattern)].map(([piece]) => piece.replace(possessive, ''));

/** Whether a text is German, where all nouns are capitalised, judged by its commonest function words. */
export function isGerman(text: string): boolean {
  const hits =
    text.slice(0, 6000).match(/\b(?:der|die|das|und|nicht|ist|ein|eine|den|dem|zu|von|mit|auf|wird|werden|für|im)\b/g)?.length ?? 0;
  return hits * 12 > (text.slice(0, 6000).match(/\S+/g)?.length ?? 0) + 12;
}

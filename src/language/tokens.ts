import { rememberWords, type KnownWords } from './known-words.ts';
import { eachSpan } from './scan.ts';
import { stemOf, type Language } from './stems.ts';

/**
 * The language room: words, stems, sentences, dates, time zones and edit distance, as pure functions. Nothing here knows
 * about cables, desks or databases. Every room may import it.
 */

/**
 * One word of a text. `start` and `end` are UTF-16 offsets into the original text (end exclusive), so that
 * `surface === text.slice(start, end)` always holds.
 */
export type Token = {
  surface: string;
  start: number;
  end: number;
  /** Without case, accents, apostrophes and abbreviation dots: compared when spelling matters. */
  folded: string;
  /** Indexed, and compared otherwise. */
  stem: string;
  /** The two halves of a word hyphenated across lines (`FIS-` `CALES`), which is one token. */
  halves?: readonly [Token, Token];
};

/**
 * Lucene's English stop words (EnglishAnalyzer.ENGLISH_STOP_WORDS_SET), folded, plus the prepositions and pronouns of
 * questions. `us` is not one of them: it is also the country.
 */
const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with ' +
    'from had has have he her his i its our she so than them those we were what when where which who whom why how you your ' +
    'been being can could did do does may might must shall should would about after all also any because before between both during each'
  ).split(' '),
);

/** Whether ranking ignores the word. Takes the folded word, not the stem. */
export const isStopWord = (folded: string): boolean => stopWords.has(folded);

const apostrophe = /['’ʼ‘]/;
/** French and Italian elision: `l'Union` is found as `union`; L'viv stays whole. */
const elision = /^(?:[ldjsc]|qu|dell|nell|dall|sull|all)['’ʼ‘](?=[aeiouyhàâäæéèêëîïôöœùûü]\p{L})/iu;
/** Scripts written without spaces: each character is a token, and a word typed in them is a phrase of characters. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** What separates the two halves of a word hyphenated across lines. */
const lineBreak = /^[-\u2010\u00ad][ \t]*\r?\n[ \t]*$/;
const onlyLetters = /^\p{L}+$/u;

/**
 * The words of a text in order. Cables and queries go through the same function, so both are folded and stemmed alike;
 * a query's words are stemmed in every language (stems.ts). Punctuation separates words: `hot-zone` gives the two words of
 * `hot zone`.
 */
export function tokenise(text: string, language: Language = ''): Token[] {
  const tokens: Token[] = [];
  eachSpan(text, (start, end) => addTokens(tokens, text, start, end, language));
  return tokens;
}

/** Every word a text can be found by: whole tokens, and the halves of hyphenated ones. */
export function* eachWord(tokens: readonly Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token;
    if (token.halves !== undefined) yield* token.halves;
  }
}

/** The readings of a text with words hyphenated across lines: joined, and (only where it differs) split. */
export function readings(tokens: Token[]): Token[][] {
  if (tokens.every(({ halves }) => halves === undefined)) return [tokens];
  return [tokens, tokens.flatMap((token) => token.halves ?? [token])];
}

function addTokens(tokens: Token[], text: string, start: number, end: number, language: Language): void {
  const { surface, folded, stem, elided, isUnspaced } = knownWords[language](text, start, end);
  if (elided > 0) addTokens(tokens, text, start + elided, end, language);
  else if (isUnspaced) addCharacters(tokens, surface, start, language);
  else if (folded !== '') addToken(tokens, text, { surface, start, end, folded, stem }, language);
}

function addToken(tokens: Token[], text: string, token: Token, language: Language): void {
  const before = tokens[tokens.length - 1];
  if (before !== undefined && before.halves === undefined && isHyphenated(text, before, token)) {
    const joined = tokenOf(text, before.start, token.end, language);
    if (joined !== undefined) {
      tokens[tokens.length - 1] = { ...joined, halves: [before, token] };
      return;
    }
  }
  tokens.push(token);
}

function addCharacters(tokens: Token[], word: string, start: number, language: Language): void {
  let at = start;
  for (const piece of word.match(new RegExp(`${unspaced.source}\\p{M}*|(?:(?!${unspaced.source}).)+`, 'gsu')) ?? []) {
    const token = tokenOf(piece, 0, piece.length, language);
    if (token !== undefined) tokens.push({ ...token, start: at, end: at + piece.length });
    at += piece.length;
  }
}

function isHyphenated(text: string, before: Token, after: Token): boolean {
  const gap = after.start - before.end;
  if (gap < 2 || gap > 40) return false;
  const code = text.charCodeAt(before.end);
  if (code !== 0x2d && code !== 0x2010 && code !== 0xad) return false;
  return lineBreak.test(text.slice(before.end, after.start)) && onlyLetters.test(before.folded) && onlyLetters.test(after.folded);
}

function tokenOf(text: string, start: number, end: number, language: Language): Token | undefined {
  const { surface, folded, stem } = knownWords[language](text, start, end);
  return folded === '' ? undefined : { surface, start, end, folded, stem };
}

/** What is known of a word: `elided` characters of an article before it are no part of it, nor are its characters one word if it is of a script without spaces. */
type Word = { surface: string; folded: string; stem: string; elided: number; isUnspaced: boolean };

const knownWords: Readonly<Record<Language, KnownWords<Word>>> = {
  '': rememberWords((surface) => wordOf(surface, '')),
  fr: rememberWords((surface) => wordOf(surface, 'fr')),
  de: rememberWords((surface) => wordOf(surface, 'de')),
};

function wordOf(surface: string, language: Language): Word {
  const elided = apostrophe.test(surface) ? (elision.exec(surface)?.[0].length ?? 0) : 0;
  const folded = fold(surface);
  return { surface, folded, stem: stemOf(folded, language), elided, isUnspaced: unspaced.test(surface) };
}

/** Letters that Unicode does not decompose into a base letter and a mark. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ς: 'σ',
};

/**
 * Folds a word: drops case, accents (Latin, Greek, Cyrillic; Arabic and Hebrew vowel points), compatibility forms (NFKD)
 * and everything but letters, numbers and marks.
 */
export function fold(word: string): string {
  if (/^[a-z0-9]+$/.test(word)) return word;
  const lower = word.toLowerCase();
  if (/^[a-z0-9]+$/.test(lower)) return lower;
  return lower
    .replace(/['’ʼ‘]s$/, '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g, '')
    .normalize('NFC')
    .replaceAll(/[ßæœøłđðþıħŧς]/g, (letter) => letters[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '');
}

/** Counts words separated by whitespace. */
export const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0;

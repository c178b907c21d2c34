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
  /**
   * The two halves of a word hyphenated across lines (`FIS-` `CALES`) or in one (`re-election`), and of letters with a number
   * (`PL480`), which is one token.
   */
  halves?: readonly [Token, Token];
};

/**
 * Lucene's English stop words (EnglishAnalyzer.ENGLISH_STOP_WORDS_SET), folded, plus the prepositions and pronouns of
 * questions. `us` is not one of them: it is also the country.
 */
export const stopWords: ReadonlySet<string> = new Set(
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
const onlyLettersOrDigits = /^(?:\p{L}+|\p{Nd}+)$/u;
/** `PL480` may be written as two words; so may the initials of `U. S.`, which may be those of a name. */
const lettersThenDigits = /^\p{L}{1,10}(?=\p{Nd}{1,6}$)/u;
const twoInitials = /^\p{Lu}(?=\.[ \u00a0]\p{Lu}$)/u;

/**
 * The words of a text in order. Cables and queries go through the same function, so both are folded and stemmed alike;
 * a query's words are stemmed in every language (stems.ts). Punctuation separates words; `hot-zone` and `PL480` are one word
 * with two halves, so that they are found however they are written.
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

/** The words of a text, those with a hyphen or a number in them as two: for whatever compares words one by one. */
export const plainWords = (text: string, language: Language = ''): Token[] =>
  tokenise(text, language).flatMap((token) => (token.halves === undefined || /[\r\n]/.test(token.surface) ? [token] : token.halves));

/** The readings of a text with words hyphenated across lines: joined, and (only where it differs) split. */
export function readings(tokens: Token[]): Token[][] {
  if (tokens.every(({ halves }) => halves === undefined)) return [tokens];
  return [tokens, tokens.flatMap((token) => token.halves ?? [token])];
}

function addTokens(tokens: Token[], text: string, start: number, end: number, language: Language): void {
  const { surface, folded, stem, elided, isUnspaced, parts } = knownWords[language](text, start, end);
  if (elided > 0) addTokens(tokens, text, start + elided, end, language);
  else if (isUnspaced) addCharacters(tokens, surface, start, language);
  else if (parts !== undefined) tokens.push(inHalves({ surface, start, end, folded, stem }, parts, text, language));
  else if (folded !== '') addToken(tokens, text, { surface, start, end, folded, stem }, language);
}

/** Joins a token to the one before it where the two may be one word: both are then its halves. */
function addToken(tokens: Token[], text: string, token: Token, language: Language): void {
  const before = tokens[tokens.length - 1];
  const gap = before === undefined ? 0 : token.start - before.end;
  if (before === undefined || gap < 1 || gap > 40 || !isHyphen(text.charCodeAt(before.end))) {
    tokens.push(token);
    return;
  }
  const isBroken = gap > 1 && lineBreak.test(text.slice(before.end, token.start));
  // `a-b-c` is three words; the last of them may go on in the next line.
  if (before.halves !== undefined && isHyphenated(text, before.halves) && (isBroken || gap === 1)) tokens.splice(-1, 1, ...before.halves);
  const first = tokens[tokens.length - 1];
  const isOne = first !== undefined && first.halves === undefined && onlyLetters.test(first.folded);
  const mayFollow = isBroken ? onlyLetters : gap === 1 && !isBehindHyphen(text, tokens) ? onlyLettersOrDigits : undefined;
  const joined = isOne && mayFollow?.test(token.folded) === true ? tokenOf(text, first.start, token.end, language) : undefined;
  if (first === undefined || joined === undefined) tokens.push(token);
  else tokens[tokens.length - 1] = { ...joined, halves: [first, token] };
}

/** Whether the last token stands behind a hyphen, and that behind the token before. */
function isBehindHyphen(text: string, tokens: readonly Token[]): boolean {
  const [before, last] = [tokens[tokens.length - 2], tokens[tokens.length - 1]];
  return before !== undefined && last !== undefined && isHyphenated(text, [before, last]);
}

/** Whether two tokens have nothing but a hyphen between them. */
const isHyphenated = (text: string, [first, second]: readonly [Token, Token]): boolean =>
  second.start === first.end + 1 && isHyphen(text.charCodeAt(first.end));

const isHyphen = (code: number): boolean => code === 0x2d || code === 0x2010 || code === 0x2011 || code === 0xad;

function inHalves(token: Token, [first, second]: Parts, text: string, language: Language): Token {
  const halves = [
    tokenOf(text, token.start, token.start + first, language),
    tokenOf(text, token.start + second, token.end, language),
  ] as const;
  return halves[0] === undefined || halves[1] === undefined ? token : { ...token, halves: [halves[0], halves[1]] };
}

function addCharacters(tokens: Token[], word: string, start: number, language: Language): void {
  let at = start;
  for (const piece of word.match(new RegExp(`${unspaced.source}\\p{M}*|(?:(?!${unspaced.source}).)+`, 'gsu')) ?? []) {
    const token = tokenOf(piece, 0, piece.length, language);
    if (token !== undefined) tokens.push({ ...token, start: at, end: at + piece.length });
    at += piece.length;
  }
}

function tokenOf(text: string, start: number, end: number, language: Language): Token | undefined {
  const { surface, folded, stem } = knownWords[language](text, start, end);
  return folded === '' ? undefined : { surface, start, end, folded, stem };
}

/** What is known of a word: `elided` characters of an article before it are no part of it, nor are its characters one word if it is of a script without spaces. */
type Word = { surface: string; folded: string; stem: string; elided: number; isUnspaced: boolean; parts: Parts | undefined };
/** Where the first half of a word ends, and where the second begins. */
type Parts = readonly [first: number, second: number];

const knownWords: Readonly<Record<Language, KnownWords<Word>>> = {
  '': rememberWords((surface) => wordOf(surface, '')),
  fr: rememberWords((surface) => wordOf(surface, 'fr')),
  de: rememberWords((surface) => wordOf(surface, 'de')),
};

function wordOf(surface: string, language: Language): Word {
  const elided = apostrophe.test(surface) ? (elision.exec(surface)?.[0].length ?? 0) : 0;
  const folded = fold(surface);
  return { surface, folded, stem: stemOf(folded, language), elided, isUnspaced: unspaced.test(surface), parts: partsOf(surface) };
}

function partsOf(surface: string): Parts | undefined {
  const letters = lettersThenDigits.exec(surface)?.[0].length;
  if (letters !== undefined) return [letters, letters];
  const initial = twoInitials.exec(surface)?.[0].length;
  return initial === undefined ? undefined : [initial, initial + 2];
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
  ی: 'ي',
  ک: 'ك',
};

/**
 * Folds a word: drops case, accents (Latin, Greek, Cyrillic but for the letters й and ї; Arabic and Hebrew vowel points),
 * compatibility forms (NFKD), letters that stand for apostrophes (ʼ) and everything but letters, numbers and marks; Arabic and
 * Persian write their digits and two letters in different ways.
 */
export function fold(word: string): string {
  if (/^[a-z0-9]+$/.test(word)) return word;
  const lower = word.toLowerCase();
  if (/^[a-z0-9]+$/.test(lower)) return lower;
  return lower
    .replace(/['’ʼ‘]s$/, '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/(?<!и(?=\u0306)|і(?=\u0308))[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g, '')
    .normalize('NFC')
    .replaceAll(/[ßæœøłđðþıħŧςیک]/g, (letter) => letters[letter] ?? letter)
    .replaceAll(/[٠-٩۰-۹]/g, (character) => String(character.charCodeAt(0) & 15))
    .replaceAll(/[^\p{L}\p{N}\p{M}]|[ʹ-ˁ]/gu, '');
}

/** Counts words separated by whitespace. */
export const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0;

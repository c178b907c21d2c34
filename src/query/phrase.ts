import type { LexemeReader } from './lexeme-reader.ts';
import { fewestWildcard } from './patterns.ts';
import type { PatternNode, PhrasePlace, QuerySpan } from './tree.ts';
import { languages, stemOf } from '../language/stems.ts';
import { fold, readings, tokenise, type Token } from '../language/tokens.ts';

/** Words that each may be one or two: up to so many are tried both ways, more only all together. */
const mostBothWays = 3;

/** The ways to write words in a row: `re-election` is one word or two. */
function waysToWrite(tokens: Token[]): Token[][] {
  if (tokens.filter(({ halves }) => halves !== undefined).length > mostBothWays) return readings(tokens);
  return tokens.reduce<Token[][]>(
    (ways, token) =>
      [[token], ...(token.halves === undefined ? [] : [token.halves])].flatMap((form) => ways.map((way) => [...way, ...form])),
    [[]],
  );
}

/** The stems of words in a row, for each way to write them by the rules of each language. */
export const stemRows = (tokens: Token[]): string[][] =>
  waysToWrite(tokens).flatMap((way) => languages.map((language) => way.map(({ folded }) => stemOf(folded, language))));

/** What stands between quotation marks if one of the words has a wildcard in it; undefined if none has, or nothing but wildcards. */
export function wildcardPhrase(text: string, place: QuerySpan): { places: PhrasePlace[][]; surfaces: string[] } | undefined {
  const pieces = text.split(/(\S*[*?]\S*)/);
  const pattern = (typed: string): PatternNode => ({ kind: 'pattern', how: 'wildcard', pattern: typed, ...place, required: false });
  const surfaces: string[] = [];
  let places: PhrasePlace[][] = [[]];
  const add = (ways: readonly (readonly PhrasePlace[])[]) => {
    places = ways.flatMap((way) => places.map((row) => [...row, ...way]));
  };
  let letters = 0;
  for (const [i, piece] of pieces.entries())
    // A question mark behind a word ends a question.
    for (const part of i % 2 === 1 ? piece.split(/[^\p{L}\p{N}\p{M}'’*?]+/u).map((one) => one.replace(/(?<!\*)\?+$/, '')) : [piece]) {
      if (/[*?]/.test(part)) {
        letters = Math.max(letters, fold(part).length);
        surfaces.push(part);
        add([[pattern(part)]]);
        continue;
      }
      const tokens = tokenise(part);
      if (tokens.length === 0) continue;
      letters = fewestWildcard;
      surfaces.push(...(readings(tokens).at(-1) ?? tokens).map(({ surface }) => surface));
      add(
        waysToWrite(tokens).map((way) =>
          way.map(({ folded }) => ({ kind: 'word', stems: languages.map((language) => stemOf(folded, language)) })),
        ),
      );
    }
  return letters < fewestWildcard || !surfaces.some((surface) => /[*?]/.test(surface)) ? undefined : { places, surfaces };
}

/** Words in a row, each exactly as it is written. */
export function exactPlaces(tokens: readonly Token[], place: QuerySpan): PatternNode[] {
  return tokens.map(({ surface }) => ({ kind: 'pattern', how: 'exact', pattern: surface, ...place, required: false }));
}

/** A longer word in capitals is no acronym. */
const longestAcronym = 5;
/** Whether everything is typed in capitals, so that they say nothing. */
export const isAllCapitals = ({ lexemes }: Pick<LexemeReader, 'lexemes'>): boolean => {
  const text = lexemes.map((lexeme) => (lexeme.kind === 'word' || lexeme.kind === 'quote' ? lexeme.text : '')).join(' ');
  return !/\p{Ll}/u.test(text) && new RegExp(`\\p{Lu}{${longestAcronym + 1}}`, 'u').test(text);
};

/** How an acronym is written: `US`, `U.S.`, `U. S.`, `US's`. */
export const formsOfAcronym = (letters: string): string[] => [
  letters,
  letters.replaceAll(/.(?=.)/gu, '$&.'),
  letters.replaceAll(/.(?=.)/gu, '$&. '),
  `${letters}'s`,
  `${letters}’s`,
];

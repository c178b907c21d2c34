import { asciiCodes, type CharNode, type RegexNode } from './regex-tree.ts';

/** Ways to match that are tried at one place of a text: as each is a dead end before the next, they add up to time. */
export const mostWays = 16;
export const longestPiece = 200;

/** Which characters something matches: those of words, blanks, both or others; none where it is empty. */
export type Chars = 'word' | 'blank' | 'other' | 'none';

/** A part of an expression that has an end, as an expression of JavaScript. */
export type Bounded = {
  kind: 'bounded';
  source: string;
  /** The same without edges: what stands beside a word is not the same where it is folded. */
  loose: string;
  chars: Chars;
  ways: number;
  least: number;
  most: number;
  isExact: boolean;
  /** The only character that it is, in either case. */
  letter?: string;
  needs?: undefined;
};

/** Undefined for what has no end, or too many ways to match. */
export function boundedOf(node: RegexNode): Bounded | undefined {
  const made = tryBounded(node);
  return made === undefined || made.ways > mostWays || made.most > longestPiece ? undefined : made;
}

function tryBounded(node: RegexNode): Bounded | undefined {
  switch (node.kind) {
    case 'char':
      return {
        ...empty,
        source: sourceOf(node),
        loose: sourceOf(node),
        chars: charsOf(node),
        least: 1,
        most: 1,
        isExact: node.isExact,
        ...letterOf(node),
      };
    case 'edge':
      return { ...empty, source: edgeSources[node.at] };
    case 'flags':
      return { ...empty, isExact: false };
    case 'row': {
      const parts = node.of.map(boundedOf);
      if (parts.length === 1) return parts[0];
      let all: Bounded = empty;
      for (const part of parts) {
        if (part === undefined) return undefined;
        all = {
          kind: 'bounded',
          source: all.source + part.source,
          loose: all.loose + part.loose,
          chars: together(all.chars, part.chars),
          ways: all.ways * part.ways,
          least: all.least + part.least,
          most: all.most + part.most,
          isExact: all.isExact && part.isExact,
        };
      }
      return all;
    }
    case 'either': {
      const parts = node.of.map(boundedOf);
      const known = parts.filter((part) => part !== undefined);
      if (known.length < parts.length) return undefined;
      return {
        kind: 'bounded',
        source: `(?:${known.map(({ source }) => source).join('|')})`,
        loose: `(?:${known.map(({ loose }) => loose).join('|')})`,
        chars: known.map(({ chars }) => chars).reduce(together),
        ways: known.reduce((sum, { ways }) => sum + ways, 0),
        least: Math.min(...known.map(({ least }) => least)),
        most: Math.max(...known.map(({ most }) => most)),
        isExact: known.every(({ isExact }) => isExact),
      };
    }
    case 'times': {
      const { least, most } = node;
      const once = most > longestPiece ? undefined : boundedOf(node.of);
      if (once === undefined) return undefined;
      let ways = 0;
      for (let times = least; times <= most; times += 1) ways += once.ways ** times;
      return {
        kind: 'bounded',
        source: `(?:${once.source}){${least},${most}}`,
        loose: `(?:${once.loose}){${least},${most}}`,
        chars: most === 0 ? 'none' : once.chars,
        ways,
        least: once.least * least,
        most: once.most * most,
        isExact: once.isExact,
      };
    }
  }
}

const empty: Bounded = { kind: 'bounded', source: '', loose: '', chars: 'none', ways: 1, least: 0, most: 0, isExact: true };

const together = (a: Chars, b: Chars): Chars => (a === 'none' || a === b ? b : b === 'none' ? a : 'other');

const letters = /[A-Za-z0-9]/;
const blanks = /[\t\n\v\f\r ]/;

function charsOf({ codes, isOpen }: CharNode): Chars {
  if (isOpen) return 'other';
  const meant = Array.from(codes.entries()).flatMap(([code, isIn]) => (isIn === 1 ? [String.fromCharCode(code)] : []));
  if (meant.every((one) => letters.test(one))) return 'word';
  return meant.every((one) => blanks.test(one)) ? 'blank' : 'other';
}

/** The letter that a character is in either case, or the digit. */
function letterOf({ codes, isOpen }: CharNode): { letter?: string } {
  const meant = new Set(
    Array.from(codes.entries()).flatMap(([code, isIn]) => (isIn === 1 ? [String.fromCharCode(code).toLowerCase()] : [])),
  );
  const [letter = ''] = meant;
  return !isOpen && meant.size === 1 && letters.test(letter) ? { letter } : {};
}

/** Characters of a word, as edges see them. */
const inWord = '[0-9A-Za-z_]';
const edgeSources = {
  start: '(?<![^\\n])',
  end: '(?![^\\n])',
  word: `(?:(?<=${inWord})(?!${inWord})|(?<!${inWord})(?=${inWord}))`,
  'no word': `(?:(?<=${inWord})(?=${inWord})|(?<!${inWord})(?!${inWord}))`,
} as const;

/** Within a line. `ſ` and the Kelvin sign are letters of ours in another case. */
export function sourceOf({ codes, isOpen }: CharNode): string {
  if (isOpen && codes.every((isIn) => isIn === 1)) return anyCharacter;
  let source = '';
  for (let code = 0; code < asciiCodes; code += 1) {
    const first = code;
    while (codes[code] === 1 && code !== 10) code += 1;
    if (code > first) source += first + 1 === code ? hex(first) : `${hex(first)}-${hex(code - 1)}`;
  }
  if (isOpen) return `[${source}\\u0080-\\u{10ffff}]`;
  return `[${source}${codes['s'.charCodeAt(0)] === 1 ? 'ſ' : ''}${codes['k'.charCodeAt(0)] === 1 ? '\\u212a' : ''}]`;
}

export const anyCharacter = '[^\\n]';
const hex = (code: number): string => `\\x${code.toString(16).padStart(2, '0')}`;

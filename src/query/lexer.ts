import { fieldNamed, type FieldName, type IsOtherField } from './fields.ts';
import type { QuerySpan } from './tree.ts';

/** A piece of what was typed. `text` has its escapes resolved; `at` and `length` say where it stands as typed. */
export type Lexeme = QuerySpan &
  (
    | { kind: 'word'; text: string; escaped: boolean }
    | { kind: 'quote'; text: string; escaped: boolean }
    | { kind: 'open' | 'close' | 'and' | 'or' | 'not'; text: string }
    | { kind: 'sign'; text: '-' | '+' | '!' }
    | { kind: 'field'; text: string; name: FieldName }
    | { kind: 'range'; text: string; inclusive: { from: boolean; to: boolean } }
    | { kind: 'comparison'; text: string; sign: string }
    | { kind: 'regex'; text: string }
    /** `~`, `~2` or `^2` behind a word or a phrase. */
    | { kind: 'suffix'; text: string }
  );

/** A quotation mark or a bracket that is never closed. */
export type LexerFault = QuerySpan & { problem: 'quote' | 'range' };

const quotes = /["“”„‟«»]/;
/** A word ends at whitespace, quotes and parentheses. A backslash takes the next character literally. */
const wordPattern = /(?:\\[^]|[^\s"“”„‟«»()\\])+|\\/y;
/** `U. S. S. R.` is one word. */
const initials = /\p{Lu}\.(?: \p{Lu}\.)+(?=[\s)~^]|$)/uy;
const quotedPattern = /["“”„‟«»]((?:\\[^]|[^"“”„‟«»\\])*)["“”„‟«»]/y;
const suffixPattern = /[~^][\d.]*/y;
const wordSuffix = /^(.+?)((?:~\d*|\^\d+(?:\.\d+)?)+)$/s;
const rangePattern = /([[{])([^\]}]*)([\]}])/y;
const comparisonPattern = /(>=|<=|>|<)\s*([^\s()"“”„‟«»]*)/y;
const regexPattern = /\/((?:\\.|[^/\\\n])+)\/(?=[\s)]|$)/y;
const fieldPattern = /([A-Za-z_]{1,20}):/y;
/** Records may name their fields in any letters. */
const otherFieldPattern = /([\p{L}\p{N}_.-]{1,40}):/uy;
const blanks = /\s+/y;

const operators: Readonly<Record<string, 'and' | 'or' | 'not'>> = { AND: 'and', OR: 'or', NOT: 'not', '&&': 'and', '||': 'or' };

/** The state of one pass over a query. */
type Scanner = {
  readonly text: string;
  at: number;
  readonly lexemes: Lexeme[];
  readonly faults: LexerFault[];
  /** No quotation mark closes from here on: looked for once, not at every mark. */
  unclosed: boolean;
  readonly isOtherField: IsOtherField;
};

/** Splits a query into lexemes. Never throws; looks at each character a bounded number of times. */
export function lex(text: string, isOtherField: IsOtherField = () => false): { lexemes: Lexeme[]; faults: LexerFault[] } {
  const scanner: Scanner = { text, at: 0, lexemes: [], faults: [], unclosed: false, isOtherField };
  while (scanner.at < text.length) {
    const character = text.charAt(scanner.at);
    if (skipBlanks(scanner)) continue;
    if (quotes.test(character)) lexQuote(scanner);
    else if (character === '(' || character === ')')
      scanner.lexemes.push({ kind: character === '(' ? 'open' : 'close', text: character, ...advance(scanner, 1) });
    else if (!lexSign(scanner) && !lexField(scanner) && !lexRegex(scanner)) lexWord(scanner);
  }
  return { lexemes: scanner.lexemes, faults: scanner.faults };
}

/** What a sticky pattern matches at the current place. */
function match({ text, at }: Scanner, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Moves on; returns the place of what was passed. */
function advance(scanner: Scanner, length: number): QuerySpan {
  const place = { at: scanner.at, length };
  scanner.at += length;
  return place;
}

function skipBlanks(scanner: Scanner): boolean {
  const found = match(scanner, blanks);
  if (found !== null) advance(scanner, found[0].length);
  return found !== null;
}

function lexQuote(scanner: Scanner): void {
  const found = scanner.unclosed ? null : match(scanner, quotedPattern);
  if (found === null) {
    const place = advance(scanner, 1);
    if (!scanner.unclosed) scanner.faults.push({ ...place, problem: 'quote' });
    scanner.unclosed = true;
    return;
  }
  scanner.lexemes.push({
    kind: 'quote',
    text: unescape(found[1] ?? ''),
    escaped: found[1]?.includes('\\') === true,
    ...advance(scanner, found[0].length),
  });
  const suffix = match(scanner, suffixPattern);
  if (suffix !== null) scanner.lexemes.push({ kind: 'suffix', text: suffix[0], ...advance(scanner, suffix[0].length) });
}

function lexField(scanner: Scanner): boolean {
  const found = match(scanner, fieldPattern) ?? match(scanner, otherFieldPattern);
  if (found === null) return false;
  const typed = found[1] ?? '';
  const next = scanner.text.charAt(scanner.at + found[0].length);
  // `https://...`, `Note: ...`: nobody means a field.
  const isProse = next === '' || /[\s/:)]/.test(next);
  const name = fieldNamed(typed, isProse ? () => false : scanner.isOtherField);
  if (name.kind !== 'field' && isProse) return false;
  if (name.kind === 'unknown' && !/^[A-Za-z_]{1,20}$/.test(typed)) return false;
  scanner.lexemes.push({ kind: 'field', text: typed, name, ...advance(scanner, found[0].length) });
  skipBlanks(scanner);
  lexFieldValue(scanner);
  return true;
}

/** Values that only a field may have: a range or a comparison. */
function lexFieldValue(scanner: Scanner): void {
  const range = match(scanner, rangePattern);
  if (range !== null) {
    const inclusive = { from: range[1] === '[', to: range[3] === ']' };
    scanner.lexemes.push({ kind: 'range', text: range[2] ?? '', inclusive, ...advance(scanner, range[0].length) });
    return;
  }
  if (/[[{]/.test(scanner.text.charAt(scanner.at))) {
    scanner.faults.push({ ...advance(scanner, 1), problem: 'range' });
    return;
  }
  const comparison = match(scanner, comparisonPattern);
  if (comparison === null) return;
  const [whole, sign = '', text = ''] = comparison;
  scanner.lexemes.push({ kind: 'comparison', sign, text, ...advance(scanner, whole.length) });
}

function lexSign(scanner: Scanner): boolean {
  const sign = scanner.text.charAt(scanner.at);
  if (sign !== '-' && sign !== '+' && sign !== '!') return false;
  const next = scanner.text.charAt(scanner.at + 1);
  if (next === '' || /[\s)]/.test(next) || scanner.lexemes.at(-1)?.kind === 'field') return false;
  scanner.lexemes.push({ kind: 'sign', text: sign, ...advance(scanner, 1) });
  return true;
}

function lexRegex(scanner: Scanner): boolean {
  const found = scanner.text.charAt(scanner.at) === '/' ? match(scanner, regexPattern) : null;
  if (found === null) return false;
  scanner.lexemes.push({ kind: 'regex', text: found[1] ?? '', ...advance(scanner, found[0].length) });
  return true;
}

function lexWord(scanner: Scanner): void {
  const found = match(scanner, initials) ?? match(scanner, wordPattern);
  if (found === null) {
    advance(scanner, 1);
    return;
  }
  const [raw] = found;
  const place = advance(scanner, raw.length);
  const operator = Object.hasOwn(operators, raw) ? operators[raw] : undefined;
  if (operator !== undefined) {
    scanner.lexemes.push({ kind: operator, text: raw, ...place });
    return;
  }
  const escaped = raw.includes('\\');
  const parts = escaped ? null : wordSuffix.exec(raw);
  const word = parts?.[1] ?? raw;
  const suffix = parts?.[2] ?? '';
  scanner.lexemes.push({ kind: 'word', text: unescape(word), escaped, at: place.at, length: word.length });
  if (suffix !== '') scanner.lexemes.push({ kind: 'suffix', text: suffix, at: place.at + word.length, length: suffix.length });
}

const unescape = (text: string): string => text.replaceAll(/\\([^])/g, '$1');

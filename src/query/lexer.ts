import { fieldNamed, type FieldName } from './fields.ts';
import type { QuerySpan } from './tree.ts';

/** A piece of what was typed. `text` has its escapes resolved; `at` and `length` say where it stands as typed. */
export type Lexeme = QuerySpan &
  (
    | { kind: 'word'; text: string; escaped: boolean }
    | { kind: 'quote'; text: string }
    | { kind: 'open' | 'close' | 'and' | 'or' | 'not'; text: string }
    | { kind: 'sign'; text: '-' | '+' | '!' }
    | { kind: 'field'; text: string; name: FieldName }
    | { kind: 'range'; text: string; inclusive: { from: boolean; to: boolean } }
    | { kind: 'comparison'; text: string; sign: string }
    | { kind: 'regex'; text: string }
    /** `~`, `~2` or `^2` behind a word or a phrase. */
    | { kind: 'suffix'; text: string }
  );

export type LexerFault = QuerySpan & { problem: 'quote' | 'range' };

const quotes = /["“”„‟«»]/;
/** What ends a word: blanks, quotes, parentheses. A backslash takes the next sign as it is. */
const wordPattern = /(?:\\[^]|[^\s"“”„‟«»()\\])+|\\/y;
const quotedPattern = /["“”„‟«»]((?:\\[^]|[^"“”„‟«»\\])*)["“”„‟«»]/y;
const suffixPattern = /[~^][\d.]*/y;
const wordSuffix = /^(.+?)((?:~\d*|\^\d+(?:\.\d+)?)+)$/s;
const rangePattern = /([[{])([^\]}]*)([\]}])/y;
const comparisonPattern = /(>=|<=|>|<)\s*([^\s()"“”„‟«»]*)/y;
const regexPattern = /\/((?:\\.|[^/\\\n])+)\/(?=[\s)]|$)/y;
const fieldPattern = /([A-Za-z_]{1,20}):/y;
const blanks = /\s+/y;

const operators: Readonly<Record<string, 'and' | 'or' | 'not'>> = { AND: 'and', OR: 'or', NOT: 'not', '&&': 'and', '||': 'or' };

/** Cuts a query into lexemes. Never throws; looks at each sign a bounded number of times. */
export function lex(text: string): { lexemes: Lexeme[]; faults: LexerFault[] } {
  const lexemes: Lexeme[] = [];
  const faults: LexerFault[] = [];
  let at = 0;
  /** No quotation mark closes behind here: looked for once, not at every mark. */
  let unclosed = false;

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const take = (found: RegExpExecArray): QuerySpan => {
    const place = { at, length: found[0].length };
    at += found[0].length;
    return place;
  };

  const lexQuote = () => {
    const found = unclosed ? null : match(quotedPattern);
    if (found === null) {
      if (!unclosed) faults.push({ at, length: 1, problem: 'quote' });
      unclosed = true;
      at += 1;
      return;
    }
    lexemes.push({ kind: 'quote', text: unescape(found[1] ?? ''), ...take(found) });
    const suffix = match(suffixPattern);
    if (suffix !== null) lexemes.push({ kind: 'suffix', text: suffix[0], ...take(suffix) });
  };

  const lexField = (): boolean => {
    const found = match(fieldPattern);
    if (found === null) return false;
    const typed = found[1] ?? '';
    const name = fieldNamed(typed);
    const next = text.charAt(at + found[0].length);
    // `https://...`, `Note: ...`: nobody means a field.
    if (name.kind !== 'field' && (next === '' || /[\s/:)]/.test(next))) return false;
    lexemes.push({ kind: 'field', text: typed, name, ...take(found) });
    const blank = match(blanks);
    if (blank !== null) take(blank);
    lexFieldValue();
    return true;
  };

  /** What only a field may have: a range or a comparison. */
  const lexFieldValue = () => {
    const range = match(rangePattern);
    if (range !== null) {
      const inclusive = { from: range[1] === '[', to: range[3] === ']' };
      lexemes.push({ kind: 'range', text: range[2] ?? '', inclusive, ...take(range) });
      return;
    }
    if (/[[{]/.test(text.charAt(at))) {
      faults.push({ at, length: 1, problem: 'range' });
      at += 1;
      return;
    }
    const comparison = match(comparisonPattern);
    if (comparison !== null)
      lexemes.push({ kind: 'comparison', sign: comparison[1] ?? '', text: comparison[2] ?? '', ...take(comparison) });
  };

  const lexSign = (): boolean => {
    const sign = text.charAt(at);
    if (sign !== '-' && sign !== '+' && sign !== '!') return false;
    const next = text.charAt(at + 1);
    if (next === '' || /[\s)]/.test(next) || lexemes.at(-1)?.kind === 'field') return false;
    lexemes.push({ kind: 'sign', text: sign, at, length: 1 });
    at += 1;
    return true;
  };

  const lexRegex = (): boolean => {
    const found = text.charAt(at) === '/' ? match(regexPattern) : null;
    if (found === null) return false;
    lexemes.push({ kind: 'regex', text: found[1] ?? '', ...take(found) });
    return true;
  };

  const lexWord = () => {
    const found = match(wordPattern);
    if (found === null) {
      at += 1;
      return;
    }
    const place = take(found);
    const [raw] = found;
    const operator = Object.hasOwn(operators, raw) ? operators[raw] : undefined;
    if (operator !== undefined) {
      lexemes.push({ kind: operator, text: raw, ...place });
      return;
    }
    const escaped = raw.includes('\\');
    const parts = escaped ? null : wordSuffix.exec(raw);
    const word = parts?.[1] ?? raw;
    const suffix = parts?.[2] ?? '';
    lexemes.push({ kind: 'word', text: unescape(word), escaped, at: place.at, length: word.length });
    if (suffix !== '') lexemes.push({ kind: 'suffix', text: suffix, at: place.at + word.length, length: suffix.length });
  };

  while (at < text.length) {
    const sign = text.charAt(at);
    const blank = match(blanks);
    if (blank !== null) take(blank);
    else if (quotes.test(sign)) lexQuote();
    else if (sign === '(' || sign === ')') {
      lexemes.push({ kind: sign === '(' ? 'open' : 'close', text: sign, at, length: 1 });
      at += 1;
    } else if (!lexSign() && !lexField() && !lexRegex()) lexWord();
  }
  return { lexemes, faults };
}

const unescape = (text: string): string => text.replaceAll(/\\([^])/g, '$1');

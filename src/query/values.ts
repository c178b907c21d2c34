import { parseComparison, parseDay, parseRange, type DateRange } from './dates.ts';
import type { Lexeme } from './lexer.ts';
import type { Sort } from './tree.ts';

/** Orders of hits, by what `sort:` may be given. */
export const sorts: Readonly<Record<string, Sort>> = {
  best: 'best',
  newest: 'newest',
  oldest: 'oldest',
  date: 'oldest',
  '-date': 'newest',
};

/** The whole numbers that a value covers; undefined when it is none. */
export function numberRange(value: Lexeme): { least?: number; most?: number } | undefined {
  const number = (text: string): number | undefined => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined);
  if (value.kind === 'comparison') {
    const n = number(value.text);
    if (n === undefined) return undefined;
    return value.sign.startsWith('>') ? { least: value.sign === '>' ? n + 1 : n } : { most: value.sign === '<' ? n - 1 : n };
  }
  if (value.kind !== 'range') {
    const n = number(value.text);
    return n === undefined ? undefined : { least: n, most: n };
  }
  const ends = /^\s*(\d{1,9}|\*)\s+TO\s+(\d{1,9}|\*)\s*$/i.exec(value.text);
  if (ends === null) return undefined;
  const [, from = '*', to = '*'] = ends;
  return {
    ...(from === '*' ? {} : { least: Number(from) + (value.inclusive.from ? 0 : 1) }),
    ...(to === '*' ? {} : { most: Number(to) - (value.inclusive.to ? 0 : 1) }),
  };
}

/** The days that a value of `date:` covers, or what is wrong with it. */
export function dateRange(value: Lexeme, now: number): DateRange {
  if (value.kind === 'range') return parseRange(value.text, value.inclusive, now);
  if (value.kind === 'comparison') return parseComparison(value.sign, value.text, now);
  return value.text === '*' ? {} : parseDay(value.text, now);
}

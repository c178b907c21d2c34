import { ours } from '../reply/text.ts';
import { ageRange } from './age.ts';
import { parseComparison, parseDay, parseRange, type DateRange } from './dates.ts';
import { parsePlain } from './leaf.ts';
import { accept, isAt, placeOf, nextLexeme, type LexemeReader, type Scope } from './lexeme-reader.ts';
import type { Lexeme } from './lexer.ts';
import { group, type QueryNode, type Sort, type StateField } from './tree.ts';

/** The orders that `sort:` accepts. */
const sorts: Readonly<Record<string, Sort>> = {
  best: 'best',
  newest: 'newest',
  oldest: 'oldest',
  date: 'oldest',
  '-date': 'newest',
};

/** `date:2018`, `date:>2018-03`, `date:[a TO b]`, `date:(2017 OR 2019)`. */
export function parseDate(reader: LexemeReader, scope: Scope): QueryNode | undefined {
  if (isAt(reader, 'open')) return parseDateGroup(reader, scope);
  const value = nextLexeme(reader);
  if (value === undefined) return undefined;
  const range = dateRange(value, reader.now);
  if ('problem' in range) {
    reader.faults.add('date', value, ours`${range.problem} It is read as plain words.`);
    return parsePlain(reader, value, scope);
  }
  if (range.reversed) reader.faults.add('date', value, ours('This range ends before it begins; it is read the other way round.'));
  const { from, to } = range;
  return { kind: 'date', ...placeOf(value), ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** `date:(2017 OR 2019)`: only OR may stand between the dates. */
function parseDateGroup(reader: LexemeReader, scope: Scope): QueryNode | undefined {
  nextLexeme(reader);
  const nodes: QueryNode[] = [];
  while (reader.next < reader.lexemes.length && !isAt(reader, 'close')) {
    if (accept(reader, 'or') !== undefined) continue;
    const operator = accept(reader, 'and') ?? accept(reader, 'open') ?? accept(reader, 'sign') ?? accept(reader, 'not');
    if (operator !== undefined) {
      reader.faults.add('date', operator, ours('Dates in parentheses are joined with OR only.'));
      continue;
    }
    const node = parseDate(reader, scope);
    if (node !== undefined) nodes.push(node);
  }
  accept(reader, 'close');
  return nodes.length === 0 ? undefined : group('or', nodes);
}

/** What is asked for by days. */
const dayFields = ['due', 'came', 'tagged', 'noted'] as const satisfies readonly StateField[];
type DayField = (typeof dayFields)[number];

export const isDayField = (field: StateField): field is DayField => dayFields.some((one) => one === field);

/** `due:<2018-07`, `tagged:>2026-08-01`: when work on a cable is due, when it came, was tagged or noted, written like `date:`. */
export function parseDays(reader: LexemeReader, field: DayField, scope: Scope): QueryNode | undefined {
  const value = reader.lexemes[reader.next];
  const node = parseDate(reader, scope);
  return node?.kind === 'date' ? { ...node, kind: 'state', field, value: value?.text ?? '' } : node;
}

/** `words:>500`, `words:[100 TO 500]`, `words:120`. */
export function parseWordCount(reader: LexemeReader, scope: Scope): QueryNode | undefined {
  const value = nextLexeme(reader);
  if (value === undefined) return undefined;
  const range = numberRange(value);
  if (range !== undefined) return { kind: 'state', field: 'words', value: value.text, ...placeOf(value), ...range };
  reader.faults.add('field', value, ours('words: takes a number, like words:>500 or words:[100 TO 500]. It is read as plain words.'));
  return parsePlain(reader, value, scope);
}

/** `age:>3d`: how long a cable has been with the desk. `otherwise` parses a value that is not a comparison. */
export function parseAge(reader: LexemeReader, scope: Scope, otherwise: () => QueryNode | undefined): QueryNode | undefined {
  const value = reader.lexemes[reader.next];
  if (value === undefined) return undefined;
  const typed = value.kind === 'comparison' ? `${value.sign}${value.text}` : value.text;
  const isAge = value.kind === 'comparison' && ageRange(typed, reader.now) !== undefined;
  if (!isAge)
    reader.faults.add(
      'field',
      value,
      ours('An age is compared, in hours, days, weeks, months or years: age:>3d, age:<12h. This is read as plain words.'),
    );
  if (value.kind !== 'comparison') return otherwise();
  nextLexeme(reader);
  return isAge ? { kind: 'state', field: 'age', value: typed, ...placeOf(value) } : parsePlain(reader, value, scope);
}

/** `sort:newest`, `sort:-date`: sets the order of the hits and adds nothing to look for. */
export function parseSort(reader: LexemeReader, scope: Scope): QueryNode | undefined {
  const sign = accept(reader, 'sign')?.text ?? '';
  const value = nextLexeme(reader);
  if (value === undefined) return undefined;
  const sort = sorts[`${sign}${value.text}`.toLowerCase()];
  if (sort === undefined) {
    reader.faults.add('field', value, ours('Hits are sorted by sort:best, sort:newest or sort:oldest. It is read as plain words.'));
    return parsePlain(reader, value, scope);
  }
  reader.sort = sort;
  return undefined;
}

/**
 * `asof:2026-08-01`: says which day the desk is seen as of, and adds nothing to look for. Whether there is such a day is asked
 * where the desk is; two that differ are no day.
 */
export function parseAsOf(reader: LexemeReader): undefined {
  const value = nextLexeme(reader);
  const typed = value?.kind === 'comparison' ? `${value.sign}${value.text}` : (value?.text ?? '');
  reader.asOf = reader.asOf === undefined || reader.asOf === typed ? typed : `${reader.asOf}, ${typed}`;
  return undefined;
}

/** The days that a value of `date:` covers, or what is wrong with it. */
function dateRange(value: Lexeme, now: number): DateRange {
  if (value.kind === 'range') return parseRange(value.text, value.inclusive, now);
  if (value.kind === 'comparison') return parseComparison(value.sign, value.text, now);
  return value.text === '*' ? {} : parseDay(value.text, now);
}

/** The whole numbers that a value covers; undefined when it is not a number. */
function numberRange(value: Lexeme): { least?: number; most?: number } | undefined {
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

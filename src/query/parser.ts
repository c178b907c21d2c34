import { ours } from '../reply/text.ts';
import type { QueryFaults } from './faults.ts';
import { parseAge, parseAsOf, parseDate, parseDays, isDayField, parseSort, parseWordCount } from './field-values.ts';
import { parseLeaf, parsePlain, parseQuote, parseRegex, parseWord, withSuffix } from './leaf.ts';
import { accept, isAt, nextLexeme, type LexemeReader, type Scope } from './lexeme-reader.ts';
import type { Lexeme } from './lexer.ts';
import { distinct, group, withoutCommon, type QueryNode, type QuerySpan, type Sort, type StateField } from './tree.ts';
import { isOther, type Field } from './text-fields.ts';

/** One part of an AND group, and what decides how it is joined to its neighbours. */
type AndPart = { node: QueryNode; hasAnd: boolean; field: Field | 'date' | undefined };

/**
 * Builds the tree of lexemes whose parentheses, operators and fields have been settled (shape.ts), so that every operator
 * has its operands. `node` is undefined when nothing is left to look for.
 */
export function parseLexemes(
  lexemes: readonly Lexeme[],
  faults: QueryFaults,
  now: number,
): { node: QueryNode | undefined; sort: Sort | undefined; asOf: string | undefined; acronyms: readonly QuerySpan[] } {
  const reader: LexemeReader = { lexemes, next: 0, faults, now, patterns: new Set(), acronyms: [] };
  const node = parseOr(reader, { field: undefined, required: false, top: true });
  return { node, sort: reader.sort, asOf: reader.asOf, acronyms: reader.acronyms };
}

function parseOr(reader: LexemeReader, scope: Scope): QueryNode | undefined {
  const branches: { node: QueryNode; parts: number }[] = [];
  do {
    const branch = parseAnd(reader, scope);
    if (branch !== undefined) branches.push(branch);
  } while (accept(reader, 'or') !== undefined);
  if (branches.length > 1 && branches.some(({ parts }) => parts > 1))
    reader.faults.note(ours('AND, also unwritten, binds more closely than OR: a b OR c means (a b) OR c. Parentheses say otherwise.'));
  return branches.length === 0 ? undefined : group('or', distinct(branches.map(({ node }) => node)));
}

function parseAnd(reader: LexemeReader, scope: Scope): { node: QueryNode; parts: number } | undefined {
  const parts: AndPart[] = [];
  while (reader.next < reader.lexemes.length && !isAt(reader, 'or') && !isAt(reader, 'close')) {
    const hasAnd = accept(reader, 'and') !== undefined;
    const before = parts.at(-1);
    if (hasAnd && before !== undefined) before.hasAnd = true;
    const field = fieldAhead(reader);
    const node = parseUnary(reader, scope);
    if (node !== undefined) parts.push({ node, hasAnd, field });
  }
  const joined = scope.top ? joinRepeated(parts, reader.faults) : parts.map(({ node }) => node);
  const nodes = distinct(withoutCommon(joined));
  return nodes.length === 0 ? undefined : { node: group('and', nodes), parts: nodes.length };
}

function parseUnary(reader: LexemeReader, scope: Scope): QueryNode | undefined {
  const sign = accept(reader, 'not') ?? accept(reader, 'sign');
  if (sign === undefined) return parseOperand(reader, scope);
  if (sign.text === '+') return parseUnary(reader, { ...scope, required: true });
  const node = parseUnary(reader, { ...scope, required: false });
  return node === undefined ? undefined : { kind: 'not', node };
}

function parseOperand(reader: LexemeReader, scope: Scope): QueryNode | undefined {
  const lexeme = nextLexeme(reader);
  switch (lexeme?.kind) {
    case 'open': {
      const node = parseOr(reader, { ...scope, top: false });
      accept(reader, 'close');
      return node;
    }
    case 'field':
      return parseField(reader, lexeme, scope);
    case 'quote':
      return withSuffix(reader, parseQuote(reader, lexeme, scope));
    case 'word':
      return parseWord(reader, lexeme, scope);
    case 'regex':
      return parseRegex(reader, lexeme, scope);
    case 'range':
    case 'comparison':
      return parsePlain(reader, lexeme, scope);
    case 'and':
    case 'or':
    case 'not':
    case 'close':
    case 'sign':
    case 'suffix':
    case undefined:
      return undefined;
  }
}

function parseField(reader: LexemeReader, lexeme: Lexeme & { kind: 'field' }, scope: Scope): QueryNode | undefined {
  const { name } = lexeme;
  const { faults } = reader;
  if (name.kind === 'field') {
    if (name.field === 'date') return parseDate(reader, scope);
    const value = reader.lexemes[reader.next];
    if (value?.kind === 'range' || value?.kind === 'comparison')
      faults.add('field', value, ours('Only date: takes ranges and comparisons; these are read as plain words.'));
    return parseOperand(reader, { ...scope, field: name.field, top: false });
  }
  if (name.kind === 'state') return parseState(reader, name.field, scope);
  if (name.kind === 'sort') return parseSort(reader, scope);
  if (name.kind === 'asof') return parseAsOf(reader);
  faults.add(
    'field',
    lexeme,
    ours`There is no field of this name${name.nearest === undefined ? '' : ours`; perhaps ${name.nearest}: is meant`}. It is read as a plain word. Fields are from, to, subject, text, ref, date, marking, tag, is and more.`,
  );
  const word = parseLeaf(reader, lexeme, lexeme.text, false, { ...scope, top: false });
  const value = parseOperand(reader, { ...scope, top: false });
  const nodes = [word, value].filter((node) => node !== undefined);
  return nodes.length === 0 ? undefined : group('and', nodes);
}

/** A question about the desk's own state; its value is looked up where the state is known. */
function parseState(reader: LexemeReader, field: StateField, scope: Scope): QueryNode | undefined {
  if (field === 'words') return parseWordCount(reader, scope);
  if (field === 'age') return parseAge(reader, scope, () => parseOperand(reader, { ...scope, top: false }));
  if (isDayField(field)) return parseDays(reader, field, scope);
  return parseOperand(reader, { ...scope, state: field, top: false });
}

function fieldAhead({ lexemes, next }: LexemeReader): Field | 'date' | undefined {
  const lexeme = lexemes[next];
  return lexeme?.kind === 'field' && lexeme.name.kind === 'field' ? lexeme.name.field : undefined;
}

/**
 * Filters on one field, given side by side, widen each other (as DocumentCloud documents for its filters). Open-ended
 * dates do not, for `date:>2018 date:<2020` can only mean both, and a written AND always means AND.
 */
function joinRepeated(parts: readonly AndPart[], faults: QueryFaults): QueryNode[] {
  const byField = new Map<Field | 'date', QueryNode[]>();
  const nodes: QueryNode[] = [];
  for (const { node, hasAnd, field } of parts) {
    const isOpen = node.kind === 'date' && (node.from === undefined || node.to === undefined);
    if (field === undefined || hasAnd || isOpen) {
      nodes.push(node);
      continue;
    }
    const same = byField.get(field);
    if (same === undefined) {
      const list = [node];
      byField.set(field, list);
      nodes.push({ kind: 'or', nodes: list });
    } else {
      same.push(node);
      const name = isOther(field) ? ours('A field') : `${field}:`;
      faults.note(ours`${name} is given more than once, so either may hold; AND between them asks for both.`);
    }
  }
  return nodes.map((node) => (node.kind === 'or' ? group('or', distinct(node.nodes)) : node));
}

import { ours } from '../reply/text.ts';
import type { QueryFaults } from './faults.ts';
import type { Lexeme } from './lexer.ts';

/** Deepest nesting of parentheses. */
export const deepest = 8;

/**
 * Repairs the shape of a query before its tree is built: parentheses that have no partner, are empty or nest too deeply
 * are left out; operators and fields that lack an operand become plain words. Each repair reports a fault at its place.
 */
export function settleShape(lexemes: readonly Lexeme[], faults: QueryFaults): Lexeme[] {
  return settleOperators(settleFields(settleParentheses(lexemes, faults), faults), faults);
}

function settleParentheses(lexemes: readonly Lexeme[], faults: QueryFaults): Lexeme[] {
  const kept: Lexeme[] = [];
  /** Indices in `kept` of the open parentheses; -1 for one that was too deep to be kept. */
  const open: number[] = [];
  for (const lexeme of lexemes) {
    if (lexeme.kind === 'open') {
      const isTooDeep = open.length >= deepest;
      if (isTooDeep) faults.add('limit', lexeme, ours`Parentheses may nest ${deepest} deep; those inside are left out.`);
      open.push(isTooDeep ? -1 : kept.length);
      if (!isTooDeep) kept.push(lexeme);
    } else if (lexeme.kind === 'close') {
      const partner = open.pop();
      if (partner === undefined) faults.add('parenthesis', lexeme, ours('This parenthesis closes nothing; it is left out.'));
      else if (partner === kept.length - 1) {
        faults.add('group', kept[partner] ?? lexeme, ours('There is nothing between these parentheses.'));
        kept.length = partner;
      } else if (partner >= 0) kept.push(lexeme);
    } else kept.push(lexeme);
  }
  const unclosed = new Set(open.filter((place) => place >= 0));
  for (const place of unclosed) {
    const lexeme = kept[place];
    if (lexeme !== undefined) faults.add('parenthesis', lexeme, ours('This parenthesis is never closed; it is left out.'));
  }
  return kept.filter((_, i) => !unclosed.has(i));
}

/** What may follow a field, and what may follow NOT or a sign. */
const values: ReadonlySet<Lexeme['kind']> = new Set(['word', 'quote', 'open', 'range', 'comparison', 'regex']);
const operands: ReadonlySet<Lexeme['kind']> = new Set([...values, 'field', 'sign', 'not']);
/** What AND and OR may follow. */
const ends: ReadonlySet<Lexeme['kind']> = new Set([...values, 'close', 'suffix']);

function settleFields(lexemes: readonly Lexeme[], faults: QueryFaults): Lexeme[] {
  return lexemes.map((lexeme, i) => {
    if (lexeme.kind !== 'field' || isOneOf(lexemes[i + 1], values)) return lexeme;
    // `sort:-date`
    if (lexeme.name.kind === 'sort' && lexemes[i + 1]?.kind === 'sign' && lexemes[i + 2]?.kind === 'word') return lexeme;
    faults.add('field', lexeme, ours('This field has no value; it is read as a plain word.'));
    return asWord(lexeme);
  });
}

function settleOperators(lexemes: readonly Lexeme[], faults: QueryFaults): Lexeme[] {
  const kept: Lexeme[] = [];
  for (const [i, lexeme] of lexemes.entries()) {
    const hasRight = isOneOf(lexemes[i + 1], operands);
    if (lexeme.kind === 'and' || lexeme.kind === 'or' || lexeme.kind === 'not') {
      const hasLeft = lexeme.kind === 'not' || (isOneOf(kept.at(-1), ends) && kept.at(-1)?.kind !== 'open');
      if (hasLeft && hasRight) kept.push(lexeme);
      else {
        faults.add('operator', lexeme, ours`There is nothing ${hasLeft ? 'after' : 'before'} this operator; it is read as a plain word.`);
        kept.push(asWord(lexeme));
      }
    } else if (lexeme.kind !== 'sign' || hasRight) kept.push(lexeme);
  }
  return kept;
}

const isOneOf = (lexeme: Lexeme | undefined, kinds: ReadonlySet<Lexeme['kind']>): boolean => lexeme !== undefined && kinds.has(lexeme.kind);

const asWord = ({ text, at, length }: Lexeme): Lexeme => ({ kind: 'word', text, escaped: true, at, length });

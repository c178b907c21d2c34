import type { QueryFaults } from './faults.ts';
import type { Lexeme } from './lexer.ts';
import type { QuerySpan, Sort, StateField } from './tree.ts';
import type { Field } from './text-fields.ts';

/** The state of one parse: the lexemes, how far they have been read, and what was gathered on the way. */
export type LexemeReader = {
  readonly lexemes: readonly Lexeme[];
  /** Index of the lexeme that is read next. */
  next: number;
  readonly faults: QueryFaults;
  /** Milliseconds since 1970, for relative dates and ages. */
  readonly now: number;
  /** The different patterns so far; their number is limited. */
  readonly patterns: Set<string>;
  /** Words that were read as acronyms, where they may be common words in capitals. */
  readonly acronyms: QuerySpan[];
  /** The order asked for with `sort:`. */
  sort?: Sort;
  /** What `asof:` was given, as typed. */
  asOf?: string;
};

/** What applies to the part of a query being parsed: the field it follows, a `+` before it, and whether it is outside all parentheses. */
export type Scope = { field: Field | undefined; required: boolean; top: boolean; state?: StateField };

/** Whether the next lexeme is of this kind. */
export const isAt = ({ lexemes, next }: LexemeReader, kind: Lexeme['kind']): boolean => lexemes[next]?.kind === kind;

/** Reads the next lexeme, whatever its kind; undefined at the end. */
export function nextLexeme(reader: LexemeReader): Lexeme | undefined {
  const lexeme = reader.lexemes[reader.next];
  if (lexeme !== undefined) reader.next += 1;
  return lexeme;
}

/** Reads the next lexeme if it is of this kind. */
export const accept = (reader: LexemeReader, kind: Lexeme['kind']): Lexeme | undefined =>
  isAt(reader, kind) ? nextLexeme(reader) : undefined;

/** The place of a lexeme or node, without the rest of it. */
export const placeOf = ({ at, length }: QuerySpan): QuerySpan => ({ at, length });

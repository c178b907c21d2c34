import { ours } from '../reply/text.ts';
import { accept, placeOf, type LexemeReader, type Scope } from './lexeme-reader.ts';
import type { Lexeme } from './lexer.ts';
import { editsFor, fewestFuzzy, fewestWildcard, regexProblem } from './patterns.ts';
import { distinct, group, withoutCommon, type PatternNode, type QueryNode, type QuerySpan } from './tree.ts';
import { languages, stemOf } from '../language/stems.ts';
import { fold, isStopWord, tokenise, type Token } from '../language/tokens.ts';

/** Most different words and phrases in one query. */
export const mostTerms = 32;

/** Most words between those of `"a b"~N`. */
const widest = 100;
/** The largest weight of `word^N`. */
const heaviest = 100;

/** A word, with its wildcards, its `=` and its suffix. */
export function parseWord(reader: LexemeReader, lexeme: Lexeme & { kind: 'word' }, scope: Scope): QueryNode | undefined {
  const { text, escaped } = lexeme;
  if (text === '*' && !escaped && scope.field === undefined && scope.state === undefined) return { kind: 'all' };
  if (scope.state !== undefined) return parseLeaf(reader, lexeme, text, false, scope);
  const isLast = reader.next === reader.lexemes.length;
  // The question mark at the end of a question is not a wildcard.
  const pattern = isLast ? text.replace(/\?$/, '') : text;
  const isWildcard = !escaped && /[*?]/.test(pattern) && /[\p{L}\p{N}]/u.test(pattern);
  const isExact = !escaped && !isWildcard && /^=[\p{L}\p{N}]/u.test(text);
  const found = isWildcard
    ? parsePattern(reader, lexeme, 'wildcard', pattern, scope)
    : isExact
      ? parsePattern(reader, lexeme, 'exact', text.slice(1), scope)
      : undefined;
  const node = found ?? parseLeaf(reader, lexeme, text, false, scope);
  if (!escaped && /^(?:or|and|not)$/.test(text))
    reader.faults.note(ours('or, and, not in small letters are words like any other; as operators they are written OR, AND, NOT.'));
  return withSuffix(reader, node);
}

/** Words by their spelling. Undefined, with a fault, when the pattern is too short or of several words. */
function parsePattern(reader: LexemeReader, lexeme: Lexeme, how: 'wildcard' | 'exact', typed: string, scope: Scope): QueryNode | undefined {
  const words = typed.match(/[\p{L}\p{M}\p{N}*?'’.-]+/gu) ?? [];
  const [word = ''] = words;
  const letters = fold(word.replaceAll(/[*?]/g, '')).length;
  if (words.length !== 1 || /[\p{L}\p{N}][-.][\p{L}\p{N}]/u.test(word) || tokenise(word.replaceAll(/[*?]/g, '')).length > 1) {
    reader.faults.add('limit', lexeme, ours('A pattern is for one word; this one is read as plain words.'));
    return undefined;
  }
  if (how === 'wildcard' && letters < fewestWildcard) {
    reader.faults.add('limit', lexeme, ours`A pattern needs ${fewestWildcard} letters beside * and ?; this one is read as a plain word.`);
    return undefined;
  }
  return patternNode(reader, lexeme, { how, pattern: word.replace(/[.'’-]+$/, '') }, scope);
}

/** `/RK-?77/`; an unusable expression is read as plain words. */
export function parseRegex(reader: LexemeReader, lexeme: Lexeme, scope: Scope): QueryNode | undefined {
  const problem = regexProblem(lexeme.text);
  if (problem === undefined) return patternNode(reader, lexeme, { how: 'regex', pattern: lexeme.text }, scope);
  reader.faults.add('regex', lexeme, ours`${problem} It is read as plain words.`);
  return parsePlain(reader, lexeme, scope);
}

function patternNode(
  reader: LexemeReader,
  place: QuerySpan,
  what: Pick<PatternNode, 'how' | 'pattern' | 'most'>,
  { field, required }: Scope,
): QueryNode | undefined {
  if (!isAllowedTerm(reader, `${field ?? ''}:${what.how} ${what.pattern} ${what.most ?? ''}`, place)) return undefined;
  return { kind: 'pattern', ...what, ...(field === undefined ? {} : { field }), ...placeOf(place), required };
}

/** Applies what follows a word or a phrase: `~2`, `~5`, `^3`. */
export function withSuffix(reader: LexemeReader, node: QueryNode | undefined): QueryNode | undefined {
  const suffix = accept(reader, 'suffix');
  if (suffix === undefined || node === undefined) return node;
  const tilde = /~(\d*)/.exec(suffix.text);
  const weight = /\^(\d+(?:\.\d+)?)/.exec(suffix.text);
  const meant = tilde === null ? node : withTilde(reader, node, tilde[1] ?? '', suffix);
  if (weight === null) return meant;
  const boost = Math.min(Number(weight[1]), heaviest);
  return meant.kind === 'word' || meant.kind === 'phrase' || meant.kind === 'pattern' ? { ...meant, boost } : meant;
}

function withTilde({ faults }: LexemeReader, node: QueryNode, number: string, suffix: QuerySpan): QueryNode {
  if (node.kind === 'phrase' && node.quoted) return { ...node, near: Math.min(number === '' ? 5 : Number(number), widest) };
  if (node.kind !== 'word') {
    faults.add('limit', suffix, ours('Near spellings (~) are for one word, nearness (~5) is for a quoted phrase; here it is left out.'));
    return node;
  }
  if (fold(node.surface).length < fewestFuzzy) {
    faults.add('limit', suffix, ours`Near spellings need a word of ${fewestFuzzy} letters; this one is searched as it is.`);
    return node;
  }
  const { field, required, surface } = node;
  if (Number(number) > 2) faults.note(ours('Near spellings allow 2 changes at most.'));
  const most = number === '' ? editsFor(surface) : Math.min(Number(number), 2);
  return {
    kind: 'pattern',
    how: 'fuzzy',
    pattern: surface,
    most,
    ...(field === undefined ? {} : { field }),
    ...placeOf(node),
    required,
  };
}

/** Counts the different terms of a query; those beyond the limit are left out, with a fault. */
function isAllowedTerm({ terms, faults }: LexemeReader, key: string, place: QuerySpan): boolean {
  if (!terms.has(key) && terms.size >= mostTerms) {
    faults.add('limit', place, ours`A query may have ${mostTerms} different words and phrases; from here on they are left out.`);
    return false;
  }
  terms.add(key);
  return true;
}

/** Reads a lexeme that made no sense in its place as plain words. */
export function parsePlain(reader: LexemeReader, lexeme: Lexeme, scope: Scope): QueryNode | undefined {
  const nodes = lexeme.text.split(/\s+/).flatMap((word) => parseLeaf(reader, lexeme, word, false, scope) ?? []);
  return nodes.length === 0 ? undefined : group('and', distinct(withoutCommon(nodes)));
}

/** A word or a phrase; behind a field of the desk's own state, its value. Undefined when there is nothing to look for. */
export function parseLeaf(
  reader: LexemeReader,
  place: QuerySpan,
  text: string,
  quoted: boolean,
  { field, required, state }: Scope,
): QueryNode | undefined {
  if (state !== undefined) return { kind: 'state', field: state, value: text, ...placeOf(place) };
  const tokens = tokenise(text);
  const [first] = tokens;
  if (first === undefined) {
    if (quoted) reader.faults.add('group', place, ours('There are no words between these quotation marks.'));
    else reader.faults.note(ours('Characters without letters or digits are left out.'));
    return undefined;
  }
  const key = `${field ?? ''}:${tokens.map(({ stem }) => stem).join(' ')}`;
  if (!isAllowedTerm(reader, key, place)) return undefined;
  const shared = { ...(field === undefined ? {} : { field }), ...placeOf(place), required };
  if (tokens.length > 1)
    return { kind: 'phrase', ...shared, stems: byLanguage(tokens), surfaces: tokens.map(({ surface }) => surface), quoted };
  const isText = field === undefined || field === 'text' || field === 'subject';
  return {
    kind: 'word',
    ...shared,
    stems: byLanguage([first]).flat(),
    surface: first.surface,
    common: isText && !quoted && !required && isStopWord(first.folded),
  };
}

/** The stems of words in a row, by the rules of each language. */
const byLanguage = (tokens: readonly Token[]): string[][] =>
  languages.map((language) => tokens.map(({ folded }) => stemOf(folded, language)));

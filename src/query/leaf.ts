import { ours } from '../reply/text.ts';
import { accept, placeOf, type LexemeReader, type Scope } from './lexeme-reader.ts';
import type { Lexeme } from './lexer.ts';
import { editsFor, fewestFuzzy, fewestWildcard } from './patterns.ts';
import { regexProblem } from './regex.ts';
import { exactPlaces, formsOfAcronym, isAllCapitals, stemRows, wildcardPhrase } from './phrase.ts';
import { distinct, group, withoutCommon, type PatternNode, type PhraseNode, type QueryNode, type QuerySpan } from './tree.ts';
import { fold, isStopWord, readings, tokenise } from '../language/tokens.ts';

/** Most different patterns in one query: each is compared with many words. */
const mostPatterns = 32;

/** Most words between those of `"a b"~N`. */
const widest = 100;
/** The largest weight of `word^N`. */
const heaviest = 100;

/** A word, with its wildcards, its `=` and its suffix. */
export function parseWord(reader: LexemeReader, lexeme: Lexeme & { kind: 'word' }, scope: Scope): QueryNode | undefined {
  const { text, escaped } = lexeme;
  const quoted = text === '=' && !escaped ? reader.lexemes[reader.next] : undefined;
  if (quoted?.kind === 'quote' && quoted.at === lexeme.at + lexeme.length && scope.state === undefined) {
    reader.next += 1;
    return withSuffix(reader, parseExact(reader, { at: lexeme.at, length: lexeme.length + quoted.length }, quoted.text, scope));
  }
  if (text === '*' && !escaped && scope.field === undefined && scope.state === undefined) return { kind: 'all' };
  if (scope.state !== undefined) return parseLeaf(reader, lexeme, text, false, scope);
  const isLast = reader.next === reader.lexemes.length;
  // The question mark at the end of a question is not a wildcard.
  const pattern = isLast ? text.replace(/\?$/, '') : text;
  const isWildcard = !escaped && /[*?]/.test(pattern) && /[\p{L}\p{N}]/u.test(pattern);
  const isExact = !escaped && !isWildcard && /^=[\p{L}\p{N}]/u.test(text);
  const found = isWildcard
    ? parseWildcard(reader, lexeme, pattern, scope)
    : isExact
      ? parseExact(reader, lexeme, text.slice(1), scope)
      : escaped
        ? undefined
        : parseAcronym(reader, lexeme, scope);
  const node = found ?? parseLeaf(reader, lexeme, text, false, scope);
  if (!escaped && /^(?:or|and|not)$/.test(text))
    reader.faults.note(ours('or, and, not in small letters are words like any other; as operators they are written OR, AND, NOT.'));
  return withSuffix(reader, node);
}

/** A word with wildcards. Undefined, with a fault, when it is too short or of several words. */
function parseWildcard(reader: LexemeReader, lexeme: Lexeme, typed: string, scope: Scope): QueryNode | undefined {
  const words = typed.match(/[\p{L}\p{M}\p{N}*?'’.-]+/gu) ?? [];
  const [word = ''] = words;
  const letters = fold(word.replaceAll(/[*?]/g, '')).length;
  if (words.length !== 1 || /[\p{L}\p{N}][-.][\p{L}\p{N}]/u.test(word) || tokenise(word.replaceAll(/[*?]/g, '')).length > 1) {
    reader.faults.add('limit', lexeme, ours('A pattern is for one word; this one is read as plain words.'));
    return undefined;
  }
  if (letters < fewestWildcard) {
    reader.faults.add('limit', lexeme, ours`A pattern needs ${fewestWildcard} letters beside * and ?; this one is read as a plain word.`);
    return undefined;
  }
  return patternNode(reader, lexeme, { how: 'wildcard', pattern: word.replace(/[.'’-]+$/, '') }, scope);
}

/** `=U.S.`, `="Security Council"`: the words exactly as they are written. */
function parseExact(reader: LexemeReader, place: QuerySpan, text: string, scope: Scope): QueryNode | undefined {
  const tokens = tokenise(text);
  const [first] = tokens;
  if (first === undefined) return parseLeaf(reader, place, text, true, scope);
  if (tokens.length === 1) return patternNode(reader, place, { how: 'exact', pattern: first.surface }, scope);
  const surfaces = tokens.map(({ surface }) => surface);
  return placesNode(reader, place, { places: [exactPlaces(tokens, placeOf(place))], surfaces }, scope, `= ${surfaces.join(' ')}`);
}

/** A word in capitals that is a common word in small letters, like US, is an acronym. */
function parseAcronym(reader: LexemeReader, lexeme: Lexeme, scope: Scope): QueryNode | undefined {
  const { field, required } = scope;
  if ((field !== undefined && field !== 'text' && field !== 'subject') || !/^(?:\p{Lu}\.? ?){2,5}$/u.test(lexeme.text)) return undefined;
  const [token, ...others] = tokenise(lexeme.text);
  const letters = token?.surface.replaceAll(/[^\p{L}]/gu, '') ?? '';
  if (token === undefined || others.length > 0 || !(isStopWord(token.folded) || alsoPronouns.has(token.folded)) || isAllCapitals(reader))
    return undefined;
  if (!isAllowed(reader, `${field ?? ''}:${letters}`, lexeme)) return undefined;
  reader.acronyms.push(placeOf(lexeme));
  reader.faults.note(ours('A word in capitals that is also a common word, like US, is read as the acronym: only where it is in capitals.'));
  return group(
    'or',
    formsOfAcronym(letters).map((pattern) => ({
      kind: 'pattern',
      how: 'exact',
      pattern,
      ...(field === undefined ? {} : { field }),
      ...placeOf(lexeme),
      required,
    })),
  );
}

/** Common words that ranking does not ignore, for they are countries and organizations, too: `us`, the French `un`. */
const alsoPronouns: ReadonlySet<string> = new Set(['us', 'un']);

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
  if (!isAllowed(reader, `${field ?? ''}:${what.how} ${what.pattern} ${what.most ?? ''}`, place)) return undefined;
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

/** Counts the different patterns of a query; those beyond the limit are left out, with a fault. */
function isAllowed({ patterns, faults }: LexemeReader, key: string, place: QuerySpan): boolean {
  if (!patterns.has(key) && patterns.size >= mostPatterns) {
    faults.add('limit', place, ours`A query may have ${mostPatterns} different patterns; from here on they are left out.`);
    return false;
  }
  patterns.add(key);
  return true;
}

/** Reads a lexeme that made no sense in its place as plain words. */
export function parsePlain(reader: LexemeReader, lexeme: Lexeme, scope: Scope): QueryNode | undefined {
  const nodes = lexeme.text.split(/\s+/).flatMap((word) => parseLeaf(reader, lexeme, word, false, scope) ?? []);
  return nodes.length === 0 ? undefined : group('and', distinct(withoutCommon(nodes)));
}

/** A word or a phrase; behind a field of the desk's own state, its value. Undefined when there is nothing to look for. */
export function parseLeaf(reader: LexemeReader, place: QuerySpan, text: string, quoted: boolean, scope: Scope): QueryNode | undefined {
  const { field, required, state } = scope;
  if (state !== undefined) return { kind: 'state', field: state, value: text, ...placeOf(place) };
  const tokens = tokenise(text);
  const [first] = tokens;
  if (first === undefined) {
    if (quoted) reader.faults.add('group', place, ours('There are no words between these quotation marks.'));
    else reader.faults.note(ours('Characters without letters or digits are left out.'));
    return undefined;
  }
  const shared = { ...(field === undefined ? {} : { field }), ...placeOf(place), required };
  if (tokens.length > 1 || first.halves !== undefined) {
    const surfaces = (readings(tokens).at(-1) ?? tokens).map(({ surface }) => surface);
    return { kind: 'phrase', ...shared, stems: stemRows(tokens), surfaces, quoted };
  }
  const isText = field === undefined || field === 'text' || field === 'subject';
  return {
    kind: 'word',
    ...shared,
    stems: stemRows([first]).flat(),
    surface: first.surface,
    common: isText && !quoted && !required && isStopWord(first.folded),
  };
}

/** What stands between quotation marks: words in a row, of which some may have wildcards. */
export function parseQuote(reader: LexemeReader, lexeme: Lexeme & { kind: 'quote' }, scope: Scope): QueryNode | undefined {
  const phrase = lexeme.escaped || scope.state !== undefined ? undefined : wildcardPhrase(lexeme.text, placeOf(lexeme));
  if (phrase === undefined) return parseLeaf(reader, lexeme, lexeme.text, true, scope);
  const [pattern] = phrase.surfaces;
  if (phrase.surfaces.length === 1 && pattern !== undefined) return patternNode(reader, lexeme, { how: 'wildcard', pattern }, scope);
  return placesNode(reader, lexeme, phrase, scope, phrase.surfaces.join(' '));
}

function placesNode(
  reader: LexemeReader,
  place: QuerySpan,
  phrase: Pick<PhraseNode, 'surfaces' | 'places'>,
  { field, required }: Scope,
  key: string,
): QueryNode | undefined {
  if (!isAllowed(reader, `${field ?? ''}:${key}`, place)) return undefined;
  return { kind: 'phrase', ...phrase, stems: [], ...(field === undefined ? {} : { field }), ...placeOf(place), required, quoted: true };
}

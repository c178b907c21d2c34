import { ageRange } from './age.ts';
import type { QueryFaults } from './faults.ts';
import type { Lexeme } from './lexer.ts';
import { editsFor, fewestFuzzy, fewestWildcard, regexProblem } from './patterns.ts';
import { group, type Field, type PatternNode, type QuerySpan, type QueryNode, type Sort, type StateField } from './tree.ts';
import { dateRange, numberRange, sorts } from './values.ts';
import { languages, stemOf } from '../language/stems.ts';
import { fold, isStopWord, tokenise, type Token } from '../language/tokens.ts';

/** Most different words and phrases in one query. */
export const mostTerms = 32;

/** What surrounds the place that is being read. */
type Scope = { field: Field | undefined; required: boolean; top: boolean; state?: StateField };
/** One part of an AND group, and what decides how it is joined to its neighbours. */
type Item = { node: QueryNode; explicit: boolean; field: Field | 'date' | undefined };

/** Most words between those of `"a b"~N`, and the heaviest weight. */
const widest = 100;
const heaviest = 100;

/**
 * Builds the tree of lexemes whose parentheses, operators and fields have been settled (query-shape.ts), so that every
 * operator has its operands. Undefined when nothing is left to look for.
 */
export function parseLexemes(
  lexemes: readonly Lexeme[],
  faults: QueryFaults,
  now: number,
  settings: { sort?: Sort } = {},
): QueryNode | undefined {
  const terms = new Set<string>();
  let next = 0;

  const parseOr = (scope: Scope): QueryNode | undefined => {
    const branches: { node: QueryNode; parts: number }[] = [];
    do {
      const branch = parseAnd(scope);
      if (branch !== undefined) branches.push(branch);
    } while (accept('or') !== undefined);
    if (branches.length > 1 && branches.some(({ parts }) => parts > 1))
      faults.note('AND, also unwritten, binds more closely than OR: a b OR c means (a b) OR c. Parentheses say otherwise.');
    return branches.length === 0 ? undefined : group('or', distinct(branches.map(({ node }) => node)));
  };

  const parseAnd = (scope: Scope): { node: QueryNode; parts: number } | undefined => {
    const items: Item[] = [];
    while (next < lexemes.length && !at('or') && !at('close')) {
      const explicit = accept('and') !== undefined;
      const before = items.at(-1);
      if (explicit && before !== undefined) before.explicit = true;
      const field = fieldAt(next);
      const node = parseUnary(scope);
      if (node !== undefined) items.push({ node, explicit, field });
    }
    const joined = scope.top ? joinRepeated(items, faults) : items.map(({ node }) => node);
    const nodes = distinct(withoutCommon(joined));
    return nodes.length === 0 ? undefined : { node: group('and', nodes), parts: nodes.length };
  };

  const parseUnary = (scope: Scope): QueryNode | undefined => {
    const sign = accept('not') ?? accept('sign');
    if (sign === undefined) return parseOperand(scope);
    if (sign.text === '+') return parseUnary({ ...scope, required: true });
    const node = parseUnary({ ...scope, required: false });
    return node === undefined ? undefined : { kind: 'not', node };
  };

  const parseOperand = (scope: Scope): QueryNode | undefined => {
    const lexeme = lexemes[next];
    next += 1;
    switch (lexeme?.kind) {
      case 'open': {
        const node = parseOr({ ...scope, top: false });
        accept('close');
        return node;
      }
      case 'field':
        return parseField(lexeme, scope);
      case 'quote':
        return suffixed(parseLeaf(lexeme, lexeme.text, true, scope));
      case 'word':
        return parseWord(lexeme, scope);
      case 'regex':
        return parseRegex(lexeme, scope);
      case 'range':
      case 'comparison':
        return parsePlain(lexeme, scope);
      case 'and':
      case 'or':
      case 'not':
      case 'close':
      case 'sign':
      case 'suffix':
      case undefined:
        return undefined;
    }
  };

  const parseField = (lexeme: Lexeme & { kind: 'field' }, scope: Scope): QueryNode | undefined => {
    const { name } = lexeme;
    if (name.kind === 'field') {
      if (name.field === 'date') return parseDate(scope);
      const value = lexemes[next];
      if (value?.kind === 'range' || value?.kind === 'comparison')
        faults.add('field', value, 'Only date: takes ranges and comparisons; these are read as plain words.');
      return parseOperand({ ...scope, field: name.field, top: false });
    }
    if (name.kind === 'state') return parseState(name.field, scope);
    if (name.kind === 'sort') return parseSort(scope);
    if (name.kind === 'later') faults.add('later', lexeme, 'Searching by this field is not yet supported: searched as plain words.');
    else
      faults.add(
        'field',
        lexeme,
        `There is no field of this name${name.nearest === undefined ? '' : `; perhaps ${name.nearest}: is meant`}. It is read as a plain word. Fields are from, to, subject, text, ref, date, marking, tag, is and more.`,
      );
    const word = parseLeaf(lexeme, lexeme.text, false, { ...scope, top: false });
    const value = parseOperand({ ...scope, top: false });
    const nodes = [word, value].filter((node) => node !== undefined);
    const plain = nodes.length === 0 ? undefined : group('and', nodes);
    return name.kind === 'later' && plain !== undefined ? { kind: 'later', construct: 'field', ...placeOf(lexeme), node: plain } : plain;
  };

  /** What is asked of the desk's own state; the values are looked at where the state is known. */
  const parseState = (field: StateField, scope: Scope): QueryNode | undefined => {
    const value = lexemes[next];
    if (field === 'words') return parseNumbers(field, scope);
    if (field === 'age') return parseAge(value, scope);
    if (field !== 'due') return parseOperand({ ...scope, state: field, top: false });
    const node = parseDate(scope);
    return node?.kind === 'date' ? { ...node, kind: 'state', field, value: value?.text ?? '' } : node;
  };

  /** `words:>500`, `words:[100 TO 500]`, `words:120`. */
  const parseNumbers = (field: StateField, scope: Scope): QueryNode | undefined => {
    const value = lexemes[next];
    if (value === undefined) return undefined;
    next += 1;
    const range = numberRange(value);
    if (range !== undefined) return { kind: 'state', field, value: value.text, ...placeOf(value), ...range };
    faults.add('field', value, `${field}: takes a number, like ${field}:>500 or ${field}:[100 TO 500]. It is read as plain words.`);
    return parsePlain(value, scope);
  };

  /** `sort:newest`, `sort:-date`: says nothing of what is looked for. */
  const parseSort = (scope: Scope): QueryNode | undefined => {
    const sign = accept('sign')?.text ?? '';
    const value = lexemes[next];
    if (value === undefined) return undefined;
    next += 1;
    const sort = sorts[`${sign}${value.text}`.toLowerCase()];
    if (sort === undefined) {
      faults.add('field', value, 'Hits are sorted by sort:best, sort:newest or sort:oldest. It is read as plain words.');
      return parsePlain(value, scope);
    }
    settings.sort = sort;
    return undefined;
  };

  /** `age:>3d`: how long a cable has been with the desk. */
  const parseAge = (value: Lexeme | undefined, scope: Scope): QueryNode | undefined => {
    if (value === undefined) return undefined;
    const typed = value.kind === 'comparison' ? `${value.sign}${value.text}` : value.text;
    if (value.kind === 'comparison' && ageRange(typed, now) !== undefined) {
      next += 1;
      return { kind: 'state', field: 'age', value: typed, ...placeOf(value) };
    }
    faults.add(
      'field',
      value,
      'An age is compared, in hours, days, weeks, months or years: age:>3d, age:<12h. This is read as plain words.',
    );
    if (value.kind !== 'comparison') return parseOperand({ ...scope, top: false });
    next += 1;
    return parsePlain(value, scope);
  };

  const parseDate = (scope: Scope): QueryNode | undefined => {
    const value = lexemes[next];
    if (value === undefined) return undefined;
    if (value.kind === 'open') return parseDateGroup(scope);
    next += 1;
    const range = dateRange(value, now);
    if ('problem' in range) {
      faults.add('date', value, `${range.problem} It is read as plain words.`);
      return parsePlain(value, scope);
    }
    if (range.reversed) faults.add('date', value, 'This range ends before it begins; it is read the other way round.');
    const { from, to } = range;
    return { kind: 'date', ...placeOf(value), ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  };

  /** `date:(2017 OR 2019)`: every value inside is a date; anything else is a value that is none. */
  const parseDateGroup = (scope: Scope): QueryNode | undefined => {
    next += 1;
    const nodes: QueryNode[] = [];
    while (next < lexemes.length && !at('close')) {
      if (at('or') || at('and') || at('open') || at('sign') || at('not')) {
        if (!at('or')) faults.add('date', lexemes[next] ?? { at: 0, length: 0 }, 'Dates in parentheses are joined with OR only.');
        next += 1;
        continue;
      }
      const node = parseDate(scope);
      if (node !== undefined) nodes.push(node);
    }
    accept('close');
    return nodes.length === 0 ? undefined : group('or', nodes);
  };

  const parseWord = (lexeme: Lexeme & { kind: 'word' }, scope: Scope): QueryNode | undefined => {
    const { text, escaped } = lexeme;
    if (text === '*' && !escaped && scope.field === undefined && scope.state === undefined) return { kind: 'all' };
    if (scope.state !== undefined) return parseLeaf(lexeme, text, false, scope);
    const isLast = next === lexemes.length;
    // The mark at the end of a question is no wildcard.
    const pattern = isLast ? text.replace(/\?$/, '') : text;
    const how = escaped
      ? undefined
      : /[*?]/.test(pattern) && /[\p{L}\p{N}]/u.test(pattern)
        ? 'wildcard'
        : /^=[\p{L}\p{N}]/u.test(text)
          ? 'exact'
          : undefined;
    const node =
      how === undefined
        ? parseLeaf(lexeme, text, false, scope)
        : (parsePattern(lexeme, how, how === 'exact' ? text.slice(1) : pattern, scope) ?? parseLeaf(lexeme, text, false, scope));
    if (!escaped && /^(?:or|and|not)$/.test(text))
      faults.note('or, and, not in small letters are words like any other; as operators they are written OR, AND, NOT.');
    return suffixed(node);
  };

  /** Words by what they look like. Undefined, with the reason said, when there is too little to look for. */
  const parsePattern = (lexeme: Lexeme, how: 'wildcard' | 'exact', typed: string, scope: Scope): QueryNode | undefined => {
    const words = typed.match(/[\p{L}\p{M}\p{N}*?'’.-]+/gu) ?? [];
    const [word = ''] = words;
    const letters = fold(word.replaceAll(/[*?]/g, '')).length;
    if (words.length !== 1 || /[\p{L}\p{N}][-.][\p{L}\p{N}]/u.test(word) || tokenise(word.replaceAll(/[*?]/g, '')).length > 1) {
      faults.add('limit', lexeme, 'Patterns are of one word; this one is read as plain words.');
      return undefined;
    }
    if (how === 'wildcard' && letters < fewestWildcard) {
      faults.add('limit', lexeme, `A pattern needs ${fewestWildcard} letters beside * and ?; this one is read as a plain word.`);
      return undefined;
    }
    return patternNode(lexeme, { how, pattern: word.replace(/[.'’-]+$/, '') }, scope);
  };

  const parseRegex = (lexeme: Lexeme, scope: Scope): QueryNode | undefined => {
    const problem = regexProblem(lexeme.text);
    if (problem === undefined) return patternNode(lexeme, { how: 'regex', pattern: lexeme.text }, scope);
    faults.add('regex', lexeme, `${problem} It is read as plain words.`);
    return parsePlain(lexeme, scope);
  };

  const patternNode = (
    place: QuerySpan,
    what: Pick<PatternNode, 'how' | 'pattern' | 'most'>,
    { field, required }: Scope,
  ): QueryNode | undefined =>
    isNewTerm(`${field ?? ''}:${what.how} ${what.pattern} ${what.most ?? ''}`, place)
      ? { kind: 'pattern', ...what, ...(field === undefined ? {} : { field }), ...placeOf(place), required }
      : undefined;

  /** What stands behind a word or a phrase: `~2`, `~5`, `^3`. */
  const suffixed = (node: QueryNode | undefined): QueryNode | undefined => {
    const suffix = accept('suffix');
    if (suffix === undefined || node === undefined) return node;
    const tilde = /~(\d*)/.exec(suffix.text);
    const weight = /\^(\d+(?:\.\d+)?)/.exec(suffix.text);
    const meant = tilde === null ? node : withTilde(node, tilde[1] ?? '', suffix);
    if (weight === null) return meant;
    const boost = Math.min(Number(weight[1]), heaviest);
    return meant.kind === 'word' || meant.kind === 'phrase' || meant.kind === 'pattern' ? { ...meant, boost } : meant;
  };

  const withTilde = (node: QueryNode, number: string, suffix: QuerySpan): QueryNode => {
    if (node.kind === 'phrase' && node.quoted) return { ...node, near: Math.min(number === '' ? 5 : Number(number), widest) };
    if (node.kind !== 'word') {
      faults.add('limit', suffix, 'Near spellings (~) are of one word, nearness (~5) of a quoted phrase; here it is left out.');
      return node;
    }
    if (fold(node.surface).length < fewestFuzzy) {
      faults.add('limit', suffix, `Near spellings need a word of ${fewestFuzzy} letters; this one is searched as it is.`);
      return node;
    }
    const { field, at: start, length, required, surface } = node;
    if (Number(number) > 2) faults.note('Near spellings allow 2 changes at most.');
    const most = number === '' ? editsFor(surface) : Math.min(Number(number), 2);
    return {
      kind: 'pattern',
      how: 'fuzzy',
      pattern: surface,
      most,
      ...(field === undefined ? {} : { field }),
      at: start,
      length,
      required,
    };
  };

  /** Counts different terms; beyond the most there may be they are left out, which is said. */
  const isNewTerm = (key: string, place: QuerySpan): boolean => {
    if (!terms.has(key) && terms.size >= mostTerms) {
      faults.add('limit', place, `A query may have ${mostTerms} different words and phrases; from here on they are left out.`);
      return false;
    }
    terms.add(key);
    return true;
  };

  /** Each word of a text that could not be read otherwise. */
  const parsePlain = (lexeme: Lexeme, scope: Scope): QueryNode | undefined => {
    const nodes = lexeme.text.split(/\s+/).flatMap((word) => parseLeaf(lexeme, word, false, scope) ?? []);
    return nodes.length === 0 ? undefined : group('and', distinct(withoutCommon(nodes)));
  };

  const parseLeaf = (place: QuerySpan, text: string, quoted: boolean, { field, required, state }: Scope): QueryNode | undefined => {
    if (state !== undefined) return { kind: 'state', field: state, value: text, ...placeOf(place) };
    const tokens = tokenise(text);
    const [first] = tokens;
    if (first === undefined) {
      if (quoted) faults.add('group', place, 'There are no words between these quotation marks.');
      else faults.note('Signs without letters or digits are left out.');
      return undefined;
    }
    const key = `${field ?? ''}:${tokens.map(({ stem }) => stem).join(' ')}`;
    if (!isNewTerm(key, place)) return undefined;
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
  };

  const at = (kind: Lexeme['kind']): boolean => lexemes[next]?.kind === kind;
  const accept = (kind: Lexeme['kind']): Lexeme | undefined => {
    const lexeme = lexemes[next];
    if (lexeme?.kind !== kind) return undefined;
    next += 1;
    return lexeme;
  };
  const fieldAt = (index: number): Field | 'date' | undefined => {
    const lexeme = lexemes[index];
    return lexeme?.kind === 'field' && lexeme.name.kind === 'field' ? lexeme.name.field : undefined;
  };

  return parseOr({ field: undefined, required: false, top: true });
}

/** The stems of words in a row, by the rules of each language. */
const byLanguage = (tokens: readonly Token[]): string[][] =>
  languages.map((language) => tokens.map(({ folded }) => stemOf(folded, language)));

const placeOf = ({ at, length }: QuerySpan): QuerySpan => ({ at, length });

/**
 * Filters on one field, given side by side, widen each other (as DocumentCloud documents for its filters); open ended
 * dates do not, for `date:>2018 date:<2020` can only mean both. Where AND is written, AND is meant.
 */
function joinRepeated(items: readonly Item[], faults: QueryFaults): QueryNode[] {
  const byField = new Map<Field | 'date', QueryNode[]>();
  const nodes: QueryNode[] = [];
  for (const { node, explicit, field } of items) {
    const isOpen = node.kind === 'date' && (node.from === undefined || node.to === undefined);
    if (field === undefined || explicit || isOpen) {
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
      faults.note(`${field}: is given more than once, so either may hold; AND between them asks for both.`);
    }
  }
  return nodes.map((node) => (node.kind === 'or' ? group('or', distinct(node.nodes)) : node));
}

/** Among other words the most common ones say nothing; alone they are looked for. */
function withoutCommon(nodes: readonly QueryNode[]): QueryNode[] {
  const isCommon = (node: QueryNode) => node.kind === 'word' && node.common;
  const hasOther = nodes.some(
    (node) =>
      !isCommon(node) &&
      (node.kind === 'word' ||
        node.kind === 'phrase' ||
        node.kind === 'pattern' ||
        node.kind === 'or' ||
        node.kind === 'and' ||
        node.kind === 'later'),
  );
  return hasOther ? nodes.filter((node) => !isCommon(node)) : [...nodes];
}

/** The same word twice asks nothing new. */
function distinct(nodes: readonly QueryNode[]): QueryNode[] {
  const seen = new Set<string>();
  return nodes.filter((node) => {
    if (node.kind !== 'word' && node.kind !== 'phrase') return true;
    const key = `${node.field ?? ''}:${node.required}:${node.boost ?? 1}:${node.kind === 'word' ? node.stems.join('|') : `${node.stems.join('|')}~${node.near ?? ''}`}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
